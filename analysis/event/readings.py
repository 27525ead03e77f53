"""All ways to read an article's time cues as a whole: each a publication day, a day for every cue, an event day."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import functools
import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

from analysis.event.article import sentences
from analysis.event.cues import DAY_WORDS, WEEKDAYS, Cue

DAY = dt.timedelta(days=1)
WEEK_BEFORE = 6
"""A bare weekday in the past lies at most this many days before publication: the seventh has its own name again."""
CLOSE_WORDS = 3
"""Words between a weekday and an event's term ("truce on Wednesday") up to which they belong together for sure."""

CLOSE_LETTERS = 200
"""Longer than so many words are."""
MOST_READINGS = 100_000
"""Ways to read the cues that are tried: forty weekdays of which each may be past or to come have a million millions."""


class UnsettledError(Exception):
    """The cues do not settle on one day.

    ``candidates`` are the days between which they leave the choice; ``possible`` all days that some reading allows.
    """

    def __init__(self, what: str, candidates: Sequence[dt.date] = (), possible: Sequence[dt.date] = ()) -> None:
        self.what = what
        self.candidates = tuple(candidates)
        self.possible = tuple(possible or candidates)
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Debate:
    """A general debate of the UN General Assembly: its days, and how sure they are."""

    opens: dt.date
    closes: dt.date
    no_debate: frozenset[dt.date]
    sure: str

    def days(self, weekday: int) -> tuple[dt.date, ...]:
        """Days of the debate that are this weekday."""
        every = (self.opens + i * DAY for i in range((self.closes - self.opens).days + 1))
        return tuple(d for d in every if d.weekday() == weekday and d not in self.no_debate)

    def __str__(self) -> str:
        without = f", none on {', '.join(f'{d:%-d %B}' for d in sorted(self.no_debate))}" if self.no_debate else ""
        return f"general debate {self.opens:%-d %B} to {self.closes:%-d %B %Y}{without} (source: {self.sure})"


@dataclass(frozen=True, slots=True)
class Reading:
    """One consistent way to read the cues. ``days`` follows the order of the current cues; ``run`` is in days."""

    published: dt.date
    days: tuple[dt.date, ...]
    event: dt.date
    run: int


@functools.cache
def general_debates() -> Mapping[int, Debate]:
    """General debates by year, from un_general_debates.csv beside this module."""
    with Path(__file__).with_name("un_general_debates.csv").open(encoding="utf-8", newline="") as lines:
        return {
            int(row["year"]): Debate(
                dt.date.fromisoformat(row["opens"]),
                dt.date.fromisoformat(row["closes"]),
                frozenset(map(dt.date.fromisoformat, row["no_debate"].split())),
                row["sure"],
            )
            for row in csv.DictReader(lines)
        }


def is_current(cue: Cue) -> bool:
    """Whether the cue's day is counted from the day of publication: a weekday, "yesterday", "20 September"."""
    return cue.kind in ("weekday", "UN address", "day word") or (cue.kind == "date" and cue.year is None)


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


def tied_to(text: str, terms: Sequence[str], cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Past days that the text ties to the event's terms: within three words of one, or else in its sentence.

    A day that is still to come ("the truce is to start on Friday") is not the day on which the news broke.
    """
    if not terms:
        return ()
    term = re.compile(rf"\b(?:{'|'.join(map(re.escape, terms))})s?\b", re.IGNORECASE)
    spans = sentences(text)
    starts = [start for start, _ in spans]
    days = [c for c in cues if c.start >= 0 and c.tense != "future" and (is_current(c) or c.kind == "date")]
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
            close += [c for gap in gaps if len(gap.split()) <= CLOSE_WORDS]
    return tuple(dict.fromkeys(close or loose))


def publication_days(cues: Sequence[Cue]) -> tuple[tuple[dt.date, ...], bool]:
    """Days on which the article may have been published, and whether the article names them itself.

    Stamps and datelines name the day; one without a year takes it from the copyright line. A copyright line alone
    leaves the days of its year; an address to the UN General Assembly the years of the table of general debates.

    Raises
    ------
    UnsettledError
        If they contradict each other.
    """
    years = sorted({c.year for c in cues if c.kind == "copyright" and c.year})
    named = [c for c in cues if c.kind in ("stamp", "dateline")]
    named = [c for c in named if c.modifier != "updated"] or named
    days = sorted({d for c in named if (d := c.date)})
    partial = [c for c in named if c.year is None]
    if not days and partial:
        days = sorted({d for y in years for d in _in_year(partial[0], y)})
        if years and not days:
            raise UnsettledError(f"{partial[0].text!r} is no day of {_years(years)}")
    elif not days:
        if not years and any(c.kind == "UN address" for c in cues):
            years = sorted(general_debates())
        return tuple(d for y in years for d in _days_of(y)), False
    agreeing = [d for d in days if not years or d.year in years]
    agreeing = [d for d in agreeing if all(_near(d, c) for c in partial)]
    if days and (not agreeing or (not partial and days[-1] - days[0] > DAY)):
        texts = ", ".join(repr(c.text) for c in cues if c.kind in ("copyright", "stamp", "dateline"))
        raise UnsettledError(f"its days of publication contradict each other: {texts}")
    return tuple(agreeing), bool(agreeing)


def _days_of(year: int) -> Iterator[dt.date]:
    first = dt.date(year, 1, 1)
    return (first + i * DAY for i in range(366 if calendar.isleap(year) else 365))


def _years(years: Sequence[int]) -> str:
    return " or ".join(map(str, years))


def _in_year(cue: Cue, year: int) -> tuple[dt.date, ...]:
    """The cue's day and month in a year; none where it does not exist or is another weekday."""
    try:
        day = dt.date(year, cue.month or 0, cue.day or 0)
    except ValueError:
        return ()
    return () if cue.weekday not in (None, day.weekday()) else (day,)


def _near(day: dt.date, cue: Cue) -> bool:
    return any(abs(day - d) <= DAY for y in (day.year - 1, day.year, day.year + 1) for d in _in_year(cue, y))


def _options(cue: Cue, published: dt.date, *, past_only: bool) -> tuple[dt.date, ...]:
    """Days that a current cue may mean in an article published that day, by its tense."""
    if cue.kind == "day word":
        return (published + DAY_WORDS[cue.modifier] * DAY,)
    if cue.modifier.endswith("week") and cue.weekday is not None:
        monday = published - published.weekday() * DAY
        return (monday + (cue.weekday + (7 if cue.tense == "future" else -7)) * DAY,)
    past: tuple[dt.date, ...]
    future: tuple[dt.date, ...]
    if cue.kind == "date":
        around = [d for y in (published.year - 1, published.year, published.year + 1) for d in _in_year(cue, y)]
        past = tuple(d for d in around if 0 <= (published - d).days < 365)[-1:]
        future = tuple(d for d in around if 0 < (d - published).days <= 365)[:1]
    else:
        back = (published.weekday() - (cue.weekday or 0)) % 7
        future = (published + (7 - back) * DAY,)
        past = (published - (back or 7 if cue.modifier == "last" else back) * DAY,)
    if cue.tense == "future":
        return future
    return past + future if cue.tense == "open" and not past_only else past


def read_jointly(cues: Sequence[Cue], tied: Sequence[Cue]) -> tuple[tuple[Cue, ...], list[Reading]]:
    """All consistent readings, and the current cues whose days they hold.

    Raises
    ------
    UnsettledError
        If the article's own days of publication contradict each other, or there are too many readings to try.
    """
    current = tuple(c for c in cues if is_current(c))
    days, named = publication_days(cues)
    found, left = [], MOST_READINGS
    for published in days:
        if not all(_may_be_published(published, c, days) for c in cues):
            continue
        options = [_options(c, published, past_only=c in tied) for c in current]
        if (left := left - prod(map(len, options))) < 0:
            raise UnsettledError(f"its {len(current)} cues can be read in more than {MOST_READINGS:,} ways")
        for choice in dict.fromkeys(itertools.product(*options)):
            if named or all(_in_debate(c, d) for c, d in zip(current, choice, strict=True)):
                for event in _event_days(cues, tied, dict(zip(current, choice, strict=True)), published, named):
                    spread = (*choice, published, event)
                    found.append(Reading(published, choice, event, (max(spread) - min(spread)).days))
    return current, found


def _may_be_published(day: dt.date, cue: Cue, days: Sequence[dt.date]) -> bool:
    """Whether a past date, or "since August 2021", lets the article be published on that day.

    A later date or year may be a plan or a bond's maturity, so it binds only where the words make it past.
    """
    if cue.year is None or cue.kind not in ("date", "month", "year"):
        return True
    first = dt.date(cue.year, cue.month or 1, cue.day or 1)
    if cue.modifier == "since" or (cue.kind == "date" and cue.tense == "past"):
        return day >= first
    return day >= first or cue.tense != "past" or first > days[-1]


def _in_debate(cue: Cue, day: dt.date) -> bool:
    return cue.kind != "UN address" or day in address_days(cue, day.year)


def address_days(cue: Cue, year: int) -> tuple[dt.date, ...]:
    """Days of that year's general debate on which the address may have been given.

    Where the weekday occurs twice in the debate and the speaker is a leader, it is the first: heads of state and
    government speak in the first days, ministers and ambassadors after them.
    """
    debate = general_debates().get(year)
    days = debate.days(cue.weekday or 0) if debate else ()
    return days[:1] if cue.leader else days


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
