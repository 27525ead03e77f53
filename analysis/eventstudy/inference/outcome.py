"""What the battery's array functions return, and the check of what they are given. Arrays in, results out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.display import short_text
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability

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
    law : str
        Of a resampled reference distribution: what was drawn, and how often.
    """

    statistic: Floats
    pvalue: Floats
    df: tuple[float, ...] = ()
    law: str = ""

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={short_text(value)}" for name, value in self._asdict().items() if name != "law" or value
        )
        return f"Outcome({shown})"


def size_if_variance_rises(
    df: tuple[float, ...], alternative: Alternative = "two-sided", *, ratio: float = 2.0, alpha: float = 0.05
) -> float:
    r"""True size of a test that takes the variance for unchanged, when the event multiplies it.

    Parameters
    ----------
    df : tuple of float
        Degrees of freedom of its statistic, as in :class:`Outcome`: ``()`` normal, ``(nu,)`` t, ``(nu1, nu2)`` F.
    alternative : {"two-sided", "greater", "less"}
        Side of a normal or t statistic; F has none.
    ratio : float
        Variance of the prediction error with the event by that without it, above 0. Where the event multiplies the
        variance of m days by v, this is (m v + l) / (m + l), with l their leverage.
    alpha : float
        Nominal size.

    Raises
    ------
    EstimationError
        If the ratio is not positive, or there are more than two degrees of freedom.

    Notes
    -----
    The denominator comes from the estimation window and stays what it was; in the numerator every abnormal return is
    :math:`\sqrt r` times what it would be, in its law. A quadratic form in them, such as Hotelling's, is r times one:

    .. math:: \frac{F}{r} \sim F(\nu_1, \nu_2) \;\Rightarrow\;
              \Pr(F > c_\alpha) = 1 - F_{\nu_1, \nu_2}(c_\alpha / r), \qquad
              \Pr(t > c_\alpha) = 1 - T_\nu(c_\alpha / \sqrt r)

    The more securities, the worse: with r = 2 and 5 % the joint F rejects on 22, 35, 55, 82 % at 2, 5, 12, 30 of them
    and 250 estimation days, a two-sided t on 17 %.

    References
    ----------
    Anderson, T. W. (2003), An Introduction to Multivariate Statistical Analysis, ch. 5, for the law of T2. Brown and
    Warner (1985), J. Financial Economics 14, 3-31, on variances that the event raises.
    """
    from scipy import special

    if not ratio > 0 or len(df) > 2:
        raise EstimationError("size", f"ratio {ratio:g}, df {df}", allowed="a ratio above 0, df of a normal, t or F")
    if len(df) == 2:
        return float(special.fdtrc(*df, special.fdtri(*df, 1 - alpha) / ratio))
    nu, sides = df[0] if df else np.inf, 2 if alternative == "two-sided" else 1
    critical = special.stdtrit(nu, 1 - alpha / sides) if df else special.ndtri(1 - alpha / sides)
    return sides * float(tail_probability(critical / np.sqrt(ratio), nu, "greater"))


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


def require_portfolio_variance(portfolio: ArrayLike, square: ArrayLike) -> None:
    """Refuse a portfolio whose residuals cancel: what is left is rounding, and any return is far from it.

    Parameters
    ----------
    portfolio : array_like, shape (..., L)
        Residuals of the portfolio; nan where there is none.
    square : array_like, shape (...)
        Mean square of the residuals of its securities.

    Raises
    ------
    NotApplicableError
        If the factors explain the portfolio exactly, as they do when it is among them.
    """
    own = np.sqrt(np.nanmean(np.asarray(portfolio, dtype=np.float64) ** 2, axis=-1))
    members = np.sqrt(np.asarray(square, dtype=np.float64))
    if np.any(own <= EXACT_PORTFOLIO * members):
        raise NotApplicableError(
            "portfolio", "the factors explain the portfolio exactly: its residuals are rounding, no measure of noise"
        )
