"""SecurityPrices and returns, wide and long: the same array, and a list of what could not be used."""

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
