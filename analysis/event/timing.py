"""WHEN, as one object: the event's day, other news, each exchange's first session, the window of the verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from analysis.event.article import read_article
from analysis.event.calendar import CalendarEntry, entries_on, read_calendar
from analysis.event.claim.found import check_quote, find_claim
from analysis.event.dates import date_event
from analysis.event.known import require_known, require_own_window
from analysis.event.news import Span, confounders_of, holds, story_of, window_spans
from analysis.event.primary import PrimaryWindow, choose_primary
from analysis.exchanges import FirstSession, can_observe, exchange_hours, first_sessions, is_quoted, sessions_after
from analysis.once import Once
from analysis.study.series import PORTFOLIO, Series, affects_of, series_of
from analysis.study.setting import Setting

if TYPE_CHECKING:
    from analysis.event.claim.found import ClaimSentence
    from analysis.event.dates import EventDate
    from analysis.study.declarations import ReturnKind, Window
    from analysis.study.study import Study


LOOKED_AT = dt.timedelta(days=3)
"""A calendar without any entry so near the event says nothing of what else happened."""


@dataclass(frozen=True, eq=False, repr=False)
class Timing(Once):
    """When things happened, on each exchange's calendar.

    Attributes
    ----------
    study : Study
    claim : ClaimSentence
        The article's sentence that makes the claim.
    event : EventDate
        The event's day, with the evidence for it.
    calendar : tuple of CalendarEntry
        All news that the study lists, in order of time.
    tickers : tuple of str
        Instruments of which there are prices.
    declared : datetime.date or None
        The event's day as it was given beside the study, where the article's cues do not settle it.
    """

    study: Study
    claim: ClaimSentence
    event: EventDate
    calendar: tuple[CalendarEntry, ...]
    tickers: tuple[str, ...]
    declared: dt.date | None = None

    def __repr__(self) -> str:
        return f"<Timing of {self.study.name}: {self.event.date}, primary window {self.primary.window.name!r}>"

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """What is measured: the portfolio first, then the instruments of which there are prices."""
        return series_of(self.study, self.tickers)

    @cached_property
    def setting(self) -> Setting:
        """The study with its primary window."""
        return Setting(self.study, self.primary.window)

    @property
    def home(self) -> str:
        """Exchange of the portfolio."""
        return self.series[0].exchange

    @cached_property
    def sessions(self) -> dict[str, FirstSession]:
        """First session that could react, on each exchange of a series, of a peer, or of the timeline."""
        exchanges = {s.exchange for s in self.series} | set(self.study.drawing.timeline_exchanges)
        peers = {i.exchange for i in self.study.instruments if i.role == "peer" and i.ticker in self.tickers}
        instant, calendars = self.study.event.instant, self.study.calendars
        # No test rests on peers: those without a quote after the news are missing where they would be shown.
        exchanges |= {code for code in peers if not is_quoted(code) or can_observe(code, instant, 0, 0)}
        return dict(first_sessions(instant, sorted(exchanges), calendars))

    @cached_property
    def day0(self) -> dict[str, pd.Timestamp]:
        """Event day 0 by exchange, as the label of a session."""
        return {exchange: pd.Timestamp(first.session) for exchange, first in self.sessions.items()}

    def last_day0(self, exchange: str) -> pd.Timestamp:
        """Session of an exchange that could first react to news of the last moment at which it may have come."""
        last = first_sessions(self.study.event.ends[-1], [exchange], self.study.calendars)[exchange]
        return pd.Timestamp(last.session)

    @cached_property
    def primary(self) -> PrimaryWindow:
        """The window on which the verdict rests, by the declared rule.

        Raises
        ------
        StudyError
            If no declared window holds the news.
        """
        found = choose_primary(self.study, self.home, self.sessions[self.home].session, self.major_news)
        near = [e for e in self.calendar if abs(e.start - self.study.event.instant) <= LOOKED_AT]
        return replace(found, checked=bool(near))

    def windows_of(self, series: Series) -> list[Window]:
        """Declared windows that mean for a series what they mean for the portfolio.

        Where a source has closing prices alone, those from close to close. On another exchange than the portfolio's,
        those that hold the news there if and only if they hold it on the portfolio's: of an exchange that was open
        when the news broke, the last close to open ended before it.
        """
        windows = self.study.windows
        closes = series.key != PORTFOLIO and self.study.instrument(series.key).bars == "closes"
        if closes or is_quoted(series.exchange):
            windows = tuple(w for w in windows if w.returns == "close-to-close")
        if series.exchange == self.home:
            return list(windows)
        return [w for w in windows if self.holds_the_news(w, series.exchange) == self.holds_the_news(w, self.home)]

    def kinds_of(self, series: Series) -> list[ReturnKind]:
        """Kinds of return of the windows that are measured for a series."""
        return list(dict.fromkeys(w.returns for w in self.windows_of(series)))

    def holds_the_news(self, window: Window, exchange: str) -> bool:
        """Whether a window of an exchange can hold the reaction to the event's news."""
        study, day0 = self.study, self.sessions[exchange].session
        return all(holds(window, exchange, day0, moment, study.calendars) for moment in study.event.ends)

    def spans(self, window: Window) -> tuple[Span, ...]:
        """Stretches of time (UTC) whose news a window holds, by the sessions of the portfolio's exchange."""
        return window_spans(window, self.home, self.sessions[self.home].session, self.study.calendars)

    def other_news(self, window: Window, series: Series | None = None) -> tuple[CalendarEntry, ...]:
        """Other news in a window: that which concerns a series, or all of it on the portfolio's exchange."""
        exchange = self.home if series is None else series.exchange
        affects = affects_of(self.study, series.key) if series else frozenset()
        return self._news(window, exchange, affects)

    def major_news(self, window: Window) -> tuple[CalendarEntry, ...]:
        """Other news of major weight in a window that concerns the portfolio's members: its confounders."""
        return tuple(e for e in self.other_news(window, self.series[0]) if e.weight == "major")

    def common_to(self, entries: Collection[CalendarEntry], tickers: Collection[str]) -> bool:
        """Whether each of some entries concerns every one of some instruments."""
        return all(affects_of(self.study, t) & set(e.affects) for e in entries for t in tickers)

    def news_of_others(self, window: Window, tickers: Collection[str]) -> dict[str, str]:
        """Other major news in a window that concerns some instruments and not the portfolio, in words, by ticker."""
        own = affects_of(self.study, PORTFOLIO)
        news = {t: self._news(window, self.home, affects_of(self.study, t)) for t in tickers}
        theirs = {t: [e.what for e in n if e.weight == "major" and not own & set(e.affects)] for t, n in news.items()}
        return {t: "; ".join(what) for t, what in theirs.items() if what}

    def story_news(self, window: Window, series: Series) -> tuple[CalendarEntry, ...]:
        """Major news of the event's own story, other than the event itself, that a window of a series holds too."""
        return self._news(window, series.exchange, affects_of(self.study, series.key), story=True)

    def _news(
        self, window: Window, exchange: str, affects: frozenset[str], *, story: bool = False
    ) -> tuple[CalendarEntry, ...]:
        """News in a window of an exchange, looked up once for each distinct question."""

        def look_up() -> tuple[CalendarEntry, ...]:
            entries = story_of(self.calendar, self.study) if story else self.calendar
            own = () if story else self.study.placebo.keep_clear_of
            day0, calendars = self.sessions[exchange].session, self.study.calendars
            return confounders_of(window, exchange, day0, entries, own=own, affects=affects, calendars=calendars)

        return self.once_for(("news", window, exchange, affects, story), look_up)

    def opening_hours(self) -> dict[str, tuple[Span, ...]]:
        """Opening hours of each exchange of the timeline, as far as they lie on its days."""
        drawing = self.study.drawing
        start, end = drawing.timeline_start, drawing.timeline_end
        shown = {}
        for exchange in drawing.timeline_exchanges:
            table = exchange_hours(exchange, start.date(), end.date(), self.study.calendars)
            pairs = [(o.to_pydatetime(), c.to_pydatetime()) for o, c in zip(table["open"], table["close"], strict=True)]
            shown[exchange] = tuple((o, c) for o, c in pairs if c > start and o < end)
        return shown

    def days(self, topics: Collection[str]) -> list[pd.Timestamp]:
        """Listed days of some topics, in UTC.

        Raises
        ------
        StudyError
            If no entry of the calendar has such a topic.
        """
        return [pd.Timestamp(day) for topic in topics for day in entries_on(self.calendar, topic)]

    def days_and_reactions(self, topics: Collection[str]) -> list[pd.Timestamp]:
        """Days of some topics, and the sessions on which prices could first follow."""
        return [*self.days(topics), *(session for topic in topics for session in self._reactions(topic))]

    def _reactions(self, topic: str) -> list[pd.Timestamp]:
        """First sessions of the portfolio's exchange that could react to news of a topic, where its hour is known."""
        hours = sorted(e.end for e in self.calendar if e.topic == topic and not e.day_only)
        return self.once_for(("reactions", topic), lambda: sessions_after(self.home, hours, self.study.calendars))

    def among(self, tickers: Collection[str]) -> Timing:
        """The same with the series of other prices; itself where they are the same."""
        wanted = tuple(i.ticker for i in self.study.instruments if i.ticker in tickers)
        return self if wanted == self.tickers else replace(self, tickers=wanted)


def time_event(study: Study, *, declared: dt.date | None = None) -> Timing:
    """Find out when the event was: read the article, date the event, read the calendar, choose the window.

    Parameters
    ----------
    study : Study
    declared : datetime.date, optional
        The event's date when the article's own cues cannot settle it.

    Raises
    ------
    ArticleError, EventDateError, StudyError
        If the claim is not in the article, its cues do not settle on a day, a topic or an exchange is unknown, no
        declared window holds the news, or the multiverse lacks the primary one.
    """
    article = read_article(study)
    claim = find_claim(article, study.claim)
    check_quote(article, study.claim)
    event = date_event(article, study.event, declared=declared)
    calendar = read_calendar(study.file("calendar.csv"), study.known_tickers)
    require_known(study, calendar)
    timing = Timing(study, claim, event, calendar, study.tickers(), declared)
    require_own_window(study, timing.primary.window)  # what is wrong with it or with the sessions is said now
    return timing
