"""Means over events whose errors are clustered, by date, by security or by both. Arrays in, results out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats, tail_probability


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClusteredMeans(Displayed):
    """Means of C columns over the events that have a value, and their standard errors.

    Attributes
    ----------
    mean, bse : ndarray, shape (C,)
        nan where there is no event, or too few clusters for an error.
    count : ndarray of int, shape (C,)
        Events.
    df : ndarray of int, shape (C,)
        Clusters less one: degrees of freedom of the t.
    """

    mean: Floats
    bse: Floats
    count: NDArray[np.intp]
    df: NDArray[np.intp]

    @property
    def tvalues(self) -> Floats:
        """Means over their standard errors, shape (C,)."""
        return self.mean / self.bse

    @property
    def pvalues(self) -> Floats:
        """Two-sided p-values of t with ``df``, shape (C,)."""
        return tail_probability(self.tvalues, np.where(self.df > 0, self.df, np.nan))

    def conf_int(self, alpha: float = 0.05) -> Floats:
        """Intervals at level 1 - alpha, shape (C, 2)."""
        from scipy.special import stdtrit

        half = stdtrit(np.where(self.df > 0, self.df, np.nan), 1 - alpha / 2) * self.bse
        return np.column_stack([self.mean - half, self.mean + half])


def clustered_means(
    values: ArrayLike, labels: ArrayLike | None = None, weights: ArrayLike | None = None
) -> ClusteredMeans:
    r"""Mean of each column over events, with an error that lets events of one cluster be correlated in any way.

    Parameters
    ----------
    values : array_like, shape (E, C)
        nan where missing: each column is averaged over the events that it has.
    labels : array_like of int, shape (E,), optional
        Cluster of each event; without it each event is its own, which is the cross-sectional t.
    weights : array_like, shape (E,) or (E, C), optional
        Weights of zero or more; equal by default. An event of weight zero counts neither as event nor as cluster.

    Notes
    -----
    With weights w that sum to one over the N events of a column and G clusters,

    .. math:: \bar y = \sum_i w_i y_i, \quad
              s^2 = \frac{G}{G - 1} \sum_g \Big( \sum_{i \in g} w_i (y_i - \bar y) \Big)^2,

    and t has G - 1 degrees of freedom. With one event a cluster and equal weights this is :math:`s / \sqrt N`. The
    test is rough with fewer than about 40 clusters.

    References
    ----------
    Liang, K.-Y. and Zeger, S. L. (1986), Biometrika 73(1), 13-22. Cameron, A. C. and Miller, D. L. (2015), "A
    practitioner's guide to cluster-robust inference", Journal of Human Resources 50(2), 317-372.
    """
    y = np.asarray(values, dtype=float)
    given = np.broadcast_to(1.0 if weights is None else _column(weights), y.shape)
    known = np.isfinite(y) & (given > 0)
    w = given * known
    total = w.sum(axis=0)
    w = w / np.where(total > 0, total, np.nan)
    filled = np.where(known, y, 0.0)
    mean = (w * filled).sum(axis=0)
    scores = np.where(known, w * (filled - mean), 0.0)
    if labels is None:
        groups, meat = known.sum(axis=0), (scores**2).sum(axis=0)
    else:
        order, starts = _runs(np.asarray(labels))
        sums = np.add.reduceat(scores[order], starts, axis=0)
        groups = np.logical_or.reduceat(known[order], starts, axis=0).sum(axis=0)
        meat = (sums**2).sum(axis=0)
    variance = np.where(groups > 1, groups / np.maximum(groups - 1, 1), np.nan) * meat
    return ClusteredMeans(mean, np.sqrt(variance), known.sum(axis=0), groups - 1)


def two_way_means(
    values: ArrayLike, first: ArrayLike, second: ArrayLike, weights: ArrayLike | None = None
) -> tuple[ClusteredMeans, ClusteredMeans, ClusteredMeans]:
    """The same with errors clustered in one way, in the other, and in both at once: the variances less the common one.

    Where that is not above zero, as happens with few clusters, the larger of the two variances stands. Where one way
    has a single cluster there is no error. t has as many degrees of freedom as the way with fewer clusters.

    Parameters
    ----------
    values : array_like, shape (E, C)
    first, second : array_like of int, shape (E,)
        Clusters of each event, numbered from zero, such as its date and its security.
    weights : array_like, optional

    References
    ----------
    Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2011), "Robust inference with multiway clustering", Journal of
    Business and Economic Statistics 29(2), 238-249. Thompson, S. B. (2011), Journal of Financial Economics 99(1), 1-10.
    """
    a, b = np.asarray(first), np.asarray(second)
    common = a.astype(np.int64) * (int(b.max(initial=0)) + 1) + b
    one, two, joint = (clustered_means(values, labels, weights) for labels in (a, b, common))
    variance = one.bse**2 + two.bse**2 - joint.bse**2
    larger = np.maximum(one.bse, two.bse) ** 2
    safe = np.where(variance > 0, variance, larger)
    return one, two, ClusteredMeans(one.mean, np.sqrt(safe), one.count, np.minimum(one.df, two.df))


def _column(weights: ArrayLike) -> Floats:
    w = np.asarray(weights, dtype=float)
    return w[:, None] if w.ndim == 1 else w


def _runs(labels: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Order by cluster, and where each begins."""
    order = np.argsort(labels, kind="stable")
    return order, np.flatnonzero(np.diff(labels[order], prepend=labels[order[0]] - 1)) if len(labels) else order
