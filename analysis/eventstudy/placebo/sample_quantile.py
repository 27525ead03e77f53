"""Placebo in time: how often the same statistic was as large on other dates. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError, WindowError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Alternative, Floats

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SampleQuantileTest(Displayed):
    r"""The event's statistic among the same statistic on M placebo dates.

    Attributes
    ----------
    statistic : float
        The event's abnormal return (log, decimal).
    placebo : ndarray, shape (M,)
        The same statistic on each placebo date.
    rows : ndarray of int, shape (M,)
        Rows of the placebo dates in the return table.

    Raises
    ------
    EstimationError
        If the statistic or a placebo value is NaN: it has no rank, and comparing with it would pass for significance.

    Notes
    -----
    .. math:: p_{greater} = \frac{1 + \#\{m: s_m \ge s\}}{1 + M}

    and likewise for *less*; two-sided is twice the smaller of the two, at most 1. Under the null that the event
    date is exchangeable with the placebo dates the p-value is exact: P(p <= a) <= a for every a. It assumes neither
    normality nor independence between instruments, but it does assume that the event did not by itself raise the
    variance.

    References
    ----------
    Gelbach, J. B., Helland, E. and Klick, J. (2013), "Valid inference in single-firm, single-event studies",
    American Law and Economics Review 15(2), 495-541.
    Phipson, B. and Smyth, G. K. (2010), "Permutation p-values should never be zero", Statistical Applications in
    Genetics and Molecular Biology 9(1), article 39.
    """

    _line: ClassVar = ("statistic", "nobs")

    statistic: float
    placebo: Floats
    rows: Rows

    def __post_init__(self) -> None:
        missing = int(np.count_nonzero(np.isnan(self.placebo)))
        if np.isnan(self.statistic):
            raise EstimationError("sample quantile", "the event's statistic is nan", remedy="complete its returns")
        if missing:
            what = f"{missing} of {self.nobs} placebo values are nan"
            raise EstimationError("sample quantile", what, remedy="leave these dates out")

    @property
    def nobs(self) -> int:
        """Number of placebo dates."""
        return len(self.placebo)

    def pvalue(self, alternative: Alternative = "two-sided") -> float:
        """Exact rank p-value."""
        at_least = (1 + np.count_nonzero(self.placebo >= self.statistic)) / (1 + self.nobs)
        at_most = (1 + np.count_nonzero(self.placebo <= self.statistic)) / (1 + self.nobs)
        if alternative == "greater":
            return float(at_least)
        if alternative == "less":
            return float(at_most)
        return float(min(1.0, 2 * min(at_least, at_most)))

    def summary(self) -> str:
        """The statistic and its two-sided rank in one line."""
        return f"{self.statistic:.6f} among {self.nobs} placebo dates: p = {self.pvalue():.4f} (two-sided)"

    def within(self, sessions: int, event_row: int) -> SampleQuantileTest:
        """The same test among the placebo dates at most so many sessions from the event.

        Noise changes over time: near the event it is most like the event's own, and dates are few.
        """
        near = np.abs(self.rows - event_row) <= sessions
        return SampleQuantileTest(self.statistic, self.placebo[near], self.rows[near])

    def critical_value(self, alpha: float, sign: int = 1) -> float:
        """Smallest effect in the direction of ``sign`` that this test calls significant at ``alpha``.

        Infinite when there are too few placebo dates for any effect to be significant.
        """
        allowed = int(np.floor(alpha * (1 + self.nobs) + 1e-9)) - 1  # placebo values that may be as large
        if allowed < 0:
            return float("inf")
        ordered = np.sort(sign * self.placebo)[::-1]
        return float(ordered[allowed])

    def minimum_detectable_effect(self, alpha: float, power: float, sign: int = 1) -> float:
        """Smallest added effect that exceeds the critical value on a share ``power`` of the placebo dates.

        An effect d is planted on each placebo date in turn: it is found when s_m + d exceeds the critical value.
        The result is positive whatever ``sign``; it is a size in the claimed direction.
        """
        reached = np.sort(sign * self.placebo)[::-1][int(np.ceil(power * self.nobs)) - 1]
        return float(self.critical_value(alpha, sign) - reached)


def admissible_rows(
    observed: NDArray[np.bool_],
    event_row: int,
    *,
    estimation: tuple[int, int],
    windows: Sequence[tuple[int, int]],
    avoid: Sequence[int] = (),
    clearance: int = 0,
) -> Rows:
    """Rows that can serve as placebo dates.

    A row is admissible when every session from the first to the last of its estimation window and event windows is
    observed, and when it is more than ``clearance`` sessions away from the event and from every row in ``avoid``. The
    estimation window may come before or after the event windows.

    Parameters
    ----------
    observed : ndarray of bool, shape (T,)
        Rows on which the series and all its factors have a return.
    event_row : int
        Row of day 0 of the event.
    estimation, windows : tuple of int
        First and last event day, both included.
    avoid : sequence of int
        Rows of other dates to keep clear of.
    clearance : int
        Sessions.

    Returns
    -------
    ndarray of int, shape (M,)
    """
    first = min(estimation[0], *(w[0] for w in windows))
    last = max(estimation[1], *(w[1] for w in windows))
    seen = np.concatenate([[0], np.cumsum(observed)])
    rows = np.arange(max(0, -first), len(observed) - max(0, last))
    whole = seen[rows + last + 1] - seen[rows + first] == last - first + 1
    taken = np.asarray([event_row, *avoid])
    clear = (np.abs(rows[:, None] - taken[None, :]) > clearance).all(axis=1)
    return np.asarray(rows[whole & clear], dtype=np.intp)


def apart(rows: Rows, event_row: int, length: int) -> NDArray[np.bool_]:
    """Which placebo dates keep multiples of ``length`` sessions from the event, so that windows do not overlap.

    Overlapping windows share days: their statistics are not exchangeable, and counting each as a date of its own
    would promise a finer p-value than the data can give.

    Parameters
    ----------
    rows : ndarray of int, shape (M,)
    event_row : int
    length : int
        Sessions of the longest window.
    """
    return np.asarray((rows - event_row) % length == 0)


def require_rows(rows: Rows, minimum: int, where: str) -> None:
    """Stop when there are too few placebo dates.

    Parameters
    ----------
    rows : ndarray of int
    minimum : int
        Number of placebo dates that the study declared necessary.
    where : str
        What is tested, for messages.

    Raises
    ------
    WindowError
        Says how many there are.
    """
    if len(rows) < minimum:
        raise WindowError(
            where,
            f"{len(rows)} admissible placebo dates",
            allowed=f"at least {minimum} (placebo.minimum)",
            remedy="start the prices earlier, shorten estimation.length or placebo.clearance",
        )
