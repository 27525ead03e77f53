"""A return model session by session: residuals, their cumulative sum, quantiles, leverage, rolling coefficients."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.eventstudy.diagnostics.diagnostics import Diagnostics
from analysis.words.tables import Column, Table

if TYPE_CHECKING:
    from analysis.eventstudy.models.fit import FittedModel

COLUMNS = (
    Column("session", "of the estimation window, from 1, the oldest first"),
    Column("residual_bp", "residual, basis points"),
    Column("rolling_sd_bp", "standard deviation of the last residuals, basis points"),
    Column("cusum", "cumulative sum of the recursive residuals in their standard deviation times the root of n"),
    Column(
        "cusum_bound", "what it crosses with the probability of the checks' level, if the coefficients are constant"
    ),
    Column("ordered", "the residuals in order of size, standardised"),
    Column("normal", "quantile of the normal distribution at that rank"),
    Column("hat", "hat value of the session"),
)


def session_numbers(model: FittedModel, found: Diagnostics) -> Table:
    r"""One line a session of the estimation window, the oldest first; what does not exist on a session is empty.

    Parameters
    ----------
    model : FittedModel
    found : Diagnostics
        Its checks.

    Notes
    -----
    .. math:: W_r = \frac{\sum_{j \le r} w_j}{\hat\sigma \sqrt n}, \qquad |W_r| \le a (1 + 2 r / n)

    with the n recursive residuals w and a from the level of the checks:
    :func:`analysis.eventstudy.diagnostics.stability.cusum`.
    """
    from scipy.special import ndtri

    n = model.nobs
    residual = pd.Series(1e4 * model.resid)
    path, bound = _cusum(found)
    frame = pd.DataFrame(
        {
            "session": np.arange(1, n + 1),
            "residual_bp": residual,
            "rolling_sd_bp": residual.rolling(found.rolling.window).std(ddof=0),
            "cusum": _last_of(n, path),
            "cusum_bound": _last_of(n, bound),
            "ordered": np.sort((model.resid - model.resid.mean()) / model.resid.std()),
            "normal": ndtri((np.arange(1, n + 1) - 0.5) / n),
            "hat": found.leverage.hat,
        }
    )
    for name, values in zip(found.rolling.names, found.rolling.params.T, strict=True):
        frame[name] = _last_of(n, values)
    coefficients = (Column(name, "rolling estimate of the coefficient") for name in found.rolling.names)
    return Table((*COLUMNS, *coefficients), frame)


def _last_of(sessions: int, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of the last sessions; nothing on those before."""
    return np.concatenate([np.full(sessions - len(values), np.nan), values])


def _cusum(found: Diagnostics) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cumulative sum of the recursive residuals and its bound; empty where there are none."""
    count = len(found.recursive)
    if not count:
        return np.empty(0), np.empty(0)
    path = np.cumsum(found.recursive) / np.sqrt(count * np.mean(found.recursive**2))
    return path, _cusum_level(found.alpha) * (1 + 2 * np.arange(1, count + 1) / count)


@cache
def _cusum_level(alpha: float) -> float:
    """Height of the bound that a Brownian motion crosses with probability ``alpha``: 0.948 at 5 %."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    return float(brentq(lambda a: 2 * (ndtr(-3 * a) + np.exp(-4 * a**2) * ndtr(a)) - alpha, 0.05, 10))
