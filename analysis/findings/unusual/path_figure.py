"""Figure of the path: the portfolio's cumulative abnormal return by event day, with its band."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.drawing.caption import Caption
from analysis.drawing.page import BAND, BAND_TEXT, INK, axes_size, looks, mark_day_zero, page, styled, text_width
from analysis.drawing.points import tell_point
from analysis.findings.unusual.path import EVE, Path
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import bp, bp_interval
from analysis.words.study_words import estimation_words, model_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAME, SIZE = "95 % band, pointwise", 10.5


def caption(piece: Path) -> Caption:
    """How far the path came from the eve on, and on how many days its band holds zero."""
    setting = piece.setting
    told = piece.told
    by_last = f" and {told['last_bp']:+.1f} bp by event day {piece.days[-1]:+d}" if piece.days[-1] else ""
    title = (
        f"{setting.portfolio.label}: {told['day0_bp']:+.1f} bp abnormal from the eve to the close of day 0{by_last}; "
        f"the pointwise 95 % band holds zero {piece.holds_zero}"
    )
    subtitle = (
        f"Close-to-close abnormal returns cumulated from the close of event day {EVE}; {model_words(setting)}; "
        f"{estimation_words(setting)}"
    )
    alt = f"Line of the cumulative abnormal return, with its band. {title}."
    return Caption(title, subtitle, alt)


@styled
def plot(piece: Path, *, ax: Axes | None = None) -> Axes:
    """Cumulative abnormal return of the portfolio by event day, with its pointwise 95 % band."""
    days, last = piece.days, int(piece.days[-1])
    ax = page(piece.caption, ax=ax, height=3.6, left=0.85)
    ax.fill_between(days, 1e4 * piece.low, 1e4 * piece.high, color=BAND, alpha=0.55, lw=0)
    ax.axhline(0, color=INK, lw=1)
    ax.plot(days, 1e4 * piece.car, color=looks(piece.setting.study)[PORTFOLIO].colour, marker="o", ms=5)
    for day, session, car, low, high in zip(days, piece.sessions, piece.car, piece.low, piece.high, strict=True):
        tell_point(ax, day, 1e4 * car, f"event day {day}, {session:%-d %B %Y}: {bp(car)} ({bp_interval(low, high)})")
    mark_day_zero(ax, f"day 0, {piece.sessions[days == 0][0]:%Y-%m-%d}")
    ax.set(xlabel="event day (sessions)", ylabel="cumulative abnormal return, bp", xlim=(days[0] - 0.4, last + 0.4))
    ax.set_xticks([d for d in days if d % 5 == 0 or d in (days[0], last)])
    _name_band(ax, piece)
    return ax


def _name_band(ax: Axes, piece: Path) -> None:
    """Name the band at its last days, where the line, its bounds and zero leave most room."""
    left, right = ax.get_xlim()
    last = int(piece.days[-1])
    spanned = piece.days >= last - (right - left) * (text_width(NAME, SIZE) + 0.1) / axes_size(ax)[0]
    car, low, high = (1e4 * line[spanned] for line in (piece.car, piece.low, piece.high))
    free = ((float(car.max()), float(high.min())), (float(low.max()), float(car.min())))
    rooms = [
        pair for below, above in free if below < above for pair in pairwise((below, min(max(below, 0.0), above), above))
    ]
    room = max(rooms, key=lambda ends: ends[1] - ends[0], default=free[0])
    ax.annotate(
        NAME, (last, (room[0] + room[1]) / 2), (-4, 0), textcoords="offset points", ha="right", va="center",
        color=BAND_TEXT, size=SIZE,
    )  # fmt: skip
