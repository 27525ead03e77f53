"""A return model session by session: residuals, their cumulative sum, quantiles, leverage, rolling coefficients."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.eventstudy.diagnostics.diagnostics import Diagnostics
from analysis.eventstudy.numeric import Floats
from analysis.measure.case import Case
from analysis.measure.effects import measure
from analysis.study.series import PORTFOLIO, Series
from analysis.words.numbers import bp, day
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


@dataclass(frozen=True, slots=True)
class Influential:
    """The session that determines the coefficients most, and the abnormal return (log, decimal) without it."""

    session: dt.date
    abnormal: float

    @property
    def words(self) -> str:
        """Both, after what is said of the check."""
        return f", most of all {day(self.session)}: without it {bp(self.abnormal)} is abnormal"

    def record(self) -> dict[str, Any]:
        """Both; the abnormal return in basis points."""
        return {"session": self.session, "abnormal_bp": 1e4 * self.abnormal}


def days_of_primary(case: Case, series: Series) -> tuple[Floats, Floats | None]:
    """Factors of a series on each day of the primary window, shape (m, q), and the weekdays each spans, shape (m,)."""
    table, spans = case.table_of(case.setting.primary.returns, series), case.spans(series.exchange)
    row, (first, last) = case.event_row(table, series), case.setting.span
    rows = slice(row + first, row + last + 1)
    return table.iloc[rows, 1:].to_numpy(), None if spans is None else spans[rows]


def _estimated(case: Case) -> pd.DatetimeIndex:
    """Sessions that the portfolio's model for the primary window is estimated on, shape (L,)."""
    kind, (first, last) = case.setting.primary.returns, case.setting.estimation
    table, design = case.table_of(kind, case.portfolio), case.design_of(kind, case.portfolio)
    rows = slice(design.event_row + first, design.event_row + last + 1)
    return pd.DatetimeIndex(table.index[rows][design.usable[rows]])


def most_influential(case: Case, found: Diagnostics) -> Influential | None:
    r"""The session with Cook's largest distance in the portfolio's model; None where no session has one.

    Parameters
    ----------
    case : Case
    found : Diagnostics
        Checks of the model.

    Notes
    -----
    .. math:: b - b_{(i)} = (X'X)^{-1} x_i \frac{e_i}{1 - h_i}

    References
    ----------
    Belsley, D. A., Kuh, E. and Welsch, R. E. (1980), Regression Diagnostics, Wiley, section 2.1.
    """
    if found.influence is None:
        return None
    measured = case.once(measure)
    model, i = measured.model(PORTFOLIO), int(np.argmax(found.influence.cooks_distance))
    change = model.normalized_cov @ model.exog[i] * model.resid[i] / (1 - found.leverage.hat[i])
    event = model.design(*days_of_primary(case, case.portfolio)).sum(axis=0)
    return Influential(_estimated(case)[i].date(), measured.primary.abnormal + float(event @ change))


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


def _last_of(sessions: int, values: Floats) -> Floats:
    """Values of the last sessions; nothing on those before."""
    return np.concatenate([np.full(sessions - len(values), np.nan), values])


def _cusum(found: Diagnostics) -> tuple[Floats, Floats]:
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
