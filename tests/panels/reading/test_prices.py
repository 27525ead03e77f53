"""Prices and returns, wide and long: the same array, and a list of what could not be used."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.panels.reading.prices import read_prices
from analysis.panels.reading.roles import Form
from tests.panels.made import write

LONG = "security,date,close\nA,2007-01-03,100\nA,2007-01-04,101\nB,2007-01-04,50\n"


def read(source, roles=None, *, order="", missing=(), **declared):
    return read_prices(source, Form(roles or {}, order=order, missing=missing), **declared)


def test_wide_and_long_tables_are_the_same(tmp_path):
    long = read(write(tmp_path, "long.csv", LONG))
    wide = read(write(tmp_path, "wide.csv", "date;A;B\n03/01/2007;100,00;\n04/01/2007;101,00;50,00\n"), order="dmy")
    for found in (long, wide):
        assert found.days.astype(str).tolist() == ["2007-01-03", "2007-01-04"]
        np.testing.assert_array_equal(found.cells, [[100, np.nan], [101, 50]])
    assert wide.said == (
        "cells are separated by semicolons",
        "date: dates are DD/MM/YYYY",
        "numbers have decimal commas",
        "a wide table of prices",
    )


def test_rows_that_cannot_be_used_are_listed_with_their_reasons(tmp_path):
    rows = "A,2007-01-05,0\nA,2007-01-08,inf\n,2007-01-08,5\nB,,5\nB,2007-01-04,50\nA,2007-01-04,102\nB,2007-01-05,\n"
    found = read(write(tmp_path, "p.csv", LONG + rows))
    assert found.left_out[["line", "reason"]].to_numpy().tolist() == [
        [3, "two values for one day that differ: neither counts"],
        [5, "a price that is not above zero"],
        [6, "infinite"],
        [7, "no security"],
        [8, "no date"],
        [9, "the same row twice: the first one counts"],
        [10, "two values for one day that differ: neither counts"],
    ]
    assert np.isnan(found.cells[1, 0])
    assert found.cells[1, 1] == 50


def test_returns_in_percent_are_seen_by_their_size(tmp_path):
    values = np.random.default_rng(0).normal(0, 1.5, 400)
    path = write(tmp_path, "r.csv", "security,date,ret\n" + "\n".join(
        f"A,{day:%Y-%m-%d},{v:.3f}" for day, v in zip(pd.bdate_range("2005-01-03", periods=400), values, strict=True)
    ))  # fmt: skip
    with pytest.raises(TableError, match=r"column ret: half of all days move by more than .*--returns-percent"):
        read(path)
    found = read(path, percent=True)
    np.testing.assert_allclose(found.cells[:, 0], np.round(values, 3) / 100, rtol=1e-12)
    assert found.returns


def test_codes_for_missing_returns_are_refused_until_declared(tmp_path):
    path = write(tmp_path, "r.csv", "security,date,ret\nA,2007-01-03,0.01\nA,2007-01-04,-99\nA,2007-01-05,-0.01\n")
    with pytest.raises(TableError, match=r"line 3, column 3 \(ret\): -99 is a code .*--missing=-99"):
        read(path)
    assert np.isnan(read(path, missing=("-99",)).cells[1, 0])


def test_a_choice_between_columns_or_kinds_is_the_readers(tmp_path):
    both = write(tmp_path, "p.csv", "security,date,close,adj_close,ret\nA,2007-01-03,100,99,0.01\n")
    with pytest.raises(TableError, match=r"'close' and 'adj_close' may each be the price; .*prices\.price=close"):
        read(both)
    roles = {("prices", "price"): "close"}
    with pytest.raises(TableError, match="--values prices or --values returns"):
        read(both, roles)
    assert read(both, roles, kind="prices").cells.item() == 100
    assert read(both, roles, kind="returns").cells.item() == 0.01


def test_a_security_in_two_currencies_is_refused(tmp_path):
    path = write(tmp_path, "p.csv", "security,date,close,currency\nA,2007-01-03,1,USD\nA,2007-01-04,1,EUR\n")
    with pytest.raises(TableError, match=r"line 3, column 4 \(currency\): A has another currency"):
        read(path)


def test_a_return_that_leaves_less_than_nothing_is_none(tmp_path):
    path = write(
        tmp_path, "r.csv", "date,A,B,C\n2007-01-03,0.01,-66,0\n2007-01-04,-1.7,-0.01,0\n2007-01-05,-1,0.02,0\n"
    )
    assert read(path).left_out[["security", "line", "reason"]].to_numpy().tolist() == [
        ["B", 2, "a simple return below -100 %"],
        ["A", 3, "a simple return below -100 %"],
    ]
    assert read(path, log=True).left_out["reason"].tolist() == [
        "a log return below -20, which leaves nothing of a price"
    ]


def test_a_security_in_percent_among_decimals_is_refused_until_the_unit_is_declared(tmp_path):
    rows = "".join(f"2007-01-{day:02d},{0.01 * (-1) ** day},{0.9 * (-1) ** day},0\n" for day in range(3, 15))
    path = write(tmp_path, "r.csv", "date,A,B,C\n" + rows)
    with pytest.raises(TableError, match=r"half of the returns of B are beyond 5%, those of 2 others are not"):
        read(path)
    said = "on half of all days A by 1 % or less and B by 90 % or more: are all in one unit?"
    assert said in read(path, percent=False).said


def test_a_security_in_decimals_among_percents_is_said(tmp_path):
    """The wild share is calm beside the index once both are divided by 100: nothing but their ratio tells it."""
    rows = "".join(f"2007-01-{day:02d},{0.012 * (-1) ** day},{0.5 * (-1) ** day}\n" for day in range(3, 15))
    path = write(tmp_path, "r.csv", "date,SHARE,INDEX\n" + rows)
    said = "on half of all days SHARE by 0.012 % or less and INDEX by 0.5 % or more: are all in one unit?"
    assert said in read(path, percent=True).said


def test_a_price_that_hardly_ever_moves_has_the_size_of_its_moves(tmp_path):
    rows = "".join(f"2007-01-{day:02d},{0.01 * (-1) ** day},{0.02 * (day == 9)}\n" for day in range(3, 15))
    assert not any("one unit" in said for said in read(write(tmp_path, "r.csv", "date,A,B\n" + rows)).said)


def test_returns_in_a_column_of_prices_are_refused(tmp_path):
    path = write(tmp_path, "p.csv", "security,date,value\nA,2007-01-03,0.01\nA,2007-01-04,-0.02\n")
    with pytest.raises(
        TableError, match=r"line 3, column 3 \(value\): 1 of 2 prices are below zero.*prices.return=value"
    ):
        read(path)
    assert read(path, {("prices", "return"): "value"}).returns
    assert read(path, kind="prices").left_out["reason"].tolist() == ["a price that is not above zero"]


ACTIONS = "security,date,close,split,dividend\nA,2007-01-03,100,,\nA,2007-01-04,101,,\n"


def test_a_split_that_prices_do_not_show_is_refused_until_it_is_corrected_or_left_out(tmp_path):
    adjusted = write(tmp_path, "p.csv", ACTIONS + "A,2007-01-05,102,4,\n")
    with pytest.raises(
        TableError, match=r"line 4, column 4 \(split\): A has 4 new shares for one, .* 101 to 102; .*=none"
    ):
        read(adjusted)
    assert read(adjusted, {("prices", "split"): "none"}).splits is None
    quoted = read(write(tmp_path, "q.csv", ACTIONS + "A,2007-01-05,25.5,4,\n"))
    assert quoted.splits[2, 0] == 4
    assert "counted: split and dividend; prices are taken to be those that were quoted" in quoted.said


@pytest.mark.parametrize(
    ("name", "ratio", "price"), [("split", 0.5, 49.5), ("split_factor", 2, 208), ("split_ratio", 0.8, 80)]
)
def test_a_split_the_wrong_way_round_is_refused_with_its_remedy(tmp_path, name, ratio, price):
    path = write(tmp_path, "p.csv", ACTIONS.replace("split", name) + f"A,2007-01-05,{price},{ratio},\n")
    with pytest.raises(TableError) as refused:
        read(path)
    assert refused.value.where == f"{path}: line 4, column 4 ({name})"
    assert refused.value.what == f"A has {ratio:g} new shares for one, and its price went from 101 to {price:g}"
    assert f"other way round: give new shares for one old, {1 / ratio:g} for {ratio:g}, in all rows" in str(
        refused.value
    )


def test_a_small_split_may_hide_in_the_days_own_news(tmp_path):
    assert read(write(tmp_path, "p.csv", ACTIONS + "A,2007-01-05,102,1.25,\n")).splits[2, 0] == 1.25


def test_adjusted_prices_and_dividends_would_count_twice(tmp_path):
    path = write(tmp_path, "p.csv", ACTIONS.replace("close", "Adj Close"))
    with pytest.raises(TableError, match="Adj Close is adjusted, and split and dividend would count twice"):
        read(path)


@pytest.mark.parametrize(
    ("split", "dividend", "reason"),
    [(-2, "", "a split below zero"), ("", -1, "a dividend below zero"), ("", "inf", "an infinite dividend")],
)
def test_splits_and_dividends_that_cannot_be_are_listed(tmp_path, split, dividend, reason):
    found = read(write(tmp_path, "p.csv", ACTIONS + f"A,2007-01-05,102,{split},{dividend}\n"))
    assert found.left_out[["line", "reason"]].to_numpy().tolist() == [[4, reason]]
    assert np.isnan(found.cells[2, 0])


def test_two_dividends_of_one_day_are_no_row_twice(tmp_path):
    found = read(write(tmp_path, "p.csv", ACTIONS + "A,2007-01-05,102,,3\nA,2007-01-05,102,,2\n"))
    assert found.left_out["reason"].tolist() == ["two values for one day that differ: neither counts"] * 2


def test_a_split_on_a_day_without_a_price_is_kept_for_the_next_trade(tmp_path):
    found = read(write(tmp_path, "p.csv", ACTIONS + "A,2007-01-05,,2,\nA,2007-01-08,50,,\n"))
    assert found.splits[2, 0] == 2
    assert not len(found.left_out)


@pytest.mark.parametrize(("price", "reason"), [("1e300", "1e+300 is no price"), ("1e-200", "1e-200 is no price")])
def test_a_number_that_no_price_has_is_left_out_with_its_line(tmp_path, price, reason):
    found = read(write(tmp_path, "p.csv", LONG + f"A,2007-01-05,{price}\n"))
    assert found.left_out[["line", "reason"]].to_numpy().tolist() == [[5, reason]]
    returns = read(write(tmp_path, "r.csv", "date,A,B\n2007-01-03,-0.01,0\n2007-01-04,1e300,-0.01\n"), kind="returns")
    assert returns.left_out["reason"].tolist() == ["1e+300 is no return"]


def test_a_security_called_like_a_column_is_named_as_one_by_the_remedy(tmp_path):
    path = write(tmp_path, "p.csv", "date,ID,AAPL\n2007-01-03,10.5,20\n2007-01-04,10.6,\n")
    with pytest.raises(TableError, match=r"no column for the price.*=COLUMN.*; where ID is a security itself, say "):
        read(path)
    wide = read(path, {("prices", "security"): "none"})
    assert wide.securities.tolist() == ["ID", "AAPL"]
    assert wide.cells[0].tolist() == [10.5, 20]


def test_a_column_without_a_name_is_no_security(tmp_path):
    rows = ["2007-01-03,5,{}", "2007-01-04,6,{}"]
    empty = read_prices(write(tmp_path, "e.csv", "\n".join(["date,A,", *(r.format("") for r in rows)])), Form())
    assert empty.securities.tolist() == ["A"]
    assert "a column without a name and without values is left out" in empty.said
    with pytest.raises(TableError, match="line 1, column 3: no name above values; allowed: a security's name"):
        read_prices(write(tmp_path, "i.csv", "\n".join(["date,A,", *(r.format("1") for r in rows)])), Form())


def test_names_of_columns_over_several_lines_are_refused(tmp_path):
    text = "Price,Close,Close\nTicker,A,B\nDate,,\n2007-01-03,5,6\n"
    with pytest.raises(TableError, match=r"line 2: goes on with the names of the columns; .*save one level"):
        read_prices(write(tmp_path, "y.csv", text), Form())
