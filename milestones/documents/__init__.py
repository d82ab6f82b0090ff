"""Reading the two documents: pure functions from bytes to records that carry their lines.

``read_plan`` and ``read_report`` know the layout of the documents, not their content;
``join`` puts what they read side by side. Nothing here touches the database or the clock.
"""
