"""What the battery's array functions return, and the check of what they are given. Arrays in, results out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.display import short_text
from analysis.eventstudy.numeric import Floats

# Portfolio residuals smaller than this share of its securities' residuals are rounding.
EXACT_PORTFOLIO = 1e-10


class Outcome(NamedTuple):
    """Statistic and p-value of a test, one for each leading (batch) index of its input.

    Attributes
    ----------
    statistic, pvalue : ndarray
        Shape of the leading axes of the input; a zero-dimensional array for one sample.
    df : tuple of float
        Degrees of freedom: ``()`` for a normal, exact or resampled reference distribution, ``(nu,)`` for
        Student's t, ``(nu1, nu2)`` for F.
    """

    statistic: Floats
    pvalue: Floats
    df: tuple[float, ...] = ()

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={short_text(value)}" for name, value in self._asdict().items())
        return f"Outcome({shown})"


def finite_sample(values: ArrayLike, test: str, *, minimum: int = 1, spread: bool = False) -> Floats:
    """Return ``values`` (..., N) as floats, or say why ``test`` cannot use them.

    Parameters
    ----------
    values : array_like
        Shape (..., N).
    test : str
        Name of the test, for messages.
    minimum : int
        Least number N of events.
    spread : bool
        Whether values that are all the same are refused.

    Raises
    ------
    EstimationError
        If a value is nan or infinite.
    NotApplicableError
        If there are fewer than ``minimum`` events or, with ``spread``, if all of them have the same value.
    """
    x = np.asarray(values, dtype=np.float64)
    if x.ndim == 0:
        raise EstimationError(test, "a single number", allowed="an array with one value for each event")
    if bad := int(np.count_nonzero(~np.isfinite(x))):
        raise EstimationError(
            test, f"{bad} of {x.size} values are nan or infinite", remedy="leave events without a return out"
        )
    n = x.shape[-1]
    if n < minimum:
        raise NotApplicableError(test, f"{n} event{'s' * (n != 1)}, at least {minimum} needed")
    if spread and np.any(np.ptp(x, axis=-1) == 0):
        raise NotApplicableError(test, f"all {n} values are equal: there is no dispersion to judge them by")
    return x


def require_portfolio_variance(portfolio: ArrayLike, resid: ArrayLike) -> None:
    """Refuse a portfolio whose residuals cancel: what is left is rounding, and any return is far from it.

    Parameters
    ----------
    portfolio : array_like, shape (..., L)
        Residuals of the portfolio; nan where there is none.
    resid : array_like, shape (..., N, L)
        Residuals of its N securities.

    Raises
    ------
    NotApplicableError
        If the factors explain the portfolio exactly, as they do when it is among them.
    """
    own = np.sqrt(np.nanmean(np.asarray(portfolio, dtype=np.float64) ** 2, axis=-1))
    members = np.sqrt(np.nanmean(np.asarray(resid, dtype=np.float64) ** 2, axis=(-1, -2)))
    if np.any(own <= EXACT_PORTFOLIO * members):
        raise NotApplicableError(
            "portfolio", "the factors explain the portfolio exactly: its residuals are rounding, no measure of noise"
        )
