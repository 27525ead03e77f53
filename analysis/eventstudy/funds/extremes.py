"""Exact extremes of ratios over a box, for quantities that are known only between bounds. Arrays in, results out."""

from __future__ import annotations

import itertools

import numpy as np

from analysis.errors import EstimationError
from analysis.eventstudy.numeric import Floats

MOST_INTERVALS = 16
"""Intervals with an inside: the corners of the box are enumerated, 65,536 of them."""


def linear_extremes(coefficients: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Smallest and largest value of each linear form (..., N) over the box low <= w <= high, shape (...,).

    Parameters
    ----------
    coefficients : ndarray, shape (..., N)
    low, high : ndarray, shape (N,)
    """
    ends = np.stack([coefficients * low, coefficients * high])
    return np.asarray(ends.min(axis=0).sum(axis=-1)), np.asarray(ends.max(axis=0).sum(axis=-1))


def extreme_ratios(g: Floats, K: Floats, low: Floats, high: Floats, *, power: float) -> tuple[float, float]:
    r"""Smallest and largest g'w / (w'Kw)^power over the box low <= w <= high.

    Parameters
    ----------
    g : ndarray, shape (N,)
        In the range of ``K``.
    K : ndarray, shape (N, N)
        Positive semidefinite, w'Kw > 0 everywhere in the box.
    low, high : ndarray, shape (N,)
    power : float
        1 or 1/2.

    Raises
    ------
    EstimationError
        If more than 16 of the intervals have an inside, or the iteration does not settle.

    Notes
    -----
    If g'w > 0 somewhere, the largest ratio is that of a linear to a convex function, and every local maximum is
    global. Dinkelbach's iteration solves it: with the ratio's present value it maximises
    :math:`g'w - \lambda w'Kw`, which is the point of the box nearest to a given point in the metric of K. For the
    square root, :math:`\sqrt{w'Kw}` is replaced by the quadratic that touches it from above, which halves
    :math:`\lambda`. If g'w <= 0 everywhere, the ratio is quasi-convex and the largest lies at a corner. The smallest
    is the largest for -g.

    References
    ----------
    Dinkelbach, W. (1967), "On nonlinear fractional programming", Management Science 13(7), 492-498. Stark, P. B. and
    Parker, R. L. (1995), "Bounded-variable least-squares: an algorithm and applications", Computational Statistics
    10(2), 129-141.
    """
    if (intervals := int(np.count_nonzero(low < high))) > MOST_INTERVALS:
        raise EstimationError("weights", f"{intervals} intervals", allowed=f"at most {MOST_INTERVALS}")
    return -_largest(-g, K, low, high, power), _largest(g, K, low, high, power)


def _largest(g: Floats, K: Floats, low: Floats, high: Floats, power: float) -> float:
    best = np.where(g > 0, high, low)
    if g @ best <= 0:
        corners = np.array(list(itertools.product(*(sorted({a, b}) for a, b in zip(low, high, strict=True)))))
        return float(np.max(corners @ g / np.einsum("ci,ij,cj->c", corners, K, corners) ** power))
    values, vectors = np.linalg.eigh(K)
    kept = values > 1e-14 * values[-1]
    root = np.sqrt(values[kept])[:, None] * vectors[:, kept].T
    target = vectors[:, kept].T @ g / np.sqrt(values[kept])
    value = -np.inf
    for _ in range(1000):
        quadratic = float(best @ K @ best)
        previous, value = value, float(g @ best) / quadratic**power
        if value <= previous * (1 + 1e-14):
            return float(max(value, previous))
        # power 1: lambda is the ratio g'w / w'Kw itself; power 1/2: half of it.
        best = _nearest(root, target / (2 * power * float(g @ best) / quadratic), low, high)
    raise EstimationError("weights", "the extreme slope did not settle in 1000 steps", remedy="narrow the intervals")


def _nearest(root: Floats, target: Floats, low: Floats, high: Floats) -> Floats:
    """Return the point w of the box that minimises |root w - target|, by bounded-variable least squares."""
    from scipy.optimize import lsq_linear

    free, w = low < high, low.copy()
    if free.any():
        rest = target - root[:, ~free] @ low[~free]
        w[free] = lsq_linear(root[:, free], rest, bounds=(low[free], high[free]), method="bvls").x
    return w
