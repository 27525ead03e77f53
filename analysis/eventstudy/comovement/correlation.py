"""Correlations of returns, over a sample and over rolling windows, and Fisher's z. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.eventstudy.numeric import Floats

_CHUNK = 256
FEWEST = 4
"""Sessions: with fewer Fisher's z has no variance."""
FEWEST_IN_A_PERIOD = 10
"""Sessions before and after an event: with fewer a correlation of daily returns says nothing."""


@dataclass(frozen=True, slots=True)
class EffectiveNumber:
    """How many independent series N correlated ones are worth.

    Attributes
    ----------
    series : int
        N.
    mean_correlation : float
        Mean of the off-diagonal correlations.
    by_variance : float
        Number of independent series whose mean varies as much; infinite when the series cancel.
    by_eigenvalues : float
        Number of equal eigenvalues that are as dispersed, between 1 and N.
    """

    series: int
    mean_correlation: float
    by_variance: float
    by_eigenvalues: float


def require_returns(returns: ArrayLike, names: Sequence[str] | None, where: str, *, minimum: int = FEWEST) -> Floats:
    """Return ``returns`` as an array of shape (T, N), N >= 2, that can be correlated.

    Parameters
    ----------
    returns : array_like
    names : sequence of str, or None
        Names of the series, for messages.
    where : str
        What is computed, for messages.
    minimum : int
        Least number of sessions.

    Raises
    ------
    EstimationError
        If the shape is another, there are fewer than ``minimum`` sessions, a value is missing or infinite, or a
        series is constant. The message names the series.
    """
    x = np.asarray(returns, dtype=np.float64)
    if x.ndim != 2 or x.shape[1] < 2:
        raise EstimationError(where, f"returns of shape {x.shape}", allowed="(sessions, series), 2 series or more")
    if names is not None and len(names) != x.shape[1]:
        raise EstimationError(where, f"{len(names)} names for {x.shape[1]} series", remedy="name each series once")
    if len(x) < minimum:
        raise EstimationError(where, f"{len(x)} sessions", allowed=f"at least {minimum}", remedy="lengthen the window")
    label = (lambda j: f"series {j + 1}") if names is None else (lambda j: names[j])
    if not np.isfinite(x).all():
        row, column = np.argwhere(~np.isfinite(x))[0]
        raise EstimationError(
            where,
            f"{label(column)} is {x[row, column]} in row {row}",
            allowed="finite numbers",
            remedy="complete the prices or move the window; missing returns are never filled",
        )
    if (constant := np.ptp(x, axis=0) == 0).any():
        name = label(int(np.argmax(constant)))
        raise EstimationError(where, f"{name} is constant", remedy="look for stale prices, or leave it out")
    return x


def require_periods(
    before: ArrayLike, after: ArrayLike, names: Sequence[str] | None, where: str
) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Return the returns of two periods, shapes (T1, N) and (T2, N), and the names of the N series.

    Parameters
    ----------
    before, after : array_like
        Returns of the two periods, one row a session.
    names : sequence of str, or None
        Names of the series.
    where : str
        What is computed, for messages.

    Raises
    ------
    EstimationError
        As for :func:`require_returns`, or if a period has fewer than 10 sessions or no more than N.
    """
    first, second = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if first.ndim != 2 or second.ndim != 2 or first.shape[1] != second.shape[1]:
        raise EstimationError(
            where, f"returns of shapes {first.shape} and {second.shape}", allowed="(T1, N) and (T2, N)"
        )
    fewest = max(FEWEST_IN_A_PERIOD, first.shape[1] + 1)
    require_returns(first, names, f"{where}, before", minimum=fewest)
    require_returns(second, names, f"{where}, after", minimum=fewest)
    return first, second, tuple(names or (f"series {k + 1}" for k in range(first.shape[1])))


def correlations(returns: Floats) -> Floats:
    """Correlation matrices (..., N, N) of samples (..., T, N).

    Parameters
    ----------
    returns : ndarray, shape (..., T, N)

    Raises
    ------
    EstimationError
        If a series of a sample is constant.
    """
    centred = returns - returns.mean(axis=-2, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=-2, keepdims=True))
    if (stale := length <= 1e-12 * np.abs(returns).max(axis=-2, keepdims=True)).any():
        *sample, _, series = (int(i) for i in np.argwhere(stale)[0])
        raise EstimationError(
            "correlations",
            f"series {series + 1} is constant in window {sample[0] if sample else 0}",
            remedy="look for stale prices, or lengthen the window",
        )
    unit = centred / length
    matrix = unit.swapaxes(-1, -2) @ unit
    matrix[..., np.arange(matrix.shape[-1]), np.arange(matrix.shape[-1])] = 1.0
    return np.asarray(np.clip(matrix, -1.0, 1.0))


def correlation_matrix(returns: ArrayLike, *, names: Sequence[str] | None = None) -> Floats:
    """Correlations of N series, shape (N, N), from their returns, shape (T, N).

    Parameters
    ----------
    returns : array_like, shape (T, N)
    names : sequence of str, optional
        Names of the series, for messages.

    Raises
    ------
    EstimationError
        As for :func:`require_returns`.
    """
    return correlations(require_returns(returns, names, "correlations"))


def rolling_correlation(returns: ArrayLike, window: int, *, names: Sequence[str] | None = None) -> Floats:
    """Correlations of N series over each ``window`` successive sessions.

    Parameters
    ----------
    returns : array_like, shape (T, N)
    window : int
        Sessions, at least 4.
    names : sequence of str, optional
        Names of the series, for messages.

    Returns
    -------
    ndarray, shape (T - window + 1, N, N)
        Row r covers the sessions r, ..., r + window - 1: it is known at the end of the last of them.

    Raises
    ------
    EstimationError
        As for :func:`require_returns`, or if a series is constant within a window.
    """
    if window < FEWEST:
        raise EstimationError("rolling correlation: window", f"{window} sessions", allowed=f"at least {FEWEST}")
    x = require_returns(returns, names, "rolling correlation", minimum=window)
    views = np.lib.stride_tricks.sliding_window_view(x, window, axis=0).swapaxes(-1, -2)
    return np.concatenate([correlations(views[r : r + _CHUNK]) for r in range(0, len(views), _CHUNK)])


def mean_off_diagonal(correlation: ArrayLike) -> Floats:
    """Mean of the N (N - 1) correlations off the diagonal, shape (...,), of matrices (..., N, N).

    Parameters
    ----------
    correlation : array_like, shape (..., N, N)
    """
    r = np.asarray(correlation, dtype=np.float64)
    n = r.shape[-1]
    return np.asarray((r.sum(axis=(-1, -2)) - np.trace(r, axis1=-2, axis2=-1)) / (n * (n - 1)))


def effective_number(correlation: ArrayLike) -> EffectiveNumber:
    r"""How many independent series N correlated ones are worth.

    Parameters
    ----------
    correlation : array_like, shape (N, N)

    Raises
    ------
    EstimationError
        If it is not a correlation matrix: symmetric, ones on the diagonal, no negative eigenvalue.

    Notes
    -----
    .. math:: N_{variance} = \frac{N}{1 + (N - 1)\bar r}, \qquad
              N_{eigenvalues} = \frac{(\sum_i \lambda_i)^2}{\sum_i \lambda_i^2} = \frac{N^2}{\sum_{ij} r_{ij}^2}

    The first is what a mean of the standardised series is worth (the inverse of Kish's design effect), the second
    counts the directions in which they move, whatever the signs.

    References
    ----------
    Kish, L. (1965), Survey Sampling, Wiley. Bretherton, C. S., Widmann, M., Dymnikov, V. P., Wallace, J. M. and
    Bladé, I. (1999), "The effective number of spatial degrees of freedom of a time-varying field", Journal of
    Climate 12(7), 1990-2009.
    """
    r = np.asarray(correlation, dtype=np.float64)
    where, allowed = "effective number", "a correlation matrix of 2 or more series"
    if r.ndim != 2 or r.shape[0] != r.shape[1] or len(r) < 2:
        raise EstimationError(where, f"an array of shape {r.shape}", allowed=allowed)
    if not np.allclose(r, r.T, atol=1e-10) or not np.allclose(np.diag(r), 1, atol=1e-10):
        raise EstimationError(where, "a matrix that is not symmetric with ones on its diagonal", allowed=allowed)
    if (smallest := float(np.linalg.eigvalsh(r)[0])) < -1e-8:
        raise EstimationError(where, f"a matrix with the eigenvalue {smallest:.3g}", allowed=allowed)
    n, mean = len(r), float(mean_off_diagonal(r))
    design_effect = 1 + (n - 1) * mean
    by_variance = n / design_effect if design_effect > 1e-12 else float("inf")
    return EffectiveNumber(n, mean, by_variance, n**2 / float((r**2).sum()))


def fisher_z(before: ArrayLike, after: ArrayLike, nobs: tuple[int, int]) -> Floats:
    r"""Fisher's z of the change of a correlation.

    Parameters
    ----------
    before, after : array_like
        Correlations between -1 and 1, of any one shape.
    nobs : (int, int)
        Sessions of each, at least 4.

    Raises
    ------
    EstimationError
        If there are fewer sessions, or a correlation is -1, 1 or missing.

    Notes
    -----
    .. math:: z = \frac{\operatorname{artanh} r_2 - \operatorname{artanh} r_1}
                       {\sqrt{1 / (T_1 - 3) + 1 / (T_2 - 3)}} \approx N(0, 1)

    Assumes independent sessions and normal returns. Fat tails and clusters of volatility make it reject too often.

    References
    ----------
    Fisher, R. A. (1921), "On the 'probable error' of a coefficient of correlation deduced from a small sample",
    Metron 1, 3-32.
    """
    if min(nobs) < FEWEST:
        raise EstimationError("Fisher's z", f"{min(nobs)} sessions", allowed=f"at least {FEWEST} before and after")
    r1, r2 = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if not ((np.abs(r1) < 1) & (np.abs(r2) < 1)).all():
        raise EstimationError("Fisher's z", "a correlation that is not a number between -1 and 1")
    scale = np.sqrt(1 / (nobs[0] - 3) + 1 / (nobs[1] - 3))
    return np.asarray((np.arctanh(r2) - np.arctanh(r1)) / scale)
