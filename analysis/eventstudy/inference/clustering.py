"""Which events share calendar days, and how correlated that makes them. Arrays in, results out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.numeric import Floats

_CHUNK = 512
_REMEDY = "leave a security whose price does not change out"


@dataclass(frozen=True, slots=True)
class Clustering:
    """How the event windows of a set of events lie in the calendar.

    Attributes
    ----------
    events : int
        Number of events.
    dates : int
        Number of different event dates.
    clusters : int
        Number of groups of events that are connected by common event-window days.
    sharing : int
        Number of events that share an event-window day with another.
    largest : int
        Number of events in the largest group.
    days : int
        Length of the event window in sessions.
    """

    events: int
    dates: int
    clusters: int
    sharing: int
    largest: int
    days: int

    @property
    def independent(self) -> bool:
        """Whether no two events share an event-window day."""
        return self.sharing == 0

    @property
    def overlapping(self) -> bool:
        """Whether some events share days without sharing the date: their windows overlap in part."""
        return self.clusters < self.dates

    @property
    def share(self) -> float:
        """Share of the events that have an event-window day in common with another."""
        return self.sharing / self.events if self.events else 0.0

    def summary(self) -> str:
        """Return the facts in one sentence."""
        if self.independent:
            return f"{self.events} events on {self.dates} dates; none share an event-window day"
        return (
            f"{self.sharing} of {self.events} events share event-window days with others "
            f"({self.dates} date{'s' * (self.dates != 1)}, {self.clusters} "
            f"cluster{'s' * (self.clusters != 1)}, the largest of {self.largest} events)"
        )


def cluster_labels(position: ArrayLike, days: int) -> NDArray[np.intp]:
    """Return for each event the number of its group: events are connected by common event-window days.

    Parameters
    ----------
    position : array_like of int
        Row of day 0 in the calendar, shape (E,).
    days : int
        Length of the event window. For ``days = 1`` only events of the same date share a day.
    """
    rows = np.asarray(position)
    order = np.argsort(rows, kind="stable")
    labels = np.empty(rows.size, dtype=np.intp)
    labels[order] = np.concatenate([[0], np.cumsum(np.diff(rows[order]) >= days)])[: rows.size]
    return labels


def find_clusters(position: ArrayLike, days: int) -> Clustering:
    """Count the events that share event-window days.

    Parameters
    ----------
    position : array_like of int
        Row of day 0 in the calendar, shape (E,).
    days : int
        Length of the event window.
    """
    rows = np.asarray(position)
    sizes = np.bincount(cluster_labels(rows, days))
    return Clustering(
        events=int(rows.size),
        dates=int(np.unique(rows).size),
        clusters=int(sizes.size),
        sharing=int(sizes[sizes > 1].sum()),
        largest=int(sizes.max(initial=0)),
        days=days,
    )


def mean_correlation_one_date(resid: ArrayLike) -> Floats:
    r"""Return the mean off-diagonal correlation of complete residuals over the same days.

    Parameters
    ----------
    resid : array_like
        Shape (..., N, L), N >= 2, no missing values.

    Raises
    ------
    NotApplicableError
        If there is one security only.
    EstimationError
        If a security's residuals do not vary.

    Notes
    -----
    With :math:`u_i` the centred residuals of security i divided by their norm, all N(N - 1) correlations sum to

    .. math:: \sum_{i \ne j} r_{ij} = \Big\lVert \sum_i u_i \Big\rVert^2 - N

    which needs no N x N matrix.
    """
    u = _unit(np.asarray(resid, dtype=np.float64))
    n = u.shape[-2]
    if n < 2:
        raise NotApplicableError("mean correlation", "1 security has no off-diagonal correlation")
    return np.asarray(((u.sum(axis=-2) ** 2).sum(axis=-1) - n) / (n * (n - 1)))


def mean_correlation(resid: ArrayLike, position: ArrayLike, est_days: ArrayLike, days: int = 1) -> float:
    r"""Return the mean correlation of the events' abnormal returns, estimated over the same calendar days.

    Parameters
    ----------
    resid : array_like
        Estimation residuals, shape (E, L); nan where missing.
    position : array_like of int
        Row of day 0 in the calendar, shape (E,).
    est_days : array_like of int
        Event days of the estimation window, shape (L,), increasing.
    days : int
        Length m of the event window.

    Returns
    -------
    float
        0 for a single event.

    Raises
    ------
    NotApplicableError
        If two events whose windows overlap have fewer than 3 residuals on common calendar days.
    EstimationError
        If an event's residuals do not vary.

    Notes
    -----
    .. math:: \bar r = \frac{1}{N(N - 1)} \sum_{i \ne j} \tau_{ij} r_{ij}

    :math:`r_{ij}` is the correlation of residuals paired by calendar day, never by event day, and
    :math:`\tau_{ij}` the share of the window that the two events have in common: 1 on the same date (then this is
    the mean of Kolari and Pynnonen), 0 without a common day, because returns of different days are not correlated.

    References
    ----------
    Kolari and Pynnonen (2010), Review of Financial Studies 23, 3996-4025; for partly overlapping windows
    Kolari, Pape and Pynnonen (2018), Event study testing with cross-sectional correlation due to partially
    overlapping event windows, working paper.
    """
    e, rows, est = np.asarray(resid, dtype=np.float64), np.asarray(position), np.asarray(est_days)
    n = rows.size
    if n < 2:
        return 0.0
    members = _group(rows)
    # Calendar day p + s of an event at row p is event day s - lag of one that comes lag rows later.
    common = [np.intersect1d(est, est + lag, return_indices=True)[1:] for lag in range(days)]
    total = 0.0
    for p, first in members.items():
        if first.size > 1:
            total += _sum_of_correlations(e[first], e[first]) - first.size
        for lag in range(1, days):
            if (second := members.get(p + lag)) is not None:
                mine, theirs = common[lag]
                total += 2 * (1 - lag / days) * _sum_of_correlations(e[first][:, mine], e[second][:, theirs])
    return total / (n * (n - 1))


def variance_inflation(n: int, mean_correlation: ArrayLike, test: str) -> Floats:
    """Return 1 + (N - 1) r, by which cross-correlation inflates the variance of a mean of N.

    Parameters
    ----------
    n : int
        Number N of events.
    mean_correlation : array_like
        Mean correlation r, any shape.
    test : str
        Name of the test, for messages.

    Raises
    ------
    NotApplicableError
        If the residuals cancel: 1 + (N - 1) r is 0.
    """
    inflation = 1 + (n - 1) * np.asarray(mean_correlation, dtype=np.float64)
    if np.any(inflation <= 1e-12):
        raise NotApplicableError(
            test, "the residuals of the events cancel: 1 + (N - 1) times their mean correlation is 0"
        )
    return np.asarray(inflation)


def _group(rows: NDArray[np.intp]) -> dict[int, NDArray[np.intp]]:
    order = np.argsort(rows, kind="stable")
    positions, starts = np.unique(rows[order], return_index=True)
    return dict(zip(positions.tolist(), np.split(order, starts[1:]), strict=True))


def _sum_of_correlations(a: Floats, b: Floats) -> float:
    """Sum the correlations of every row of ``a`` with every row of ``b``, over the columns that both have."""
    if a.shape[1] < 3:
        raise NotApplicableError("mean correlation", f"overlapping events have {a.shape[1]} estimation days in common")
    if np.isfinite(a).all() and np.isfinite(b).all():
        return float(_unit(a).sum(axis=0) @ _unit(b).sum(axis=0))
    # Rows in chunks: a pair's moments depend on the days that this very pair has, so there is no shortcut.
    return math.fsum(_pairwise(a[i : i + _CHUNK], b) for i in range(0, len(a), _CHUNK))


def _pairwise(a: Floats, b: Floats) -> float:
    r, count = pair_correlations(a, b)
    if count.min() < 3:
        raise NotApplicableError("mean correlation", f"two events have {count.min():.0f} residuals on common days")
    if np.isnan(r).any():
        raise EstimationError("residuals", "constant for a security", remedy=_REMEDY)
    return float(r.sum())


def pair_correlations(a: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    """Return the correlation of each row of ``a`` with each of ``b`` over the columns that both have, and their number.

    Parameters
    ----------
    a, b : array_like
        Shapes (..., n, L) and (..., m, L); nan where missing.

    Returns
    -------
    tuple of ndarray
        Shapes (..., n, m); a correlation is nan where a row does not vary, or both have fewer than 3 columns.
    """
    alike = a is b
    a, m = _zero_where_missing(a)
    b, w = (a, m) if alike else _zero_where_missing(b)
    # All sums of ``a`` at once: one product of a tall matrix takes less time than three of low ones.
    sum_a, squares_a, count = np.split(np.concatenate([a, a**2, m], axis=-2) @ w.mT, 3, axis=-2)
    sum_b, squares_b = (sum_a.mT, squares_a.mT) if alike else (m @ b.mT, m @ (b**2).mT)
    with np.errstate(invalid="ignore", divide="ignore"):
        ss_a, ss_b = squares_a - sum_a**2 / count, squares_b - sum_b**2 / count
        r = (a @ b.mT - sum_a * sum_b / count) / np.sqrt(ss_a * ss_b)
    return np.where((ss_a > 0) & (ss_b > 0) & (count >= 3), r, np.nan), count


def _zero_where_missing(values: ArrayLike) -> tuple[Floats, Floats]:
    """Values with 0 for nan, and 1 where they are not nan."""
    values = np.asarray(values, dtype=np.float64)
    here = np.isfinite(values)
    return np.where(here, values, 0.0), here.astype(np.float64)


def _unit(resid: Floats) -> Floats:
    centred = resid - resid.mean(axis=-1, keepdims=True)
    norm = np.sqrt((centred**2).sum(axis=-1, keepdims=True))
    if np.any(norm <= 1e-12 * np.abs(resid).max(axis=-1, keepdims=True)):
        raise EstimationError("residuals", "constant for a security", remedy=_REMEDY)
    return np.asarray(centred / norm)
