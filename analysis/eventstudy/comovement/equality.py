"""Are two correlation matrices equal? Jennrich's statistic. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import NotApplicableError
from analysis.eventstudy.numeric import Floats


def jennrich(before: ArrayLike, after: ArrayLike, nobs: tuple[int, int]) -> Floats:
    r"""Jennrich's statistic for the equality of two correlation matrices.

    Parameters
    ----------
    before, after : array_like, shape (..., N, N)
        Correlation matrices of two samples; leading axes are a batch.
    nobs : (int, int)
        Sessions of each.

    Returns
    -------
    ndarray, shape (...,)
        Under equality chi-square with N (N - 1) / 2 degrees of freedom, in large samples of independent sessions and
        normal returns.

    Raises
    ------
    NotApplicableError
        If the pooled correlations are singular.

    Notes
    -----
    With the pooled :math:`\bar R`, :math:`c = T_1 T_2 / (T_1 + T_2)` and :math:`Z = \sqrt c\, \bar R^{-1}(R_1 - R_2)`,

    .. math:: \chi^2 = \tfrac12 \operatorname{tr}(Z^2) - \operatorname{dg}(Z)' S^{-1} \operatorname{dg}(Z),
              \qquad S_{ij} = \delta_{ij} + \bar r_{ij} \bar r^{ij}

    References
    ----------
    Jennrich, R. I. (1970), "An asymptotic chi-square test for the equality of two correlation matrices", Journal of
    the American Statistical Association 65(330), 904-912.
    """
    first, second = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    pooled = (nobs[0] * first + nobs[1] * second) / sum(nobs)
    if np.any(np.linalg.cond(pooled) > 1e12):
        raise NotApplicableError("Jennrich", "a series is a combination of the others", remedy="leave it out")
    inverse = np.linalg.inv(pooled)
    z = np.sqrt(nobs[0] * nobs[1] / sum(nobs)) * inverse @ (first - second)
    diagonal = np.diagonal(z, axis1=-2, axis2=-1)
    solved = np.linalg.solve(np.eye(pooled.shape[-1]) + pooled * inverse, diagonal[..., None])[..., 0]
    return np.asarray(0.5 * np.einsum("...ij,...ji->...", z, z) - (diagonal * solved).sum(axis=-1))
