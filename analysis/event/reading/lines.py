"""Lines of a text: which stand alone, and which only a narrow page broke. These are joined again.

What a text says does not depend on where its lines end, unless a line is nothing but a day of publication, a heading
of other stories, or what a dateline begins.
"""

from __future__ import annotations

import calendar
import re
from itertools import groupby, pairwise

from analysis.event.reading.zone_abbreviations import ZONES

LONG_WEEKDAYS = "|".join(calendar.day_name)
WEEKDAY = rf"(?i:{LONG_WEEKDAYS})|(?:Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\.?"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
MONTH = (
    r"(?P<month>(?i:January|February|April|June|July|August|September|October|November|December)|March|MARCH|"
    r"(?:May|MAY)\b(?:\.(?=\s?\d))?|"
    rf"(?:{_SHORT}|{_SHORT.upper()})\b\.?)"
)
_MONTH = MONTH.replace("?P<month>", "?:")
_NAME = r"(?-i:[^\W\d_a-z][\w.&'’-]*(?:\s(?:of\s|the\s)?[^\W\d_a-z][\w.&'’-]*){0,4})"
_HOUR_AND_ZONE = (
    r"\d{1,2}(?:[:.]\d\d(?::\d\d)?\s?(?:[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?)\s\(?(?:(?-i:[A-Z]{2,5})\b|"
    rf"(?:eastern|central|mountain|pacific|local)\b|(?:in\s)?{_NAME}\stime\b)"
)
"""An hour in a zone that need not be known: the day stands whatever it is."""
_COPYRIGHT = rf"(?:copyright\b|©|\(c\))[^\n|]{{2,100}}?(?:reserved|{_NAME})\s*[.|·•—–-]+\s*"
STAMP = re.compile(
    rf"(?:{_COPYRIGHT})?"
    r"(?:[^\d|·•—–]{2,60}[|·•—–]\s*){0,3}+(?:by\s[^\d|·•—–]{3,60}[|·•—–,]?)?"
    rf"(?:(?:published|posted|reported|written)\s+by\s+{_NAME}\s+on\b|{_HOUR_AND_ZONE}|"
    r"published|posted|reported|updated?|modified|written|created|issued|released|filed|dated?|first|last|this|article|"
    r"story|"
    r"was|on|at|of|time|(?:an?|\d+) (?:minute|hour|day|week|month|year)s? ago|min(?:ute)?s? read|"
    r"for immediate release|for release|(?:eastern|central|mountain|pacific) (?:daylight|standard)?|"
    rf"by reuters staff|(?:{ZONES})|hrs|"
    r"[ap]\.?m\b|\((?:paris|london|new york|local time)\)|\d[\d:.T+]*(?:am|pm)\b|"
    rf"{WEEKDAY}|{_MONTH}|\d+(?:st|nd|rd|th)?|[\W_])*+"
    rf"(?:(?:(?<=[|/·•—–])|(?<=[|/·•—–] ))(?:(?:source|credit):\s*)?[^\W\d_][\w.& ]{{1,40}}|"
    rf"(?<=\s)(?:by|via)\s{_NAME})?",
    re.IGNORECASE,
)
"""A line of such words is nothing but the time of publication, perhaps with the writer before and the medium behind."""
ELSEWHERE = re.compile(
    r"^[^\w\n]*(?:related(?: (?:stories|news|articles|topics|links|content|reading))?|sources?|references|"
    r"external links|see also|read (?:more|next)|also read|more (?:on|from|stories)\b[^\n]{0,40}|most read|"
    r"trending(?: now)?|"
    r"recommended(?: (?:stories|for you))?|you (?:may|might) also like|latest (?:news|stories)|comments)[^\w\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A heading below which other stories stand, or the writer's sources."""

_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\W+{_MONTH}|{_MONTH}\W+\d)"
_HAS_DATE = re.compile(rf"{_DATE}|\d[./-]\d")
_DATELINE = re.compile(rf"[A-Z][A-Z .,/'’-]{{1,60}}?,?\s(?:{_DATE}|\([A-Z])")
"""The beginning of a line that a dateline opens: its place in capitals, then day or agency."""
_GOES_ON = re.compile(
    r"(?:\b(?:on|of|the|an?|in|at|by|to|from|since|until|till|for|and|or|before|after|between|with|last|next|this|that|"
    r"late|early|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)|,|(?<=\s)[-–—]+)$",
    re.IGNORECASE,
)
"""How a line ends that is no whole: "is to be held on"."""
_DASH = re.compile(r"[-–—]+\s")
"""After a dateline that is a date alone."""
_PLACE_AND_AGENCY = re.compile(r"[A-Z][A-Z .,/'’-]{1,60}(?:\([A-Z][^()]{1,40}\)\n|\n\([A-Z][^()]{1,40}\)\s)[-–—]+\s")
"""The two lines of a dateline that ends before its agency or behind it: "LIMA" and "(AGENCY) - "."""
LONGEST = 200
"""Letters: what is longer is no line of publication."""
_STOP = re.compile(r"[.!?][\"”’)\]]*$")


_BROKEN = re.compile(r"\b(?P<first>[A-Z][a-z]*)-[^\S\n]*\n[^\S\n]*(?P<rest>[a-z]+)\b")
_NAMES = {*calendar.day_name, *calendar.month_name}


def unwrapped(text: str) -> str:
    """A text in which each paragraph of prose is one line; as long as before, so that positions in it stay.

    A line goes on in the next where that begins in small letters, where its own last word asks for more, or where the
    next word would not have fitted into it, as editors break lines. A line that is nothing but a day of publication
    stands alone, and so do a heading of other stories and what a dateline begins. A weekday or month that is broken at
    a hyphen ("Tues-" and "day") is whole again, with blanks before it.
    """
    text = _BROKEN.sub(_name_again, text)
    paragraphs = groupby(text.split("\n"), key=lambda line: bool(line.strip()))
    return "\n".join(_joined(list(lines)) if told else "\n".join(lines) for told, lines in paragraphs)


def _name_again(broken: re.Match[str]) -> str:
    name = broken["first"] + broken["rest"]
    return name.rjust(len(broken[0])) if name in _NAMES else broken[0]


def _joined(lines: list[str]) -> str:
    """Lines of one paragraph, each with a space or a line's end behind it."""
    width = max(len(line.strip()) for line in lines)
    ends = [" " if _goes_on(line.strip(), after.strip(), width) else "\n" for line, after in pairwise(lines)]
    return "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))


def _goes_on(line: str, after: str, width: int) -> bool:
    if _DATELINE.match(after):
        return line.isupper() or line.endswith(",")
    if _PLACE_AND_AGENCY.match(f"{line}\n{after}"):
        return True
    if after[:1].islower() or _GOES_ON.search(line) or (_DASH.match(after) and _stands_alone(line)):
        return True
    if _stands_alone(line) or (_stands_alone(after) and not _STOP.search(after)):
        return False
    return len(line) + 1 + len(after.split(maxsplit=1)[0]) > width


def _stands_alone(line: str) -> bool:
    if len(line) > LONGEST:
        return False
    dated = _HAS_DATE.search(line) is not None and STAMP.fullmatch(line) is not None
    return dated or ELSEWHERE.fullmatch(line) is not None
