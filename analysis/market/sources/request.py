"""What is asked of Yahoo's chart service, and what an answer that is no price table means."""

from __future__ import annotations

import functools
import json
import warnings
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from analysis.errors import (
    BlockedError,
    FetchError,
    MalformedError,
    NoDataError,
    RateLimitedError,
    TransientError,
    UnknownSymbolError,
)
from analysis.exchanges import exchange_hours

QUOTE_ZONES = {"24/5": "Europe/London", "24/7": "UTC"}  # days of quotes without an exchange begin at midnight there
FINAL_AFTER = pd.Timedelta(30, "min")  # after the close: closing auction and the delay of free quotes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the wire: final address, HTTP status (0 when none), body, and the name of a network error."""

    url: str
    status: int
    body: bytes
    error: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: one ticker of one exchange, in one currency, for sessions from `first` to `last` (both included).

    `hours` holds the sessions between: index session label, columns open and close (UTC). `now` decides which are over.
    """

    ticker: str
    exchange: str
    currency: str
    first: pd.Timestamp
    last: pd.Timestamp
    hours: pd.DataFrame
    now: pd.Timestamp

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


def trading_hours(exchange: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Open and close (UTC) of the sessions from `first` to `last`, by session label; the time zone is in `attrs`.

    Raises
    ------
    StudyError
        If the exchange is unknown, or its calendar does not cover the dates.
    """
    hours = exchange_hours(exchange, first, last)[["open", "close"]]
    zone = QUOTE_ZONES.get(exchange)
    if zone:
        midnights = pd.DatetimeIndex(hours.index)
        hours = pd.DataFrame({"open": midnights, "close": midnights + pd.Timedelta(1, "D")}, index=midnights)
        hours = hours.apply(lambda stamps: stamps.dt.tz_localize(zone).dt.tz_convert("UTC"))
    hours.attrs["zone"] = zone or _zone(exchange)
    return hours


@functools.cache
def _zone(exchange: str) -> str:
    """Time zone of an exchange, from a calendar of two months."""
    import exchange_calendars

    with warnings.catch_warnings():  # the library's own use of what pandas deprecates
        warnings.simplefilter("ignore", category=pd.errors.Pandas4Warning)
        return str(exchange_calendars.get_calendar(exchange, start="2024-01-01", end="2024-03-01").tz.key)


def decode(answer: Answer | None, query: Query) -> dict[str, Any]:
    """Turn an answer into the one result that it holds, or into the error that it means.

    Raises
    ------
    RateLimitedError, BlockedError, TransientError, UnknownSymbolError, NoDataError, MalformedError
        By the HTTP status first, then by the body: the library's own messages do not tell these apart.
    """
    if answer is None or answer.error:
        why = answer.error if answer else "no request for prices was answered"
        raise TransientError(query.ticker, f"network: {why}", asked=str(query))
    text = answer.body.decode("utf-8", errors="replace").strip()
    try:
        payload = json.loads(text)
    except ValueError:
        payload = None
    chart = payload.get("chart") if isinstance(payload, dict) else None
    chart = chart if isinstance(chart, dict) else {}
    fault = chart.get("error")
    reason = str(fault.get("description", fault)) if isinstance(fault, dict) else ""
    if refusal := _refusal(answer, text, reason):
        raise refusal[0](query.ticker, refusal[1], asked=str(query))
    result = chart.get("result")
    if not (isinstance(result, list) and len(result) == 1 and isinstance(result[0], dict)):
        what = "JSON without a result" if payload is not None else f"{len(answer.body)} bytes that are no JSON"
        raise MalformedError(query.ticker, what, asked=str(query))
    return result[0]


def _refusal(answer: Answer, text: str, reason: str) -> tuple[type[FetchError], str] | None:
    """Class and words for an answer that is no price table: the first row that fits."""
    page = text.startswith("<")
    consent = (urlsplit(answer.url).hostname or "").startswith(("consent.", "guce."))
    refusals: tuple[tuple[bool, type[FetchError]], ...] = (
        (answer.status == 429 or text.startswith("Too Many Requests"), RateLimitedError),
        (answer.status in (401, 403, 451) or consent, BlockedError),
        (answer.status >= 500 or "Will be right back" in text, TransientError),
        (page, BlockedError),
        (answer.status == 404 or "symbol may be delisted" in reason, UnknownSymbolError),
        (answer.status >= 400 or bool(reason), NoDataError),
    )
    words = f"HTTP {answer.status}" + (f": {reason}" if reason else "") + (", a web page" if page else "")
    return next(((kind, words) for applies, kind in refusals if applies), None)
