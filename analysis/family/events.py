"""events.csv: the events of a family, row by row, and when each market could first follow them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from analysis.event.moments import DatedRow, Moment
from analysis.event.news import holds
from analysis.exchanges import Calendars, first_sessions
from analysis.study.csv_tables import Sure, read_table
from analysis.study.declarations import Window
from analysis.study.faults import Fault, refuse
from analysis.words.numbers import day, listing

MOST_EVENTS = 200


@dataclass(frozen=True, slots=True)
class FamilyEvent:
    """One event of a family.

    Attributes
    ----------
    start, end : datetime.datetime
        First and last moment at which it may have become known, UTC: the same where the minute is known.
    on : datetime.date
        Its first day, as the file says it.
    day_only : bool
        Whether only the day is known, and so any moment of it.
    name, what, kind : str
        A short name, which no other event has; what happened; its kind, a word of family.toml.
    out : str
        Why it is out by decision; empty where it is not.
    contaminated : str
        Other large news near it, for all sets of prices alike; empty where none is declared.
    sure, source : str
    """

    start: dt.datetime
    end: dt.datetime
    on: dt.date
    day_only: bool
    name: str
    what: str
    kind: str
    out: str
    contaminated: str
    sure: Sure
    source: str

    @property
    def clean(self) -> bool:
        """Whether no other large news is declared near it."""
        return not self.contaminated


class EventRow(DatedRow):
    """A row of events.csv."""

    may_be_empty = frozenset({"until", "out", "contaminated"})

    name: str
    what: str
    kind: str
    out: str
    contaminated: str
    sure: Sure
    source: str

    def event(self, zone: ZoneInfo) -> FamilyEvent:
        """The event that the row reports; days are counted in a zone."""
        last = self.until or self.utc
        return FamilyEvent(
            _bound(self.utc, zone, late=False),
            _bound(last, zone, late=True),
            self.utc.first.date(),
            self.utc.day_only,
            self.name,
            self.what,
            self.kind,
            self.out,
            self.contaminated,
            self.sure,
            self.source,
        )


def _bound(moment: Moment, zone: ZoneInfo, *, late: bool) -> dt.datetime:
    if not moment.day_only:
        return moment.last if late else moment.first
    start = dt.datetime.combine(moment.first.date() + dt.timedelta(days=late), dt.time(), zone)
    return (start - dt.timedelta(microseconds=late)).astimezone(dt.UTC)


def read_family_events(path: Path, zone: str) -> tuple[FamilyEvent, ...]:
    """Read events.csv.

    Columns: ``utc`` (an instant with Z, or a bare date where the minute is not known), ``until`` (the same, or empty),
    ``name``, ``what``, ``kind``, ``out`` (why it is out by decision, or empty), ``contaminated`` (by what, or empty),
    ``sure`` and ``source``.

    Parameters
    ----------
    path : Path
    zone : str
        Time zone in which days are counted.

    Returns
    -------
    tuple of FamilyEvent
        In order of time.

    Raises
    ------
    StudyError
        Naming file, row and column of what is wrong.
    """
    rows = read_table(path, EventRow)
    names = [row.name for _, row in rows]
    faults = [Fault(f"{where}: name", f"{row.name!r} twice") for where, row in rows if names.count(row.name) > 1]
    if not 2 <= len(rows) <= MOST_EVENTS:
        faults.append(Fault("", f"{len(rows)} events", f"2 to {MOST_EVENTS}", "one event is a study of its own"))
    refuse(path, faults)
    return tuple(sorted((row.event(ZoneInfo(zone)) for _, row in rows), key=lambda e: (e.start, e.end, e.name)))


@dataclass(frozen=True, slots=True)
class Placed:
    """An event on the sessions of a set of prices: the first that could follow, and why it is out (empty if in).

    ``rows`` are the rows of all sessions that may have been the first: none where prices do not reach.
    """

    event: FamilyEvent
    rows: tuple[int, ...]
    out: tuple[str, ...]

    @property
    def row(self) -> int:
        """Row of day 0 of an event that is in."""
        return self.rows[0]


def place(
    event: FamilyEvent,
    kinds: tuple[str, ...],
    days: pd.DatetimeIndex,
    window: Window,
    exchange: str,
    calendars: Calendars,
) -> Placed:
    """Find an event's first session on an exchange, and all reasons why it is out.

    Parameters
    ----------
    event : FamilyEvent
    kinds : tuple of str
        Kinds that are tested.
    days : DatetimeIndex
        Sessions of which there are prices.
    window : Window
    exchange : str
    calendars : Calendars
    """
    out = [event.out] if event.out else []
    if not event.out and event.kind not in kinds:
        out.append(f"its kind is none of {listing(kinds)}")
    first, last = (t.date() for t in (days[0], days[-1]))
    if event.end.date() <= first or event.start.date() > last:
        side = f"begin on {day(first)}" if event.end.date() <= first else f"end on {day(last)}"
        return Placed(event, (), (*out, f"the prices {side}"))
    moments = dict.fromkeys((event.start, event.end))
    sessions = dict.fromkeys(first_sessions(moment, [exchange], calendars)[exchange].session for moment in moments)
    rows = tuple(int(r) for r in days.get_indexer(pd.DatetimeIndex(list(sessions))) if r >= 0)
    if len(sessions) > 1:
        out.append(f"its hour is not known, and decides between {listing([day(s) for s in sessions])}")
    elif not rows:
        out.append(f"no price of {day(next(iter(sessions)))}, the first session that could follow")
    elif not all(holds(window, exchange, next(iter(sessions)), moment, calendars) for moment in moments):
        known = "it became known" if event.start == event.end else "it may have become known"
        out.append(f"{known} while trading went on: the window “{window.name}” does not hold it")
    return Placed(event, rows, tuple(out))
