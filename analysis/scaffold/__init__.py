"""A new study out of an article: its claim, its day, series to look at, and a folder to begin with."""
