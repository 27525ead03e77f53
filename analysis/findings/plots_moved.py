"""Figures of WHAT MOVED: indexed prices around the event, and the parts of each raw move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.drawing.labels import spread
from analysis.drawing.page import FAINT, INK, WIDTH, axes_size, looks, mark_day_zero, page, panels, styled
from analysis.drawing.series_axis import HEIGHT, NAMES, effect_rows, label_rows, row_blocks, value_axis
from analysis.findings.captions import decomposition_caption, prices_caption
from analysis.findings.moves import indexed_prices
from analysis.findings.results import decomposition_table
from analysis.measure.effects import DRIFT, PORTFOLIO, Effect
from analysis.words.numbers import ROLES, capital

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.findings.results import Findings

ABNORMAL = "abnormal"
HATCHES = ("//", "\\\\", "..", "xx", "--")
COLUMNS = 2
LABEL = 9.5


@styled
def plot_prices(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Total return of every series around the event, 100 on the eve; one panel a role."""
    table = indexed_prices(findings).set_index("event_day").drop(columns="session")
    groups = {
        role: [t for t in findings.study.tickers(role, bundled=False) if t in table]
        for role in ("target", "placebo", "regional", "factor")
    }
    groups = {role: tickers for role, tickers in groups.items() if tickers}
    groups["target"] = [PORTFOLIO, *groups["target"]]
    rows = -(-len(groups) // COLUMNS)
    high, gap_up, gap_across, left, right = 2.35, 0.72, 0.55, 0.65, 0.85
    width, height = WIDTH - left - right, rows * high + (rows - 1) * gap_up
    each = (width - (COLUMNS - 1) * (gap_across + right)) / COLUMNS
    ax = page(prices_caption(findings), ax=ax, height=height + 0.25, left=left, right=right, bottom=0.6)
    boxes = [
        (
            (n % COLUMNS) * (each + gap_across + right),
            height - high - (n // COLUMNS) * (high + gap_up),
            each,
            high,
        )
        for n in range(len(groups))
    ]
    axes = panels(ax, (width, height + 0.25), boxes)
    for n, (axis, (role, tickers)) in enumerate(zip(axes, groups.items(), strict=True)):
        axis.set_title(capital(ROLES[role]))
        _draw_lines(findings, axis, table[tickers])
        if n >= len(groups) - COLUMNS:
            axis.set_xlabel("event day (sessions)")
    return ax


def _draw_lines(findings: Findings, axis: Axes, table: pd.DataFrame) -> None:
    style = looks(findings.study)
    days = table.index.to_numpy()
    axis.axhline(100, color=FAINT, lw=0.8)
    mark_day_zero(axis, "day 0")
    for ticker in reversed(list(table)):
        look = style[str(ticker)]
        heavy = ticker == PORTFOLIO
        axis.plot(
            days,
            table[ticker],
            color=look.colour,
            ls=look.dash,
            lw=2.4 if heavy else 1.6,
            zorder=3 if heavy else 2,
        )
    axis.set_xlim(days[0], days[-1])
    axis.margins(y=0.06)
    low, top = axis.get_ylim()
    ends = table.iloc[-1].dropna()
    gap = (top - low) * 1.25 * LABEL / 72 / axes_size(axis)[1]
    start, label = days[-1], days[-1] + 0.05 * np.ptp(days)
    for ticker, end, y in zip(ends.index, ends, spread(ends, gap, low + gap / 2, top - gap / 2), strict=True):
        look = style[str(ticker)]
        name = "Portfolio" if ticker == PORTFOLIO else str(ticker)
        axis.plot([start, label], [end, y], color=look.colour, lw=0.9, clip_on=False, solid_capstyle="butt")
        axis.annotate(
            name, (label, y), (2, 0), textcoords="offset points", va="center", color=look.text, size=LABEL,
            weight="bold", annotation_clip=False,
        )  # fmt: skip
    axis.set(xlim=(days[0], days[-1]), ylim=(low, top))


def decomposition_numbers(findings: Findings) -> pd.DataFrame:
    """The rows of the decomposition table that the figure shows: the primary window."""
    table = decomposition_table(findings)
    return (
        table[table["window"] == findings.study.primary.name].dropna(axis="columns", how="all").reset_index(drop=True)
    )


@styled
def plot_decomposition(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Parts of the raw move in the primary window: drift, each factor's part, and what is left."""
    fills = _fills(findings)
    blocks = row_blocks(findings, [findings.study.primary])
    left, right, head, between = 0.15, 0.25, 0.62, 0.5
    width = WIDTH - left - right
    heights = [HEIGHT * len(rows) for rows in blocks]
    height = head + sum(heights) + between * (len(blocks) - 1)
    ax = page(decomposition_caption(findings), ax=ax, height=height, left=left, right=right, bottom=0.6)
    top = height - head
    for rows, high in zip(blocks, heights, strict=True):
        axis = panels(ax, (width, height), [(NAMES, top - high, width - NAMES, high)])[0]
        label_rows(axis, rows)
        shown = effect_rows(findings, rows, findings.study.primary.name)
        ends = [_draw_bar(axis, y, effect, fills) for y, effect in shown]
        low, high_end = min(e[0] for e in ends), max(e[1] for e in ends)
        value_axis(axis, (low - 0.04 * (high_end - low), high_end + 0.04 * (high_end - low)))
        top -= high + between
    axis.set_xlabel("basis points")
    _legend(ax, fills, findings)
    return ax


def _fills(findings: Findings) -> dict[str, tuple[str, str]]:
    """Colour and hatch of each part; a factor's part has the colour that the factor has in every figure."""
    parts = dict.fromkeys(p for e in findings.effects.effects for p in e.parts if p != DRIFT)
    style = looks(findings.study)
    factors = {p: (style[p].colour, HATCHES[n % len(HATCHES)]) for n, p in enumerate(parts)}
    return {DRIFT: ("#B5B5B5", "")} | factors | {ABNORMAL: (INK, "")}


def _draw_bar(axis: Axes, y: int, effect: Effect, fills: dict[str, tuple[str, str]]) -> tuple[float, float]:
    """Draw one bar, positive parts to the right of zero and negative ones to the left; return its ends in bp."""
    ends = {1: 0.0, -1: 0.0}
    for part, value in (*effect.parts.items(), (ABNORMAL, effect.abnormal)):
        colour, hatch = fills[part]
        side = 1 if value >= 0 else -1
        axis.barh(y, 1e4 * value, left=ends[side], height=0.66, color=colour, hatch=hatch, ec="white", lw=0.6)
        ends[side] += 1e4 * value
    for size, colour in ((10.5, "white"), (7, INK)):
        axis.plot(1e4 * effect.raw, y, "D", ms=size, mfc="white", mec=colour, mew=1.4, zorder=4)
    return ends[-1], ends[1]


def _legend(ax: Axes, fills: dict[str, tuple[str, str]], findings: Findings) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    labels = findings.study.factor_labels
    handles: list[Patch | Line2D] = [
        Patch(fc=colour, hatch=hatch, ec="white", label=labels.get(part, part))
        for part, (colour, hatch) in fills.items()
    ]
    handles.append(Line2D([], [], marker="D", ls="", mfc="white", mec=INK, mew=1.4, label="raw move"))
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(-0.005, 1.0), ncols=-(-len(handles) // 2), borderaxespad=0,
        columnspacing=1.6, handletextpad=0.6,
    )  # fmt: skip
