"""Where the series of a fetch wait until all are there: none is asked for again after a fetch that failed."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from analysis.files import write_atomically
from analysis.market.bars import series_file, sha256, write_bars
from analysis.market.manifest import describe
from analysis.market.sources.protocol import Fetched, Source
from analysis.market.sources.query import Query

ENTRY = ".entry.json"


def files_of(ticker: str) -> tuple[str, str]:
    """Names of the two files of a series: its prices, and the answer they were made from."""
    return f"{ticker}.csv", f"{ticker}.json.gz"


def stage(staging: Path, query: Query, source: Source, fetched: Fetched) -> None:
    """Put one series into the staging folder; its entry comes last, so that what has an entry is whole."""
    write_bars(series_file(staging, query.ticker), fetched.bars)
    write_atomically(staging / files_of(query.ticker)[1], gzip.compress(fetched.response, mtime=0))
    entry = {
        **describe(staging, query.ticker, query.exchange, query.currency),
        "source": source.name,
        "library": source.library,
        "query": str(query),
        "retrieved_at": pd.Timestamp.now(tz="UTC").strftime("%Y-%m-%dT%H:%M:%SZ"),
        "response_sha256": hashlib.sha256(fetched.response).hexdigest(),
        "dropped": "; ".join(_left_out(fetched)),
    }
    write_atomically(staging / f"{query.ticker}{ENTRY}", json.dumps(entry).encode())


def _left_out(fetched: Fetched) -> Iterator[str]:
    """Say which rows were left out, and why."""
    if fetched.shut:
        yield f"{fetched.shut}: rows without prices, exchange shut"
    if fetched.dropped:
        yield f"{fetched.dropped}: session not over"


def staged(staging: Path, query: Query, source: Source) -> dict[str, str] | None:
    """Entry of a series that is staged, whole, and the source's answer to this very query; None when there is none."""
    path = staging / f"{query.ticker}{ENTRY}"
    if not path.exists() or query.final.empty:
        return None
    entry: dict[str, str] = json.loads(path.read_bytes())
    asked = (source.name, query.exchange, query.currency, str(query), f"{query.final[-1]:%Y-%m-%d}")
    same = asked == tuple(entry.get(name) for name in ("source", "exchange", "currency", "query", "last"))
    return entry if same and sha256(series_file(staging, query.ticker)) == entry["sha256"] else None


def forget(staging: Path, tickers: Iterable[str] | None = None) -> None:
    """Let some series be fetched anew; all when none is named, with the folder itself."""
    if tickers is not None:
        for ticker in tickers:
            (staging / f"{ticker}{ENTRY}").unlink()
        return
    for entry in staging.glob(f"*{ENTRY}"):  # first, so that nothing half removed passes for whole
        entry.unlink()
    shutil.rmtree(staging)
