"""Names beside what they name, moved apart where they would cover each other, each with a line to its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analysis.drawing.labels import spread
from analysis.drawing.page import axes_size, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = 9.5
LEAD = 0.15
"""Inches from the end of a line to its name."""


@dataclass(frozen=True, slots=True)
class End:
    """Where a line ends, what it is called, and the colours of the line and of its name."""

    x: float
    y: float
    name: str
    colour: str
    text: str
    bold: bool = True


def name_ends(axis: Axes, ends: Sequence[End]) -> None:
    """Names right of the axes, at the ends of their lines; the limits of the axes stay."""
    (left, right), (low, high) = axis.get_xlim(), axis.get_ylim()
    across, up = axes_size(axis)
    gap = (high - low) * 1.25 * SIZE / 72 / up
    label = right + LEAD * (right - left) / across
    for end, y in zip(ends, spread([e.y for e in ends], gap, low + gap / 2, high - gap / 2), strict=True):
        axis.plot([end.x, label], [end.y, y], color=end.colour, lw=0.9, clip_on=False, solid_capstyle="butt")
        axis.annotate(
            end.name, (label, y), (2, 0), textcoords="offset points", va="center", color=end.text, size=SIZE,
            weight="bold" if end.bold else "normal", annotation_clip=False,
        )  # fmt: skip
    axis.set(xlim=(left, right), ylim=(low, high))


def name_across(axis: Axes, named: Sequence[tuple[float, str]], height: float, foot: float, colour: str) -> None:
    """Names at one height over places on the horizontal scale, each with a line down to its place."""
    low, high = axis.get_xlim()
    widest = max((text_width(name, SIZE) for _, name in named), default=0.0)
    gap = (high - low) * (widest + 0.1) / axes_size(axis)[0]
    places = spread([x for x, _ in named], gap, low + gap / 2, high - gap / 2)
    for (x, name), place in zip(named, places, strict=True):
        axis.annotate(
            name, (x, foot), (place, height), va="center", ha="center", color=colour, size=SIZE,
            annotation_clip=False, bbox={"fc": "white", "ec": "none", "pad": 1},
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.9, "shrinkB": 0},
        )  # fmt: skip


def write_beside(
    axis: Axes,
    inches: float,
    y: float,
    text: str,
    colour: str,
    ha: Literal["left", "right"] = "right",
    weight: str = "normal",
) -> None:
    """Text at a distance in inches from the left edge of the axes."""
    axis.annotate(
        text, (0, y), (72 * inches, 0), xycoords=("axes fraction", "data"), textcoords="offset points", ha=ha,
        va="center", color=colour, size=SIZE, weight=weight, annotation_clip=False,
    )  # fmt: skip
