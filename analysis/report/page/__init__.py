"""The report as one HTML page: its parts, what its script reads, drawings within it."""
