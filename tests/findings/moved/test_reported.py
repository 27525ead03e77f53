"""Figures of others stand beside the study's own, over the same time and in the same unit."""

import pytest

from analysis.errors import StudyError
from analysis.findings.moved.reported import reported
from analysis.market.reported import read_reported
from tests.bundled_controls import BONDS, GOVERNOR, SHARES, case_of, quotes

HEAD = "utc,what,series,value,unit,bound,source\n"
# Of 8 % a year, half of it on 14 February and 14 August: from 14 February 88 and 91 days of 360 have accrued.
ACCRUED = {"2023-05-12": 8 * 88 / 360, "2023-05-15": 8 * 91 / 360}


def line_of(folder, what, unit):
    frame = reported(case_of(folder)).tables()["reported"].frame
    (line,) = frame[(frame["what"] == what) & (frame["unit"] == unit)].to_dict("records")
    return line


def test_a_bond_is_compared_without_interest_by_both_sides_of_its_quote():
    clean = {day: quotes("TURKEY34").loc[day] - interest for day, interest in ACCRUED.items()}
    level = line_of(BONDS, "Bond of 2034 in early trade", "price")
    assert (level["bid"], level["ask"]) == pytest.approx(tuple(clean["2023-05-15"]))
    assert level["middle"] == pytest.approx(clean["2023-05-15"].mean())
    change = line_of(BONDS, "Bond of 2034 in early trade", "points")
    assert change["bid"] == pytest.approx((clean["2023-05-15"] - clean["2023-05-12"])["bid"])


def test_a_figure_of_a_later_day_is_compared_with_the_price_of_that_day():
    assert line_of(BONDS, "Bond of 2040 on the fourth day", "price")["last"] == "2023-05-18"


def test_a_fund_has_one_price_a_day_and_no_sides():
    table = reported(case_of(SHARES)).tables()["reported"]
    assert "bid" not in [c.name for c in table.columns]
    closes = case_of(SHARES).snapshot.bars["TUR"]["close"]
    change = 100 * (closes["2023-05-15"] / closes["2023-05-12"] - 1)
    assert line_of(SHARES, "BIST 100 index of Istanbul at the close", "percent")["middle"] == pytest.approx(change)


def test_a_figure_of_an_hour_is_compared_with_the_opening_where_that_is_the_next_price():
    bars = case_of(SHARES).snapshot.bars["TUR"]
    line = line_of(SHARES, "BIST 100 index of Istanbul in the late morning", "percent")
    assert line["last"] == "2023-05-15, open"
    change = 100 * (bars["open"]["2023-05-15"] / bars["close"]["2023-05-12"] - 1)
    assert line["middle"] == pytest.approx(change)
    assert line_of(SHARES, "BIST 100 index of Istanbul at the close", "percent")["last"] == "2023-05-15"


def test_each_number_has_its_unit_and_a_bound_says_which_way_it_bounds():
    text = reported(case_of(BONDS)).text
    assert "| fall of 5.00 points or more | mean of 11 |" in text
    assert "| -5.80 points | TURKEY34 |" in text
    assert "| 95.00 or more (price) | TURKEY34 |" in text
    assert "| fall of 9.70 points at most | TURKEY45 |" in reported(case_of(GOVERNOR)).text


def test_a_side_of_a_quote_is_spoken_of_only_where_there_are_quotes():
    assert "side of the quote" in reported(case_of(BONDS)).text
    assert "side of the quote" not in reported(case_of(SHARES)).text


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2023-05-15T08:57:00,index,TUR,-2.9,percent,exact,a report", "has no time zone"),
        ("2023-05-15,index,XYZ,-2.9,percent,exact,a report", "series: 'XYZ'; allowed: TUR, EEM"),
        ("2023-05-15,index,TUR,much,percent,exact,a report", "value: 'much'; allowed: a number"),
        (
            "2023-05-15,index,TUR,-2.9,basis points,exact,a report",
            "unit: 'basis points'; allowed: percent, points, price",
        ),
        ("2023-05-15,index,TUR,-2.9,percent,exact,", "source: empty"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(tmp_path, row, message):
    (tmp_path / "reported.csv").write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"reported\.csv: row 2") as caught:
        read_reported(case_of(SHARES).study.model_copy(update={"folder": tmp_path}))
    assert message in str(caught.value)


def test_a_study_without_the_file_has_no_such_figures(tmp_path):
    assert read_reported(case_of(SHARES).study.model_copy(update={"folder": tmp_path})) == ()
