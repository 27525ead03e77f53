"""Figure of what could have been seen: the move of the assets that a fund of some weight can show, and the power."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.drawing.caption import Caption
from analysis.drawing.labels import spread
from analysis.drawing.names import SIZE, name_across, write_beside
from analysis.drawing.page import (
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
    text_width,
)
from analysis.drawing.points import tell_point
from analysis.findings.meaning.power import Power
from analysis.findings.meaning.power_curve import INTEREST, draw_power, seen_from
from analysis.findings.meaning.reach import Reach
from analysis.study.series import PORTFOLIO
from analysis.words.filters import NONE, level, rounded_pct, size
from analysis.words.numbers import percent, share_of, span
from analysis.words.study_words import assets_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, RIGHT, BOTTOM = 0.15, 0.15, 0.12
NAMES, ACROSS, GAP = 0.95, 3.55, 0.75
"""Inches: names of the funds, the panel of weights, and the space between it and the power curve."""
HEAD, UP, BETWEEN, LINE, AXIS = 0.25, 3.0, 0.72, 0.23, 0.5
"""Inches: titles of the panels, height of both, space below for the axis, height of a fund, axis at the foot."""
SEEN = "#DCEBDD"
Label = tuple[float, float, str, dict[str, Any]]
"""Weight and move of a point of the frontier, the words beside it, and how these look."""
COLUMNS = ("weight, %", "detectable, bp", "move needed, %")
"""Of numbers beside the weights."""
NOTHING = "With so few placebo dates no effect, however large, is significant at the declared level."


def caption(piece: Power) -> Caption:
    """How likely a declared move of the assets would have been found, and how often one is where there was none."""
    setting, told, effect = piece.setting, piece.declared, piece.effect
    assets, alpha = assets_of(setting.claim), level(setting.rule.alpha)
    title = piece.needed_words.rstrip(".")
    if told.effect[1] > 0:
        title = (
            f"A {told.move_pct:g} % move of the {assets} would be found with {span(*map(percent, told.power))} "
            f"probability; false alarms: {percent(float(piece.by_rule[0]))}"
        )
    subtitle = (
        f"{setting.portfolio.label}, {setting.primary.name} window: smallest effect found with "
        f"{percent(setting.rule.power)} probability at {alpha}: {seen_from(piece.detectable)} by the rule of the "
        f"verdict, {seen_from(effect.detectable_by_t)} by the t test alone"
    )
    seen = "that each series shows" if piece.all_or_nothing else "that could be seen against their weight"
    alt = f"Move of the assets {seen}, and two power curves. {title}."
    return Caption(title, subtitle, alt)


@styled
def plot(piece: Power, *, ax: Axes | None = None) -> Axes:
    """Which move in the assets a weight could have shown, each fund's weight below it, and the power beside it.

    Where all weights are all or nothing there is one line instead: the moves that it takes, below the power.
    """
    lines, plain = (piece.portfolio, *piece.funds), piece.all_or_nothing
    width, strip = WIDTH - LEFT - RIGHT, LINE * (len(piece.funds) + 2)
    names = max(NAMES, 0.12 + max(text_width(reach.key, SIZE) for reach in lines))
    beside, foot = names + ACROSS + GAP, AXIS if plain else 0.0
    height = HEAD + UP + BETWEEN + strip + foot
    ax = page(piece.caption, ax=ax, height=height, left=LEFT, right=RIGHT, bottom=BOTTOM)
    up, left = strip + foot + BETWEEN, names if plain else beside
    boxes = [(names, foot, ACROSS, strip), (left, up, width - left, UP)]
    if not plain:
        boxes.insert(0, (names, up, ACROSS, UP))
    *frontier, funds, power = panels(ax, (width, height), boxes)
    for axis in frontier:
        _draw_frontier(piece, axis)
    (_draw_moves if plain else _draw_weights)(piece, funds, lines)
    _write_funds(funds, lines, names, (beside - names, width - names))
    draw_power(piece, power)
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
    labels = [_draw_move(axis, move, product / move) for move in moves]
    _name_moves(axis, moves)
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


def _draw_move(axis: Axes, move: float, weight: float) -> Label | None:
    """A move of interest, and the weight from which on it could be seen, with its label."""
    axis.axhline(move, color=INTEREST, lw=1.1, ls=(0, (5, 2)))
    if weight > 100:
        return None
    tell_point(axis, weight, move, f"a move of {move:g} % would show from a weight of {rounded_pct(weight)} on")
    axis.plot(weight, move, "o", ms=6.5, mfc="white", mec=INTEREST, mew=1.6, zorder=4, clip_on=False)
    return weight, move, f"{rounded_pct(weight)} weight", {"color": INTEREST}


def _name_moves(axis: Axes, moves: Sequence[float]) -> None:
    """Names of the moves at the left, above their lines, or farther up where these are close to each other."""
    bottom, top = np.log(axis.get_ylim())
    points = 72 * axes_size(axis)[1] * (np.log(moves) - bottom) / (top - bottom)
    above = spread(points + 3 + SIZE / 2, 1.35 * SIZE) - points
    for move, up in zip(moves, above, strict=True):
        axis.annotate(
            f"{move:g} % move", (axis.get_xlim()[0], move), (4, up), textcoords="offset points", va="center",
            color=INTEREST, size=SIZE,
        )  # fmt: skip


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


def _draw_weights(piece: Power, axis: Axes, lines: Sequence[Reach]) -> None:
    """Each fund's weight as a bar on the scale above."""
    style, lightest = looks(piece.setting.study), _lightest(piece)
    axis.set(xscale="log", xlim=(lightest, 100.0))
    axis.xaxis.set_minor_locator(_no_ticks())
    axis.tick_params(axis="x", length=0, labelbottom=False)
    axis.spines["bottom"].set_visible(False)
    write_beside(axis, 0, -1, "weight in each series", MUTED, ha="left")
    for y, reach in enumerate(lines):
        _draw_weight(axis, y, reach.weight_pct, style[reach.key], lightest, 6 if reach.key == PORTFOLIO else 4.5)


def _draw_moves(piece: Power, axis: Axes, lines: Sequence[Reach]) -> None:
    """The move of the assets from which on each fund shows it, with the moves of interest."""
    style, moves = looks(piece.setting.study), [implied.move_pct for implied in piece.implied]
    needed = [reach.needed_pct[0] for reach in lines]
    axis.set(xlim=(0, 1.1 * max(*moves, *filter(math.isfinite, needed))))
    axis.set_xlabel(f"move of {assets_of(piece.setting.claim)} that is seen, %")
    for y, (reach, move) in enumerate(zip(lines, needed, strict=True)):
        if math.isfinite(move):
            axis.barh(y, move, height=0.6, color=style[reach.key].colour, lw=0)
    axis.vlines(moves, -0.6, len(lines), color=INTEREST, lw=1.1, ls=(0, (5, 2)))
    name_across(axis, [(move, f"{move:g} % move") for move in moves], -1.1, -0.6, INTEREST)


def _write_funds(axis: Axes, lines: Sequence[Reach], names: float, table: tuple[float, float]) -> None:
    """Each fund's name at the left and its numbers at the right."""
    axis.set(ylim=(len(lines) - 0.4, -1.4), yticks=[])
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    axis.spines["left"].set_visible(False)
    columns = (table[0] + 0.8, table[0] + 1.95, table[1])
    for x, text in zip(columns, COLUMNS, strict=True):
        write_beside(axis, x, -1, text, MUTED)
    for y, reach in enumerate(lines):
        heavy = reach.key == PORTFOLIO
        weight = "bold" if heavy else "normal"
        write_beside(axis, -names, y, "Portfolio" if heavy else reach.key, INK, ha="left", weight=weight)
        told = ", ".join(f"{what} {cell}" for what, cell in zip(COLUMNS, _cells(reach), strict=True))
        tell_point(axis, math.inf, y, f"{'Portfolio' if heavy else reach.key}: {told}")
        for x, text in zip(columns, _cells(reach), strict=True):
            write_beside(axis, x, y, text, INK, weight=weight)


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
