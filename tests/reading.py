"""Text as a reader sees it: a space that keeps a number with its unit is a space."""


def read(text):
    """The text with plain spaces."""
    return text.replace("\u00a0", " ")
