"""The figure of WHEN: the story, other news and exchange hours on one clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.event.sessions import exchange_hours
from analysis.findings.canvas import FAINT, INK, MARK, MUTED, SHADE, WIDTH, page, styled, text_width, wrap
from analysis.findings.captions import timeline_caption
from analysis.findings.labels import lanes
from analysis.findings.spells import is_the_event, other_news, own_story, window_spells
from analysis.findings.words import exchange_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.event.calendar import CalendarEntry
    from analysis.findings.results import Findings

LEFT, RIGHT = 0.2, 0.2
ACROSS = WIDTH - LEFT - RIGHT
TEXT, LINE = 9.5, 0.165
"""Points of a label, inches of one of its lines."""
LONGEST = 3.3
"""Inches after which a label goes on in the next line."""
STORY, EVENT, MAJOR, MINOR = "same story", "the event", "major other news", "minor other news"
MARKS = {
    EVENT: {"marker": "*", "ms": 15, "color": MARK, "mec": "white"},
    STORY: {"marker": "o", "ms": 7, "color": INK, "mec": "white"},
    MAJOR: {"marker": "D", "ms": 7.5, "color": "#0072B2", "mec": "white"},
    MINOR: {"marker": "D", "ms": 6.5, "mfc": "white", "mec": "#0072B2", "mew": 1.3, "color": "#0072B2"},
}
SIGNS = {EVENT: "★", STORY: "●", MAJOR: "◆", MINOR: "◇"}


@dataclass(frozen=True, slots=True)
class _Label:
    """An entry with its place across the figure, in inches: its time, and what mark and text together cover."""

    entry: CalendarEntry
    kind: str
    times: tuple[float, float]
    span: tuple[float, float]
    lines: tuple[str, ...]
    anchor: float
    side: str


def timeline_numbers(findings: Findings) -> pd.DataFrame:
    """What the timeline shows: news, and the hours of the exchanges; columns kind, start, end, day_only, what, source."""
    rows = [
        (_kind(e, findings), e.start.isoformat(), e.end.isoformat(), e.day_only, e.what, e.source)
        for e in (*own_story(findings), *other_news(findings))
    ]
    for exchange, hours in _hours(findings).items():
        for start, end in hours:
            rows.append(("session", start.isoformat(), end.isoformat(), False, exchange, "exchange calendar"))
    for start, end in window_spells(findings, findings.study.primary):
        rows.append(("window", start.isoformat(), end.isoformat(), False, findings.study.primary.name, "study.toml"))
    return pd.DataFrame(rows, columns=["kind", "start", "end", "day_only", "what", "source"])


@styled
def plot_timeline(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """The event's story, other news and exchange hours in UTC; the primary window is shaded."""
    groups = [
        (name, [_label(e, findings) for e in entries])
        for name, entries in (("The story", own_story(findings)), ("Other news", other_news(findings)))
        if entries
    ]
    exchanges = _hours(findings)
    stacks = [_stack(labels) for _, labels in groups]
    height = sum(0.32 + sum(lane for lane, _ in stack) + 0.1 for stack in stacks) + 0.32 + 0.36 * len(exchanges)
    ax = page(timeline_caption(findings), ax=ax, height=height, left=LEFT, right=RIGHT, bottom=0.72)
    ax.set(xlim=(0, ACROSS), ylim=(height, 0), yticks=[])
    ax.grid(False)
    ax.spines["left"].set_visible(False)
    for start, end in window_spells(findings, findings.study.primary):
        ax.axvspan(_inches(start, findings), _inches(end, findings), color=SHADE, lw=0, zorder=0)
    ax.axvline(_inches(findings.study.event.instant, findings), color=MARK, lw=1.2, zorder=1)
    y = 0.0
    for (name, _), stack in zip(groups, stacks, strict=True):
        _heading(ax, y, name)
        y += 0.32
        for lane, labels in stack:
            for label in labels:
                _draw_label(ax, label, y + LINE)
            y += lane
        y += 0.1
    _heading(ax, y, "Open for trading")
    for number, (exchange, hours) in enumerate(exchanges.items()):
        _draw_hours(ax, y + 0.32 + 0.36 * number, exchange, hours, findings)
    _clock(ax, findings)
    return ax


def _inches(moment: dt.datetime, findings: Findings) -> float:
    start, end = findings.study.drawing.timeline_start, findings.study.drawing.timeline_end
    return ACROSS * ((moment - start) / (end - start))


def _hours(findings: Findings) -> dict[str, list[tuple[dt.datetime, dt.datetime]]]:
    """Opening hours of each exchange of the timeline, as far as they lie on its days."""
    drawing = findings.study.drawing
    shown = {}
    for exchange in drawing.timeline_exchanges:
        table = exchange_hours(exchange, drawing.timeline_start.date(), drawing.timeline_end.date())
        pairs = [(o.to_pydatetime(), c.to_pydatetime()) for o, c in zip(table["open"], table["close"], strict=True)]
        shown[exchange] = [(o, c) for o, c in pairs if c > drawing.timeline_start and o < drawing.timeline_end]
    return shown


def _kind(entry: CalendarEntry, findings: Findings) -> str:
    if is_the_event(entry, findings.study):
        return EVENT
    if entry.topic in findings.study.placebo.keep_clear_of:
        return STORY
    return MAJOR if entry.weight == "major" else MINOR


def _label(entry: CalendarEntry, findings: Findings) -> _Label:
    """Place the text right of the mark, or left of it where the figure ends."""
    kind = _kind(entry, findings)
    start, end = (min(max(_inches(t, findings), 0.0), ACROSS) for t in (entry.start, entry.end))
    clock = "" if entry.day_only else f"{entry.start:%H:%M} "
    weight = "bold" if kind == EVENT else "normal"
    lines = tuple(wrap(clock + entry.what, LONGEST, TEXT, weight))
    width = max(text_width(line, TEXT, weight) for line in lines) * 1.03
    gap = 0.13
    if end + gap + width <= ACROSS:
        return _Label(entry, kind, (start, end), (start - gap, end + gap + width), lines, end + gap, "left")
    if start - gap - width >= 0:
        return _Label(entry, kind, (start, end), (start - gap - width, end + gap), lines, start - gap, "right")
    # A long spell: the text stands on it, and the spell itself runs below the text.
    return _Label(entry, kind, (start, end), (start, max(end, start + width)), lines, start + 0.05, "left")


def _stack(labels: Sequence[_Label]) -> list[tuple[float, list[_Label]]]:
    """Lanes with their heights: labels that would cover each other are in different ones."""
    chosen = lanes([label.span for label in labels], gap=0.12)
    stack = []
    for lane in range(max(chosen) + 1):
        own = [label for label, number in zip(labels, chosen, strict=True) if number == lane]
        stack.append((LINE * max(len(label.lines) for label in own) + 0.13, own))
    return stack


def _heading(ax: Axes, y: float, text: str) -> None:
    ax.text(0, y + 0.2, text, weight="bold", color=MUTED, va="center")


def _draw_label(ax: Axes, label: _Label, y: float) -> None:
    look = MARKS[label.kind]
    start, end = label.times
    if end > start:
        ax.plot([start, end], [y, y], color=look["color"], lw=3, alpha=0.55, solid_capstyle="butt")
    if not label.entry.day_only:
        ax.plot(start, y, ls="", zorder=4, **look)
    ax.text(
        label.anchor, y - LINE / 2, "\n".join(label.lines), size=TEXT, ha=label.side, va="top", linespacing=1.2,
        color=MARK if label.kind == EVENT else INK, weight="bold" if label.kind == EVENT else "normal",
    )  # fmt: skip


def _draw_hours(
    ax: Axes, y: float, exchange: str, hours: Sequence[tuple[dt.datetime, dt.datetime]], findings: Findings
) -> None:
    for opens, closes in hours:
        start, end = _inches(opens, findings), _inches(closes, findings)
        ax.barh(y + 0.14, end - start, left=start, height=0.27, color="#C9D6DF", lw=0)
        text = f"{exchange_name(exchange)} {opens:%H:%M}–{closes:%H:%M}"
        inside = text_width(text, TEXT) * 1.03 <= end - start
        ax.text((start + end) / 2 if inside else end + 0.06, y + 0.14, text, size=TEXT, va="center", ha="center" if inside else "left")


def _clock(ax: Axes, findings: Findings) -> None:
    """Ticks every six hours, and the names of the days."""
    start, end = findings.study.drawing.timeline_start, findings.study.drawing.timeline_end
    step = dt.timedelta(hours=6)
    ticks = [start + step * n for n in range(int((end - start) / step) + 1)]
    ax.set_xticks([_inches(t, findings) for t in ticks], [f"{t:%H:%M}" for t in ticks])
    ax.get_xticklabels()[0].set_horizontalalignment("left")
    ax.get_xticklabels()[-1].set_horizontalalignment("right")
    for tick in ticks:
        if tick.hour == 0 and tick < end:
            x = _inches(tick, findings)
            ax.axvline(x, color=FAINT, lw=0.8, zorder=1)
            ax.annotate(
                f"{tick:%A %-d %B} (UTC)", (x, 0), (0, -24), xycoords=("data", "axes fraction"),
                textcoords="offset points", va="top", weight="bold", color=INK,
            )  # fmt: skip
    key = "   ".join(f"{SIGNS[kind]} {kind}" for kind in MARKS)
    ax.annotate(key, (0, 0), (0, -42), xycoords="axes fraction", textcoords="offset points", va="top", color=MUTED, size=TEXT)
