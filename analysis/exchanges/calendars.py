"""Which calendar an exchange has: the library's or one that a study declares, corrected by project and study."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.exchanges.changes import HOURS, CalendarChange, corrections
from analysis.exchanges.library import library_hours, library_zone, resolve
from analysis.exchanges.quoted import is_quoted, quoted_hours

NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class TradingWeek:
    """A calendar that a study declares: the same days and hours each week, less those on which the exchange was closed.

    ``days`` are counted from Monday, 0; ``open`` and ``close`` are on the clock of ``zone`` ("Asia/Jerusalem").
    """

    exchange: str
    days: tuple[int, ...]
    open: dt.time
    close: dt.time
    zone: str
    source: str

    def describe(self) -> str:
        """Say it in words: "XTAE on Mon, Tue, Wed, Thu and Sun, 09:59 to 17:14 Asia/Jerusalem (its source)"."""
        *first, last = (NAMES[day] for day in self.days)
        days = f"{', '.join(first)} and {last}" if first else last
        return f"{self.exchange} on {days}, {self.open:%H:%M} to {self.close:%H:%M} {self.zone} ({self.source})"

    def hours(self, first: dt.date, last: dt.date) -> pd.DataFrame:
        """Trading hours from ``first`` to ``last``, before any change; as those of the library."""
        days = pd.date_range(pd.Timestamp(first).normalize(), pd.Timestamp(last).normalize()).as_unit("ns")
        held = [day for day in days if day.weekday() in self.days]
        weekly = [CalendarChange(self.exchange, day.date(), (self.open, self.close), "", self.source) for day in held]
        return _table(weekly, self.zone)


@dataclass(frozen=True, slots=True)
class Calendars:
    """Calendars of all exchanges: the library's, with the project's corrections.

    Attributes
    ----------
    changes : tuple of CalendarChange
        A study's own corrections, which come after the project's.
    weeks : tuple of TradingWeek
        Calendars that a study declares instead of the library's.
    """

    changes: tuple[CalendarChange, ...] = ()
    weeks: tuple[TradingWeek, ...] = ()

    def week(self, exchange: str) -> TradingWeek | None:
        """The trading week that a study declares for an exchange."""
        return next((week for week in self.weeks if week.exchange == exchange), None)

    def zone(self, exchange: str) -> str:
        """Time zone of an exchange.

        Raises
        ------
        StudyError
            If the exchange is unknown.
        """
        if is_quoted(exchange):
            return "UTC"
        week = self.week(exchange)
        return week.zone if week else library_zone(exchange)

    def changes_of(self, exchange: str, first: dt.date, last: dt.date) -> list[CalendarChange]:
        """Changes of an exchange's days from ``first`` to ``last``, in order: what the study says of a day counts."""
        if is_quoted(exchange):
            return []
        code, span = resolve(exchange), (pd.Timestamp(first).date(), pd.Timestamp(last).date())
        found = {c.date: c for c in corrections() if c.exchange == code}
        found |= {c.date: c for c in self.changes if resolve(c.exchange) == code}
        return [found[day] for day in sorted(found) if span[0] <= day <= span[1]]

    def hours(self, exchange: str, first: dt.date, last: dt.date) -> pd.DataFrame:
        """Trading hours as they were; see :func:`analysis.exchanges.exchange_hours`."""
        if is_quoted(exchange):
            return quoted_hours(exchange, first, last)
        week = self.week(exchange)
        hours = week.hours(first, last) if week else library_hours(exchange, first, last)
        changes = self.changes_of(exchange, first, last)
        if not changes:
            return hours
        kept = hours[~hours.index.isin([pd.Timestamp(c.date) for c in changes])]
        opened = _table([c for c in changes if not c.closed], self.zone(exchange))
        return pd.concat([kept, opened]).sort_index()


CORRECTED = Calendars()
"""The library's calendars with the project's corrections, and nothing of a study's own."""


def _table(sessions: Sequence[CalendarChange], zone: str) -> pd.DataFrame:
    """Sessions as a table of hours, in UTC."""
    days = pd.DatetimeIndex([s.date for s in sessions]).as_unit("ns")
    return pd.DataFrame({name: _instants(sessions, name, zone) for name in HOURS}, index=days)


def _instants(sessions: Sequence[CalendarChange], name: str, zone: str) -> pd.DatetimeIndex:
    hours = ((s.date, s.at(name)) for s in sessions)
    local = pd.DatetimeIndex([dt.datetime.combine(day, hour) if hour else None for day, hour in hours])
    return local.as_unit("ns").tz_localize(zone).tz_convert("UTC")
