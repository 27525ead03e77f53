"""What all figures share: the page, captions, colours, axes with one line a series."""
