"""Figure of the events together: a common effect by series and kind, with and without contamination."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from analysis.drawing.caption import Caption
from analysis.drawing.page import INK, MARK, MUTED, WIDTH, page, panel_title, panels, say_instead, shortened, styled
from analysis.family.pieces.pooled import ALL, PooledPiece
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import bp, capital, count, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

NAMES, RIGHT, ABOVE, BETWEEN, ROW = 3.2, 0.3, 0.32, 0.4, 0.34
APART = 0.15
"""Of a line: how far the two sets of events lie from its middle."""
LEAST_DRAWN = 2
"""Events below which no mean is drawn: one event stands in the figure of single events."""


def caption(piece: PooledPiece) -> Caption:
    """The portfolio's effect over the events that decide, and over all."""
    first = piece.case.judged[0]
    clean, whole = (first.pooled(PORTFOLIO, clean=flag) for flag in (True, False))
    parts = [
        f"{bp(line.test.effect)} over {count(len(line.events), noun)}"
        for line, noun in ((clean, "clean event"), (whole, "event"))
        if line.test
    ]
    title = f"Average effect in the claimed direction: {', '.join(parts)}"
    rule = first.family.declared.rule
    subtitle = (
        f"One effect common to all events, basis points, with its interval at {percent(1 - rule.alpha)} from "
        f"{rule.draws} sets of placebo dates; filled: without contaminated events, hollow: with them"
    )
    alt = f"Dot plot of the common effect by set of prices, series and kind of event. {title}."
    names = ", ".join(dict.fromkeys(j.measured.case.study.name for j in piece.case.judged))
    return Caption(title, subtitle, alt, f"Data: prices of the studies {names}. Family: {piece.case.family.name}.")


@styled
def plot(piece: PooledPiece, *, ax: Axes | None = None) -> Axes:
    """One panel a set of prices, on one scale."""
    frame = piece.numbers().frame
    shown = []
    for judged in piece.case.judged:
        own = frame[(frame["prices"] == judged.measured.plan.name) & (frame["count"] >= LEAST_DRAWN)]
        lines = _lines(piece, judged.measured.plan.name, own)
        if lines:
            shown.append((judged.measured.plan.name, lines))
    if not shown:
        ax = page(piece.caption, ax=ax, height=1.0)
        say_instead(ax, "Nowhere is there more than one event: see the events one by one.")
        return ax
    heights = [ROW * len(lines) + 0.1 for _, lines in shown]
    total = math.fsum(heights) + (ABOVE + BETWEEN) * len(shown) - BETWEEN
    ax = page(piece.caption, ax=ax, height=total, left=NAMES, right=RIGHT, bottom=0.55)
    width, top, boxes = WIDTH - NAMES - RIGHT, total, []
    for height in heights:
        boxes.append((0.0, top - ABOVE - height, width, height))
        top -= ABOVE + height + BETWEEN
    ends = [v for _, lines in shown for _, rows in lines for v in rows[["low_bp", "high_bp"]].to_numpy().ravel()]
    finite = [v for v in ends if np.isfinite(v)]
    edge = 0.04 * (max(finite) - min(finite))
    for n, (axis, (name, lines)) in enumerate(zip(panels(ax, (width, total), boxes), shown, strict=True)):
        panel_title(axis, capital(name))
        _panel(axis, lines)
        axis.set_xlim(min(finite) - edge, max(finite) + edge)
        if n == len(shown) - 1:
            axis.set_xlabel("effect in the claimed direction, bp")
    return ax


def _lines(piece: PooledPiece, prices: str, frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Names and rows: of the first prices all series and, for the portfolio, each kind; of others the tests alone."""
    judged = next(j for j in piece.case.judged if j.measured.plan.name == prices)
    m, first = judged.measured, judged is piece.case.judged[0]
    wanted = [(PORTFOLIO, ALL, "Portfolio")]
    if first:
        wanted += [(PORTFOLIO, kind, f"Portfolio: {kind}") for kind in judged.family.declared.kinds]
    wanted += [(group, ALL, f"Portfolio less {group}") for group in m.plan.less]
    if first:
        wanted += [(ticker, ALL, m.label(ticker)) for ticker in (*m.apart, *m.plan.shown)]
    found = [(capital(name), frame[(frame["series"] == key) & (frame["kind"] == kind)]) for key, kind, name in wanted]
    return [(name, rows) for name, rows in found if len(rows)]


def _panel(axis: Axes, lines: list[tuple[str, pd.DataFrame]]) -> None:
    for y, (name, rows) in enumerate(lines):
        bold = name == "Portfolio"
        for _, row in rows.iterrows():
            clean = row["events"] == "clean"
            colour = MARK if bold else INK
            at = y - APART if clean else y + APART
            axis.plot([row["low_bp"], row["high_bp"]], [at, at], color=colour, lw=2 if clean else 1, zorder=2)
            axis.plot(row["effect_bp"], at, "o", mfc=colour if clean else "white", mec=colour, ms=6, zorder=3)
        axis.annotate(
            shortened(name, NAMES - 0.2, 10), (0, y), (-72 * NAMES + 10, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", va="center", color=INK, weight="bold" if bold else "normal", size=10,
        )  # fmt: skip
    axis.axvline(0, color=MUTED, lw=1)
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    axis.set(ylim=(len(lines) - 0.4, -0.6), yticks=[])
    axis.spines["left"].set_visible(False)
