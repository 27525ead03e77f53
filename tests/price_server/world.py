"""The true prices: the same for a ticker at all times, so that a test can say what a correct fetch must give.

Those of the bundled snapshot where it has them, as the source itself would give; the others are invented.
"""

from __future__ import annotations

import functools
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.exchanges import exchange_hours
from analysis.market.bars import read_bars

FIRST, LAST = pd.Timestamp("2019-01-02"), pd.Timestamp("2024-06-28")
BUNDLED = Path(__file__).resolve().parents[2] / "seeds" / "prices"
RANGES = ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"]


@dataclass(frozen=True)
class Listing:
    exchange: str
    currency: str
    zone: str
    kind: str = "ETF"


LISTINGS = {
    "IEMB.L": Listing("XLON", "USD", "Europe/London"),
    "JPEA.L": Listing("XLON", "USD", "Europe/London", "EQUITY"),  # keeps what it earns
}
FACTORS = {"rates": "IEF", "credit": "HYG", "dollar": "UUP", "equities": "SPY"}
"""What moves the invented series: a bundled one, and before and after it nothing but noise."""
BONDS = {"rates": 0.9, "credit": 0.8, "dollar": -0.3}
LOADINGS = {
    **dict.fromkeys(("IEMB.L", "JPEA.L"), BONDS),
    "^VIX": {"equities": -5.0},
}
"""What a series has of the factors; the others move on their own."""


def listing(ticker: str) -> Listing:
    """Where a ticker is quoted, by the form of its name."""
    if ticker in LISTINGS:
        return LISTINGS[ticker]
    if ticker.endswith(".L"):
        return Listing("XLON", "GBp", "Europe/London", "EQUITY")
    if ticker.endswith("=X"):
        return Listing("24/5", ticker[3:6], "Europe/London", "CURRENCY")
    if ticker == "^VIX":
        return Listing("XCBF", "USD", "America/Chicago", "INDEX")
    return Listing("XNYS", "USD", "America/New_York")


DAY = 86_400
"""Seconds: a day after the last bar opened its market had long closed."""


@functools.cache
def true_bars(ticker: str) -> pd.DataFrame:
    """All bars of a ticker: columns of a snapshot and `stamp`, the second at which the session opened."""
    place = listing(ticker)
    if (path := BUNDLED / f"{ticker}.csv").is_file():
        bars = read_bars(path)
        opens = exchange_hours(place.exchange, bars.index[0], bars.index[-1])["open"]
        return bars.assign(stamp=pd.DatetimeIndex(opens).as_unit("s").asi8)
    schedule = exchange_hours(place.exchange, FIRST, LAST)
    days = pd.DatetimeIndex(schedule.index).as_unit("us").rename("date")
    opens = days.tz_localize(place.zone) if place.exchange == "24/5" else pd.DatetimeIndex(schedule["open"])
    rng = np.random.default_rng(zlib.crc32(ticker.encode()))
    n = len(days)
    loadings = LOADINGS.get(ticker, {})
    noise = 0.3 if loadings else 1.0
    whole, first = noise * rng.normal(0, 0.008, n), noise * rng.normal(0, 0.003, n)
    for name, loading in loadings.items():
        moves = _factor(name).loc[days]
        whole, first = whole + loading * moves["day"].to_numpy(), first + loading * moves["overnight"].to_numpy()
    close = np.round(50 * np.exp(np.cumsum(whole)), 2)
    before = np.concatenate(([close[0]], close[:-1]))
    opened = np.round(before * np.exp(first), 2)
    high = np.round(np.maximum(opened, close) * (1 + rng.uniform(0, 0.004, n)), 2)
    low = np.round(np.minimum(opened, close) * (1 - rng.uniform(0, 0.004, n)), 2)
    volume = np.zeros(n) if place.kind in ("CURRENCY", "INDEX") else rng.integers(10_000, 1_000_000, n).astype(float)
    dividend = np.zeros(n)
    if place.kind == "ETF":
        dividend[1:][days[1:].month != days[:-1].month] = 0.2
    factor = np.where(dividend > 0, 1 - dividend / before, 1.0)
    kept = np.concatenate((np.cumprod(factor[::-1])[::-1][1:], [1.0]))
    bars = {"open": opened, "high": high, "low": low, "close": close, "volume": volume, "adj_close": close * kept}
    table = pd.DataFrame({**bars, "dividend": dividend}, index=days)
    table["stamp"] = opens.as_unit("s").asi8
    return table


@functools.cache
def _factor(name: str) -> pd.DataFrame:
    """Return of a factor by day: columns day and overnight; the same for all exchanges."""
    bars = true_bars(FACTORS[name])
    before = np.log(bars["close"].shift())
    day, overnight = (np.log(bars[price] + bars["dividend"]) - before for price in ("close", "open"))
    parts = pd.DataFrame({"day": day, "overnight": overnight})
    return parts.reindex(pd.bdate_range(FIRST, LAST)).fillna(0.0)


def chart(ticker: str, period1: int, period2: int) -> dict:
    """The result that Yahoo would give for the bars that open from `period1` to before `period2`."""
    place, bars = listing(ticker), true_bars(ticker)
    bars = bars[(bars["stamp"] >= period1) & (bars["stamp"] < period2)]
    paid = bars[bars["dividend"] > 0]
    quote = {name: _single(bars[name]) for name in ("open", "high", "low", "close")}
    result = {
        "meta": {
            "currency": place.currency,
            "symbol": ticker,
            "exchangeName": "PCX",
            "instrumentType": place.kind,
            "firstTradeDate": int(true_bars(ticker)["stamp"].iloc[0]),
            "regularMarketTime": int(true_bars(ticker)["stamp"].iloc[-1]) + DAY,
            "gmtoffset": 0,
            "timezone": "EST",
            "exchangeTimezoneName": place.zone,
            "priceHint": 2,
            "dataGranularity": "1d",
            "range": "",
            "validRanges": RANGES,
        },
        "timestamp": [int(s) for s in bars["stamp"]],
        "indicators": {
            "quote": [{**quote, "volume": [int(v) for v in bars["volume"]]}],
            "adjclose": [{"adjclose": _single(bars["adj_close"])}],
        },
    }
    if len(paid):
        stamps = [int(s) for s in paid["stamp"]]
        result["events"] = {
            "dividends": {
                str(s): {"amount": float(a), "date": s} for s, a in zip(stamps, paid["dividend"], strict=True)
            }
        }
    return result


def _single(values: pd.Series) -> list[float]:
    """Yahoo's numbers are of single precision, written with all digits of a double: 88.85 is 88.8499984741211."""
    return [float(v) for v in values.to_numpy(dtype=np.float32)]
