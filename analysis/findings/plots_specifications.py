"""Figure of OTHER CHOICES: every specification's t value in order, and the choices that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.drawing.page import BAND, BAND_TEXT, INK, MARK, MUTED, WIDTH, page, panels, styled
from analysis.findings.captions_evidence import specifications_caption
from analysis.findings.evidence_tables import specifications_table
from analysis.findings.record_together import critical_t, multiverse_record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.findings.results import Findings

LEFT, RIGHT = 0.15, 0.15
NAMES, MEDIANS = 1.72, 0.72
"""Inches left of the axes for the choices, and right of it for their medians."""
KEY, CURVE, GAP, ROW, HEAD = 0.46, 3.0, 0.14, 0.205, 0.12
"""Inches: the key, height of the curve, space below it, height of a choice, extra space above each dimension."""
SIZE = 9.5
FOUND, PLAIN = "#0072B2", "#6B6B6B"


@styled
def plot_specifications(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Sorted t values with the band of the placebo dates, above a strip that marks the choices of each."""
    table, dimensions = specifications_table(findings), multiverse_record(findings)["dimensions"]
    lines = sum(len(d["choices"]) for d in dimensions)
    strip = lines * ROW + len(dimensions) * HEAD + 0.2
    width, height = WIDTH - LEFT - RIGHT, KEY + CURVE + GAP + strip
    ax = page(specifications_caption(findings), ax=ax, height=height, left=LEFT, right=RIGHT, bottom=0.12)
    inside = width - NAMES - MEDIANS
    curve, choices = panels(ax, (width, height), [(NAMES, strip + GAP, inside, CURVE), (NAMES, 0, inside, strip)])
    _draw_curve(findings, curve, table)
    _draw_choices(choices, table, dimensions, strip)
    return ax


def _draw_curve(findings: Findings, axis: Axes, table: pd.DataFrame) -> None:
    rank, t = table["rank"].to_numpy(), table["t"].to_numpy()
    critical, sign = critical_t(findings), findings.study.claim.sign
    axis.fill_between(
        rank,
        table["placebo_low_t"],
        table["placebo_high_t"],
        color=BAND,
        alpha=0.55,
        lw=0,
        label="95 % of the placebo curves",
    )
    axis.plot(rank, table["placebo_median_t"], color=BAND_TEXT, lw=1.2, ls=(0, (5, 2)), label="their median")
    axis.axhline(0, color=INK, lw=1)
    level = f"{100 * findings.study.decision.alpha:g} % level, one-sided"
    axis.axhline(sign * critical, color=MUTED, lw=1, ls=(0, (1.5, 1.5)), label=level)
    found = sign * t > critical
    for chosen, colour, name in (
        (~found, INK, "a specification"),
        (found, FOUND, f"one that finds a {findings.study.claim.direction}"),
    ):
        if chosen.any():
            axis.plot(rank[chosen], t[chosen], ".", ms=max(3.2, min(9.0, 600 / len(t))), color=colour, label=name)
    _mark_own(axis, table)
    low, high = table["placebo_low_t"].min(), table["placebo_high_t"].max()
    edge = 0.04 * (high - low)
    axis.set(xlim=(0.5, len(table) + 0.5), ylim=(min(low, t.min()) - edge, max(high, t.max()) + edge), xticks=[])
    axis.spines["bottom"].set_visible(False)
    axis.set_ylabel("t value")
    axis.legend(
        loc="lower left", bbox_to_anchor=(-0.01, 1.01), ncols=3, fontsize=SIZE, handlelength=2.2, borderaxespad=0,
        columnspacing=1.4,
    )  # fmt: skip


def _mark_own(axis: Axes, table: pd.DataFrame) -> None:
    """The study's own specification, where the grid holds it."""
    for _, row in table[table["own"]].iterrows():
        axis.plot(row["rank"], row["t"], "D", ms=8, color=MARK, mec="white", mew=0.8, zorder=5)
        left = row["rank"] > len(table) / 2
        axis.annotate(
            f"this study: {row['t']:+.2f}", (row["rank"], row["t"]), (-8 if left else 8, 9), textcoords="offset points",
            ha="right" if left else "left", color=MARK, weight="bold", size=10,
            bbox={"fc": "white", "ec": "none", "pad": 1, "alpha": 0.8},
        )  # fmt: skip


def _draw_choices(axis: Axes, table: pd.DataFrame, dimensions: list[dict[str, Any]], height: float) -> None:
    """One line a choice: a tick at each rank that has it; its median t at the right."""
    axis.set(xlim=(0.5, len(table) + 0.5), ylim=(height, 0), yticks=[], xticks=[])
    axis.grid(False)
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)
    _write(axis, 1, 0.1, (6, 0), "median t", "left", MUTED)
    y = 0.2
    for dimension in dimensions:
        y += HEAD
        name = dimension["dimension"]
        _write(axis, 0, y + ROW / 2, (-72 * NAMES + 2, 0), name, "left", MUTED, weight="bold")
        axis.plot([0, 1], [y - HEAD / 2] * 2, color="#D5D5D5", lw=0.8, transform=axis.get_yaxis_transform())
        for choice in dimension["choices"]:
            ranks = table.loc[table[name] == choice["choice"], "rank"].to_numpy()
            own = bool(table.loc[table["own"], name].eq(choice["choice"]).any())
            _ticks(axis, ranks, y, MARK if own else PLAIN, len(table))
            _write(
                axis,
                0,
                y + ROW / 2,
                (-6, 0),
                choice["choice"],
                "right",
                MARK if own else INK,
                "bold" if own else "normal",
            )
            _write(axis, 1, y + ROW / 2, (46, 0), f"{choice['median_t']:+.2f}", "right", INK)
            y += ROW


def _ticks(axis: Axes, ranks: NDArray[np.int_], y: float, colour: str, total: int) -> None:
    """Upright ticks, as one broken line: the drawing stays small."""
    x = np.repeat(ranks.astype(float), 3)
    up = np.tile([y + 0.14 * ROW, y + 0.86 * ROW, np.nan], len(ranks))
    axis.plot(x, up, color=colour, lw=max(0.55, min(3.0, 320 / total)), alpha=0.75, solid_capstyle="butt")


def _write(
    axis: Axes,
    x: float,
    y: float,
    shift: tuple[float, float],
    text: str,
    ha: str,
    colour: str,
    weight: str = "normal",
) -> None:
    axis.annotate(
        text, (x, y), shift, xycoords=("axes fraction", "data"), textcoords="offset points", ha=ha, va="center",
        color=colour, size=SIZE, weight=weight, annotation_clip=False,
    )  # fmt: skip
