"""The views of pages and data: each parses a query and shows the rows that match it."""
