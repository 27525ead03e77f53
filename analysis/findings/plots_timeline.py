"""The figure of WHEN: the event's story, other news and exchange hours on one clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.drawing.page import FAINT, INK, MARK, MUTED, SHADE, WIDTH, page, panels, styled, wrap
from analysis.exchanges import exchange_hours
from analysis.findings.captions import timeline_caption
from analysis.findings.spells import Spell, is_the_event, other_news, own_story, spells
from analysis.words.numbers import exchange_name, time_span

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.event.calendar import CalendarEntry
    from analysis.findings.results import Findings

LEFT, RIGHT, TIMES, TEXTS = 0.18, 0.25, 1.2, 2.72
"""Inches: margins, the column of times, the column of texts; the clock has the rest."""
SIZE, LINE, PAD = 9.5, 0.165, 0.11
"""Points of a label, inches of one of its lines, inches between two labels."""
STORY, EVENT, MAJOR, MINOR, SESSION = "story", "event", "major", "minor", "session"
BLUE = "#0072B2"
HOUR = dt.timedelta(hours=1)
MARKS: dict[str, dict[str, Any]] = {
    EVENT: {"marker": "*", "ms": 15, "color": MARK, "mec": "white"},
    STORY: {"marker": "o", "ms": 7.5, "color": INK, "mec": "white"},
    MAJOR: {"marker": "D", "ms": 7.5, "color": BLUE, "mec": "white"},
    MINOR: {"marker": "D", "ms": 6, "color": BLUE, "mfc": "white", "mec": BLUE, "mew": 1.3},
}
KEY = "★ the event    ● its story    ◆ major other news    ◇ minor other news    ▬ lasts, or hour not known"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the figure: when and what as text, and where it lies on the clock; a heading has no spells."""

    kind: str
    when: list[str]
    what: list[str]
    spells: tuple[Spell, ...] = ()
    day_only: bool = False

    @property
    def height(self) -> float:
        return LINE * max(len(self.when), len(self.what)) + PAD


def timeline_numbers(findings: Findings) -> pd.DataFrame:
    """What the timeline shows, times in UTC; ``day_only`` where the hour is not known."""
    rows: list[tuple[object, ...]] = [
        (_kind(e, findings), e.start.isoformat(), e.end.isoformat(), e.day_only, e.what, e.source)
        for e in (*own_story(findings), *other_news(findings))
    ]
    for exchange, hours in _hours(findings).items():
        rows += [(SESSION, a.isoformat(), b.isoformat(), False, exchange, "exchange calendar") for a, b in hours]
    primary = findings.study.primary
    for start, end in spells(findings, primary):
        rows.append(("window", start.isoformat(), end.isoformat(), False, primary.name, "study.toml"))
    return pd.DataFrame(rows, columns=["kind", "start", "end", "day_only", "what", "source"])


@styled
def plot_timeline(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """The event's story, other news and exchange hours in UTC; the primary window is shaded."""
    lines = _lines(findings)
    width, height = WIDTH - LEFT - RIGHT, sum(line.height for line in lines) + PAD
    ax = page(timeline_caption(findings), ax=ax, height=height, left=LEFT, right=RIGHT, bottom=0.86)
    clock = panels(ax, (width, height), [(TIMES + TEXTS, 0, width - TIMES - TEXTS, height)])[0]
    drawing = findings.study.drawing
    clock.set(xlim=(0, _hour(drawing.timeline_end, findings)), ylim=(height, 0), yticks=[])
    clock.grid(False)
    for start, end in spells(findings, findings.study.primary):
        clock.axvspan(_hour(start, findings), _hour(end, findings), color=SHADE, lw=0, zorder=0)
    clock.axvline(_hour(findings.study.event.instant, findings), color=MARK, lw=1.2, zorder=1)
    y = PAD
    for line in lines:
        _label_line(clock, line, y)
        _mark_line(clock, line, y + LINE / 2, [(_hour(a, findings), _hour(b, findings)) for a, b in line.spells])
        y += line.height
    _label_hours(clock, drawing.timeline_start, drawing.timeline_end)
    ax.annotate(
        KEY,
        (0, 0),
        (0, -46),
        xycoords="axes fraction",
        textcoords="offset points",
        va="top",
        color=MUTED,
        size=SIZE,
    )
    return ax


def _lines(findings: Findings) -> list[_Line]:
    """All lines from top to bottom; each has its own height, so that no label can cover another."""
    lines = []
    for heading, entries in (("The story", own_story(findings)), ("Other news", other_news(findings))):
        if entries:
            lines.append(_Line("", [heading], []))
        for e in entries:
            kind = _kind(e, findings)
            weight = "bold" if kind == EVENT else "normal"
            when = wrap(time_span(e.start, e.end, day_only=e.day_only), TIMES - 0.1, SIZE, weight)
            what = wrap(e.what, TEXTS - 0.12, SIZE, weight)
            lines.append(_Line(kind, when, what, ((e.start, e.end),), e.day_only))
    lines.append(_Line("", ["Open for trading"], []))
    for exchange, hours in _hours(findings).items():
        clocks = list(dict.fromkeys(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours))
        lines.append(_Line(SESSION, clocks or ["closed"], [exchange_name(exchange)], hours))
    return lines


def _hour(moment: dt.datetime, findings: Findings) -> float:
    """Place on the clock: hours since the timeline's start."""
    return (moment - findings.study.drawing.timeline_start) / HOUR


def _hours(findings: Findings) -> dict[str, tuple[Spell, ...]]:
    """Opening hours of each exchange of the timeline, as far as they lie on its days."""
    start, end = findings.study.drawing.timeline_start, findings.study.drawing.timeline_end
    shown = {}
    for exchange in findings.study.drawing.timeline_exchanges:
        table = exchange_hours(exchange, start.date(), end.date())
        pairs = [(o.to_pydatetime(), c.to_pydatetime()) for o, c in zip(table["open"], table["close"], strict=True)]
        shown[exchange] = tuple((o, c) for o, c in pairs if c > start and o < end)
    return shown


def _kind(entry: CalendarEntry, findings: Findings) -> str:
    if is_the_event(entry, findings.study):
        return EVENT
    if entry.topic in findings.study.placebo.keep_clear_of:
        return STORY
    return MAJOR if entry.weight == "major" else MINOR


def _label_line(clock: Axes, line: _Line, y: float) -> None:
    heading, event = not line.kind, line.kind == EVENT
    for words, x, colour in ((line.when, TIMES + TEXTS, MUTED), (line.what, TEXTS, INK)):
        clock.annotate(
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


def _mark_line(clock: Axes, line: _Line, y: float, hours: Sequence[tuple[float, float]]) -> None:
    for start, end in hours:
        if line.kind == SESSION:
            clock.barh(y, end - start, left=start, height=LINE * 0.9, color="#7F97A8", lw=0)
            continue
        look = MARKS[line.kind]
        clock.plot([start, end], [y, y], color=look["color"], lw=3.5, alpha=0.45, solid_capstyle="butt", zorder=2)
        if not line.day_only:
            # Its size would shift a mark at the edge out of the axes; what lies before them has none.
            clock.plot([start], [y], ls="", zorder=4, clip_on=start < 0, **look)


def _label_hours(clock: Axes, start: dt.datetime, end: dt.datetime) -> None:
    """Ticks at every quarter of a day, and the names of the days."""
    step = max(6.0, (end - start) / HOUR / 12)
    ticks = [step * n for n in range(int((end - start) / HOUR / step) + 1)]
    clock.set_xticks(ticks, [f"{start + HOUR * t:%H:%M}" for t in ticks], size=SIZE)
    for tick in ticks:
        moment = start + HOUR * tick
        if moment < end and (tick == 0 or moment.time() == dt.time(0)):
            clock.axvline(tick, color=FAINT, lw=0.8, zorder=1)
            clock.annotate(
                f"{moment:%a} {moment.day} {moment:%b %Y}",
                (tick, 0),
                (0, -22),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                va="top",
                weight="bold",
                color=INK,
            )
