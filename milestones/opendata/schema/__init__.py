"""Machine-readable descriptions of the data, generated from the datasets' definitions."""
