"""Sessions: each security has those of its exchange, and what lies on other days is named with its line."""

import numpy as np
import pandas as pd
import pytest

from analysis import panel
from analysis.errors import TableError
from tests.panels.made import ASKED, DAYS, made, prices_of, write


@pytest.fixture(scope="module")
def tables():
    returns, events = made()
    return events, prices_of(returns)


def test_an_unknown_exchange_is_refused_where_it_is_named(tables, tmp_path):
    events, prices = tables
    named = events.assign(exchange=["XNYS", "XXXX", "XLONDON", *["XNYS"] * 9])
    with pytest.raises(TableError) as refused:
        panel(write(tmp_path, "e.csv", named.to_csv(index=False)), prices, exchange="XNYS", **ASKED)
    lines = str(refused.value).splitlines()
    assert [line.split("e.csv: ")[1].split("; ")[0] for line in lines] == [
        "line 4, column 3 (exchange): exchange 'XLONDON': unknown",
        "line 3, column 3 (exchange): exchange 'XXXX': unknown",
    ]
    with pytest.raises(TableError, match=r"^--exchange: exchange 'XXXX': unknown"):
        panel(events, prices, exchange="XXXX", **ASKED)
    long = prices.rename_axis("date").reset_index().melt("date", var_name="security", value_name="close")
    long["exchange"] = np.where(long["security"] == "S01", "XXXX", "XNYS")
    with pytest.raises(TableError, match=r"^prices: row 841 \(exchange\): exchange 'XXXX': unknown"):
        panel(events, long, **ASKED)


def test_each_security_has_its_own_sessions_and_an_instant_its_first_one():
    days = {"XNYS": pd.Timestamp("2006-01-16"), "XLON": pd.Timestamp("2005-12-27")}  # shut on one, open on the other
    prices = prices_of(made()[0])[["MKT", "S00", "S01"]]
    long = prices.rename_axis("date").reset_index().melt("date", var_name="security", value_name="close")
    long["exchange"] = long["security"].map({"MKT": "XNYS", "S00": "XNYS", "S01": "XLON"})
    both = pd.DataFrame({
        "security": ["S00", "S01", "S00", "S01"],
        "date": ["2006-01-16", "2006-01-16", "2006-02-01T21:30Z", "2006-02-01T21:30Z"],
    })  # fmt: skip
    result = panel(both, long, **(ASKED | {"tests": ("adjusted BMP",)}))
    assert result.places.day0.astype(str).tolist() == ["2006-01-17", "2006-01-16", "2006-02-02", "2006-02-02"]
    shut = result.left_out[result.left_out["reason"].str.endswith("had no session")]
    assert str(days["XLON"].date()) in shut.loc[shut["security"] == "S01", "date"].tolist()
    # Residuals stand on the days of both exchanges together: a day on which one was shut is missing in its row.
    assert result.result.resid.shape[1] > 200
    assert (np.isfinite(result.result.resid).sum(axis=1) == result.result.nobs).all()


@pytest.mark.parametrize("rule", ["next", "previous", "drop"])
def test_an_instant_on_a_closed_day_belongs_to_the_first_session_that_can_answer_it_whatever_the_rule(tables, rule):
    _, prices = tables
    saturday = pd.DataFrame({"security": ["S00"], "date": ["2006-01-07T10:00Z"]})
    result = panel(saturday, prices, closed=rule, exchange="XNYS", **ASKED)
    assert result.places.day0.astype(str).tolist() == ["2006-01-09"]
    assert any("whatever --closed says of dates" in line for line in result.said)


@pytest.mark.parametrize("wide", [True, False])
def test_a_row_on_a_day_without_a_session_is_named_by_its_line(tables, tmp_path, wide):
    events, prices = tables
    table = pd.concat([prices[10:], prices[:10]]).rename_axis("date")[["MKT", "S00"]]
    table.loc[pd.Timestamp("2005-11-26")] = 100.0
    text = table.to_csv() if wide else table.reset_index().melt("date", var_name="ticker", value_name="close").to_csv()
    source = write(tmp_path, "p.csv", text)
    left_out = panel(events[:1], source, exchange="XNYS", **ASKED).left_out.set_index(["date", "security"])
    assert left_out.loc[("2005-11-26", "S00"), "line"] == (422 if wide else 843)
    lines = source.read_text().splitlines()
    for (date, security), row in left_out.iterrows():
        assert row["reason"] == "XNYS had no session"
        assert date in lines[row["line"] - 1]
        assert wide or security in lines[row["line"] - 1]


def test_filled_days_and_weekends_that_count_as_sessions_are_said(tables):
    events, prices = tables
    said = panel(events, prices.asfreq("D").ffill(), **ASKED).said
    weekends = (len(DAYS) - 1) // 5 * 2
    assert f"{weekends} of {len(DAYS) + weekends} days of the prices are at weekends: " \
        "declare an --exchange if it was shut" in said  # fmt: skip
    assert f"on {weekends} sessions no price moves at all: prices filled on days without trade?" in said
    assert not any("weekends" in line or "moves" in line for line in panel(events, prices, **ASKED).said)


def test_an_instant_before_the_data_belongs_to_no_session(tables):
    _, prices = tables
    early = pd.DataFrame({"security": ["S01", "S02"], "date": ["1990-01-03T12:00Z", "2005-02-01T22:00Z"]})
    result = panel(early, prices, exchange="XNYS", **(ASKED | {"estimation": "11:210"}))
    assert result.excluded["reason"].tolist() == ["the date lies outside the data"]
