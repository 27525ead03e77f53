"""What a study's own files lack: its article, its calendar, its weights, and something to compare with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.doctor.finding import Finding, Notes
from analysis.event.article import read_article
from analysis.event.calendar import CalendarEntry, read_calendar
from analysis.event.claim.found import check_quote, find_claim
from analysis.event.dates import EventDate, date_event
from analysis.event.known import require_known
from analysis.event.news import story_of
from analysis.event.timing import LOOKED_AT
from analysis.market.exposures import Exposure, read_exposures
from analysis.market.holdings import country_weight, fund_weights
from analysis.study.csv_tables import examples_in
from analysis.study.study import Study
from analysis.words.numbers import digits, listing

FACTOR_MAY_HOLD = 1.0
"""Percent: a factor that holds more of the claim's assets moves with them, and explains away what is looked for."""


def examples(folder: Path) -> Iterator[Finding]:
    """Example rows of a new study that are still there."""
    for name in ("calendar.csv", "exposures.csv"):
        if count := examples_in(folder / name):
            what = f"{digits(count, 'example row')} still there, which no run reads"
            yield Finding("weak", name, what, "write facts with their sources in its place, or remove it")


def article(study: Study, notes: Notes) -> EventDate | None:
    """Read the article for its claim and its day; return the day where it is settled."""
    found = None
    with notes.noting():
        text = read_article(study)
        if text.front_matter.get("verbatim") is True:
            what = "holds the publisher's own words"
            remedy = "tell it in yours before you publish the folder, and remove verbatim from its head"
            notes.add([Finding("weak", "article.md", what, remedy)])
        with notes.noting():
            find_claim(text, study.claim)
        with notes.noting():
            check_quote(text, study.claim)
        with notes.noting():
            found = date_event(text, study.event)
    return found


def calendar(study: Study, notes: Notes) -> tuple[CalendarEntry, ...]:
    """Read the calendar; say where it checks nothing."""
    entries: tuple[CalendarEntry, ...] = ()
    with notes.noting():
        entries = read_calendar(study.file("calendar.csv"), study.known_tickers)
        require_known(study, entries)
        near = [e for e in entries if abs(e.start - study.event.instant) <= LOOKED_AT]
        if not near:
            what = f"lists no news within {LOOKED_AT.days} days of the event: no window is checked, no verdict is clean"
            remedy = "list what else happened, as decisions of central banks and figures on prices and jobs"
            notes.add([Finding("weak", "calendar.csv", what, remedy)])
    return entries


def weights(study: Study, day: dt.date, notes: Notes) -> tuple[Exposure, ...]:
    """Read the weights; say which the study needs and has not."""
    entries: tuple[Exposure, ...] = ()
    with notes.noting():
        entries = read_exposures(study.folder / "exposures.csv")
        fund_weights(study, day)
    return entries


def weak_by_design(study: Study) -> Iterator[Finding]:
    """Say what there is nothing of to compare the targets with, and whether the hour of the news is not known."""
    if not study.tickers("placebo"):
        what = "no like series without exposure: a shock to all such assets would look like the claim's"
        remedy = (
            'add one with role = "placebo" and its weight of 0, or, where none exists, say why in placebo.no_like_fund'
        )
        yield Finding("weak", "study.toml: instruments", what, remedy)
    if study.event.until:
        what = "the hour of the news is not known: only windows that hold the whole span decide, and see less"
        yield Finding("weak", "study.toml: event.until", what, "give instant its hour and its source, without until")
    if not study.models[study.portfolio.model].factors:
        what = "no factor explains the targets: what moved the whole market counts as theirs"
        yield Finding("weak", "study.toml: instruments", what, 'add series with role = "factor" on the same exchange')


def treated(
    study: Study, entries: Sequence[Exposure], news: Sequence[CalendarEntry], day: dt.date
) -> Iterator[Finding]:
    """Say which factors of the portfolio's model the event may have moved by itself.

    By their weights where exposures.csv gives them; else by the news of the event's own story, and by their markets.
    """
    own = {word for t in study.portfolio.members for word in study.instrument(t).markets}
    story = {word for e in story_of(news, study) for word in e.affects}
    listed = {e.ticker for e in entries if e.as_of <= day}
    for ticker in study.models[study.portfolio.model].factors:
        markets = {*study.instrument(ticker).markets, ticker}
        remedy = f"take another factor, or give its weight in exposures.csv: up to {FACTOR_MAY_HOLD:g} % is harmless"
        if ticker in listed:
            held = country_weight(entries, ticker, day)[1]
            if held > FACTOR_MAY_HOLD:
                what = f"a factor with up to {held:g} % in the claim's own assets: it explains away part of their move"
                yield Finding("weak", ticker, what, "take another factor")
        elif moved := sorted(markets & story):
            what = f"a factor of {listing(moved)}, which news of the event's own story affects by calendar.csv"
            yield Finding("weak", ticker, what, remedy)
        elif alike := sorted(markets & own):
            what = f"a factor of the targets' own market ({listing(alike)}): it may hold some of the claim's assets"
            yield Finding("weak", ticker, what, remedy)
