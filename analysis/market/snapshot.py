"""A snapshot: a folder of daily prices, one CSV file a ticker, whose bytes manifest.csv vouches for."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from analysis.errors import SnapshotError
from analysis.files import restore_folder, shown, write_atomically
from analysis.market.checks import COLUMNS, CheckResult, check_bars
from analysis.study.declarations import Instrument

MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = ("ticker", "exchange", "currency", "rows", "first", "last", "sha256")
LIVE_COLUMNS = ("source", "library", "query", "retrieved_at", "response_sha256", "dropped")
RESTORE = "restore the file, or fetch the prices anew"
CORRECT = "correct the file: it is the study's own"
_TICKER = re.compile(r"[A-Za-z0-9^][A-Za-z0-9.^=_-]*")


@dataclass(frozen=True, slots=True)
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
    mine = [i for i in instruments if i.source == "csv"]
    theirs = [i for i in instruments if i.source != "csv"]
    if mine and own is None:
        raise SnapshotError(mine[0].ticker, 'source = "csv"', remedy="name the folder of the study's own series")
    parts = [_manifest_for(theirs, folder)] if theirs else []
    if mine and own is not None:
        parts.append(_own_manifest(Path(own), mine))
    manifest = pd.concat(parts).fillna("")
    bars: dict[str, pd.DataFrame] = {}
    warnings: list[CheckResult] = []
    for i in instruments:
        place = Path(own) if own is not None and i.source == "csv" else folder
        table, results = _examine(place, i.ticker, manifest)
        if faults := [r for r in results if r.severity == "error"]:
            what = f"{faults[0].check}: {faults[0].message}"
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            remedy = CORRECT if i.source == "csv" else RESTORE
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


def build_manifest(folder: Path | str, instruments: Iterable[Instrument]) -> pd.DataFrame:
    """Describe the files of a folder as they are now: index `ticker`, sorted; columns as in `manifest.csv`."""
    ordered = sorted(instruments, key=lambda i: i.ticker)
    rows = [describe(folder, i.ticker, i.exchange, i.currency) for i in ordered]
    return pd.DataFrame(rows, columns=list(MANIFEST_COLUMNS)).set_index("ticker")


def describe(folder: Path | str, ticker: str, exchange: str, currency: str) -> dict[str, str]:
    """Row of the manifest for one price file as it is now."""
    path = series_file(Path(folder), ticker)
    values = (ticker, exchange, currency, *_extent(read_bars(path)), sha256(path))
    return dict(zip(MANIFEST_COLUMNS, values, strict=True))


def write_manifest(folder: Path | str, manifest: pd.DataFrame) -> None:
    """Write `manifest.csv`; the same table gives the same bytes."""
    text = manifest.to_csv(lineterminator="\n")
    write_atomically(Path(folder) / MANIFEST, text.encode())


def read_bars(path: Path) -> pd.DataFrame:
    """Read one price file.

    Returns
    -------
    DataFrame
        Index `date`, float64 columns `COLUMNS`, in the order of the file; nothing is sorted, filled or dropped.

    Raises
    ------
    SnapshotError
        If the file is missing, has other columns, or has a cell that is no date or no number.
    """
    header = ("date", *COLUMNS)
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SnapshotError(shown(path), f"not a CSV table ({error})", remedy=RESTORE) from error
    if not lines or tuple(lines[0]) != header:
        what = f"columns {', '.join(lines[0])}" if lines else "no columns"
        raise SnapshotError(shown(path), what, allowed=", ".join(header), remedy="give exactly these columns")
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(header):
            what = f"line {number}: {len(line)} cells"
            raise SnapshotError(shown(path), what, allowed=str(len(header)), remedy=RESTORE)
    cells = list(zip(*lines[1:], strict=True)) or [()] * len(header)
    days = _cells(path, "date", cells[0])
    table = {name: _cells(path, name, column) for name, column in zip(COLUMNS, cells[1:], strict=True)}
    return pd.DataFrame(table, index=pd.DatetimeIndex(days, name="date").as_unit("us"))


def write_bars(path: Path, bars: pd.DataFrame) -> None:
    """Write one price file: seven significant digits, all that the single-precision numbers of the source hold."""
    lines = [",".join(("date", *COLUMNS))]
    for day, row in zip(pd.DatetimeIndex(bars.index).strftime("%Y-%m-%d"), bars[list(COLUMNS)].to_numpy(), strict=True):
        lines.append(",".join((day, *(_digits(v, n) for v, n in zip(row, COLUMNS, strict=True)))))
    write_atomically(path, ("\n".join(lines) + "\n").encode())


def sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise SnapshotError(shown(path), f"cannot be read ({error.strerror})", remedy=RESTORE) from error


def _cells(path: Path, name: str, texts: Sequence[str]) -> np.ndarray:
    """Cells of a column as dates or floats; an empty number is NaN, which the checks name with its date."""
    convert, allowed = (_day, "YYYY-MM-DD, without time or zone") if name == "date" else (_number, "a number")
    values = []
    for number, text in enumerate(texts, 2):
        try:
            values.append(convert(text))
        except ValueError:
            what = f"line {number}: {name} is {text!r}"
            raise SnapshotError(shown(path), what, allowed=allowed, remedy=RESTORE) from None
    return np.array(values, dtype="datetime64[s]" if name == "date" else np.float64)


def _day(text: str) -> dt.date:
    if len(text) != len("YYYY-MM-DD") or text[4] + text[7] != "--":
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def _number(text: str) -> float:
    if "_" in text:
        raise ValueError(text)
    return float(text or "nan")


def _digits(value: float, column: str) -> str:
    if column == "volume":
        return f"{value:.0f}"
    return np.format_float_positional(value, precision=7, unique=False, fractional=False, trim="-")


def series_file(folder: Path, ticker: str) -> Path:
    """File of a ticker; a name that could lead out of the folder is refused."""
    if not _TICKER.fullmatch(ticker):
        raise SnapshotError(ticker, "not a ticker", allowed="letters, digits and . ^ = _ -", remedy="correct it")
    return folder / f"{ticker}.csv"


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


def _own_manifest(folder: Path, instruments: list[Instrument]) -> pd.DataFrame:
    """Manifest of the study's own series, as they are now."""
    for i in instruments:
        if not (path := series_file(folder, i.ticker)).is_file():
            raise SnapshotError(shown(path), "no such file", remedy=f"put the prices of {i.ticker} there")
    try:
        return build_manifest(folder, instruments).assign(source="the study's own")
    except SnapshotError as error:
        raise SnapshotError(error.where, error.what, allowed=error.allowed, remedy=CORRECT) from error


def _examine(folder: Path, ticker: str, manifest: pd.DataFrame) -> tuple[pd.DataFrame, list[CheckResult]]:
    """Read one file and say everything that is wrong with it."""
    path = series_file(folder, ticker)
    stated = {str(name): str(value) for name, value in manifest.loc[ticker].items()}
    try:
        digest = sha256(path)
        if digest != (good := stated["sha256"]):
            message = f"sha256 differs from {MANIFEST} ({digest[:12]}…, not {good[:12]}…): the file was changed"
            return pd.DataFrame(), [CheckResult(ticker, "hash", "error", message)]
        bars = read_bars(path)
    except SnapshotError as error:
        return pd.DataFrame(), [CheckResult(ticker, "file", "error", error.what)]
    results = check_bars(ticker, bars, stated["exchange"])
    if (extent := _extent(bars)) != (said := (stated["rows"], stated["first"], stated["last"])):
        message = f"rows, first, last are {' '.join(extent)}, not {' '.join(said)} as {MANIFEST} says"
        results.append(CheckResult(ticker, "manifest", "error", message))
    return bars, results


def _extent(bars: pd.DataFrame) -> tuple[str, str, str]:
    """Rows, first and last date, as the manifest writes them."""
    days = pd.DatetimeIndex(bars.index).strftime("%Y-%m-%d")
    return (str(len(days)), days[0], days[-1]) if len(days) else ("0", "", "")
