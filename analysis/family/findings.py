"""All that a family's run found, ready to be written: the pieces in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from analysis.commands import NAME, command
from analysis.family.first_screen import family_conditions
from analysis.family.judged import FamilyCase
from analysis.family.pieces.adds import adds
from analysis.family.pieces.answer import FamilyAnswer, family_answer
from analysis.family.pieces.each import each
from analysis.family.pieces.members import members
from analysis.family.pieces.others import others
from analysis.family.pieces.pooled import pooled
from analysis.family.pieces.rules import rules
from analysis.report.exhibits import Exhibit
from analysis.report.provenance import references_of_families
from analysis.report.told import Told
from analysis.words.markdown import Markdown

if TYPE_CHECKING:
    from analysis.findings.piece import Piece
    from analysis.words.tables import Table

Progress = Callable[[str], None]
EXHIBITS = (
    Exhibit("meaning", family_answer, needed=True),
    Exhibit("when", members, needed=True),
    Exhibit("unusual", each, "each-event", needed=True),
    Exhibit("unusual", pooled, "pooled", needed=True),
    Exhibit("sure", others, needed=True),
    Exhibit("sure", adds, "by-number", needed=True),
    Exhibit("meaning", rules, needed=True),
)
"""In the order of the report."""


@dataclass(frozen=True, eq=False, repr=False)
class FamilyFindings(Told):
    """Everything that a family's run found.

    Attributes
    ----------
    case : FamilyCase
    """

    case: FamilyCase
    template: ClassVar = "family/report.md.j2"
    steps: ClassVar = ("when", "unusual", "sure", "meaning")

    @property
    def title(self) -> str:
        """The family's title."""
        return self.case.family.declared.title

    @property
    def question(self) -> str:
        """The family's question."""
        return self.case.family.declared.question

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """All pieces."""
        return EXHIBITS

    @cached_property
    def pieces(self) -> Mapping[str, Piece]:
        """All pieces by name."""
        return {e.name: self.case.once(e.compute) for e in EXHIBITS}

    @property
    def main_figure(self) -> str:
        """The events one by one."""
        return "each-event"

    @property
    def answer(self) -> FamilyAnswer:
        """What may be concluded."""
        found = self.pieces["family_answer"]
        assert isinstance(found, FamilyAnswer)
        return found

    def summary(self) -> str:
        """What may be concluded in a sentence or two."""
        return self.answer.headline

    def write(self, out: Path | str, *, figures: bool = True, progress: Progress = lambda stage: None) -> Path:
        """Write results.json, tables, figures and report into a folder, which is replaced as a whole or not at all.

        Raises
        ------
        UsageError
            If the folder holds files that are not results of an earlier run, or cannot be written.
        """
        from analysis.report.write import write_findings

        write_findings(self, Path(out), figures=figures, progress=progress)
        return Path(out)

    def declared(self) -> dict[str, Any]:
        """The family, the studies whose prices it uses, and what it found in a sentence, for the index of all."""
        family, declared = self.case.family, self.case.family.declared
        return {
            "study": {
                "kind": "family",
                "name": family.name,
                "title": declared.title,
                "question": declared.question,
                "seed": declared.seed,
                "notes": [declared.note] if declared.note else [],
                "studies": list(dict.fromkeys(j.measured.case.study.name for j in self.case.judged)),
            },
            "headline": self.answer.headline,
        }

    def opening(self) -> dict[str, Any]:
        """The answer."""
        family = self.case.family
        return {
            "family": family.declared,
            # They stand in a block of commands, where nothing is markup.
            "run": Markdown(command("run", family.place, program=NAME)),
            "verify": Markdown(command("verify", family.place, program=NAME)),
            "name": Markdown(family.name),
            "headline": self.answer.headline,
            "references": references_of_families(),
        }

    def opening_tables(self) -> tuple[Table, ...]:
        """What the rule asks and found, and what it does not ask."""
        return (family_conditions(self.answer),)

    def source_line(self) -> str:
        """Where the prices come from."""
        names = ", ".join(dict.fromkeys(j.measured.case.study.name for j in self.case.judged))
        return f"Data: prices of the studies {names}. Family: {self.case.family.name}."

    def told(self) -> list[str]:
        """What a terminal says: the answer and its reasons."""
        return [self.answer.headline, *(f"- {reason}" for reason in self.answer.reasons())]

    def __repr__(self) -> str:
        return f"<FamilyFindings of {self.case.family.name}: {self.answer.outcome}>"
