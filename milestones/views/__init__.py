"""The pages and the data: each answers a query with the rows of one filter set."""
