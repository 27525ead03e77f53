"""Numbers in the one style that fits every cell; refused where two styles give other numbers."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.panels.reading.events import read_events
from analysis.panels.reading.numbers import read_numbers
from analysis.panels.reading.roles import Form
from analysis.panels.reading.table import CellTable, read_cells
from tests.panels.made import write


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


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("decimal", ["", ",", "."])
def test_a_missing_cell_and_what_is_declared_for_other_tables_change_no_number_between_commas(
    tmp_path, decimal, missing
):
    cells = ["1.215", "2.496", *["NA"] * missing]
    text = "security,date,size\n" + "".join(f"A,2007-01-{n + 8:02d},{cell}\n" for n, cell in enumerate(cells))
    events = read_events(write(tmp_path, "e.csv", text), Form(decimal=decimal))
    found, said = events.characteristics(("size",))
    assert found["size"][:2].tolist() == [1.215, 2.496]
    assert any("whatever --decimal says" in line for line in said) == (decimal == ",")


def test_quoted_decimal_commas_beside_points_are_refused_and_alone_they_are_read(tmp_path):
    path = write(tmp_path, "t.csv", 'date,A,B\n2007-01-03,"1.234,5",2.496\n2007-01-04,"0,5",3.1\n')
    table = read_cells(path, "t", words=lambda c: c == "date")
    with pytest.raises(TableError, match=r"line 2, column 3 \(B\): 2.496 has a decimal point, and other columns"):
        read_numbers(table, ["A", "B"])
    assert read_numbers(table, ["A"], decimal=",")[0]["A"].tolist() == [1234.5, 0.5]


@pytest.mark.parametrize("decimal", ["", ",", "."])
def test_numbers_among_words_in_a_frame_are_what_they_are(decimal):
    frame = pd.DataFrame({"x": [1.215, "NA", np.float64(-2.496), 3, -99.99, np.inf]})
    table = CellTable("events", frame, np.arange(1, 7), "row")
    found = read_numbers(table, ["x"], decimal=decimal, missing=("-99.99",))[0]["x"]
    np.testing.assert_array_equal(found, [1.215, np.nan, -2.496, 3, np.nan, np.inf])


def test_words_for_nothing_and_declared_codes_are_missing_and_infinity_is_kept_to_be_told():
    found, _ = read(["", "NA", "#N/A", "C", "-99.99", "inf"], missing=("C", "-99.99"))
    assert np.isnan(found[:5]).all()
    assert found[5] == np.inf


def test_a_cell_that_is_no_number_is_told_with_line_and_column():
    with pytest.raises(TableError, match=r"t\.csv: line 3, column 1 \(x\): 'abc'"):
        read(["1.5", "abc"])
