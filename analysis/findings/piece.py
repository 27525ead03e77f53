"""A piece of evidence: its numbers, and beside it in the same folder its figure and its paragraph.

Three neighbours make a piece: ``x.py`` (numbers: the function ``x``, its result), ``x_figure.py`` (``caption`` and
``plot``) and ``x.md.j2`` (the paragraph). Each is told once: record, tables and caption are computed when first asked
for, and read by figure, paragraph and results.json alike.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from analysis.errors import LONGEST_PART, AnalysisError, NothingToTestError, printable
from analysis.once import Once, once
from analysis.words.markdown import Markdown
from analysis.words.numbers import capital
from analysis.words.plain import plain
from analysis.words.templates import fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import TypeVar

    import pandas as pd
    from matplotlib.axes import Axes

    from analysis.drawing.caption import Caption
    from analysis.study.setting import Setting
    from analysis.words.tables import Table

    Owner = TypeVar("Owner", bound=Once)

PACKAGE = "analysis."
HEADING = "HEADING"
"""What a piece's module calls the heading of its section, for the template and where it could not be computed."""


class Piece(ABC):
    """Base of all pieces: what each can be asked for.

    Subclasses are dataclasses that hold the numbers, ``setting`` among them, and define :meth:`record` and, where
    they have tables, :meth:`tables` and :meth:`shown`. A method that computes is wrapped in
    :func:`analysis.once.once`.
    """

    setting: Setting

    @abstractmethod
    def record(self) -> dict[str, Any]:
        """Numbers of the piece by name, for results.json; names end in their unit (``_bp``, ``_pct``)."""

    def tables(self) -> Mapping[str, Table]:
        """Tables by the name of their CSV file; the first is the piece's own."""
        return {}

    def shown(self) -> Mapping[str, Table]:
        """Tables of the paragraph, by the name that its template uses."""
        return {}

    def told_tables(self) -> Mapping[str, Table]:
        """The tables of the paragraph, each with the name of its files: the piece's name and its own."""
        name = type(self).__module__.rpartition(".")[2]
        return {
            key: replace(table, stem="-".join(dict.fromkeys([name, *key.split("_")])))
            for key, table in self.shown().items()
        }

    def numbers(self) -> Table:
        """Numbers that the figure shows; the piece's own table when not said otherwise."""
        return self._own_table()

    def context(self) -> Mapping[str, Any]:
        """What the paragraph says beside the record: words, and numbers of pieces that this one rests on."""
        return {}

    def table(self) -> pd.DataFrame:
        """The piece's own table, one line an item; its columns end in their unit.

        Raises
        ------
        NotImplementedError
            If the piece has no table.
        """
        return self._own_table().frame.copy(deep=False)

    def _own_table(self) -> Table:
        for table in self.tables().values():
            return table
        raise NotImplementedError(f"{type(self).__name__} has no table")

    @property
    def told(self) -> dict[str, Any]:
        """The record as plain data: what the paragraph reads and results.json holds. Not to be changed."""
        return _told(self)

    @property
    def caption(self) -> Caption:
        """Title, subtitle and alternative text of the figure."""
        return _caption(self)

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the figure: on a page of its own, which a notebook shows, or on axes that are given.

        A figure of several panels needs axes about nine inches wide with room at their left.

        Raises
        ------
        NotImplementedError
            If the piece has no figure.
        """
        axes: Axes = self.figure().plot(self, ax=ax)
        return axes

    @classmethod
    def figure(cls) -> ModuleType:
        """The module beside the piece that draws it."""
        if not cls.has_figure():
            raise NotImplementedError(f"{cls.__name__} has no figure")
        return import_module(f"{cls.__module__}_figure")

    @classmethod
    def has_figure(cls) -> bool:
        """Whether a module beside the piece draws it."""
        return find_spec(f"{cls.__module__}_figure") is not None

    @property
    def text(self) -> str:
        """The paragraph in Markdown, without its picture."""
        return self.paragraph()

    def paragraph(self, picture: str = "", *, marked: bool = False) -> Markdown:
        """The paragraph in Markdown, with a picture at its place when one is given (as Markdown).

        ``marked``: tables carry the marks by which a report numbers them (:mod:`analysis.words.marks`).
        """
        context: dict[str, Any] = {
            "told": self.told,
            "heading": heading_of(type(self)),
            "tables": self.told_tables() if marked else self.shown(),
            "figure": Markdown(picture),
            "in_report": marked,
            **self.surroundings(),
            **self.context(),
        }
        return fill(self.template(), context)

    def surroundings(self) -> Mapping[str, Any]:
        """What every paragraph may say of what was declared."""
        setting = self.setting
        return {
            "claim": setting.claim,
            "rule": setting.rule,
            "primary": setting.primary,
            "portfolio": setting.portfolio,
            "study": setting.study,
        }

    @classmethod
    def template(cls) -> str:
        """Name of the paragraph's template in the package."""
        return f"{cls.__module__.removeprefix(PACKAGE).replace('.', '/')}.md.j2"

    def summary(self) -> str:
        """The finding in one sentence: the figure's title, or the first line of the paragraph."""
        if self.has_figure():
            return self.caption.title
        lines = [line for line in self.text.splitlines() if line and not line.startswith(("#", "|"))]
        return lines[0] if lines else type(self).__name__

    def __repr__(self) -> str:
        line = f"<{type(self).__name__}: {self.summary()}>"
        return line if len(line) <= 180 else f"{line[:176]}...>"

    def _repr_html_(self) -> str:
        from markdown_it import MarkdownIt

        html: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(self.text)
        return html


def heading_of(made: Callable[..., Piece]) -> str:
    """Heading of a piece's section, as the module of its function or class says it; the name where it does not."""
    named = made.__name__.replace("_", " ").capitalize()
    heading: str = getattr(sys.modules.get(made.__module__), HEADING, named)
    return heading


@once
def _told(piece: Piece) -> dict[str, Any]:
    data: dict[str, Any] = plain(piece.record())
    return data


@once
def _caption(piece: Piece) -> Caption:
    caption: Caption = piece.figure().caption(piece)
    return caption


@dataclass(frozen=True, eq=False, repr=False)
class NotComputed(Piece):
    """A supplement that could not be computed says why, in its own place, and stops nothing else.

    Attributes
    ----------
    name : str
        What could not be computed.
    reason : str
        Why.
    setting : Setting
    remedy : str
        What would help; a report, which is not for the study's author, leaves it out.
    applies : bool
        False where the study has none of what the piece is about: then nothing failed.
    """

    name: str
    reason: str
    setting: Setting
    remedy: str = ""
    applies: bool = True

    @property
    def outcome(self) -> str:
        """What became of the piece, in words."""
        return "could not be computed" if self.applies else "does not apply"

    def record(self) -> dict[str, Any]:
        """The reason."""
        return {"reason": self.reason}

    def context(self) -> Mapping[str, Any]:
        """What could not be computed, and what would help."""
        return {"name": self.name, "outcome": capital(self.outcome), "remedy": self.remedy}

    def table(self) -> pd.DataFrame:
        """An empty table."""
        import pandas as pd

        return pd.DataFrame()

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """The reason in place of a figure."""
        from analysis.drawing.caption import Caption
        from analysis.drawing.page import page, say_instead

        title = f"{self.name}: {self.outcome}"
        ax = page(Caption(title, "", title), ax=ax, height=1.0)
        say_instead(ax, self.reason)
        return ax

    def summary(self) -> str:
        """The reason in one line."""
        return f"{self.name}: {self.outcome}: {self.reason}"

    @classmethod
    def has_figure(cls) -> bool:
        """There is nothing to draw."""
        return False


def supplement(owner: Owner, compute: Callable[[Owner], Piece], setting: Setting) -> Piece:
    """A piece on which no verdict rests: itself, or the reason why it could not be computed."""
    try:
        return owner.once(compute)
    except NothingToTestError as error:
        what, remedy = (printable(part, LONGEST_PART) for part in (error.what, error.remedy))
        return NotComputed(heading_of(compute), what, setting, remedy, applies=False)
    except AnalysisError as error:
        name, reason = heading_of(compute), error.fault
        again = f"{name}: ".casefold()  # many an error says first of what it is: the piece does so too
        reason = reason[len(again) :] if reason.casefold().startswith(again) else reason
        return NotComputed(name, reason, setting, printable(error.remedy, LONGEST_PART))
