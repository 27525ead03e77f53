"""What changed between two snapshots: sources revise prices and dividends without saying so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.folders import restore_folder
from analysis.market.bars import read_bars, series_file
from analysis.market.manifest import read_manifest

COMPARED = ("open", "high", "low", "close", "dividend")
SAME = 1e-5  # relative: a tenth of a basis point, above what writing four decimals can change
COLUMNS = ["ticker", "date", "what", "a", "b"]


def compare_snapshots(a: Path | str, b: Path | str) -> pd.DataFrame:
    """Compare the series of two snapshots.

    Parameters
    ----------
    a, b : path
        Folders of the older and of the newer snapshot.

    Returns
    -------
    DataFrame
        One row a difference, sorted by ticker and date; columns ticker, date, what, a, b. `what` is `series` (`a` and
        `b` hold the number of rows, NaN where the ticker is absent), `row` (1 where the session is there, NaN where
        not) or the name of a column with its two values. Prices count as equal within 0.001 %. Volumes are revised
        for weeks, and adjusted closes change with each later dividend: neither enters a return, neither is compared.

    Raises
    ------
    SnapshotError
        If a manifest or a file cannot be read.
    """
    older, newer = ({t: _series(Path(f), t) for t in read_manifest(restore_folder(Path(f))).index} for f in (a, b))
    tables = [_compare_series(t, older.get(t), newer.get(t)) for t in sorted({*older, *newer})]
    found = [table for table in tables if len(table)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def _series(folder: Path, ticker: str) -> pd.DataFrame:
    return read_bars(series_file(folder, ticker))[list(COMPARED)]


def _compare_series(ticker: str, a: pd.DataFrame | None, b: pd.DataFrame | None) -> pd.DataFrame:
    if a is None or b is None:
        counts = [np.nan if table is None else float(len(table)) for table in (a, b)]
        return pd.DataFrame([(ticker, pd.NaT, "series", *counts)], columns=COLUMNS)
    rows = pd.DataFrame({"a": pd.Series(1.0, a.index), "b": pd.Series(1.0, b.index)})
    found = [rows[rows.isna().any(axis=1)].assign(what="row")]
    both = a.index.intersection(b.index)
    for name in COMPARED:
        pair = pd.DataFrame({"a": a.loc[both, name], "b": b.loc[both, name]})
        found.append(pair[~np.isclose(pair["a"], pair["b"], rtol=SAME, atol=0)].assign(what=name))
    table = pd.concat(found).rename_axis("date").reset_index().assign(ticker=ticker)
    return table.sort_values("date", kind="stable")[COLUMNS]
