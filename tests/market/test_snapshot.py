"""A snapshot is what its manifest says, byte by byte, and its prices pass the checks; or it is refused in one line."""

import datetime as dt
import shutil
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import SnapshotError
from analysis.market.bars import read_bars, write_bars
from analysis.market.checks import COLUMNS, check_bars
from analysis.market.manifest import build_manifest, read_manifest, write_manifest
from analysis.market.snapshot import check_snapshot, load_snapshot, results_table
from analysis.study.declarations import Instrument


@pytest.fixture(scope="module")
def instruments(study):
    return [i for i in study.instruments if i.available == "bundled"]


@pytest.fixture(scope="module")
def folder(study):
    return study.snapshot_folder


@pytest.fixture
def copy(folder, instruments, tmp_path):
    """Two of the bundled series, to be tampered with."""
    for name in ("EMB.csv", "IEF.csv"):
        shutil.copy(folder / name, tmp_path / name)
    two = [i for i in instruments if i.ticker in ("EMB", "IEF")]
    write_manifest(tmp_path, build_manifest(tmp_path, two))
    return tmp_path, two


def tamper(folder, change, *, rehash):
    """Change the lines of EMB.csv; with `rehash` vouch for the result, so that the checks themselves are reached."""
    path = folder / "EMB.csv"
    lines = path.read_text().splitlines()
    change(lines)
    path.write_text("\n".join(lines) + "\n")
    if rehash:
        manifest = read_manifest(folder)
        again = build_manifest(folder, [Instrument.model_construct(ticker="EMB")])
        manifest.loc["EMB", again.columns] = again.loc["EMB"]
        write_manifest(folder, manifest)


def edit(row, column, value):
    def change(lines):
        cells = lines[row].split(",")
        cells[("date", *COLUMNS).index(column)] = value
        lines[row] = ",".join(cells)

    return change


# --- the bundled prices ---------------------------------------------------------------------------------------------


def test_the_bundled_prices_load_and_their_oddities_are_warnings(folder, instruments):
    snapshot = load_snapshot(folder, instruments)
    assert list(snapshot.bars) == [i.ticker for i in instruments]
    assert {w.severity for w in snapshot.warnings} == {"warning"}
    known = {
        ("UUP", "bad_ticks", "2023-06-01"),
        ("HYG", "bad_ticks", "2020-11-10"),
        ("SPY", "bad_ticks", "2020-12-21"),
        ("EMBD", "zero_volume", "2020-09-14"),
        ("JPMB", "zero_volume", "2019-07-19"),
        ("PCY", "regular_dividends", "2021-08-23"),
    }
    assert known <= {(w.ticker, w.check, day) for w in snapshot.warnings for day in w.dates}


def test_bars_have_one_form(folder, instruments):
    bars = load_snapshot(folder, instruments).bars["EMB"]
    assert tuple(bars.columns) == COLUMNS
    assert set(bars.dtypes) == {np.dtype("float64")}
    assert bars.index.name == "date"
    assert bars.index.tz is None
    assert bars.loc["2023-09-20", "dividend"] == 0
    assert bars.loc["2019-06-03"].to_list() == [109.09, 109.4, 109.08, 109.39, 7942600, 81.3507, 0.459]


def test_the_committed_manifest_is_what_the_files_give(folder, instruments, tmp_path):
    write_manifest(tmp_path, build_manifest(folder, instruments))
    assert (tmp_path / "manifest.csv").read_bytes() == (folder / "manifest.csv").read_bytes()


def test_the_bundled_folder_has_no_errors(folder):
    assert [r for r in check_snapshot(folder) if r.severity == "error"] == []


def test_loading_sixteen_files_takes_less_than_half_a_second(folder, instruments):
    load_snapshot(folder, instruments)  # builds the exchange's calendar, once a process
    times = []
    for _ in range(3):
        start = time.process_time()
        load_snapshot(folder, instruments)
        times.append(time.process_time() - start)
    assert min(times) < 0.5


# --- what is refused ------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edit(700, "close", "n/a"), r"line 701: close is 'n/a'; allowed: a number"),
        (edit(700, "close", "89_1"), r"line 701: close is '89_1'"),
        (edit(700, "date", "2022-03-10T00:00:00Z"), r"line 701: date is '2022-03-10T00:00:00Z'; allowed: YYYY-MM-DD"),
        (edit(700, "date", "2022-02-30"), r"line 701: date is '2022-02-30'"),
        (edit(700, "date", "2022-W10-4"), r"line 701: date is '2022-W10-4'"),
        (edit(700, "date", "03/10/2022"), r"line 701: date is '03/10/2022'"),
        (edit(700, "dividend", "0,1"), r"line 701: 9 cells; allowed: 8"),
        (edit(0, "adj_close", "adjusted"), r"columns date, .*adjusted.*; allowed: date, open, high"),
        (lambda lines: lines.clear(), r"allowed: date, open"),
    ],
    ids=["word", "underscore", "zoned date", "no date", "week date", "American date", "comma", "header", "empty"],
)
def test_a_file_that_is_no_price_table(copy, change, message):
    folder, _ = copy
    tamper(folder, change, rehash=False)
    with pytest.raises(SnapshotError, match=message):
        read_bars(folder / "EMB.csv")


DATES = st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)).map(str)
CELL = st.one_of(st.text(max_size=6), st.floats().map(str), DATES, st.integers().map(str))


@settings(deadline=None)  # a date far away takes a longer calendar
@given(st.data())
def test_whatever_stands_in_a_cell_the_file_is_read_and_checked_or_refused(folder, tmp_path_factory, data):
    lines = (folder / "EMB.csv").read_text().splitlines()[:61]
    edit(data.draw(st.integers(0, 60)), data.draw(st.sampled_from(("date", *COLUMNS))), data.draw(CELL))(lines)
    path = tmp_path_factory.getbasetemp() / "ANY.csv"
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    try:
        bars = read_bars(path)
    except SnapshotError:
        return
    assert all(r.message and r.severity in ("error", "warning") for r in check_bars("ANY", bars, "XNYS"))


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


def test_no_folder_no_manifest_no_columns_a_ticker_twice(tmp_path):
    with pytest.raises(SnapshotError, match="no such folder"):
        read_manifest(tmp_path / "nowhere")
    with pytest.raises(SnapshotError, match=r"no manifest\.csv"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.csv").write_text("ticker,rows\nEMB,3\n")
    with pytest.raises(SnapshotError, match="no column exchange"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.csv").write_text("ticker,exchange,currency,rows,first,last,sha256\n" + 2 * "EMB,,,,,,\n")
    with pytest.raises(SnapshotError, match="EMB listed twice"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("ticker", ["../EMB", "a/b", ".hidden", ""])
def test_a_ticker_cannot_lead_out_of_the_folder(tmp_path, ticker):
    (tmp_path / "manifest.csv").write_text(f"ticker,exchange,currency,rows,first,last,sha256\n{ticker},,,,,,\n")
    with pytest.raises(SnapshotError, match="not a ticker"):
        read_manifest(tmp_path)


# --- checking a folder ----------------------------------------------------------------------------------------------


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


# --- a study's own series -------------------------------------------------------------------------------------------


def test_own_series_need_no_manifest_and_pass_the_same_checks(copy, tmp_path_factory):
    folder, two = copy
    own = tmp_path_factory.mktemp("own")
    shutil.copy(folder / "IEF.csv", own / "BOND.csv")
    bond = two[1].model_copy(update={"ticker": "BOND", "source": "csv"})
    snapshot = load_snapshot(folder, [two[0], bond], own=own)
    assert snapshot.manifest.loc["BOND", "source"] == "the study's own"
    assert snapshot.manifest.loc["BOND", "sha256"] == snapshot.manifest.loc["BOND", "sha256"].lower()
    pd.testing.assert_frame_equal(snapshot.bars["BOND"], read_bars(folder / "IEF.csv"))

    path = own / "BOND.csv"
    path.write_text(path.read_text().replace("2022-03-10,", "2022-03-12,"))
    with pytest.raises(SnapshotError, match=r"BOND\.csv: .*unordered_dates"):
        load_snapshot(folder, [two[0], bond], own=own)


def test_a_study_may_have_own_series_only(copy, tmp_path):
    folder, two = copy
    bond = two[1].model_copy(update={"source": "csv"})
    assert list(load_snapshot(tmp_path / "no snapshot", [bond], own=folder).bars) == ["IEF"]


def test_own_series_without_their_folder(copy):
    folder, two = copy
    with pytest.raises(SnapshotError, match="name the folder of the study's own series"):
        load_snapshot(folder, [two[0].model_copy(update={"source": "csv"})])


# --- writing --------------------------------------------------------------------------------------------------------


def test_bars_survive_writing_and_reading(folder, tmp_path):
    bars = read_bars(folder / "SPY.csv")
    write_bars(tmp_path / "SPY.csv", bars)
    pd.testing.assert_frame_equal(read_bars(tmp_path / "SPY.csv"), bars)
    assert (tmp_path / "SPY.csv").read_bytes() == (folder / "SPY.csv").read_bytes()


def test_single_precision_noise_is_not_written(tmp_path):
    day = pd.DatetimeIndex(["2024-01-02"], name="date")
    values = {name: [float(np.float32(88.85))] for name in COLUMNS} | {"volume": [123456789.0], "dividend": [0.0]}
    write_bars(tmp_path / "X.csv", pd.DataFrame(values, index=day))
    assert (tmp_path / "X.csv").read_text().splitlines()[1] == "2024-01-02,88.85,88.85,88.85,88.85,123456789,88.85,0"
