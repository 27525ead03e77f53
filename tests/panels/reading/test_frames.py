"""DataFrames: nothing of an index or of the names of columns is lost or taken for something else."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.panels.reading.table import read_cells

WIDE = pd.DataFrame({"A": [1.0, 2.0], "B": [3.0, 4.0]})
DAYS = pd.to_datetime(["2007-01-03", "2007-01-04"])


@pytest.mark.parametrize(
    ("index", "columns"),
    [
        (DAYS, ["date", "A", "B"]),
        (DAYS.to_period("D"), ["date", "A", "B"]),
        (pd.Index(["x", "y"], name="day"), ["day", "A", "B"]),
        (pd.MultiIndex.from_arrays([["x", "y"], DAYS], names=["ticker", "date"]), ["ticker", "date", "A", "B"]),
        (pd.Index([7, 3]), ["A", "B"]),
        (pd.Index([7.0, 3.0], name="A"), ["A", "B"]),
    ],
)
def test_an_index_with_a_name_or_of_days_is_a_column_and_numbers_of_rows_are_none(index, columns):
    table = read_cells(WIDE.set_axis(index), "prices")
    assert table.columns == columns
    np.testing.assert_array_equal(table.frame["B"], WIDE["B"])


@pytest.mark.parametrize("index", [pd.Index(["A", "B"]), DAYS.date, pd.MultiIndex.from_arrays([["x", "y"], DAYS])])
def test_an_index_of_words_without_a_name_is_refused(index):
    with pytest.raises(TableError, match=r"^prices: an index without a name, .*; name it, as rename_axis"):
        read_cells(WIDE.set_axis(index), "prices")


def test_names_of_columns_are_one_each():
    with pytest.raises(TableError, match=r"^prices: two columns are called 'A'; rename one"):
        read_cells(WIDE.set_axis(["A", " A"], axis=1), "prices")
    with pytest.raises(TableError, match=r"^prices: names of columns have 2 levels, such as \('Close', 'A'\)"):
        read_cells(pd.concat({"Close": WIDE}, axis=1), "prices")


@pytest.mark.parametrize("source", [WIDE["A"], {"A": [1.0]}, WIDE.to_numpy(), None])
def test_what_is_no_table_is_refused(source):
    with pytest.raises(TableError, match=r"^prices: is a .*; allowed: a path or a DataFrame; make a DataFrame of it"):
        read_cells(source, "prices")
