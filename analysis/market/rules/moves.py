"""How far a series moved on each day, in units of its own usual move at the time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.market.rules.series import Floats, column, previous

QUARTER, MONTH = 63, 21  # sessions around a day in which its usual move, and its usual range and volume, are taken
NORMAL = 0.6745  # median of the size of a standard normal variable: a median becomes a standard deviation
LEAST_MOVE = 1e-3  # of the price: a quote that hardly moves is not measured more finely
VARIED = 10  # different volumes, fewer are no record of trading


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves of one series, a row a session; NaN where a row has no predecessor or no yardstick.

    Attributes
    ----------
    held : ndarray
        Log move that lies between the previous close and all of the day's prices, from low to high; zero where the
        day's range holds the previous close.
    total : ndarray
        Log return from close to close, dividend included.
    usual : ndarray
        Robust standard deviation of `total`: median size in the 63 sessions around, over 0.6745; at least 0.1 %.
    range : ndarray
        Log of high over low.
    range_ratio, volume_ratio : ndarray
        Range and volume, over the median of the 21 sessions around or of the 21 before, whichever
        gives more: the first day of a crisis is wide beside the calm before it. NaN where ranges are mostly nil; where
        the volume is mostly nil or hardly varies.
    """

    held: Floats
    total: Floats
    usual: Floats
    range: Floats
    range_ratio: Floats
    volume_ratio: Floats


def measure_moves(bars: pd.DataFrame, spans: Floats | float = 1.0) -> Moves:
    """Measure the moves of a series with dates in order and positive prices.

    Parameters
    ----------
    bars : DataFrame
    spans : ndarray, shape (T,), or float
        Weekdays that each move spans: of one over several the usual one is so much larger as the root of their number.

    Notes
    -----
    Medians break down only when half of the sessions around are at fault (Hampel 1974), so neither a crisis of a few
    days nor the fault itself becomes the yardstick.

    References
    ----------
    F. R. Hampel (1974), "The influence curve and its role in robust estimation", JASA 69, 383-393.
    """
    high, low, close, volume, dividend = (column(bars, n) for n in ("high", "low", "close", "volume", "dividend"))
    before = previous(close)
    total = np.log((close + dividend) / before)
    up, down = np.log((low + dividend) / before), np.log((high + dividend) / before)
    held = np.where(up > 0, up, np.minimum(down, 0.0))
    root = np.sqrt(spans)
    usual = np.maximum(_median(np.abs(total) / root, QUARTER) / NORMAL, LEAST_MOVE) * root
    traded = np.where(np.unique(volume).size >= VARIED, volume, 0.0)
    span = np.log(high / low)
    return Moves(held, total, usual, span, _ratio(span), _ratio(traded))


def usual_moves(bars: pd.DataFrame) -> pd.Series[float]:
    """Close-to-close moves in units of the usual one, by session."""
    moves = measure_moves(bars)
    return pd.Series(moves.total / moves.usual, bars.index)


def _ratio(values: Floats) -> Floats:
    """Values over their median in the month around or before, the smaller of the two; NaN where that is nil."""
    before = previous(_median(values, MONTH, center=False))
    typical = np.fmin(_median(values, MONTH), np.where(before > 0, before, np.nan))
    return np.divide(values, typical, out=np.full_like(values, np.nan), where=typical > 0)


def _median(values: Floats, window: int, *, center: bool = True) -> Floats:
    return pd.Series(values).rolling(window, center=center, min_periods=1).median().to_numpy()
