"""Make a live snapshot: whole or not at all, and never at the cost of the one before.

Series that are complete wait in a staging folder beside the snapshot. A fetch that failed or was killed is resumed by
repeating it: what is staged is not asked for again. Only when all series are there does the folder change, in one step.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pandas as pd

from analysis.errors import (
    BlockedError,
    FetchError,
    IncompleteFetchError,
    OfflineError,
    OutputError,
    RateLimitedError,
    TransientError,
    UsageError,
)
from analysis.files import beside, shown, write_atomically
from analysis.folders import FETCHING, check_place, locked, own_folder, refuse_strangers, replacing
from analysis.market.bars import series_file, sha256, write_bars
from analysis.market.manifest import (
    LIVE_COLUMNS,
    MANIFEST,
    MANIFEST_COLUMNS,
    describe,
    is_snapshot,
    read_manifest,
    write_manifest,
)
from analysis.market.sources.protocol import Fetched, Patience, Source, find_connect
from analysis.market.sources.query import Query, trading_hours
from analysis.study.declarations import Instrument

ENTRY = ".entry.json"
REASONS_SHOWN = 5
GIVE_UP_AFTER = 3  # tickers in a row that the network or the source refused: the next will fare no better


def fetch_snapshot(
    instruments: Iterable[Instrument],
    into: Path | str,
    *,
    start: dt.date,
    end: dt.date | None = None,
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
        complete is staged. A rate limit ends the fetch at once; so do three refusals in a row, or no network at all.
    UsageError
        If the dates are reversed, or the folder cannot be written, holds something else than a live snapshot, or lies
        in another snapshot.
    OutputError
        If the disk is full, or another process is fetching into the same folder.
    """
    into, now = Path(into), pd.Timestamp.now(tz="UTC") if now is None else now
    fetched = [i for i in instruments if not i.own]
    patience = Patience(pause, attempts, backoff, timeout)
    queries = list(_queries(fetched, start, end or now.date(), now))
    if not queries:
        raise UsageError(shown(into), "no instrument to fetch", remedy='declare one with source = "yahoo"')
    try:
        _refuse_foreign(into)
        with locked(into, FETCHING) as place, _opened(fetched, patience) as sources:
            return _fetch(queries, place, sources, progress)
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
    queries: list[Query], into: Path, sources: Mapping[str, Source], progress: Callable[[str], None]
) -> pd.DataFrame:
    """Stage what is missing; when all is there, put it in the place of the folder in one step."""
    staging = own_folder(beside(into, "partial"))
    failures = _stage_all(queries, staging, sources, progress)
    entries = [_staged(staging, query, sources[query.ticker]) for query in sorted(queries, key=lambda q: q.ticker)]
    if failures:
        raise _incomplete(into, failures, len(queries), entries.count(None) - len(failures))
    manifest = pd.DataFrame(entries)[[*MANIFEST_COLUMNS, *LIVE_COLUMNS]].set_index("ticker")
    with replacing(into) as folder:
        for ticker in manifest.index:
            for name in (series_file(folder, ticker).name, f"{ticker}.json.gz"):
                shutil.copyfile(staging / name, folder / name)
        write_manifest(folder, manifest)
        _refuse_foreign(into)  # once more: a fetch takes a while
    for entry in staging.glob(f"*{ENTRY}"):  # first, so that nothing half removed passes for whole
        entry.unlink()
    shutil.rmtree(staging)
    return manifest


def _queries(instruments: Iterable[Instrument], start: dt.date, end: dt.date, now: pd.Timestamp) -> Iterator[Query]:
    if not start <= end <= now.date() + dt.timedelta(days=1):
        allowed = "a start before the end, and no end in the future"
        raise UsageError("dates of the fetch", f"{start} to {end}", allowed=allowed, remedy="correct them")
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    hours: dict[str, pd.DataFrame] = {}
    for i in instruments:
        if i.exchange not in hours:
            hours[i.exchange] = trading_hours(i.exchange, first, last)
        yield Query(i.ticker, i.exchange, i.currency, first, last, hours[i.exchange], now)


def _stage_all(
    queries: list[Query], staging: Path, sources: Mapping[str, Source], progress: Callable[[str], None]
) -> dict[str, FetchError]:
    """Fetch what is not staged yet; return why something is missing."""
    failures: dict[str, FetchError] = {}
    refusals = 0
    for query in queries:
        progress(query.ticker)
        source = sources[query.ticker]
        if _staged(staging, query, source) is not None:
            continue
        try:
            _stage(staging, query, source, source.fetch(query))
            refusals = 0
        except FetchError as error:
            failures[query.ticker] = error
            refusals = refusals + 1 if isinstance(error, (BlockedError, TransientError)) else 0
            if isinstance(error, (RateLimitedError, OfflineError)) or refusals == GIVE_UP_AFTER:
                break
    return failures


def _stage(staging: Path, query: Query, source: Source, fetched: Fetched) -> None:
    """Put one series into the staging folder; its entry comes last, so that what has an entry is whole."""
    write_bars(series_file(staging, query.ticker), fetched.bars)
    write_atomically(staging / f"{query.ticker}.json.gz", gzip.compress(fetched.response, mtime=0))
    entry = {
        **describe(staging, query.ticker, query.exchange, query.currency),
        "source": source.name,
        "library": source.library,
        "query": str(query),
        "retrieved_at": pd.Timestamp.now(tz="UTC").strftime("%Y-%m-%dT%H:%M:%SZ"),
        "response_sha256": hashlib.sha256(fetched.response).hexdigest(),
        "dropped": fetched.dropped and f"{fetched.dropped}: session not over",
    }
    write_atomically(staging / f"{query.ticker}{ENTRY}", json.dumps(entry).encode())


def _staged(staging: Path, query: Query, source: Source) -> dict[str, str] | None:
    """Entry of a series that is staged, whole, and the source's answer to this very query; None when there is none."""
    path = staging / f"{query.ticker}{ENTRY}"
    if not path.exists() or query.final.empty:
        return None
    entry: dict[str, str] = json.loads(path.read_bytes())
    asked = (source.name, query.exchange, query.currency, str(query), f"{query.final[-1]:%Y-%m-%d}")
    same = asked == tuple(entry.get(name) for name in ("source", "exchange", "currency", "query", "last"))
    return entry if same and sha256(series_file(staging, query.ticker)) == entry["sha256"] else None


def _incomplete(into: Path, failures: dict[str, FetchError], total: int, waiting: int) -> IncompleteFetchError:
    """Sum up in one line what failed and why, what was not asked for any more, and what is still there."""
    reasons = [f"{ticker}: {type(error).__name__}, {error.got}" for ticker, error in failures.items()]
    if len(reasons) > REASONS_SHOWN:
        reasons[REASONS_SHOWN:] = [f"{len(reasons) - REASONS_SHOWN} more"]
    got = f"{len(failures)} of {total} series failed ({'; '.join(reasons)})"
    got += f", {waiting} were not asked for" if waiting else ""
    got += "; the snapshot before it is untouched" if into.exists() else "; no snapshot was made"
    return IncompleteFetchError(shown(into), got, failures, remedy=next(reversed(failures.values())).remedy)


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
