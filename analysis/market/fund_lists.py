"""A study's lists of bonds: which days are wanted, how they are fetched, and where they are read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.commands import command
from analysis.errors import ListError, SnapshotError
from analysis.files import shown
from analysis.market.checks import CheckResult, with_dates
from analysis.market.lists.panel import BondPanel, bond_panel
from analysis.market.lists.pricing import DayList
from analysis.market.lists.read import read_lists
from analysis.market.lists.rules import check_lists
from analysis.market.lists.store import (
    LIST,
    MANIFEST,
    FundLists,
    days_table,
    has_lists,
    lists_folder,
    load_fund_lists,
    read_lists_manifest,
)
from analysis.study.faults import Fault, refuse

if TYPE_CHECKING:
    from analysis.market.sources.fetch_lists import ListsWanted
    from analysis.study.plans import HoldingsPlan
    from analysis.study.study import Study

OWN = "holdings"
"""Folder of a study's own lists, one folder a fund in it."""
MARGIN = 2
"""Sessions more on both sides: which day the news reached each market first is not known yet when lists are fetched."""
A_YEAR = (252, 366)
"""Sessions and days."""
ENDINGS = (".csv", ".json", ".xml")


def days_of_lists(study: Study, exchange: str, now: dt.date | None = None) -> pd.DatetimeIndex:
    """Sessions of an exchange on which the study wants lists: its estimation and event windows, and the eve of them.

    Parameters
    ----------
    study : Study
    exchange : str
    now : date, optional
        Today; the clock's when not given. A list is published after the day is over.
    """
    event = study.event.date or study.event.instant.date()
    before = MARGIN + 1 - study.estimation.first
    after = MARGIN + max((*(w.last for w in study.windows), 0))
    reach = [dt.timedelta(30 + n * A_YEAR[1] // A_YEAR[0]) for n in (before, after)]
    last = min(event + reach[1], (now or dt.datetime.now(dt.UTC).date()) - dt.timedelta(1))
    hours = study.calendars.hours(exchange, event - reach[0], last)
    sessions = pd.DatetimeIndex(hours.index)
    first = int(sessions.searchsorted(pd.Timestamp(event)))
    return sessions[max(first - before, 0) : first + after + 1]


def lists_to_fetch(study: Study, now: dt.date | None = None) -> list[ListsWanted]:
    """Funds whose lists are fetched, and the days; none of a study that declares none."""
    from analysis.market.sources.fetch_lists import ListsWanted

    asked = [plan for plan in study.holdings if plan.source != "files"]
    return [
        ListsWanted(p.fund, *p.address, tuple(day.date() for day in days_of_lists(study, p.exchange, now)))
        for p in asked
    ]


def fetch_study_lists(
    study: Study,
    prices: Path,
    *,
    without: Collection[dt.date] = (),
    progress: Callable[[str], None] = lambda day: None,
) -> pd.DataFrame:
    """Fetch the lists of a study beside a snapshot of prices; return their manifest. Raises as `fetch_lists`."""
    from analysis.market.sources.fetch_lists import fetch_lists

    return fetch_lists(lists_to_fetch(study), lists_folder(prices), without=without, progress=progress)


def load_lists(study: Study, fund: str, prices: Path) -> FundLists:
    """The lists of one declared fund: those beside a snapshot of prices, or the study's own.

    Raises
    ------
    SnapshotError
        If they are missing, were changed, or a check fails.
    ListError
        If a file of the study's own is no list: a line for each.
    """
    plan = next(p for p in study.holdings if p.fund == fund)
    own = plan.source == "files"
    lists = _own_lists(study.folder / OWN / fund, plan) if own else _stored(study, prices, fund)
    if faults := [r for r in check_lists(fund, lists.table) if r.severity == "error"]:
        raise SnapshotError(f"lists of {fund}", f"{faults[0].check}: {faults[0].message}", remedy="leave the day out")
    return lists


def study_panel(study: Study, fund: str, prices: Path) -> BondPanel:
    """Bonds of a declared fund by day, on the sessions that the study wants; raises as :func:`load_lists`."""
    plan = next(p for p in study.holdings if p.fund == fund)
    table = load_lists(study, fund, prices).table
    return bond_panel(table, days_of_lists(study, plan.exchange, dt.date.max))  # what is read needs no clock


def panels_of(study: Study, prices: Path) -> dict[str, BondPanel]:
    """The same of every declared fund whose lists are the study's own, or lie beside the prices.

    Raises
    ------
    SnapshotError, ListError
        As :func:`load_lists`: lists that are there must be whole.
    """
    beside = lists_folder(prices)
    there = set(read_lists_manifest(beside).index) if has_lists(beside) else set()
    wanted = [p.fund for p in study.holdings if p.source == "files" or p.fund in there]
    return {fund: study_panel(study, fund, prices) for fund in wanted}


def list_findings(lists: FundLists) -> list[CheckResult]:
    """What is odd or wrong in the lists of a fund, days without one among it."""
    found = check_lists(lists.fund, lists.table)
    absent = lists.absent
    reasons = {why: tuple(day for day, w in absent.items() if w == why) for why in absent.values()}
    return found + [
        CheckResult(lists.fund, "absent", "warning", with_dates(f"no list ({why})", days), days)
        for why, days in reasons.items()
    ]


def _stored(study: Study, prices: Path, fund: str) -> FundLists:
    folder = lists_folder(prices)
    if not has_lists(folder):
        remedy = f"fetch the lists: {command('fetch', study.called)}"
        raise SnapshotError(shown(folder), f"no {MANIFEST}", remedy=remedy)
    return load_fund_lists(folder, fund)


def _own_lists(folder: Path, plan: HoldingsPlan) -> FundLists:
    """All lists of a folder, each under the day that it says."""
    paths = sorted(p for p in folder.glob("*") if p.suffix.lower() in ENDINGS) if folder.is_dir() else []
    if not paths:
        remedy = f"put the lists of {plan.fund} there, as the issuer gives them"
        raise SnapshotError(shown(folder), "no lists", allowed=f"files ending in {', '.join(ENDINGS)}", remedy=remedy)
    found: list[DayList] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            found += read_lists(path, plan.days)
        except ListError as error:
            faults.append(Fault(path.name, error.what, error.allowed, error.remedy))
    refuse(shown(folder), [*faults, *_twice(day.as_of for day in found)], kind=ListError)
    rows = [{"day": str(d.as_of), "found": LIST, **{n: str(v) for n, v in d.counts.items()}} for d in found]
    table = pd.concat([d.table for d in found], ignore_index=True)
    return FundLists(plan.fund, table, days_table(rows))


def _twice(days: Iterable[dt.date]) -> list[Fault]:
    twice = sorted(day for day, n in Counter(days).items() if n > 1)
    return [Fault("", f"two lists of {day}", remedy="keep one of them") for day in twice]
