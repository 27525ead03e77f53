"""Time cues: what the words of an article say about days, and where they stand. What follows is in dates.py."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from analysis.errors import EventDateError
from analysis.event.article import sentences

Kind = Literal[
    "copyright",  # ©2023, © 2019-2023: the last year
    "stamp",  # a line that is nothing but a date, "Published 20 September 2023", or `published` in the front matter
    "dateline",  # BAKU, Sept 20 (Agency) -
    "date",  # a day of a month in running text, with its year or without
    "month",  # August 2021
    "year",  # in 2020
    "weekday",  # Tuesday, last Friday, Wednesday's
    "UN address",  # the weekday of a speech to the UN General Assembly
    "day word",  # today, yesterday, tomorrow
    "duration",  # three days ago, last week
    "unclear",  # 09/10/2023
]
Tense = Literal["past", "future", "open", "none"]

WEEKDAYS = tuple(calendar.day_name)
OPENING_WORDS = 4
"""Words before a day at the beginning of a sentence ("Talks in Rome on Monday will") that hold no verb yet."""
NEAR = 1000
"""Letters around a cue within which its verb stands, and the rest of a dateline or a stamp."""
MOST_CUES = 300
DAY_WORDS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


@dataclass(frozen=True, slots=True)
class Cue:
    """One expression of time, as it stands in the text.

    ``tense`` is that of the words around it: "open" when they allow both ("agreed to meet Thursday"), "none" when they
    say nothing. ``start`` is the position in the text, -1 for the front matter. ``leader`` is set for an address to
    the UN General Assembly by someone whom the sentence calls a president, a prime minister or the like.
    """

    kind: Kind
    text: str
    start: int
    end: int
    tense: Tense = "none"
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    modifier: str = ""
    possessive: bool = False
    leader: bool = False

    @property
    def date(self) -> dt.date | None:
        """The day, when the cue gives its year, month and day; a day that does not exist is a ValueError."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return dt.date(self.year, self.month, self.day)


_LONG = "|".join(WEEKDAYS)
_WEEKDAY = rf"{_LONG}|(?:Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\.?"
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May\.?|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_ON = rf"(?<![\w/.-])(?:(?P<weekday>{_WEEKDAY})(?!\w),?\s+(?:the\s+)?\(?)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\w)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\w/-])"
_NUMBER = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|few)"

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "copyright",
        re.compile(
            r"(?:©|\([cC]\)|\b[Cc]opyright\b)[\s©]{0,20}(?:\([cC]\)\s*)?(?:(?:19|20)\d\d\s*[-–—,]\s*)?(?P<year>(?:19|20)\d\d)\b"
        ),
    ),
    ("copyright", re.compile(r"\b(?P<year>(?:19|20)\d\d)\s*©")),
    ("date", re.compile(rf"{_ON}(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:T[\d:.]+\S*)?(?![\w/-])")),
    ("date", re.compile(rf"{_ON}{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}")),
    ("date", re.compile(rf"{_ON}{_MONTH}\s+{_DAY},?\s+{_YEAR}")),
    ("date", re.compile(rf"{_ON}(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_YEAR}")),
    ("date", re.compile(rf"{_ON}(?P<day>1[3-9]|2\d|3[01])/(?P<month>0?[1-9]|1[0-2])/{_YEAR}")),
    ("date", re.compile(rf"{_ON}(?P<month>0?[1-9]|1[0-2])/(?P<day>1[3-9]|2\d|3[01])/{_YEAR}")),
    ("date", re.compile(rf"{_ON}{_DAY}\s+(?:of\s+)?{_MONTH}(?!\w)")),
    ("date", re.compile(rf"{_ON}{_MONTH}\s+{_DAY}")),
    ("unclear", re.compile(r"(?<![\w/.-])\d\d?/\d\d?/(?:19|20)\d\d(?![\w/-])")),
    ("month", re.compile(rf"\b(?:(?P<modifier>[Ss]ince)\s+)?{_MONTH},?\s+{_YEAR}")),
    (
        "weekday",
        re.compile(
            rf"\b(?:(?P<modifier>[Ll]ast|[Nn]ext)\s+)?(?<!every )(?<!each )"
            rf"(?<!Black )(?<!Good )(?<!Ash )(?<!Bloody )(?<!Super )(?<!Easter )(?<!Palm )(?<!Cyber )"
            rf"(?P<weekday>{_LONG})(?P<possessive>['’]s)?(?!\w)(?!\s+(?:Times|Telegraph|Mirror|Herald|Express|Mail))"
            rf"(?:\s+(?:of\s+)?(?P<week>last|next)\s+week\b)?"
        ),
    ),
    ("day word", re.compile(r"(?<!USA )\b(?P<modifier>[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow)\b(?!['’]s)")),
    (
        "year",
        re.compile(
            r"\b(?i:(?P<modifier>since)|in|of|from|during|after|before|early|late|mid|until|by|the|an?|through)"
            r"(?:\s+|-)(?P<year>(?:19|20)\d\d)(?![\w,.]*\d)\b"
        ),
    ),
    (
        "duration",
        re.compile(
            rf"\b{_NUMBER}\s+(?:hour|day|week|month|year|decade)s?\s+(?:ago|earlier|later|before|after)\b", re.I
        ),
    ),
    ("duration", re.compile(r"\b(?:last|this|next|past)\s+(?:week|weekend|month|year)\b", re.I)),
)

_PLACE = re.compile(r"\W*(?:(?:[^\W\d_a-z][\w.'’/-]*|de|del|da|di|du|la|el|al|of|and)[\s,]+){1,6}")
_AFTER_DATELINE = re.compile(r"\.?\s*(?:\(|/\s?[A-Z]|[—–:]|-{1,2}\s)")
_STAMP = re.compile(
    r"(?:by\s[^\d|·•—–]{3,60}[|·•—–,])?"
    r"(?:published|posted|updated|modified|dated?|first|last|this|article|story|was|on|at|of|gmt|utc|bst|ce?s?t|e[sd]?t|"
    rf"[ap]\.?m\b|{_WEEKDAY}|{_MONTH.replace('?P<month>', '?:')}|\d+(?:st|nd|rd|th)?|[\W_])*+"
    r"(?:(?:(?<=[|/·•—–])|(?<=[|/·•—–] ))[^\W\d_][\w.& ]{1,40})?",
    re.IGNORECASE,
)
"""A line of such words is nothing but the time of publication, perhaps with the writer before and the medium behind."""
_STAMPED = re.compile(r"published|posted|updated|modified", re.IGNORECASE)

_FUTURE = (
    r"(?:will|shall|would|upcoming|coming|(?:is|are|was|were) (?:to|due|set|scheduled|expected|planned)|"
    r"(?:plan|expect|intend|hope|prepare)(?:s|d|ed|ned)? (?:to|for)|(?:due|set|scheduled|ready|planned) (?:to|for)|"
    r"scheduled|expected|planned|due|meets|begins|starts|opens|resumes|arrives|convenes|votes|decides)"
    r"(?: (?:to )?be \w+)?"  # "is to be held": the participle is no past
)
_OPEN = r"(?:agreed|vowed|promised|offered|wanted|ordered|asked|decided|voted|moved) to (?!an?\b|the\b)"
_PAST = (
    r"announced|agreed|became|beat|began|begun|bought|brought|broke|built|came|caught|chose|cut|did|drew|drove|ended|"
    r"fed|fell|felt|fled|flew|fought|found|froze|gave|got|grew|had|has|have|heard|held|hid|hit|hurt|kept|knew|laid|led|"
    r"left|lent|lost|made|meant|met|paid|put|quit|ran|reported|rose|said|sank|sat|saw|says|sent|shook|shot|shut|signed|"
    r"slid|sold|sought|spent|split|spoke|stood|stuck|struck|swept|swore|taught|threw|thought|told|took|was|went|were|"
    r"withdrew|woke|won|wore|wrote"
)
_VERB = re.compile(rf"\b(?:(?P<future>{_FUTURE})|(?P<open>{_OPEN})|(?P<past>{_PAST}))\b|(?P<wont>['’]ll\b)")
_CLAUSE_END = re.compile(r"[;:—–]|\b(?:and|but|while|as)\b")
_WEAK_PAST = re.compile(r"\b[a-z]{2,}ed\b")
_WEAK_OPEN = re.compile(r"\b(?:meet|resume|begin|start|open|convene|vote)\b")

_ASSEMBLY = re.compile(r"(?:U\.?N\.?|United\s+Nations)(?:['’]s?)?\s+General\s+Assembly|\bUNGA\b")
_ASIDE = re.compile(r"\b(?:sidelines?|margins?)\b")
_LEADER = re.compile(
    r"(?<!vice )(?<!vice-)(?<!deputy )\b(?:president(?! of the (?:UN )?general assembly)|prime minister|premier|"
    r"chancellor|king|queen|emir|sultan|leader|head of (?:state|government))\b",
    re.IGNORECASE,
)


def find_cues(text: str) -> tuple[Cue, ...]:
    """All time cues of a text in order of position, each with the tense of the words around it.

    Raises
    ------
    EventDateError
        If there are more than any article has.
    """
    bare = sorted(_matches(text), key=lambda cue: cue.start)
    spans = sentences(text)
    starts = [start for start, _ in spans]
    cues = []
    for i, cue in enumerate(bare):
        start, end = spans[bisect_right(starts, cue.start) - 1]
        before = max([start, cue.start - NEAR, *(c.end for c in bare[:i] if c.end > start and _is_day(c))])
        after = min([end, cue.end + NEAR, *(c.start for c in bare[i + 1 :] if c.start < end and _is_day(c))])
        cues.append(replace(cue, tense=_tense(cue, text[before : cue.start], text[cue.end : after])))
    for start, end in spans:
        _mark_un_address(cues, text, start, end)
    return tuple(cues)


def _is_day(cue: Cue) -> bool:
    return cue.kind in ("date", "weekday", "day word")


def _matches(text: str) -> Iterator[Cue]:
    """Cues by the first pattern that claims their span, so that "20 September 2023" is not also a year."""
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if all(match.end() <= a or match.start() >= b for a, b in taken):
                if len(taken) == MOST_CUES:
                    what = f"more than {MOST_CUES} words that tell a time"
                    raise EventDateError("the article", what, remedy="keep what reports the event")
                taken.append(match.span())
                yield _cue(kind, match)


def _cue(kind: Kind, match: re.Match[str]) -> Cue:
    parts = match.groupdict()
    modifier = (parts.get("modifier") or "").lower()
    if parts.get("week"):
        modifier = f"{parts['week']} week"
    role, note = _role(match) if kind == "date" else (kind, "")
    return Cue(
        role,
        " ".join(match[0].split()),
        match.start(),
        match.end(),
        year=int(parts["year"]) if parts.get("year") else None,
        month=_month(parts["month"]) if parts.get("month") else None,
        day=int(parts["day"]) if parts.get("day") else None,
        weekday=_weekday(parts["weekday"]) if parts.get("weekday") else None,
        modifier=note or modifier,
        possessive=bool(parts.get("possessive")),
    )


def _month(name: str) -> int:
    return int(name) if name.isdigit() else [m[:3] for m in calendar.month_name].index(name[:3])


def _weekday(name: str) -> int:
    return [w[:3] for w in WEEKDAYS].index(name[:3])


def _role(match: re.Match[str]) -> tuple[Kind, str]:
    """Whether a date is a dateline, a stamp (and then whether of an update), or a date in running text."""
    text = match.string
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    after, _, rest = text[match.end() :].partition("\n")
    if len(before) <= NEAR and _PLACE.fullmatch(before) and before.rstrip().endswith(","):
        ends_paragraph = not after.strip() and rest[:1] in ("", "\n")
        if ends_paragraph or _AFTER_DATELINE.match(after):
            return "dateline", ""
    if max(len(before), len(after)) <= NEAR and _STAMP.fullmatch(before) and _STAMP.fullmatch(after):
        words = _STAMPED.findall(before)
        return "stamp", "updated" if words and words[-1].lower() in ("updated", "modified") else ""
    return "date", ""


def _tense(cue: Cue, before: str, after: str) -> Tense:
    """Tense from the last verb before the cue in its sentence, or the first after it; other days end the search."""
    if cue.modifier.startswith(("last", "next")):
        return "past" if cue.modifier.startswith("last") else "future"
    behind = [_verb(m) for m in _VERB.finditer(before)]
    ahead = [_verb(m) for m in _VERB.finditer(_CLAUSE_END.split(after, maxsplit=1)[0])]
    if cue.possessive:
        # The verb governs the noun ("Wednesday's truce will allow"), not the day: it leaves the day open at most.
        return "none" if {*behind, *ahead} <= {"past"} else "open"
    if behind:
        return behind[-1]
    if weak := _WEAK_PAST.search(before) or _WEAK_OPEN.search(before):
        return "past" if weak.re is _WEAK_PAST else "open"
    if ahead[:1] == ["future"] and len(before.split()) > OPENING_WORDS:
        return "open"  # an unknown verb may stand before the day: "Rebels overran it on Monday, which will cost them"
    return ahead[0] if ahead else "none"


def _verb(match: re.Match[str]) -> Tense:
    if match["past"]:
        return "past"
    return "open" if match["open"] else "future"


def _mark_un_address(cues: list[Cue], text: str, start: int, end: int) -> None:
    """Turn the weekday nearest to "UN General Assembly" in a sentence into the day of an address to it."""
    sentence = text[start:end]
    assembly = _ASSEMBLY.search(sentence)
    if not assembly or _ASIDE.search(sentence):
        return
    here = [i for i, c in enumerate(cues) if start <= c.start < end and c.kind == "weekday"]
    if here:
        nearest = min(here, key=lambda i: abs(cues[i].start - start - assembly.start()))
        cues[nearest] = replace(cues[nearest], kind="UN address", leader=bool(_LEADER.search(sentence)))
