"""News of one window: which stretches of time it holds, what else happened in them, and which series it spares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.event.calendar import CalendarEntry
from analysis.event.news import Span
from analysis.event.timing import Timing
from analysis.study.declarations import Window
from analysis.study.series import Series
from analysis.words.numbers import listing


@dataclass(frozen=True, slots=True, eq=False)
class WindowNews:
    """One window in clock time, and the news in it.

    Attributes
    ----------
    window : Window
    spans : tuple of (datetime, datetime)
        Stretches of time (UTC) whose news it holds, by the sessions of the portfolio's exchange.
    holds_the_event : bool
        Whether the reaction to the event's news can lie in it.
    major : tuple of CalendarEntry
        Its confounders: other news of major weight that concerns the portfolio's members.
    other : tuple of CalendarEntry
        All the rest of the other news.
    story : tuple of CalendarEntry
        Major news of the event's own story, other than the event itself.
    spared : tuple of str
        Of a window with confounders, the series into whose window no major other news fell: it concerns other markets,
        or came after their close.
    unmeasured : mapping of reason to series
        Series that are not measured in this window.
    """

    window: Window
    spans: tuple[Span, ...]
    holds_the_event: bool
    major: tuple[CalendarEntry, ...]
    other: tuple[CalendarEntry, ...]
    story: tuple[CalendarEntry, ...]
    spared: tuple[str, ...]
    unmeasured: Mapping[str, tuple[str, ...]]

    @property
    def gaps(self) -> list[str]:
        """The series that are not measured in this window, in words, with the reason."""
        return [f"{listing(keys)}, because {reason}" for reason, keys in self.unmeasured.items()]


@dataclass(frozen=True, slots=True, eq=False)
class SeriesNews:
    """News in a window of one series: other news that concerns it, and major news of the event's own story."""

    series: Series
    window: Window
    other: tuple[CalendarEntry, ...]
    story: tuple[CalendarEntry, ...]


def window_news(timing: Timing, window: Window, measured: Sequence[SeriesNews]) -> WindowNews:
    """Look up what a window holds; ``measured`` is the news of each series that is measured in it."""
    major = timing.major_news(window)
    untouched = [f.series.key for f in measured if not any(e.weight == "major" for e in f.other)]
    return WindowNews(
        window,
        timing.spans(window),
        timing.holds_the_news(window, timing.home),
        major,
        tuple(e for e in timing.other_news(window) if e not in major),
        timing.story_news(window, timing.series[0]),
        tuple(untouched) if major else (),
        _unmeasured(timing, window, {f.series.key for f in measured}),
    )


def _unmeasured(timing: Timing, window: Window, measured: set[str]) -> dict[str, tuple[str, ...]]:
    """Series that a window is not measured for, by reason."""
    groups: dict[str, tuple[str, ...]] = {}
    for series in (s for s in timing.series if s.key not in measured):
        closes_only = window.returns != "close-to-close" and timing.study.instrument(series.key).bars == "closes"
        reason = (
            "there are no opening prices"
            if closes_only
            else "on their own exchange this window does not hold the same news"
        )
        groups[reason] = (*groups.get(reason, ()), series.key)
    return groups
