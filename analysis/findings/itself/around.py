"""Levels of the assets' own prices, and of their neighbours and like series, around the event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.exchanges import exchange_hours, is_quoted
from analysis.measure.case import Case

REACH = dt.timedelta(days=6, hours=12)
"""Before and after the event; no number of the study depends on it."""


def around(own: Case) -> tuple[pd.DataFrame, Mapping[str, pd.Series[float]]]:
    """Levels at the moments at which they were struck (100 at the last before the news), and the witnesses' quotes."""
    instant = pd.Timestamp(own.study.event.instant)
    roles = ("target", "placebo", "regional")
    # Of an exchange's sessions what stands between two valuations is another time of day.
    alike = [s for s in own.series if s.role in roles and is_quoted(s.exchange) == is_quoted(own.timing.home)]
    lines = {s.key: _level(own, s.key, s.exchange, instant) for s in alike}
    tickers = [t for t in own.study.tickers("witness") if t in own.snapshot.bars]
    quotes = {t: _near(own.snapshot.bars[t]["close"], instant.tz_localize(None)) for t in tickers}
    return pd.DataFrame(lines).sort_index(), quotes


def _level(own: Case, key: str, exchange: str, instant: pd.Timestamp) -> pd.Series[float]:
    returns = own.table("close-to-close", [key], exchange)[key]
    hours = exchange_hours(exchange, returns.index[0].date(), returns.index[-1].date(), own.study.calendars)
    total = returns.cumsum().set_axis(pd.DatetimeIndex(hours["close"].reindex(returns.index)))
    total = _near(total, instant)
    before = total[total.index <= instant].dropna()
    return (total - (before.iloc[-1] if len(before) else np.nan)).apply(np.exp).mul(100)


def _near(series: pd.Series[float], instant: pd.Timestamp) -> pd.Series[float]:
    return series[(series.index >= instant - REACH) & (series.index <= instant + REACH)]
