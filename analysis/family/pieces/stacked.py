"""What the family's dot plots share: panels on one scale below each other, a line an item, names at the left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.drawing.caption import Caption
from analysis.drawing.page import INK, WIDTH, page, panel_title, panels, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RIGHT, ABOVE, BETWEEN, ROW = 0.3, 0.32, 0.4, 0.34
"""Inches: room at the right, for the panels' titles, between panels, and a line."""
NAME_SIZE = 10


def stacked(
    caption: Caption,
    titles: Sequence[str],
    counts: Sequence[int],
    reach: tuple[float, float],
    *,
    ax: Axes | None,
    names: float,
) -> tuple[Axes, list[Axes]]:
    """A page with one panel below the other, on one horizontal scale.

    Parameters
    ----------
    caption : Caption
    titles, counts : sequences
        Title of each panel, and how many lines it has.
    reach : (float, float)
        Smallest and largest value.
    ax : Axes or None
    names : float
        Inches at the left for the names of the lines.
    """
    heights = [ROW * count + 0.1 for count in counts]
    total = math.fsum(heights) + (ABOVE + BETWEEN) * len(heights) - BETWEEN
    ax = page(caption, ax=ax, height=total, left=names, right=RIGHT, bottom=0.55)
    width, top, boxes = WIDTH - names - RIGHT, total, []
    for height in heights:
        boxes.append((0.0, top - ABOVE - height, width, height))
        top -= ABOVE + height + BETWEEN
    edge = 0.04 * (reach[1] - reach[0])
    made = panels(ax, (width, total), boxes)
    for axis, title, count in zip(made, titles, counts, strict=True):
        panel_title(axis, title)
        axis.axvline(0, color=INK, lw=1)
        axis.grid(True, axis="x")
        axis.grid(False, axis="y")
        axis.set(xlim=(reach[0] - edge, reach[1] + edge), ylim=(count - 0.4, -0.6), yticks=[])
        axis.spines["left"].set_visible(False)
    return ax, made


def name_line(axis: Axes, y: int, name: str, *, names: float, bold: bool = False) -> None:
    """Name of a line at the left of a panel, as far as there is room."""
    axis.annotate(
        shortened(name, names - 0.2, NAME_SIZE), (0, y), (-72 * names + 10, 0), xycoords=("axes fraction", "data"),
        textcoords="offset points", va="center", color=INK, weight="bold" if bold else "normal", size=NAME_SIZE,
    )  # fmt: skip
