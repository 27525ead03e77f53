"""What a report is made of, whatever it is about: pieces in their order, and what stands before them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from analysis.report.exhibits import Exhibit

if TYPE_CHECKING:
    from analysis.findings.piece import Piece
    from analysis.words.tables import Table


class Told(ABC):
    """Base of all that is written as a report: :class:`analysis.report.findings.Findings`, and a family of events.

    Attributes
    ----------
    template : str
        Of the report as Markdown, which puts the pieces in their place.
    steps : sequence of str
        Sections of results.json, in order.
    """

    template: ClassVar[str]
    steps: ClassVar[Sequence[str]]

    @property
    @abstractmethod
    def title(self) -> str:
        """Title of the report."""

    @property
    @abstractmethod
    def question(self) -> str:
        """What is asked: results of another question are never overwritten."""

    @property
    @abstractmethod
    def exhibits(self) -> tuple[Exhibit, ...]:
        """What the report shows, in order."""

    @property
    @abstractmethod
    def pieces(self) -> Mapping[str, Piece]:
        """All pieces by name, in the order of the report."""

    @property
    @abstractmethod
    def main_figure(self) -> str:
        """The figure that stands for the whole."""

    @abstractmethod
    def declared(self) -> Mapping[str, Any]:
        """What was declared, for the first sections of results.json."""

    @abstractmethod
    def opening(self) -> Mapping[str, Any]:
        """What the report's template says beside its pieces."""

    def opening_tables(self) -> Sequence[Table]:
        """Tables that stand before the pieces; none, if not said otherwise."""
        return ()

    @abstractmethod
    def source_line(self) -> str:
        """Where the numbers come from, of figures that do not say it themselves."""

    @property
    def drawn(self) -> tuple[Exhibit, ...]:
        """Exhibits with a figure to draw."""
        return tuple(e for e in self.exhibits if e.figure and self.pieces[e.name].has_figure())
