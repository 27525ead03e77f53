"""Text as a reader sees it: a space that keeps a number with its unit is a space. What a report says of itself."""

import re

OF_ITSELF = re.compile(r"^### (Methods|References|How to cite)\n.*?(?=^### |\Z)", re.MULTILINE | re.DOTALL)
"""Sections of a report that speak of its methods, their sources and its makers, and of no study."""


def read(text):
    """The text with plain spaces."""
    return text.replace("\u00a0", " ")
