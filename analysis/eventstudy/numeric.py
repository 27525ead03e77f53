"""Arrays of numbers, and Student's t: p-values of a statistic and intervals of an estimate. Touches nothing else."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError

Floats = NDArray[np.float64]
Alternative = Literal["two-sided", "greater", "less"]


def as_slice(rows: NDArray[np.intp]) -> slice | NDArray[np.intp]:
    """Sorted rows as a slice where they follow each other: an index that copies nothing.

    Parameters
    ----------
    rows : ndarray of int, shape (n,)
        In order, none twice.
    """
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def tail_probability(t: ArrayLike, df: ArrayLike, alternative: Alternative = "two-sided") -> Floats:
    """P-value of a t statistic with ``df`` degrees of freedom.

    Parameters
    ----------
    t, df : array_like
        Statistics and degrees of freedom; infinite for the normal. Their shapes broadcast.
    alternative : {"two-sided", "greater", "less"}
        Side of the p-value.

    Raises
    ------
    EstimationError
        If the side is none that exists.
    """
    from scipy.special import stdtr

    t, df = np.asarray(t, dtype=float), np.asarray(df, dtype=float)
    match alternative:
        case "two-sided":
            return np.asarray(2 * stdtr(df, -np.abs(t)))
        case "greater":
            return np.asarray(stdtr(df, -t))
        case "less":
            return np.asarray(stdtr(df, t))
    raise EstimationError("alternative", f"unknown {alternative!r}", allowed="two-sided, greater, less")


def interval(estimate: ArrayLike, bse: ArrayLike, df: float, alpha: float) -> Floats:
    """Low and high end, on a last axis of two, of the interval at level 1 - alpha from t with ``df``.

    Parameters
    ----------
    estimate, bse : array_like
        Estimates and their standard errors, shapes that broadcast to (...).
    df : float
        Degrees of freedom.
    alpha : float
        One less the level.

    Returns
    -------
    ndarray, shape (..., 2)
    """
    from scipy.special import stdtrit

    estimate, half = np.asarray(estimate, dtype=float), stdtrit(df, 1 - alpha / 2) * np.asarray(bse, dtype=float)
    return np.stack([estimate - half, estimate + half], axis=-1)
