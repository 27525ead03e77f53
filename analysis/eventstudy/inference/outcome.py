"""What the array functions of the battery share: what they return, and the check of what they are given."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.numeric import Floats


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


def finite_sample(values: ArrayLike, test: str, *, minimum: int = 1, spread: bool = False) -> Floats:
    """Return ``values`` (..., N) as floats, or say why ``test`` cannot use them.

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
