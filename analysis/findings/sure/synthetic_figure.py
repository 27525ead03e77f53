"""Figure of the synthetic control: the portfolio and its control around the event, their gap, and the mixture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analysis.drawing.caption import Caption
from analysis.drawing.labels import spread
from analysis.drawing.page import (
    BAND,
    BAND_TEXT,
    FAINT,
    INK,
    MARK,
    WIDTH,
    axes_size,
    looks,
    mark_day_zero,
    page,
    panel_title,
    panels,
    styled,
)
from analysis.drawing.points import line_texts, tell_columns, tell_point
from analysis.findings.sure.synthetic import USED, WHOLE_DAYS, Synthetic
from analysis.words.numbers import digits, out_of, p_value, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, RIGHT = 0.75, 0.2
PANEL, GAP, LABELS = 2.2, 0.62, 0.8
"""Inches: height of a panel, space between two, room right of the lines for their names."""
NAMES, DONORS = 0.65, 1.35
"""Inches: names of the donors, their bars with the weights in words."""
SIZE = 9.5
CONTROL = "#0072B2"


def caption(piece: Synthetic) -> Caption:
    """How the portfolio moved against its synthetic control, or that the control fits too badly to say."""
    told = piece.told
    title, band = _finding(piece) if piece.fits else _no_finding(piece)
    anew = "" if piece.setting.primary.returns == WHOLE_DAYS else ", to which a control is fitted anew"
    subtitle = (
        f"Close-to-close returns cumulated from the close of event day -1{anew}; weights of the "
        f"{piece.setting.primary.name} window, fitted to {told['sessions']} sessions before "
        f"(R² = {told['rsquared']:.2f}, RMSPE {told['rmspe_bp']:.1f} bp){band}"
    )
    alt = f"Lines of portfolio and mixture, their gap, and the weights. {title}."
    return Caption(title, subtitle, alt)


def _finding(piece: Synthetic) -> tuple[str, str]:
    """Title, and what the subtitle adds of the band."""
    told, setting = piece.told, piece.setting
    time, path = told["in_time"], told["path"]
    title = (
        f"{setting.portfolio.label}: {told['gap_bp']:+.1f} bp against its synthetic control; "
        f"{out_of(time['as_far'], time['dates'])} placebo dates had that gap or {piece.looking.or_more} "
        f"({piece.looking.sided}, {p_value(time['p'])})"
    )
    band = (
        f"; band: 95 % of {digits(path['dates'], 'placebo date')}, pointwise; the gap lies outside it on "
        f"{out_of(path['days_outside'], path['days'])} days"
    )
    return title, band


def _no_finding(piece: Synthetic) -> tuple[str, str]:
    """Title, and nothing more for the subtitle: without a fit there is no band."""
    told = piece.told
    title = (
        f"{piece.setting.portfolio.label}: the synthetic control fits too badly before the event to say anything "
        f"(R² = {told['rsquared']:.2f}, at least {told['floor_r2']:.2f} is asked for)"
    )
    return title, ""


@styled
def plot(piece: Synthetic, *, ax: Axes | None = None) -> Axes:
    """The portfolio and its synthetic control, their gap among those of placebo dates, and the mixture."""
    width, height = WIDTH - LEFT - RIGHT, 2 * PANEL + GAP + 0.25
    ax = page(piece.caption, ax=ax, height=height, left=LEFT, right=RIGHT)
    across, above = width - DONORS - NAMES - LABELS, PANEL + GAP
    boxes = [(0, above, across, PANEL), (0, 0, across, PANEL), (width - DONORS, above, DONORS - 0.45, PANEL)]
    paths, gaps, donors = panels(ax, (width, height), boxes)
    table = piece.numbers().frame
    days = table["event_day"].to_numpy()
    for axis in (paths, gaps):
        axis.set(xlim=(days[0] - 0.4, days[-1] + 0.4))
        axis.set_xticks([d for d in days if d % 5 == 0 or d in (days[0], days[-1])])
    heads = [f"event day {day}" for day in days]
    both = {"portfolio_bp": "portfolio", "synthetic_bp": "synthetic control"}
    band = {"placebo_low_bp": "placebo dates from", "placebo_high_bp": "placebo dates to"} if piece.fits else {}
    for axis, names in ((paths, both), (gaps, {"gap_bp": "gap"} | band)):
        tell_columns(axis, list(days), line_texts(table[list(names)], heads, "{:+.1f} bp", names))
    _draw_paths(paths, table)
    _draw_gaps(gaps, table, band=piece.fits)
    _draw_donors(donors, piece)
    return ax


def _draw_paths(axis: Axes, table: pd.DataFrame) -> None:
    days = table["event_day"].to_numpy()
    axis.axhline(0, color=FAINT, lw=0.8)
    mark_day_zero(axis, "day 0")
    axis.plot(days, table["synthetic_bp"], color=CONTROL, lw=2, ls=(0, (5, 1.6)), marker="s", ms=4)
    axis.plot(days, table["portfolio_bp"], color=INK, lw=2.2, marker="D", ms=4.5)
    # The label of day 0 stands above the axes too: on the other side of it there is room.
    loc: Literal["left", "right"] = "left" if days[0] + days[-1] < 0.1 * (days[-1] - days[0]) else "right"
    panel_title(axis, "Cumulated from the eve, bp", loc)
    low, high = axis.get_ylim()
    line = (high - low) * SIZE / 72 / axes_size(axis)[1]
    last = [float(table[c].iloc[-1]) for c in ("portfolio_bp", "synthetic_bp")]
    # One line of text and two, half of each beside the other.
    places = spread(last, 2.0 * line, low + 1.2 * line, high - 1.2 * line)
    for name, y, colour in zip(("portfolio", "synthetic\ncontrol"), places, (INK, CONTROL), strict=True):
        axis.annotate(
            name, (days[-1], y), (9, 0), textcoords="offset points", va="center", color=colour, size=SIZE,
            weight="bold", annotation_clip=False,
        )  # fmt: skip
    axis.set_ylim(low, high)


def _draw_gaps(axis: Axes, table: pd.DataFrame, *, band: bool) -> None:
    days = table["event_day"].to_numpy()
    if band:
        axis.fill_between(days, table["placebo_low_bp"], table["placebo_high_bp"], color=BAND, alpha=0.55, lw=0)
    axis.axhline(0, color=INK, lw=1)
    axis.axvline(0, color=MARK, lw=1.4, ls=(0, (4, 2)))
    axis.plot(days, table["gap_bp"], color=INK, marker="o", ms=4.5, lw=2)
    axis.set_xlabel("event day (sessions)")
    panel_title(axis, "Gap: portfolio less control, bp")
    if band:
        axis.annotate(
            "95 % of the\nplacebo dates", (days[-1], float(table["placebo_high_bp"].iloc[-1])), (9, 0), va="top",
            textcoords="offset points", color=BAND_TEXT, size=SIZE, annotation_clip=False,
        )  # fmt: skip


def _draw_donors(axis: Axes, piece: Synthetic) -> None:
    """Weights of the mixture as bars, the largest first."""
    style = looks(piece.setting.study)
    axis.set(xlim=(0, piece.donors[0][1]), ylim=(len(piece.donors) - 0.4, -0.6), yticks=[], xticks=[])
    axis.spines["bottom"].set_visible(False)
    axis.grid(False)
    panel_title(axis, "Weight of donors")
    at: dict[str, Any] = {"textcoords": "offset points", "va": "center", "size": SIZE, "annotation_clip": False}
    for y, (donor, weight) in enumerate(piece.donors):
        tell_point(axis, weight, y, f"{donor}: {percent(weight) if weight >= USED else 'none'}")
        axis.barh(y, weight, height=0.62, color=style[donor].colour)
        axis.annotate(donor, (0, y), (-6, 0), ha="right", color=INK, **at)
        axis.annotate(percent(weight) if weight >= USED else "none", (weight, y), (5, 0), ha="left", color=INK, **at)
