"""All that a run found: the only place that holds the whole. Computes nothing; reads and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.findings.meaning.verdict import Verdict
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.effects import Measured, measure
from analysis.report.exhibits import EXHIBITS, Exhibit

if TYPE_CHECKING:
    from analysis.study.study import Study


@dataclass(frozen=True, eq=False, repr=False)
class Findings:
    """Everything that a run found, piece by piece; what is drawn, written or said comes from here.

    Attributes
    ----------
    case : Case
        The study with its timing, prices and holdings.
    """

    case: Case

    @property
    def study(self) -> Study:
        """What was declared."""
        return self.case.study

    @cached_property
    def pieces(self) -> Mapping[str, Piece]:
        """All pieces by name, in the order of the report."""
        return {e.name: e.piece(self.case) for e in EXHIBITS}

    @property
    def measured(self) -> Measured:
        """Abnormal returns of every series in every window."""
        return self.case.once(measure)

    @property
    def verdict(self) -> Verdict:
        """What may be concluded."""
        found = self.pieces["verdict"]
        assert isinstance(found, Verdict)
        return found

    @property
    def drawn(self) -> tuple[Exhibit, ...]:
        """Exhibits with a figure to draw."""
        return tuple(e for e in EXHIBITS if e.figure and self.pieces[e.name].has_figure())

    def summary(self) -> str:
        """The verdict in one sentence."""
        return self.verdict.summary()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.study.name}: {self.verdict.outcome}>"

    def _repr_html_(self) -> str:
        return self.pieces["summary"]._repr_html_()
