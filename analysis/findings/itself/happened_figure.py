"""Figure of the assets' own prices around the event, at the hours at which they were struck."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.drawing.caption import Caption
from analysis.drawing.names import SIZE, End, name_ends
from analysis.drawing.page import (
    FAINT,
    MARK,
    MUTED,
    SHADE,
    WIDTH,
    Look,
    axes_size,
    longest_word,
    looks,
    page,
    panels,
    shortened,
    styled,
)
from analysis.drawing.points import line_texts, tell_columns, tell_point
from analysis.exchanges import exchange_hours
from analysis.findings.itself.happened import Happened
from analysis.words.numbers import listing, moment
from analysis.words.study_words import own_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

HIGH, ABOVE, LEFT, RIGHT, NAMES = 3.3, 0.3, 0.65, 0.35, 0.95
"""Inches: the panels, room for their titles, the margins, and for the names at the lines' right ends."""
AROUND = dt.timedelta(days=6.5)


def caption(piece: Happened) -> Caption:
    """The answer, and what is drawn."""
    first = piece.moves[0]
    title = f"{piece.words.removesuffix('.')}"
    subtitle = (
        f"Total return, 100 at the last {piece.priced} before the news, {moment(first.before)} UTC; dots are "
        f"{piece.priced}s, the shaded hours lie between the two that count"
    )
    if piece.witnesses:
        subtitle += "; other quotes: the bars are the hours in which they may have been quoted"
    alt = f"Lines of prices around the event. {title}."
    return Caption(title, subtitle, alt, own_source(piece.setting))


@styled
def plot(piece: Happened, *, ax: Axes | None = None) -> Axes:
    """Levels of the own series and of like ones, and other quotes beside them."""
    single = _quoted_near(piece)
    two = bool(single)
    ax = page(piece.caption, ax=ax, height=HIGH + ABOVE, left=LEFT, right=RIGHT, bottom=0.5)
    width = WIDTH - LEFT - RIGHT
    names = max(NAMES, longest_word([*map(str, piece.path), *single], SIZE, "bold") + 0.25)
    each = (width - names - (0.55 + names) * two) / (1 + two)
    boxes = [(n * (each + names + 0.55), 0.0, each, HIGH) for n in range(1 + two)]
    axes = panels(ax, (width, HIGH + ABOVE), boxes)
    _draw_levels(axes[0], piece)
    if two:
        _draw_quotes(axes[1], piece, single)
    return ax


def _quoted_near(piece: Happened) -> dict[str, pd.Series[float]]:
    """Quotes of the witnesses that had any around the event, over the last one before the news or the first drawn."""
    before = {w.series: pd.Timestamp(w.days[0]) for w in piece.witnesses if w.days[0]}
    near = {t: quotes for t, quotes in piece.quotes.items() if len(quotes)}
    return {t: 100 * q / q.get(before.get(t, q.index[0]), q.iloc[0]) for t, q in near.items()}


def _draw_levels(axis: Axes, piece: Happened) -> None:
    style = looks(piece.setting.study)
    own = {m.series for m in piece.moves}
    names = shortened(listing(list(piece.answers)), axes_size(axis)[0] + NAMES - 0.8, 10)
    others = set(map(str, piece.path)) - {m.series for m in piece.moves}
    axis.set_title(f"{names}, and others" if others else names, size=10, weight="normal", color=MUTED, pad=20)
    for ticker in reversed(list(piece.path)):
        line, look = piece.path[ticker].dropna(), style[str(ticker)]
        heavy = ticker in own
        axis.plot(
            line.index, line, color=look.colour, ls=look.dash, lw=2.3 if heavy else 1.3, marker="o",
            ms=4.5 if heavy else 2.5, alpha=1 if heavy else 0.75, zorder=3 if heavy else 2,
        )  # fmt: skip
    tell_columns(
        axis, list(piece.path.index), line_texts(piece.path, [f"{d:%-d %B %Y}" for d in piece.path.index], "{:.2f}")
    )
    axis.axhline(100, color=FAINT, lw=0.8)
    lines = {str(t): piece.path[t].dropna() for t in piece.path}
    _frame(axis, piece, [_end(piece, t, line, style[t], bold=t in own) for t, line in lines.items()])


def _draw_quotes(axis: Axes, piece: Happened, single: dict[str, pd.Series[float]]) -> None:
    study, style = piece.setting.study, looks(piece.setting.study)
    axis.set_title("Other quotes, 100 at the last one before", size=10, weight="normal", color=MUTED, pad=20)
    ends = []
    axis.axhline(100, color=FAINT, lw=0.8)
    for ticker, level in single.items():
        days, look = pd.DatetimeIndex(level.index), style[ticker]
        hours = exchange_hours(study.instrument(ticker).exchange, days[0].date(), days[-1].date(), study.calendars)
        middle = hours["open"] + (hours["close"] - hours["open"]) / 2
        axis.plot(middle, level, color=look.colour, ls=look.dash, lw=1.3, marker=look.shape, ms=4)
        for when, value in zip(middle, level, strict=True):
            tell_point(axis, when, value, f"{ticker}, {when:%-d %B %Y}: {value:.2f}")
        axis.hlines(level, hours["open"], hours["close"], color=look.colour, lw=2.4, alpha=0.6)
        ends.append(_end(piece, ticker, pd.Series(level.to_numpy(), pd.DatetimeIndex(middle)), look))
    _frame(axis, piece, ends)


def _view(piece: Happened) -> tuple[float, float]:
    """The days that are drawn, around the news."""
    instant = piece.setting.study.event.ends[-1]
    return _number(instant - AROUND), _number(instant + AROUND)


def _end(piece: Happened, ticker: str, line: pd.Series[float], look: Look, *, bold: bool = True) -> End:
    """The last point of a line that is in view."""
    times = np.array([_number(time) for time in pd.DatetimeIndex(line.index)])
    last = max(0, int((times <= _view(piece)[1]).sum()) - 1)
    return End(float(times[last]), float(line.iloc[last]), ticker, look.colour, look.text, bold)


def _frame(axis: Axes, piece: Happened, ends: Sequence[End]) -> None:
    """The hours that count, the news, days below, names at the right ends."""
    from matplotlib import dates

    first, event = piece.moves[0], piece.setting.study.event
    instant = event.ends[-1]
    axis.axvspan(_number(first.before), _number(first.after), color=SHADE, zorder=0)
    for end in event.ends:
        axis.axvline(_number(end), color=MARK, lw=1.4, ls=(0, (4, 2)))
    latest = instant.astimezone(dt.UTC)
    at = f"by {latest:%-d %b %H:%M} UTC" if event.until else f"{latest:%H:%M} UTC"
    axis.annotate(
        f"the news, {at}", (_number(instant), 1), (0, 3),
        xycoords=("data", "axes fraction"), textcoords="offset points", ha="center", color=MARK, size=SIZE,
    )  # fmt: skip
    axis.set(xlim=_view(piece), ylim=axis.get_ylim())
    axis.xaxis.set_major_locator(dates.DayLocator(interval=3))  # type: ignore[no-untyped-call]
    axis.xaxis.set_major_formatter(dates.DateFormatter("%-d %b"))  # type: ignore[no-untyped-call]
    name_ends(axis, ends)


def _number(time: dt.datetime) -> float:
    """A moment as matplotlib counts it: days since 1970."""
    return time.timestamp() / 86400
