"""A snapshot: a folder of daily prices, one CSV file a ticker, whose bytes manifest.csv vouches for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from analysis.errors import SnapshotError
from analysis.exchanges import CORRECTED, Calendars
from analysis.files import shown
from analysis.folders import restore_folder
from analysis.market.bars import RESTORE, extent, read_bars, series_file, sha256
from analysis.market.checks import CheckResult, check_bars, compare_series
from analysis.market.declared import require_days_as_declared, rows_beyond
from analysis.market.history import early_ends, late_starts
from analysis.market.manifest import MANIFEST, read_manifest
from analysis.market.sources.own_csv import check_own, own_bars, own_manifest, own_remedy
from analysis.study.declarations import Instrument
from analysis.study.study import Study

NO_OPENS = 'declare bars = "closes" for it in study.toml: windows from close to close need no opens'


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
        library, query, retrieved_at (UTC), response_sha256, dropped, and what earlier prices or peers said against a
        series: accepted (by `--accept`) and noted. All text.
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

    def spread(self, ticker: str, day: pd.Timestamp) -> float:
        """Ask less bid over their middle on a day, of a series quoted with gaps; NaN where not both are known."""
        bars = self.bars.get(ticker)
        if bars is None or day not in bars.index:
            return float("nan")
        bid, ask = (float(bars[name].loc[day]) for name in ("low", "high"))
        return (ask - bid) / ((ask + bid) / 2)

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


def load_snapshot(
    folder: Path | str,
    instruments: Iterable[Instrument],
    *,
    own: Mapping[str, Path] = MappingProxyType({}),
    calendars: Calendars = CORRECTED,
    bundled: Path | str | None = None,
    beside: Snapshot | None = None,
) -> Snapshot:
    """Read the prices of some instruments; verify their hashes, then their contents.

    Parameters
    ----------
    folder : path
        The snapshot: `manifest.csv` and one `TICKER.csv` for each of its rows.
    instruments : iterable of Instrument
        What to load, and on which exchange and in which currency each is quoted. Other files are not touched.
    own : mapping of str to Path
        Folder of each of the study's own series, those with `source = "csv"`, by ticker. They need no manifest, since
        nobody else vouches for them: their hashes are taken now.
    calendars : Calendars
        The study's calendars, which the dates must follow.
    bundled : path, optional
        The snapshot that the study comes with, where `folder` is another: a history that begins later than there is
        said.
    beside : Snapshot, optional
        Verified prices of the outer study: whether a jump is a fault is judged by how those moved as well.

    Raises
    ------
    SnapshotError
        If a ticker or a file is missing, a hash differs, the listing differs from the study's, or a check fails.
    StudyError
        If prices contradict a day or a calendar that the study declares.
    """
    folder, instruments = restore_folder(Path(folder)), list(instruments)
    mine = [i for i in instruments if i.own]
    theirs = [i for i in instruments if not i.own]
    if absent := [i.ticker for i in mine if i.ticker not in own]:
        raise SnapshotError(absent[0], 'source = "csv"', remedy="name the folder of the study's own series")
    parts = [_manifest_for(theirs, folder)] if theirs else []
    if mine:
        parts.append(own_manifest(own, mine))
    manifest = pd.concat(parts).fillna("").loc[[i.ticker for i in instruments]] if parts else pd.DataFrame()
    places = {i.ticker: own[i.ticker] if i.own else folder for i in instruments}
    bars, results = _examine(places, manifest, {i.ticker: i for i in instruments}, calendars, beside)
    require_days_as_declared(results, instruments, calendars)
    for i in instruments:
        if faults := [r for r in results if r.ticker == i.ticker and r.severity == "error"]:
            what = f"{faults[0].check}: {faults[0].message}"
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            remedy = NO_OPENS if faults[0].check == "opens" else own_remedy(faults[0]) if i.own else RESTORE
            raise SnapshotError(shown(series_file(places[i.ticker], i.ticker)), what + more, remedy=remedy)
    on_sessions = [i.ticker for i in mine if i.sessions == "exchange"]
    spans = (*late_starts(manifest, _beside(bundled, folder)), *early_ends(manifest, on_sessions))
    return Snapshot(folder, MappingProxyType(bars), manifest, (*results, *rows_beyond(bars, instruments), *spans))


def check_snapshot(folder: Path | str) -> list[CheckResult]:
    """Check every file of a snapshot against its manifest, its exchange's calendar and the checks of prices.

    Raises
    ------
    SnapshotError
        If there is no readable manifest: without it nothing says what should be there.
    """
    folder = restore_folder(Path(folder))
    manifest = read_manifest(folder)
    _, results = _examine(dict.fromkeys(manifest.index, folder), manifest, {})
    listed = {f"{ticker}.csv" for ticker in manifest.index} | {MANIFEST}
    strays = sorted(path.name for path in folder.glob("*.csv") if path.name not in listed)
    ignored = [CheckResult(name, "manifest", "warning", f"not in {MANIFEST}: ignored") for name in strays]
    return [*results, *late_starts(manifest), *ignored]


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


def _beside(bundled: Path | str | None, folder: Path) -> pd.DataFrame | None:
    """Manifest of the bundled snapshot, where there is one and the prices are not it."""
    if bundled is None or not (Path(bundled) / MANIFEST).is_file() or Path(bundled).resolve() == folder.resolve():
        return None
    return read_manifest(bundled)


def _examine(
    places: Mapping[str, Path],
    manifest: pd.DataFrame,
    declared: Mapping[str, Instrument],
    calendars: Calendars = CORRECTED,
    beside: Snapshot | None = None,
) -> tuple[dict[str, pd.DataFrame], list[CheckResult]]:
    """Read the files, each in its folder, and say everything that is wrong with them, file by file."""
    bars: dict[str, pd.DataFrame] = {}
    unread: dict[str, CheckResult] = {}
    for ticker, folder in places.items():
        own = declared[ticker] if ticker in declared and declared[ticker].own else None
        found = _read(series_file(folder, ticker), ticker, str(manifest.loc[ticker, "sha256"]), own)
        if isinstance(found, CheckResult):
            unread[ticker] = found
        else:
            bars[ticker] = found
    exchanges = {ticker: str(manifest.loc[ticker, "exchange"]) for ticker in bars}
    around = {**beside.bars, **bars} if beside else bars
    listed = {**beside.manifest["exchange"], **exchanges} if beside else exchanges
    neighbours = compare_series(around, listed)
    results: list[CheckResult] = []
    for ticker in places:
        if ticker in unread:
            results.append(unread[ticker])
            continue
        table, known = bars[ticker], declared.get(ticker)
        if known and known.own:
            results += check_own(
                series_file(places[ticker], ticker), known, table, calendars, neighbours=neighbours.get(ticker)
            )
        else:
            results += check_bars(
                ticker,
                table,
                exchanges[ticker],
                declared=known.bars if known else None,
                neighbours=neighbours.get(ticker),
                calendars=calendars,
            )
        stated = tuple(str(manifest.loc[ticker, name]) for name in ("rows", "first", "last"))
        if (counted := extent(table)) != stated:
            message = f"rows, first, last are {' '.join(counted)}, not {' '.join(stated)} as {MANIFEST} says"
            results.append(CheckResult(ticker, "manifest", "error", message))
    return bars, results


def _read(path: Path, ticker: str, good: str, own: Instrument | None) -> pd.DataFrame | CheckResult:
    """Read one file whose hash is stated, or say why it cannot be trusted."""
    try:
        if (digest := sha256(path)) != good:
            message = f"sha256 differs from {MANIFEST} ({digest[:12]}…, not {good[:12]}…): the file was changed"
            return CheckResult(ticker, "hash", "error", message)
        return own_bars(path, own) if own else read_bars(path)
    except SnapshotError as error:
        return CheckResult(ticker, "file", "error", error.what)
