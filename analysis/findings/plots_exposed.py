"""Figures of MORE OF THE ASSETS: abnormal return against weight, and the portfolio beside its synthetic twin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analysis.drawing.labels import spread
from analysis.drawing.page import (
    BAND,
    BAND_TEXT,
    FAINT,
    INK,
    MARK,
    MUTED,
    WIDTH,
    axes_size,
    looks,
    mark_day_zero,
    page,
    panel_title,
    panels,
    say_instead,
    styled,
)
from analysis.findings.captions_evidence import dose_caption, twin_caption
from analysis.findings.evidence_tables import dose_table, twin_numbers
from analysis.findings.record_exposed import dose_record, synthetic_record
from analysis.words.numbers import capital, listing, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.findings.results import Findings

SIZE = 9.5
MARKER = 0.11
"""Inches: markers as far apart do not cover each other."""
TWIN = "#0072B2"


@styled
def plot_dose(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Abnormal return of each fund against its weight, with the line through them where there is one."""
    table, slope = dose_table(findings), dose_record(findings)["gls"]
    ax = page(dose_caption(findings), ax=ax, height=4.1, left=0.75, bottom=0.82)
    if table.empty:
        say_instead(ax, f"{capital(dose_record(findings)['reason'])}.")
        return ax
    reach = max(float(table["weight_high_pct"].max()), 0.01)
    low, high = float(table["low_bp"].min()), float(table["high_bp"].max())
    edge = 0.06 * (high - low)
    # Above all intervals one line is left for the names.
    ax.set(xlim=(-0.05 * reach, 1.06 * reach), ylim=(low - edge, high + 3.2 * edge))
    ax.axhline(0, color=INK, lw=1)
    if slope:
        _draw_slopes(ax, table, slope)
    _draw_doses(findings, ax, table)
    assets = listing(list(findings.study.claim.assets))
    ax.set_xlabel(f"weight of the {assets} in the fund, %")
    ax.set_ylabel(f"abnormal return, {findings.study.primary.name}, bp")
    return ax


def _draw_slopes(ax: Axes, table: pd.DataFrame, slope: dict[str, float]) -> None:
    """The line at the middle of the weights, and the slopes that other admissible weights give, about its centre.

    A slope of one percent for the assets is one basis point for each hundredth of a percent of weight.
    """
    x = np.array(ax.get_xlim())
    centre = float((table["weight_low_pct"] + table["weight_high_pct"]).mean() / 2)
    level = slope["intercept_bp"] + slope["slope_pct"] * centre
    least, greatest = (level + slope[k] * (x - centre) for k in ("least_pct", "greatest_pct"))
    ax.fill_between(x, least, greatest, color=BAND, alpha=0.55, lw=0, zorder=1)
    ax.plot(x, level + slope["slope_pct"] * (x - centre), color=BAND_TEXT, lw=1.8, zorder=2)


def _draw_doses(findings: Findings, ax: Axes, table: pd.DataFrame) -> None:
    style = looks(findings.study)
    left, right = ax.get_xlim()
    an_inch = (right - left) / axes_size(ax)[0]
    middle = (table["weight_low_pct"] + table["weight_high_pct"]).to_numpy() / 2
    # Funds of the same weight would hide each other: these, and no others, stand beside each other.
    places = spread(middle, MARKER * an_inch)
    moved = table["fund"][np.abs(places - middle) > 1e-9]
    if len(moved):
        note = f"Of equal or nearly equal weight, drawn side by side: {listing(list(moved))}"
        ax.annotate(
            note,
            (0, 0),
            (0, -40),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            color=MUTED,
            size=SIZE,
        )
    names = spread(places, 0.52 * an_inch, left + 0.25 * an_inch, right - 0.25 * an_inch)
    top = ax.get_ylim()[1]
    for row, x, name in zip(table.to_dict("records"), places, names, strict=True):
        look, y = style[row["fund"]], row["abnormal_bp"]
        ax.plot(
            [row["weight_low_pct"], row["weight_high_pct"]],
            [y, y],
            color=look.colour,
            lw=4,
            alpha=0.55,
            solid_capstyle="butt",
        )
        ax.plot([x, x], [row["low_bp"], row["high_bp"]], color=look.colour, lw=1.6)
        ax.plot(x, y, look.shape, ms=7.5, color=look.colour, mec="white", mew=0.8, zorder=4)
        ax.plot(
            [x, name], [row["high_bp"], top - 0.055 * (top - ax.get_ylim()[0])], color=look.colour, lw=0.7, alpha=0.8
        )
        ax.annotate(
            row["fund"], (name, top), (0, -1), textcoords="offset points", ha="center", va="top", color=look.text,
            size=SIZE, weight="bold",
        )  # fmt: skip


@styled
def plot_twin(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """The portfolio and its synthetic twin, their gap among those of placebo dates, and the mixture."""
    left, right, gap, beside, names = 0.75, 0.2, 0.62, 1.35, 0.65
    width, upper, lower = WIDTH - left - right, 2.2, 2.2
    height = upper + gap + lower + 0.25
    ax = page(twin_caption(findings), ax=ax, height=height, left=left, right=right)
    across = width - beside - names - 0.8
    paths, gaps, donors = panels(
        ax,
        (width, height),
        [
            (0, lower + gap, across, upper),
            (0, 0, across, lower),
            (width - beside, lower + gap, beside - 0.45, upper),
        ],
    )
    table = twin_numbers(findings)
    days = table["event_day"].to_numpy()
    for axis in (paths, gaps):
        axis.set(xlim=(days[0] - 0.4, days[-1] + 0.4))
        axis.set_xticks([d for d in days if d % 5 == 0 or d in (days[0], days[-1])])
    _draw_paths(paths, table)
    _draw_gaps(gaps, table)
    _draw_donors(findings, donors)
    return ax


def _draw_paths(axis: Axes, table: pd.DataFrame) -> None:
    days = table["event_day"].to_numpy()
    axis.axhline(0, color=FAINT, lw=0.8)
    mark_day_zero(axis, "day 0")
    axis.plot(days, table["synthetic_bp"], color=TWIN, lw=2, ls=(0, (5, 1.6)), marker="s", ms=4)
    axis.plot(days, table["portfolio_bp"], color=INK, lw=2.2, marker="D", ms=4.5)
    # The label of day 0 stands above the axes too: on the other side of it there is room.
    loc: Literal["left", "right"] = "left" if days[0] + days[-1] < 0.1 * (days[-1] - days[0]) else "right"
    panel_title(axis, "Cumulated from the eve, bp", loc)
    low, high = axis.get_ylim()
    last = [float(table[c].iloc[-1]) for c in ("portfolio_bp", "synthetic_bp")]
    gap = (high - low) * 1.3 * SIZE / 72 / axes_size(axis)[1]
    places = spread(last, gap, low + gap / 2, high - gap / 2)
    for name, y, colour in zip(("portfolio", "its twin"), places, (INK, TWIN), strict=True):
        axis.annotate(
            name, (days[-1], y), (9, 0), textcoords="offset points", va="center", color=colour, size=SIZE,
            weight="bold", annotation_clip=False,
        )  # fmt: skip
    axis.set_ylim(low, high)


def _draw_gaps(axis: Axes, table: pd.DataFrame) -> None:
    days = table["event_day"].to_numpy()
    axis.fill_between(days, table["placebo_low_bp"], table["placebo_high_bp"], color=BAND, alpha=0.55, lw=0)
    axis.axhline(0, color=INK, lw=1)
    axis.axvline(0, color=MARK, lw=1.4, ls=(0, (4, 2)))
    axis.plot(days, table["gap_bp"], color=INK, marker="o", ms=4.5, lw=2)
    axis.set_xlabel("event day (sessions)")
    panel_title(axis, "Gap: portfolio less twin, bp")
    axis.annotate(
        "95 % of the\nplacebo dates", (days[-1], float(table["placebo_high_bp"].iloc[-1])), (9, 0), va="top",
        textcoords="offset points", color=BAND_TEXT, size=SIZE, annotation_clip=False,
    )  # fmt: skip


def _draw_donors(findings: Findings, axis: Axes) -> None:
    """Weights of the mixture as bars, the largest first."""
    donors, style = synthetic_record(findings)["donors"], looks(findings.study)
    heaviest = max(d["weight"] for d in donors)
    axis.set(xlim=(0, heaviest), ylim=(len(donors) - 0.4, -0.6), yticks=[], xticks=[])
    axis.spines["bottom"].set_visible(False)
    axis.grid(False)
    panel_title(axis, "Weight in the twin")
    at: dict[str, Any] = {"textcoords": "offset points", "va": "center", "size": SIZE, "annotation_clip": False}
    for y, donor in enumerate(donors):
        axis.barh(y, donor["weight"], height=0.62, color=style[donor["donor"]].colour)
        axis.annotate(donor["donor"], (0, y), (-6, 0), ha="right", color=INK, **at)
        share = percent(donor["weight"]) if donor["weight"] >= 0.0005 else "none"
        axis.annotate(share, (donor["weight"], y), (5, 0), ha="left", color=INK, **at)
