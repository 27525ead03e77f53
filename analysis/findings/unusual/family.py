"""Corrections for testing many series in many windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.eventstudy.placebo.corrections import benjamini_hochberg, holm, romano_wolf
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.effects import measure
from analysis.once import once
from analysis.study.declarations import ReturnKind, Window
from analysis.study.series import Series
from analysis.study.setting import Setting
from analysis.words.filters import some
from analysis.words.plain import records
from analysis.words.tables import Column, Table

HEADING = "Many tests"
ROLES = ("target", "placebo", "regional")
STRIKING = 5
"""Tests that the report shows."""
COLUMNS = (
    Column("series", "ticker", "series"),
    Column("window", "event window", "window"),
    Column("t", "abnormal return over its standard error", "t", "t"),
    Column("p", "two-sided p-value of the exact t test, by itself", "p", "p"),
    Column("holm", "the same after Holm's correction", "Holm", "p"),
    Column("benjamini_hochberg", "after Benjamini and Hochberg's", "Benjamini-Hochberg", "p"),
    Column("romano_wolf", "after Romano and Wolf's", "Romano-Wolf", "p"),
)
PVALUES = ("p", "holm", "benjamini_hochberg", "romano_wolf")


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """One hypothesis among many: its own p-value and those that account for the others.

    ``pvalue`` is the exact two-sided t test's; ``holm`` and ``benjamini_hochberg`` correct it; ``romano_wolf`` comes
    from the largest absolute t of the whole family on each placebo date, also where windows overlap: see
    :class:`analysis.eventstudy.Multiverse`.
    """

    series: str
    window: str
    tvalue: float
    pvalue: float
    holm: float
    benjamini_hochberg: float
    romano_wolf: float


@dataclass(frozen=True, eq=False, repr=False)
class Family(Piece):
    """The tests of all series on the portfolio's exchange in all windows, each corrected for the others.

    Attributes
    ----------
    tests : tuple of FamilyMember
        Series by series, window by window.
    setting : Setting
    """

    tests: tuple[FamilyMember, ...]
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """All corrected p-values, and how many tests are significant by themselves and after each correction.

        The t value of each test and its own p-value stand with the effects.
        """
        table, alpha = self.tables()["family"].frame, self.setting.rule.alpha
        return {
            "number": len(table),
            "series": table["series"].nunique(),
            "windows": table["window"].nunique(),
            "expected_by_chance": alpha * len(table),
            "significant": {name: int((table[name] <= alpha).sum()) for name in PVALUES},
            "tests": records(table.drop(columns=["t", "p"])),
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a series and window."""
        lines = [
            (m.series, m.window, m.tvalue, m.pvalue, m.holm, m.benjamini_hochberg, m.romano_wolf) for m in self.tests
        ]
        return {"family": Table(COLUMNS, pd.DataFrame(lines, columns=[c.name for c in COLUMNS]))}

    @once
    def shown(self) -> Mapping[str, Table]:
        """The most striking tests."""
        frame = self.tables()["family"].frame.sort_values(["romano_wolf", "p"], kind="stable")
        return {"striking": Table(COLUMNS, frame.head(STRIKING))}

    def context(self) -> Mapping[str, Any]:
        """How many tests are significant, in words."""
        significant = self.record()["significant"]
        alone = significant["p"]
        return {
            "alone": "all are" if 1 < alone == len(self.tests) else f"{some(alone)} {'is' if alone < 2 else 'are'}",
            "nested": nested(self.setting.study.windows),
            "same": len(set(significant.values())) == 1,
            "overlapping": any(w.last > w.first for w in self.setting.study.windows),
            "left": {name: some(significant[name]) for name in PVALUES},
        }


def nested(windows: Sequence[Window]) -> bool:
    """Whether of several windows each lies within the next longer one: their tests are then nearly one.

    Several nights have days between them, which they do not hold.
    """

    def ends(window: Window) -> tuple[float, float]:
        """First and last moment, in sessions: a night is the first half of its session."""
        return window.first, window.last + (0.5 if window.returns == "overnight" else 1)

    ordered = sorted(map(ends, windows), key=lambda w: w[1] - w[0])
    inside = (a[0] >= b[0] and a[1] <= b[1] for a, b in pairwise(ordered))
    whole = all(w.returns == "close-to-close" or w.first == w.last for w in windows)
    return len(windows) > 1 and whole and all(inside)


def family(case: Case) -> Family:
    """Correct for testing many series in many windows, on the portfolio's exchange and so on common dates.

    The portfolio, the mean of its members, is not among them, nor are series that are not measured in every window.

    Raises
    ------
    WindowError
        If fewer dates are placebo dates for all of them than the study declared necessary.

    References
    ----------
    Romano, J. P. and Wolf, M. (2005), "Exact and approximate stepdown methods for multiple hypothesis testing",
    Journal of the American Statistical Association 100, 94-108.
    """
    kinds = [kind for kind, _ in case.kinds]
    members = [
        s
        for s in case.series
        if s.role in ROLES and s.exchange == case.timing.home and case.timing.kinds_of(s) == kinds
    ]
    t = _on_common_dates(case, members)
    order = [(s.key, w.name) for s in members for w in case.study.windows]
    stacked = np.column_stack([t[key] for key in order])
    measured = case.once(measure)
    pvalues = np.array([measured.get(*key).pvalue for key in order])
    adjusted = romano_wolf(stacked[0], stacked[1:], alternative="two-sided")
    columns = zip(order, stacked[0], pvalues, holm(pvalues), benjamini_hochberg(pvalues), adjusted, strict=True)
    return Family(tuple(FamilyMember(*key, *map(float, numbers)) for key, *numbers in columns), case.setting)


def _on_common_dates(case: Case, members: Sequence[Series]) -> dict[tuple[str, str], NDArray[np.float64]]:
    """T values of every series and window on the event date and on the dates that are placebo dates for all."""
    found: dict[tuple[str, str], NDArray[np.float64]] = {}
    for kind, windows in case.kinds:
        for factors in dict.fromkeys(s.factors for s in members):
            alike = [s for s in members if s.factors == factors]
            found |= _tvalues(case, kind, windows, alike, members)
    return found


def _tvalues(
    case: Case, kind: ReturnKind, windows: Sequence[Window], alike: Sequence[Series], members: Sequence[Series]
) -> dict[tuple[str, str], NDArray[np.float64]]:
    """T values of the series that share their factors, from one batch of regressions; each of shape (1 + M,)."""
    columns = dict.fromkeys(c for s in members for c in s.columns)
    design = case.design_alike(kind, tuple(columns), windows, where="family of tests")
    keys, spans = [s.key for s in alike], [(w.first, w.last) for w in windows]
    panel = case.panel(kind, keys, alike[0].factors, spans, design)
    t = (panel.car / panel.car_bse).reshape(len(keys), len(design.dates), len(windows))
    return {(key, w.name): t[i, :, j] for i, key in enumerate(keys) for j, w in enumerate(windows)}
