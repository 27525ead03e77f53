"""The tables of study.toml that say when an exchange was open: single days, and whole calendars of a study's own."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, model_validator

from analysis.exchanges import CalendarChange, TradingWeek
from analysis.study.declarations import Declared
from analysis.study.fields import Day, Name, Text

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


def _hour(value: Any) -> dt.time:
    """Hour on the exchange's own clock, out of text or of a time of TOML."""
    try:
        hour = dt.time.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        hour = None
    if not isinstance(hour, dt.time) or hour.tzinfo is not None:
        raise ValueError(f'{value!r} is no hour of the exchange\'s own clock, as "09:15"')
    return hour


def _zone(value: Any) -> Any:
    try:
        return value if not isinstance(value, str) else ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{value!r} is no time zone, as Asia/Jerusalem") from error


Hour = Annotated[dt.time, BeforeValidator(_hour)]


class ExchangeDay(Declared):
    """A day of an exchange that its calendar has wrong: ``closed``, or ``open`` to ``close`` on its own clock."""

    exchange: Name
    date: Day
    closed: bool = False
    open: Hour | None = None
    close: Hour | None = None
    source: Text

    @model_validator(mode="after")
    def _closed_or_open(self) -> ExchangeDay:
        hours = (self.open, self.close)
        if self.closed and hours != (None, None):
            raise ValueError("a day that is closed has no hours")
        if not self.closed:
            _in_order(self.open, self.close)
        return self

    @property
    def change(self) -> CalendarChange:
        """The same, as calendars take it."""
        hours = (self.open, self.close) if self.open and self.close else ()
        return CalendarChange(self.exchange, self.date, hours, "as the study says", self.source)


class OwnCalendar(Declared):
    """A calendar of the study's own, used instead of the library's: ``days`` of each week from ``open`` to ``close``.

    Its holidays are the study's ``calendar_changes`` of that exchange.
    """

    days: tuple[Weekday, ...] = Field(min_length=1)
    open: Hour
    close: Hour
    zone: Annotated[Text, BeforeValidator(_zone)]
    source: Text

    @model_validator(mode="after")
    def _ordered(self) -> OwnCalendar:
        _in_order(self.open, self.close)
        return self

    def week(self, exchange: str) -> TradingWeek:
        """The same, as calendars take it."""
        days = tuple(sorted({WEEKDAYS.index(day) for day in self.days}))
        return TradingWeek(exchange, days, self.open, self.close, self.zone, self.source)


def _in_order(first: dt.time | None, last: dt.time | None) -> None:
    if first is None or last is None:
        raise ValueError("neither closed = true nor both hours, open and close")
    if last <= first:
        raise ValueError(f"close = {last:%H:%M} is not after open = {first:%H:%M}")
