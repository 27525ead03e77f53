"""Figure of the countries side by side: the day before and the day, and what is abnormal of it, in own volatilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.drawing.caption import Caption
from analysis.drawing.page import FAINT, INK, MARK, MUTED, WIDTH, page, panel_title, panels, styled
from analysis.drawing.points import tell_point
from analysis.findings.itself.countries import Countries
from analysis.findings.itself.side_by_side import GROUPS, Line
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import bp, capital, digits
from analysis.words.study_words import own_source

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMES, BETWEEN, RIGHT, ABOVE, ROW = 1.75, 0.35, 0.25, 0.3, 0.24
"""Inches: room for the names, between the panels, at the right, for the panels' titles, and a line."""
Row = str | Line


def caption(piece: Countries) -> Caption:
    """Where the portfolio stands."""
    title = piece.summary()
    subtitle = (
        "Log returns of the day before (open) and of the day (filled); at the right what drift and factors do not "
    )
    subtitle += "explain of the day, over the volatility known on each eve"
    many = digits(len(piece.lines), "series", "series")
    return Caption(title, subtitle, f"Dot plot of {many} by group. {title}.", own_source(piece.setting))


@styled
def plot(piece: Countries, *, ax: Axes | None = None) -> Axes:
    """Two panels with the same lines: moves in basis points, and scores."""
    rows: list[Row] = []
    for group, words in GROUPS.items():  # what follows the comma is for tables
        own = [line for line in piece.lines if line.group == group]
        rows += [capital(words.partition(",")[0]), *own] if own else []
    height = ROW * len(rows)
    ax = page(piece.caption, ax=ax, height=height + ABOVE, left=NAMES, right=RIGHT, bottom=0.5)
    width = WIDTH - NAMES - RIGHT
    each = (width - BETWEEN) / 2
    left, right = panels(ax, (width, height + ABOVE), [(0, 0, each, height), (each + BETWEEN, 0, each, height)])
    panel_title(left, "Moves, basis points")
    panel_title(right, "Abnormal, in own volatilities")
    _lines(left, rows)
    for y, row in enumerate(rows):
        if isinstance(row, str):
            continue
        colour = _colour(row)
        left.plot([1e4 * row.eve, 1e4 * row.raw], [y, y], color=FAINT, lw=1, zorder=1)
        left.plot(1e4 * row.eve, y, "o", mfc="white", mec=colour, ms=6, zorder=3)
        left.plot(1e4 * row.raw, y, "o", color=colour, ms=6.5, zorder=3)
        name = _name(row)
        moved = f"{bp(row.raw)} from the last quote before the news to the first after it"
        tell_point(left, 1e4 * row.raw, y, f"{name}: {moved}; {bp(row.eve)} on the eve")
        tell_point(right, row.score, y, f"{name}: {row.score:+.2f} times its volatility known on the eve")
        right.plot(row.score, y, "D" if row.group == "own" else "o", color=colour, ms=6, zorder=3)
    for axis in (left, right):
        axis.axvline(0, color=INK, lw=1)
        axis.grid(True, axis="x")
        axis.grid(False, axis="y")
        axis.set(ylim=(len(rows) - 0.4, -0.6), yticks=[])
        axis.spines["left"].set_visible(False)
        axis.margins(x=0.08)
    left.set_xlabel("log return, bp")
    right.set_xlabel("times the volatility known on the eve")
    return ax


def _name(row: Row) -> str:
    return row if isinstance(row, str) else "Portfolio" if row.series == PORTFOLIO else row.series


def _colour(line: Line) -> str:
    return MARK if line.group == "own" else INK if line.group in ("neighbour", "alike") else MUTED


def _lines(axis: Axes, rows: Sequence[Row]) -> None:
    """Names of groups and series at the left."""
    for y, row in enumerate(rows):
        heading = isinstance(row, str)
        name = _name(row)
        axis.annotate(
            name, (0, y), (-72 * NAMES + 8, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", color=MUTED if heading else INK, weight="bold" if heading or name == "Portfolio" else "normal",
            size=9 if heading else 10,
        )  # fmt: skip
