"""Numbers in the one style that fits every cell; refused where two styles give other numbers."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.panels.reading.numbers import read_numbers
from analysis.panels.reading.table import CellTable


def table_of(cells, delimiter=";"):
    frame = pd.DataFrame({"x": pd.Series(cells, dtype=object)})
    return CellTable("t.csv", frame, np.arange(2, len(cells) + 2), "line", delimiter)


def read(cells, delimiter=";", **declared):
    numbers, said = read_numbers(table_of(cells, delimiter), ["x"], **declared)
    return numbers["x"].tolist(), said


@pytest.mark.parametrize(
    ("cells", "values", "said"),
    [
        (["1.5", "-2", "3e-4"], [1.5, -2.0, 3e-4], ()),
        (["1,5", "0,25"], [1.5, 0.25], ("numbers have decimal commas",)),
        (["1,234.5", "7"], [1234.5, 7.0], ("numbers have decimal points, and commas between thousands",)),
        (["1.234,5", "7"], [1234.5, 7.0], ("numbers have decimal commas, and points between thousands",)),
        (["1 234,5"], [1234.5], ("numbers have decimal commas, and spaces between thousands",)),
        (["1'234.5"], [1234.5], ("numbers have decimal points, and apostrophes between thousands",)),
        (["−1.5 %", "2%"], [-0.015, 0.02], ("percent signs were read as hundredths",)),
    ],
)
def test_a_style_is_recognised_and_said(cells, values, said):
    found, told = read(cells)
    assert found == pytest.approx(values, rel=1e-15)
    assert told == said


def test_what_can_be_read_in_two_ways_is_refused_until_it_is_declared():
    with pytest.raises(TableError, match=r"'1,234' is 1\.234 with decimal commas, and 1234 .*--decimal"):
        read(["1,234", "5,678"])
    assert read(["1,234", "5,678"], decimal=",")[0] == [1.234, 5.678]
    assert read(["1,234", "5,678"], decimal=".")[0] == [1234, 5678]


def test_between_commas_a_point_is_a_decimal_point():
    assert read(["1.234", "5.678"], delimiter=",")[0] == [1.234, 5.678]


def test_words_for_nothing_and_declared_codes_are_missing_and_infinity_is_kept_to_be_told():
    found, _ = read(["", "NA", "#N/A", "C", "-99.99", "inf"], missing=("C", "-99.99"))
    assert np.isnan(found[:5]).all()
    assert found[5] == np.inf


def test_a_cell_that_is_no_number_is_told_with_line_and_column():
    with pytest.raises(TableError, match=r"t\.csv: line 3, column 1 \(x\): 'abc'"):
        read(["1.5", "abc"])
