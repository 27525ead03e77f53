"""Which instants lie on a day somewhere on Earth."""

from __future__ import annotations

import datetime as dt

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years in which anything of a study can lie: the calendars of the exchanges know hardly more."""
EARLIEST, LATEST = dt.timedelta(hours=14), dt.timedelta(hours=12)
"""How long before UTC a day begins in the Line Islands (UTC+14), and after UTC ends west of the date line (UTC-12)."""


def within_years(day: dt.date) -> bool:
    """Whether a day or an instant lies in the years of studies: far from those that a computer cannot count from."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def span_on_earth(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """First and last instant (UTC) at which it is that day anywhere: 50 hours."""
    start = dt.datetime.combine(day, dt.time(), dt.UTC)
    return start - EARLIEST, start + dt.timedelta(days=1) + LATEST


def is_on(instant: dt.datetime, day: dt.date) -> bool:
    """Whether an instant (with its time zone) lies on a day somewhere on Earth."""
    first, last = span_on_earth(day)
    return first <= instant <= last


def span_in_words(day: dt.date) -> str:
    """Say the span: "2023-09-19 10:00 to 2023-09-21 12:00 UTC"."""
    first, last = span_on_earth(day)
    return f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"
