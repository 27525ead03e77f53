"""Figure of every event by itself: one panel a kind, the portfolio with its interval, its members beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.drawing.caption import Caption
from analysis.drawing.page import BAND, INK, looks, styled
from analysis.drawing.points import tell_point
from analysis.family.judged import Judged
from analysis.family.pieces.each import Each
from analysis.family.pieces.stacked import name_line, stacked
from analysis.study.series import PORTFOLIO
from analysis.words.filters import level
from analysis.words.numbers import capital, count, out_of, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

NAMES = 2.75
"""Inches: room for the names."""
MOST_MEMBERS = 3
"""Members of a portfolio that are shown one by one: more would hide each other."""


def caption(piece: Each) -> Caption:
    """How many events stand out alone."""
    said = piece.context()
    judged = piece.case.judged[0]
    rule = judged.family.declared.rule
    out = out_of(len(said["significant"]), said["count"])
    chance = f"where chance gives {said['by_chance']:.1f}"
    title = f"{out} events are significant alone at {level(rule.alpha)}, {chance}"
    subtitle = (
        f"{capital(judged.measured.plan.name)}: abnormal return of each event's first session, basis points; bars: "
        f"interval at {percent(1 - rule.alpha)}; hollow: other large news near{_members_words(judged)}"
    )
    alt = f"Dot plot of {count(said['count'], 'event')} by kind, with intervals. {title}."
    return Caption(title, subtitle, alt, source_of(piece))


def shown_members(judged: Judged) -> tuple[str, ...]:
    """Members of the portfolio that are shown one by one."""
    members = judged.measured.apart
    return members if len(members) <= MOST_MEMBERS else ()


def _members_words(judged: Judged) -> str:
    named = [f"{t}: {judged.measured.label(t)}" for t in shown_members(judged)]
    return f". {'; '.join(named)}" if named else ""


def source_of(piece: Each) -> str:
    """Where the numbers come from."""
    m = piece.case.judged[0].measured
    first, last = m.days[0], m.days[-1]
    return (
        f"Data: prices of the study {m.case.study.name}, {first:%Y-%m-%d} to {last:%Y-%m-%d}, {len(m.placebo)} placebo "
        f"dates. Family: {piece.case.family.name}."
    )


@styled
def plot(piece: Each, *, ax: Axes | None = None) -> Axes:
    """One panel a kind, on one scale."""
    frame = piece.numbers().frame
    kinds = [k for k in piece.case.family.declared.kinds if (frame["kind"] == k).any()]
    counts = [frame.loc[frame["kind"] == kind, "event"].nunique() for kind in kinds]
    whole = frame.loc[frame["series"] == PORTFOLIO, ["low_bp", "high_bp"]].to_numpy().ravel()
    values = [v for v in (*frame["abnormal_bp"], *whole) if np.isfinite(v)]
    claimed = piece.case.family.declared.kinds
    titles = [f"{capital(kind)}: a {claimed[kind]} is claimed" for kind in kinds]
    ax, made = stacked(piece.caption, titles, counts, (min(values), max(values)), ax=ax, names=NAMES)
    for n, (axis, kind) in enumerate(zip(made, kinds, strict=True)):
        _panel(axis, piece, frame[frame["kind"] == kind], legend=n == 0)
    made[-1].set_xlabel("abnormal return, bp")
    return ax


def _panel(axis: Axes, piece: Each, frame: pd.DataFrame, *, legend: bool) -> None:
    m = piece.case.judged[0].measured
    style = looks(m.case.study)
    members = shown_members(piece.case.judged[0])
    events = list(dict.fromkeys(frame["event"]))
    for y, event in enumerate(events):
        own = frame[frame["event"] == event].set_index("series")
        whole = own.loc[PORTFOLIO]
        clean = bool(whole["clean"])
        axis.plot([whole["low_bp"], whole["high_bp"]], [y, y], color=BAND, lw=5, solid_capstyle="butt", zorder=1)
        told = f"{whole['abnormal_bp']:+.1f} bp ({whole['low_bp']:+.1f} to {whole['high_bp']:+.1f})"
        tell_point(axis, whole["abnormal_bp"], y, f"{event}, {whole['session']}: {told}")
        axis.plot(whole["abnormal_bp"], y, "D", mfc=INK if clean else "white", mec=INK, ms=7.5, zorder=3)
        for ticker in members:
            if ticker in own.index:
                look, x = style[ticker], own.loc[ticker, "abnormal_bp"]
                face = look.colour if clean else "white"
                tell_point(axis, x, y + 0.27, f"{event}, {ticker}: {x:+.1f} bp")
                axis.plot(x, y + 0.27, look.shape, mfc=face, mec=look.colour, ms=5.5, zorder=2)
        name_line(axis, y, f"{event}, {whole['session']}", names=NAMES)
    if legend:
        from matplotlib.lines import Line2D

        shown = [Line2D([], [], ls="", marker="D", color=INK, ms=7, label=m.label(PORTFOLIO))]
        shown += [Line2D([], [], ls="", marker=style[t].shape, color=style[t].colour, ms=5.5, label=t) for t in members]
        axis.legend(
            handles=shown, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=len(shown), frameon=False, fontsize=9,
            borderaxespad=0.1, handletextpad=0.2, columnspacing=1.0,
        )  # fmt: skip
