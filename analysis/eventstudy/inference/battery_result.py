"""What the battery returns: the tests of every event day and window, and a table. Touches nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.hypothesis import HypothesisTest
from analysis.eventstudy.inference.clustering import Clustering
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, repr=False)
class BatteryRow(Displayed):
    """One test of one event day (``measure`` "AR") or one event window ("CAR"), from day ``first`` to ``last``."""

    _line: ClassVar = ("measure", "first", "last", "test.method", "test.statistic", "test.pvalue")

    measure: str
    first: int
    last: int
    test: HypothesisTest


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BatteryResult(Displayed):
    """All tests for every event day and every event window of a panel.

    Attributes
    ----------
    rows : tuple of BatteryRow
        Event days first, then windows; within each the tests in the order of the table METHODS.
    alternative : {"two-sided", "greater", "less"}
        Side of all p-values.
    clustering : Clustering
        How the event days, from the first to the last, overlap between events.
    tvalues : ndarray
        The t statistic of each event's abnormal return, shape (E, D); nan where there is none.
    car_tvalues : ndarray
        The same for the cumulative abnormal returns, shape (E, W).
    df : ndarray, shape (E,)
        Degrees of freedom of these.
    """

    _line: ClassVar = ("rows", "alternative", "tvalues", "car_tvalues")

    rows: tuple[BatteryRow, ...]
    alternative: Alternative
    clustering: Clustering
    tvalues: Floats
    car_tvalues: Floats
    df: NDArray[np.intp]

    @property
    def pvalues(self) -> Floats:
        """P-values of the t test of each event's abnormal return, shape (E, D)."""
        return tail_probability(self.tvalues, self.df[:, None], self.alternative)

    @property
    def car_pvalues(self) -> Floats:
        """The same for the cumulative abnormal returns, shape (E, W)."""
        return tail_probability(self.car_tvalues, self.df[:, None], self.alternative)

    def test(self, name: str, *, day: int | None = None, window: tuple[int, int] | None = None) -> HypothesisTest:
        """Return one test by its name and either its event day or its window.

        Raises
        ------
        EstimationError
            If the battery has no such test, day or window.
        """
        if (day is None) == (window is None):
            raise EstimationError("battery", "a day or a window is needed", remedy="give one of the two")
        key = ("AR", day, day) if window is None else ("CAR", *window)
        for row in self.rows:
            if row.test.method == name and (row.measure, row.first, row.last) == key:
                return row.test
        places = sorted({(r.measure, r.first, r.last) for r in self.rows})
        names = list(dict.fromkeys(r.test.method for r in self.rows))
        raise EstimationError("battery", f"no {name!r} for {key}", allowed=f"{', '.join(names)}; {places}")

    def to_frame(self) -> pd.DataFrame:
        """Return all results as a table, one row a test and day or window."""
        import pandas as pd

        return pd.DataFrame(
            [{"measure": r.measure, "first": r.first, "last": r.last, **r.test._row()} for r in self.rows]
        )

    def summary(self) -> str:
        """Return all results as text."""
        lines = [self.clustering.summary()]
        place = None
        for row in self.rows:
            if (row.measure, row.first, row.last) != place:
                place = (row.measure, row.first, row.last)
                lines.append(f"{row.measure} [{row.first}, {row.last}]")
            lines.append(f"  {row.test.summary()}")
        return "\n".join(lines)
