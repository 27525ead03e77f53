"""Figure of WHAT COULD HAVE BEEN SEEN: the move in the assets that a fund of some weight can show, and the power."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.drawing.page import FAINT, INK, MUTED, WIDTH, looks, page, panel_title, panels, say_instead, styled
from analysis.findings.captions_evidence import sight_caption
from analysis.findings.evidence_tables import power_table
from analysis.findings.record_exposed import sight_record
from analysis.measure.effects import PORTFOLIO
from analysis.words.numbers import listing, percent, share_of, span

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.findings.results import Findings

LEFT, RIGHT, BOTTOM = 0.15, 0.15, 0.12
NAMES, ACROSS, GAP = 0.95, 3.55, 0.75
"""Inches: names of the funds, the panel of weights, and the space between it and the power curve."""
HEAD, UP, BETWEEN, ROW = 0.25, 3.0, 0.72, 0.23
"""Inches: titles of the panels, height of both, space below them for the axis, height of a fund."""
SIZE = 9.5
SEEN = "#DCEBDD"
ANALYTIC, EMPIRICAL = "#0072B2", "#B35900"
INTEREST = "#7A4B8C"
NOTHING = "With so few placebo dates no effect, however large, is significant at the declared level."


@styled
def plot_sight(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Which move in the assets a weight could have shown, each fund's weight below it, and the power beside it."""
    rows = _rows(findings)
    width = WIDTH - LEFT - RIGHT
    strip = ROW * (len(rows) + 1)
    height = HEAD + UP + BETWEEN + strip
    ax = page(sight_caption(findings), ax=ax, height=height, left=LEFT, right=RIGHT, bottom=BOTTOM)
    beside = NAMES + ACROSS + GAP
    frontier, funds, power = panels(
        ax,
        (width, height),
        [
            (NAMES, strip + BETWEEN, ACROSS, UP),
            (NAMES, 0, ACROSS, strip),
            (beside, strip + BETWEEN, width - beside, UP),
        ],
    )
    _draw_frontier(findings, frontier)
    _draw_funds(findings, funds, rows, (beside - NAMES, width - NAMES))
    _draw_power(findings, power)
    return ax


def _rows(findings: Findings) -> list[dict[str, Any]]:
    """The portfolio, then each fund: weight, smallest detectable effect, needed move."""
    sight = sight_record(findings)
    return [{"fund": PORTFOLIO, **sight["portfolio"]}, *sight["funds"]]


def detectability_numbers(findings: Findings) -> pd.DataFrame:
    """The portfolio and each fund: weight and needed move in percent, smallest detectable effect in basis points."""
    return pd.DataFrame(_rows(findings))


def _lightest(findings: Findings) -> float:
    """Weight in percent at which the scale of weights begins: a power of ten below all that are not zero."""
    weights = [w for pair in (findings.verdict.weight_pct, *findings.weights.values()) for w in pair if w > 0]
    return float(10 ** math.floor(math.log10(min([*weights, 1.0]) / 1.2)))


def _draw_frontier(findings: Findings, axis: Axes) -> None:
    """Weight times move is the detectable effect: a straight line where both scales are logarithmic."""
    v = findings.verdict
    detectable = 100 * v.detectable
    if not math.isfinite(detectable):
        say_instead(axis, NOTHING)
        return
    low = _lightest(findings)
    gains = [i.gain_pct for i in v.implied]
    bottom = min(gains) / 2.5
    top = max(100 * detectable / low * 1.3, 10 * max(gains))
    x = np.array([low, 100.0])
    axis.set(xscale="log", yscale="log", xlim=(low, 100), ylim=(bottom, top))
    axis.fill_between(x, 100 * detectable / x, top, color=SEEN, lw=0)
    axis.plot(x, 100 * detectable / x, color=INK, lw=1.4)
    if v.weight_pct[0] > 0:
        own = np.array(v.weight_pct)
        axis.plot(own, 100 * detectable / own, color=INK, lw=5, solid_capstyle="butt")
        # Above the line, where the weights of the moves are not written, unless the axes end there.
        beyond = own[1] < 40
        end, shift = (own[1], (6, 3)) if beyond else (own[0], (-6, -3))
        axis.annotate(
            "portfolio", (end, 100 * detectable / end), shift, textcoords="offset points",
            ha="left" if beyond else "right", va="bottom" if beyond else "top", size=SIZE, weight="bold",
        )  # fmt: skip
    for gain in gains:
        _draw_gain(axis, gain, 100 * detectable / gain, low)
    assets = listing(list(findings.study.claim.assets))
    chance = percent(findings.study.decision.power)
    axis.annotate(
        f"seen with {chance}\nprobability or more", (0.97, 0.96), xycoords="axes fraction", ha="right", va="top",
        color="#2E6B34", size=10, weight="bold",
    )  # fmt: skip
    axis.set_ylabel(f"move of the {assets}, %")
    panel_title(axis, f"Weight times move must reach {1e4 * v.detectable:.1f} bp")
    axis.set_xlabel(f"weight of the {assets} in a fund, %")
    for scale in (axis.xaxis, axis.yaxis):
        scale.set_major_formatter(lambda value, _: f"{value:g}")
        scale.set_minor_locator(_no_ticks())
    axis.grid(True, axis="both")


def _no_ticks() -> Any:
    from matplotlib.ticker import NullLocator

    return NullLocator()


def _draw_gain(axis: Axes, gain: float, weight: float, low: float) -> None:
    """A move of interest, and the weight from which on it could be seen."""
    axis.axhline(gain, color=INTEREST, lw=1.1, ls=(0, (5, 2)))
    at: dict[str, Any] = {"textcoords": "offset points", "color": INTEREST, "size": SIZE}
    axis.annotate(f"{gain:g} % move", (low, gain), (4, 3), va="bottom", **at)
    if weight <= 100:
        axis.plot(weight, gain, "o", ms=6.5, mfc="white", mec=INTEREST, mew=1.6, zorder=4)
        axis.annotate(f"{weight:.0f} % weight", (weight, gain), (-6, -4), ha="right", va="top", **at)


def _draw_funds(
    findings: Findings,
    axis: Axes,
    rows: list[dict[str, Any]],
    table: tuple[float, float],
) -> None:
    """Each fund's weight as a bar on the scale above, and its numbers at the right."""
    style, reach = looks(findings.study), (_lightest(findings), 100.0)
    axis.set(xscale="log", xlim=reach, ylim=(len(rows) - 0.4, -1.4), yticks=[])
    axis.xaxis.set_minor_locator(_no_ticks())
    axis.tick_params(axis="x", length=0, labelbottom=False)
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)
    columns = [table[0] + 0.8, table[0] + 1.95, table[1]]
    heads = ("weight, %", "detectable, bp", "move needed, %")
    for x, text in zip(columns, heads, strict=True):
        _write(axis, x, -1, text, MUTED)
    _write(axis, 0, -1, "weight in each fund", MUTED, ha="left")
    for y, row in enumerate(rows):
        key, low, high = row["fund"], row["weight_low_pct"], row["weight_high_pct"]
        heavy = key == PORTFOLIO
        name = "Portfolio" if heavy else key
        _write(axis, -NAMES, y, name, INK, ha="left", weight="bold" if heavy else "normal")
        if high > 0:
            axis.plot(
                [max(low, reach[0]), high],
                [y, y],
                color=style[key].colour,
                lw=6 if heavy else 4.5,
                solid_capstyle="butt",
            )
        if low == high > 0:
            axis.plot([low], [y], "D", ms=6, color=style[key].colour, clip_on=False)
        if low == 0:
            axis.plot([reach[0]], [y], "<", ms=7, color=style[key].colour, clip_on=False)
        texts = (share_of(low, high).replace(" %", ""), f"{row['detectable_bp']:.1f}", _needed(row))
        for x, text in zip(columns, texts, strict=True):
            _write(axis, x, y, text, INK, weight="bold" if heavy else "normal")


def _needed(row: dict[str, Any]) -> str:
    """Move that the fund would take to show anything: "36 to 59", "214 or more", "none seen"."""
    low, high = row["needed_low_pct"], row["needed_high_pct"]
    if math.isinf(low):
        return "none seen"
    first, second = (f"{v:.0f}" if v >= 10 else f"{v:.1f}" for v in (low, high))
    return f"{first} or more" if math.isinf(high) else span(first, second)


def _write(
    axis: Axes, inches: float, y: float, text: str, colour: str, ha: str = "right", weight: str = "normal"
) -> None:
    """Text at a distance in inches from the left edge of the axes."""
    axis.annotate(
        text, (0, y), (72 * inches, 0), xycoords=("axes fraction", "data"), textcoords="offset points", ha=ha,
        va="center", color=colour, size=SIZE, weight=weight, annotation_clip=False,
    )  # fmt: skip


def _draw_power(findings: Findings, axis: Axes) -> None:
    """Probability of finding an effect of each size, by the t test and on the placebo dates."""
    table, sight, rule = power_table(findings), sight_record(findings), findings.study.decision
    axis.plot(table["effect_bp"], 100 * table["analytic"], color=ANALYTIC, lw=2)
    axis.plot(table["effect_bp"], 100 * table["empirical"], color=EMPIRICAL, lw=2, ls=(0, (4, 1.5)))
    axis.axhline(100 * rule.power, color=MUTED, lw=1, ls=(0, (1.5, 1.5)))
    axis.axhline(100 * rule.alpha, color=FAINT, lw=1, ls=(0, (1.5, 1.5)))
    reach = float(table["effect_bp"].iloc[-1])
    axis.set(xlim=(0, reach), ylim=(0, 104), yticks=[0, 20, 40, 60, 80, 100])
    axis.set_xlabel("effect on the portfolio, bp")
    panel_title(axis, "Probability of seeing an effect, %")
    for name, key, colour, y in (
        ("t test", "analytic_bp", ANALYTIC, 41), ("placebo", "empirical_bp", EMPIRICAL, 26),
    ):  # fmt: skip
        value = sight[key]
        text = f"{name}: {value:.1f} bp" if math.isfinite(value) else f"{name}: none"
        if math.isfinite(value):
            axis.plot([value], [100 * rule.power], "o", ms=6.5, mfc="white", mec=colour, mew=1.8, zorder=4)
        axis.annotate(
            text, (1, y / 104), (-2, 0), xycoords="axes fraction", textcoords="offset points",
            ha="right", color=colour, size=SIZE, weight="bold",
        )  # fmt: skip
    shown = [i for i in sight["implied"] if 0 < i["high_bp"] < reach]
    for n, i in enumerate(shown):
        _draw_implied(axis, i, n, reach)


def _draw_implied(axis: Axes, implied: dict[str, Any], number: int, reach: float) -> None:
    """Effect that a move of the assets implies, named where the curves are not: above them at the left, or below."""
    low, high = implied["low_bp"], implied["high_bp"]
    axis.axvspan(low, high, color=INTEREST, alpha=0.35, lw=0)
    axis.axvline(high, color=INTEREST, lw=0.8)
    x, y, ha = (high, 96 - 11 * number, "left") if high < reach / 2 else (low, 14 - 10 * number, "right")
    axis.annotate(
        f"{implied['gain_pct']:g} % move", (x, y), (9 if ha == "left" else -9, 0), textcoords="offset points",
        va="center", ha=ha, color=INTEREST, size=SIZE, bbox={"fc": "white", "ec": "none", "pad": 1},
        arrowprops={"arrowstyle": "-", "color": INTEREST, "lw": 0.9, "shrinkB": 0},
    )  # fmt: skip
