"""Made prices of a fund, and what the checks find in them."""

import numpy as np
import pandas as pd

from analysis.exchanges import exchange_sessions
from analysis.market.checks import check_bars

PRICES = ["open", "high", "low", "close", "adj_close"]


def clean(n=300, exchange="XNYS", start="2022-01-03"):
    """A fund that pays 0.2 on the first session of each month, with its adjusted close."""
    days = exchange_sessions(exchange, pd.Timestamp(start), pd.Timestamp(start) + pd.Timedelta(2 * n, "D"))[:n]
    rng = np.random.default_rng(7)
    close = np.round(50 * np.exp(np.cumsum(rng.normal(0, 0.006, n))), 2)
    opened = np.round(np.r_[close[0], close[:-1]] * np.exp(rng.normal(0, 0.002, n)), 2)
    spread = 1 + rng.uniform(0, 0.004, (2, n))
    dividend = np.where(np.r_[False, days[1:].month != days[:-1].month], 0.2, 0.0)
    factor = 1 - dividend / np.r_[np.inf, close[:-1]]
    adjusted = close * np.r_[np.cumprod(factor[::-1])[::-1][1:], 1.0]
    return pd.DataFrame(
        {
            "open": opened,
            "high": np.round(np.maximum(opened, close) * spread[0], 2),
            "low": np.round(np.minimum(opened, close) / spread[1], 2),
            "close": close,
            "volume": rng.integers(1_000, 9_000, n).astype(float),
            "adj_close": np.round(adjusted, 4),
            "dividend": dividend,
        },
        index=pd.DatetimeIndex(days, name="date"),
    )


def findings(bars, exchange="XNYS"):
    return {(r.check, r.severity) for r in check_bars("FUND", bars, exchange)}


def only(bars, check, exchange="XNYS"):
    """The one finding of that check."""
    (result,) = [r for r in check_bars("FUND", bars, exchange) if r.check == check]
    return result


def pay(bars, day, amount):
    """Add a dividend and adjust the closes before it, as a source that believes in it would."""
    before = bars.index.get_loc(pd.Timestamp(day)) - 1
    bars.loc[day, "dividend"] += amount
    share = amount / bars["close"].iloc[before]
    bars.iloc[: before + 1, bars.columns.get_loc("adj_close")] *= 1 - share
    return bars
