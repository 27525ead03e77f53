"""Moves that no security makes are said with line, security and values; what a share can do is not."""

import numpy as np
import pandas as pd
import pytest

from analysis.panels.reading.moves import say_moves
from analysis.panels.reading.prices import read_prices
from analysis.panels.reading.roles import Form
from tests.panels.made import write

PRICES = [100.0, 101.0, 99.0, 100.0, 102.0, 103.0, 101.0, 100.0]


def said(tmp_path, values, *, name="close", log=False):
    days = pd.bdate_range("2007-01-03", periods=len(values)).strftime("%Y-%m-%d")
    frame = pd.DataFrame({"security": "A", "date": days, name: values})
    path = write(tmp_path, "p.csv", frame.to_csv(index=False))
    return say_moves(read_prices(path, Form(), log=log), log=log)


def with_moves(factors):
    return (np.array(PRICES) * factors).round(6)


@pytest.mark.parametrize(
    ("factors", "told"),
    [
        ([1, 1, 1, 100, 1, 1, 1, 1], "from 99 to 10000 on 2007-01-08 and back to 102 on 2007-01-09: is that a price?"),
        ([1, 1, 1, 0.1, 0.1, 1, 1, 1], "from 99 to 10 on 2007-01-08 and back to 103 on 2007-01-10: is that a price?"),
        ([1, 1, 1, 7, 1, 1, 1, 1], "from 99 to 700 on 2007-01-08 and back to 102 on 2007-01-09: is that a price?"),
    ],
)
def test_a_price_that_is_taken_back_at_once_is_said(tmp_path, factors, told):
    assert said(tmp_path, with_moves(factors)) == (f"line 5: A goes {told}",)


def test_a_change_of_unit_is_said(tmp_path):
    told = "line 6: A goes from 100 to 1.02 on 2007-01-09, near a power of ten: another unit from there on?"
    assert said(tmp_path, with_moves([1, 1, 1, 1, 0.01, 0.01, 0.01, 0.01])) == (told,)


@pytest.mark.parametrize("factor", [2.34, 7.0, 0.15])
def test_news_that_stays_is_no_fault(tmp_path, factor):
    assert said(tmp_path, with_moves([1, 1, 1, 1, *[factor] * 4])) == ()


def test_a_split_is_no_move():
    days = pd.bdate_range("2007-01-03", periods=8)
    frame = pd.DataFrame({"security": "A", "date": days, "close": with_moves([1, 1, 1, 1, *[0.1] * 4])})
    assert len(say_moves(read_prices(frame, Form()), log=False)) == 1
    assert say_moves(read_prices(frame.assign(split=[1, 1, 1, 1, 10, 1, 1, 1]), Form()), log=False) == ()


def test_a_dividend_of_more_than_the_price_is_said():
    frame = pd.DataFrame({"security": "A", "date": pd.bdate_range("2007-01-03", periods=8), "close": PRICES})
    paid = frame.assign(dividend=[500, 0, 30, 0, 120, 0, 0, 0])
    told = "row 5: A pays 120 on 2007-01-09, more than its price of 100: are both in one unit?"
    assert say_moves(read_prices(paid, Form()), log=False) == (told,)
    joined = paid.assign(close=with_moves([1, 1, 1, 1, *[2] * 4]), split=[1, 1, 1, 1, 0.5, 1, 1, 1])
    assert say_moves(read_prices(joined, Form()), log=False) == ()


def test_returns_are_judged_by_what_they_add_up_to(tmp_path):
    told = "line 5: A has a return of +99 on 2007-01-08, undone by -0.99 on 2007-01-09: is it one?"
    assert said(tmp_path, [0.01, -0.02, 0.01, 99, -0.99, 0.01], name="ret") == (told,)
    logs = said(tmp_path, [0.01, -0.02, 0.01, 0.01, -4.6, 0.01, 0.0, 0.0], name="ret", log=True)
    assert logs == ("line 6: A has a return of -4.6 on 2007-01-09, near a power of ten: is it one?",)
    assert said(tmp_path, [0.01, -0.02, 1.34, 0.01, -0.4], name="ret") == ()


def test_of_many_the_largest_are_told_and_the_others_counted():
    days = pd.bdate_range("2007-01-03", periods=8)
    frame = pd.DataFrame({f"S{n}": with_moves([1, 1, 1, 10.0 + n, 1, 1, 1, 1]) for n in range(7)}, index=days)
    told = say_moves(read_prices(frame, Form()), log=False)
    assert [line.split()[2] for line in told[:-1]] == ["S6", "S5", "S4", "S3"]
    assert told[-1] == "and 3 more such moves"
