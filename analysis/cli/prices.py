"""Commands about prices: fetch a snapshot, check one or a study, compare two."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.terminal import DATE, again, named, say, series_bar, show_table, stages
from analysis.errors import (
    BadDataError,
    DisagreementError,
    IncompleteFetchError,
    NoDataError,
    UnknownSymbolError,
    UsageError,
)
from analysis.folders import restore_folder
from analysis.words.numbers import digits, out_of

if TYPE_CHECKING:
    import pandas as pd

    from analysis.market.checks import CheckResult
    from analysis.study.declarations import Instrument
    from analysis.study.study import Study

NOTICED = 0.05
"""Basis points: a smaller move of an abnormal return would not show in a table."""
OPTIONS = re.compile(r"--(?:accept|without|without-list) [^\s;]+(?: --(?:accept|without|without-list) [^\s;]+)*")
"""Options in a remedy of a fetch, each with its word."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--into", type=click.Path(path_type=Path), help="Folder of the snapshot; .cache/prices/<study> if not given."
)
@click.option("--start", type=DATE, help="First date; that of the bundled prices, or 1,600 days before the event.")
@click.option("--end", type=DATE, help="Last date; that of the bundled prices, or 90 days after the event, or today.")
@click.option("--without", multiple=True, metavar="TICKER", help="Leave out a series that only live snapshots have.")
@click.option(
    "--accept", multiple=True, metavar="TICKER", help="Its new prices are right, where they differ from known ones."
)
@click.option(
    "--without-list", "without_lists", multiple=True, type=DATE, help="Leave out the lists of bonds of a day."
)
def fetch(
    folder: Path,
    into: Path | None,
    start: dt.date | None,
    end: dt.date | None,
    without: tuple[str, ...],
    accept: tuple[str, ...],
    without_lists: tuple[dt.date, ...],
) -> None:
    """Fetch the prices of the study in FOLDER from Yahoo into a new snapshot; lists of bonds of the funds it declares.

    A fetch that stops half-way keeps what is complete: repeat the command. The snapshot before it stays until the new
    one is whole. Where new prices differ from the bundled ones or from the snapshot before, beyond rounding, or come on
    other days than those of like series, the fetch stops and names them.
    """
    from analysis.market.holdings import fund_weights
    from analysis.market.prices import fetch_prices, live_folder, to_fetch
    from analysis.market.snapshot import check_snapshot
    from analysis.study.study import load_study

    study = load_study(folder)
    fund_weights(study, study.event.date or study.event.instant.date())  # of a study that is refused nothing is asked
    target, instruments = into or live_folder(study), to_fetch(study, without)
    with _with_a_way_out(instruments), series_bar(len(instruments)) as progress:
        manifest = fetch_prices(
            study, into=target, start=start, end=end, without=without, accept=accept, progress=progress
        )
    for what, tickers in manifest[manifest["dropped"] != ""].groupby("dropped").groups.items():
        say(f"left out: {what}: {', '.join(tickers)}", err=True)
    _show_remarks(manifest, check_snapshot(target))
    say(f"{len(manifest)} series, {manifest['first'].min()} to {manifest['last'].max()}, in {named(target)}")
    if any(plan.source != "files" for plan in study.holdings):
        _fetch_lists(study, target, without_lists)


def _fetch_lists(study: Study, prices: Path, without: Sequence[dt.date]) -> None:
    """Fetch the lists of a study's funds beside its prices; say how many there are, and what is odd in them."""
    from analysis.market.fund_lists import fetch_study_lists, list_findings, lists_to_fetch
    from analysis.market.lists.store import lists_folder, load_fund_lists

    with _with_a_way_out(), series_bar(sum(len(wanted.days) for wanted in lists_to_fetch(study))) as progress:
        manifest = fetch_study_lists(study, prices, without=without, progress=progress)
    for fund, row in manifest.iterrows():
        for result in list_findings(load_fund_lists(lists_folder(prices), str(fund))):
            say(f"warning: {result}", err=True)
        say(f"{fund}: {row['days']} lists of bonds, {row['first']} to {row['last']}, in {named(lists_folder(prices))}")


def _show_remarks(manifest: pd.DataFrame, found: Sequence[CheckResult]) -> None:
    """Print what was accepted, what is odd beside other series, and the warnings of the checks."""
    for kind in ("accepted", "noted"):
        for ticker, said in manifest[manifest[kind] != ""][kind].items():
            say(f"{kind}: {ticker}: {said}", err=True)
    for result in found:
        say(f"warning: {result}", err=True)


@contextmanager
def _with_a_way_out(instruments: Sequence[Instrument] = ()) -> Iterator[None]:
    """Say how to go on without the series that failed, where they alone are at fault and the study can do without.

    Options that a remedy names stand in the whole command, as it can be repeated with them.
    """
    try:
        yield
    except IncompleteFetchError as error:
        dispensable = {i.ticker for i in instruments if i.available == "live"}
        own_fault = (UnknownSymbolError, NoDataError, BadDataError, DisagreementError)
        remedy = error.remedy
        if all(t in dispensable and isinstance(e, own_fault) for t, e in error.failures.items()):
            remedy += f"; or go on: {' '.join(f'--without {t}' for t in error.failures)}"
        remedy = OPTIONS.sub(lambda found: again(*found.group().split()), remedy)
        raise IncompleteFetchError(error.where, error.got, error.failures, remedy=remedy) from error


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def check(folder: Path) -> None:
    """Check what is in FOLDER: a study, a family, prices/ of a study, a snapshot, or lists of bonds; exit 1 if wrong.

    Of a study all is checked on which a verdict rests: its declarations, article, calendar, weights and prices, and
    whether these hold enough other dates; of the study within it as well.
    """
    from analysis.family.declarations import is_family
    from analysis.market.lists.store import has_lists
    from analysis.market.manifest import read_manifest
    from analysis.market.snapshot import check_snapshot, results_table

    if (folder / "study.toml").is_file():
        found, count = _check_study(folder)
    elif is_family(folder):
        found, count = _check_family(folder)
    elif _holds_own_series(folder):
        found, count = _check_own(folder)
    elif has_lists(folder):
        found, count = _check_lists(folder)
    else:
        found, count = check_snapshot(_snapshot(folder)), len(read_manifest(folder))
    table = results_table(found)
    show_table(table)
    errors = int((table["severity"] == "error").sum())
    faults = f"{digits(errors, 'error')}, {digits(len(table) - errors, 'warning')}"
    say(f"{named(folder)}: {count} series, {faults}")
    if errors:
        sys.exit(1)


def _check_study(folder: Path) -> tuple[Sequence[CheckResult], int]:
    """Say what a study's files give, or stop with what is wrong with them; oddities of its prices, number of series."""
    from analysis.findings.steps.moved import moved
    from analysis.findings.steps.when import when
    from analysis.market.fund_lists import list_findings, load_lists
    from analysis.market.holdings import fund_weights
    from analysis.measure.effects import measure
    from analysis.study.itself import lacking
    from analysis.study.study import load_study
    from analysis.words.study_words import proxies

    study = load_study(folder)
    found = when(study)
    weights = fund_weights(study, found.event.date)
    say(f"event of {found.event.date}, primary window {found.primary.window.name!r}")
    say(weights.table().to_string())
    case = moved(study, found).case  # what a run would refuse is said in the same words
    case.once(measure)
    if missing := lacking(study):
        say(f"not there, so that the study runs on its {proxies(study)} alone: {', '.join(missing)}")
    own = [plan.fund for plan in study.holdings if plan.source == "files"]
    lists = [said for fund in own for said in list_findings(load_lists(study, fund, case.snapshot.folder))]
    if case.itself is None:
        return [*case.snapshot.warnings, *lists], len(case.snapshot.bars)
    inner, theirs = case.itself, case.itself.snapshot
    inner.once(measure)
    say(f"within it {inner.study.name}, primary window {inner.timing.primary.window.name!r}")
    say(inner.holdings.table().to_string())
    both = dict.fromkeys((*case.snapshot.warnings, *theirs.warnings))  # they share the outer one's prices
    return [*both, *lists], len(case.snapshot.bars.keys() | theirs.bars.keys())


def _check_family(folder: Path) -> tuple[Sequence[CheckResult], int]:
    """Say which events of a family are in on which prices; oddities of its studies' prices, number of series."""
    from analysis.family.declarations import load_family
    from analysis.family.run import judge_family

    found: dict[CheckResult, None] = {}
    tickers: set[str] = set()
    for judged in judge_family(load_family(folder)).judged:
        m = judged.measured
        clean = len([p for p in m.events if p.event.clean])
        say(f"{m.plan.name}: {out_of(len(m.events), len(m.placed))} events in, {clean} clean")
        for placed in m.placed:
            if placed.out:
                say(f"  out: {placed.event.name}: {'; '.join(placed.out)}")
        found |= dict.fromkeys(m.case.snapshot.warnings)
        tickers |= m.case.snapshot.bars.keys()
    return list(found), len(tickers)


def _holds_own_series(folder: Path) -> bool:
    """Whether a folder is the prices/ of a study, which nobody but the study vouches for."""
    from analysis.market.manifest import MANIFEST

    whole = folder.resolve()
    return whole.name == "prices" and (whole.parent / "study.toml").is_file() and not (whole / MANIFEST).exists()


def _check_own(folder: Path) -> tuple[Sequence[CheckResult], int]:
    """Check a study's own series, with the remedy that a run would give; what was found, number of series."""
    from analysis.market.sources.own_csv import own_findings
    from analysis.study.study import load_study

    study = load_study(folder.resolve().parent)
    places = study.own_places()
    own = [i for i in study.instruments if i.own and places[i.ticker].resolve() == folder.resolve()]
    return own_findings(folder, own, study.calendars), len(own)


def _check_lists(folder: Path) -> tuple[Sequence[CheckResult], int]:
    """Compare lists of bonds with their hashes, and look at them side by side; what was found, number of funds."""
    from analysis.market.fund_lists import list_findings
    from analysis.market.lists.store import load_fund_lists, read_lists_manifest

    funds = [str(fund) for fund in read_lists_manifest(folder).index]
    return [found for fund in funds for found in list_findings(load_fund_lists(folder, fund))], len(funds)


def _snapshot(folder: Path) -> Path:
    """A folder that holds a snapshot, perhaps one whose replacement was killed half-way.

    Raises
    ------
    UsageError
        If it holds none.
    """
    from analysis.market.manifest import MANIFEST

    if not (restore_folder(folder) / MANIFEST).is_file():
        what = f"no {MANIFEST}" if folder.is_dir() else "no such folder"
        raise UsageError(str(folder), what, remedy="name the folder of a snapshot, or fetch one")
    return folder


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--study", "folder", type=click.Path(path_type=Path), help="Also compare this study's results on both.")
@click.option("--rows", default=20, show_default=True, type=click.IntRange(1), help="Rows shown of each table.")
def diff(a: str, b: str, folder: Path | None, rows: int) -> None:
    """Show what changed from snapshot A to snapshot B: rows, prices, dividends and, with --study, results.

    A and B are folders; with --study, the words bundled and live name the study's own.
    """
    from analysis.market.changes import compare_snapshots
    from analysis.market.prices import find_prices
    from analysis.study.study import load_study

    study = load_study(folder) if folder else None
    older, newer = (_snapshot(find_prices(word, study).folder if study else Path(word)) for word in (a, b))
    changed = compare_snapshots(older, newer)
    show_table(changed, rows)
    kinds = ", ".join(f"{n} in {what}" for what, n in changed["what"].value_counts().items())
    told = (
        f"{digits(len(changed), 'difference')} from {named(Path(a))} to {named(Path(b))} ({kinds})"
        if kinds
        else "no difference"
    )
    say(f"prices: {told}")
    if study is not None:
        _show_results(study, older, newer, rows)


def _show_results(study: Study, older: Path, newer: Path, rows: int) -> None:
    """Print which results of a study differ between two snapshots, and the verdict."""
    from analysis.rerun.compare import STEPS, compare_results

    with stages(STEPS) as progress:
        table, (before, after) = compare_results(study, older, newer, progress=progress)
    moved = table[table["moved_bp"].abs() >= NOTICED]
    show_table(moved.round(3), rows)
    both = table["moved_bp"].notna()
    most = f", at most by {moved['moved_bp'].abs().max():.1f} bp" if len(moved) else ""
    say(f"results: {out_of(len(moved), both.sum())} abnormal returns moved by {NOTICED} bp or more{most}")
    for side, missing in (("A", "abnormal_b_bp"), ("B", "abnormal_a_bp")):
        alone = set(table.loc[table[missing].isna(), "series"])
        if alone:
            say(f"only in {side}: {', '.join(t for t in study.tickers(bundled=False) if t in alone)}")
    say(f"verdict: {after} ({'unchanged' if after == before else f'was: {before}'})")
