"""Spans of days that a text names instead of one: "last week", "over the weekend", "in February"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from analysis.event.dating.cue import Cue
from analysis.event.dating.debates import DAY
from analysis.event.dating.unsettled import Candidate
from analysis.event.dating.wording.untensed import past_verbs

_SPAN = re.compile(
    r"(?:(?:earlier|later|late|early) )?(?P<which>last|this|past) (?P<unit>week|weekend|month)|"
    r"(?:over|during|at) the (?P<weekend>weekend)|the (?:previous|preceding) (?P<before>week|weekend|month)|"
    r"the (?P<earlier>week|weekend|month) before|"
    r"(?:earlier|early) in the (?P<within>week|month)"
)
_ROUGH = re.compile(
    r"(?:\w+ )?(?P<unit>day|night|week)s? (?:ago|earlier)|(?:\w+ )?days before|(?P<hours>\d{2}) hours (?:ago|earlier)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r",\s*(?:\w+ly\s+)?\w+(?:ed|en|wn|ld)\b[^,]*$")
"""Before a span, a participle behind its noun: "the mayor, elected last month"."""

_FIGURES = re.compile(
    r"\b(?:prices|deliveries|production|shipments|orders|registrations|gdp|(?:the|its|their) economy|\d[\d.,]* "
    r"(?:cars|vehicles|passengers|homes|jobs|barrels|tons|tonnes))\b",
    re.IGNORECASE,
)
"""What is told of a month or a year, and is news on the day on which it is told."""
_AUXILIARIES = ("had", "was", "were", "been")
_PARTICIPLE = re.compile(r"^\s+(?:not |also |already |been )*\w+")
_OF_ANOTHER = re.compile(r"\b(?:that|which|who|whom|after|following|when|before|over|since|because|despite)\b")
"""Between the verb of what was said and a span, what has a verb of its own: "arrested a man over a fire that"."""
_AND = re.compile(r"\b(?:and|but)\s+(?:\w+ly\s+)?$")


def span_of(cue: Cue, published: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day of the span that a cue names, up to the day of publication; None where it names none."""
    if cue.part not in ("news", "attribution"):
        return None
    if cue.kind == "month":
        return None if cue.month is None else _month(cue.month, cue.year, published)
    match = _SPAN.fullmatch(cue.modifier) if cue.kind == "duration" else None
    if match is None:
        return None
    unit = match["unit"] or match["weekend"] or match["before"] or match["earlier"] or match["within"]
    first, last = _back("this" if match["within"] else match["which"], unit, published)
    return first, min(last, published)


def spans_in(told: Sequence[Sequence[Cue]], published: dt.date) -> list[Candidate]:
    """Spans that a lead names ("last week"), as their first and last day up to the day of publication."""
    named = [c for cues in told for c in cues if c.kind == "duration"]
    return [Candidate(span[0], repr(c.text), span[1]) for c in named if (span := span_of(c, published))]


def spans_beside(
    text: str, start: int, said: Cue, cues: Sequence[Cue], day: dt.date
) -> dict[Cue, tuple[dt.date, dt.date]]:
    """Spans that may date what a sentence says that somebody said on a day.

    Parameters
    ----------
    text : str
    start : int
        Where the sentence begins.
    said : Cue
        The day of the statement, in words.
    cues : sequence of Cue
        Those of the sentence.
    day : datetime.date
        The day of the statement.
    """
    found = {c: span for c in cues if (span := span_of(c, day) or _rough_span_of(c, day)) and span[0] < day}
    told_from = {c: said.end if said.end <= c.start else start for c in found}
    return {c: span for c, span in found.items() if _dates_what_was_said(text, told_from[c], c)}


def _rough_span_of(cue: Cue, day: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day of "days earlier" and "two weeks ago", as told on a day; None of what is no such words."""
    match = _ROUGH.fullmatch(cue.text) if cue.kind == "duration" and cue.part == "news" else None
    if match is None or cue.offset is not None or (cue.text.endswith("before") and not cue.modifier):
        return None
    if match["hours"]:
        return day - -(-int(match["hours"]) // 24) * DAY, day
    return (day - 31 * DAY, day - 7 * DAY) if (match["unit"] or "").lower() == "week" else (day - 6 * DAY, day - DAY)


def _dates_what_was_said(text: str, start: int, cue: Cue) -> bool:
    """Whether a span in the words from ``start`` on, which tell what somebody said, dates the verb of these."""
    possessive = text[cue.end : cue.end + 1] in ("'", "’")
    if cue.tense not in ("past", "none") or possessive or _BESIDE.search(text, start, cue.start):
        return False
    before = text[start : cue.start]
    if _FIGURES.search(before):
        return False
    own = next(iter(past_verbs(before)), None)
    if own is None:
        return True
    rest = _PARTICIPLE.sub("", before[own.end() :]) if own[0] in _AUXILIARIES else before[own.end() :]
    return not (_OF_ANOTHER.search(rest) or any(not _AND.search(rest, 0, v.start()) for v in past_verbs(rest)))


def _back(which: str | None, unit: str, published: dt.date) -> tuple[dt.date, dt.date]:
    monday = published - published.weekday() * DAY
    back = 0 if which == "this" else 1
    if unit == "week":
        return monday - 7 * back * DAY, monday + (6 - 7 * back) * DAY
    if unit == "weekend":
        saturday = monday + 5 * DAY if published.weekday() > 4 else monday - 2 * DAY
        return saturday, saturday + DAY
    if back:
        published = published.replace(day=1) - DAY
    return published.replace(day=1), published


def _month(month: int, year: int | None, published: dt.date) -> tuple[dt.date, dt.date] | None:
    """The latest such month that has begun."""
    first = dt.date(year or published.year - (month > published.month), month, 1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    return (first, min(last, published)) if first <= published else None
