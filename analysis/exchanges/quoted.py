"""Calendars of quotes that come when they come: their sessions are the days on which something was quoted."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import StudyError

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
"""Around all days of quotes."""
QUOTED = "quotes at"
_quoted: dict[str, pd.DataFrame] = {}
"""Hours of the calendars of quotes, by code: each is given by its days."""


def quoted_calendar(days: pd.DatetimeIndex, time: dt.time, zone: dt.tzinfo, *, until: dt.time | None = None) -> str:
    """Code of a calendar whose sessions are the days on which something was quoted, at one hour.

    A session is a moment: it opens and closes when the quotes are struck. Where that is known only to lie between
    ``time`` and ``until``, it opens with the one and closes with the other. The same days and hours have the same code.
    """
    latest = until or time
    label = f"{time:%H:%M}{f' to {latest:%H:%M}' * (latest != time)} {zone}"
    digest = hashlib.sha256("".join(days.strftime("%Y%m%d")).encode()).hexdigest()[:8]
    code = f"{QUOTED} {label} {digest}"
    if code not in _quoted:
        first, last = (
            pd.DatetimeIndex([dt.datetime.combine(day.date(), t, zone).astimezone(dt.UTC) for day in days])
            for t in (time, latest)
        )
        none = pd.DatetimeIndex([pd.NaT] * len(days), tz="UTC")
        columns = {"open": first, "break_start": none, "break_end": none, "close": last}
        _quoted[code] = pd.DataFrame({name: pd.Series(values, index=days) for name, values in columns.items()})
    return code


def in_words(exchange: str) -> str:
    """An exchange in messages: its code; a calendar of quotes by its hour, and without the sign of its days."""
    return hour_of(exchange) if is_quoted(exchange) else exchange


def hour_of(calendar: str) -> str:
    """A calendar of quotes in words: "quotes at 16:00 Europe/London"."""
    return calendar.rsplit(" ", 1)[0]


def can_observe(calendar: str, instant: dt.datetime, first: int, last: int) -> bool:
    """Whether there are quotes for all days of a window around an instant, and for the day before it.

    Parameters
    ----------
    calendar : str
    instant : datetime.datetime
        Event day 0 is the first quote after it.
    first, last : int
        First and last event day of the window.
    """
    struck = pd.DatetimeIndex(quoted_hours(calendar, EARLIEST, LATEST)["close"])
    at = int(struck.searchsorted(pd.Timestamp(instant), side="right"))
    return at + first >= 1 and at + last < len(struck)


def is_quoted(exchange: str) -> bool:
    """Whether a code is that of a calendar of quotes."""
    return exchange.startswith(QUOTED)


def quoted_hours(code: str, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Hours of a calendar of quotes from ``first`` to ``last``; see :func:`analysis.exchanges.exchange_hours`."""
    return _quoted[code].loc[pd.Timestamp(first).normalize() : pd.Timestamp(last).normalize()]


@dataclass(frozen=True, slots=True)
class BetweenQuotes:
    """The last quote before an instant and the first after it, UTC, and the weekdays from the one to the other."""

    before: dt.datetime
    after: dt.datetime
    weekdays: int


def quotes_around(calendar: str, instant: dt.datetime) -> BetweenQuotes:
    """The quotes of a calendar between which an instant lies.

    One that is struck at that very moment is before it: a price of the minute cannot hold what became known in it, as
    news at the moment of a close belongs to the next session.

    Raises
    ------
    StudyError
        If there is none before or after it.
    """
    struck = quoted_hours(calendar, EARLIEST, LATEST)["close"]
    at = int(pd.DatetimeIndex(struck).searchsorted(pd.Timestamp(instant), side="right"))
    if not 0 < at < len(struck):
        what = f"nothing quoted {'after' if at else 'before'} {instant:%Y-%m-%d %H:%M} UTC"
        raise StudyError(hour_of(calendar), what, remedy="complete the file of quotes")
    days = pd.DatetimeIndex(struck.index[at - 1 : at + 1])
    before, after = (t.to_pydatetime() for t in struck.iloc[at - 1 : at + 1])
    return BetweenQuotes(before, after, weekdays_between(days)[0])


def weekdays_between(days: pd.DatetimeIndex) -> list[int]:
    """Weekdays from each of some ascending days to the next: 1 from Friday to Monday, at least 1 between neighbours."""
    dates = days.to_numpy().astype("datetime64[D]")
    return [max(int(n), 1) for n in np.busday_count(dates[:-1], dates[1:])]


def spans_of(days: pd.DatetimeIndex) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Weekdays from each of some ascending days to the one before, shape (T,); one for the first."""
    return np.array([1.0, *weekdays_between(days)])[: len(days)]
