"""Other news: what else fell into each window, whom it concerns, and how the rule chose the window of the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.event.calendar import CalendarEntry
from analysis.event.timing import Timing
from analysis.findings.piece import Piece
from analysis.findings.when.news_windows import SeriesNews, WindowNews, window_news
from analysis.once import once
from analysis.study.declarations import Window
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.filters import some
from analysis.words.numbers import capital, count, listing, window_words
from analysis.words.study_words import verdict_words
from analysis.words.tables import Column, Table

COLUMNS = (
    Column("series", "ticker, or portfolio"),
    Column("window", "event window"),
    Column("start", "start of the news, UTC"),
    Column("end", "its end; the start for an instant, a whole day where only the day is known"),
    Column("what", "what happened"),
    Column("topic", "its story"),
    Column("weight", "major or minor"),
    Column("sure", "how well it is known: official, press, secondary, unverified"),
    Column("story", "whether it is major news of the event's own story, and so no other news"),
)
SHOWN = (
    Column("when", "day, and hour where it is known, UTC", "when, UTC"),
    Column("what", "what happened", "other news"),
    Column("weight", "major or minor"),
    Column("windows", "windows that hold it", "windows"),
    Column("concerns", "series whose markets it concerns", "concerns"),
    Column("sure", "how well it is known: official, press, secondary, unverified"),
    Column("source", "who says so"),
)
UNCHECKED = "calendar.csv lists no news: whether other news fell into a window was not checked"


@dataclass(frozen=True, eq=False, repr=False)
class News(Piece):
    """What else happened, window by window and series by series.

    Attributes
    ----------
    windows : tuple of WindowNews
        In declared order.
    measured : tuple of SeriesNews
        One for each series and window that is measured for it, in declared order.
    tickers : tuple of str
        Instruments of which there are prices.
    checked : bool
        False where the calendar lists nothing at all: then no window was checked.
    setting : Setting
    """

    windows: tuple[WindowNews, ...]
    measured: tuple[SeriesNews, ...]
    tickers: tuple[str, ...]
    checked: bool
    setting: Setting

    def within(self, window: Window) -> WindowNews:
        """News in one window."""
        return next(w for w in self.windows if w.window == window)

    @property
    def chosen(self) -> WindowNews:
        """The primary window, on which the verdict rests."""
        return self.within(self.setting.primary)

    @property
    def passed_over(self) -> tuple[WindowNews, ...]:
        """Windows that are declared before the primary one."""
        return self.windows[: self.windows.index(self.chosen)]

    @once
    def record(self) -> dict[str, Any]:
        """The windows with their news, how one was chosen, and each piece of other news with whom it concerns.

        ``primary`` says whether the chosen window is clean, and which windows the rule passed over before it;
        ``windows`` what speaks against each.
        """
        return {
            "primary": {
                "window": self.chosen.window.name,
                "clean": not self.chosen.major,
                "passed_over": [w.window.name for w in self.passed_over],
            },
            "windows": [self._window(w) for w in self.windows],
            "confounders": self._confounders(),
        }

    def _window(self, found: WindowNews) -> dict[str, Any]:
        window = found.window
        return {
            "name": window.name,
            "returns": window.returns,
            "first": window.first,
            "last": window.last,
            "primary": window == self.setting.primary,
            "shown": window in self.setting.shown,
            "words": window_words(window, self.setting.between_quotes),
            "spans": [{"start": start, "end": end} for start, end in found.spans],
            "holds_the_event": found.holds_the_event,
            "major": names(found.major),
            "other": names(found.other),
            "story": names(found.story),
            "spared": found.spared,
            "unmeasured": [{"series": keys, "reason": reason} for reason, keys in found.unmeasured.items()],
        }

    def _confounders(self) -> list[dict[str, Any]]:
        """Each piece of other news once, in order of time, with the windows and the series that it concerns."""
        found: dict[CalendarEntry, list[SeriesNews]] = {}
        for one in self.measured:
            for entry in one.other:
                found.setdefault(entry, []).append(one)
        return [self._confounder(e, found[e]) for e in sorted(found, key=lambda e: (e.start, e.end, e.what))]

    def _confounder(self, entry: CalendarEntry, found: Sequence[SeriesNews]) -> dict[str, Any]:
        windows, series = {f.window.name for f in found}, list(dict.fromkeys(f.series.key for f in found))
        return {
            "when": day_and_hour(entry),
            "what": entry.what,
            "weight": entry.weight,
            "sure": entry.sure,
            "source": entry.source,
            "windows": [w.window.name for w in self.windows if w.window.name in windows],
            "portfolio": PORTFOLIO in series,
            "series": [key for key in series if key != PORTFOLIO],
            "concerns": self._concerns(series),
        }

    def _concerns(self, series: Sequence[str]) -> str:
        """The series in words, by those left out where these are fewer."""
        inside, outside = ([t for t in self.tickers if (t in series) is wanted] for wanted in (True, False))
        if not outside:
            return "all"
        return f"all but {listing(outside)}" if len(outside) < len(inside) / 2 else listing(inside)

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a series, window and piece of news in it besides the event."""
        lines = [
            (f.series.key, f.window.name, *_cells(e), own)
            for f in self.measured
            for own, entries in ((False, f.other), (True, f.story))
            for e in entries
        ]
        return {"confounders": Table(COLUMNS, pd.DataFrame(lines, columns=[c.name for c in COLUMNS]))}

    @once
    def shown(self) -> Mapping[str, Table]:
        """One line a piece of other major news: of minor news no rule asks."""
        table = Table(SHOWN, self.table())
        return {"confounders": table.where(table.frame["weight"] == "major")}

    def table(self) -> pd.DataFrame:
        """Other news in any window, one line a piece: when, what, weight, windows, whom it concerns, who says so."""
        lines = [told | {"windows": listing(told["windows"])} for told in self.record()["confounders"]]
        return pd.DataFrame(lines, columns=[c.name for c in SHOWN])

    def summary(self) -> str:
        """How much other news there is, and whether any fell into the window of the verdict."""
        told = self.record()["confounders"]
        if not told:
            return "No other news is listed in any window" if self.checked else UNCHECKED
        major = sum(one["weight"] == "major" for one in told)
        state = "is clean" if not self.chosen.major else "holds other major news of the portfolio's markets"
        return (
            f"{capital(count(len(told), 'piece'))} of other news in the windows, {some(major)} of them major; the "
            f"{self.chosen.window.name} window {state}"
        )

    def context(self) -> Mapping[str, Any]:
        """Why windows were passed over, and the story's own news by the windows that hold the same."""
        stories: dict[str, list[str]] = {}
        for found in self.windows:
            for what in names(found.story):
                stories.setdefault(what, []).append(found.window.name)
        weights = [told["weight"] for told in self.record()["confounders"]]
        return {
            "confounders": names(self.chosen.major),
            "major": weights.count("major"),
            "minor": "minor" in weights,
            "verdict": verdict_words(self.setting.study),
            "unchecked": "" if self.checked else UNCHECKED,
            "passed_over": [f"{w.window.name} ({_objection(w)})" for w in self.passed_over],
            "stories": [{"windows": windows, "news": news} for news, windows in stories.items()],
        }


def _objection(found: WindowNews) -> str:
    return "; ".join(names(found.major)) if found.holds_the_event else "it does not hold the news"


def _cells(entry: CalendarEntry) -> tuple[str, ...]:
    start, end = entry.start.isoformat(), entry.end.isoformat()
    return start, end, entry.what, entry.topic, entry.weight, entry.sure


def names(entries: Sequence[CalendarEntry]) -> list[str]:
    """What happened, entry by entry."""
    return [e.what for e in entries]


def day_and_hour(entry: CalendarEntry) -> str:
    """Day, and hour where it is known: "20 Sep 18:00", "18 Sep to 22 Sep"."""
    form = "{0.day} {0:%b}" if entry.day_only else "{0.day} {0:%b %H:%M}"
    first, last = form.format(entry.start), form.format(entry.end)
    if first == last:
        return first
    same_day = entry.start.date() == entry.end.date()
    return f"{first} to {entry.end:%H:%M}" if same_day else f"{first} to {last}"


def news(timing: Timing) -> News:
    """Look up which news each window of each series holds."""
    measured = tuple(
        SeriesNews(series, window, timing.other_news(window, series), timing.story_news(window, series))
        for series in timing.series
        for window in timing.windows_of(series)
    )
    windows = tuple(window_news(timing, w, [f for f in measured if f.window == w]) for w in timing.study.windows)
    tickers = tuple(s.key for s in timing.series if s.key != PORTFOLIO)
    return News(windows, measured, tickers, timing.primary.checked, timing.setting)
