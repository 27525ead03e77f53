"""What sentences have in common: the stems of their words that say what they are about."""

from __future__ import annotations

import re

_WORD = re.compile(r"\b[^\W\d_]{4,}")
_COMMON = re.compile(
    r"about|after|also|been|before|from|have|into|more|over|said|says|than|that|their|there|they|this|were|what|when|"
    r"which|will|with|would"
)
"""Words of four letters and more that any two sentences share."""
_ENDING = re.compile(r"(?:ings?|ed|es|s|e)$")
LONGEST_STEM = 7
"""Letters."""


def content(text: str) -> set[str]:
    """Stems of the words of a text that say what it is about: "crashed" and "crash" are one."""
    words = map(str.lower, _WORD.findall(text))
    return {_ENDING.sub("", w)[:LONGEST_STEM] for w in words if not _COMMON.fullmatch(w)}
