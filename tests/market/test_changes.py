"""Two snapshots are compared by what enters a return: rows, prices and dividends."""

import shutil

import pandas as pd
import pytest

from analysis.errors import SnapshotError
from analysis.market.bars import read_bars, write_bars
from analysis.market.changes import compare_snapshots
from analysis.market.manifest import read_manifest, write_manifest


@pytest.fixture
def two(study, tmp_path):
    folders = tmp_path / "a", tmp_path / "b"
    for folder in folders:
        folder.mkdir()
        for ticker in ("EMB", "IEF"):
            shutil.copy(study.snapshot_folder / f"{ticker}.csv", folder)
        write_manifest(folder, read_manifest(study.snapshot_folder).loc[["EMB", "IEF"]])
    return folders


def change(folder, edit):
    bars = edit(read_bars(folder / "EMB.csv"))
    write_bars(folder / "EMB.csv", bars)


def test_equal_snapshots_have_no_differences(two):
    table = compare_snapshots(*two)
    assert list(table.columns) == ["ticker", "date", "what", "a", "b"]
    assert table.empty


def test_a_revised_price_and_a_new_dividend(two):
    def edit(bars):
        bars.loc["2022-06-15", "close"] = 85.0
        bars.loc["2022-06-16", "dividend"] = 0.1
        return bars

    old = read_bars(two[0] / "EMB.csv")
    change(two[1], edit)
    assert compare_snapshots(*two).to_numpy().tolist() == [
        ["EMB", pd.Timestamp("2022-06-15"), "close", old.loc["2022-06-15", "close"], 85.0],
        ["EMB", pd.Timestamp("2022-06-16"), "dividend", 0.0, 0.1],
    ]


def test_rows_that_came_and_went(two):
    change(two[1], lambda bars: bars.drop(pd.Timestamp("2022-06-15")))
    row = compare_snapshots(*two).iloc[0]
    assert (row["what"], row["date"], row["a"]) == ("row", pd.Timestamp("2022-06-15"), 1)
    assert pd.isna(row["b"])
    assert pd.isna(compare_snapshots(two[1], two[0]).iloc[0]["a"])


def test_a_series_that_only_one_has(two):
    write_manifest(two[1], read_manifest(two[1]).loc[["IEF"]])
    row = compare_snapshots(*two).iloc[0]
    assert (row["ticker"], row["what"], row["a"]) == ("EMB", "series", 1145)


def test_rounding_volumes_and_adjusted_closes_are_no_difference(two):
    def edit(bars):
        bars["close"] *= 1 + 1e-6
        bars["volume"] += 1
        bars["adj_close"] *= 0.99
        return bars

    change(two[1], edit)
    assert compare_snapshots(*two).empty


def test_a_folder_that_is_none(two, tmp_path):
    with pytest.raises(SnapshotError, match="no such folder"):
        compare_snapshots(two[0], tmp_path / "c")
