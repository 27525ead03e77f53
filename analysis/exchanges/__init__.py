"""Exchanges as they were: sessions and hours by a library's calendars, the project's corrections, and a study's own."""

from analysis.exchanges.calendars import CORRECTED, Calendars, TradingWeek
from analysis.exchanges.changes import CalendarChange
from analysis.exchanges.library import exchange_names
from analysis.exchanges.quoted import (
    EARLIEST,
    LATEST,
    BetweenQuotes,
    can_observe,
    hour_of,
    in_words,
    is_quoted,
    quoted_calendar,
    quotes_around,
    spans_of,
    weekdays_between,
)
from analysis.exchanges.sessions import (
    FirstSession,
    exchange_hours,
    exchange_sessions,
    first_sessions,
    sessions_after,
)

__all__ = [
    "CORRECTED",
    "EARLIEST",
    "LATEST",
    "BetweenQuotes",
    "CalendarChange",
    "Calendars",
    "FirstSession",
    "TradingWeek",
    "can_observe",
    "exchange_hours",
    "exchange_names",
    "exchange_sessions",
    "first_sessions",
    "hour_of",
    "in_words",
    "is_quoted",
    "quoted_calendar",
    "quotes_around",
    "sessions_after",
    "spans_of",
    "weekdays_between",
]
