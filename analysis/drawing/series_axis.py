"""Figures with one line a series: which lines there are, and their names at the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.drawing.page import INK, MUTED, text_width
from analysis.measure.effects import Effect
from analysis.study.series import PORTFOLIO, Series
from analysis.words.numbers import ROLES, capital

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLOCKS = (("portfolio", "target", "placebo"), ("regional", "factor"))
"""The funds that the claim is judged on, and the others: on one scale the first would shrink to dots."""
NAMES = 0.97
"""Inches left of the axes for the names, at least."""
SIZE = 10.5
HEIGHT = 0.27
"""Inches a line."""

Line = str | Series
"""A line of a figure: the name of a role, or a series."""


def blocks_of(effects: Sequence[Effect]) -> list[list[Line]]:
    """Lines of each block: the measured series in declared order, each role below its name, the portfolio without."""
    series = list(dict.fromkeys(e.series for e in effects))
    blocks: list[list[Line]] = []
    for roles in BLOCKS:
        block: list[Line] = []
        for role in roles:
            own = [s for s in series if s.role == role]
            block += [capital(ROLES[role]), *own] if own and role != PORTFOLIO else own
        if block:
            blocks.append(block)
    return blocks


def effect_lines(effects: Sequence[Effect], lines: Sequence[Line], window: str) -> list[tuple[int, Effect]]:
    """Vertical position and effect of the lines whose series was measured in a window."""
    found = {(e.series.key, e.window.name): e for e in effects}
    places = [(y, line.key) for y, line in enumerate(lines) if isinstance(line, Series)]
    return [(y, found[key, window]) for y, key in places if (key, window) in found]


def name_of(line: Line) -> str:
    """What stands at the left of a line."""
    return line if isinstance(line, str) else "Portfolio" if line.key == PORTFOLIO else line.key


def room_for_names(blocks: Sequence[Sequence[Line]]) -> float:
    """Inches left of the axes that the names of all blocks need."""
    return max(NAMES, 0.12 + max(text_width(name_of(line), SIZE, "bold") for lines in blocks for line in lines))


def label_lines(axis: Axes, lines: Sequence[Line], room: float = NAMES) -> None:
    """Names left of the axes, which leave room for them; values then grow to the right and the grid stands upright."""
    axis.set(ylim=(len(lines) - 0.4, -0.6), yticks=[])
    for y, line in enumerate(lines):
        heading, name = isinstance(line, str), name_of(line)
        axis.annotate(
            name,
            (0, y),
            (-72 * room + 4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            size=SIZE,
            color=MUTED if heading else INK,
            weight="bold" if heading or name == "Portfolio" else "normal",
        )


def value_axis(axis: Axes, reach: tuple[float, float]) -> None:
    """Horizontal scale in basis points with a line at zero."""
    from matplotlib.ticker import MaxNLocator

    low, high = reach
    edge = 0.05 * (high - low)
    ticks = MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    # No tick near the ends: the labels of neighbouring axes cannot meet.
    axis.set(xlim=reach, xticks=[t for t in ticks if low + edge <= t <= high - edge])
    axis.spines["left"].set_visible(False)
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    axis.axvline(0, color=INK, lw=1)
