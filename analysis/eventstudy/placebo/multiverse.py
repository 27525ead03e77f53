"""All defensible ways to do the study at once: is what they find as a whole unusual? Arrays in, results out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.dates import Rows
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.eventstudy.windows import EventWindow

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Branch(Displayed):
    """Specifications that differ only in portfolio and window: one set of regressions serves them all.

    Attributes
    ----------
    choices : mapping
        What the branch shares, by dimension: {"model": "market", "returns": "overnight", "estimation": "250"}.
    returns : ndarray, shape (T, P)
        Returns of P portfolios.
    portfolios : tuple of str, length P
    factors : ndarray, shape (T, q)
    estimation : (int, int)
        First and last event day.
    windows : mapping of name to (int, int)
    usable : ndarray of bool, shape (T,)
        Sessions that may serve in estimation windows.
    spans : ndarray, shape (T,), or None
        Sessions that each return spans, for quotes with gaps.
    """

    _line: ClassVar = ("portfolios", "returns", "factors", "estimation")

    choices: Mapping[str, str]
    returns: Floats
    portfolios: tuple[str, ...]
    factors: Floats
    estimation: EventWindow
    windows: Mapping[str, EventWindow]
    usable: NDArray[np.bool_]
    spans: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Multiverse(Displayed):
    r"""Estimates of S specifications on the event date and on B placebo dates.

    Attributes
    ----------
    specifications : tuple of mapping, length S
        Choices of each specification, by dimension.
    estimates, tvalues : ndarray, shape (S,)
        CAR (log, decimal) and its t value on the event date.
    placebo_estimates, placebo_tvalues : ndarray, shape (B, S)
    rows : ndarray of int, shape (B,)
        Rows of the placebo dates: the same for all specifications, so that each row of the placebo arrays is one
        draw of the whole curve under the null, with the correlation between specifications as it is.

    Notes
    -----
    All placebo dates count, although windows of several days overlap on neighbouring ones, so that the dates are not
    quite exchangeable. With independent returns, windows of 6 sessions and 400 dates, nominal tests of 10, 5 and 1 %
    reject 10, 5.2 and 1.4 % of true nulls: p-values near 1 / (B + 1) are finer than the data can give.

    References
    ----------
    Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020), "Specification curve analysis", Nature Human Behaviour
    4, 1208-1214.
    """

    _line: ClassVar = ("specifications", "placebo_estimates")

    specifications: tuple[Mapping[str, str], ...]
    estimates: Floats
    tvalues: Floats
    placebo_estimates: Floats
    placebo_tvalues: Floats
    rows: Rows

    def median_effect(self) -> SampleQuantileTest:
        """Median estimate over all specifications, among the same median on the placebo dates."""
        return SampleQuantileTest(
            float(np.median(self.estimates)), np.median(self.placebo_estimates, axis=1), self.rows
        )

    def mean_t(self) -> SampleQuantileTest:
        """Mean t value: each specification counts by its own noise, so that wide windows do not dominate."""
        return SampleQuantileTest(float(np.mean(self.tvalues)), np.mean(self.placebo_tvalues, axis=1), self.rows)

    def significant_share(self, critical: float, sign: int = 1) -> SampleQuantileTest:
        """Share of specifications whose t value exceeds ``critical`` in the direction of ``sign``.

        Judge it with the alternative "greater" whatever the sign: a large share is the evidence.
        """
        return SampleQuantileTest(
            float(np.mean(sign * self.tvalues > critical)),
            np.mean(sign * self.placebo_tvalues > critical, axis=1),
            self.rows,
        )

    def summary(self) -> str:
        """Median estimate and mean t over the specifications, each among the placebo dates, as text."""
        tests = {"median estimate": self.median_effect(), "mean t": self.mean_t()}
        head = f"{len(self.specifications)} specifications"
        return "\n".join([head, *(f"{name}: {test.summary()}" for name, test in tests.items())])

    def to_frame(self) -> pd.DataFrame:
        """One row a specification: its choices, ``estimate`` and ``t``, in order of the estimate."""
        import pandas as pd

        table = pd.DataFrame([dict(s) for s in self.specifications])
        table["estimate"], table["t"] = self.estimates, self.tvalues
        return table.sort_values("estimate", kind="stable", ignore_index=True)


def explore(branches: Sequence[Branch], event_row: int, placebo_rows: Rows) -> Multiverse:
    """Estimate every specification on the event date and on every placebo date.

    Parameters
    ----------
    branches : sequence of Branch
        All over the same T rows.
    event_row : int
    placebo_rows : ndarray of int, shape (B,)
        Admissible for every branch: all estimation and event windows inside the data.

    Raises
    ------
    EstimationError
        If there is none, or one cannot be estimated on one of the dates; none is dropped.
    """
    if not branches:
        raise EstimationError("multiverse", "no specification", remedy="declare at least one choice of each kind")
    dates = np.append(event_row, placebo_rows)
    specifications: list[Mapping[str, str]] = []
    cars, errors = [], []
    for branch in branches:
        panel = _measure(branch, dates)
        shape = (len(branch.portfolios), len(dates), len(branch.windows))
        cars.append(panel.car.reshape(shape).transpose(1, 0, 2).reshape(len(dates), -1))
        errors.append(panel.car_bse.reshape(shape).transpose(1, 0, 2).reshape(len(dates), -1))
        specifications += [
            MappingProxyType({**branch.choices, "portfolio": p, "window": w})
            for p in branch.portfolios
            for w in branch.windows
        ]
    car = np.concatenate(cars, axis=1)
    t = car / np.concatenate(errors, axis=1)
    return Multiverse(tuple(specifications), car[0], t[0], car[1:], t[1:], placebo_rows)


def _measure(branch: Branch, dates: Rows) -> PanelResult:
    """Measure every portfolio of a branch on every date, or name the branch that cannot be."""
    where = f"specification {', '.join(branch.choices.values())}"
    columns = np.arange(len(branch.portfolios))
    try:
        panel = event_panel(
            branch.returns,
            branch.factors,
            np.column_stack([np.repeat(columns, len(dates)), np.tile(dates, len(columns))]),
            estimation=branch.estimation,
            windows=tuple(branch.windows.values()),
            usable=branch.usable,
            spans=branch.spans,
            keep_residuals=False,
            mask_other_events=False,  # placebo dates are no events: nothing happened on them
        )
    except EstimationError as error:
        raise EstimationError(where, error.what, allowed=error.allowed, remedy=error.remedy) from error
    if panel.excluded:
        first = panel.excluded[0]
        remedy = "leave the date out of the placebo rows, or the choice out of the grid"
        raise EstimationError(where, f"row {first.position}: {first.reason}", remedy=remedy)
    return panel
