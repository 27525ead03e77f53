"""Figure of the events together: a common effect by series and kind, with and without contamination."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.drawing.caption import Caption
from analysis.drawing.page import INK, MARK, page, say_instead, styled
from analysis.drawing.points import tell_point
from analysis.family.pieces.pooled import ALL, PooledPiece
from analysis.family.pieces.stacked import name_line, stacked
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import bp, capital, count, digits, listing, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

NAMES = 3.2
"""Inches: room for the names."""
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
    carried = [p.event.name for p, outcome, _ in first.without_each if outcome != first.outcome]
    title += f"; the answer hangs on {listing(carried)}" if carried else ""
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
    ends = [v for _, lines in shown for _, rows in lines for v in rows[["low_bp", "high_bp"]].to_numpy().ravel()]
    finite = [v for v in ends if np.isfinite(v)]
    titles, counts = [capital(name) for name, _ in shown], [len(lines) for _, lines in shown]
    ax, made = stacked(piece.caption, titles, counts, (min(finite), max(finite)), ax=ax, names=NAMES)
    for axis, (_, lines) in zip(made, shown, strict=True):
        _panel(axis, lines)
    made[-1].set_xlabel("effect in the claimed direction, bp")
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
            interval = f"({row['low_bp']:+.1f} to {row['high_bp']:+.1f})"
            told = f"{row['effect_bp']:+.1f} bp {interval}, {digits(int(row['count']), 'event')}, {row['events']}"
            tell_point(axis, row["effect_bp"], at, f"{name}: {told}")
            axis.plot([row["low_bp"], row["high_bp"]], [at, at], color=colour, lw=2 if clean else 1, zorder=2)
            axis.plot(row["effect_bp"], at, "o", mfc=colour if clean else "white", mec=colour, ms=6, zorder=3)
        name_line(axis, y, name, names=NAMES, bold=bold)
