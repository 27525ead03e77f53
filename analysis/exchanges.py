"""When could each market first react? An instant, mapped through the calendars of the exchanges."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.errors import EventDateError, StudyError

Position = Literal["before the open", "during the session", "after the close", "closed day"]

LOOK_BACK = dt.timedelta(days=7)
LOOK_AHEAD = dt.timedelta(days=30)
"""Longer than any holiday of a stock exchange; a market shut for longer is an error."""
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
"""Around all days of quotes."""


@dataclass(frozen=True, slots=True, repr=False)
class FirstSession:
    """First session of an exchange in which an instant's news can move prices.

    ``session`` is the exchange's own date; ``open`` and ``close`` are in UTC. ``position`` says where the instant fell
    on the exchange's own day; ``wait`` is the time until the first trade could follow, zero while trading goes on.
    """

    exchange: str
    session: dt.date
    open: dt.datetime
    close: dt.datetime
    position: Position
    wait: dt.timedelta

    def __repr__(self) -> str:
        return f"<FirstSession {self.exchange} {self.session}: {self.describe()}>"

    def describe(self) -> str:
        """Say it in words, with hours to wait: "before the open, 4.5 h"."""
        return f"{self.position}, {self.wait / dt.timedelta(hours=1):.3g} h"


YEARS_BEFORE, YEARS_AFTER = pd.DateOffset(years=6), pd.DateOffset(years=1)
QUOTED = "quotes at"
_quoted: dict[str, pd.DataFrame] = {}
"""Hours of the calendars of quotes, by code: each is given by its days."""
_built: dict[str, list[tuple[pd.Timestamp, pd.Timestamp, Any]]] = {}
"""Calendars by exchange, with the spans that they cover: building one takes longer than all that is asked of it."""


def first_sessions(instant: dt.datetime, exchanges: Iterable[str]) -> Mapping[str, FirstSession]:
    """First session of each exchange that ends after an instant.

    Parameters
    ----------
    instant : datetime.datetime
        Time-zone aware. News at the very moment of the close belongs to the next session.
    exchanges : iterable of str
        Codes of exchange_calendars: "XNYS", "XLON".

    Returns
    -------
    mapping of exchange to FirstSession
        In the given order.

    Raises
    ------
    EventDateError
        If the instant has no time zone.
    StudyError
        If an exchange is unknown, or its calendar does not reach the instant.
    """
    if instant.tzinfo is None:
        raise EventDateError(f"instant {instant}", "has no time zone", remedy="write it with Z or an offset")
    instant = instant.astimezone(dt.UTC)
    return {exchange: _first_session(instant, exchange) for exchange in exchanges}


def exchange_sessions(exchange: str, first: dt.date, last: dt.date) -> pd.DatetimeIndex:
    """Sessions of an exchange from ``first`` to ``last``, both included, as midnights without a time zone.

    Raises
    ------
    StudyError
        If the exchange is unknown, or its calendar does not cover the span.
    """
    return pd.DatetimeIndex(exchange_hours(exchange, first, last).index)


def exchange_hours(exchange: str, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Trading hours by session, in UTC: columns ``open``, ``break_start``, ``break_end``, ``close``.

    Breaks are NaT where an exchange trades through the day.

    Raises
    ------
    StudyError
        If the exchange is unknown, or its calendar does not cover the span.
    """
    schedule: pd.DataFrame = _quoted[exchange] if exchange in _quoted else _calendar(exchange, first, last).schedule
    return schedule.loc[pd.Timestamp(first).normalize() : pd.Timestamp(last).normalize()]


def exchange_names() -> list[str]:
    """Codes of all exchanges that have a calendar: "XNYS", "XLON"; and of the calendars of quotes in use."""
    import exchange_calendars

    return [*exchange_calendars.get_calendar_names(), *_quoted]


def quoted_calendar(days: pd.DatetimeIndex, time: dt.time, zone: dt.tzinfo) -> str:
    """Code of a calendar whose sessions are the days on which something was quoted, at one hour.

    A session is a moment: it opens and closes when the quotes are struck. The same days and hour have the same code.
    """
    label = f"{time:%H:%M} {zone}"
    digest = hashlib.sha256("".join(days.strftime("%Y%m%d")).encode()).hexdigest()[:8]
    code = f"{QUOTED} {label} {digest}"
    if code not in _quoted:
        struck = [dt.datetime.combine(day.date(), time, zone).astimezone(dt.UTC) for day in days]
        at = pd.DatetimeIndex(struck)
        none = pd.DatetimeIndex([pd.NaT] * len(days), tz="UTC")
        columns = {"open": at, "break_start": none, "break_end": none, "close": at}
        _quoted[code] = pd.DataFrame({name: pd.Series(values, index=days) for name, values in columns.items()})
    return code


def is_quoted(exchange: str) -> bool:
    """Whether a code is that of a calendar of quotes."""
    return exchange.startswith(QUOTED)


@dataclass(frozen=True, slots=True)
class BetweenQuotes:
    """The last quote before an instant and the first after it, UTC, and the weekdays from the one to the other."""

    before: dt.datetime
    after: dt.datetime
    weekdays: int


def quotes_around(calendar: str, instant: dt.datetime) -> BetweenQuotes:
    """The quotes of a calendar between which an instant lies; one at that very moment is before it.

    Raises
    ------
    StudyError
        If there is none before or after it.
    """
    struck = exchange_hours(calendar, EARLIEST, LATEST)["close"]
    at = int(pd.DatetimeIndex(struck).searchsorted(pd.Timestamp(instant), side="right"))
    if not 0 < at < len(struck):
        what = f"nothing quoted {'after' if at else 'before'} {instant:%Y-%m-%d %H:%M} UTC"
        raise StudyError(f"exchange {calendar}", what, remedy="complete the file of quotes")
    days = pd.DatetimeIndex(struck.index[at - 1 : at + 1])
    before, after = (t.to_pydatetime() for t in struck.iloc[at - 1 : at + 1])
    return BetweenQuotes(before, after, weekdays_between(days)[0])


def weekdays_between(days: pd.DatetimeIndex) -> list[int]:
    """Weekdays from each of some ascending days to the next: 1 from Friday to Monday, at least 1 between neighbours."""
    dates = days.to_numpy().astype("datetime64[D]")
    return [max(int(n), 1) for n in np.busday_count(dates[:-1], dates[1:])]


def _calendar(exchange: str, first: dt.date, last: dt.date) -> Any:
    """Calendar that covers the span: one built before where there is one, else one of some years around it.

    Years cost no more than weeks. Where the library's calendar does not reach so far, it is one of whole months.
    """
    start = (pd.Timestamp(first).normalize() - pd.Timedelta(days=30)).replace(day=1)
    end = (pd.Timestamp(last).normalize() + pd.Timedelta(days=60)).replace(day=1)
    built = _built.setdefault(exchange, [])
    for known_start, known_end, calendar in built:
        if known_start <= start and end <= known_end:
            return calendar
    try:
        spans = (start - YEARS_BEFORE, end + YEARS_AFTER)
        built.append((*spans, _build(exchange, *spans)))
    except StudyError:
        built.append((start, end, _build(exchange, start, end)))
    return built[-1][2]


def _build(exchange: str, start: pd.Timestamp, end: pd.Timestamp) -> Any:
    import exchange_calendars

    known = exchange_names()
    if exchange not in known:
        close = difflib.get_close_matches(exchange.upper(), known, n=3)
        guess = f"did you mean {' or '.join(close)}?" if close else "look the code up in exchange_calendars"
        raise StudyError(f"exchange {exchange!r}", "unknown", allowed="a code such as XNYS or XLON", remedy=guess)
    try:
        with warnings.catch_warnings():
            # exchange_calendars 4.13 reads values in a way that pandas 3.1 deprecates; nothing of ours does.
            warnings.filterwarnings("ignore", message="Series.values", category=pd.errors.Pandas4Warning)
            return exchange_calendars.get_calendar(exchange, start=start, end=end)
    except (ValueError, exchange_calendars.errors.CalendarError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise StudyError(f"exchange {exchange}", reason, remedy="choose dates that its calendar covers") from error
    except NotImplementedError as error:
        # Four calendars with an Orthodox Easter (Athens, Belgrade, Bucharest, Nicosia) fail so under pandas 3.1.
        what = "its calendar cannot be built by the installed exchange_calendars and pandas"
        raise StudyError(f"exchange {exchange}", what, remedy="leave the exchange out, or update both") from error


def sessions_after(exchange: str, instants: Sequence[dt.datetime]) -> list[pd.Timestamp]:
    """First session of an exchange that ends after each of some instants, as in :func:`first_sessions`.

    Of quotes there may be none after an instant; that one is left out.

    Raises
    ------
    StudyError
        If the exchange has no session within a month after one of them.
    """
    if not instants:
        return []
    hours = _hours_around(exchange, min(instants), max(instants))
    places = pd.DatetimeIndex(hours["close"]).searchsorted(pd.DatetimeIndex(list(instants)), side="right")
    if is_quoted(exchange):
        places = places[places < len(hours)]
    elif places.max() >= len(hours):
        what = f"no session within {LOOK_AHEAD.days} days after {max(instants):%Y-%m-%d %H:%M} UTC"
        raise StudyError(f"exchange {exchange}", what, remedy="leave the exchange out")
    return list(hours.index[places])


def _hours_around(exchange: str, first: dt.datetime, last: dt.datetime) -> pd.DataFrame:
    """Hours of an exchange as far around two instants as any holiday reaches; all of those of quotes."""
    if is_quoted(exchange):
        return exchange_hours(exchange, EARLIEST, LATEST)
    return exchange_hours(exchange, (first - LOOK_BACK).date(), (last + LOOK_AHEAD).date())


def _first_session(instant: dt.datetime, exchange: str) -> FirstSession:
    hours = _hours_around(exchange, instant, instant)
    ahead = hours[hours["close"] > instant]
    if ahead.empty and is_quoted(exchange):
        what = f"nothing quoted after {instant:%Y-%m-%d %H:%M} UTC: the reaction was not observed"
        raise StudyError(f"exchange {exchange}", what, remedy="complete the file of quotes")
    if ahead.empty:
        what = f"no session within {LOOK_AHEAD.days} days after {instant:%Y-%m-%d %H:%M} UTC"
        raise StudyError(f"exchange {exchange}", what, remedy="leave the exchange out")
    row, session = ahead.iloc[0], ahead.index[0].date()
    opens, closes = (row[name].to_pydatetime().astimezone(dt.UTC) for name in ("open", "close"))
    resumes = row["break_end"] if row["break_start"] <= instant < row["break_end"] else opens
    zone = dt.UTC if exchange in _quoted else _calendar(exchange, hours.index[0], hours.index[-1]).tz
    local_day = instant.astimezone(zone).date()
    position: Position
    if opens <= instant:
        position = "during the session"
    elif local_day == session:
        position = "before the open"
    else:
        position = "after the close" if pd.Timestamp(local_day) in hours.index else "closed day"
    wait = max(pd.Timestamp(resumes).to_pydatetime() - instant, dt.timedelta(0))
    return FirstSession(exchange, session, opens, closes, position, wait)
