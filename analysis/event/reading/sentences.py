"""Sentences of a text, what in it is quoted, and what stands below a picture."""

from __future__ import annotations

import re
from functools import lru_cache

_ABBREVIATION = re.compile(
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mrs?|ms|dr|st|gen|lt|col|sen|rep|gov|vs|inc|corp|ltd|"
    r"u\.s|u\.n|u\.k|e\.u|a\.m|p\.m|[^\W\d_])",
    re.IGNORECASE,
)
_DASH_NEXT = re.compile(r"[—–]|-{1,2}\s|\([A-Z][^()\n]{1,40}\)\s*(?:[—–]|-{1,2}\s)")
"""What begins no sentence: behind a dateline's place ("LANSING, Mich. (AP) - ")."""
_HALF_DAY = re.compile(r"[ap]\.m", re.IGNORECASE)
_BEGINS = re.compile(
    r"(?:The|An?|He|She|It|They|We|But|And|In|On|At|His|Her|Its|Their|This|That|There|When|After|As|Police|Officials)\s"
)
"""Words in capitals behind "1 p.m." that begin a sentence; a name may belong to the hour ("1 p.m. Moscow time")."""
_DAY_NUMBER = re.compile(r"\d{1,2}")
_BOUNDARY = re.compile(r"(?<![.!?])[.!?]+[\"”’)\]]*\s+|\n\s*\n\s*")
_MONTH_NEXT = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+\d{4}", re.IGNORECASE)

LONGEST_WORD = 20
"""Letters: what is longer is no abbreviation."""
_LAST_WORD = re.compile(r"(?<![\w.])[\w.]*$")

LONGEST_QUOTATION = 2000
"""Letters: an opening mark without its other half within them opens nothing."""
_QUOTED = re.compile(rf"“[^“”]{{0,{LONGEST_QUOTATION}}}”|(?<!\w)\"[^\"\n]{{0,{LONGEST_QUOTATION}}}\"(?!\w)|«[^«»]*»")


PROSE = 8
"""Words of a line with a full stop from which on it is no headline and no byline."""
_STOP = re.compile(r"[.!?](?:\s|$)")
_CAPTION = re.compile(
    r"\s*(?:Image|Images|Photo|Photograph|Picture|Credit|File photo|Enlarge|Representative image)\b ?[:(]|"
    r"\b(?:via AP|AP Photo|/ ?AFP|Getty Images|/ ?Reuters\)|REUTERS/|Shutterstock|Wikimedia|In this \w+, )",
)
"""What stands below a picture, not in the article."""
LONGEST_CAPTION = 400
"""Letters."""


@lru_cache(maxsize=2)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence; blank lines end one, abbreviations ("Sept.", "J.", "20. September") do not."""
    spans, start = [], 0
    for boundary in _BOUNDARY.finditer(text):
        word = _LAST_WORD.search(text[max(start, boundary.start() - LONGEST_WORD) : boundary.start()])
        blank_line = boundary[0].count("\n") > 1
        if word and not blank_line and boundary[0].startswith(".") and _goes_on(word[0], text, boundary.end()):
            continue
        spans.append((start, boundary.end()))
        start = boundary.end()
    spans.append((start, len(text)))
    return tuple((a, b) for a, b in spans if text[a:b].strip())


def sentence_at(text: str, position: int) -> tuple[int, int]:
    """Start and end of the sentence in which a position lies."""
    return next((start, end) for start, end in sentences(text) if start <= position < end)


def _goes_on(word: str, text: str, at: int) -> bool:
    if _DASH_NEXT.match(text, at):
        return True
    if _HALF_DAY.fullmatch(word) and _BEGINS.match(text, at):
        return False
    if _ABBREVIATION.fullmatch(word):
        return True
    return bool(_DAY_NUMBER.fullmatch(word) and _MONTH_NEXT.match(text, at))


def has_prose(text: str, start: int, end: int) -> bool:
    """Whether a sentence of some length stands between two places of a text."""
    lines = text[start:end].splitlines()
    return any(len(line.split()) >= PROSE and _STOP.search(line) for line in lines)


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each stretch between quotation marks, in order."""
    return tuple(m.span() for m in _QUOTED.finditer(text))


def is_caption(text: str, start: int, end: int) -> bool:
    """Whether a sentence stands below a picture: its paragraph is short and says whose picture it is."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end - 1)
    last = len(text) if last < 0 else last
    return last - first <= LONGEST_CAPTION and _CAPTION.search(text, first, last) is not None
