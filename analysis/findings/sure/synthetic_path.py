"""The portfolio and its synthetic control day by day, and how far the two part on placebo dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import WindowError
from analysis.eventstudy.funds.synthetic import SyntheticControl
from analysis.eventstudy.funds.synthetic_placebo import PlaceboInTime
from analysis.study.setting import Setting

Floats = NDArray[np.float64]
EVE = -1
WHERE = "path of the synthetic control"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SyntheticPath:
    """Log returns, as decimals, cumulated from the eve (close of event day -1), shapes (D,).

    Attributes
    ----------
    days : ndarray of int
        Event days.
    sessions : DatetimeIndex
        Their dates.
    portfolio, synthetic, gap : ndarray
        Of the portfolio, of its synthetic control, and their difference.
    low, high : ndarray
        Between them lie 95 % of the gaps of the placebo dates, day by day.
    dates : int
        Placebo dates whose whole path lies in the prices and apart from the event.
    """

    days: NDArray[np.int_]
    sessions: pd.DatetimeIndex
    portfolio: Floats
    synthetic: Floats
    gap: Floats
    low: Floats
    high: Floats
    dates: int

    def __repr__(self) -> str:
        return f"<SyntheticPath: event days {self.days[0]} to {self.days[-1]}, {self.dates} placebo dates>"

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Days on which the gap lies outside the band of the placebo dates."""
        return np.asarray((self.gap < self.low) | (self.gap > self.high))


def synthetic_path(
    table: pd.DataFrame, event: int, control: SyntheticControl, in_time: PlaceboInTime, setting: Setting
) -> SyntheticPath:
    r"""Follow the synthetic control over the days of the drawn path, with the weights found before the event.

    Parameters
    ----------
    table : DataFrame
        Returns by session: the portfolio in the first column, then the donors.
    event : int
        Row of event day 0.
    control : SyntheticControl
    in_time : PlaceboInTime
        The placebo dates, with the weights of each.
    setting : Setting

    Raises
    ------
    WindowError
        If the path leaves the prices, or no placebo date has a whole one.

    Notes
    -----
    The gap of day j is :math:`g_j = y_j - a - x_j'w`, with a and w from the estimation window. Cumulated, it is zero
    on the eve: :math:`G_d = \sum_{j \le d} g_j - \sum_{j \le -1} g_j`. The placebo dates have their own a and w.
    """
    y, X = table.iloc[:, 0].to_numpy(), table.iloc[:, 1:].to_numpy()
    days = np.arange(setting.study.drawing.path_first, setting.study.drawing.path_last + 1)
    whole = _whole_paths(table.notna().all(axis=1).to_numpy(), event, in_time, days)
    gaps = _placebo_gaps(y, X, in_time.cumulative_gap.rows[whole], in_time.weights[whole], days, setting)
    low, high = np.quantile(_from_eve(gaps, days), [0.025, 0.975], axis=0)
    portfolio = _from_eve(y[event + days], days)
    synthetic = _from_eve(control.intercept + X[event + days] @ control.weights, days)
    sessions = pd.DatetimeIndex(table.index[event + days])
    return SyntheticPath(days, sessions, portfolio, synthetic, portfolio - synthetic, low, high, len(gaps))


def _whole_paths(
    known: NDArray[np.bool_], event: int, in_time: PlaceboInTime, days: NDArray[np.int_]
) -> NDArray[np.bool_]:
    """Placebo dates of which every day of the path is known and none is the event's, shape (M,)."""
    if event + days[-1] >= len(known):
        raise WindowError(
            WHERE,
            f"{len(known) - 1 - event} sessions after day 0, {days[-1]} needed",
            remedy="end the prices later or set drawing.path_last earlier",
        )
    rows = in_time.cumulative_gap.rows
    whole = np.asarray((rows + days[0] >= 0) & (rows + days[-1] < len(known)))
    whole &= (event < rows + days[0]) | (event > rows + days[-1])
    whole[whole] = known[rows[whole][:, None] + days].all(axis=1)
    if not whole.any():
        raise WindowError(
            WHERE,
            f"no placebo date with all of event days {days[0]} to {days[-1]}",
            remedy="start the prices earlier or draw a shorter path (drawing.path_first, drawing.path_last)",
        )
    return whole


def _placebo_gaps(
    y: Floats, X: Floats, rows: NDArray[np.intp], weights: Floats, days: NDArray[np.int_], setting: Setting
) -> Floats:
    """Gaps of M placebo dates on each day of the path, shape (M, D)."""

    def gaps(days: NDArray[np.int_]) -> Floats:
        there = rows[:, None] + days
        return np.asarray(y[there] - np.einsum("mdj,mj->md", X[there], weights))

    if not setting.study.synthetic.demean:
        return gaps(days)
    first, last = setting.estimation
    return np.asarray(gaps(days) - gaps(np.arange(first, last + 1)).mean(axis=1)[:, None])


def _from_eve(returns: Floats, days: NDArray[np.int_]) -> Floats:
    """Cumulated returns (..., D), zero on the eve; from the first day on where that is day 0."""
    total = np.cumsum(returns, axis=-1)
    eve = np.flatnonzero(days == EVE)
    return np.asarray(total - total[..., eve] if eve.size else total)
