"""Calendars of exchange_calendars: trading hours as that library knows them, or an error that helps."""

from __future__ import annotations

import datetime as dt
import difflib
import warnings
from typing import Any

import pandas as pd

from analysis.errors import StudyError

SAME_DAYS = {"XNSE": "XBOM"}
"""Exchanges without a calendar in the library whose sessions are those of another: the two of Bombay announce the same
holidays and special sessions for shares."""
YEARS_BEFORE, YEARS_AFTER = pd.DateOffset(years=6), pd.DateOffset(years=1)
ANY_DAY = dt.date(2024, 1, 2)
_built: dict[str, list[tuple[pd.Timestamp, pd.Timestamp, Any]]] = {}
"""Calendars by exchange, with the spans that they cover: building one takes longer than all that is asked of it."""


def exchange_names() -> list[str]:
    """Codes of all exchanges that have a calendar: "XNYS", "XLON"."""
    import exchange_calendars

    return sorted([*exchange_calendars.get_calendar_names(), *SAME_DAYS])


def resolve(exchange: str) -> str:
    """Code under which an exchange's calendar is kept: "HKEX" is "XHKG"."""
    import exchange_calendars

    return str(exchange_calendars.resolve_alias(SAME_DAYS.get(exchange, exchange)))


def library_hours(exchange: str, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Trading hours as the library has them, without any correction; as :func:`analysis.exchanges.exchange_hours`.

    Raises
    ------
    StudyError
        If the exchange is unknown, or its calendar does not cover the span.
    """
    schedule: pd.DataFrame = _calendar(exchange, first, last).schedule
    return schedule.loc[pd.Timestamp(first).normalize() : pd.Timestamp(last).normalize()]


def library_zone(exchange: str) -> str:
    """Time zone of an exchange, from a calendar that was built before, or from one of some years.

    Raises
    ------
    StudyError
        If the exchange is unknown, or its calendar cannot be built.
    """
    built = _built.get(resolve(exchange))
    return str((built[0][2] if built else _calendar(exchange, ANY_DAY, ANY_DAY)).tz.key)


def _calendar(exchange: str, first: dt.date, last: dt.date) -> Any:
    """Calendar that covers the span: one built before where there is one, else one of some years around it.

    Years cost no more than weeks. Where the library's calendar does not reach so far, it is one of whole months, or of
    the very dates.
    """
    _require_known(exchange)
    day, final = pd.Timestamp(first).normalize(), pd.Timestamp(last).normalize()
    start, end = (day - pd.Timedelta(days=30)).replace(day=1), (final + pd.Timedelta(days=60)).replace(day=1)
    built = _built.setdefault(resolve(exchange), [])
    for known_start, known_end, known in built:
        if known_start <= day and final <= known_end:
            return known
    refused: Exception | None = None
    for span in ((start - YEARS_BEFORE, end + YEARS_AFTER), (start, end), (day, final)):
        try:
            calendar = _build(exchange, *span)
        except (ValueError, NotImplementedError) as error:
            refused = refused if span[0] == span[1] else error
        else:
            built.append((*span, calendar))
            return calendar
    raise _in_words(exchange, day, final, refused) from refused


def _require_known(exchange: str) -> None:
    known = exchange_names()
    if exchange not in known:
        close = difflib.get_close_matches(exchange.upper(), known, n=3)
        guess = f"did you mean {' or '.join(close)}?" if close else "look the code up in exchange_calendars"
        raise StudyError(f"exchange {exchange!r}", "unknown", allowed="a code such as XNYS or XLON", remedy=guess)


def _build(exchange: str, start: pd.Timestamp, end: pd.Timestamp) -> Any:
    """Build a calendar; the library refuses with a ValueError, of which its own errors are subclasses."""
    import exchange_calendars

    with warnings.catch_warnings():
        # exchange_calendars 4.13 does several things that pandas 3.1 deprecates; nothing of ours does.
        warnings.simplefilter("ignore", category=pd.errors.Pandas4Warning)
        return exchange_calendars.get_calendar(resolve(exchange), start=start, end=end)


def _in_words(exchange: str, day: pd.Timestamp, final: pd.Timestamp, refused: Exception | None) -> StudyError:
    declare = f"declare its trading week in study.toml, as [own_calendars.{exchange}]"
    if isinstance(refused, NotImplementedError):
        # Four calendars with an Orthodox Easter (Athens, Belgrade, Bucharest, Nicosia) fail so under pandas 3.1.
        what = "its calendar cannot be built by the installed exchange_calendars and pandas"
        return StudyError(f"exchange {exchange}", what, remedy=f"leave the exchange out, or {declare}")
    reason = str(refused).splitlines()[0].rstrip(".")
    if reason.startswith("Special dates"):  # Tel Aviv before January 2026: the message lists all of its Sundays
        reason = "its trading week has changed since, which the installed exchange_calendars and pandas cannot build"
    what = f"the library has no calendar of {day:%Y-%m-%d} to {final:%Y-%m-%d}: {reason}"
    return StudyError(f"exchange {exchange}", what, remedy=f"choose dates that its calendar covers, or {declare}")
