"""Figure of the effects: abnormal return of every series with its interval, window by window."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.drawing.caption import Caption
from analysis.drawing.page import FAINT, MARK, MUTED, SHADE, WIDTH, Look, looks, page, panels, styled, wrap
from analysis.drawing.points import tell_point
from analysis.drawing.series_axis import (
    HEIGHT,
    Line,
    blocks_of,
    effect_lines,
    label_lines,
    name_of,
    room_for_names,
    value_axis,
)
from analysis.findings.unusual.effects import Effects
from analysis.findings.unusual.joint import MAJOR
from analysis.measure.effects import Effect
from analysis.study.declarations import Window
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import bp, bp_interval, capital, count, window_words
from analysis.words.study_words import estimation_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, RIGHT, GAP, BETWEEN = 0.15, 0.2, 0.35, 0.55
"""Inches: edges of the page, between two windows, between two blocks of series."""
NOTE, NOTE_LINE = 9.5, 12
"""Points: size and height of a line of the note under a window's name."""
LEVEL = "5 %"
"""Of the two-sided test that the 95 % intervals make."""
FAR = 2.0
"""Times as wide as the next: a series that reaches farther goes on beyond the edge, as an arrow says."""
LEAST = 0.2
"""Of the scale's longer side the shorter one has at least so much: no side of zero is out of sight."""
Note = tuple[bool, list[str]]
"""Whether a window holds other major news, and the lines that say so, or what the window spans."""


def caption(piece: Effects) -> Caption:
    """How many targets moved more than their models explain."""
    setting, number, moved = piece.setting, len(piece.targets), piece.moved
    found = f"abnormal returns of {moved} of {number} targets differ from zero at {LEVEL}"
    if not moved:
        found = f"no target's abnormal return differs from zero at {LEVEL}"
    elif number == 1:
        found = f"the target's abnormal return differs from zero at {LEVEL}"
    elif moved == 1:
        found = f"the abnormal return of one of {count(number, 'target')} differs from zero at {LEVEL}"
    whole = piece.measured.primary.abnormal
    title = f"{capital(setting.primary.name)} window: {found}; the portfolio's is {bp(whole)}"
    subtitle = f"Abnormal return by series with 95 % intervals; {estimation_words(setting)}"
    return Caption(title, subtitle, f"Forest plot of abnormal returns. {title}.")


@styled
def plot(piece: Effects, *, ax: Axes | None = None) -> Axes:
    """Abnormal return of each series with its 95 % interval, by role; the raw move as a hollow mark."""
    windows = piece.setting.shown
    blocks = blocks_of([e for w in windows for e in piece.measured.within(w)])
    width, names = WIDTH - LEFT - RIGHT, room_for_names(blocks)
    each = (width - names - GAP * (len(windows) - 1)) / len(windows)
    notes = [_note(piece, w, each) for w in windows]
    most = max(len(text) for _, text in notes)
    heights = [HEIGHT * len(lines) for lines in blocks]
    top = math.fsum(heights) + BETWEEN * (len(blocks) - 1)
    height = 0.3 + most * NOTE_LINE / 72 + top
    ax = page(piece.caption, ax=ax, height=height, left=LEFT, right=RIGHT, bottom=0.62)
    for number, (lines, high) in enumerate(zip(blocks, heights, strict=True)):
        boxes = [(names + n * (each + GAP), top - high, each, high) for n in range(len(windows))]
        axes = panels(ax, (width, height), boxes)
        _draw_block(piece, axes, windows, lines, names)
        if number == 0:
            for axis, window, note in zip(axes, windows, notes, strict=True):
                _head(axis, window, note, most)
        top -= high + BETWEEN
    axes[0].annotate(
        "● abnormal return with 95 % interval    ○ raw move    all in basis points",
        (0, 0), (0, -24), xycoords="axes fraction", textcoords="offset points", va="top", color=MUTED, size=NOTE,
    )  # fmt: skip
    return ax


def _note(piece: Effects, window: Window, width: float) -> Note:
    major = piece.major(window)
    text = f"† also in it: {'; '.join(major)}" if major else window_words(window, piece.setting.between_quotes)
    return bool(major), wrap(text, width, NOTE)


def _head(axis: Axes, window: Window, note: Note, most: int) -> None:
    """Name of a window over its column, and the note under it."""
    crowded, text = note
    up = 8 + NOTE_LINE * most
    at: dict[str, Any] = {"xy": (0, 1), "xycoords": "axes fraction", "textcoords": "offset points"}
    axis.annotate(f"{capital(window.name)}{MAJOR * crowded}", xytext=(0, up + 3), weight="bold", size=11, **at)
    axis.annotate("\n".join(text), xytext=(0, up), va="top", size=NOTE, color=MARK if crowded else MUTED, **at)


def _draw_block(
    piece: Effects, axes: Sequence[Axes], windows: Sequence[Window], lines: Sequence[Line], names: float
) -> None:
    style = looks(piece.setting.study)
    shown = {w.name: effect_lines(piece.measured.effects, lines, w.name) for w in windows}
    reach = _reach([e for column in shown.values() for _, e in column])
    label_lines(axes[0], lines, names)
    for axis, window in zip(axes, windows, strict=True):
        axis.set(ylim=axes[0].get_ylim(), yticks=[])
        value_axis(axis, reach)
        if piece.major(window):
            axis.set_facecolor(SHADE)
        for y, effect in shown[window.name]:
            _draw_effect(axis, y, effect, style[effect.series.key])


def _reach(effects: Sequence[Effect]) -> tuple[float, float]:
    """Ends of a scale, basis points, zero within; a series that swings far more than all others does not set them."""
    values = {e.series.key: [0.0] for e in effects}
    for e in effects:
        values[e.series.key] += [1e4 * v for v in (*e.interval, e.raw)]
    widest, second = [*sorted((max(map(abs, own)) for own in values.values()), reverse=True), 0.0][:2]
    most = 1.06 * (widest if widest <= FAR * second or not second else 1.5 * second)
    low, high = (max(sign * v for own in values.values() for v in own) for sign in (-1, 1))
    return -max(min(most, 1.06 * low), LEAST * most), max(min(most, 1.06 * high), LEAST * most)


def _draw_effect(axis: Axes, y: float, effect: Effect, look: Look) -> None:
    low, high = (1e4 * b for b in effect.interval)
    heavy = effect.series.role == PORTFOLIO
    edges = axis.get_xlim()
    for beyond, edge, arrow in ((low < edges[0], edges[0], "<"), (high > edges[1], edges[1], ">")):
        if beyond:
            axis.plot(edge, y, arrow, ms=7, color=look.colour, clip_on=False, zorder=4)
    if not edges[0] < 1e4 * effect.abnormal < edges[1]:
        _say_beyond(axis, y, effect, edges)
    found = f"abnormal {bp(effect.abnormal)} ({bp_interval(*effect.interval)}), raw move {bp(effect.raw)}"
    tell_point(axis, 1e4 * effect.abnormal, y, f"{name_of(effect.series)}, {effect.window.name}: {found}")
    axis.plot([low, high], [y, y], color=look.colour, lw=3 if heavy else 2, zorder=2)
    axis.plot(1e4 * effect.raw, y, "o", ms=9, mfc="white", mec=FAINT, mew=1.3, zorder=3)
    axis.plot(
        1e4 * effect.abnormal, y, look.shape, ms=8 if heavy else 6.5, color=look.colour, mec="white", mew=0.6, zorder=4
    )


def _say_beyond(axis: Axes, y: float, effect: Effect, edges: tuple[float, float]) -> None:
    """The number at the edge, where its mark lies outside the scale."""
    side = 1 if effect.abnormal > 0 else -1
    axis.annotate(
        f"{1e4 * effect.abnormal:+.0f}", (edges[side > 0], y), (-8 * side, 0), textcoords="offset points",
        ha="right" if side > 0 else "left", va="center", size=NOTE, bbox={"fc": "white", "ec": "none", "pad": 1},
    )  # fmt: skip
