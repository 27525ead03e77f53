"""Returns: dividends belong to the overnight leg, the legs add up, holes stop the run."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import SnapshotError
from analysis.market.returns import compute_returns, log_returns
from analysis.market.snapshot import instruments_in, load_snapshot

BARS = pd.DataFrame(
    {"open": [10.0, 10.2, 9.9], "close": [10.0, 10.1, 10.0], "dividend": [0.0, 0.3, 0.0]},
    index=pd.to_datetime(["2023-09-18", "2023-09-19", "2023-09-20"]),
)


def test_worked_example_with_a_dividend_on_the_second_day():
    got = log_returns(BARS).iloc[1:]
    # second day: 10 -> 10.2 + 0.3 at the open -> 10.1 + 0.3 at the close; third: 10.1 -> 9.9 -> 10.0
    assert got["overnight"].tolist() == pytest.approx([np.log(10.5 / 10), np.log(9.9 / 10.1)], abs=1e-15)
    assert got["intraday"].tolist() == pytest.approx([np.log(10.4 / 10.5), np.log(10 / 9.9)], abs=1e-15)
    assert got["close-to-close"].tolist() == pytest.approx([np.log(10.4 / 10), np.log(10 / 10.1)], abs=1e-15)


def test_the_first_session_has_no_return():
    assert log_returns(BARS).iloc[0].isna().all()


@pytest.fixture(scope="module")
def returns(study):
    bars = load_snapshot(study.snapshot_folder, instruments_in(study.snapshot_folder, study)).bars
    return compute_returns(bars, study)


def test_overnight_and_intraday_add_up_to_close_to_close_on_all_bundled_prices(returns):
    gap = (returns.overnight + returns.intraday - returns.close_to_close).abs()
    assert gap.max().max() < 1e-12
    assert (returns.close_to_close.notna().sum() > 800).all()


def test_a_series_that_misses_a_session_of_its_exchange_stops_the_run(study):
    days = pd.bdate_range("2023-09-04", periods=6)
    whole = pd.DataFrame({"open": 1.0, "close": 1.0, "dividend": 0.0}, index=days)
    with pytest.raises(SnapshotError, match=r"VWOB: no price on 2023-09-07 \(1 such sessions\).*never filled"):
        compute_returns({"EMB": whole, "VWOB": whole.drop(days[3])}, study)


def test_a_series_that_begins_late_is_missing_before_and_nowhere_else(study):
    days = pd.bdate_range("2023-09-04", periods=6)
    whole = pd.DataFrame({"open": 1.0, "close": 1.0, "dividend": 0.0}, index=days)
    returns = compute_returns({"EMB": whole, "EMBD": whole.iloc[2:]}, study)
    assert returns.close_to_close["EMBD"].isna().tolist() == [True, True, True, False, False, False]


def test_returns_show_themselves_without_their_tables(returns):
    assert repr(returns) == "<Returns of 16 series: 1145 days, 2019-06-03 to 2023-12-15>"
    table = returns.table()
    assert table.loc["EMBD", ["sessions", "first", "last"]].astype(str).to_list() == ["892", "2020-06-03", "2023-12-15"]
    assert table.loc["EMB", "overnight_sd_bp"] == pytest.approx(1e4 * np.nanstd(returns.overnight["EMB"], ddof=1))
    assert "EMBD" in returns.summary()
    assert "EMBD" in returns._repr_html_()
