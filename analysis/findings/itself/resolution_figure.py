"""Figure of what funds and the assets' own prices could have seen, on one scale of moves of the assets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.drawing.caption import Caption
from analysis.drawing.page import INK, MARK, MUTED, page, shortened, styled
from analysis.drawing.points import tell_point
from analysis.findings.itself.resolution import Resolution
from analysis.words.filters import rounded_pct
from analysis.words.numbers import capital, percent, signed_percent
from analysis.words.study_words import assets_of, own_source

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMES, RIGHT, ROW = 2.5, 0.6, 0.3
"""Inches: room for the names, at the right, and a line."""


def caption(piece: Resolution) -> Caption:
    """How much farther the assets would have had to move for the funds to see it."""
    own, funds = piece.best
    assets, others = assets_of(piece.setting.claim), piece.other[1]
    seen = rounded_pct(funds.needed_pct) if math.isfinite(funds.needed_pct) else "no move"
    title = f"Own prices of the {assets} see a move of {rounded_pct(own.needed_pct)}; the {others} see {seen}"
    chance = percent(piece.setting.rule.power)
    subtitle = (
        f"Smallest move of the {assets} that each shows with {chance} probability, percent, on a logarithmic scale"
    )
    source = f"{own_source(piece.setting)} {capital(others)}: the prices of the study around it."
    return Caption(title, subtitle, f"Bars on a logarithmic scale. {title}.", source)


@styled
def plot(piece: Resolution, *, ax: Axes | None = None) -> Axes:
    """One bar a way of looking; what happened as a line."""
    eyes = [e for e in piece.eyes if math.isfinite(e.needed_pct)]
    ax = page(piece.caption, ax=ax, height=ROW * (len(eyes) + 0.6), left=NAMES, right=RIGHT, bottom=0.55)
    moved = 100 * abs(math.expm1(piece.moved))
    low = min([moved, *(e.needed_pct for e in eyes)]) / 3
    for y, eye in enumerate(eyes):
        colour, name = MARK if eye.own else MUTED, shortened(eye.key, NAMES - 0.45, 10, "bold")
        tell_point(ax, eye.needed_pct, y, f"{eye.key}: shows a move of {rounded_pct(eye.needed_pct)} or more")
        ax.barh(y, eye.needed_pct - low, left=low, height=0.62, color=colour, alpha=0.9 if eye.own else 0.55)
        ax.annotate(
            rounded_pct(eye.needed_pct), (eye.needed_pct, y), (4, 0), textcoords="offset points", va="center", color=INK
        )  # fmt: skip
        ax.annotate(
            name, (0, y), (-72 * NAMES + 8, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", color=INK, weight="bold" if eye.own else "normal",
        )  # fmt: skip
    tell_point(ax, moved, -0.5, f"what they did: {signed_percent(piece.moved)}")
    ax.axvline(moved, color=INK, lw=1.4, ls=(0, (4, 2)), zorder=4)
    ax.annotate(
        f"what they did: {signed_percent(piece.moved)}", (moved, 1), (0, 3), xycoords=("data", "axes fraction"),
        textcoords="offset points", ha="center", color=INK,
    )  # fmt: skip
    ax.set_xscale("log")
    _scale(ax, low, max(e.needed_pct for e in eyes))
    ax.set(ylim=(len(eyes) - 0.4, -0.6), yticks=[])
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(f"move of the {assets_of(piece.setting.claim)}, percent")
    return ax


def _scale(ax: Axes, low: float, high: float) -> None:
    """Plain numbers at 0.1, 1, 10 and between."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    ax.set_xlim(low, high * 2.2)
    ticks = [m * 10.0**e for e in range(-3, 5) for m in (1, 3) if low <= m * 10.0**e <= high * 2.2]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
