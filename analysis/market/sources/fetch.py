"""Make a live snapshot: whole or not at all, and never at the cost of the one before.

Series that are complete wait in a staging folder beside the snapshot. A fetch that failed or was killed is resumed by
repeating it: what is staged is not asked for again. Only when all series are there does the folder change, in one step.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from analysis.errors import (
    BlockedError,
    DisagreementError,
    FetchError,
    IncompleteFetchError,
    OfflineError,
    OutputError,
    RateLimitedError,
    TransientError,
    UntrustedError,
    UsageError,
)
from analysis.exchanges import CORRECTED, Calendars
from analysis.files import beside, shown
from analysis.folders import FETCHING, check_place, locked, own_folder, refuse_strangers, replacing
from analysis.market.bars import read_bars, series_file
from analysis.market.manifest import (
    LIVE_COLUMNS,
    MANIFEST,
    MANIFEST_COLUMNS,
    is_snapshot,
    read_manifest,
    write_manifest,
)
from analysis.market.sources.protocol import Patience, Source, find_connect
from analysis.market.sources.query import Query, trading_hours
from analysis.market.sources.staging import files_of, forget, stage, staged
from analysis.market.sources.witnesses import examine
from analysis.study.declarations import Instrument

BEFORE = "the snapshot before it"
NONE: Mapping[str, Path] = MappingProxyType({})
REASONS_SHOWN = 5
GIVE_UP_AFTER = 3  # tickers in a row that the network or the source refused: the next will fare no better


def fetch_snapshot(
    instruments: Iterable[Instrument],
    into: Path | str,
    *,
    start: dt.date,
    end: dt.date | None = None,
    calendars: Calendars = CORRECTED,
    witnesses: Mapping[str, Path] = NONE,
    accept: Collection[str] = (),
    progress: Callable[[str], None] = lambda ticker: None,
    pause: float = 1.5,
    attempts: int = 4,
    backoff: float = 2.0,
    timeout: float = 10.0,
    now: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Fetch daily bars of all instruments that are not the study's own and put them in the place of the snapshot.

    Parameters
    ----------
    instruments : iterable of Instrument
        Each is asked of its own source, the module of `market/sources` that its `source` names.
    into : path
        Folder of the live snapshot; made, or replaced when it holds one. Never the bundled prices.
    start, end : datetime.date
        First and last date, both included; `end` is today when not given. A session that is not over is left out.
    calendars : Calendars
        The study's calendars, by which sessions are asked for and checked.
    witnesses : mapping of str to path
        Folders of prices that are known already, by what they are called; the snapshot that is replaced is one, too.
    accept : collection of str
        Tickers whose prices are right, whatever speaks against them: the manifest keeps what that was.
    progress : callable
        Called with each ticker as its turn comes.
    pause, backoff : float
        Seconds between two requests, and before a second attempt.
    attempts : int
        How often a ticker is asked for when the failure is one that passes.
    timeout : float
        Seconds to wait for an answer.
    now : Timestamp, optional
        The time, tz-aware; the clock's when not given.

    Returns
    -------
    DataFrame
        The manifest of the new snapshot, as in `Snapshot.manifest`.

    Raises
    ------
    IncompleteFetchError
        If a ticker could not be had: it names each with its reason. The previous snapshot is untouched, and what was
        complete is staged. A rate limit ends the fetch at once; so do three refusals in a row, a source that cannot
        prove to be the source, or no network at all. So does, in the end, a series that its witnesses or its peers
        speak against: a :class:`~analysis.errors.DisagreementError` each, and it is fetched anew the next time.
    UsageError
        If the dates are reversed, a ticker to accept is not fetched, or the folder cannot be written, holds something
        else than a live snapshot, or lies in another snapshot.
    OutputError
        If the disk is full, or another process is fetching into the same folder.
    """
    into, now = Path(into), pd.Timestamp.now(tz="UTC") if now is None else now
    fetched = [i for i in instruments if not i.own]
    patience = Patience(pause, attempts, backoff, timeout)
    queries = list(_queries(fetched, start, end or now.date(), now, calendars))
    if not queries:
        raise UsageError(shown(into), "no instrument to fetch", remedy='declare one with source = "yahoo"')
    if unknown := [t for t in accept if t not in {q.ticker for q in queries}]:
        allowed = ", ".join(q.ticker for q in queries)
        raise UsageError(
            f"--accept {unknown[0]}", "no series that is fetched", allowed=allowed, remedy="name one of these"
        )
    try:
        _refuse_foreign(into)
        with locked(into, FETCHING) as place, _opened(fetched, patience) as sources:
            return _fetch(queries, place, sources, {**witnesses, BEFORE: place}, accept, progress)
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        raise OutputError(shown(into), what, remedy="free some space, or choose another folder") from error


@contextmanager
def _opened(instruments: Iterable[Instrument], patience: Patience) -> Iterator[Mapping[str, Source]]:
    """Open each source that the instruments name; yield the source of each ticker."""
    with ExitStack() as stack:
        sources: dict[str, Source] = {}
        for i in instruments:
            if i.source not in sources:
                sources[i.source] = stack.enter_context(find_connect(i.source)(patience))
        yield {i.ticker: sources[i.source] for i in instruments}


def _fetch(
    queries: list[Query],
    into: Path,
    sources: Mapping[str, Source],
    witnesses: Mapping[str, Path],
    accept: Collection[str],
    progress: Callable[[str], None],
) -> pd.DataFrame:
    """Stage what is missing; when all is there and nothing speaks against it, put it in the place of the folder."""
    staging = own_folder(beside(into, "partial"))
    failures = _stage_all(queries, staging, sources, progress)
    entries = [staged(staging, query, sources[query.ticker]) for query in sorted(queries, key=lambda q: q.ticker)]
    if failures:
        raise _incomplete(into, failures, len(queries), entries.count(None) - len(failures))
    manifest = pd.DataFrame(entries).set_index("ticker").join(_examined(queries, staging, into, witnesses, accept))
    with replacing(into) as folder:
        for ticker in manifest.index:
            for name in files_of(ticker):
                shutil.copyfile(staging / name, folder / name)
        write_manifest(folder, manifest := manifest[[*MANIFEST_COLUMNS[1:], *LIVE_COLUMNS]])
        _refuse_foreign(into)  # once more: a fetch takes a while
    forget(staging)
    return manifest


def _examined(
    queries: list[Query], staging: Path, into: Path, witnesses: Mapping[str, Path], accept: Collection[str]
) -> pd.DataFrame:
    """Columns `accepted` and `noted` of the manifest: what witnesses and peers say of the series that are staged.

    What was accepted once stays so while the new prices agree with the snapshot in which it was.
    """
    asked = {q.ticker: q for q in queries}
    bars = {ticker: read_bars(series_file(staging, ticker)) for ticker in asked}
    found = examine(bars, asked, witnesses)
    before = read_manifest(into) if (into / MANIFEST).is_file() else pd.DataFrame()
    once = {t for t, said in before.get("accepted", pd.Series(dtype=str)).items() if said}
    kept = {t for t in once if BEFORE in found.vouched.get(str(t), ())}
    refused = {t: said for t, said in found.disagreements.items() if t not in {*accept, *kept}}
    if refused:
        forget(staging, refused)  # not to be taken for good the next time
        failures = {t: DisagreementError(t, "; ".join(said), asked=str(asked[t])) for t, said in refused.items()}
        raise _incomplete(into, failures, len(queries), 0)
    said = {"accepted": found.disagreements, "noted": found.notes}
    return pd.DataFrame({name: {t: "; ".join(by.get(t, ())) for t in asked} for name, by in said.items()})


def _queries(
    instruments: Iterable[Instrument], start: dt.date, end: dt.date, now: pd.Timestamp, calendars: Calendars
) -> Iterator[Query]:
    if not start <= end <= now.date() + dt.timedelta(days=1):
        allowed = "a start before the end, and no end in the future"
        raise UsageError("dates of the fetch", f"{start} to {end}", allowed=allowed, remedy="correct them")
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    hours: dict[str, pd.DataFrame] = {}
    for i in instruments:
        if i.exchange not in hours:
            hours[i.exchange] = trading_hours(i.exchange, first, last, calendars)
        yield Query(i.ticker, i.exchange, i.currency, first, last, hours[i.exchange], now, calendars)


def _stage_all(
    queries: list[Query], staging: Path, sources: Mapping[str, Source], progress: Callable[[str], None]
) -> dict[str, FetchError]:
    """Fetch what is not staged yet; return why something is missing."""
    failures: dict[str, FetchError] = {}
    refusals = 0
    for query in queries:
        progress(query.ticker)
        source = sources[query.ticker]
        if staged(staging, query, source) is not None:
            continue
        try:
            stage(staging, query, source, source.fetch(query))
            refusals = 0
        except FetchError as error:
            failures[query.ticker] = error
            refusals = refusals + 1 if isinstance(error, (BlockedError, TransientError)) else 0
            if isinstance(error, (RateLimitedError, OfflineError, UntrustedError)) or refusals == GIVE_UP_AFTER:
                break
    return failures


def _incomplete(into: Path, failures: Mapping[str, FetchError], total: int, waiting: int) -> IncompleteFetchError:
    """Sum up in one line what failed and why, what was not asked for any more, and what is still there."""
    reasons = [f"{ticker}: {type(error).__name__}, {error.got}" for ticker, error in failures.items()]
    if len(reasons) > REASONS_SHOWN:
        reasons[REASONS_SHOWN:] = [f"{len(reasons) - REASONS_SHOWN} more"]
    got = f"{len(failures)} of {total} series failed ({'; '.join(reasons)})"
    got += f", {waiting} were not asked for" if waiting else ""
    got += "; the snapshot before it is untouched" if into.exists() else "; no snapshot was made"
    return IncompleteFetchError(shown(into), got, dict(failures), remedy=_remedy(failures))


def _remedy(failures: Mapping[str, FetchError]) -> str:
    """The remedies of all failures, each once; the tickers stand before them where there are several."""
    if all(isinstance(error, DisagreementError) for error in failures.values()):
        return f"see what differs; where the new prices are right: {' '.join(f'--accept {t}' for t in failures)}"
    tickers: dict[str, list[str]] = {}
    for ticker, error in failures.items():
        tickers.setdefault(error.remedy, []).append(ticker)
    if len(tickers) == 1:
        return next(iter(tickers))
    return "; ".join(f"{', '.join(named)}: {remedy}" for remedy, named in tickers.items())


def _refuse_foreign(into: Path) -> None:
    """Never replace what a fetch did not make: bundled prices, any other folder, or a file that was put into it."""
    place, allowed = check_place(into), "a new folder, or one that a fetch made"
    if around := [folder for folder in place.parents if is_snapshot(folder)]:
        what = f"lies in the snapshot {shown(around[0])}"
        raise UsageError(shown(into), what, allowed=allowed, remedy="choose another folder")
    manifest = read_manifest(place) if is_snapshot(place) else pd.DataFrame()
    if len(manifest) and "retrieved_at" not in manifest.columns:
        raise UsageError(shown(into), "holds no live snapshot", allowed=allowed, remedy="choose another folder")
    files = {f"{ticker}{ending}" for ticker in manifest.index for ending in (".csv", ".json.gz")}
    refuse_strangers(place, files | {MANIFEST} if files else (), "fetch")
