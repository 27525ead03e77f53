"""A snapshot: a folder of daily prices, one CSV file a ticker, whose bytes manifest.csv vouches for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from analysis.errors import SnapshotError
from analysis.files import restore_folder, shown
from analysis.market.bars import RESTORE, extent, read_bars, series_file, sha256
from analysis.market.checks import CheckResult, check_bars
from analysis.market.manifest import MANIFEST, read_manifest
from analysis.market.sources.own_csv import check_own, own_bars, own_manifest, own_remedy
from analysis.study.declarations import Instrument
from analysis.study.study import Study


@dataclass(frozen=True, slots=True, repr=False)
class Snapshot:
    """Prices of a study, verified.

    Attributes
    ----------
    folder : Path
    bars : mapping of str to DataFrame
        One table a ticker, index `date` (tz-naive session labels), float64 columns open, high, low, close, volume,
        adj_close, dividend, in the currency of the listing. Prices are raw: no dividend is taken out of them.
    manifest : DataFrame
        Index `ticker`; columns exchange, currency, rows, first, last, sha256 of the file, and for live prices source,
        library, query, retrieved_at (UTC), response_sha256 and dropped. All text.
    warnings : tuple of CheckResult
        Oddities that did not stop the loading, to be reported.
    """

    folder: Path
    bars: Mapping[str, pd.DataFrame]
    manifest: pd.DataFrame
    warnings: tuple[CheckResult, ...]

    @property
    def fetched(self) -> tuple[str, ...]:
        """Days (UTC) on which live prices were fetched; empty for prices that were not."""
        return tuple(sorted({t[: len("YYYY-MM-DD")] for t in self.manifest.get("retrieved_at", ()) if t}))

    def table(self) -> pd.DataFrame:
        """One row a series: index ticker; columns exchange, currency, rows, first, last, source and warnings."""
        table = self.manifest[["exchange", "currency", "rows", "first", "last"]].copy()
        table["rows"] = table["rows"].astype(int)
        table["source"] = self.manifest.get("source", "")
        counts = pd.Series([w.ticker for w in self.warnings], dtype=object).value_counts()
        return table.assign(warnings=counts.reindex(table.index, fill_value=0))

    def summary(self) -> str:
        """Plain text: what it holds, a row a series, and every warning."""
        lines = [repr(self).strip("<>"), "", self.table().to_string()]
        return "\n".join([*lines, *(["", "warnings", *map(str, self.warnings)] if self.warnings else [])])

    def __repr__(self) -> str:
        first, last = (self.manifest[name].to_list() for name in ("first", "last"))
        span = f", {min(first)} to {max(last)}" if first else ""
        return f"<Snapshot {self.folder.name}: {len(self.bars)} series{span}, {len(self.warnings)} warnings>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self).strip('<>'))}</p>{self.table().to_html()}"


def load_snapshot(folder: Path | str, instruments: Iterable[Instrument], *, own: Path | str | None = None) -> Snapshot:
    """Read the prices of some instruments; verify their hashes, then their contents.

    Parameters
    ----------
    folder : path
        The snapshot: `manifest.csv` and one `TICKER.csv` for each of its rows.
    instruments : iterable of Instrument
        What to load, and on which exchange and in which currency each is quoted. Other files are not touched.
    own : path, optional
        Folder of the study's own series, those with `source = "csv"`. They need no manifest, since nobody else vouches
        for them: their hashes are taken now.

    Raises
    ------
    SnapshotError
        If a ticker or a file is missing, a hash differs, the listing differs from the study's, or a check fails.
    """
    folder, instruments = restore_folder(Path(folder)), list(instruments)
    mine = [i for i in instruments if i.own]
    theirs = [i for i in instruments if not i.own]
    if mine and own is None:
        raise SnapshotError(mine[0].ticker, 'source = "csv"', remedy="name the folder of the study's own series")
    parts = [_manifest_for(theirs, folder)] if theirs else []
    if mine and own is not None:
        parts.append(own_manifest(Path(own), mine))
    manifest = pd.concat(parts).fillna("")
    bars: dict[str, pd.DataFrame] = {}
    warnings: list[CheckResult] = []
    for i in instruments:
        place = Path(own) if own is not None and i.own else folder
        table, results = _examine(place, i.ticker, manifest, i if i.own else None)
        if faults := [r for r in results if r.severity == "error"]:
            what = f"{faults[0].check}: {faults[0].message}"
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            remedy = own_remedy(faults[0]) if i.own else RESTORE
            raise SnapshotError(shown(series_file(place, i.ticker)), what + more, remedy=remedy)
        bars[i.ticker] = table
        warnings += results
    return Snapshot(folder, MappingProxyType(bars), manifest.loc[list(bars)], tuple(warnings))


def check_snapshot(folder: Path | str) -> list[CheckResult]:
    """Check every file of a snapshot against its manifest, its exchange's calendar and the checks of prices.

    Raises
    ------
    SnapshotError
        If there is no readable manifest: without it nothing says what should be there.
    """
    folder = restore_folder(Path(folder))
    manifest = read_manifest(folder)
    results = [result for ticker in manifest.index for result in _examine(folder, ticker, manifest)[1]]
    listed = {f"{ticker}.csv" for ticker in manifest.index} | {MANIFEST}
    strays = sorted(path.name for path in folder.glob("*.csv") if path.name not in listed)
    return results + [CheckResult(name, "manifest", "warning", f"not in {MANIFEST}: ignored") for name in strays]


def results_table(results: Iterable[CheckResult]) -> pd.DataFrame:
    """Table of findings, errors first: columns severity, ticker, check, message."""
    rows = [(r.severity, r.ticker, r.check, r.message) for r in sorted(results, key=lambda r: (r.severity, r.ticker))]
    return pd.DataFrame(rows, columns=["severity", "ticker", "check", "message"])


def instruments_in(prices: Path, study: Study) -> list[Instrument]:
    """The study's own instruments, those that a snapshot must hold, and those live ones that it does hold.

    A study whose series are all its own needs no snapshot.

    Parameters
    ----------
    prices : Path
        Folder of the snapshot.
    study : Study

    Raises
    ------
    SnapshotError
        If the snapshot has no readable manifest, and the study needs one.
    """
    own = {i.ticker for i in study.instruments if i.own}
    held = own if len(own) == len(study.instruments) else own | set(read_manifest(prices).index)
    return [i for i in study.instruments if i.available == "bundled" or i.ticker in held]


def _manifest_for(instruments: list[Instrument], folder: Path) -> pd.DataFrame:
    """Rows of the manifest for some instruments, after comparing their listings with the study's."""
    manifest = read_manifest(folder)
    if absent := [i.ticker for i in instruments if i.ticker not in manifest.index]:
        what = f"no prices of {', '.join(absent)}"
        remedy = "fetch them, or remove them from study.toml"
        raise SnapshotError(shown(folder), what, allowed=", ".join(manifest.index), remedy=remedy)
    for i in instruments:
        listing = tuple(manifest.loc[i.ticker, ["exchange", "currency"]])
        if listing != (i.exchange, i.currency):
            what = f"declared as {i.exchange}, {i.currency}, but the snapshot has {', '.join(listing)}"
            raise SnapshotError(i.ticker, what, remedy="correct study.toml, or fetch the prices anew")
    return manifest.loc[[i.ticker for i in instruments]]


def _examine(
    folder: Path, ticker: str, manifest: pd.DataFrame, own: Instrument | None = None
) -> tuple[pd.DataFrame, list[CheckResult]]:
    """Read one file, perhaps a series of the study's ``own``, and say everything that is wrong with it."""
    path = series_file(folder, ticker)
    stated = {str(name): str(value) for name, value in manifest.loc[ticker].items()}
    try:
        digest = sha256(path)
        if digest != (good := stated["sha256"]):
            message = f"sha256 differs from {MANIFEST} ({digest[:12]}…, not {good[:12]}…): the file was changed"
            return pd.DataFrame(), [CheckResult(ticker, "hash", "error", message)]
        bars = own_bars(path, own) if own else read_bars(path)
    except SnapshotError as error:
        return pd.DataFrame(), [CheckResult(ticker, "file", "error", error.what)]
    results = check_own(path, own, bars) if own else check_bars(ticker, bars, stated["exchange"])
    if (found := extent(bars)) != (said := (stated["rows"], stated["first"], stated["last"])):
        message = f"rows, first, last are {' '.join(found)}, not {' '.join(said)} as {MANIFEST} says"
        results.append(CheckResult(ticker, "manifest", "error", message))
    return bars, results
