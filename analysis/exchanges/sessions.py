"""When could each market first react? An instant, mapped through the calendars of the exchanges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from analysis.errors import EventDateError, StudyError
from analysis.exchanges.calendars import CORRECTED, Calendars
from analysis.exchanges.quoted import EARLIEST, LATEST, hour_of, is_quoted

Position = Literal["before the open", "during the session", "after the close", "closed day"]

LOOK_BACK = dt.timedelta(days=7)
LOOK_AHEAD = dt.timedelta(days=30)
"""Longer than any holiday of a stock exchange; a market shut for longer is an error."""


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


def first_sessions(
    instant: dt.datetime, exchanges: Iterable[str], calendars: Calendars = CORRECTED
) -> Mapping[str, FirstSession]:
    """First session of each exchange that ends after an instant.

    Parameters
    ----------
    instant : datetime.datetime
        Time-zone aware. News at the very moment of the close belongs to the next session.
    exchanges : iterable of str
        Codes of exchange_calendars: "XNYS", "XLON"; or those of a study's own calendars.
    calendars : Calendars
        A study's calendars; the library's with the project's corrections when not given.

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
    return {exchange: _first_session(instant, exchange, calendars) for exchange in exchanges}


def exchange_sessions(
    exchange: str, first: dt.date, last: dt.date, calendars: Calendars = CORRECTED
) -> pd.DatetimeIndex:
    """Sessions of an exchange from ``first`` to ``last``, both included, as midnights without a time zone.

    Raises
    ------
    StudyError
        If the exchange is unknown, or its calendar does not cover the span.
    """
    return pd.DatetimeIndex(exchange_hours(exchange, first, last, calendars).index)


def exchange_hours(exchange: str, first: dt.date, last: dt.date, calendars: Calendars = CORRECTED) -> pd.DataFrame:
    """Trading hours by session, as they were, in UTC: columns ``open``, ``break_start``, ``break_end``, ``close``.

    A typhoon shuts an exchange, a budget opens it on a Saturday: what the library's calendar has wrong is corrected by
    the project's table of changes and by the study's own. Breaks are NaT where an exchange trades through the day.

    Raises
    ------
    StudyError
        If the exchange is unknown, or its calendar does not cover the span.
    """
    return calendars.hours(exchange, first, last)


def sessions_after(
    exchange: str, instants: Sequence[dt.datetime], calendars: Calendars = CORRECTED
) -> list[pd.Timestamp]:
    """First session of an exchange that ends after each of some instants, as in :func:`first_sessions`.

    Of quotes there may be none after an instant; that one is left out.

    Raises
    ------
    StudyError
        If the exchange has no session within a month after one of them.
    """
    if not instants:
        return []
    hours = _hours_around(exchange, min(instants), max(instants), calendars)
    places = pd.DatetimeIndex(hours["close"]).searchsorted(pd.DatetimeIndex(list(instants)), side="right")
    if is_quoted(exchange):
        places = places[places < len(hours)]
    elif places.max() >= len(hours):
        what = f"no session within {LOOK_AHEAD.days} days after {max(instants):%Y-%m-%d %H:%M} UTC"
        raise StudyError(f"exchange {exchange}", what, remedy="leave the exchange out")
    return list(hours.index[places])


def _hours_around(exchange: str, first: dt.datetime, last: dt.datetime, calendars: Calendars) -> pd.DataFrame:
    """Hours of an exchange as far around two instants as any holiday reaches; all of those of quotes."""
    if is_quoted(exchange):
        return calendars.hours(exchange, EARLIEST, LATEST)
    return calendars.hours(exchange, (first - LOOK_BACK).date(), (last + LOOK_AHEAD).date())


def _first_session(instant: dt.datetime, exchange: str, calendars: Calendars) -> FirstSession:
    hours = _hours_around(exchange, instant, instant, calendars)
    ahead = hours[hours["close"] > instant]
    if ahead.empty and is_quoted(exchange):
        what = f"nothing quoted after {instant:%Y-%m-%d %H:%M} UTC: the reaction was not observed"
        raise StudyError(hour_of(exchange), what, remedy="complete the file of quotes")
    if ahead.empty:
        what = f"no session within {LOOK_AHEAD.days} days after {instant:%Y-%m-%d %H:%M} UTC"
        raise StudyError(f"exchange {exchange}", what, remedy="leave the exchange out")
    row, session = ahead.iloc[0], ahead.index[0].date()
    opens, closes = (row[name].to_pydatetime().astimezone(dt.UTC) for name in ("open", "close"))
    resumes = row["break_end"] if row["break_start"] <= instant < row["break_end"] else opens
    local_day = instant.astimezone(ZoneInfo(calendars.zone(exchange))).date()
    position: Position
    if opens <= instant:
        position = "during the session"
    elif local_day == session:
        position = "before the open"
    else:
        position = "after the close" if pd.Timestamp(local_day) in hours.index else "closed day"
    wait = max(pd.Timestamp(resumes).to_pydatetime() - instant, dt.timedelta(0))
    return FirstSession(exchange, session, opens, closes, position, wait)
