"""Figure of the dose-response: abnormal return of each fund against the weight of the assets in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.drawing.caption import Caption
from analysis.drawing.labels import spread
from analysis.drawing.page import BAND, BAND_TEXT, INK, MUTED, Look, axes_size, looks, page, styled
from analysis.drawing.points import tell_point
from analysis.findings.sure.dose import Dose
from analysis.words.numbers import at_most, capital, count, listing, p_value, share_of
from analysis.words.study_words import assets_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from matplotlib.axes import Axes

SIZE = 9.5
MARKER = 0.11
"""Inches: markers as far apart do not cover each other."""
NAME = 0.52
"""Inches a name."""
POINTS = 61
LOST = -0.99
"""A line of simple returns that goes below this is not followed further: nothing loses more than its price."""


def caption(piece: Dose) -> Caption:
    """Whether funds with more of the assets moved more."""
    told, setting = piece.told, piece.setting
    subtitle = (
        f"{capital(count(len(piece.funds), 'series', 'series'))}, {setting.primary.name} window; bars: 95 % intervals "
        "and admissible weights"
    )
    title = capital(piece.reason)
    if slope := told["gls"]:
        title = _finding(piece, slope)
        subtitle += f"; line: generalised least squares{_where(piece)}"
        if piece.bounded_weights:
            ends = f"{slope['least_pct']:+.1f} % to {slope['greatest_pct']:+.1f} %"
            subtitle += f"; shaded: no confidence band, but the range of slopes, {ends}, that the weights allow"
    alt = f"Abnormal return of each series against its weight. {title}."
    return Caption(title, subtitle, alt)


def _finding(piece: Dose, slope: Mapping[str, float]) -> str:
    """The slope in words; one that is not significant whatever the weights is not called one."""
    looking, assets = piece.looking, assets_of(piece.setting.claim)
    rises = slope["slope_pct"] > 0
    along = looking.alternative == "two-sided" or rises == (looking.sign > 0)
    p, sided = (slope["p"], looking.sided) if along else (slope["p_opposite"], "one-sided for the opposite")
    head = f"Abnormal returns {'rise' if rises else 'fall'} with the weight of {assets}"
    if p > piece.setting.rule.alpha:
        head, p, sided = "No dose-response can be seen", slope["p"], looking.sided
    said = f"p {at_most(p)}" if piece.bounded_weights else p_value(p)
    return f"{head}: {slope['slope_pct']:+.1f} % for the {assets}{_where(piece)} ({sided}, {said})"


def _where(piece: Dose) -> str:
    """At which of the admissible weights the line is drawn; nothing where there is one only."""
    return " at the middle weights" if piece.bounded_weights else ""


@styled
def plot(piece: Dose, *, ax: Axes | None = None) -> Axes:
    """Abnormal return of each fund against its weight, with the line through them where there is one."""
    table, slope = piece.table(), piece.told["gls"]
    ax = page(piece.caption, ax=ax, height=4.1, left=0.75, bottom=0.82)
    reach = max(float(table["weight_high_pct"].max()), 0.01)
    low, high = float(table["low_bp"].min()), float(table["high_bp"].max())
    edge = 0.06 * (high - low)
    # Above all intervals one line is left for the names.
    ax.set(xlim=(-0.05 * reach, 1.06 * reach), ylim=(low - edge, high + 3.2 * edge))
    ax.axhline(0, color=INK, lw=1)
    if slope:
        _draw_slopes(ax, table, slope)
    _draw_funds(ax, table, looks(piece.setting.study))
    ax.set_xlabel(f"weight of {assets_of(piece.setting.claim)}, %")
    ax.set_ylabel(f"abnormal return, {piece.setting.primary.name}, bp")
    return ax


def _middle(table: pd.DataFrame) -> NDArray[np.float64]:
    return np.asarray((table["weight_low_pct"] + table["weight_high_pct"]).to_numpy() / 2)


def _draw_slopes(ax: Axes, table: pd.DataFrame, slope: Mapping[str, float]) -> None:
    """The line at the middle of the weights, and the slopes that other admissible weights give, about its centre.

    A slope of one percent for the assets is one basis point for each hundredth of a percent of weight. The line is one
    of simple returns, the axis has log returns.
    """
    x, centre = np.linspace(*ax.get_xlim(), POINTS), _middle(table).mean()
    level = slope["intercept_bp"] + slope["slope_pct"] * centre

    def line(key: str) -> NDArray[np.float64]:
        simple = (level + slope[key] * (x - centre)) / 1e4
        return np.asarray(1e4 * np.log1p(np.maximum(simple, LOST)))

    ax.fill_between(x, line("least_pct"), line("greatest_pct"), color=BAND, alpha=0.55, lw=0, zorder=1)
    ax.plot(x, line("slope_pct"), color=BAND_TEXT, lw=1.8, zorder=2)


def _draw_funds(ax: Axes, table: pd.DataFrame, style: Mapping[str, Look]) -> None:
    left, right = ax.get_xlim()
    an_inch = (right - left) / axes_size(ax)[0]
    # Funds of the same weight would hide each other: these, and no others, stand beside each other.
    places = spread(_middle(table), MARKER * an_inch)
    moved = table["fund"][np.abs(places - _middle(table)) > 1e-9]
    if len(moved):
        _note(ax, f"Of equal or nearly equal weight, drawn side by side: {listing(list(moved))}")
    names = spread(places, NAME * an_inch, left + 0.25 * an_inch, right - 0.25 * an_inch)
    for line, x, name in zip(table.to_dict("records"), places, names, strict=True):
        _draw_fund(ax, line, x, name, style[line["fund"]])


def _draw_fund(ax: Axes, line: Mapping[Any, Any], x: float, name: float, look: Look) -> None:
    """Marker with its interval upright and its weights across, and a thin line to its name above."""
    y, colour, (bottom, top) = line["abnormal_bp"], look.colour, ax.get_ylim()
    weights, interval = (line["weight_low_pct"], line["weight_high_pct"]), (line["low_bp"], line["high_bp"])
    told = f"{y:+.1f} bp ({interval[0]:+.1f} to {interval[1]:+.1f}) at a weight of {share_of(*weights)}"
    tell_point(ax, x, y, f"{line['fund']}: {told}")
    ax.plot(weights, [y, y], color=colour, lw=4, alpha=0.55, solid_capstyle="butt")
    ax.plot([x, x], interval, color=colour, lw=1.6)
    ax.plot(x, y, look.shape, ms=7.5, color=colour, mec="white", mew=0.8, zorder=4)
    ax.plot([x, name], [interval[1], top - 0.055 * (top - bottom)], color=colour, lw=0.7, alpha=0.8)
    ax.annotate(
        line["fund"], (name, top), (0, -1), textcoords="offset points", ha="center", va="top", color=look.text,
        size=SIZE, weight="bold",
    )  # fmt: skip


def _note(ax: Axes, text: str) -> None:
    """Words below the axis and its label."""
    ax.annotate(
        text, (0, 0), (0, -40), xycoords="axes fraction", textcoords="offset points", va="top", color=MUTED, size=SIZE
    )
