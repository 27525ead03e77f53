"""A snapshot is what its manifest says, byte by byte, and its prices pass the checks; or it is refused in one line."""

import shutil

import pandas as pd
import pytest

from analysis.errors import SnapshotError
from analysis.market.bars import read_bars
from analysis.market.manifest import read_manifest, write_manifest
from analysis.market.snapshot import check_snapshot, instruments_in, load_snapshot, results_table
from tests.market.tampering import edit, plant, tamper

# --- the bundled prices ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_bundled_prices_load_and_their_oddities_are_warnings(folder, instruments):
    snapshot = load_snapshot(folder, instruments)
    assert list(snapshot.bars) == [i.ticker for i in instruments]
    assert {w.severity for w in snapshot.warnings} == {"warning"}
    assert ("UUP", "lone_ticks", ("2023-06-01",)) in {(w.ticker, w.check, w.dates) for w in snapshot.warnings}


@pytest.mark.slow
def test_the_bundled_folder_has_no_errors(folder):
    assert [r for r in check_snapshot(folder) if r.severity == "error"] == []


@pytest.mark.slow
def test_a_snapshot_shows_itself_without_its_prices(folder, instruments):
    snapshot = load_snapshot(folder, instruments)
    assert repr(snapshot) == "<Snapshot prices: 16 series, 2019-06-03 to 2023-12-15, 5 warnings>"
    table = snapshot.table()
    assert table.loc["EMBD", ["exchange", "rows", "first"]].to_list() == ["XNYS", 892, "2020-06-03"]
    assert table["warnings"].sum() == len(snapshot.warnings) == 5
    assert snapshot.summary().count("\n") > 16 + 5
    assert "EMBD" in snapshot._repr_html_()
    assert all(len(repr(w)) < 200 for w in snapshot.warnings)


def test_of_instruments_that_only_live_snapshots_have_those_that_are_there_are_taken(study, tmp_path):
    held = read_manifest(study.snapshot_folder)
    held.loc["AAZ.L"] = held.loc["EMB"]
    write_manifest(tmp_path, held.drop("UUP"))
    assert [i.ticker for i in instruments_in(tmp_path, study)] == [*study.tickers(), "AAZ.L"]


def test_a_study_whose_series_are_all_its_own_needs_no_snapshot(study, tmp_path):
    own = tuple(i.model_copy(update={"source": "csv"}) for i in study.instruments)
    mine = study.model_copy(update={"instruments": own})
    assert [i.ticker for i in instruments_in(tmp_path / "nowhere", mine)] == list(study.tickers(bundled=False))
    with pytest.raises(SnapshotError, match="no such folder"):
        instruments_in(tmp_path / "nowhere", study)


# --- what is refused -------------------------------------------------------------------------------------------------


def test_a_changed_byte(copy):
    folder, two = copy
    tamper(folder, edit(700, "close", "89.1"), rehash=False)
    with pytest.raises(SnapshotError, match=r"EMB\.csv: hash: sha256 differs from manifest\.csv .*restore the file"):
        load_snapshot(folder, two)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: lines.pop(700), r"sessions: sessions of XNYS without a row: 2022-03-10"),
        (edit(700, "close", "-89.1"), r"prices_positive: close is not positive \(-89\.1\): 2022-03-10"),
        (edit(700, "close", ""), r"prices_positive: close is empty or not finite: 2022-03-10"),
        (lambda lines: lines.insert(700, lines.pop(701)), r"unordered_dates: .*: 2022-03-10"),
        (lambda lines: lines.insert(700, lines[700]), r"duplicate_dates: .*: 2022-03-10"),
        (edit(725, "date", "2022-04-15"), r"sessions: rows on days that are no session of XNYS: 2022-04-15"),
        (edit(700, "dividend", "0.5"), r"adjusted_close: .*: 2022-03-10"),
        (edit(700, "close", "8910"), r"jumps|high_low_bounds"),
    ],
    ids=["missing", "negative", "empty", "unordered", "twice", "holiday", "dividend", "hundredfold"],
)
def test_a_wrong_row_is_named_even_when_the_hash_vouches_for_it(copy, change, message):
    folder, two = copy
    tamper(folder, change, rehash=True)
    with pytest.raises(SnapshotError, match=message):
        load_snapshot(folder, two)


def test_a_file_with_columns_only_has_no_return(copy):
    folder, two = copy
    tamper(folder, lambda lines: lines.__setitem__(slice(1, None), []), rehash=True)
    with pytest.raises(SnapshotError, match="empty: 0 rows"):
        load_snapshot(folder, two)


def test_tickers_that_are_not_there_are_named(copy, instruments):
    folder, _ = copy
    wanted = [i for i in instruments if i.ticker in ("EMB", "HYG", "UUP")]
    with pytest.raises(SnapshotError, match=r"no prices of HYG, UUP; allowed: EMB, IEF; fetch them"):
        load_snapshot(folder, wanted)


def test_a_file_that_the_manifest_promises_and_that_is_gone(copy):
    folder, two = copy
    (folder / "EMB.csv").unlink()
    with pytest.raises(SnapshotError, match=r"EMB\.csv: file: cannot be read"):
        load_snapshot(folder, two)


def test_only_the_asked_files_are_read(copy):
    folder, two = copy
    (folder / "IEF.csv").unlink()
    assert list(load_snapshot(folder, two[:1]).bars) == ["EMB"]


@pytest.mark.slow
def test_a_jump_that_the_series_of_an_outer_study_made_too_is_no_fault(folder, instruments, tmp_path):
    prices = shutil.copytree(folder, tmp_path / "prices")
    for ticker in ("EMB", "VWOB", "EMHY", "JPMB", "EMBD"):
        plant(prices, ticker, jumped)
    alone = [i for i in instruments if i.ticker in ("EMB", "IEF", "HYG", "UUP")]
    with pytest.raises(SnapshotError, match=r"EMB\.csv: jumps: the level shifts"):
        load_snapshot(prices, alone)
    inner = load_snapshot(prices, alone, beside=load_snapshot(prices, instruments))
    assert list(inner.bars) == ["EMB", "IEF", "HYG", "UUP"]
    assert {w.ticker for w in inner.warnings} == {"UUP"}, "of the outer study's series it says nothing"


def jumped(bars):
    """From the event's day on three per cent higher."""
    bars.loc["2023-09-20":, ["open", "high", "low", "close", "adj_close", "dividend"]] *= 1.03


def test_a_listing_other_than_the_studys(copy):
    folder, two = copy
    pence = two[0].model_copy(update={"exchange": "XLON", "currency": "GBp"})
    with pytest.raises(SnapshotError, match=r"EMB: declared as XLON, GBp, but the snapshot has XNYS, USD"):
        load_snapshot(folder, [pence])


@pytest.mark.parametrize(
    "rows", ["1,2019-06-03,2023-12-15", "1145,2019-06-04,2023-12-15", "1145,2019-06-03,2023-12-14"]
)
def test_a_manifest_that_miscounts(copy, rows):
    folder, two = copy
    path = folder / "manifest.csv"
    path.write_text(path.read_text().replace("EMB,XNYS,USD,1145,2019-06-03,2023-12-15", f"EMB,XNYS,USD,{rows}"))
    with pytest.raises(SnapshotError, match="manifest: rows, first, last are 1145 2019-06-03 2023-12-15"):
        load_snapshot(folder, two)


# --- checking a folder -----------------------------------------------------------------------------------------------


def test_checking_a_folder_lists_all_faults_and_strays(copy):
    folder, _ = copy
    tamper(folder, edit(700, "close", "-89.1"), rehash=True)
    (folder / "IEF.csv").write_text("changed")
    (folder / "NOTES.csv").write_text("x")
    table = results_table(check_snapshot(folder))
    assert list(table.columns) == ["severity", "ticker", "check", "message"]
    errors = table[table["severity"] == "error"]
    assert set(zip(errors["ticker"], errors["check"], strict=True)) >= {("EMB", "prices_positive"), ("IEF", "hash")}
    assert table.iloc[: len(errors)]["severity"].eq("error").all()
    assert ("NOTES.csv", "manifest") in set(zip(table["ticker"], table["check"], strict=True))


# --- a study's own series --------------------------------------------------------------------------------------------


def test_own_series_need_no_manifest_and_pass_the_same_checks(copy, tmp_path_factory):
    folder, two = copy
    own = tmp_path_factory.mktemp("own")
    shutil.copy(folder / "IEF.csv", own / "BOND.csv")
    bond = two[1].model_copy(update={"ticker": "BOND", "source": "csv"})
    snapshot = load_snapshot(folder, [two[0], bond], own={"BOND": own})
    assert snapshot.manifest.loc["BOND", "source"] == "the study's own"
    assert snapshot.manifest.loc["BOND", "sha256"] == snapshot.manifest.loc["BOND", "sha256"].lower()
    pd.testing.assert_frame_equal(snapshot.bars["BOND"], read_bars(folder / "IEF.csv"))

    path = own / "BOND.csv"
    path.write_text(path.read_text().replace("2022-03-10,", "2022-03-12,"))
    with pytest.raises(SnapshotError, match=r"BOND\.csv: .*unordered_dates"):
        load_snapshot(folder, [two[0], bond], own={"BOND": own})


def test_a_study_may_have_own_series_only(copy, tmp_path):
    folder, two = copy
    bond = two[1].model_copy(update={"source": "csv"})
    assert list(load_snapshot(tmp_path / "no snapshot", [bond], own={"IEF": folder}).bars) == ["IEF"]


def test_own_series_without_their_folder(copy):
    folder, two = copy
    with pytest.raises(SnapshotError, match="name the folder of the study's own series"):
        load_snapshot(folder, [two[0].model_copy(update={"source": "csv"})])
