"""Marks that a report's Markdown carries for its maker: where a table, a figure or a fold stands, and its name.

A mark is a paragraph of its own that begins with ``<`` and a word in capitals. No text of a study can make one:
outside of code its every ``<`` is escaped. :func:`plain_markdown` turns the marks into Markdown for readers, and
:mod:`analysis.report.page.html` into HTML.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from analysis.words.markdown import Markdown, escape
from analysis.words.tables import Table

MOST_LINES = 6
"""Lines of a table that a report shows; its file holds all."""
MARK = re.compile(r"^<(TABLE|FIGURE|FORMULA|FOLD|END)(?: ([\w.-]+))?>(?: (.*))?$", re.MULTILINE)
NAMES = {"TABLE": "Table", "FIGURE": "Figure"}


@cache
def formulas() -> dict[str, dict[str, str]]:
    """Formulas by name, each as ``latex`` and as ``mathml``."""
    return tomllib.loads((files("analysis") / "words" / "formulas.toml").read_text(encoding="utf-8"))


def titled_table(table: Table) -> Markdown:
    """A table below its title, where it has one; all lines."""
    title = f"{escape(table.title)}:\n\n" if table.title else ""
    return Markdown(f"{title}{table.to_markdown()}")


def marked_table(table: Table) -> Markdown:
    """A table with a mark of its files and title; a long one by its first lines, unless all are to be read."""
    title = table.title or table.stem.replace("-", " ").capitalize()
    count = len(table.frame)
    if count > MOST_LINES + 2 and not table.whole:  # to leave out a line or two would save nothing
        table, title = table.first(MOST_LINES), f"{title} ({MOST_LINES} of {count} lines)"
    return Markdown(f"<TABLE {table.stem}> {escape(title)}\n\n{table.to_markdown()}")


def marked_figure(stem: str, caption: str, alt: str) -> Markdown:
    """A figure with a mark of its files and caption."""
    return Markdown(f"<FIGURE {stem}> {escape(caption)}\n\n{picture(alt, stem)}")


def picture(alt: str, figure: str, folder: str = "") -> str:
    """A figure as Markdown."""
    return f"![{escape(alt, brackets=True)}]({quote(folder)}{figure}.png)"


def plain_markdown(text: str) -> Markdown:
    """Marked Markdown for readers: tables and figures numbered, with links to their files; nothing folded away."""
    numbers: Counter[str] = Counter()

    def said(found: re.Match[str]) -> str:
        kind, stem, words = found.groups()
        if kind == "FORMULA":
            return f"```math\n{formulas()[stem]['latex']}\n```"
        if kind not in NAMES:
            return ""
        numbers[kind] += 1
        links = [("CSV", f"tables/{stem}.csv")] if kind == "TABLE" else [("SVG", f"{stem}.svg"), ("CSV", f"{stem}.csv")]
        linked = ", ".join(f"[{name}]({address})" for name, address in links)
        return f"**{NAMES[kind]} {numbers[kind]}.** {words} ({linked})"

    return Markdown(re.sub(r"\n{3,}", "\n\n", MARK.sub(said, text)))
