"""Where lists are kept: one table a fund of all its days, what came of each day, and a manifest with their hashes."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from analysis.errors import SnapshotError
from analysis.files import shown, write_atomically
from analysis.folders import restore_folder
from analysis.market.bars import series_file, sha256
from analysis.market.lists.pricing import TABLE

MANIFEST = "lists.csv"
MANIFEST_COLUMNS = ("fund", "source", "library", "address", "days", "first", "last", "rows", "sha256", "days_sha256")
DAY_COLUMNS = (
    *("day", "found", "bonds", "cash", "derivatives", "other", "unidentified", "repeated", "merged", "flagged"),
    *("accrued_to", "form", "retrieved_at", "response_sha256"),
)
"""What came of each day that was asked for: ``found`` is "list", or why there is none."""
LIST = "list"
FETCH = "remove the folder, and fetch the lists anew"
AS_DAYS = ("as_of", "maturity", "accrued_to")
AS_TEXT = ("isin", "also", "name", "country")
DIGITS = MappingProxyType({"clean": 6, "accrued": 6, "coupon_pct": 6})
"""Digits after the point of what was computed; what was published is kept as it was."""


@dataclass(frozen=True, slots=True, repr=False)
class FundLists:
    """All lists of a fund that are kept.

    Attributes
    ----------
    fund : str
    table : DataFrame
        Tables of :class:`~analysis.market.lists.pricing.DayList`, one below the other, by day and ISIN.
    days : DataFrame
        One row a day that was asked for, columns `DAY_COLUMNS`, all text.
    """

    fund: str
    table: pd.DataFrame
    days: pd.DataFrame

    @property
    def absent(self) -> dict[str, str]:
        """Days without a list, and why."""
        rows = self.days[self.days["found"] != LIST]
        return dict(zip(rows["day"], rows["found"], strict=True))

    def __repr__(self) -> str:
        n = int(self.days["found"].eq(LIST).sum())
        return f"<FundLists {self.fund}: {n} lists, {len(self.absent)} days without, {len(self.table)} rows>"


def days_table(rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """What came of some days, as a table with the columns `DAY_COLUMNS`; what a row does not say is empty."""
    return pd.DataFrame(list(rows), columns=list(DAY_COLUMNS), dtype=object).fillna("")


def lists_folder(prices: Path) -> Path:
    """Where the lists lie that belong to a snapshot of prices: beside it."""
    return prices.with_name(f"{prices.name}-holdings")


def files_of_fund(folder: Path, fund: str) -> tuple[Path, Path]:
    """The table of a fund, and what came of its days."""
    table = series_file(folder, fund)
    return table.with_name(f"{fund}.csv.gz"), table.with_name(f"{fund}.days.csv")


def write_fund(folder: Path, lists: FundLists, source: str, library: str, address: str) -> dict[str, str]:
    """Write the two files of a fund; return its row of the manifest. The same lists give the same bytes."""
    table, days = files_of_fund(folder, lists.fund)
    rounded = lists.table.sort_values(["as_of", "isin"], kind="stable").round(dict(DIGITS))
    for name in AS_DAYS:
        rounded[name] = rounded[name].dt.strftime("%Y-%m-%d")
    text = rounded.to_csv(index=False, lineterminator="\n")
    write_atomically(table, gzip.compress(text.encode(), compresslevel=6, mtime=0))
    write_atomically(days, lists.days.sort_values("day").to_csv(index=False, lineterminator="\n").encode())
    held = sorted(lists.days.loc[lists.days["found"] == LIST, "day"])
    counts = (str(len(held)), held[0] if held else "", held[-1] if held else "", str(len(rounded)))
    values = (lists.fund, source, library, address, *counts, sha256(table), sha256(days))
    return dict(zip(MANIFEST_COLUMNS, values, strict=True))


def write_lists_manifest(folder: Path, rows: Iterable[dict[str, str]]) -> pd.DataFrame:
    """Write the manifest of some funds; return it, by fund."""
    manifest = pd.DataFrame(list(rows), columns=list(MANIFEST_COLUMNS)).sort_values("fund")
    write_atomically(folder / MANIFEST, manifest.to_csv(index=False, lineterminator="\n").encode())
    return manifest.set_index("fund")


def has_lists(folder: Path) -> bool:
    """Whether a folder holds lists."""
    return (restore_folder(folder) / MANIFEST).is_file()


def read_lists_manifest(folder: Path) -> pd.DataFrame:
    """Manifest of a folder of lists: index fund, all text.

    Raises
    ------
    SnapshotError
        If there is none, or it is not as a fetch wrote it.
    """
    path = restore_folder(folder) / MANIFEST
    if not path.is_file():
        raise SnapshotError(shown(folder), f"no {MANIFEST}", remedy="fetch the lists of the study")
    manifest = _read_text_table(path, MANIFEST_COLUMNS)
    if manifest["fund"].duplicated().any():
        raise SnapshotError(shown(path), "a fund is listed twice", remedy=FETCH)
    return manifest.set_index("fund")


def load_fund_lists(folder: Path, fund: str) -> FundLists:
    """Read the lists of a fund after comparing its files with their hashes.

    Raises
    ------
    SnapshotError
        If the fund or a file is missing, or a file was changed.
    """
    manifest = read_lists_manifest(folder)
    if fund not in manifest.index:
        what, allowed = f"no lists of {fund}", ", ".join(manifest.index)
        raise SnapshotError(shown(folder), what, allowed=allowed, remedy="fetch them")
    paths = files_of_fund(folder, fund)
    for path, column in zip(paths, ("sha256", "days_sha256"), strict=True):
        good = str(manifest.loc[fund, column])
        if (digest := sha256(path)) != good:
            what = f"sha256 differs from {MANIFEST} ({digest[:12]}…, not {good[:12]}…): the file was changed"
            raise SnapshotError(shown(path), what, remedy=f"restore it, or {FETCH}")
    return FundLists(fund, _read_table(paths[0]), _read_text_table(paths[1], DAY_COLUMNS))


def digest_of(response: bytes) -> str:
    """SHA-256 of an answer, hexadecimal."""
    return hashlib.sha256(response).hexdigest()


def _read_table(path: Path) -> pd.DataFrame:
    try:
        text = gzip.decompress(path.read_bytes())
        types: dict[str, type] = dict.fromkeys((*AS_DAYS, *AS_TEXT), str)
        blank = dict.fromkeys(AS_TEXT, "")
        table = pd.read_csv(io.BytesIO(text), dtype=types, keep_default_na=False, na_values=_empty_numbers())
        for name in AS_DAYS:
            table[name] = pd.to_datetime(table[name].replace("", None), format="%Y-%m-%d").astype("datetime64[s]")
        return table[list(TABLE)].fillna(blank).astype({"schedule": np.int64, "flagged": bool})
    except (ValueError, KeyError, OSError, EOFError) as error:
        raise SnapshotError(shown(path), f"not a table of lists ({error})", remedy=FETCH) from error


def _empty_numbers() -> dict[str, list[str]]:
    """An empty cell is a missing number, and no text: "NA" is one."""
    return {name: [""] for name in TABLE if name not in (*AS_DAYS, *AS_TEXT, "schedule", "flagged")}


def _read_text_table(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (ValueError, UnicodeDecodeError, OSError) as error:
        raise SnapshotError(shown(path), f"not a CSV table ({error})", remedy=FETCH) from error
    if missing := [name for name in columns if name not in table.columns]:
        raise SnapshotError(shown(path), f"no column {missing[0]}", allowed=", ".join(columns), remedy=FETCH)
    return table[list(columns)]
