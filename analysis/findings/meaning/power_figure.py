"""Figure of what could have been seen: the move of the assets that a fund of some weight can show, and the power."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.drawing.caption import Caption
from analysis.drawing.page import (
    FAINT,
    INK,
    MUTED,
    WIDTH,
    Look,
    axes_size,
    looks,
    page,
    panel_title,
    panels,
    say_instead,
    styled,
)
from analysis.drawing.points import line_texts, tell, tell_columns
from analysis.findings.meaning.power import Power
from analysis.findings.meaning.reach import Implied, Reach
from analysis.study.series import PORTFOLIO
from analysis.words.filters import NONE, level, rounded_pct, size
from analysis.words.numbers import bp, percent, share_of, span
from analysis.words.study_words import assets_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, RIGHT, BOTTOM = 0.15, 0.15, 0.12
NAMES, ACROSS, GAP = 0.95, 3.55, 0.75
"""Inches: names of the funds, the panel of weights, and the space between it and the power curve."""
HEAD, UP, BETWEEN, LINE = 0.25, 3.0, 0.72, 0.23
"""Inches: titles of the panels, height of both, space below them for the axis, height of a fund."""
SIZE = 9.5
COLUMNS = ("weight, %", "detectable, bp", "move needed, %")
"""Of numbers beside the weights."""
SEEN = "#DCEBDD"
ANALYTIC, EMPIRICAL = "#0072B2", "#B35900"
INTEREST = "#7A4B8C"
Label = tuple[float, float, str, dict[str, Any]]
"""Weight and move of a point of the frontier, the words beside it, and how these look."""
NOTHING = "With so few placebo dates no effect, however large, is significant at the declared level."


def caption(piece: Power) -> Caption:
    """How likely the judged move of the assets would have been seen."""
    setting, judged, effect = piece.setting, piece.judged, piece.effect
    assets, alpha = assets_of(setting.claim), level(setting.rule.alpha)
    title = piece.needed_words.rstrip(".")
    if judged.effect[1] > 0:
        title = (
            f"A move of the {assets} by {judged.move_pct:g} % would have been seen with "
            f"{span(*map(percent, judged.power))} probability; chance alone gives {percent(float(piece.by_rule[0]))}"
        )
    subtitle = (
        f"{setting.portfolio.label}, {setting.primary.name} window: smallest effect found with "
        f"{percent(setting.rule.power)} probability at {alpha}: {_amount(piece.detectable)} by the rule of the "
        f"verdict, {_amount(effect.detectable_by_t)} by the t test alone"
    )
    alt = f"Visible moves by weight, and power curves. {title}."
    return Caption(title, subtitle, alt)


def _amount(effect: float) -> str:
    return bp(effect, sign=False) if math.isfinite(effect) else "none"


@styled
def plot(piece: Power, *, ax: Axes | None = None) -> Axes:
    """Which move in the assets a weight could have shown, each fund's weight below it, and the power beside it."""
    lines = (piece.portfolio, *piece.funds)
    width = WIDTH - LEFT - RIGHT
    strip = LINE * (len(lines) + 1)
    height = HEAD + UP + BETWEEN + strip
    ax = page(piece.caption, ax=ax, height=height, left=LEFT, right=RIGHT, bottom=BOTTOM)
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
    _draw_frontier(piece, frontier)
    _draw_funds(piece, funds, lines, (beside - NAMES, width - NAMES))
    _draw_power(piece, power)
    return ax


def _lightest(piece: Power) -> float:
    """Weight in percent at which the scale of weights begins: a power of ten below all that are not zero."""
    weights = [w for reach in (piece.portfolio, *piece.funds) for w in reach.weight_pct if w > 0]
    return float(10 ** math.floor(math.log10(min([*weights, 1.0]) / 1.2)))


def _draw_frontier(piece: Power, axis: Axes) -> None:
    """Weight times move is the detectable effect as a simple return: a straight line on two logarithmic scales."""
    if not math.isfinite(piece.detectable):
        say_instead(axis, NOTHING)
        return
    product = 1e4 * abs(math.expm1(piece.tests.looking.sign * piece.detectable))  # percent times percent
    low = _lightest(piece)
    moves = [i.move_pct for i in piece.implied]
    bottom, top = min(min(moves) / 2.5, product / 160), max(product / low * 1.3, 10 * max(moves))
    x = np.array([low, 100.0])
    axis.set(xscale="log", yscale="log", xlim=(low, 100), ylim=(bottom, top))
    axis.fill_between(x, product / x, top, color=SEEN, lw=0)
    axis.plot(x, product / x, color=INK, lw=1.4)
    labels = [_draw_move(axis, move, product / move, low) for move in moves]
    if piece.weight_pct[0] > 0:
        labels.append(_draw_portfolio(axis, piece.weight_pct, product))
    _write_below(axis, [label for label in labels if label])
    axis.annotate(
        f"seen with {percent(piece.setting.rule.power)}\nprobability or more", (0.97, 0.96), xycoords="axes fraction",
        ha="right", va="top", color="#2E6B34", size=10, weight="bold",
    )  # fmt: skip
    assets = assets_of(piece.setting.claim)
    panel_title(axis, f"Weight times move must reach {product / 100:.2g} %")
    axis.set(xlabel=f"weight of {assets}, %", ylabel=f"move of {assets}, %")
    for scale in (axis.xaxis, axis.yaxis):
        scale.set_major_formatter(lambda value, _: f"{value:g}")
        scale.set_minor_locator(_no_ticks())
    axis.grid(True, axis="both")


def _draw_portfolio(axis: Axes, weight_pct: tuple[float, float], product: float) -> Label | None:
    """The portfolio's stretch of the frontier; its label where it has to stand below the line."""
    own = np.array(weight_pct)
    axis.plot(own, product / own, color=INK, lw=5, solid_capstyle="butt")
    # Above the line, where the weights of the moves are not written, unless the axes end there.
    if own[1] >= 40:
        return own[0], product / own[0], "portfolio", {"color": INK, "weight": "bold"}
    axis.annotate(
        "portfolio", (own[1], product / own[1]), (6, 3), textcoords="offset points", va="bottom", size=SIZE,
        weight="bold",
    )  # fmt: skip
    return None


def _no_ticks() -> Any:
    from matplotlib.ticker import NullLocator

    return NullLocator()


def _draw_move(axis: Axes, move: float, weight: float, low: float) -> Label | None:
    """A move of interest, and the weight from which on it could be seen, with its label."""
    axis.axhline(move, color=INTEREST, lw=1.1, ls=(0, (5, 2)))
    at: dict[str, Any] = {"textcoords": "offset points", "color": INTEREST, "size": SIZE}
    axis.annotate(f"{move:g} % move", (low, move), (4, 3), va="bottom", **at)
    if weight > 100:
        return None
    tell(axis, weight, move, f"a move of {move:g} % would show from a weight of {rounded_pct(weight)} on")
    axis.plot(weight, move, "o", ms=6.5, mfc="white", mec=INTEREST, mew=1.6, zorder=4, clip_on=False)
    return weight, move, f"{rounded_pct(weight)} weight", {"color": INTEREST}


def _write_below(axis: Axes, labels: Sequence[Label]) -> None:
    """Labels left of points of the frontier and below them, each lower than the one before by at least a line."""
    bottom, top = np.log(axis.get_ylim())
    up = 72 * axes_size(axis)[1] / (top - bottom)
    free = math.inf
    for x, y, text, look in sorted(labels, key=lambda label: -label[1]):
        point = up * (math.log(y) - bottom)
        free = min(point - 4, free)
        axis.annotate(
            text, (x, y), (-6, free - point), textcoords="offset points", ha="right", va="top", size=SIZE,
            bbox={"fc": "white", "ec": "none", "pad": 0.5}, **look,
        )  # fmt: skip
        free -= 1.45 * SIZE


def _draw_funds(piece: Power, axis: Axes, lines: Sequence[Reach], table: tuple[float, float]) -> None:
    """Each fund's weight as a bar on the scale above, and its numbers at the right."""
    style, lightest = looks(piece.setting.study), _lightest(piece)
    axis.set(xscale="log", xlim=(lightest, 100.0), ylim=(len(lines) - 0.4, -1.4), yticks=[])
    axis.xaxis.set_minor_locator(_no_ticks())
    axis.tick_params(axis="x", length=0, labelbottom=False)
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)
    columns = [table[0] + 0.8, table[0] + 1.95, table[1]]
    for x, text in zip(columns, COLUMNS, strict=True):
        _write(axis, x, -1, text, MUTED)
    _write(axis, 0, -1, "weight in each series", MUTED, ha="left")
    for y, reach in enumerate(lines):
        heavy = reach.key == PORTFOLIO
        weight = "bold" if heavy else "normal"
        _write(axis, -NAMES, y, "Portfolio" if heavy else reach.key, INK, ha="left", weight=weight)
        told = ", ".join(f"{what} {cell}" for what, cell in zip(COLUMNS, _cells(reach), strict=True))
        tell(axis, max(*reach.weight_pct, lightest), y, f"{'Portfolio' if heavy else reach.key}: {told}")
        _draw_weight(axis, y, reach.weight_pct, style[reach.key], lightest, 6 if heavy else 4.5)
        for x, text in zip(columns, _cells(reach), strict=True):
            _write(axis, x, y, text, INK, weight=weight)


def _draw_weight(
    axis: Axes, y: int, weight_pct: tuple[float, float], look: Look, lightest: float, thick: float
) -> None:
    """Bar from the lowest to the highest weight: a diamond where they are one, an arrow where the lowest is zero."""
    low, high = weight_pct
    if high > 0:
        axis.plot([max(low, lightest), high], [y, y], color=look.colour, lw=thick, solid_capstyle="butt")
    if low == high > 0:
        axis.plot([low], [y], "D", ms=6, color=look.colour, clip_on=False)
    if low == 0:
        axis.plot([lightest], [y], "<", ms=7, color=look.colour, clip_on=False)


def _cells(reach: Reach) -> tuple[str, str, str]:
    """Weight, detectable effect, and the move that it takes: "36 to 59", "214 or more", "none seen"."""
    weight = share_of(*reach.weight_pct).replace(" %", "")
    if math.isnan(reach.detectable):
        return weight, NONE, NONE
    detectable = size(1e4 * reach.detectable if math.isfinite(reach.detectable) else None)
    if math.isinf(reach.needed_pct[0]):
        return weight, detectable, "none seen"
    least, most = (f"{v:.0f}" if v >= 10 else f"{v:.1f}" for v in reach.needed_pct)
    return weight, detectable, f"{least} or more" if math.isinf(reach.needed_pct[1]) else span(least, most)


def _write(
    axis: Axes, inches: float, y: float, text: str, colour: str, ha: str = "right", weight: str = "normal"
) -> None:
    """Text at a distance in inches from the left edge of the axes."""
    axis.annotate(
        text, (0, y), (72 * inches, 0), xycoords=("axes fraction", "data"), textcoords="offset points", ha=ha,
        va="center", color=colour, size=SIZE, weight=weight, annotation_clip=False,
    )  # fmt: skip


def _draw_power(piece: Power, axis: Axes) -> None:
    """Probability of finding an effect of each size, by the t test and on the placebo dates."""
    rule, sizes, reach = piece.setting.rule, 1e4 * piece.effects, 1e4 * float(piece.effects[-1])
    axis.plot(sizes, 100 * piece.by_t, color=ANALYTIC, lw=2)
    axis.plot(sizes, 100 * piece.by_rule, color=EMPIRICAL, lw=2, ls=(0, (4, 1.5)))
    curves = pd.DataFrame({"t test": 100 * piece.by_t, "the rule": 100 * piece.by_rule})
    heads = [f"an effect of {size:.0f} bp is seen by" for size in sizes]
    tell_columns(axis, list(sizes), line_texts(curves, heads, "in {:.0f} %"))
    axis.axhline(100 * rule.power, color=MUTED, lw=1, ls=(0, (1.5, 1.5)))
    axis.axhline(100 * rule.alpha, color=FAINT, lw=1, ls=(0, (1.5, 1.5)))
    axis.set(xlim=(0, reach), ylim=(0, 104), yticks=[0, 20, 40, 60, 80, 100])
    axis.set_xlabel("effect on the portfolio, bp")
    panel_title(axis, "Probability of seeing an effect, %")
    effect = piece.effect
    for name, value, colour, y in (
        ("t test", effect.detectable_by_t, ANALYTIC, 41), ("the rule", piece.detectable, EMPIRICAL, 26),
    ):  # fmt: skip
        if math.isfinite(value):
            axis.plot([1e4 * value], [100 * rule.power], "o", ms=6.5, mfc="white", mec=colour, mew=1.8, zorder=4)
        axis.annotate(
            f"{name}: {_amount(value)}", (1, y / 104), (-2, 0), xycoords="axes fraction", textcoords="offset points",
            ha="right", color=colour, size=SIZE, weight="bold",
        )  # fmt: skip
    for n, implied in enumerate(i for i in piece.implied if 0 < 1e4 * i.effect[1] < reach):
        _draw_implied(axis, implied, n, reach)


def _draw_implied(axis: Axes, implied: Implied, number: int, reach: float) -> None:
    """Effect that a move of the assets implies, named where the curves are not: above them at the left, or below."""
    low, high = (1e4 * value for value in implied.effect)
    axis.axvspan(low, high, color=INTEREST, alpha=0.35, lw=0)
    axis.axvline(high, color=INTEREST, lw=0.8)
    x, y, ha = (high, 96 - 11 * number, "left") if high < reach / 2 else (low, 14 - 10 * number, "right")
    axis.annotate(
        f"{implied.move_pct:g} % move", (x, y), (9 if ha == "left" else -9, 0), textcoords="offset points",
        va="center", ha=ha, color=INTEREST, size=SIZE, bbox={"fc": "white", "ec": "none", "pad": 1},
        arrowprops={"arrowstyle": "-", "color": INTEREST, "lw": 0.9, "shrinkB": 0},
    )  # fmt: skip
