"""manifest.csv: what a folder of prices holds, listing by listing, with the hash of each file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from analysis.errors import SnapshotError
from analysis.files import shown, write_atomically
from analysis.market.bars import RESTORE, extent, read_bars, series_file, sha256
from analysis.study.declarations import Instrument

MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = ("ticker", "exchange", "currency", "rows", "first", "last", "sha256")
LIVE_COLUMNS = ("source", "library", "query", "retrieved_at", "response_sha256", "dropped", "accepted", "noted")


Reader = Callable[[Path], pd.DataFrame]
"""Reads one price file into bars."""


def read_manifest(folder: Path | str) -> pd.DataFrame:
    """Read and validate `manifest.csv`; index `ticker`, all values text."""
    path = Path(folder) / MANIFEST
    if not path.is_file():
        what = f"no {MANIFEST}" if path.parent.is_dir() else "no such folder"
        raise SnapshotError(shown(path.parent), what, remedy="name the folder of a snapshot, or fetch one")
    try:
        manifest = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (ValueError, UnicodeDecodeError) as error:
        raise SnapshotError(shown(path), f"not a CSV table ({error})", remedy=RESTORE) from error
    if missing := [c for c in MANIFEST_COLUMNS if c not in manifest.columns]:
        allowed = ", ".join(MANIFEST_COLUMNS)
        raise SnapshotError(shown(path), f"no column {missing[0]}", allowed=allowed, remedy=RESTORE)
    if (twice := manifest["ticker"][manifest["ticker"].duplicated()]).size:
        raise SnapshotError(shown(path), f"{twice.iloc[0]} listed twice", remedy=RESTORE)
    for ticker in manifest["ticker"]:
        series_file(path.parent, ticker)
    return manifest.set_index("ticker")


def build_manifest(folder: Path | str, instruments: Iterable[Instrument], *, read: Reader = read_bars) -> pd.DataFrame:
    """Describe the files of a folder as they are now: index `ticker`, sorted; columns as in `manifest.csv`."""
    ordered = sorted(instruments, key=lambda i: i.ticker)
    rows = [describe(folder, i.ticker, i.exchange, i.currency, read=read) for i in ordered]
    return pd.DataFrame(rows, columns=list(MANIFEST_COLUMNS)).set_index("ticker")


def describe(
    folder: Path | str, ticker: str, exchange: str, currency: str, *, read: Reader = read_bars
) -> dict[str, str]:
    """Row of the manifest for one price file as it is now."""
    path = series_file(Path(folder), ticker)
    values = (ticker, exchange, currency, *extent(read(path)), sha256(path))
    return dict(zip(MANIFEST_COLUMNS, values, strict=True))


def write_manifest(folder: Path | str, manifest: pd.DataFrame) -> None:
    """Write `manifest.csv`; the same table gives the same bytes."""
    text = manifest.to_csv(lineterminator="\n")
    write_atomically(Path(folder) / MANIFEST, text.encode())


def input_around(folder: Path) -> str:
    """The study, family or snapshot of prices that a folder is or lies in, which runs only read; empty without."""
    for around in (folder, *folder.parents):
        for name, what in (("study.toml", "study"), ("family.toml", "family")):
            if (around / name).is_file():
                return f"the {what} {shown(around)}"
        if is_snapshot(around):
            return f"the snapshot {shown(around)}"
    return ""


def is_snapshot(folder: Path) -> bool:
    """Whether a folder holds a manifest of prices that can be read."""
    try:
        return (folder / MANIFEST).is_file() and bool(read_manifest(folder).columns.size)
    except SnapshotError:
        return False
