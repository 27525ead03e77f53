"""A table is one list of columns: from it follow the CSV file, and the table in Markdown, HTML and LaTeX."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analysis.errors import printable
from analysis.words.filters import FORMATS
from analysis.words.markdown import Markdown, escape
from analysis.words.plain import plain, records, to_csv

if TYPE_CHECKING:
    import pandas as pd

Line = Mapping[str, Any]
"""One line of a table as plain data, by the names of its columns; not-a-number is None."""
_LATEX = str.maketrans(
    {
        "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}", "\\": r"\textbackslash{}", "†": r"$\dagger$", "‡": r"$\ddagger$", "∞": r"$\infty$",
        "−": "$-$", "–": "--", "²": r"$^2$", "<": r"$<$", ">": r"$>$", "|": r"$|$", "“": "``", "”": "''", "\u00a0": "~",
    }
)  # fmt: skip


def _latex(text: str) -> str:
    return printable(text, len(text)).translate(_LATEX)


def _row_start(row: str) -> str:
    """A row that begins with a bracket or a star would be taken for an option of the command that ended the last."""
    return f"{{}}{row}" if row.startswith(("[", "*")) else row


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        In the CSV file; it ends in its unit: ``_bp`` basis points of a log return, ``_pct`` percent.
    meaning : str
        What it holds, in words.
    head : str
        Above it in text; a column without one is in the CSV file only.
    show : str or callable
        How a cell is said in text: the name of a format in :data:`analysis.words.filters.FORMATS`, or a function of
        the whole line.
    file : bool
        False for a column that only text has, made of others.
    """

    name: str
    meaning: str
    head: str = ""
    show: str | Callable[[Line], str] = "text"
    file: bool = True

    @property
    def left(self) -> bool:
        """Whether the cells are words, which stand at the left."""
        return self.show == "text"

    def cell(self, line: Line) -> str:
        """Cell of a line as text."""
        return FORMATS[self.show](line[self.name]) if isinstance(self.show, str) else self.show(line)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Table:
    """Lines with one list of columns.

    Attributes
    ----------
    columns : tuple of Column
    frame : DataFrame
        One column for each that the file has, by name.
    stem : str
        Name of its files without the ending; empty outside a report.
    title : str
        What it shows, in words.
    whole : bool
        Whether a report shows every line, however many.
    """

    columns: tuple[Column, ...]
    frame: pd.DataFrame
    stem: str = ""
    title: str = ""
    whole: bool = False

    def __repr__(self) -> str:
        names = ", ".join(c.name for c in self.columns[:6])
        return f"<Table of {len(self.frame)} lines: {names}{' ...' if len(self.columns) > 6 else ''}>"

    def _repr_html_(self) -> str:
        return self.to_html()

    def only(self, *names: str, **heads: str) -> Table:
        """The same lines with some of the columns, in this order; ``heads`` renames heads for this place."""
        known = {c.name: c for c in self.columns}
        return replace(self, columns=tuple(replace(known[n], head=heads.get(n, known[n].head)) for n in names))

    def where(self, keep: Any) -> Table:
        """The lines that a mask keeps."""
        return replace(self, frame=self.frame[keep].reset_index(drop=True))

    def first(self, count: int) -> Table:
        """The first lines."""
        return replace(self, frame=self.frame.head(count))

    def titled(self, title: str, *, whole: bool = False) -> Table:
        """The same table under a title, in a report with its first lines only or ``whole``."""
        return replace(self, title=title, whole=whole)

    def to_csv(self) -> str:
        """Text of the CSV file."""
        return to_csv(self.frame[[c.name for c in self.columns if c.file]])

    def cells(self) -> tuple[list[Column], list[list[str]]]:
        """Columns that text shows, and the cells of each line."""
        shown = [c for c in self.columns if c.head]
        lines: Sequence[Line] = plain(records(self.frame))
        return shown, [[c.cell(line) for c in shown] for line in lines]

    def to_markdown(self) -> Markdown:
        """The table in Markdown."""
        shown, lines = self.cells()
        rule = "".join("---|" if c.left else "---:|" for c in shown)
        text = [f"| {' | '.join(escape(c.head) for c in shown)} |", f"|{rule}"]
        text += [f"| {' | '.join(map(escape, line))} |" for line in lines]
        return Markdown("\n".join(text) + "\n")

    def to_html(self) -> str:
        """The table in HTML, for notebooks."""
        shown, lines = self.cells()
        styles = [f' style="text-align:{"left" if c.left else "right"}"' for c in shown]

        def row(tag: str, cells: Sequence[str]) -> str:
            inside = (f"<{tag}{s}>{html.escape(x)}</{tag}>" for s, x in zip(styles, cells, strict=True))
            return f"<tr>{''.join(inside)}</tr>"

        head, body = row("th", [c.head for c in shown]), "".join(row("td", line) for line in lines)
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"

    def to_latex(self) -> str:
        """The table in LaTeX (booktabs), to be put into a paper."""
        shown, lines = self.cells()
        marks = "".join("l" if c.left else "r" for c in shown)
        text = [rf"\begin{{tabular}}{{{marks}}}", r"\toprule"]
        text += [_row_start(" & ".join(_latex(c.head) for c in shown)) + r" \\", r"\midrule"]
        text += [_row_start(" & ".join(_latex(cell) for cell in line)) + r" \\" for line in lines]
        return "\n".join([*text, r"\bottomrule", r"\end{tabular}", ""])
