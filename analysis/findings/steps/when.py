"""WHEN, as a step: reads the article and the calendar of a study's folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analysis.event.timing import Timing, time_event
from analysis.findings.piece import Piece, supplement
from analysis.findings.steps.step import Step

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.event.dates import EventDate
    from analysis.event.primary import PrimaryWindow
    from analysis.findings.when.dating import Dating
    from analysis.findings.when.news import News
    from analysis.study.study import Study


class When(Step):
    """WHEN: the event's day with its evidence, each exchange's first session, other news, the primary window.

    Examples
    --------
    >>> from analysis import load_study, when
    >>> w = when(load_study("seeds/karabakh-2023"))
    >>> w.primary.window.name
    'overnight'
    """

    def __init__(self, timing: Timing) -> None:
        self.timing = timing

    def _main(self) -> Piece:
        return self.dating

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """The timeline."""
        return self.timeline.plot(ax=ax)

    @property
    def event(self) -> EventDate:
        """The event's day, with each cue of the article and what it gave."""
        return self.timing.event

    @property
    def day0(self) -> Mapping[str, pd.Timestamp]:
        """First session that could react, by exchange."""
        return self.timing.day0

    @property
    def primary(self) -> PrimaryWindow:
        """The window on which the verdict rests."""
        return self.timing.primary

    @property
    def news(self) -> pd.DataFrame:
        """Other news that falls into the windows, one line an entry: when, what, weight, windows, whom it concerns."""
        return self.other_news.table()

    @property
    def dating(self) -> Dating:
        """How the day was found."""
        from analysis.findings.when.dating import dating

        return self.timing.once(dating)

    @property
    def timeline(self) -> Piece:
        """The story, other news and exchange hours on one clock."""
        from analysis.findings.when.timeline import timeline

        return supplement(self.timing, timeline, self.timing.setting)

    @property
    def other_news(self) -> News:
        """Which news falls into which window, and how the primary window was chosen."""
        from analysis.findings.when.news import news

        return self.timing.once(news)


def when(study: Study, *, date: dt.date | None = None) -> When:
    """Find out when each market could first know.

    Parameters
    ----------
    study : Study
    date : datetime.date, optional
        The event's date, when the article's own cues cannot settle it.

    Raises
    ------
    ArticleError, EventDateError, StudyError
        If the claim is not in the article, its cues do not settle on a day, or no declared window holds the news.

    Examples
    --------
    >>> from analysis import load_study, when
    >>> when(load_study("seeds/karabakh-2023")).event.date
    datetime.date(2023, 9, 20)
    """
    return When(time_event(study, declared=date))
