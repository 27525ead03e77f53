"""Figure of the decomposition: the parts of each raw move in the primary window, stacked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.drawing.caption import Caption
from analysis.drawing.page import INK, WIDTH, looks, page, panels, styled
from analysis.drawing.points import tell_point
from analysis.drawing.series_axis import HEIGHT, blocks_of, effect_lines, label_lines, room_for_names, value_axis
from analysis.findings.moved.decomposition import Decomposition
from analysis.measure.effects import DRIFT, Effect
from analysis.study.declarations import factor_and_lag
from analysis.words.numbers import bp, signed_percent
from analysis.words.study_words import estimation_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ABNORMAL = "abnormal"
HATCHES = ("//", "\\\\", "..", "xx", "--")
LEFT, RIGHT, HEAD, BETWEEN = 0.15, 0.25, 0.62, 0.5
"""Inches: margins, the legend's room, the gap between two blocks of series."""

Fills = dict[str, tuple[str, str]]
"""Colour and hatch of each part."""


def caption(piece: Decomposition) -> Caption:
    """How much of the portfolio's move its model explains."""
    setting, effect = piece.setting, piece.measured.primary
    explained = "explained" if effect.series.factors else "drift"
    title = (
        f"{setting.portfolio.label}: {signed_percent(effect.raw)} in the {setting.primary.name} window; of the log "
        f"return {bp(effect.raw - effect.abnormal)} is {explained}, {bp(effect.abnormal)} abnormal"
    )
    subtitle = (
        f"Parts of the raw move in the {setting.primary.name} window, basis points of log return; "
        f"{estimation_words(setting)}"
    )
    parts = "drift, factors and abnormal return" if len(piece.parts) > 1 else "drift and abnormal return"
    alt = f"Stacked bars: {parts}. {title}."
    return Caption(title, subtitle, alt)


@styled
def plot(piece: Decomposition, *, ax: Axes | None = None) -> Axes:
    """Parts of the raw move in the primary window: drift, each factor's part, and what is left."""
    fills, primary = _fills(piece), piece.setting.primary
    effects = piece.measured.within(primary)
    blocks = blocks_of(effects)
    names = room_for_names(blocks)
    width = WIDTH - LEFT - RIGHT
    heights = [HEIGHT * len(lines) for lines in blocks]
    height = HEAD + math.fsum(heights) + BETWEEN * (len(blocks) - 1)
    ax = page(piece.caption, ax=ax, height=height, left=LEFT, right=RIGHT, bottom=0.6)
    top = height - HEAD
    for lines, high in zip(blocks, heights, strict=True):
        axis = panels(ax, (width, height), [(names, top - high, width - names, high)])[0]
        label_lines(axis, lines, names)
        ends = [_draw_bar(axis, y, effect, fills) for y, effect in effect_lines(effects, lines, primary.name)]
        least, most = min(e[0] for e in ends), max(e[1] for e in ends)
        room = 0.04 * (most - least)
        value_axis(axis, (least - room, most + room))
        top -= high + BETWEEN
    axis.set_xlabel("basis points")
    _legend(ax, fills, piece)
    return ax


def _fills(piece: Decomposition) -> Fills:
    """Colour and hatch of each part; a factor's part has the colour that the factor has in every figure.

    That of an earlier session is of the same colour, hatched otherwise.
    """
    parts = dict.fromkeys(p for e in piece.measured.effects for p in e.parts if p != DRIFT)
    style = looks(piece.setting.study)
    factors = {p: (style[factor_and_lag(p)[0]].colour, HATCHES[n % len(HATCHES)]) for n, p in enumerate(parts)}
    return {DRIFT: ("#B5B5B5", "")} | factors | {ABNORMAL: (INK, "")}


def _draw_bar(axis: Axes, y: int, effect: Effect, fills: Fills) -> tuple[float, float]:
    """Draw one bar, positive parts to the right of zero and negative ones to the left; return its ends in bp."""
    ends = {1: 0.0, -1: 0.0}
    for part, value in (*effect.parts.items(), (ABNORMAL, effect.abnormal)):
        colour, hatch = fills[part]
        side = 1 if value >= 0 else -1
        axis.barh(y, 1e4 * value, left=ends[side], height=0.66, color=colour, hatch=hatch, ec="white", lw=0.6)
        told = f"{effect.series.key}, {part if part == ABNORMAL else effect.setting.label(part)}: {bp(value)}"
        tell_point(axis, ends[side] + 5e3 * value, y, told)
        ends[side] += 1e4 * value
    tell_point(axis, 1e4 * effect.raw, y, f"{effect.series.key}: raw move {bp(effect.raw)}")
    for size, colour in ((10.5, "white"), (7, INK)):
        axis.plot(1e4 * effect.raw, y, "D", ms=size, mfc="white", mec=colour, mew=1.4, zorder=4)
    return ends[-1], ends[1]


def _legend(ax: Axes, fills: Fills, piece: Decomposition) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Patch | Line2D] = [
        Patch(fc=colour, hatch=hatch, ec="white", label=piece.setting.label(part))
        for part, (colour, hatch) in fills.items()
    ]
    handles.append(Line2D([], [], marker="D", ls="", mfc="white", mec=INK, mew=1.4, label="raw move"))
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(-0.005, 1.0), ncols=-(-len(handles) // 2), borderaxespad=0,
        columnspacing=1.6, handletextpad=0.6,
    )  # fmt: skip
