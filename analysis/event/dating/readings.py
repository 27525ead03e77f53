"""All ways to read an article's time cues as a whole: each a publication day, a day for every cue, an event day."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from analysis.event.dating.cue import DAY_WORDS, WEEKDAYS, Cue
from analysis.event.dating.debates import DAY, address_days
from analysis.event.dating.publication import Publication, in_year
from analysis.event.dating.unsettled import UnsettledError
from analysis.event.reading.sentences import sentences

WEEK_BEFORE = 6
"""A bare weekday in the past lies at most this many days before publication: the seventh has its own name again."""
CLOSE_WORDS = 3
"""Words between a weekday and an event's term ("truce on Wednesday") up to which they belong together for sure."""
CLOSE_LETTERS = 200
"""Longer than so many words are."""
NEVER = ("quoted", "limit", "baseline", "elsewhere")
"""Parts of a text whose days are never the event's."""
MOST_READINGS = 50_000
"""Ways to read the cues that are tried: forty dates of which each may be past or to come have a million millions."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One consistent way to read the cues. ``days`` follows the order of the current cues; ``run`` is in days."""

    published: dt.date
    days: tuple[dt.date, ...]
    event: dt.date
    run: int


def check_dates(cues: Sequence[Cue]) -> None:
    """Refuse days that do not exist, and dates whose weekday is another.

    Raises
    ------
    UnsettledError
        "31 June 2023", "Wednesday, 21 September 2023".
    """
    for cue in cues:
        try:
            day = cue.date
        except ValueError as error:
            raise UnsettledError(f"{cue.text!r} does not exist") from error
        if day and cue.weekday is not None and day.weekday() != cue.weekday:
            raise UnsettledError(f"{cue.text!r} contradicts itself: that day was a {WEEKDAYS[day.weekday()]}")


_OTHER_CLAUSE = re.compile(r"\b(?:after|when|because|since|while)\b", re.IGNORECASE)
"""Between a day and the event's name: the day is of one clause and the name of another ("fell on Thursday after")."""


def tied_to(text: str, terms: Sequence[str], cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Past days that the text ties to the event's terms: within three words of one, or else in its sentence.

    A day that is still to come ("the truce is to start on Friday") is not the day on which the news broke, nor is one
    in a quotation, or one that only ends something ("until Friday").
    """
    if not terms:
        return ()
    term = re.compile(rf"\b(?:{'|'.join(map(re.escape, terms))})s?\b", re.IGNORECASE)
    spans = sentences(text)
    starts = [start for start, _ in spans]
    days = [c for c in cues if c.start >= 0 and c.tense != "future" and c.is_day and c.part not in NEVER]
    close: list[Cue] = []
    loose: list[Cue] = []
    for n, group in itertools.groupby(days, lambda c: bisect_right(starts, c.start) - 1):
        start, end = spans[n]
        if not term.search(text, start, end):
            continue
        here = list(group)
        loose += here
        for c in here:
            around = term.finditer(text, max(start, c.start - CLOSE_LETTERS), min(end, c.end + CLOSE_LETTERS))
            gaps = (text[min(c.end, m.end()) : max(c.start, m.start())] for m in around)
            close += [c for gap in gaps if len(gap.split()) <= CLOSE_WORDS and not _OTHER_CLAUSE.search(gap)]
    return tuple(dict.fromkeys(close or loose))


def meant_days(cue: Cue, published: dt.date) -> tuple[dt.date, ...]:
    """Days that a cue may mean in an article published that day, by its tense; the past one first."""
    if cue.kind == "day word":
        return (published + DAY_WORDS[cue.modifier] * DAY,)
    if cue.kind == "date" and (day := cue.date):
        return (day,)
    if cue.modifier.endswith("week") and cue.weekday is not None:
        monday = published - published.weekday() * DAY
        return (monday + (cue.weekday + (7 if cue.tense == "future" else -7)) * DAY,)
    if cue.modifier == "this" and cue.weekday is not None:
        return (published + (cue.weekday - published.weekday()) * DAY,)
    past: tuple[dt.date, ...]
    future: tuple[dt.date, ...]
    if cue.kind == "date":
        around = _days_around(cue, published)
        past = tuple(d for d in around if 0 <= (published - d).days < 365)[-1:]
        future = tuple(d for d in around if 0 < (d - published).days <= 365)[:1]
    else:
        back = (published.weekday() - (cue.weekday or 0)) % 7
        future = (published + (7 - back) * DAY,)
        past = (published - (back or 7 if cue.modifier == "last" else back) * DAY,)
    return future if cue.tense == "future" else past + future if cue.tense == "open" else past


def _days_around(cue: Cue, published: dt.date) -> list[dt.date]:
    """Days of a date without a year, or without a month ("on the 5th"), around a publication."""
    if cue.month is not None:
        return [d for y in (published.year - 1, published.year, published.year + 1) for d in in_year(cue, y)]
    firsts = [published.replace(day=1)]
    firsts = [(firsts[0] - DAY).replace(day=1), *firsts, (firsts[0] + 31 * DAY).replace(day=1)]
    return [d for f in firsts if (d := f + ((cue.day or 1) - 1) * DAY).month == f.month]


def read_jointly(
    cues: Sequence[Cue], tied: Sequence[Cue], publication: Publication
) -> tuple[tuple[Cue, ...], list[Reading]]:
    """All consistent readings, and the current cues whose days they hold.

    Cues of the same words and tense mean the same day, so that a text that says "agreed to meet Monday" forty times
    is read in as many ways as one that says it once.

    Raises
    ------
    UnsettledError
        If there are too many readings to try.
    """
    current = tuple(c for c in cues if c.is_current and c.part != "elsewhere")
    alike = [_meaning(c, tied) for c in current]
    kinds = list(dict.fromkeys(alike))
    place = [kinds.index(m) for m in alike]
    first = [current[alike.index(m)] for m in kinds]
    found, left = [], MOST_READINGS
    for published in publication.days:
        if not all(may_be_published(published, c, publication.days) for c in cues):
            continue
        options = [_options(c, published, tied) for c in first]
        if (left := left - prod(map(len, options))) < 0:
            raise UnsettledError(f"its {len(current)} cues can be read in more than {MOST_READINGS:,} ways")
        for choice in dict.fromkeys(itertools.product(*options)):
            if publication.named or all(_in_debate(c, d) for c, d in zip(first, choice, strict=True)):
                days = tuple(choice[i] for i in place)
                of = dict(zip(first, choice, strict=True))
                for event in _event_days(cues, tied, of, published, publication.named):
                    spread = (*choice, published, event)
                    found.append(Reading(published, days, event, (max(spread) - min(spread)).days))
    return current, found


def _meaning(cue: Cue, tied: Sequence[Cue]) -> tuple[object, ...]:
    """What decides which days a cue can mean."""
    when = (cue.weekday, cue.month, cue.day, cue.modifier)
    return (cue.kind, *when, cue.tense, cue.leader, cue in tied)


def _options(cue: Cue, published: dt.date, tied: Sequence[Cue]) -> tuple[dt.date, ...]:
    """Days of a cue; of one that is tied to the event, which has happened, the past one alone."""
    days = meant_days(cue, published)
    return days[:1] if cue in tied and cue.tense == "open" else days


def may_be_published(day: dt.date, cue: Cue, days: Sequence[dt.date]) -> bool:
    """Whether a past date, or "since August 2021", lets the article be published on that day.

    A later date or year may be a plan or a bond's maturity, so it binds only where the words make it past.
    """
    if cue.part == "limit" or cue.year is None or cue.kind not in ("date", "month", "year"):
        return True
    first = dt.date(cue.year, cue.month or 1, cue.day or 1)
    if cue.modifier == "since" or (cue.kind == "date" and cue.tense == "past"):
        return day >= first
    return day >= first or cue.tense != "past" or first > days[-1]


def _in_debate(cue: Cue, day: dt.date) -> bool:
    return cue.kind != "UN address" or day in address_days(cue, day.year)


def _event_days(
    cues: Sequence[Cue], tied: Sequence[Cue], day_of: Mapping[Cue, dt.date], published: dt.date, named: bool
) -> list[dt.date]:
    """The day tied to the event's terms; or the latest past day named; or the dateline's; or the only date."""
    day_of = dict(day_of) | {c: d for c in cues if c.kind == "date" and (d := c.date)}
    past = {c: d for c, d in day_of.items() if d <= published and c.tense != "future"}
    if tied:
        return sorted({d for c, d in past.items() if c in tied})
    if recent := [d for c, d in past.items() if c.kind != "date" or (published - d).days <= WEEK_BEFORE]:
        return [max(recent)]
    if named:
        return [published]
    return sorted(set(past.values()))
