"""What a source is asked for: the daily bars of one ticker, and which of them are final."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.exchanges import CORRECTED, Calendars

QUOTE_ZONES = {"24/5": "Europe/London", "24/7": "UTC"}  # days of quotes without an exchange begin at midnight there
FINAL_AFTER = pd.Timedelta(30, "min")  # after the close: closing auction and the delay of free quotes


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: one ticker of one exchange, in one currency, for sessions from `first` to `last` (both included).

    `hours` holds the sessions between: index session label, columns open and close (UTC). `now` decides which are over.
    `calendars` are those that the bars are checked against, as `hours` was made from them.
    """

    ticker: str
    exchange: str
    currency: str
    first: pd.Timestamp
    last: pd.Timestamp
    hours: pd.DataFrame
    now: pd.Timestamp
    calendars: Calendars = CORRECTED

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} to {self.last:%Y-%m-%d}, 1d"

    @property
    def zone(self) -> str:
        """Time zone of the exchange."""
        return str(self.hours.attrs["zone"])

    @property
    def final(self) -> pd.DatetimeIndex:
        """Sessions that are over: their prices no longer change."""
        return pd.DatetimeIndex(self.hours.index[self.hours["close"] + FINAL_AFTER <= self.now])


def trading_hours(
    exchange: str, first: pd.Timestamp, last: pd.Timestamp, calendars: Calendars = CORRECTED
) -> pd.DataFrame:
    """Open and close (UTC) of the sessions from `first` to `last`, by session label; the time zone is in `attrs`.

    Raises
    ------
    StudyError
        If the exchange is unknown, or its calendar does not cover the dates.
    """
    hours = calendars.hours(exchange, first, last)[["open", "close"]]
    zone = QUOTE_ZONES.get(exchange)
    if zone:
        midnights = pd.DatetimeIndex(hours.index)
        hours = pd.DataFrame({"open": midnights, "close": midnights + pd.Timedelta(1, "D")}, index=midnights)
        hours = hours.apply(lambda stamps: stamps.dt.tz_localize(zone).dt.tz_convert("UTC"))
    hours.attrs["zone"] = zone or calendars.zone(exchange)
    return hours
