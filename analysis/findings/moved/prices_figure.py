"""Figure of the prices: the total return of every series around the event, one panel a role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.drawing.caption import Caption
from analysis.drawing.names import SIZE, End, name_ends
from analysis.drawing.page import (
    FAINT,
    WIDTH,
    Look,
    longest_word,
    looks,
    mark_day_zero,
    page,
    panels,
    styled,
)
from analysis.drawing.points import line_texts, tell_columns
from analysis.findings.moved.prices import EVE, Prices
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import ROLES, capital, count, signed_percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = 2
"""Panels side by side."""
HIGH, BETWEEN, ACROSS, LEFT, RIGHT, ABOVE = 2.35, 0.72, 0.55, 0.65, 0.85, 0.25
"""Inches: a panel's height, the gaps below and beside it, the margins for ticks and names, room for its title."""
LEADER = 0.25
"""Inches from a line's end to its name, and beside the name."""


def caption(piece: Prices) -> Caption:
    """How the portfolio and the placebo series moved from the eve on."""
    first, last = piece.days
    title = (
        f"{piece.setting.portfolio.label} since the eve: {signed_percent(piece.portfolio(0))} on day 0, "
        f"{signed_percent(piece.portfolio(last))} by day +{last}"
    )
    if piece.placebo is not None:
        title += f" ({ROLES['placebo']} {signed_percent(piece.placebo)}{piece.on_average})"
    subtitle = (
        f"Total return with dividends, event day {EVE} = 100, event days {first} to +{last}; each group has "
        "its own scale"
    )
    groups = capital(count(len(_groups(piece)), "group"))
    alt = f"{groups} of lines, 100 on the eve. {title}."
    return Caption(title, subtitle, alt)


@styled
def plot(piece: Prices, *, ax: Axes | None = None) -> Axes:
    """Total return of every series around the event, 100 on the eve; one panel a role."""
    levels, groups = piece.levels, _groups(piece)
    stacked = -(-len(groups) // COLUMNS)
    right = max(RIGHT, longest_word([key for keys in groups.values() for key in keys], SIZE, "bold") + LEADER)
    width, height = WIDTH - LEFT - right, stacked * HIGH + (stacked - 1) * BETWEEN
    each = (width - (COLUMNS - 1) * (ACROSS + right)) / COLUMNS
    ax = page(piece.caption, ax=ax, height=height + ABOVE, left=LEFT, right=right, bottom=0.6)
    boxes = [
        (n % COLUMNS * (each + ACROSS + right), height - HIGH - n // COLUMNS * (HIGH + BETWEEN), each, HIGH)
        for n in range(len(groups))
    ]
    if len(groups) % COLUMNS:
        boxes[-1] = (*boxes[-1][:2], width, HIGH)  # the last has a row to itself
    axes, style = panels(ax, (width, height + ABOVE), boxes), looks(piece.setting.study)
    for n, (axis, (role, keys)) in enumerate(zip(axes, groups.items(), strict=True)):
        axis.set_title(capital(ROLES[role]))
        _draw_lines(axis, levels[keys], style)
        if n // COLUMNS == stacked - 1:
            axis.set_xlabel("event day (sessions)")
    return ax


def _groups(piece: Prices) -> dict[str, list[str]]:
    """Series by role; the portfolio is the first of the targets, unless it is the only one of them."""
    shown = [s for s in piece.series if s.key != PORTFOLIO or len(piece.setting.study.portfolio.members) > 1]
    groups: dict[str, list[str]] = {}
    for role in ("target", "placebo", "regional", "factor"):
        keys = [s.key for s in shown if s.role == role or (role == "target" and s.key == PORTFOLIO)]
        if keys:
            groups[role] = keys
    return groups


def _draw_lines(axis: Axes, levels: pd.DataFrame, style: Mapping[str, Look]) -> None:
    days = levels.index.to_numpy()
    axis.axhline(100, color=FAINT, lw=0.8)
    mark_day_zero(axis, "day 0")
    for key in reversed(list(levels)):
        look, heavy = style[str(key)], key == PORTFOLIO
        width, above = (2.4, 3) if heavy else (1.6, 2)
        axis.plot(days, levels[key], color=look.colour, ls=look.dash, lw=width, zorder=above)
    tell_columns(axis, list(days), line_texts(levels, [f"event day {d}" for d in days], "{:.2f}"))
    axis.set_xlim(days[0], days[-1])
    axis.margins(y=0.06)
    axis.set_ylim(axis.get_ylim())
    name_ends(axis, [_end(str(key), days[-1], end, style[str(key)]) for key, end in levels.iloc[-1].dropna().items()])


def _end(key: str, day: float, level: float, look: Look) -> End:
    return End(day, level, "Portfolio" if key == PORTFOLIO else key, look.colour, look.text)
