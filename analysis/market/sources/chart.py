"""One answer of Yahoo's chart service, checked before anything is made of it.

The library that fetches the prices passes on whatever comes: another symbol's prices, another currency, rows twice, a
day early or not at all. Here the answer itself is read, and refused unless it is what was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import BadDataError, MalformedError, NoDataError
from analysis.market.rules.dates import GAP_SHARE
from analysis.market.rules.jumps import split_left_in
from analysis.market.sources.query import FINAL_AFTER, QUOTE_ZONES, Query

FIELDS = ("open", "high", "low", "close", "volume")
AT_OPEN = pd.Timedelta(1, "h")  # a daily bar is stamped with the open; some exchanges count an auction to it
AT_MIDNIGHT = pd.Timedelta(3, "h")  # quotes around the clock are stamped some hours off when clocks change
NEW_LISTING = pd.Timedelta(7, "D")  # between the first trade that the source states and its first bar
NEAR_CLOSE = pd.Timedelta(15, "min")  # between the last trade and the close: as late as free quotes are


@dataclass(frozen=True, slots=True)
class Chart:
    """The verified rows of an answer.

    Attributes
    ----------
    close : Series
        Closes of finished sessions, by session label.
    dividends : Series
        Amounts per share by ex-date; empty when there are none.
    dropped : str
        Label of a session that is not over and was left out; empty when there is none.
    shut : str
        Days on which the exchange was shut, whose rows hold no price and were left out; empty when there are none.
    """

    close: pd.Series[float]
    dividends: pd.Series[float]
    dropped: str
    shut: str


def read_chart(result: dict[str, Any], query: Query) -> Chart:
    """Check a result against the query and return its rows.

    Raises
    ------
    NoDataError
        If there are no rows.
    MalformedError
        If parts are missing, of another type, or of unequal length.
    BadDataError
        If symbol, currency, time zone or granularity are not those asked for, or rows are missing, null, twice, out of
        order, outside the session's hours or outside the dates asked for.
    """
    try:
        return _read(result, query)
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, NotImplementedError) as error:
        what = f"a table without its parts ({type(error).__name__}: {error})"
        raise MalformedError(query.ticker, what, asked=str(query)) from error


def _read(result: dict[str, Any], query: Query) -> Chart:
    meta, stamps, columns = _parts(result, query)
    _check_identity(meta, query)
    labels = _labels(stamps, query)
    shut = _without_session_or_price(labels, columns, query)
    gone, stamps, labels = labels[shut & (labels <= query.last)], stamps[~shut], labels[~shut]
    columns = {name: values[~shut] for name, values in columns.items()}
    kept = labels <= query.final[-1] if len(query.final) else np.zeros(len(labels), dtype=bool)
    over = labels[~kept]
    sessions = pd.DatetimeIndex(query.hours.index)
    if (strange := over[(over <= query.last) & ~over.isin(sessions)]).size:
        raise _bad(query, f"a row for {strange[0]:%Y-%m-%d}, no session of {query.exchange}")
    _check_order(stamps, labels, kept, query)
    if query.exchange in QUOTE_ZONES:  # a day that nobody quoted comes as a row of nulls: it counts as missing
        kept &= np.logical_or.reduce([np.isfinite(values) for name, values in columns.items() if name != "volume"])
    _check_coverage(labels[kept], meta, query)
    _check_close(meta, labels[kept][-1], query)
    for name, values in columns.items():
        if name != "volume" and (null := ~np.isfinite(values[kept])).any():
            raise _bad(query, f"{name} is null on {_some(labels[kept][null])}")
    close = pd.Series(columns["close"][kept], index=labels[kept])
    events = result.get("events") or {}
    _check_splits(events.get("splits") or {}, close, query)
    inside = over[over.isin(sessions)]
    dividends = _dividends(events, close.index, query)
    return Chart(close, dividends, *(_some(days) if days.size else "" for days in (inside, gone)))


def _without_session_or_price(labels: pd.DatetimeIndex, columns: dict[str, np.ndarray], query: Query) -> np.ndarray:
    """Rows that say nothing: no price, and no volume, of a day on which the exchange was shut."""
    empty = np.logical_and.reduce([~np.isfinite(v) | ((v == 0) & (n == "volume")) for n, v in columns.items()])
    return np.asarray(empty & ~labels.isin(query.hours.index))


def _parts(result: dict[str, Any], query: Query) -> tuple[dict[str, Any], np.ndarray, dict[str, np.ndarray]]:
    meta, indicators = result["meta"], result["indicators"]
    quote = indicators["quote"][0]
    if not quote and not result.get("timestamp"):
        raise NoDataError(query.ticker, "no prices between the dates", asked=str(query))
    stamps = np.array(result["timestamp"], dtype=np.int64)
    raw = {**{name: quote[name] for name in FIELDS}, "adj_close": indicators["adjclose"][0]["adjclose"]}
    columns = {name: np.array(values, dtype=np.float64) for name, values in raw.items()}
    if any(values.shape != stamps.shape for values in columns.values()):
        lengths = ", ".join(f"{name} {values.size}" for name, values in columns.items())
        raise MalformedError(query.ticker, f"{stamps.size} rows, but {lengths}", asked=str(query))
    return meta, stamps, columns


def _check_identity(meta: dict[str, Any], query: Query) -> None:
    expected = {
        "symbol": query.ticker.upper(),
        "currency": query.currency,
        "exchangeTimezoneName": query.zone,
        "dataGranularity": "1d",
    }
    for name, wanted in expected.items():
        got = meta.get(name)
        if (str(got).upper() if name == "symbol" else got) != wanted:
            raise _bad(query, f"{name} {got}, not {wanted}")


def _labels(stamps: np.ndarray, query: Query) -> pd.DatetimeIndex:
    """Session label of each bar: its date on the exchange's own clock."""
    local = pd.DatetimeIndex(pd.to_datetime(stamps, unit="s", utc=True)).tz_convert(query.zone)
    if query.exchange in QUOTE_ZONES:
        local = local + AT_MIDNIGHT
    return local.tz_localize(None).normalize().as_unit("us")


def _check_order(stamps: np.ndarray, labels: pd.DatetimeIndex, kept: np.ndarray, query: Query) -> None:
    """Rows in order, one a session, each stamped with its open; the last may bear the time of the last trade."""
    if (np.diff(stamps) < 0).any():
        raise _bad(query, "rows out of order")
    if (twice := labels[kept][labels[kept].duplicated()]).size:
        raise _bad(query, f"two rows for {_some(twice)}")
    known = np.asarray(kept & labels.isin(query.hours.index))
    hours = query.hours.loc[labels[known]]
    late = pd.to_datetime(stamps[known], unit="s", utc=True) - pd.DatetimeIndex(hours["open"])
    allowed = AT_MIDNIGHT if query.exchange in QUOTE_ZONES else AT_OPEN
    wrong = np.abs(late.to_numpy()) > allowed.to_timedelta64()
    if wrong.size and known[-1]:
        length = hours["close"].iloc[-1] - hours["open"].iloc[-1] + FINAL_AFTER
        wrong[-1] = not -allowed <= late[-1] <= length
    if wrong.any():
        raise _bad(query, f"bars that are not stamped at the open of {_some(labels[known][wrong])}")


def _check_coverage(labels: pd.DatetimeIndex, meta: dict[str, Any], query: Query) -> None:
    """All finished sessions are there, from the first asked, or from the listing of a younger instrument.

    Quotes around the clock may miss a few weekdays, not the last.
    """
    if not len(query.final):
        raise NoDataError(query.ticker, "no session between the dates is over", asked=str(query))
    listed = meta.get("firstTradeDate")
    born = pd.Timestamp(listed, unit="s").normalize() if type(listed) is int else query.first
    if not len(labels) or born > query.last:
        raise NoDataError(query.ticker, "no prices between the dates", asked=str(query))
    expected = query.final
    if born > query.first and abs(labels[0] - born) <= NEW_LISTING:
        expected = expected[expected >= labels[0]]
    if (added := labels[~labels.isin(query.hours.index)]).size:
        raise _bad(query, f"a row for {_some(added)}, no session of {query.exchange}")
    missing = expected.difference(labels)
    few = query.exchange in QUOTE_ZONES and missing.size <= GAP_SHARE * expected.size
    if missing.size and not (few and expected[-1] in labels):
        raise _bad(query, f"no row for {_some(missing)}")


def _check_splits(splits: dict[str, Any], close: pd.Series[float], query: Query) -> None:
    """A split that is listed has been taken out of the closes before it: no step of its size is left."""
    steps = close / close.shift()
    for label, split in _dated(splits, query):
        size = float(split["numerator"]) / float(split["denominator"])
        if label in steps.index and split_left_in(float(steps[label]), size):
            raise _bad(query, f"closes do not reflect the split of {label:%Y-%m-%d} ({size:g} for 1)")


def _check_close(meta: dict[str, Any], last: pd.Timestamp, query: Query) -> None:
    """The last bar is a close: it was not taken while the market was open.

    A source may answer what it knew hours ago. Of a thin series that last traded before the close the day's bar is
    refused too, until there is a later one.
    """
    known, close = meta.get("regularMarketTime"), pd.DatetimeIndex(query.hours.loc[[last], "close"])[0]
    early = AT_MIDNIGHT if query.exchange in QUOTE_ZONES else NEAR_CLOSE
    if type(known) is int and (traded := pd.Timestamp(known, unit="s", tz="UTC")) < close - early:
        what = f"a last bar, of {last:%Y-%m-%d}, that knows trades until {traded:%Y-%m-%d %H:%M} UTC only"
        raise _bad(query, f"{what}; the market closed at {close:%H:%M}")


def _dividends(events: dict[str, Any], sessions: pd.Index[Any], query: Query) -> pd.Series[float]:
    """Dividends between the first and the last session, summed by ex-date."""
    amounts: dict[pd.Timestamp, float] = {}
    for label, paid in _dated(events.get("dividends") or {}, query):
        if not sessions[0] <= label <= sessions[-1]:
            continue
        if label not in sessions:
            raise _bad(query, f"a dividend on {label:%Y-%m-%d}, no session of {query.exchange}")
        if (currency := paid.get("currency") or query.currency) != query.currency:
            raise _bad(query, f"a dividend in {currency} on {label:%Y-%m-%d}")
        amounts[label] = amounts.get(label, 0.0) + float(paid["amount"])
    return pd.Series(amounts, dtype=np.float64)


def _dated(events: dict[str, Any], query: Query) -> list[tuple[pd.Timestamp, dict[str, Any]]]:
    entries = list(events.values())
    labels = _labels(np.array([entry["date"] for entry in entries], dtype=np.int64), query)
    return list(zip(labels, entries, strict=True))


def _some(labels: pd.DatetimeIndex) -> str:
    return f"{labels[0]:%Y-%m-%d}" + (f" and {len(labels) - 1} more" if len(labels) > 1 else "")


def _bad(query: Query, got: str) -> BadDataError:
    return BadDataError(query.ticker, got, asked=f"{query.ticker} in {query.currency}, {query}")
