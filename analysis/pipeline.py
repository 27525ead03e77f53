"""The straight line from an article to a verdict. Read it as the method section of a paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import StudyError
from analysis.study.study import Study

if TYPE_CHECKING:
    from analysis.event.calendar import CalendarEntry
    from analysis.event.news import PrimaryWindow
    from analysis.exchanges import FirstSession
    from analysis.findings.results import Findings
    from analysis.measure.design import Timing
    from analysis.study.declarations import Instrument

STAGES = (
    "reading the article",
    "dating the event",
    "loading the prices",
    "computing returns",
    "measuring abnormal returns",
    "judging the claim",
    "testing the targets jointly",
    "dose-response and synthetic control",
    "exploring other specifications",
    "comparing correlations",
    "checking the models",
)

Progress = Callable[[str], None]
LOOKED_AROUND = dt.timedelta(days=90)
"""Days on either side of a moment that a calendar needs to name the next session."""


def run_study(
    study: Study,
    *,
    source: str = "bundled",
    snapshot_folder: Path | None = None,
    declared_date: dt.date | None = None,
    progress: Progress = lambda stage: None,
) -> Findings:
    """Run a study on a snapshot of prices and return all it found. Writes nothing.

    Parameters
    ----------
    study : Study
    source : str
        What to call the prices in the results.
    snapshot_folder : Path, optional
        Folder of the prices; the study's bundled snapshot when not given.
    declared_date : datetime.date, optional
        The event's date when the article's own cues cannot settle it.
    progress : callable
        Called with the name of each stage as it starts.

    Raises
    ------
    AnalysisError
        With one line that says what is missing or wrong; a run is whole or it stops.
    """
    from analysis.event.article import check_quote, find_claim, read_article
    from analysis.event.calendar import read_calendar
    from analysis.event.dates import date_event
    from analysis.exchanges import first_sessions
    from analysis.findings.evidence import weigh
    from analysis.findings.results import Findings
    from analysis.findings.verdict import judge
    from analysis.market.returns import compute_returns
    from analysis.market.snapshot import load_snapshot
    from analysis.measure.effects import measure

    progress(STAGES[0])
    article = read_article(study.folder)
    claim = find_claim(article, study.claim)
    check_quote(article, study.claim)

    progress(STAGES[1])
    event = date_event(article, study.event, declared=declared_date)
    prices = snapshot_folder or study.snapshot_folder
    instruments = instruments_in(prices, study)
    sessions = first_sessions(study.event.instant, exchanges_of(study, instruments))
    calendar = read_calendar(study.folder / "calendar.csv")
    timing = timing_of(study, sessions, calendar)
    primary = primary_window(study, sessions, calendar)
    study = study.with_primary(primary.window.name)

    progress(STAGES[2])
    snapshot = load_snapshot(prices, instruments, own=study.folder / "prices")

    progress(STAGES[3])
    returns = compute_returns(snapshot.bars, study)

    progress(STAGES[4])
    effects = measure(returns, timing, study)
    require_timeline(study)

    progress(STAGES[5])
    weights, lists = fund_weights(study, event.date)
    verdict = judge(study, effects, weights, primary.confounders)

    evidence = weigh(study, returns, effects, timing, primary, calendar, weights, verdict, progress=progress)
    return Findings(
        study, claim, event, sessions, calendar, source, snapshot, returns, effects, weights, lists, verdict, evidence
    )


def require_timeline(study: Study) -> None:
    """Refuse a timeline that does not show the event: left over, perhaps, from the study that this one was copied from.

    Raises
    ------
    StudyError
    """
    start, end = study.drawing.timeline_start, study.drawing.timeline_end
    if not start <= study.event.instant <= end:
        raise StudyError(
            f"{study.folder / 'study.toml'}: drawing.timeline_start",
            f"{start:%Y-%m-%d} to {end:%Y-%m-%d} does not hold the event of {study.event.instant:%Y-%m-%d}",
            remedy="set timeline_start and timeline_end around event.instant",
        )


def instruments_in(prices: Path, study: Study) -> list[Instrument]:
    """The study's own instruments, those that a snapshot must hold, and those live ones that it does hold.

    A study whose series are all its own needs no snapshot.
    """
    from analysis.market.manifest import read_manifest

    own = {i.ticker for i in study.instruments if i.source == "csv"}
    held = own if len(own) == len(study.instruments) else own | set(read_manifest(prices).index)
    return [i for i in study.instruments if i.available == "bundled" or i.ticker in held]


def exchanges_of(study: Study, instruments: Sequence[Instrument]) -> list[str]:
    """Exchanges whose first session matters: those of the instruments and those drawn in the timeline."""
    return sorted({i.exchange for i in instruments} | set(study.drawing.timeline_exchanges))


def timing_of(study: Study, sessions: Mapping[str, FirstSession], calendar: Sequence[CalendarEntry]) -> Timing:
    """Day 0 of each exchange, and the listed days of the topics that the study names."""
    from analysis.event.calendar import entries_on
    from analysis.measure.design import Timing

    left_out = {*study.estimation.leave_out, *(topic for choice in study.multiverse.leave_out for topic in choice)}
    exchange = study.instrument(study.portfolio.members[0]).exchange
    return Timing(
        {exchange: pd.Timestamp(first.session) for exchange, first in sessions.items()},
        {
            topic: tuple(pd.Timestamp(d) for d in entries_on(calendar, topic))
            for topic in sorted({*study.placebo.keep_clear_of, *left_out})
        },
        {topic: _reactions([e for e in calendar if e.topic == topic], exchange) for topic in sorted(left_out)},
    )


def _reactions(entries: Sequence[CalendarEntry], exchange: str) -> tuple[pd.Timestamp, ...]:
    """First sessions of an exchange that could react to news of known hour."""
    from analysis.exchanges import exchange_sessions, first_sessions

    hours = sorted(e.end for e in entries if not e.day_only)
    if hours:  # one calendar for all of them
        exchange_sessions(exchange, hours[0].date() - LOOKED_AROUND, hours[-1].date() + LOOKED_AROUND)
    return tuple(pd.Timestamp(first_sessions(hour, [exchange])[exchange].session) for hour in hours)


def primary_window(
    study: Study, sessions: Mapping[str, FirstSession], calendar: Sequence[CalendarEntry]
) -> PrimaryWindow:
    """The window that the declared rule gives for the portfolio.

    Raises
    ------
    StudyError
        If no declared window holds the news.
    """
    from analysis.event.news import choose_primary
    from analysis.findings.spells import affects_of
    from analysis.measure.effects import PORTFOLIO

    exchange = study.instrument(study.portfolio.members[0]).exchange
    chosen = choose_primary(study, exchange, sessions[exchange].session, calendar, affects_of(study, PORTFOLIO))
    if chosen is None:
        raise StudyError(
            f"{study.folder / 'study.toml'}: windows",
            f"none holds news of {study.event.instant:%Y-%m-%d %H:%M} UTC on {exchange}",
            remedy="declare one that does",
        )
    return chosen


def fund_weights(study: Study, on: dt.date) -> tuple[dict[str, tuple[float, float]], dict[str, tuple[dt.date, ...]]]:
    """Lowest and highest weight, in percent, of the issuers' bonds in each listed fund; and the lists they rest on.

    Raises
    ------
    StudyError
        If a member of the portfolio has no weight in exposures.csv: the verdict needs it. Or if a row is of a fund
        that the study does not have, perhaps a misspelt one.
    """
    from analysis.market.holdings import country_weight, list_dates, read_exposures

    path = study.folder / "exposures.csv"
    entries = read_exposures(path)
    listed = {e.ticker for e in entries}
    if strangers := sorted(listed - set(study.tickers(bundled=False))):
        raise StudyError(
            str(path), f"{strangers[0]} is no instrument of the study", remedy="correct the ticker, or remove its rows"
        )
    for ticker in study.portfolio.members:
        if ticker not in listed:
            raise StudyError(str(path), f"no weight for {ticker}, a member of the portfolio", remedy="add a row")
    funds = [t for t in (*study.tickers("target"), *study.tickers("placebo")) if t in listed]
    weights = {t: country_weight(entries, t, on) for t in funds}
    return weights, {t: list_dates(entries, t, on) for t in funds}
