"""Time cues: what the words of an article say about days, and where they stand. What follows is in dates.py."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from analysis.errors import EventDateError
from analysis.event.dating.cue import WEEKDAYS, Cue, Kind
from analysis.event.dating.wording.parts import STATING, part_of
from analysis.event.dating.wording.patterns import (
    AFTER_AGENCY,
    AFTER_DATELINE,
    AFTER_PLACE_APART,
    AGENCY_FIRST,
    BYLINE,
    CAPITALS,
    DATE_FIRST,
    DAY_FIRST_ZONE,
    MONTH_FIRST_ZONE,
    ORDERED,
    PATTERNS,
    PLACE,
    PLACE_APART,
    SENTENCE_FOLLOWS,
    STAMPED,
    TWELVE_HOURS,
)
from analysis.event.dating.wording.relative import (
    DAYS_OF_UNIT,
    OF_WHAT_HAPPENED,
    count_of,
    is_counted_back,
    is_of_news,
)
from analysis.event.dating.wording.tense import tense_of
from analysis.event.dating.wording.untensed import FEW_WORDS, is_untensed
from analysis.event.dating.zones import is_outside_america
from analysis.event.reading.lines import ELSEWHERE, STAMP
from analysis.event.reading.sentences import has_prose, quotations, sentences

NEAR = 1000
"""Letters around a cue within which its verb stands, and the rest of a dateline or a stamp."""
MOST_CUES = 300
TOP = 1500
"""Letters of an article within which a date at the beginning of a line can be its dateline."""
CENTURY = 70
"""Years of two digits from here on are of the last century."""

_SPACE = re.compile(r"\s+")
_ASSEMBLY = re.compile(r"(?:U\.?N\.?|United\s+Nations)(?:['’]s?)?\s+General\s+Assembly|\bUNGA\b")
_ASIDE = re.compile(r"\b(?:sidelines?|margins?)\b")
_LEADER = re.compile(
    r"(?<!vice )(?<!vice-)(?<!deputy )\b(?:president(?! of the (?:UN )?general assembly)|prime minister|premier|"
    r"chancellor|king|queen|emir|sultan|leader|head of (?:state|government))\b",
    re.IGNORECASE,
)


def find_cues(text: str) -> tuple[Cue, ...]:
    """All time cues of a text in order of position, each with its tense and what it is for.

    Raises
    ------
    EventDateError
        If there are more than any article has.
    """
    found = _without_rest_of_stamps(sorted(_matches(text), key=lambda cue: cue.start), text)
    spans = sentences(text)
    starts = [start for start, _ in spans]
    quoted, below = quotations(text), _elsewhere(text)
    cues = []
    for i, cue in enumerate(found):
        start, end = spans[bisect_right(starts, cue.start) - 1]
        before = max([start, cue.start - NEAR, *(c.end for c in found[:i] if c.end > start and c.is_day)])
        after = min([end, cue.end + NEAR, *(c.start for c in found[i + 1 :] if c.start < end and c.is_day)])
        whole, clause, behind = (
            _SPACE.sub(" ", text[a:b])
            for a, b in ((max(start, cue.start - NEAR), cue.start), (before, cue.start), (cue.end, after))
        )
        told = _in_its_words(cue, whole, clause, behind)
        if cue.start >= below:
            told = replace(told, part="elsewhere")
        elif any(a < cue.start < b for a, b in quoted):
            told = replace(told, part="quoted")
        cues.append(told)
    for start, end in spans:
        _mark_un_address(cues, text, start, end)
        _mark_behind_news(cues, text, start, end)
    return tuple(cues)


def _in_its_words(cue: Cue, whole: str, clause: str, behind: str) -> Cue:
    """A cue with its tense and part, by its sentence before it, of that what follows other days, and what is behind."""
    part, ends = part_of(cue, whole, behind)
    bare_day = cue.kind == "weekday" and not cue.modifier and part in ("news", "aside")
    before = clause if len(clause.split()) >= FEW_WORDS else whole
    happened = cue.possessive and OF_WHAT_HAPPENED.match(behind) is not None
    untensed = bare_day and not happened and is_untensed(before, behind, possessive=cue.possessive)
    return replace(cue, tense=tense_of(cue, clause, behind), part=part, ends=ends, untensed=untensed)


def _without_rest_of_stamps(cues: list[Cue], text: str) -> list[Cue]:
    """Cues without the hours, and the "a day ago", that stand in a line with a stamp: they are part of it.

    So is the weekday in brackets behind a dateline.
    """
    datelines = [c for c in cues if c.kind == "dateline"]
    cues = [c for c in cues if c.kind != "weekday" or not any(text[d.end : c.start].strip() == "(" for d in datelines)]
    stamped = [c for c in cues if c.kind == "stamp"]
    lines = [(text.rfind("\n", 0, c.start), text.find("\n", c.end)) for c in stamped]
    lines = [(a, b if b >= 0 else len(text)) for a, b in lines]
    return [c for c in cues if c.kind not in ("clock", "duration") or not any(a < c.start < b for a, b in lines)]


def _elsewhere(text: str) -> int:
    """Position from which on other stories stand, if some words stand above it."""
    found = next((m for m in ELSEWHERE.finditer(text) if text[: m.start()].strip()), None)
    return found.start() if found else len(text)


def _matches(text: str) -> Iterator[Cue]:
    """Cues by the first pattern that claims their span, so that "20 September 2023" is not also a year."""
    taken: list[tuple[int, int]] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if all(match.end() <= a or match.start() >= b for a, b in taken):
                if len(taken) == MOST_CUES:
                    what = f"more than {MOST_CUES} words that tell a time"
                    raise EventDateError("the article", what, remedy="keep what reports the event")
                taken.append(match.span())
                yield _cue(kind, match)


def _cue(kind: Kind, match: re.Match[str]) -> Cue:
    parts = match.groupdict()
    modifier = " ".join((parts.get("modifier") or "").lower().split())
    if parts.get("week"):
        modifier = f"{parts['week']} week"
    role, note = _role(match) if kind in ("date", "unclear") else (kind, "")
    return Cue(
        role,
        " ".join(match[0].split()),
        match.start(),
        match.end(),
        year=_year(parts["year"]) if parts.get("year") else None,
        month=_month(parts["month"]) if parts.get("month") else None,
        day=int(parts["day"]) if parts.get("day") else None,
        weekday=_weekday(parts["weekday"]) if parts.get("weekday") else None,
        modifier=note or modifier,
        possessive=bool(parts.get("possessive")),
        offset=_offset(parts),
        choices=_choices(match) if kind == "unclear" else (),
    )


def _year(written: str) -> int:
    if len(written) == 4:
        return int(written)
    return int(written) + (1900 if int(written) >= CENTURY else 2000)


def _month(name: str) -> int:
    return int(name) if name.isdigit() else [m[:3] for m in calendar.month_name].index(name[:3].title())


def _weekday(name: str) -> int:
    return [w[:3] for w in WEEKDAYS].index(name[:3].title())


def _offset(parts: dict[str, str | None]) -> int | None:
    """Days of "three days ago" (negative) and "a day later"; None where only a rough time is told."""
    if parts.get("eve"):
        return -1
    number, unit, way = ((parts.get(key) or "").lower() for key in ("number", "unit", "way"))
    counted = way in ("ago", "earlier", "later") or (way == "before" and parts["apart"] is not None)
    if unit not in DAYS_OF_UNIT or not counted:
        return None
    if unit == "week" and way == "ago":
        return None  # "two weeks ago" means no one day
    count = count_of(number, unit)
    return count and count * (1 if way == "later" else -1)


@lru_cache(maxsize=1)
def _orders(text: str) -> frozenset[bool]:
    """Whether the day is first in the numeric dates of a text that can be read in one order only."""
    return frozenset(bool(m["day_first"]) for m in ORDERED.finditer(text))


def _choices(match: re.Match[str]) -> tuple[dt.date, ...]:
    """Both readings of 09/10/2023, or one where its clock or the text's other figures tell the order."""
    first, second, year = int(match["first"]), int(match["second"]), _year(match["year"])
    month_first, day_first = (first, second), (second, first)
    pairs = [month_first, day_first]
    orders = _orders(match.string)
    if DAY_FIRST_ZONE.match(match.string, match.end()) or orders == {True}:
        pairs = [day_first]
    elif orders == {False} or _is_american(match.string, match.end()):
        pairs = [month_first]
    days = set()
    for month, day in pairs:
        try:
            days.add(dt.date(year, month, day))
        except ValueError:
            continue
    return tuple(sorted(days))


def _is_american(text: str, end: int) -> bool:
    """Whether the clock behind a numeric date is America's: India has twice twelve hours too, and the day first."""
    if MONTH_FIRST_ZONE.match(text, end):
        return True
    return TWELVE_HOURS.match(text, end) is not None and not is_outside_america(text)


def _role(match: re.Match[str]) -> tuple[Kind, str]:
    """Whether a date is a dateline, a stamp (and then whether of an update), or a date in running text."""
    text = match.string
    kind: Kind = "date" if "first" not in match.groupdict() else "unclear"
    line = text.rfind("\n", 0, match.start()) + 1
    before = text[line : match.start()] if match.start() - line <= NEAR else " " * (NEAR + 1)
    end = text.find("\n", match.end(), match.end() + NEAR + 1)
    end = len(text) if end < 0 and len(text) - match.end() <= NEAR else end
    after = text[match.end() : end] if end >= 0 else " " * (NEAR + 1)
    if kind == "date" and (role := _in_dateline(match, before, after, line)):
        return role, ""
    if max(len(before), len(after)) <= NEAR and STAMP.fullmatch(before) and STAMP.fullmatch(after):
        words = STAMPED.findall(before)
        return "stamp", "updated" if words and words[-1].lower() in ("update", "updated", "modified") else ""
    return kind, ""


def _in_dateline(match: re.Match[str], before: str, after: str, line: int) -> Kind | None:
    """Whether a date is one of a dateline, or of a byline, by its line before it and after it."""
    text, parts = match.string, match.groupdict()
    ends = not after.strip()
    ends_paragraph = ends and len(after) <= NEAR and text[match.end() + len(after) + 1 :][:1] in ("", "\n")
    placed = len(before) <= NEAR and before.rstrip().endswith(",") and PLACE.fullmatch(before)
    if placed and (ends_paragraph or AFTER_DATELINE.match(text, match.end())):
        return "dateline"
    at_top = match.start() <= TOP
    if parts.get("year") and at_top and not has_prose(text, 0, line):
        if role := _apart(match, before, after):
            return role
        if ends_paragraph and parts["month"].isupper() and BYLINE.fullmatch(before):
            return "stamp"
    first = not before.strip() and at_top
    if first and parts.get("month") and DATE_FIRST.match(text, match.end()) and not STAMP.fullmatch(after):
        return "dateline"
    return None


def _apart(match: re.Match[str], before: str, after: str) -> Kind | None:
    """Whether a full date that no comma joins to its place opens the report, or is all of a line beside the place."""
    text, end = match.string, match.end()
    if PLACE_APART.fullmatch(before):
        if AFTER_PLACE_APART.match(text, end):
            return "stamp" if STAMP.fullmatch(before) and STAMP.fullmatch(after) else "dateline"
        if before.rstrip(" -—–:").endswith(")") and SENTENCE_FOLLOWS.match(text, end):
            return "dateline"
        return "stamp" if after.strip() and len(after) <= NEAR and STAMP.fullmatch(after) else None
    if AGENCY_FIRST.fullmatch(before) and AFTER_DATELINE.match(text, end):
        return "dateline"
    return "dateline" if CAPITALS.fullmatch(before) and AFTER_AGENCY.match(text, end) else None


def _mark_un_address(cues: list[Cue], text: str, start: int, end: int) -> None:
    """Turn the weekday nearest to "UN General Assembly" in a sentence into the day of an address to it."""
    assembly = _ASSEMBLY.search(text, start, end)
    if not assembly or _ASIDE.search(text, start, end):
        return
    here = [i for i, c in enumerate(cues) if start <= c.start < end and c.kind == "weekday"]
    if here:
        nearest = min(here, key=lambda i: abs(cues[i].start - assembly.start()))
        cues[nearest] = replace(cues[nearest], kind="UN address", leader=bool(_LEADER.search(text[start:end])))


def _mark_behind_news(cues: list[Cue], text: str, start: int, end: int) -> None:
    """Set a day aside that is counted back from the day of the news in its own sentence."""
    own: Cue | None = None
    for i, cue in enumerate(cues):
        if not start <= cue.start < end or cue.part != "news":
            continue
        if cue.is_day and not STATING.search(text, start, cue.start):
            own = cue
        elif own and is_counted_back(cue) and is_of_news(text[own.end : cue.start]):
            cues[i] = replace(cue, part="aside")
