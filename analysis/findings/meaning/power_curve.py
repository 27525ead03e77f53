"""The power curves of the figure of what could have been seen, beside its moves and weights."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from analysis.drawing.names import SIZE, name_across
from analysis.drawing.page import FAINT, MUTED, panel_title
from analysis.drawing.points import line_texts, tell_columns
from analysis.findings.meaning.power import Power
from analysis.findings.meaning.reach import Implied
from analysis.words.numbers import bp

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CEILING = 118
"""Percent: the end of the scale of power, with room for names above its curves."""
ANALYTIC, EMPIRICAL = "#0072B2", "#B35900"
INTEREST = "#7A4B8C"
"""Of moves of interest."""


def seen_from(effect: float) -> str:
    """A detectable effect, or that no effect is."""
    return bp(effect, sign=False) if math.isfinite(effect) else "none"


def draw_power(piece: Power, axis: Axes) -> None:
    """Probability of finding an effect of each size, by the t test and on the placebo dates."""
    rule, sizes, reach = piece.setting.rule, 1e4 * piece.effects, 1e4 * float(piece.effects[-1])
    axis.plot(sizes, 100 * piece.by_t, color=ANALYTIC, lw=2)
    axis.plot(sizes, 100 * piece.by_rule, color=EMPIRICAL, lw=2, ls=(0, (4, 1.5)))
    curves = pd.DataFrame({"t test": 100 * piece.by_t, "the rule": 100 * piece.by_rule})
    heads = [f"an effect of {size:.0f} bp is seen by" for size in sizes]
    tell_columns(axis, list(sizes), line_texts(curves, heads, "in {:.0f} %"))
    axis.axhline(100 * rule.power, color=MUTED, lw=1, ls=(0, (1.5, 1.5)))
    axis.axhline(100 * rule.alpha, color=FAINT, lw=1, ls=(0, (1.5, 1.5)))
    axis.set(xlim=(0, reach), ylim=(0, CEILING), yticks=range(0, 101, 20), xlabel="effect on the portfolio, bp")
    panel_title(axis, "Probability of seeing an effect, %")
    effect = piece.effect
    for name, value, colour, y in (
        ("t test", effect.detectable_by_t, ANALYTIC, 41), ("the rule", piece.detectable, EMPIRICAL, 26),
    ):  # fmt: skip
        if math.isfinite(value):
            axis.plot([1e4 * value], [100 * rule.power], "o", ms=6.5, mfc="white", mec=colour, mew=1.8, zorder=4)
        axis.annotate(
            f"{name}: {seen_from(value)}", (1, y), (-2, 0), xycoords=("axes fraction", "data"), ha="right",
            textcoords="offset points", color=colour, size=SIZE, weight="bold",
        )  # fmt: skip
    implied = [i for i in piece.implied if 0 < 1e4 * i.effect[1] < reach]
    for one in implied:
        _draw_implied(axis, one)
    # Above the curves, which end at 100.
    named = [(5e3 * math.fsum(one.effect), f"{one.move_pct:g} % move") for one in implied]
    name_across(axis, named, CEILING - 6, CEILING - 14, INTEREST)


def _draw_implied(axis: Axes, implied: Implied) -> None:
    """Effect that a move of the assets implies."""
    low, high = (1e4 * value for value in implied.effect)
    axis.axvspan(low, high, ymax=1 - 14 / CEILING, color=INTEREST, alpha=0.35, lw=0)
    axis.plot([high, high], [0, CEILING - 14], color=INTEREST, lw=0.8)
