"""What the prices lack: sessions, dates to compare with, trades, and a window without other news."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pandas as pd

from analysis.commands import command
from analysis.doctor.finding import Finding, Notes
from analysis.event.timing import Timing
from analysis.exchanges import is_quoted
from analysis.files import shown
from analysis.findings.steps.moved import moved
from analysis.findings.steps.when import When
from analysis.market.manifest import MANIFEST, read_manifest
from analysis.market.prices import PriceFolder
from analysis.market.sources.own_csv import own_findings
from analysis.measure.case import Case
from analysis.measure.effects import measure
from analysis.study.study import Study
from analysis.words.numbers import listing

THIN = 0.10
"""Share of sessions without a change of price from which on a series is thin: the measure of Lesmond, Ogden and
Trzcinka (1999, Review of Financial Studies 12, 1113-1141), who give no threshold."""
QUOTED_SELDOM = 0.60
"""Share of weekdays with a quote below which most returns span several days."""
LEAST = 20
"""Prices before the event, of fewer nothing is said here: a run refuses them."""


def windows(timing: Timing) -> Iterator[Finding]:
    """Say which declared windows hold the news and other major news as well."""
    for window in timing.study.windows:
        if timing.holds_the_news(window, timing.home) and (found := timing.major_news(window)):
            news = listing([f"{e.what} ({e.start:%Y-%m-%d})" for e in found[:3]])
            primary = window == timing.primary.window
            what = f"holds other major news as well: {news}{'; the verdict rests on it' if primary else ''}"
            yield Finding("weak", f"window {window.name!r}", what, "declare one that ends before it, if there is one")


def look_at_prices(study: Study, when: When, source: PriceFolder, notes: Notes) -> None:
    """Load the prices as a run does, and look at what they can bear."""
    errors = list(_own_errors(study))
    notes.add(errors)
    absent = _absent(study, source)
    if absent:
        what = f"no prices of {listing(absent)}"
        remedy = f"{command('fetch', study.called)}, then add --source live; or take them out of study.toml"
        notes.add([Finding("missing", shown(source.folder), what, remedy)])
    if errors or absent:
        return
    with notes.noting():
        case = moved(study, when, source=source).case
        notes.add(thin(case))
        notes.add(young(case))
        with notes.noting():
            case.once(measure)  # too few sessions or dates, a day that was not observed: what would stop a run


def _own_errors(study: Study) -> Iterator[Finding]:
    """Say what is wrong with the study's own series, each in the folder from which a run reads it."""
    places = study.own_places()
    for folder in dict.fromkeys(places.values()):
        own = [i for i in study.instruments if i.own and places[i.ticker] == folder]
        where = os.path.relpath(folder, study.folder).replace(os.sep, "/")
        for found in own_findings(folder, own, study.calendars):
            if found.severity == "error":
                yield Finding("missing", f"{where}/{found.ticker}.csv", found.check, found.message)


def _absent(study: Study, source: PriceFolder) -> list[str]:
    """Series that the study needs, are not its own, and are not among the prices."""
    needed = [i.ticker for i in study.instruments if not i.own and i.available == "bundled"]
    there = (source.folder / MANIFEST).is_file()
    return [t for t in needed if not there or t not in read_manifest(source.folder).index]


def thin(case: Case) -> Iterator[Finding]:
    """Say which series of the portfolio and of its comparison are traded or quoted seldom before the event."""
    likes, factors = case.study.tickers("placebo"), case.portfolio.factors
    closes, day0 = case.returns.closes, case.timing.day0[case.timing.home]
    for ticker in dict.fromkeys((*case.members, *likes, *factors)):
        if ticker not in closes:  # declared for live prices alone
            continue
        before = closes[ticker].dropna()[:day0].tail(case.study.estimation.length)
        if len(before) < LEAST:
            continue
        if is_quoted(case.study.instrument(ticker).exchange):
            share = len(before) / len(pd.bdate_range(before.index[0], before.index[-1]))
            if share < QUOTED_SELDOM:
                what = f"quoted on {share:.0%} of the weekdays before the event: most returns span several days"
                yield Finding("weak", ticker, what, "find a source that quotes it more often, or another series")
        elif (share := float((before.diff() == 0).mean())) > THIN:
            what = f"thin: its price did not change on {share:.0%} of the sessions before the event"
            remedy = 'take a series that is traded more; of quotes with invented rows declare sessions = "quoted"'
            yield Finding("weak", ticker, what, remedy)


def young(case: Case) -> Iterator[Finding]:
    """Say which members begin so late that the portfolio's model rests on fewer sessions than the others'."""
    closes, day0, asked = case.returns.closes, case.timing.day0[case.timing.home], case.study.estimation.length
    begun = {t: closes[t].dropna().index[0] for t in case.members}
    counts = {t: len(closes[:day0].loc[first:]) for t, first in begun.items()}
    if max(counts.values()) <= asked:
        return
    for ticker in (t for t, count in counts.items() if count <= asked):
        what = f"its prices begin on {begun[ticker]:%Y-%m-%d}, fewer than {asked} sessions before the event"
        effect = "the portfolio's model rests on fewer sessions than its members', and on other noise"
        yield Finding("weak", ticker, f"{what}: {effect}", "leave it out of the portfolio, or compare both ways")
