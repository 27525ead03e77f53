"""Figure of the rolling correlations: one line a pair, the event marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.drawing.caption import Caption
from analysis.drawing.labels import spread
from analysis.drawing.page import FAINT, MARK, Look, axes_size, longest_word, looks, page, styled, wrap
from analysis.drawing.points import line_texts, tell_columns
from analysis.findings.sure.rolling import Rolling
from analysis.study.series import PORTFOLIO

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL_SIZE, LABEL_LINE = 9.5, 13.5
"""Points: text of a line's name, and the room of each of its lines."""
RIGHT, BESIDE = 1.55, 0.28
"""Inches: the least room for these names, and what of it is kept free around them."""


def caption(piece: Rolling) -> Caption:
    """How closely the targets moved with each other on the eve, and over the years."""
    told = piece.told
    pair = told["pairs"][0]
    whose = f"The correlation of {pair['pair']}" if piece.factors[0] else "The targets' mean correlation"
    title = (
        f"{whose} was {pair['eve']:.2f} on the eve of the event and {pair['last']:.2f} at the end; over all it lay "
        f"between {pair['lowest']:.2f} and {pair['highest']:.2f}"
    )
    subtitle = (
        f"Correlation of close-to-close returns over {told['sessions']} sessions, drawn at the last of them; "
        f"{told['first']} to {told['last']}"
    )
    return Caption(title, subtitle, f"Lines of rolling correlations. {title}.")


@styled
def plot(piece: Rolling, *, ax: Axes | None = None) -> Axes:
    """Correlations over the last sessions, day by day, each line named at its end."""
    right = max(RIGHT, longest_word(_labels(piece), LABEL_SIZE, "bold") + BESIDE)
    ax = page(piece.caption, ax=ax, height=3.9, left=0.65, right=right, bottom=0.4)
    known = looks(piece.setting.study)
    style = [known[factor or PORTFOLIO] for factor in piece.factors]
    ax.axhline(0, color=FAINT, lw=0.8)
    lines = zip(piece.factors, style, piece.correlations.T, strict=True)
    for factor, look, values in reversed(list(lines)):
        width, above = (1.6, 2) if factor else (2.2, 3)
        ax.plot(piece.sessions.to_numpy(), values, color=look.colour, ls=look.dash, lw=width, zorder=above)
    drawn = pd.DataFrame(piece.correlations, columns=[factor or "targets" for factor in piece.factors])
    tell_columns(ax, list(piece.sessions), line_texts(drawn, [f"{d:%-d %B %Y}" for d in piece.sessions], "{:.2f}"))
    low = float(piece.correlations.min(initial=0))
    first, last = piece.sessions.to_numpy()[[0, -1]]
    ax.set(xlim=(first, last), ylim=(min(-0.05, low - 0.05), 1.03))
    _mark_event(ax, piece.day0)
    _name_ends(ax, piece, style, right - BESIDE)
    return ax


def _mark_event(ax: Axes, day0: pd.Timestamp) -> None:
    at: Any = day0.to_numpy()
    ax.axvline(at, color=MARK, lw=1.4, ls=(0, (4, 2)))
    ax.annotate(
        "day 0",
        (at, 1),
        (0, 3),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="center",
        color=MARK,
    )


def _labels(piece: Rolling) -> list[str]:
    return [
        f"portfolio and {piece.setting.label(factor)} ({factor})" if factor else "the targets, mean of pairs"
        for factor in piece.factors
    ]


def _name_ends(ax: Axes, piece: Rolling, style: list[Look], room: float) -> None:
    """Names of the lines right of the axes, in the order of the ends and clear of each other."""
    labels = [wrap(label, room, LABEL_SIZE, "bold") for label in _labels(piece)]
    ends = piece.correlations[-1]
    low, top = ax.get_ylim()
    gap = (top - low) * LABEL_LINE * max(map(len, labels), default=1) / 72 / axes_size(ax)[1]
    at: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "annotation_clip": False}
    places = spread(ends, gap, low + gap / 2, top - gap / 2)
    for look, label, end, y in zip(style, labels, ends, places, strict=True):
        ax.plot([1, 1.025], [end, y], color=look.colour, lw=0.9, clip_on=False, transform=ax.get_yaxis_transform())
        ax.annotate(
            "\n".join(label),
            (1.025, y),
            (3, 0),
            textcoords="offset points",
            va="center",
            color=look.text,
            size=LABEL_SIZE,
            weight="bold",
            linespacing=1.15,
            **at,
        )
