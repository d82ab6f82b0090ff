"""Parse the plan and the status report: pure functions from bytes to records with line numbers.

``read_plan`` and ``read_report`` depend on the layout of the documents, not on their content;
``join`` matches the two results. Nothing here uses the database or the clock.
"""
