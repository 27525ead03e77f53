"""Sessions of news of which only the day is known: both readings, where they differ, and the window that holds both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from analysis.exchanges import CORRECTED, Calendars, FirstSession, first_sessions

LAST_MOMENT = dt.time(23, 59, 59)


@dataclass(frozen=True, slots=True, repr=False)
class DaySessions:
    """First sessions that could react, if the news came as the day began (``early``), and as it ended (``late``)."""

    exchange: str
    early: FirstSession
    late: FirstSession

    def __repr__(self) -> str:
        return f"<DaySessions {self.exchange}: {self.describe()}>"

    @property
    def sessions(self) -> tuple[dt.date, ...]:
        """The one session, or both."""
        return tuple(dict.fromkeys((self.early.session, self.late.session)))

    def describe(self) -> str:
        """Say it in words: both readings, and that a window must hold both."""
        if len(self.sessions) == 1:
            return f"day 0 is {self.early.session}, whatever the hour"
        return (
            f"day 0 is {self.early.session} if the news came before that session's close, else {self.late.session}; "
            f"a window that starts on {self.early.session} must reach {self.late.session}"
        )


def day_sessions(
    day: dt.date, exchanges: Iterable[str], calendars: Calendars = CORRECTED, *, zone: str | None = None
) -> Mapping[str, DaySessions]:
    """First sessions of each exchange that could react to news of a day whose hour is not known.

    Parameters
    ----------
    day : datetime.date
    exchanges : iterable of str
        Codes of exchange_calendars, as in :func:`analysis.exchanges.first_sessions`.
    calendars : Calendars
        A study's calendars; the library's with the project's corrections when not given.
    zone : str, optional
        Time zone of the place of the event ("Asia/Baku"): the day is counted there; on each exchange's own clock when
        not given.

    Raises
    ------
    StudyError
        If an exchange is unknown, or its calendar does not reach the day.
    """
    exchanges, found = list(exchanges), {}
    first_sessions(dt.datetime.combine(day, dt.time(), dt.UTC), exchanges, calendars)  # says which exchange is unknown
    for exchange in exchanges:
        clock = ZoneInfo(zone or calendars.zone(exchange))
        ends = (dt.datetime.combine(day, time, clock) for time in (dt.time(), LAST_MOMENT))
        early, late = (first_sessions(end, [exchange], calendars)[exchange] for end in ends)
        found[exchange] = DaySessions(exchange, early, late)
    return found
