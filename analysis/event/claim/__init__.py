"""What an article claims about markets: which asset of whom moved, and which way."""
