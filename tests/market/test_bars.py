"""A price file is read as it is, or refused in one line; what is written is read again."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import SnapshotError
from analysis.market.bars import read_bars, series_file, write_bars
from analysis.market.checks import COLUMNS, check_bars
from analysis.market.snapshot import load_snapshot
from tests.market.tampering import edit, tamper


@pytest.mark.slow
def test_bars_have_one_form(folder, instruments):
    bars = load_snapshot(folder, instruments).bars["EMB"]
    assert tuple(bars.columns) == COLUMNS
    assert set(bars.dtypes) == {np.dtype("float64")}
    assert bars.index.name == "date"
    assert bars.index.tz is None
    assert bars.loc["2023-09-20", "dividend"] == 0
    assert bars.loc["2019-06-03"].to_list() == [109.09, 109.4, 109.08, 109.39, 7942600, 81.3507, 0.459]


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


@pytest.mark.slow
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


@pytest.mark.parametrize("ticker", ["EMB", "^VIX", "BGEO.L", "USDAMD=X", "BRK-B", "M&M.NS", "0700.HK"])
def test_a_series_lies_in_a_file_of_its_tickers_name(tmp_path, ticker):
    assert series_file(tmp_path, ticker) == tmp_path / f"{ticker}.csv"


@pytest.mark.parametrize(
    "word", ["", "..", "../../x", "a/b", "a\\b", "<script>", "EMB\n", "E MB", "=EMB", "-EMB", "A" * 33]
)
def test_a_word_that_is_no_ticker_names_no_file(tmp_path, word):
    with pytest.raises(SnapshotError, match="not a ticker"):
        series_file(tmp_path, word)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-29", "2101-01-03", "9999-12-31"])
def test_a_day_of_another_age_is_none(tmp_path, day):
    path = tmp_path / "X.csv"
    path.write_text(f"date,open,high,low,close,volume,adj_close,dividend\n{day},1,1,1,1,1,1,0\n", encoding="utf-8")
    with pytest.raises(SnapshotError, match=f"line 2: date is '{day}'"):
        read_bars(path)
