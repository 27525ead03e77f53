"""Figure of the timeline: the event's story, other news and exchange hours on one clock."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.drawing.caption import Caption
from analysis.drawing.page import FAINT, INK, MARK, MUTED, SHADE, WIDTH, axes_size, page, panels, styled, wrap
from analysis.drawing.points import tell_point
from analysis.event.calendar import CalendarEntry
from analysis.event.news import Span
from analysis.exchanges import is_quoted
from analysis.findings.when.timeline import Kind, Timeline
from analysis.words.numbers import capital, exchange_name, hours, moment, span, time_span
from analysis.words.study_words import verdict_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, RIGHT, TIMES, TEXTS = 0.18, 0.25, 1.2, 2.72
"""Inches: margins, the column of times, the column of texts; the clock has the rest."""
SIZE, LINE, PAD = 9.5, 0.165, 0.11
"""Points of a label, inches of one of its lines, inches between two labels."""
TICK, DAY = 0.45, 1.05
"""Inches that a tick with its hour takes, and the name of a day."""
STEPS = (6.0, 12.0, 24.0, 48.0, 96.0, 168.0)
"""Hours between two ticks."""
BLUE, OPEN = "#0072B2", "#7F97A8"
HOUR = dt.timedelta(hours=1)
MARKS: dict[str, dict[str, Any]] = {
    "event": {"marker": "*", "ms": 15, "color": MARK, "mec": "white"},
    "story": {"marker": "o", "ms": 7.5, "color": INK, "mec": "white"},
    "major": {"marker": "D", "ms": 7.5, "color": BLUE, "mec": "white"},
    "minor": {"marker": "D", "ms": 6, "color": BLUE, "mfc": "white", "mec": BLUE, "mew": 1.3},
}
KEY = "★ the event    ● its story    ◆ major other news    ◇ minor other news    ▬ lasts, or hour not known"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the figure: when and what as text, and where it lies on the clock; a heading has no spans."""

    kind: str
    when: list[str]
    what: list[str]
    spans: tuple[Span, ...] = ()
    day_only: bool = False

    @property
    def height(self) -> float:
        return LINE * max(len(self.when), len(self.what)) + PAD


@dataclass(frozen=True, slots=True)
class _Clock:
    """Axes with hours since ``start`` across, and inches from the top downwards."""

    axes: Axes
    start: dt.datetime
    end: dt.datetime

    def at(self, time: dt.datetime) -> float:
        return (time - self.start) / HOUR


def caption(piece: Timeline) -> Caption:
    """When the market could first react, and what else fell into the same session."""
    first, city, primary = piece.first, exchange_name(piece.first.exchange), piece.primary
    when = {
        "before the open": f"{hours(first.wait)} before {city} opened",
        "during the session": f"while {city} was open",
        "after the close": f"after {city} had closed, {hours(first.wait)} before it opened again",
        "closed day": f"on a day without trading in {city}, {hours(first.wait)} before it opened again",
    }[first.position]
    if is_quoted(first.exchange):
        when = f"{hours(first.wait)} before the next quote"
    if piece.setting.study.event.until:
        closed = "between two quotes" if is_quoted(first.exchange) else f"while {city} was closed"
        when = f"{closed}, its hour not known" if piece.shut else "at an hour that is not known"
    title = f"{capital(piece.setting.study.event.name)}: {when}"
    if piece.crowded:
        title += f"; other major news fell into the {piece.crowded[0]} window"
    drawing = piece.setting.study.drawing
    years = span(*(f"{time.astimezone(dt.UTC).year}" for time in (drawing.timeline_start, drawing.timeline_end)))
    subtitle = (
        f"Times in UTC, {years}; shaded: the {primary.window.name} window of {city}, {moment(primary.spans[0][0])} to "
        f"{moment(primary.spans[-1][1])}, on which {verdict_words(piece.setting.study)} rests"
    )
    alt = f"Timeline of the news and exchange hours, UTC. {title}."
    source = "Sources: calendar.csv of the study; exchange hours from exchange calendars."
    return Caption(title, subtitle, alt, source)


@styled
def plot(piece: Timeline, *, ax: Axes | None = None) -> Axes:
    """The event's story, other news and exchange hours in UTC; the primary window is shaded."""
    lines = _lines(piece)
    width, height = WIDTH - LEFT - RIGHT, math.fsum(line.height for line in lines) + PAD
    ax = page(piece.caption, ax=ax, height=height, left=LEFT, right=RIGHT, bottom=0.86)
    axes = panels(ax, (width, height), [(TIMES + TEXTS, 0, width - TIMES - TEXTS, height)])[0]
    drawing = piece.setting.study.drawing
    clock = _Clock(axes, drawing.timeline_start.astimezone(dt.UTC), drawing.timeline_end.astimezone(dt.UTC))
    axes.set(xlim=(0, clock.at(clock.end)), ylim=(height, 0), yticks=[])
    axes.grid(False)
    for start, end in piece.primary.spans:
        axes.axvspan(clock.at(start), clock.at(end), color=SHADE, lw=0, zorder=0)
    for moment_of_news in piece.setting.study.event.ends:
        axes.axvline(clock.at(moment_of_news), color=MARK, lw=1.2, zorder=1)
    y = PAD
    for line in lines:
        _label_line(axes, line, y)
        _mark_line(axes, line, y + LINE / 2, [(clock.at(a), clock.at(b)) for a, b in line.spans])
        y += line.height
    _label_hours(clock)
    ax.annotate(
        KEY, (0, 0), (0, -46), xycoords="axes fraction", textcoords="offset points", va="top", color=MUTED, size=SIZE
    )
    return ax


def _lines(piece: Timeline) -> list[_Line]:
    """All lines from top to bottom; each has its own height, so that no label can cover another."""
    kinds = {entry: kind for kind, entry in piece.entries()}
    lines = []
    for heading, entries in (("The story", piece.story), ("Other news", piece.other)):
        if entries:
            lines += [_heading(heading), *(_news(e, kinds[e]) for e in entries)]
    lines.append(_heading("Open for trading"))
    for exchange, spans in piece.hours.items():
        clocks = list(dict.fromkeys(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans))
        lines.append(_Line("session", clocks or ["closed"], [exchange_name(exchange)], spans))
    return lines


def _heading(text: str) -> _Line:
    return _Line("", [text], [])


def _news(entry: CalendarEntry, kind: Kind) -> _Line:
    weight = "bold" if kind == "event" else "normal"
    when = wrap(time_span(entry.start, entry.end, day_only=entry.day_only), TIMES - 0.1, SIZE, weight)
    what = wrap(entry.what, TEXTS - 0.12, SIZE, weight)
    return _Line(kind, when, what, ((entry.start, entry.end),), entry.day_only)


def _label_line(axes: Axes, line: _Line, y: float) -> None:
    heading, event = not line.kind, line.kind == "event"
    for words, x, colour in ((line.when, TIMES + TEXTS, MUTED), (line.what, TEXTS, INK)):
        axes.annotate(
            "\n".join(words),
            (0, y),
            (-72 * x, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="top",
            size=10.5 if heading else SIZE,
            color=MARK if event else colour,
            weight="bold" if heading or event else "normal",
            linespacing=1.2,
            annotation_clip=False,
        )


def _mark_line(axes: Axes, line: _Line, y: float, spans: Sequence[tuple[float, float]]) -> None:
    for start, end in spans:
        tell_point(axes, (start + end) / 2, y, f"{' '.join(line.when)}: {' '.join(line.what)}")
        if line.kind == "session":
            axes.barh(y, end - start, left=start, height=LINE * 0.9, color=OPEN, lw=0)
            continue
        look = MARKS[line.kind]
        axes.plot([start, end], [y, y], color=look["color"], lw=3.5, alpha=0.45, solid_capstyle="butt", zorder=2)
        if not line.day_only:
            # Its size would shift a mark at the edge out of the axes; what lies before them has none.
            axes.plot([start], [y], ls="", zorder=4, clip_on=start < 0, **look)


def _label_hours(clock: _Clock) -> None:
    """Ticks at round hours, as many as there is room for, and the names of the days.

    A part of a day at the left edge goes unnamed where its name would leave none to the whole day after it.
    """
    length, room = clock.at(clock.end), axes_size(clock.axes)[0] / TICK
    step = next((s for s in STEPS if length / s <= room), length)
    ticks = [step * n for n in range(int(length / step) + 1)]
    clock.axes.set_xticks(ticks, [f"{clock.start + HOUR * t:%H:%M}" for t in ticks], size=SIZE)
    named, name = -math.inf, DAY * length / axes_size(clock.axes)[0]
    days = [t for t in ticks if t < length and (t == 0 or (clock.start + HOUR * t).time() == dt.time(0))]
    for tick in days[1:] if len(days) > 1 and days[1] < name else days:
        time = clock.start + HOUR * tick
        if tick - named >= name and (tick == 0 or tick + name <= length):
            named = tick
            clock.axes.axvline(tick, color=FAINT, lw=0.8, zorder=1)
            clock.axes.annotate(
                f"{time:%a} {time.day} {time:%b}",
                (tick, 0),
                (0, -22),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                va="top",
                weight="bold",
                color=INK,
            )
