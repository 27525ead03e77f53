"""What kind of table a file is: recognised, or refused with the line and column at fault."""

import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.panels.reading.table import read_cells
from tests.panels.made import write


@pytest.mark.parametrize(
    ("text", "delimiter"), [("a,b\n1,2\n", ","), ("a;b\n1,5;2,5\n", ";"), ("a\tb\n1\t2\n", "\t"), ("a|b\n1|2\n", "|")]
)
def test_the_sign_between_cells_is_the_one_with_which_all_lines_are_alike(tmp_path, text, delimiter):
    table = read_cells(write(tmp_path, "t.csv", text), "t")
    assert (table.delimiter, table.columns) == (delimiter, ["a", "b"])


def test_text_of_a_spreadsheet_in_utf_16_and_windows_line_ends_are_read(tmp_path):
    table = read_cells(write(tmp_path, "t.csv", "a\tb\r\nç\t2\r\n".encode("utf-16")), "t")
    assert table.frame["a"].tolist() == ["ç"]


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        (b"a,b\n1,2\n3\n", "line 3", "1 cell, and 2 in the header"),
        (b"a,b\n" + b"1,2\n" * 300 + b"1,2,3\n", "line 302", "3 cells, and 2 in the header"),
        (b'a,b\n1,"2\n', "", "header"),
        (b"a,b\n1,\xff\n", "line 2, character 3", "UTF-8"),
        (b"a,b\n1,\x00\n", "line 2, character 3", "no text"),
        (b"PK\x03\x04....", "line 1, column 1", "Excel"),
        (b"PAR1....", "line 1, column 1", "Parquet"),
        (b"<!doctype html><table>", "line 1, column 1", "web page"),
        (b"a,a\n1,2\n", "line 1", "two columns are called 'a'"),
        (b"just one column\n1\n", "line 1", "no header"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_its_line(tmp_path, content, place, what):
    with pytest.raises(TableError) as refused:
        read_cells(write(tmp_path, "t.csv", content), "t")
    assert place in refused.value.where
    assert what in str(refused.value)


def test_lines_are_those_of_the_file_though_some_are_blank(tmp_path):
    table = read_cells(write(tmp_path, "t.csv", "a,b\n1,2\n\n3,x\n"), "t")
    assert table.where(1, "b") == "line 4, column 2 (b)"


def test_parquet_is_read_by_its_name_and_refused_where_it_is_none(tmp_path):
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame({"a": [1.5], "b": ["x"]})
    frame.to_parquet(tmp_path / "t.parquet")
    assert read_cells(tmp_path / "t.parquet", "t").frame.equals(frame)
    with pytest.raises(TableError, match="no Parquet file"):
        read_cells(write(tmp_path, "u.parquet", "a,b\n1,2\n"), "t")


def test_the_line_of_a_row_is_the_one_on_which_it_begins(tmp_path):
    found = read_cells(write(tmp_path, "t.csv", 'security,note\nA,"one\ntwo"\n\nB,three\n'), "events")
    assert found.lines.tolist() == [2, 5]


def test_a_line_for_excel_alone_is_no_header(tmp_path):
    with pytest.raises(TableError, match="line 1: names the sign between cells"):
        read_cells(write(tmp_path, "t.csv", "sep=;\nsecurity;date\nA;2007-01-03\n"), "events")
