"""Figure of other choices: every specification's t value in order, and the choices that made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.drawing.caption import Caption
from analysis.drawing.page import BAND, BAND_TEXT, INK, MARK, MUTED, WIDTH, page, panels, shortened, styled, text_width
from analysis.drawing.points import tell_point
from analysis.findings.sure.specifications import Specifications
from analysis.words.filters import level
from analysis.words.numbers import digits, p_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, RIGHT = 0.15, 0.15
NAMES, MEDIANS = 1.72, 0.72
"""Inches left of the axes for the choices, where they are short, and right of it for their medians."""
LONGEST = 3.2
"""Inches of the longest name of a choice that is drawn in full; the numbers of the figure have them all."""
KEY, CURVE, GAP, LINE, HEAD = 0.46, 3.0, 0.14, 0.205, 0.12
"""Inches: the key, height of the curve, space below it, height of a choice, extra space above each dimension."""
SIZE = 9.5
FOUND, PLAIN, RULE = "#0072B2", "#6B6B6B", "#D5D5D5"


def caption(piece: Specifications) -> Caption:
    """How many specifications find a move in the direction of the report, and whether all as one are unusual."""
    told, setting = piece.told, piece.setting
    number, some = told["specifications"], told["significant"]
    found = f"{some} of {number} specifications {'finds' if some == 1 else 'find'}"
    if not some:
        found = f"No specification of {number} finds"
    stands = "stands out" if told["p_mean_t"] <= setting.rule.alpha else "does not stand out"
    sides = "two" if piece.looking.alternative == "two-sided" else "one"
    by = f"{sides}-sided t at {level(setting.rule.alpha)}"
    if not piece.decides:
        by += ", of the own move, which does not decide here"
    mean = f"{told['t_mean']:+.2f}, {stands} ({p_value(told['p_mean_t'])})"
    title = f"{found} {piece.looking.move} ({by}); their mean t, {mean}"
    subtitle = (
        f"t value of the portfolio in each specification, sorted; band: 95 % of the same curves on "
        f"{digits(told['placebo_dates'], 'placebo date')}. Joint tests, {piece.looking.sided}: median effect "
        f"{p_value(told['p_median_effect'])}, mean t {p_value(told['p_mean_t'])}, number of significant ones "
        f"{p_value(told['p_significant_share'])}"
    )
    alt = f"Sorted t values of all specifications. {title}."
    return Caption(title, subtitle, alt)


@styled
def plot(piece: Specifications, *, ax: Axes | None = None) -> Axes:
    """Sorted t values with the band of the placebo dates, above a strip that marks the choices of each."""
    table, dimensions = piece.table(), piece.told["dimensions"]
    lines = sum(len(d["choices"]) for d in dimensions)
    strip = lines * LINE + len(dimensions) * HEAD + 0.2
    width, height = WIDTH - LEFT - RIGHT, KEY + CURVE + GAP + strip
    ax = page(piece.caption, ax=ax, height=height, left=LEFT, right=RIGHT, bottom=0.12)
    names = _room_for_names(dimensions)
    inside = width - names - MEDIANS
    curve, choices = panels(ax, (width, height), [(names, strip + GAP, inside, CURVE), (names, 0, inside, strip)])
    _draw_curve(curve, piece, table, key_at=-0.01 - (names - NAMES) / inside)
    _draw_choices(choices, table, dimensions, (strip, names))
    return ax


def _room_for_names(dimensions: Sequence[Mapping[str, Any]]) -> float:
    """Inches that the choices need, a dimension's first one beside its name; any may be the study's own, and bold."""
    beside = [text_width(d["dimension"], SIZE, "bold") for d in dimensions]
    first = [own + 0.2 + _width(d["choices"][0]) for own, d in zip(beside, dimensions, strict=True)]
    return max(NAMES, *first, *(0.12 + _width(choice) for d in dimensions for choice in d["choices"]))


def _width(choice: Mapping[str, Any]) -> float:
    return text_width(_shortened(choice["choice"]), SIZE, "bold")


def _shortened(name: str) -> str:
    return shortened(name, LONGEST, SIZE, "bold")


def _draw_curve(axis: Axes, piece: Specifications, table: pd.DataFrame, *, key_at: float) -> None:
    rank, low, high = table["rank"].to_numpy(), table["placebo_low_t"], table["placebo_high_t"]
    critical = piece.looking.sign * piece.critical
    axis.fill_between(rank, low, high, color=BAND, alpha=0.55, lw=0, label="95 % of the placebo curves")
    axis.plot(rank, table["placebo_median_t"], color=BAND_TEXT, lw=1.2, ls=(0, (5, 2)), label="their median")
    axis.axhline(0, color=INK, lw=1)
    sides = "two-sided" if piece.looking.alternative == "two-sided" else "one-sided"
    words = f"{level(piece.setting.rule.alpha)} level, {sides}"
    axis.axhline(critical, color=MUTED, lw=1, ls=(0, (1.5, 1.5)), label=words)
    dimensions = [d["dimension"] for d in piece.told["dimensions"]]
    for line in table.to_dict("records"):
        choices = ", ".join(f"{name} {line[name]}" for name in dimensions)
        tell_point(axis, line["rank"], line["t"], f"{choices}: {line['estimate_bp']:+.1f} bp, t = {line['t']:+.2f}")
    _draw_points(axis, piece, table)
    _mark_own(axis, table)
    edge = 0.04 * (high.max() - low.min())
    bottom, top = min(low.min(), table["t"].min()) - edge, max(high.max(), table["t"].max()) + edge
    axis.set(xlim=(0.5, len(table) + 0.5), ylim=(bottom, top), xticks=[])
    axis.spines["bottom"].set_visible(False)
    axis.set_ylabel("t value")
    axis.legend(
        loc="lower left", bbox_to_anchor=(key_at, 1.01), ncols=3, fontsize=SIZE, handlelength=2.2, borderaxespad=0,
        columnspacing=1.4,
    )  # fmt: skip


def _draw_points(axis: Axes, piece: Specifications, table: pd.DataFrame) -> None:
    """The specifications, those that find a move in the direction of the report in a colour of their own."""
    found = piece.looking.sign * table["t"] > piece.critical
    for chosen, colour, name in (
        (~found, INK, "a specification"),
        (found, FOUND, f"one that finds {piece.looking.move}"),
    ):
        if chosen.any():
            size = max(3.2, min(9.0, 600 / len(table)))
            axis.plot(table["rank"][chosen], table["t"][chosen], ".", ms=size, color=colour, label=name)


def _mark_own(axis: Axes, table: pd.DataFrame) -> None:
    """The study's own specification, where the grid holds it."""
    for _, line in table[table["own"]].iterrows():
        axis.plot(line["rank"], line["t"], "D", ms=8, color=MARK, mec="white", mew=0.8, zorder=5)
        # In order of t the others at its left lie lower, and those at its right higher.
        left = line["rank"] > len(table) / 2
        axis.annotate(
            f"this study: {line['t']:+.2f}",
            (line["rank"], line["t"]),
            (-8 if left else 8, 4 if left else -4),
            textcoords="offset points",
            va="bottom" if left else "top",
            ha="right" if left else "left",
            color=MARK,
            weight="bold",
            size=10,
            bbox={"fc": "white", "ec": "none", "pad": 1, "alpha": 0.8},
        )


def _draw_choices(
    axis: Axes, table: pd.DataFrame, dimensions: Sequence[Mapping[str, Any]], sizes: tuple[float, float]
) -> None:
    """One line a choice: a tick at each rank that has it; its median t at the right. Sizes: height, room for names."""
    height, names = sizes
    axis.set(xlim=(0.5, len(table) + 0.5), ylim=(height, 0), yticks=[], xticks=[])
    axis.grid(False)
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)
    _write(axis, (1, 0.1), (6, 0), "median t", "left", MUTED)
    y = 0.2
    for dimension in dimensions:
        y += HEAD
        name = dimension["dimension"]
        _write(axis, (0, y + LINE / 2), (-72 * names + 2, 0), name, "left", MUTED, "bold")
        axis.plot([0, 1], [y - HEAD / 2] * 2, color=RULE, lw=0.8, transform=axis.get_yaxis_transform())
        for choice in dimension["choices"]:
            _draw_choice(axis, table, name, choice, y)
            y += LINE


def _draw_choice(axis: Axes, table: pd.DataFrame, dimension: str, choice: Mapping[str, Any], y: float) -> None:
    """Name, ticks and median of one choice; the study's own stands out."""
    chosen = table[dimension] == choice["choice"]
    own = bool((chosen & table["own"]).any())
    middle = y + LINE / 2
    _ticks(axis, table["rank"][chosen].to_numpy(), y, MARK if own else PLAIN, len(table))
    _write(
        axis,
        (0, middle),
        (-6, 0),
        _shortened(choice["choice"]),
        "right",
        MARK if own else INK,
        "bold" if own else "normal",
    )
    _write(axis, (1, middle), (46, 0), f"{choice['median_t']:+.2f}", "right", INK)


def _ticks(axis: Axes, ranks: NDArray[np.int_], y: float, colour: str, total: int) -> None:
    """Upright ticks, as one broken line: the drawing stays small."""
    x = np.repeat(ranks.astype(float), 3)
    up = np.tile([y + 0.14 * LINE, y + 0.86 * LINE, np.nan], len(ranks))
    axis.plot(x, up, color=colour, lw=max(0.55, min(3.0, 320 / total)), alpha=0.75, solid_capstyle="butt")


def _write(
    axis: Axes,
    at: tuple[float, float],
    shift: tuple[float, float],
    text: str,
    ha: str,
    colour: str,
    weight: str = "normal",
) -> None:
    """Words beside the axes: across in shares of them, down in their own units, then shifted by points."""
    axis.annotate(
        text, at, shift, xycoords=("axes fraction", "data"), textcoords="offset points", ha=ha, va="center",
        color=colour, size=SIZE, weight=weight, annotation_clip=False,
    )  # fmt: skip
