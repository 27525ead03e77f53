"""Figures of HOW UNUSUAL: the forest of abnormal returns, the path around the event, the placebo dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.drawing.page import (
    BAND,
    BAND_TEXT,
    FAINT,
    INK,
    MARK,
    MUTED,
    SHADE,
    WIDTH,
    Look,
    axes_size,
    looks,
    mark_day_zero,
    page,
    panels,
    styled,
    text_width,
    wrap,
)
from analysis.drawing.series_axis import HEIGHT, NAMES, Row, effect_rows, label_rows, row_blocks, value_axis
from analysis.findings.captions import forest_caption, path_caption, placebo_caption
from analysis.findings.moves import placebo_side
from analysis.findings.results import effects_table
from analysis.findings.spells import major_news, shown_windows
from analysis.measure.effects import PORTFOLIO, Effect
from analysis.words.numbers import bp, capital, probability, window_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.findings.results import Findings
    from analysis.study.declarations import Window

NOTE = 9.5
FAR = 2.0
"""Times as wide as the next: a series that reaches farther goes on beyond the edge, as an arrow says."""


def forest_numbers(findings: Findings) -> pd.DataFrame:
    """The rows of the effects table that the forest plot shows."""
    table = effects_table(findings)
    return table[table["window"].isin([w.name for w in shown_windows(findings.study)])].reset_index(drop=True)


@styled
def plot_forest(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Abnormal return of each series with its 95 % interval, by role; the raw move as a hollow mark."""
    windows = shown_windows(findings.study)
    blocks = row_blocks(findings, windows)
    left, right, gap, between = 0.15, 0.2, 0.35, 0.55
    width = WIDTH - left - right
    each = (width - NAMES - gap * (len(windows) - 1)) / len(windows)
    notes = _notes(findings, windows, each)
    lines = max(len(text) for _, text in notes)
    heights = [HEIGHT * len(rows) for rows in blocks]
    height = 0.3 + lines * 12 / 72 + sum(heights) + between * (len(blocks) - 1)
    ax = page(forest_caption(findings), ax=ax, height=height, left=left, right=right, bottom=0.62)
    top = sum(heights) + between * (len(blocks) - 1)
    for number, (rows, high) in enumerate(zip(blocks, heights, strict=True)):
        boxes = [(NAMES + n * (each + gap), top - high, each, high) for n in range(len(windows))]
        axes = panels(ax, (width, height), boxes)
        _draw_block(findings, axes, windows, rows)
        if number == 0:
            for axis, window, note in zip(axes, windows, notes, strict=True):
                _head(axis, window, note, lines)
        top -= high + between
    axes[0].annotate(
        "● abnormal return with 95 % interval    ○ raw move    all in basis points",
        (0, 0), (0, -24), xycoords="axes fraction", textcoords="offset points", va="top", color=MUTED, size=9.5,
    )  # fmt: skip
    return ax


def _draw_block(findings: Findings, axes: Sequence[Axes], windows: Sequence[Window], rows: Sequence[Row]) -> None:
    style = looks(findings.study)
    shown = {w.name: effect_rows(findings, rows, w.name) for w in windows}
    every = [e for column in shown.values() for _, e in column]
    reach = _reach(every)
    label_rows(axes[0], rows)
    for axis, window in zip(axes, windows, strict=True):
        axis.set(ylim=axes[0].get_ylim(), yticks=[])
        value_axis(axis, (-reach, reach))
        if major_news(findings, window):
            axis.set_facecolor(SHADE)
        for y, effect in shown[window.name]:
            _draw_effect(axis, y, effect, style[effect.series.key])


def _reach(effects: Sequence[Effect]) -> float:
    """Half width of a scale, basis points; one series that swings far more than all others does not set it."""
    extents: dict[str, float] = {}
    for e in effects:
        extent = 1e4 * max(-e.interval[0], e.interval[1], abs(e.raw))
        extents[e.series.key] = max(extent, extents.get(e.series.key, 0.0))
    widest, second = [*sorted(extents.values(), reverse=True), 0.0][:2]
    return 1.06 * (widest if widest <= FAR * second or not second else 1.5 * second)


def _draw_effect(axis: Axes, y: float, effect: Effect, look: Look) -> None:
    low, high = (1e4 * b for b in effect.interval)
    heavy = effect.series.role == PORTFOLIO
    edges = axis.get_xlim()
    for beyond, edge, arrow in ((low < edges[0], edges[0], "<"), (high > edges[1], edges[1], ">")):
        if beyond:
            axis.plot(edge, y, arrow, ms=7, color=look.colour, clip_on=False, zorder=4)
    if not edges[0] < 1e4 * effect.abnormal < edges[1]:
        side = 1 if effect.abnormal > 0 else -1
        axis.annotate(
            f"{1e4 * effect.abnormal:+.0f}", (edges[side > 0], y), (-8 * side, 0), textcoords="offset points",
            ha="right" if side > 0 else "left", va="center", size=NOTE, bbox={"fc": "white", "ec": "none", "pad": 1},
        )  # fmt: skip
    axis.plot([low, high], [y, y], color=look.colour, lw=3 if heavy else 2, zorder=2)
    axis.plot(1e4 * effect.raw, y, "o", ms=9, mfc="white", mec=FAINT, mew=1.3, zorder=3)
    axis.plot(
        1e4 * effect.abnormal,
        y,
        look.shape,
        ms=8 if heavy else 6.5,
        color=look.colour,
        mec="white",
        mew=0.6,
        zorder=4,
    )


def _notes(findings: Findings, windows: Sequence[Window], width: float) -> list[tuple[bool, list[str]]]:
    """For each window whether it holds major other news, and the lines that say so, or what the window spans."""
    notes = []
    for window in windows:
        major = major_news(findings, window)
        text = f"† also in it: {'; '.join(e.what for e in major)}" if major else window_words(window)
        notes.append((bool(major), wrap(text, width, NOTE)))
    return notes


def _head(axis: Axes, window: Window, note: tuple[bool, list[str]], lines: int) -> None:
    """Name of a window over its column, and the note under it."""
    crowded, text = note
    up = 8 + 12 * lines
    at: dict[str, Any] = {"xy": (0, 1), "xycoords": "axes fraction", "textcoords": "offset points"}
    axis.annotate(f"{capital(window.name)}{' †' if crowded else ''}", xytext=(0, up + 3), weight="bold", size=11, **at)
    axis.annotate("\n".join(text), xytext=(0, up), va="top", size=NOTE, color=MARK if crowded else MUTED, **at)


@styled
def plot_path(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Cumulative abnormal return of the portfolio by event day, with its pointwise 95 % band."""
    path = findings.effects.path
    ax = page(path_caption(findings), ax=ax, height=3.6, left=0.85)
    look = looks(findings.study)[PORTFOLIO]
    ax.fill_between(path.days, 1e4 * path.low, 1e4 * path.high, color=BAND, alpha=0.55, lw=0)
    ax.axhline(0, color=INK, lw=1)
    ax.plot(path.days, 1e4 * path.car, color=look.colour, marker="o", ms=5)
    mark_day_zero(ax, f"day 0, {path.sessions[int(np.flatnonzero(path.days == 0)[0])]}")
    last = int(path.days[-1])
    ax.annotate(
        "95 % band, pointwise",
        (last, 1e4 * path.high[-1]),
        (-4, -6),
        textcoords="offset points",
        ha="right",
        va="top",
        color=BAND_TEXT,
    )
    ax.set(
        xlabel="event day (sessions)",
        ylabel="cumulative abnormal return, bp",
        xlim=(path.days[0] - 0.4, last + 0.4),
    )
    ax.set_xticks([d for d in path.days if d % 5 == 0 or d in (path.days[0], last)])
    return ax


@styled
def plot_placebo(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """The portfolio's abnormal return on every placebo date, with the event among them."""
    study = findings.study
    test = findings.effects.get(PORTFOLIO, study.primary.name).placebo
    sign, alpha = study.claim.sign, study.decision.alpha
    values, event, critical = 1e4 * test.placebo, 1e4 * test.statistic, 1e4 * sign * test.critical_value(alpha, sign)
    ax = page(placebo_caption(findings), ax=ax, height=3.6, left=0.75)
    edges = _bins(values, critical)
    heights, _ = np.histogram(values, bins=edges)
    width = edges[1] - edges[0]
    beyond = sign * (edges[:-1] + width / 2) > sign * critical
    colours = np.where(beyond, "#E0A458", "#A9B8C4")
    ax.bar(edges[:-1], heights, width, align="edge", ec="white", lw=0.6, color=list(colours))
    top = float(heights.max())
    ax.plot(values, np.full_like(values, -0.045 * top), "|", ms=7, color=FAINT, alpha=0.35, mew=0.8)
    ax.axhline(0, color=FAINT, lw=0.8)
    side, _ = placebo_side(findings)
    ax.set(ylim=(-0.09 * top, 1.4 * top), xlabel="abnormal return of the portfolio, bp", ylabel="placebo dates")
    text = f"the event: {bp(test.statistic)}, p = {probability(test.pvalue(side))}"
    _flag(ax, event, 1.32 * top, "-", MARK, text, right=event >= critical)
    if np.isfinite(critical):
        text = f"critical value at {100 * alpha:g} %: {bp(critical / 1e4)}"
        _flag(ax, critical, 1.16 * top, "--", "#8A5A12", text, right=critical > event)
    return ax


def _bins(values: NDArray[np.float64], critical: float) -> NDArray[np.float64]:
    """Edges of equal bins, one at the critical value: no bar then stands on both sides of it."""
    width = float(np.diff(np.histogram_bin_edges(values, bins="fd")[:2])[0])
    start = critical if np.isfinite(critical) else 0.0
    first, last = np.floor((values.min() - start) / width), np.ceil((values.max() - start) / width)
    return np.asarray(start + width * np.arange(first, max(last, first + 1) + 1))


def _flag(ax: Axes, x: float, height: float, dash: str, colour: str, text: str, *, right: bool) -> None:
    """Line with its text at the top, above all bars; on the wanted side if it fits in there."""
    ax.plot([x, x], [0, height], color=colour, lw=2, ls=dash)
    low, high = ax.get_xlim()
    room = axes_size(ax)[0] * ((high - x) if right else (x - low)) / (high - low)
    if text_width(text, 10.5) + 0.15 > room:
        right = not right
    ax.annotate(
        text,
        (x, height),
        (6 if right else -6, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="top",
        color=colour,
        bbox={"fc": "white", "ec": "none", "pad": 1.5},
    )
