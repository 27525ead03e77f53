"""Are coefficients constant? Recursive residuals, CUSUM, rolling estimates. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.abnormal.batch import batch_least_squares
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats

if TYPE_CHECKING:
    import pandas as pd

FEWEST_RECURSIVE = 10


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RollingCoefficients(Displayed):
    """Least-squares coefficients over ``window`` successive sessions at a time.

    Attributes
    ----------
    names : tuple of str
        Names of the k coefficients.
    window : int
        Sessions.
    params : ndarray, shape (L - window + 1, k)
        Row r covers the sessions r, ..., r + window - 1.
    """

    names: tuple[str, ...]
    window: int
    params: Floats

    @property
    def low(self) -> Floats:
        """Smallest value of each coefficient, shape (k,)."""
        return np.asarray(self.params.min(axis=0))

    @property
    def high(self) -> Floats:
        """Largest value of each coefficient, shape (k,)."""
        return np.asarray(self.params.max(axis=0))

    def to_frame(self) -> pd.DataFrame:
        """One column a coefficient, one row a window, by the number of the window's first session."""
        import pandas as pd

        return pd.DataFrame(self.params, columns=list(self.names), index=pd.RangeIndex(len(self.params), name="first"))


def rolling_coefficients(y: Floats, exog: Floats, window: int, names: Sequence[str]) -> RollingCoefficients:
    """Regress y (L,) on the columns of exog (L, k) in every window of successive sessions.

    Parameters
    ----------
    y, exog : ndarray, shapes (L,) and (L, k)
        In time order.
    window : int
        Sessions, at least k + 2.
    names : sequence of str
        Names of the k columns.

    Raises
    ------
    EstimationError
        If the window is longer than the sample or shorter than k + 2, or the columns are collinear in one.
    """
    sessions, k = exog.shape
    if not k + 2 <= window <= sessions:
        raise EstimationError("rolling window", f"{window} sessions", allowed=f"{k + 2} to {sessions}")
    views = np.lib.stride_tricks.sliding_window_view(np.column_stack([y, exog]), window, axis=0)
    fit = batch_least_squares(views[:, 0], [views[:, 1 + j] for j in range(k)])
    if fit.collinear.any():
        first = int(np.argmax(fit.collinear)) + 1
        raise EstimationError(
            "rolling window",
            f"{', '.join(names)} are collinear in sessions {first} to {first + window - 1}",
            remedy="lengthen it",
        )
    return RollingCoefficients(tuple(names), window, fit.params)


def recursive_residuals(y: Floats, exog: Floats) -> Floats:
    r"""Errors of predicting each session from those before it, scaled to the variance of the errors.

    Parameters
    ----------
    y, exog : ndarray, shapes (L,) and (L, k)
        In time order.

    Returns
    -------
    ndarray, shape (n,)
        n = L - k, or fewer if the first sessions do not determine the coefficients.

    Raises
    ------
    NotApplicableError
        If fewer than 10 are left.

    Notes
    -----
    .. math:: w_t = \frac{y_t - x_t'b_{t-1}}{\sqrt{1 + x_t'(X_{t-1}'X_{t-1})^{-1}x_t}}

    independent with the variance of the errors if the coefficients are constant. Each :math:`b_{t-1}` comes from its
    own orthogonalisation of the sessions before t, so rounding does not accumulate: with nearly collinear factors
    statsmodels' RecursiveLS gives nan and its recursive_olsresiduals loses the digits.

    References
    ----------
    Brown, R. L., Durbin, J. and Evans, J. M. (1975), "Techniques for testing the constancy of regression
    relationships over time", Journal of the Royal Statistical Society B 37(2), 149-192.
    """
    sessions, k = exog.shape
    ends = np.arange(k, sessions)  # b is estimated on the sessions before each
    seen = np.arange(sessions) < ends[:, None]
    fit = batch_least_squares(np.where(seen, y, 0.0), [np.where(seen, exog[:, j], 0.0) for j in range(k)])
    first = int(np.flatnonzero(fit.collinear).max(initial=-1)) + 1
    if len(ends) - first < FEWEST_RECURSIVE:
        raise NotApplicableError(
            "CUSUM", f"{max(len(ends) - first, 0)} recursive residuals, at least {FEWEST_RECURSIVE} needed"
        )
    x = exog[ends[first:]]
    error = y[ends[first:]] - np.einsum("ek,ek->e", x, fit.params[first:])
    spread = np.einsum("ek,ekj->ej", x, fit.root[first:])
    return np.asarray(error / np.sqrt(1 + (spread**2).sum(axis=1)))


def cusum(residuals: Floats) -> tuple[float, float]:
    r"""Brown, Durbin and Evans's CUSUM test on n recursive residuals: statistic and p-value.

    H0: the coefficients are constant over the estimation window. Assumes: independent errors with one variance.
    Invalid: when volatility comes in clusters; it hardly sees a change late in the window.

    Parameters
    ----------
    residuals : ndarray, shape (n,)
        Of :func:`recursive_residuals`.

    Notes
    -----
    .. math:: a = \max_{r \le n} \frac{|\sum_{j \le r} w_j|}{\hat\sigma \sqrt n (1 + 2 r / n)}, \qquad
              p = 2 \{1 - \Phi(3 a) + e^{-4 a^2} \Phi(a)\}, \qquad \hat\sigma^2 = \frac1n \sum_j w_j^2

    The probability is that of a Brownian motion crossing either of two straight lines, at most 1; that it crosses both
    is neglected. It is above the true one in samples of a few hundred, so the test is cautious.

    References
    ----------
    Brown, Durbin and Evans (1975), as for :func:`recursive_residuals`.
    """
    from scipy.special import ndtr

    n = len(residuals)
    path = np.abs(np.cumsum(residuals)) / np.sqrt(n * np.mean(residuals**2))
    a = float(np.max(path / (1 + 2 * np.arange(1, n + 1) / n)))
    return a, min(1.0, float(2 * (ndtr(-3 * a) + np.exp(-4 * a**2) * ndtr(a))))
