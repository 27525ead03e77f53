"""Days counted from another day, which their own words do not name: "the previous evening", "two days before"."""

from __future__ import annotations

import re

from analysis.event.dating.cue import Cue

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
COUNT = rf"\d+|an?|{'|'.join(_NUMBERS)}"
"""A number of days as it is written."""
DAYS_OF_UNIT = {"day": 1, "night": 1, "week": 7}
_PART = r"(?:day|night|evening|afternoon|morning)"
CLAUSE_ENDS = (
    r"(?=\W*(?:[.,;:()—–\n]|$)|\s+(?:after|in|at|near|outside|inside|off|when|while|and(?! after)|but|as|by|over|"
    r"following|with|amid|because|despite|from|into|during|without|shortly|just|around|about)\b)"
)
"""What may follow "the day before" where it is counted from no noun and no clause behind it ("before the vote")."""
EVE = rf"the\s+(?:(?:previous|preceding|prior)\s+{_PART}\b(?!['’]s)|{_PART}\s+before\b(?!\s+yesterday){CLAUSE_ENDS})"
"""The day before the one that the text speaks of."""
HAPPENING = (
    r"(?:shooting|attack|incident|accident|disaster|crash|blast|explosion|fire|raid|killing|assault|(?:earth)?quake|"
    r"collapse|death|derailment|flood|landslide|ambush|bombing|sinking|stabbing)s?"
)
OF_WHAT_HAPPENED = re.compile(rf"\s+(?:[\w'’-]+\s+){{0,2}}?{HAPPENING}\b", re.IGNORECASE)
"""Behind "Monday's", a word for what nobody awaits: "huge earthquake"."""
_DAYS_AFTER_IT = re.compile(
    rf"\W*(?:(?P<number>{COUNT})\s+days?|the\s+day)\s+after\s+(?:the|that|this)\s+"
    rf"(?:[\w'’-]+\s+){{0,2}}?{HAPPENING}\b(?=\W*(?:[.,;]|$))",
    re.IGNORECASE,
)
_OWN_CLAUSE = re.compile(r"\b(?:that|how|whether)\b")


def is_counted_back(cue: Cue) -> bool:
    """Whether a day lies so many days before another one of the text, and not before that of publication ("ago")."""
    return cue.offset is not None and cue.offset < 0 and not cue.text.lower().endswith("ago")


def is_of_news(between: str) -> bool:
    """Whether the words between the news' own day and one counted back from it leave that one in its shadow.

    "Rose on Monday, making up for a loss the previous day" does; "heard on Monday that he had died the previous day"
    tells of a second happening.
    """
    return _OWN_CLAUSE.search(between) is None


def days_since(behind: str) -> int:
    """How many days the happening lies before a statement's day, by the words behind it; 0 where they do not tell.

    "Officials said on Thursday, a day after the accident" gives 1.
    """
    found = _DAYS_AFTER_IT.match(behind)
    return (count_of(found["number"] or "the", "day") or 1) if found else 0


def count_of(number: str | None, unit: str) -> int | None:
    """Days of "two weeks"; None of "several days", and where no number is told."""
    number = (number or "").lower()
    if number in ("", "several", "few"):
        return None
    count = int(number[:4]) if number.isdigit() else 1 if number in ("a", "an", "the") else _NUMBERS.index(number) + 1
    return count * DAYS_OF_UNIT[unit.lower()]
