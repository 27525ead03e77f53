"""Effects over the window of each day, and the noise that was known on its eve. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.errors import EstimationError
from analysis.eventstudy.cross_section.ranked import RankAmong, rank_among
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.dates import Rows, admissible_rows, apart
from analysis.eventstudy.placebo.volatility import volatility_before


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an event in a cross-section is compared with others.

    Attributes
    ----------
    window : tuple of int
        First and last day of the event, counted from day 0.
    alpha : float
        Level at which a rank must be able to reject, one-sided.
    decay : float
        Weight of a day over that of the next in a group's noise.
    history : int
        Observed days before the window that a group's noise needs at least.
    clearance : int
        Days around the event, and around those in ``avoid``, that are not compared with.
    avoid : tuple of int
        Rows of other days with a story of the treated groups.

    Raises
    ------
    EstimationError
        If the window ends before it begins or is longer than the clearance, or alpha is not between 0 and 1/2.
    """

    window: tuple[int, int] = (0, 0)
    alpha: float = 0.05
    decay: float = 0.94
    history: int = 60
    clearance: int = 20
    avoid: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.length <= self.clearance + 1:
            what = f"window {self.window}, clearance {self.clearance}"
            raise EstimationError("cross-section", what, allowed="first <= last, and a clearance as long as the window")
        if not 0 < self.alpha < 0.5:
            raise EstimationError("cross-section: alpha", f"{self.alpha}", allowed="between 0 and 0.5")

    @property
    def length(self) -> int:
        """Days of the window."""
        return self.window[1] - self.window[0] + 1

    def total(self, values: Floats) -> Floats:
        """Sum over the window of each row of (T, R); nan where it is not whole."""
        first, last = self.window
        found = np.full(values.shape, np.nan)
        rows = np.arange(max(0, -first), len(values) - max(0, last))
        found[rows] = values[rows[:, None] + np.arange(first, last + 1)].sum(axis=1)
        return found

    def eve(self, values: Floats) -> Floats:
        """Of (T, R), the row at the beginning of the window of each row; nan where there is none."""
        found, first = np.full(values.shape, np.nan), self.window[0]
        rows = np.arange(max(0, -first), len(values) - max(0, first))
        found[rows] = values[rows + first]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class WindowEffects:
    """Of R groups, each day taken as day 0; shape (T, R).

    Attributes
    ----------
    effect : ndarray
        Sum of the mean residuals over the window; nan where it is not whole.
    noise : ndarray
        Standard deviation of it that was known on the eve; nan with too little history.
    """

    effect: Floats
    noise: Floats

    def among_groups(self, column: int, row: int, others: Floats, rows: Rows, rule: Comparison) -> RankAmong:
        """Rank of one column on one day among statistics of other groups."""
        return rank_among("groups", *self._at(column, row), others, rows, alpha=rule.alpha)

    def among_days(self, column: int, row: int, rule: Comparison) -> RankAmong:
        """Rank of one column on one day among its own statistics on days apart from it."""
        statistic = self.effect[:, column] / self.noise[:, column]
        observed, day = np.isfinite(statistic), (0, 0)
        rows = admissible_rows(observed, row, estimation=day, windows=[day], avoid=rule.avoid, clearance=rule.clearance)
        rows = rows[apart(rows, row, rule.length)]
        return rank_among("days", *self._at(column, row), statistic[rows], rows, alpha=rule.alpha)

    def _at(self, column: int, row: int) -> tuple[float, float]:
        return float(self.effect[row, column]), float(self.noise[row, column])


def window_effects(mean: Floats, share: Floats, rule: Comparison) -> WindowEffects:
    """Sum mean residuals over the window of each day, and measure the noise before it.

    Parameters
    ----------
    mean, share : ndarray, shape (T, R)
        Mean residual, and the variance of such a mean over that of one unit.
    rule : Comparison
    """
    observed = np.isfinite(mean)
    before = np.cumsum(observed, axis=0) - observed
    sigma = np.where(before >= rule.history, volatility_before(mean / np.sqrt(share), rule.decay), np.nan)
    return WindowEffects(rule.total(mean), rule.eve(sigma) * np.sqrt(rule.total(share)))
