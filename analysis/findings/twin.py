"""The portfolio and its synthetic twin day by day, and how far they drift apart on placebo dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measure.design import row_of
from analysis.measure.effects import PORTFOLIO, series_of, table_for

if TYPE_CHECKING:
    from analysis.findings.results import Findings

Floats = NDArray[np.float64]
EVE = -1


@dataclass(frozen=True, slots=True, eq=False)
class TwinPath:
    """Returns cumulated from the eve (close of event day -1), log and decimal. Shapes (D,).

    Attributes
    ----------
    days, sessions
        Event days and their dates.
    portfolio, synthetic, gap
        ``gap`` is their difference.
    low, high
        Between them lie 95 % of the gaps of the placebo dates, day by day.
    dates : int
        Placebo dates whose whole path lies in the prices and apart from the event.
    """

    days: NDArray[np.int_]
    sessions: tuple[str, ...]
    portfolio: Floats
    synthetic: Floats
    gap: Floats
    low: Floats
    high: Floats
    dates: int


def twin_path(findings: Findings) -> TwinPath:
    r"""Follow the synthetic control over the days of the drawn path, with the weights found before the event.

    Notes
    -----
    The gap of day j is :math:`g_j = y_j - a - x_j'w`, with a and w from the estimation window. Cumulated, it is zero
    on the eve: :math:`G_d = \sum_{j \le d} g_j - \sum_{j \le -1} g_j`. The placebo dates have their own a and w.
    """
    study, evidence = findings.study, findings.evidence.synthetic
    series = series_of(study, study.portfolio.members)[0]
    own = table_for(findings.returns, study.primary.returns, series, study)[PORTFOLIO]
    names = list(evidence.control.names)
    y, X = own.to_numpy(), findings.returns.of(study.primary.returns)[names].loc[own.index].to_numpy()
    event = row_of(own.to_frame(), pd.Timestamp(findings.effects.day0[series.exchange]), series.key)
    days = np.arange(study.drawing.path_first, study.drawing.path_last + 1)
    rows, weights = _whole_paths(findings, y, X, event, days)
    gaps = y[rows[:, None] + days] - np.einsum("mdj,mj->md", X[rows[:, None] + days], weights)
    gaps -= _intercepts(findings, y, X, rows, weights)[:, None]
    low, high = np.quantile(_from_eve(gaps, days), [0.025, 0.975], axis=0)
    control = evidence.control
    actual, twin = y[event + days], control.intercept + X[event + days] @ control.weights
    portfolio, synthetic = _from_eve(actual, days), _from_eve(twin, days)
    sessions = tuple(f"{d:%Y-%m-%d}" for d in own.index[event + days])
    return TwinPath(days, sessions, portfolio, synthetic, portfolio - synthetic, low, high, len(rows))


def _whole_paths(
    findings: Findings, y: Floats, X: Floats, event: int, days: NDArray[np.int_]
) -> tuple[NDArray[np.intp], Floats]:
    """Rows and weights of the placebo dates of which every day of the path is known and none is the event's."""
    test = findings.evidence.synthetic.in_time
    rows = test.cumulative_gap.rows
    inside = (rows + days[0] >= 0) & (rows + days[-1] < len(y))
    inside &= (event < rows + days[0]) | (event > rows + days[-1])
    known = np.isfinite(y) & np.isfinite(X).all(axis=1)
    inside[inside] = known[rows[inside][:, None] + days].all(axis=1)
    return rows[inside], test.weights[inside]


def _intercepts(findings: Findings, y: Floats, X: Floats, rows: NDArray[np.intp], weights: Floats) -> Floats:
    """Mean gap of each placebo date's estimation window, or zeros where the levels were fitted too."""
    if not findings.study.synthetic.demean:
        return np.zeros(len(rows))
    estimation = findings.study.estimation
    there = rows[:, None] + np.arange(estimation.first, estimation.last + 1)
    return np.asarray((y[there] - np.einsum("mlj,mj->ml", X[there], weights)).mean(axis=1))


def _from_eve(returns: Floats, days: NDArray[np.int_]) -> Floats:
    """Cumulated returns (..., D), zero on the eve; from the first day on where that is day 0."""
    total = np.cumsum(returns, axis=-1)
    eve = np.flatnonzero(days == EVE)
    return np.asarray(total - total[..., eve] if eve.size else total)
