"""What a page shows beside its rows: links, filters, counts and words for the templates."""
