"""Fetch a fund's lists of many days: whole or not at all, resumed by repeating, never asked twice for the same list.

Lists of past days do not change: what is kept is not fetched again. Each answer waits in a staging folder beside the
lists; when all are there and fit together, the folder changes in one step.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.errors import (
    BadDataError,
    BlockedError,
    FetchError,
    IncompleteFetchError,
    MalformedError,
    NoDataError,
    OfflineError,
    OutputError,
    RateLimitedError,
    SnapshotError,
    TransientError,
    UntrustedError,
)
from analysis.files import beside, shown
from analysis.folders import FETCHING, check_place, locked, own_folder, refuse_strangers, replacing
from analysis.market.lists.pricing import TABLE
from analysis.market.lists.rules import check_lists, repeated_days
from analysis.market.lists.store import (
    LIST,
    MANIFEST,
    FundLists,
    days_table,
    files_of_fund,
    has_lists,
    load_fund_lists,
    read_lists_manifest,
    write_fund,
    write_lists_manifest,
)
from analysis.market.lists.waiting import Came, keep_waiting, read_waiting, waiting_file
from analysis.market.sources.fetch import GIVE_UP_AFTER, REASONS_SHOWN
from analysis.market.sources.fund_holdings import FundHoldings, ListQuery, open_site, read_answer
from analysis.market.sources.protocol import Patience

REPEATED = "the list of the day before once more"
OpenSite = Callable[[Patience], FundHoldings]


@dataclass(frozen=True, slots=True)
class ListsWanted:
    """A fund, its address on the site, and the days of which lists are wanted."""

    fund: str
    number: int
    slug: str
    days: tuple[dt.date, ...]

    @property
    def queries(self) -> tuple[ListQuery, ...]:
        """A question a day."""
        return tuple(ListQuery(self.fund, self.number, self.slug, day) for day in self.days)

    @property
    def address(self) -> str:
        """As the manifest writes it."""
        return f"{self.number}/{self.slug}"


def fetch_lists(
    wanted: Sequence[ListsWanted],
    into: Path,
    *,
    without: Collection[dt.date] = (),
    progress: Callable[[str], None] = lambda day: None,
    pause: float = 1.5,
    attempts: int = 4,
    backoff: float = 2.0,
    timeout: float = 20.0,
    open_source: OpenSite = open_site,
) -> pd.DataFrame:
    """Fetch the lists of some funds and days that are not kept yet, and put them in the place of the folder.

    Parameters
    ----------
    wanted : sequence of ListsWanted
    into : Path
        Folder of the lists; made, or replaced when it holds some. Lists of other days and funds are kept.
    without : collection of date
        Days that are not asked for, nor kept: their lists are at fault.
    progress : callable
        Called with each fund and day as its turn comes.
    pause, backoff, attempts, timeout
        As of :func:`~analysis.market.sources.fetch.fetch_snapshot`.
    open_source : callable
        Opens a conversation with the site.

    Returns
    -------
    DataFrame
        The manifest of the folder, by fund.

    Raises
    ------
    IncompleteFetchError
        If a list could not be had, or does not fit the others: it names each with its reason. What was there before is
        untouched, and what came is staged. A day of which nothing was published is no failure, but said.
    UsageError, OutputError
        If the folder holds something else, cannot be written, or another process is fetching into it.
    """
    try:
        _refuse_foreign(into)
        with locked(into, FETCHING) as place, open_source(Patience(pause, attempts, backoff, timeout)) as source:
            return _fetch(wanted, place, source, without, progress)
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        raise OutputError(shown(into), what, remedy="free some space, or choose another folder") from error


def _fetch(
    wanted: Sequence[ListsWanted],
    into: Path,
    source: FundHoldings,
    without: Collection[dt.date],
    progress: Callable[[str], None],
) -> pd.DataFrame:
    staging = own_folder(beside(into, "partial"))
    kept = {w.fund: _kept(into, w, without) for w in wanted}
    queries = [q for w in wanted for q in w.queries if q.day not in without and not _has(kept[q.fund], q.day)]
    came, absent, failures = _ask_all(queries, staging, source, progress)
    if failures:
        raise _incomplete(into, failures, len(queries))
    found = [_joined(w, kept[w.fund], came, absent) for w in wanted]
    if wrong := {name: e for lists in found for name, e in _at_fault(lists, staging).items()}:
        raise _incomplete(into, wrong, len(queries))
    manifest = _replace(into, wanted, found, source)
    shutil.rmtree(staging)
    return manifest


def _ask_all(
    queries: Sequence[ListQuery], staging: Path, source: FundHoldings, progress: Callable[[str], None]
) -> tuple[dict[ListQuery, Came], dict[ListQuery, str], dict[str, FetchError]]:
    """What came and waits, days of which nothing was published, and failures by fund and day."""
    came: dict[ListQuery, Came] = {}
    absent: dict[ListQuery, str] = {}
    failures: dict[str, FetchError] = {}
    refusals = 0
    for query in queries:
        progress(f"{query.fund} {query.day}")
        path, address = waiting_file(staging, query.fund, query.day), query.place
        if waiting := read_waiting(path, address, partial(read_answer, query=query)):
            came[query] = waiting
            continue
        try:
            fetched = source.fetch(query)
            came[query] = keep_waiting(path, address, fetched.found, fetched.form, fetched.response)
            refusals = 0
        except NoDataError as error:
            absent[query] = error.got
            refusals = 0
        except FetchError as error:
            failures[f"{query.fund} {query.day}"] = error
            refusals = refusals + 1 if isinstance(error, (BlockedError, TransientError)) else 0
            if isinstance(error, (RateLimitedError, OfflineError, UntrustedError)) or refusals == GIVE_UP_AFTER:
                break
    return came, absent, failures


def _replace(
    into: Path, wanted: Sequence[ListsWanted], found: Sequence[FundLists], source: FundHoldings
) -> pd.DataFrame:
    """Write the new folder beside the old one, funds that were not asked for as they are, and exchange the two."""
    before = read_lists_manifest(into).reset_index() if has_lists(into) else pd.DataFrame({"fund": []})
    others = before[~before["fund"].isin([w.fund for w in wanted])]
    with replacing(into) as folder:
        for fund in others["fund"]:
            for old, new in zip(files_of_fund(into, fund), files_of_fund(folder, fund), strict=True):
                shutil.copyfile(old, new)
        written = [
            write_fund(folder, lists, source.name, source.library, w.address)
            for w, lists in zip(wanted, found, strict=True)
        ]
        kept = [{str(name): str(value) for name, value in row.items()} for row in others.to_dict("records")]
        manifest = write_lists_manifest(folder, [*kept, *written])
        _refuse_foreign(into)  # once more: a fetch takes a while
    return manifest


def _kept(into: Path, wanted: ListsWanted, without: Collection[dt.date]) -> FundLists | None:
    """Lists of the fund that are there, whole, and of the same address; otherwise they are fetched anew."""
    if not has_lists(into):
        return None
    manifest = read_lists_manifest(into)
    if wanted.fund not in manifest.index or manifest.loc[wanted.fund, "address"] != wanted.address:
        return None
    try:
        kept = load_fund_lists(into, wanted.fund)
    except SnapshotError:  # changed by somebody: what a fetch is to mend
        return None
    table = kept.table[~kept.table["as_of"].dt.date.isin(without)]
    return FundLists(kept.fund, table, kept.days[~kept.days["day"].isin([str(day) for day in without])])


def _has(kept: FundLists | None, day: dt.date) -> bool:
    """Whether the list of a day is kept; a day that had none is asked for again."""
    return kept is not None and str(day) not in kept.absent and str(day) in set(kept.days["day"])


def _joined(
    wanted: ListsWanted, kept: FundLists | None, came: Mapping[ListQuery, Came], absent: Mapping[ListQuery, str]
) -> FundLists:
    """The lists that were kept and those that came, with a row for each day that was asked for."""
    new = [came[query] for query in wanted.queries if query in came]
    rows: list[dict[str, str]] = [
        {name: str(n) for name, n in c.found.counts.items()}
        | {"day": str(c.found.as_of), "found": LIST, "accrued_to": str(c.found.accrued_to), "form": c.form}
        | {"retrieved_at": c.retrieved_at, "response_sha256": c.response_sha256}
        for c in new
    ]
    rows += [{"day": str(query.day), "found": why} for query, why in absent.items() if query.fund == wanted.fund]
    days = days_table(rows)
    tables = [c.found.table for c in new]
    if kept is not None:
        days = pd.concat([kept.days, days]).drop_duplicates("day", keep="last")
        tables = [kept.table, *tables]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(TABLE))
    again = repeated_days(table) if len(table) else ()
    days.loc[days["day"].isin(again), "found"] = REPEATED
    fresh = ~table["as_of"].astype("datetime64[s]").dt.strftime("%Y-%m-%d").isin(again)
    return FundLists(wanted.fund, table[fresh].reset_index(drop=True), days)


def _at_fault(lists: FundLists, staging: Path) -> dict[str, FetchError]:
    """What the lists say against one another, by fund and day; answers that are at fault are fetched anew."""
    if lists.table.empty:
        remedy = "choose other dates, or correct id and slug in study.toml"
        return {lists.fund: NoDataError(lists.fund, "no list on any of the days", remedy=remedy)}
    wrong = [r for r in check_lists(lists.fund, lists.table) if r.severity == "error"]
    found: dict[str, FetchError] = {}
    for result in wrong:
        for day in result.dates:
            waiting_file(staging, lists.fund, day).unlink(missing_ok=True)
            found[f"{lists.fund} {day}"] = BadDataError(lists.fund, f"{result.check}: {result.message}", asked=day)
    return found


def _incomplete(into: Path, failures: Mapping[str, FetchError], total: int) -> IncompleteFetchError:
    """Sum up in one line what failed and why, and how to go on without it."""
    reasons = [f"{name}: {type(error).__name__}, {error.got}" for name, error in failures.items()]
    if len(reasons) > REASONS_SHOWN:
        reasons[REASONS_SHOWN:] = [f"{len(reasons) - REASONS_SHOWN} more"]
    got = f"{len(failures)} of {total} lists failed ({'; '.join(reasons)}); what came is kept"
    remedies = list(dict.fromkeys(error.remedy for error in failures.values()))
    of_days = [name.split()[1] for name, e in failures.items() if isinstance(e, (BadDataError, MalformedError))]
    if of_days and len(of_days) == len(failures):
        remedies.append(f"or go on: {' '.join(f'--without-list {day}' for day in dict.fromkeys(of_days))}")
    return IncompleteFetchError(shown(into), got, dict(failures), remedy="; ".join(remedies))


def _refuse_foreign(into: Path) -> None:
    """Never replace a folder that a fetch did not make."""
    place = check_place(into)
    funds = read_lists_manifest(place).index if has_lists(place) else ()
    known = {path.name for fund in funds for path in files_of_fund(place, fund)}
    refuse_strangers(place, known | {MANIFEST} if known else (), "fetch")
