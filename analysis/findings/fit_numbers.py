"""The portfolio's model session by session: residuals, their cumulative sum, quantiles, leverage, coefficients."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.measure.effects import PORTFOLIO

if TYPE_CHECKING:
    from analysis.eventstudy.models.fitted import FittedModel
    from analysis.findings.results import Findings

CONSTANT = "const"


def primary_model(findings: Findings) -> FittedModel:
    """Model of the portfolio for the primary window's kind of return."""
    return findings.effects.fits[PORTFOLIO, findings.study.primary.returns].model


def fit_numbers(findings: Findings) -> pd.DataFrame:
    r"""One row a session of the estimation window, the oldest first.

    Columns: ``session`` (from 1), ``residual_bp``, ``rolling_sd_bp`` (of the last sessions), ``cusum`` and
    ``cusum_bound``, ``ordered`` (the residuals in order, standardised) and ``normal`` (the normal quantile of that
    rank), ``hat``, and the rolling estimate of each coefficient. What does not exist on a session is empty.

    Notes
    -----
    .. math:: W_r = \frac{\sum_{j \le r} w_j}{\hat\sigma \sqrt n}, \qquad |W_r| \le a (1 + 2 r / n)

    with the recursive residuals w and a from the level of the checks: :func:`analysis.eventstudy.cusum`.
    """
    from scipy.special import ndtri

    model, found = primary_model(findings), findings.evidence.diagnostics[PORTFOLIO]
    n = model.nobs
    residual = 1e4 * model.resid
    table = pd.DataFrame({"session": np.arange(1, n + 1), "residual_bp": residual})
    table["rolling_sd_bp"] = pd.Series(residual).rolling(found.rolling.window).std(ddof=0)
    table["cusum"] = np.nan
    table["cusum_bound"] = np.nan
    if (count := len(found.recursive)) > 0:
        steps = np.arange(1, count + 1) / count
        path = np.cumsum(found.recursive) / np.sqrt(count * np.mean(found.recursive**2))
        table.loc[n - count :, "cusum"] = path
        table.loc[n - count :, "cusum_bound"] = _cusum_level(found.alpha) * (1 + 2 * steps)
    table["ordered"] = np.sort((model.resid - model.resid.mean()) / model.resid.std())
    table["normal"] = ndtri((np.arange(1, n + 1) - 0.5) / n)
    table["hat"] = found.leverage.hat
    for name, values in zip(found.rolling.names, found.rolling.params.T, strict=True):
        table[name] = np.concatenate([np.full(n - len(values), np.nan), values])
    return table


@cache
def _cusum_level(alpha: float) -> float:
    """Height of the bound that a Brownian motion crosses with probability ``alpha``: 0.948 at 5 %."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    return float(brentq(lambda a: 2 * (ndtr(-3 * a) + np.exp(-4 * a**2) * ndtr(a)) - alpha, 0.05, 10))
