"""One series on every session: its abnormal return over the volatility known on the eve, by the study's own rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.errors import StudyError
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.dates import Rows
from analysis.eventstudy.placebo.volatility import volatility_before
from analysis.measure.design import PlaceboDesign
from analysis.measure.on_dates import on_dates
from analysis.study.declarations import Window

if TYPE_CHECKING:
    from analysis.measure.case import Case
    from analysis.study.series import Series


@dataclass(frozen=True, eq=False)
class FamilyScores:
    """A series, or a difference of series, on the T sessions of a table of returns.

    Attributes
    ----------
    key : str
        Ticker, "portfolio", or the name of the group that the portfolio is compared with.
    errors : ndarray, shape (T,)
        Abnormal return of each session by the model of its own date, over the root of the sessions that it spans.
    spans : ndarray, shape (T,)
        Sessions that each return spans.
    decay : float
        Of the volatility; 1 for all sessions of the estimation window alike.
    estimation : (int, int)
        First and last event day of that window.
    """

    key: str
    errors: Floats
    spans: Floats
    decay: float
    estimation: tuple[int, int]

    def __repr__(self) -> str:
        return f"<FamilyScores of {self.key} on {int(np.isfinite(self.scaled).sum())} sessions>"

    @cached_property
    def _eve(self) -> Floats:
        """Volatility of a return of one session, known on the eve of each."""
        if self.decay < 1:
            return volatility_before(self.errors, self.decay)
        first, last = self.estimation
        inside = np.arange(len(self.errors))[:, None] + np.arange(first, last + 1)
        squares = np.where(inside >= 0, self.errors[np.maximum(inside, 0)] ** 2, np.nan)
        counts = np.isfinite(squares).sum(axis=1)
        return np.sqrt(np.where(counts > 0, np.nansum(squares, axis=1) / np.maximum(counts, 1), np.nan))

    @cached_property
    def scaled(self) -> Floats:
        """FamilyScores, shape (T,): errors over the volatility of their eve; NaN where there is none."""
        return np.asarray(self.errors / self._eve)

    @property
    def abnormal(self) -> Floats:
        """Abnormal returns (log, decimal), shape (T,)."""
        return np.asarray(self.errors * np.sqrt(self.spans))

    @property
    def noise(self) -> Floats:
        """Volatility of each abnormal return, known on its eve (decimal), shape (T,)."""
        return np.asarray(self._eve * np.sqrt(self.spans))

    def less(self, other: FamilyScores, key: str) -> FamilyScores:
        """The same of this series less another; NaN where one of them has no error."""
        return replace(self, key=key, errors=self.errors - other.errors)


def mean_scores(several: Sequence[FamilyScores], key: str) -> FamilyScores:
    """The same of the mean of some series that share their factors; NaN where one of them has no error."""
    return replace(several[0], key=key, errors=np.mean([one.errors for one in several], axis=0))


def scores_of(case: Case, series: Series, window: Window, usable: NDArray[np.bool_]) -> FamilyScores:
    """Measure a series on every session that has an estimation window before it, on the portfolio's calendar.

    Parameters
    ----------
    case : Case
    series : Series
    window : Window
        Of event day 0 alone.
    usable : ndarray of bool, shape (T,)
        Sessions that may serve in estimation windows.

    Raises
    ------
    StudyError
        If no session has an estimation window before it.
    """
    home = case.timing.home
    table = case.table(window.returns, series.columns, home)
    whole = table.notna().all(axis=1).to_numpy()
    first = int(np.argmax(whole)) - case.setting.estimation[0]
    rows: Rows = np.flatnonzero(whole)
    rows = rows[rows >= first]
    if not len(rows):
        what = f"no session with {case.study.estimation.length} sessions of estimation before it"
        raise StudyError(f"{case.study.name}: {series.key}", what, remedy="start its prices earlier")
    design = PlaceboDesign(int(rows[0]), rows[1:], usable & whole)
    (found,) = on_dates(case, window.returns, [series.key], series.factors, [window], design, exchange=home)
    spans = case.spans(home)
    decay = case.study.placebo.decay
    return FamilyScores(
        series.key, found.errors, np.ones(len(table)) if spans is None else spans, decay, case.setting.estimation
    )
