"""Quotes that come when they come: the forms of a file, what is refused in it, and the calendar that its days make."""

import contextlib
import datetime as dt
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import StudyError
from analysis.exchanges import exchange_hours, exchange_sessions, is_quoted
from analysis.study.declarations import Instrument
from analysis.study.quoted.quotes import read_closes, read_quotes
from tests.cases import INSTANT, instruments_with, made_study
from tests.quoted import HOUR, quoted_study


def instrument(**fields):
    base = {"ticker": "BOND", "name": "A bond", "role": "target", "model": "mean", "markets": ["emerging-debt"]}
    return Instrument.model_validate(base | {"source": "csv", "sessions": "quoted", "valued": HOUR} | fields)


@pytest.fixture
def read(tmp_path):
    """Read a file with these lines as the quotes of a bond."""

    def reads(*lines, encoding="utf-8", **fields):
        (tmp_path / "BOND.csv").write_text("\n".join(lines) + "\n", encoding=encoding)
        return read_quotes(tmp_path / "BOND.csv", instrument(**fields))

    return reads


# --- forms of a file ---------------------------------------------------------------------------------------------


def test_date_and_close_suffice(read):
    found = read("date,close", "2024-01-02,90.5", "2024-01-05,91").table
    assert found.index.strftime("%Y-%m-%d").tolist() == ["2024-01-02", "2024-01-05"]
    assert found[["price", "paid"]].to_numpy().tolist() == [[90.5, 0.0], [91.0, 0.0]]
    assert list(found) == ["price", "paid", "spread"]
    assert found["spread"].isna().all()


def test_of_bid_and_ask_the_middle_is_the_price(read):
    found = read("date,bid,ask", "2024-01-02,90,91", "2024-01-05,91,91").table
    assert found[["price", "spread"]].to_numpy().tolist() == [[90.5, 1.0], [91.0, 0.0]]


def test_beside_closes_bid_and_ask_give_the_spread_and_not_the_price(read):
    found = read("date,close,bid,ask", "2024-01-02,90.75,90,91").table
    assert found[["price", "spread"]].to_numpy().tolist() == [[90.75, 1.0]]
    with pytest.raises(StudyError, match="ask below bid on 2024-01-02"):
        read("date,close,bid,ask", "2024-01-02,90.75,91,90")


def test_columns_of_an_exchanges_bars_may_stand_beside_and_only_the_dividend_is_used(read):
    head = "date,open,high,low,close,volume,adj_close,dividend"
    found = read(head, "2024-01-02,,,,90,,,0", "2024-01-05,x,1,2,91,0,1,1.75").table
    assert found[["price", "paid"]].to_numpy().tolist() == [[90.0, 0.0], [91.0, 1.75]]


def test_a_byte_order_mark_empty_lines_and_other_ends_of_lines_do_no_harm(read):
    plain = read("date,close", "2024-01-02,90", "2024-01-05,91").table
    pd.testing.assert_frame_equal(
        read("date,close", "2024-01-02,90", "2024-01-05,91", encoding="utf-8-sig").table, plain
    )
    pd.testing.assert_frame_equal(read("date,close\r", "\r", "2024-01-02,90\r", "2024-01-05,91\r").table, plain)


def test_rows_of_weekends_only_accrue_they_are_left_out_and_what_they_paid_counts_with_the_next_quote(read):
    lines = ("2024-03-28,90,0", "2024-03-30,90.1,1.5", "2024-03-31,90.2,0.25", "2024-04-02,91,0", "2024-04-06,91,2")
    found = read("date,close,dividend", *lines)
    assert found.table.index.strftime("%Y-%m-%d").tolist() == ["2024-03-28", "2024-04-02"]
    assert found.table["paid"].tolist() == [0.0, 1.75]
    assert found.weekends.strftime("%Y-%m-%d").tolist() == ["2024-03-30", "2024-03-31", "2024-04-06"]
    assert repr(found) == "<Quotes: 2 days, 3 of weekends left out>"


def test_closes_of_an_exchange_keep_all_their_rows(tmp_path):
    (tmp_path / "X.csv").write_text("date,close\n2024-01-20,5\n2024-01-22,6\n", encoding="utf-8")
    assert read_closes(tmp_path / "X.csv")["price"].tolist() == [5.0, 6.0]


def test_clean_prices_get_accrued_interest_and_dirty_ones_do_not(read):
    """Four percent in two coupons: ninety days of thirty-day months after 31 March are 1.00, on the coupon day none."""
    bond = {"coupon": 4.0, "maturity": dt.date(2030, 9, 30)}
    lines = ("date,close", "2024-03-28,90", "2024-07-01,90", "2024-09-30,90")
    clean, dirty = read(*lines, **bond, price="clean").table, read(*lines, **bond, price="dirty").table
    np.testing.assert_allclose(clean["price"] - dirty["price"], [2 * 178 / 180, 2 * 91 / 180, 0], atol=1e-12)
    assert clean["paid"].tolist() == dirty["paid"].tolist() == [0.0, 2.0, 2.0]


# --- what is refused ---------------------------------------------------------------------------------------------

FAULTY = {
    "a strange column": (["date,close,yield", "2024-01-02,90,5"], ["columns date, close, yield", "date and close, or"]),
    "no price": (["date,volume", "2024-01-02,5"], ["columns date, volume"]),
    "the date not first": (["close,date", "90,2024-01-02"], ["columns close, date"]),
    "a column twice": (["date,close,close", "2024-01-02,1,1"], ["columns date, close, close"]),
    "a header alone": (["date,close"], ["no quotes", "a row for each day on which it was quoted"]),
    "nothing": ([""], ["no quotes"]),
    "weekends alone": (["date,close", "2024-01-06,90"], ["all rows are of weekends"]),
    "an open quotation mark": (["date,close", '2024-01-02,"90'], ["not a CSV table"]),
    "ask below bid": (
        ["date,bid,ask", "2024-01-02,91,90", "2024-01-03,90,91", "2024-01-04,92,90"],
        ["ask below bid on 2024-01-02", "ask below bid on 2024-01-04"],
    ),
    "a payment beside a coupon": (["date,close,dividend", "2024-01-02,90,0", "2024-01-03,90,1"], ["count twice"]),
    "a quote after the maturity": (["date,close", "2031-01-02,90"], ["after the maturity of 2030-09-30"]),
}


@pytest.mark.parametrize(("lines", "said"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_file_is_refused_by_name(read, lines, said):
    with pytest.raises(StudyError) as error:
        read(*lines, coupon=4.0, maturity=dt.date(2030, 9, 30), price="dirty")
    assert "BOND.csv" in str(error.value)
    for words in said:
        assert words in str(error.value)


CELLS = {
    "2024-01-02,": "row 3, column close: ''; allowed: a number above zero; a day without a quote has no row",
    "2024-01-02,n/a": "row 3, column close: 'n/a'",
    "2024-01-02,0": "row 3, column close: '0'",
    "2024-01-02,-90": "row 3, column close: '-90'",
    "2024-01-02,inf": "row 3, column close: 'inf'",
    "2024-01-02,nan": "row 3, column close: 'nan'",
    "2024-01-02,1_000": "row 3, column close: '1_000'",
    '2024-01-02,"90,5"': "row 3, column close: '90,5'",
    "02.01.2024,90": "row 3, column date: '02.01.2024'; allowed: YYYY-MM-DD",
    "2024-W05-3,90": "row 3, column date: '2024-W05-3'",
    "2024-02-30,90": "row 3, column date: '2024-02-30'",
    "0024-01-02,90": "row 3, column date: '0024-01-02'",
    "2024-01-02": "row 3: 1 cells; allowed: 2",
    "2024-01-02,90,1": "row 3: 3 cells; allowed: 2",
    "2024-01-01,90": "row 3, column date: 2024-01-01 stands twice; one row a day, in order",
    "2023-12-29,90": "row 3, column date: 2023-12-29 after 2024-01-01",
}


@pytest.mark.parametrize(("line", "said"), CELLS.items(), ids=CELLS)
def test_a_faulty_cell_is_named(read, line, said):
    with pytest.raises(StudyError) as error:
        read("date,close", "2024-01-01,90", line, "2024-01-03,90")
    assert f"BOND.csv: {said}" in str(error.value)


def test_every_faulty_cell_of_a_file_is_named_at_once_by_its_line_in_the_file(read):
    with pytest.raises(StudyError) as error:
        read("date,close,dividend", "", "2024-01-02,x,0", "2024-01-03,90,-1", "2024-01-04,,y")
    told = str(error.value)
    places = ("row 3, column close", "row 4, column dividend", "row 5, column close", "row 5, column dividend")
    assert all(place in told for place in places)


def test_a_missing_file_says_where_it_should_be(tmp_path):
    with pytest.raises(StudyError, match=r"BOND.csv: cannot be read; put the quotes of the series there"):
        read_quotes(tmp_path / "BOND.csv", instrument())


CELL = st.one_of(
    st.sampled_from(["2024-01-02", "2024-01-03", "90", "1e400", "9" * 400, "", "٣", '"']), st.text(max_size=5)
)
HEADER = st.sampled_from(["date,close", "date,bid,ask", "date,close,dividend", "\ufeffdate,close"])


@settings(deadline=None)  # a test measures no clock
@given(HEADER, st.lists(st.lists(CELL, max_size=4), max_size=4))
def test_whatever_a_file_holds_it_is_read_or_refused(header, rows):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "BOND.csv"
        path.write_text("\n".join([header, *map(",".join, rows)]), encoding="utf-8", errors="surrogatepass")
        with contextlib.suppress(StudyError):  # anything else is a fault of ours
            found = read_quotes(path, instrument()).table
            assert (found["price"] > 0).all()
            assert found.index.is_monotonic_increasing


# --- what an instrument declares ---------------------------------------------------------------------------------

DECLARED = {
    "no hour": ({"valued": None}, "needs valued"),
    "an hour that no clock shows": ({"valued": "29:00 UTC"}, "valued"),
    "an hour without a zone": ({"valued": "15:00"}, "valued"),
    "an unknown zone": ({"valued": "15:00 Mars/Olympus"}, "unknown zone 'Mars/Olympus'"),
    "another source": ({"source": "yahoo"}, 'needs source = "csv"'),
    "opening prices": ({"bars": "full"}, "has closes only"),
    "clean without a coupon": ({"price": "clean"}, "needs coupon and maturity"),
    "a coupon without a maturity": ({"coupon": 4.0}, "need each other"),
    "a maturity without a coupon": ({"maturity": dt.date(2030, 1, 1)}, "need each other"),
    "a coupon of quotes that may be clean or dirty": (
        {"coupon": 4.0, "maturity": dt.date(2030, 1, 1)},
        'coupon needs price: "clean"',
    ),
    "a coupon as a fraction": (
        {"coupon": 0.035, "maturity": dt.date(2030, 1, 1), "price": "clean"},
        "0.035 is a fraction, 3.5 is meant",
    ),
    "a coupon of an exchange's series": ({"sessions": "exchange", "valued": None, "coupon": 4.0}, "need sessions"),
}


@pytest.mark.parametrize(("fields", "said"), DECLARED.values(), ids=DECLARED)
def test_declarations_that_do_not_fit_are_refused(fields, said):
    with pytest.raises(ValueError, match=said):
        instrument(**fields)


def test_a_quoted_series_needs_neither_exchange_nor_bars():
    assert instrument().bars == "closes"


# --- calendars ---------------------------------------------------------------------------------------------------

DAYS = ["2023-02-24", "2023-02-28", "2023-03-02", "2023-03-06"]


def test_members_and_like_series_of_one_hour_share_the_days_on_which_all_are_quoted(tmp_path):
    days = {"AAA": DAYS, "BBB": [*DAYS, "2023-03-07"], "CCC": DAYS[1:], "PPP": DAYS, "RRR": DAYS[:2] + DAYS[3:]}
    study = quoted_study(tmp_path, days)
    codes = {t: study.instrument(t).exchange for t in days}
    assert codes["AAA"] == codes["BBB"] == codes["CCC"] == codes["PPP"] != codes["RRR"]
    assert all(map(is_quoted, codes.values()))
    first, last = dt.date(2023, 1, 1), dt.date(2023, 12, 31)
    shared = exchange_sessions(codes["AAA"], first, last)
    assert shared.strftime("%Y-%m-%d").tolist() == DAYS[1:]
    assert len(exchange_sessions(codes["RRR"], first, last)) == 3, "another series has the days of its own file"
    assert study.instrument("FFF").exchange == "XNYS"


def test_a_like_series_of_another_hour_has_its_own_days(tmp_path):
    days = {"AAA": DAYS, "BBB": DAYS, "CCC": DAYS, "PPP": [*DAYS, "2023-03-07"]}
    study = quoted_study(tmp_path, days, hours={"PPP": "09:00 UTC"})
    own = exchange_sessions(study.instrument("PPP").exchange, dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert len(own) == 5


def test_the_hour_is_the_zones_own_in_summer_and_winter(tmp_path):
    study = quoted_study(tmp_path, {t: ["2023-02-28", "2023-07-03"] for t in ("AAA", "BBB", "CCC")})
    struck = exchange_hours(study.instrument("AAA").exchange, dt.date(2023, 1, 1), dt.date(2023, 12, 31))["close"]
    assert [t.isoformat() for t in struck] == ["2023-02-28T21:15:00+00:00", "2023-07-03T20:15:00+00:00"]


def test_windows_that_need_an_opening_are_left_out_and_named(tmp_path):
    study = quoted_study(tmp_path, dict.fromkeys(("AAA", "BBB", "CCC"), DAYS))
    assert study.unquoted == ("overnight",)
    assert [w.name for w in study.windows] == ["day 0", "[-1,+1]"]
    assert study.multiverse.windows == ("day 0",)
    assert (study.unreached, made_study().unquoted, made_study().unreached) == ((), (), ())


LAST = "2023-03-03"
"""The first quote after the news."""


def test_a_window_for_which_there_are_no_quotes_is_left_out_and_named_but_for_the_first(tmp_path):
    days = [d for d in DAYS if d <= LAST]
    study = quoted_study(tmp_path, dict.fromkeys(("AAA", "BBB", "CCC"), days))
    assert ([w.name for w in study.windows], study.unreached) == (["day 0"], ("[-1,+1]",))
    long = {"name": "long", "returns": "close-to-close", "first": 0, "last": 3}
    alone = {"windows": [long], "multiverse": {"windows": ["long"]}}
    study = quoted_study(tmp_path, dict.fromkeys(("AAA", "BBB", "CCC"), days), **alone)
    assert ([w.name for w in study.windows], study.unreached) == (["long"], ())


REFUSED = {
    "no common day": (
        {"AAA": DAYS[:2], "BBB": DAYS[2:], "CCC": DAYS}, {}, {}, "no day on which all of AAA, BBB, CCC were quoted"
    ),
    "windows with an opening alone": (
        dict.fromkeys(("AAA", "BBB", "CCC"), DAYS),
        {},
        {
            "windows": [{"name": "overnight", "returns": "overnight", "first": 0, "last": 0}],
            "multiverse": {"windows": ["overnight"]},
        },
        "none from close to close, which quotes need",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("days", "hours", "tables", "said"), REFUSED.values(), ids=REFUSED)
def test_studies_that_cannot_be_measured_are_refused(tmp_path, days, hours, tables, said):
    with pytest.raises(StudyError, match=said):
        quoted_study(tmp_path, days, hours=hours, **tables)


def test_the_made_study_is_what_it_was_without_quotes():
    study = made_study(instruments=instruments_with("AAA", currency="EUR"))
    assert study.instrument("AAA").exchange == "XNYS"
    assert study.event.instant == INSTANT
