"""A robust line through all units of a day, for all days at once. Arrays in, results out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats

UNITS_A_COEFFICIENT = 10
"""With fewer units for each coefficient a day has no line: a few of them would decide where it runs."""
_HUBER = 1.345  # 95 % of the efficiency of least squares with normal errors: Huber and Ronchetti (2009), section 7
_QUARTILE = 0.6744897501960817  # of the standard normal: makes the median of absolute residuals a standard deviation
_SETTLED = 1e-12  # of the day's scatter
_NOTHING = 1e-12  # of the day's largest return: rounding, and no scatter
_MOST_STEPS = 500
_COLLINEAR = 1e-8  # smallest eigenvalue of the characteristics' correlation matrix


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DayLines(Displayed):
    """The line of each day, shape (T, ...) with N units and K columns, the constant first.

    Attributes
    ----------
    params : ndarray, shape (T, K)
        Level and slopes in the units of returns over characteristics; nan on days without a line.
    scatter : ndarray, shape (T,)
        Robust standard deviation of the units off the line; nan on days without one.
    weights : ndarray, shape (T, N)
        Of each unit in the day's line, 1 near it and smaller far off; 0 where it is not included.
    design : ndarray, shape (T, N, K)
        The constant and the characteristics less their mean, over their standard deviation, among the units included;
        0 where they are unknown.
    standardised : ndarray, shape (T, K)
        The line in the units of ``design``.
    reasons : tuple of str, length T
        Why a day has no line; empty where it has one.
    """

    _line: ClassVar = ("params", "scatter")

    params: Floats
    scatter: Floats
    weights: Floats
    design: Floats
    standardised: Floats
    reasons: tuple[str, ...]

    @property
    def nobs(self) -> NDArray[np.intp]:
        """Units in the line of each day, shape (T,)."""
        return np.asarray(np.count_nonzero(self.weights, axis=-1))


def day_lines(
    returns: Floats, characteristics: Floats, included: NDArray[np.bool_], *, tuning: float = _HUBER
) -> DayLines:
    r"""Regress the returns of a day on what was known of each unit before it, robustly, for every day.

    Parameters
    ----------
    returns : ndarray, shape (T, N)
        Log returns as decimals.
    characteristics : ndarray, shape (T, N, K - 1)
        Known before the day, in any units.
    included : ndarray of bool, shape (T, N)
        Units that the line goes through. Their returns and characteristics are numbers.
    tuning : float
        Residuals beyond so many standard deviations count less; infinite for least squares.

    Returns
    -------
    DayLines
        A day has no line, and says why, if fewer than 10 units a coefficient are included, a characteristic is the
        same for all of them or follows from the others, more than half of them lie exactly on the line, or the
        iteration does not settle.

    Raises
    ------
    EstimationError
        If the arrays do not fit together, or an included value is nan or infinite.

    Notes
    -----
    .. math:: \sum_i \psi\left(\frac{r_i - x_i'\beta}{s}\right) x_i = 0, \qquad \psi(u) = \max(-c, \min(c, u)), \qquad
              s = \operatorname{median}_i |r_i - x_i'\beta| / 0.6745

    solved by iterated weighted least squares from the least-squares line, the scatter taken anew at each step (to
    convergence; the fixed point is that of ``statsmodels.RLM`` with ``HuberT``). A unit's influence through its return
    is bounded, through its characteristics it is not: whether a line hangs on one group shows where the group is left
    out, which catches what a weight for each unit would not, a whole group that lies off together.

    References
    ----------
    Huber, P. J. and Ronchetti, E. M. (2009), Robust Statistics, 2nd edition, chapter 7. Fama, E. F. and MacBeth, J. D.
    (1973), "Risk, return, and equilibrium: empirical tests", Journal of Political Economy 81(3), 607-636, for a
    cross-section a period. Ben Dor, A., Dynkin, L., Hyman, J., Houweling, P., van Leeuwen, E. and Penninga, O. (2007),
    "DTS (duration times spread)", Journal of Portfolio Management 33(2), 77-100, for what explains bonds of a day.
    """
    if characteristics.ndim != 3 or not returns.shape == included.shape == characteristics.shape[:2]:
        what = f"returns {returns.shape}, characteristics {characteristics.shape}, included {included.shape}"
        raise EstimationError("cross-section", what, allowed="(T, N), (T, N, K) and (T, N)")
    known = np.isfinite(returns) & np.isfinite(characteristics).all(axis=-1)
    if (included & ~known).any():
        raise EstimationError("cross-section", "an included value is nan or infinite", remedy="do not include it")
    design, centre, spread = _design(characteristics, included)
    reasons = _reasons_before(design, spread, included)
    fitted = np.flatnonzero(reasons == "")
    days, units, columns = design.shape
    weights, params, scatter = np.zeros((days, units)), np.full((days, columns), np.nan), np.full(days, np.nan)
    y = np.where(included, returns, 0.0)
    params[fitted], weights[fitted], scatter[fitted], settled = _huber(
        y[fitted], design[fitted], included[fitted], tuning
    )
    reasons[fitted[~settled]] = "the line does not settle"
    exact = settled & ~(scatter[fitted] > _nothing(y[fitted]))
    reasons[fitted[exact]] = "more than half of the units lie exactly on one line"
    failed = reasons != ""
    params[failed], weights[failed], scatter[failed] = np.nan, 0.0, np.nan
    slopes = params[:, 1:] / spread
    level = params[:, :1] - (slopes * centre).sum(axis=-1, keepdims=True)
    raw = np.concatenate([level, slopes], axis=-1)
    return DayLines(raw, scatter, weights, design, params, tuple(str(r) for r in reasons))


def _design(characteristics: Floats, included: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Constant and standardised characteristics, their mean and their standard deviation among the units included."""
    count = np.maximum(included.sum(axis=-1), 1)[:, None]
    inside = np.where(included[..., None], characteristics, 0.0)
    centre = inside.sum(axis=1) / count
    off = characteristics - centre[:, None]
    spread = np.sqrt(np.where(included[..., None], off**2, 0.0).sum(axis=1) / count)
    flat = spread <= 1e-12 * np.abs(inside).max(axis=1, initial=0.0)
    spread = np.where(flat, np.nan, spread)
    standard = np.nan_to_num(off / spread[:, None], nan=0.0, posinf=0.0, neginf=0.0)
    return np.concatenate([np.ones((*off.shape[:2], 1)), standard], axis=-1), centre, spread


def _reasons_before(design: Floats, spread: Floats, included: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Why a day cannot have a line, from its characteristics alone; shape (T,)."""
    count, least = included.sum(axis=-1), UNITS_A_COEFFICIENT * design.shape[-1]
    products = design.transpose(0, 2, 1) @ (design * included[..., None]) / np.maximum(count, 1)[:, None, None]
    collinear = np.linalg.eigvalsh(products)[:, 0] < _COLLINEAR
    few = np.array([f"{n} units, at least {least} needed" for n in count], dtype="<U80")
    text = np.where(collinear, "a characteristic follows from the others", "").astype("<U80")
    text = np.where(np.isnan(spread).any(axis=-1), "a characteristic is the same for all units", text)
    return np.asarray(np.where(count < least, few, text))


def _huber(
    y: Floats, design: Floats, included: NDArray[np.bool_], tuning: float
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Lines, weights, scatter, and which days settled; a day is left alone once it has."""
    weights = included.astype(np.float64)
    params = _weighted(y, design, weights)
    scatter, settled = np.zeros(len(y)), np.zeros(len(y), dtype=bool)
    open_, nothing = np.arange(len(y)), _nothing(y)
    for _ in range(_MOST_STEPS):
        if not open_.size:
            break
        rows, inside = design[open_], included[open_]
        off = np.abs(y[open_] - (rows @ params[open_][..., None])[..., 0])
        s = _median(off, inside) / _QUARTILE
        far = off > tuning * s[:, None]
        w = np.where(inside, np.where(far, tuning * s[:, None] / np.where(far, off, 1.0), 1.0), 0.0)
        found = _weighted(y[open_], rows, w)
        still = np.abs(found - params[open_]).max(axis=-1) <= _SETTLED * s
        params[open_], weights[open_], scatter[open_] = found, w, s
        # Without scatter there is nothing to weigh by: the day is done, and its reason is said.
        settled[open_] = still | (s <= nothing[open_])
        open_ = open_[~settled[open_]]
    return params, weights, scatter, settled


def _nothing(y: Floats) -> Floats:
    """What is rounding, and no scatter, on each day."""
    return np.asarray(_NOTHING * np.abs(y).max(axis=-1, initial=0.0))


def _weighted(y: Floats, design: Floats, weights: Floats) -> Floats:
    across = (design * weights[..., None]).transpose(0, 2, 1)
    return solve_each(across @ design, (across @ y[..., None])[..., 0])


def solve_each(products: Floats, moments: Floats) -> Floats:
    """Solution of many normal equations (..., K, K) and (..., K), shape (..., K); nan where there is none."""
    values = np.linalg.eigvalsh(np.nan_to_num(products))
    sound = values[..., 0] > _COLLINEAR * np.maximum(values[..., -1], np.finfo(float).tiny)
    safe = np.where(sound[..., None, None], products, np.eye(products.shape[-1]))
    return np.where(sound[..., None], np.linalg.solve(safe, moments[..., None])[..., 0], np.nan)


def _median(values: Floats, included: NDArray[np.bool_]) -> Floats:
    """Median of the included values of each row."""
    ordered = np.sort(np.where(included, values, np.inf), axis=-1)
    count, rows = included.sum(axis=-1), np.arange(len(values))
    return np.asarray((ordered[rows, (count - 1) // 2] + ordered[rows, count // 2]) / 2)
