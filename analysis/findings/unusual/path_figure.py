"""Figure of the path: the portfolio's cumulative abnormal return by event day, with its band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.drawing.caption import Caption
from analysis.drawing.page import BAND, BAND_TEXT, INK, looks, mark_day_zero, page, styled
from analysis.findings.unusual.path import Path
from analysis.study.series import PORTFOLIO
from analysis.words.study_words import estimation_words, model_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def caption(piece: Path) -> Caption:
    """On how many days the band around the path holds zero."""
    setting = piece.setting
    title = (
        f"{setting.portfolio.label}: the pointwise 95 % band of its cumulative abnormal return holds zero "
        f"{piece.holds_zero}"
    )
    subtitle = (
        f"Close-to-close returns cumulated from event day {piece.days[0]}; {model_words(setting)}; "
        f"{estimation_words(setting)}"
    )
    alt = f"Line of the cumulative abnormal return by event day with its pointwise band. {title}."
    return Caption(title, subtitle, alt)


@styled
def plot(piece: Path, *, ax: Axes | None = None) -> Axes:
    """Cumulative abnormal return of the portfolio by event day, with its pointwise 95 % band."""
    days, last = piece.days, int(piece.days[-1])
    ax = page(piece.caption, ax=ax, height=3.6, left=0.85)
    ax.fill_between(days, 1e4 * piece.low, 1e4 * piece.high, color=BAND, alpha=0.55, lw=0)
    ax.axhline(0, color=INK, lw=1)
    ax.plot(days, 1e4 * piece.car, color=looks(piece.setting.study)[PORTFOLIO].colour, marker="o", ms=5)
    mark_day_zero(ax, f"day 0, {piece.sessions[days == 0][0]:%Y-%m-%d}")
    ax.annotate(
        "95 % band, pointwise", (last, 1e4 * piece.high[-1]), (-4, -6), textcoords="offset points", ha="right",
        va="top", color=BAND_TEXT,
    )  # fmt: skip
    ax.set(xlabel="event day (sessions)", ylabel="cumulative abnormal return, bp", xlim=(days[0] - 0.4, last + 0.4))
    ax.set_xticks([d for d in days if d % 5 == 0 or d in (days[0], last)])
    return ax
