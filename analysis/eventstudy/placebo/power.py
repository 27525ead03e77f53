"""How large an effect the design can see: exact power of a t test, and the minimum detectable effect. Arrays only."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.eventstudy.numeric import Floats

Sides = Literal[1, 2]


def power_of(effect: ArrayLike, bse: ArrayLike, df: ArrayLike, *, alpha: float = 0.05, sided: Sides = 2) -> Floats:
    r"""Probability that the t test of a CAR finds an effect of this size.

    Parameters
    ----------
    effect : array_like
        True effect, in the units of ``bse``; positive is the direction of a one-sided test.
    bse : array_like
        Standard error of the CAR.
    df : array_like
        Its degrees of freedom; infinite for a z test with known variance.
    alpha : float
        Level of the test.
    sided : {1, 2}

    Returns
    -------
    ndarray
        Power; the shapes of ``effect``, ``bse`` and ``df`` broadcast, so a grid of effects gives a power curve.

    Raises
    ------
    EstimationError
        If ``bse`` is not positive, ``df`` is below one, or ``alpha`` or ``sided`` is out of range.

    Notes
    -----
    .. math:: P(T > t_{1-\alpha}) \quad\text{or}\quad P(T > t_{1-\alpha/2}) + P(T < -t_{1-\alpha/2})

    where T has the noncentral t distribution with ``df`` degrees of freedom and noncentrality ``effect / bse``.
    It takes ``bse`` for the true standard error and the errors for normal.

    References
    ----------
    MacKinlay, A. C. (1997), Journal of Economic Literature 35(1), 13-39, section 6 (for known variance).
    """
    from scipy.special import ndtri, stdtrit

    effect, bse, df = (np.asarray(a, dtype=float) for a in (effect, bse, df))
    if not 0 < alpha < 1 or sided not in (1, 2):
        raise EstimationError("power", f"alpha = {alpha}, sided = {sided}", allowed="0 < alpha < 1, 1 or 2 sides")
    _require_standard_error(bse, df)
    shift, df = np.broadcast_arrays(effect / bse, df)
    tail = 1 - alpha / sided
    critical = np.where(np.isinf(df), ndtri(tail), stdtrit(np.where(np.isinf(df), 1.0, df), tail))
    found = _exceeds(critical, df, shift)
    return found + _exceeds(critical, df, -shift) if sided == 2 else found


def _require_standard_error(bse: ArrayLike, df: ArrayLike) -> None:
    if not (np.greater(bse, 0) & np.isfinite(bse)).all() or not np.greater_equal(df, 1).all():
        raise EstimationError("power", "a standard error that is not positive, or less than one degree of freedom")


def _exceeds(critical: Floats, df: Floats, shift: Floats) -> Floats:
    """P(T > critical) for noncentral t, and for the shifted normal where ``df`` is infinite."""
    from scipy.special import ndtr
    from scipy.stats import nct

    known = np.isinf(df)
    return np.asarray(np.where(known, ndtr(shift - critical), nct.sf(critical, np.where(known, 1.0, df), shift)))


def minimum_detectable_effect(
    bse: float, df: float, alpha: float = 0.05, power: float = 0.8, sided: Sides = 2
) -> float:
    """Smallest effect that the t test finds with probability ``power``.

    Parameters
    ----------
    bse, df, alpha, sided
        As in :func:`power_of`.
    power : float
        Between ``alpha`` and 1.

    Returns
    -------
    float
        Positive, in the units of ``bse``.

    Raises
    ------
    EstimationError
        As for :func:`power_of`, or if ``power`` does not lie between ``alpha`` and 1.

    Notes
    -----
    The root of ``power_of(effect) = power``: exact, not the usual sum of two normal quantiles.

    References
    ----------
    Bloom, H. S. (1995), "Minimum detectable effects", Evaluation Review 19(5), 547-556.
    """
    if not alpha < power < 1:
        raise EstimationError("power", f"power = {power}", allowed=f"between alpha = {alpha} and 1")
    _require_standard_error(bse, df)
    return _standard_errors(df, alpha, power, sided) * bse


@cache
def _standard_errors(df: float, alpha: float, power: float, sided: Sides) -> float:
    """The same effect in standard errors: found once for all series with the same degrees of freedom."""
    from scipy.optimize import brentq

    def shortfall(multiple: float) -> float:
        return float(power_of(multiple, 1.0, df, alpha=alpha, sided=sided)) - power

    high = 4.0
    while shortfall(high) < 0:
        high *= 2
    return float(brentq(shortfall, 0.0, high, xtol=1e-13, rtol=1e-14))
