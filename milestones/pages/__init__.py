"""What a page shows besides its rows: links, filters, counts and text for the templates."""
