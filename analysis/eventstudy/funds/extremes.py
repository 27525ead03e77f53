"""Exact extremes of ratios over a box, for quantities that are known only between bounds. Arrays in, results out."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from analysis.errors import EstimationError
from analysis.eventstudy.numeric import Floats

MOST_INTERVALS = 16
"""Intervals with an inside: the corners of the box are enumerated, 65,536 of them."""

_OUTER_STEPS = 1000
_INNER_STEPS = 1000
_PROOF = 1e-6  # a bound is proven when no weights exceed it by more than this share of it


class Extremes(NamedTuple):
    """Smallest and largest ratio over a box, and whether no weights exceed either by more than a millionth of it."""

    least: float
    most: float
    proven: bool


def linear_extremes(coefficients: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Smallest and largest value of each linear form (..., N) over the box low <= w <= high, shape (...,).

    Parameters
    ----------
    coefficients : ndarray, shape (..., N)
    low, high : ndarray, shape (N,)
    """
    ends = np.stack([coefficients * low, coefficients * high])
    return np.asarray(ends.min(axis=0).sum(axis=-1)), np.asarray(ends.max(axis=0).sum(axis=-1))


def extreme_ratios(g: Floats, K: Floats, low: Floats, high: Floats, *, power: float) -> Extremes:
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
        If more than 16 of the intervals have an inside.

    Notes
    -----
    If g'w > 0 somewhere, the largest ratio is that of a linear to a convex function, and every local maximum is
    global. Dinkelbach's iteration solves it: with the ratio's present value it maximises
    :math:`g'w - \lambda w'Kw`, which is the point of the box nearest to a given point in the metric of K. For the
    square root, :math:`\sqrt{w'Kw}` is replaced by the quadratic that touches it from above, which halves
    :math:`\lambda`. If g'w <= 0 everywhere, the ratio is quasi-convex and the largest lies at a corner. The smallest
    is the largest for -g.

    A largest ratio :math:`\lambda` found at w is then proven by itself, however it was found. With
    :math:`d = g - 2p (g'w / w'Kw) Kw`, convexity gives for all v of the box

    .. math:: g'v \le \lambda (v'Kv)^p + d'(v - w)

    so that no ratio exceeds :math:`\lambda` by more than the largest d'(v - w), which lies at a corner, over the
    smallest :math:`(v'Kv)^p`. Where that is more than a millionth of :math:`\lambda` (the inner solver stopped early,
    say) the result is not ``proven``: the true bound may lie further out.

    References
    ----------
    Dinkelbach, W. (1967), "On nonlinear fractional programming", Management Science 13(7), 492-498. Stark, P. B. and
    Parker, R. L. (1995), "Bounded-variable least-squares: an algorithm and applications", Computational Statistics
    10(2), 129-141.
    """
    if (intervals := int(np.count_nonzero(low < high))) > MOST_INTERVALS:
        raise EstimationError("weights", f"{intervals} intervals", allowed=f"at most {MOST_INTERVALS}")
    least, least_proven = _largest(-g, K, low, high, power)
    most, most_proven = _largest(g, K, low, high, power)
    return Extremes(-least, most, least_proven and most_proven)


def _largest(g: Floats, K: Floats, low: Floats, high: Floats, power: float) -> tuple[float, bool]:
    """Largest ratio, and whether it is proven."""
    best = np.where(g > 0, high, low)
    if g @ best <= 0:
        corners = np.array(list(itertools.product(*(sorted({a, b}) for a, b in zip(low, high, strict=True)))))
        return float(np.max(corners @ g / np.einsum("ci,ij,cj->c", corners, K, corners) ** power)), True
    values, vectors = np.linalg.eigh(K)
    kept = values > 1e-14 * values[-1]
    root = np.sqrt(values[kept])[:, None] * vectors[:, kept].T
    target = vectors[:, kept].T @ g / np.sqrt(values[kept])
    value, w = -np.inf, best
    for _ in range(_OUTER_STEPS):
        quadratic = float(best @ K @ best)
        previous, ratio = value, float(g @ best) / quadratic**power
        if ratio > previous:
            value, w = ratio, best
        if ratio <= previous * (1 + 1e-14):
            break
        # power 1: lambda is the ratio g'w / w'Kw itself; power 1/2: half of it.
        best = _nearest(root, target / (2 * power * float(g @ best) / quadratic), low, high)
        if g @ best <= 0:  # the inner solver stopped early: what it left is judged below like anything else
            break
    return value, _excess(g, K, low, high, power, w, _nearest(root, np.zeros(len(root)), low, high)) <= _PROOF


def _excess(g: Floats, K: Floats, low: Floats, high: Floats, power: float, w: Floats, smallest: Floats) -> float:
    """By what share of the ratio at ``w`` another one may exceed it; ``smallest`` should have the smallest w'Kw."""
    quadratic = float(w @ K @ w)
    d = g - 2 * power * float(g @ w) / quadratic * (K @ w)
    gap = float(np.maximum(d * (low - w), d * (high - w)).sum())
    # By Cauchy and Schwarz no root of v'Kv is below u'Kv / sqrt(u'Ku), whatever u.
    root = float(linear_extremes(K @ smallest, low, high)[0]) / np.sqrt(float(smallest @ K @ smallest))
    if not root > 0:
        return float("inf")
    return float(gap * quadratic**power / (g @ w) / root ** (2 * power))


def _nearest(root: Floats, target: Floats, low: Floats, high: Floats) -> Floats:
    """Point w of the box that minimises |root w - target|, by bounded-variable least squares."""
    from scipy.optimize import lsq_linear

    free, w = low < high, low.copy()
    if free.any():
        rest = target - root[:, ~free] @ low[~free]
        bounds = (low[free], high[free])
        w[free] = lsq_linear(root[:, free], rest, bounds=bounds, method="bvls", max_iter=_INNER_STEPS).x
    return w
