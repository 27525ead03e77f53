"""A study's CSV files are read strictly; a line for each fault says what is wrong."""

from typing import Literal

import pytest

from analysis.errors import StudyError
from analysis.study.csv_tables import CellError, Day, Row, examples_in, read_table


class Loan(Row):
    may_be_empty = frozenset({"note"})

    name: str
    day: Day
    kind: Literal["short", "long"]
    number: int
    note: str


HEADER = "name,day,kind,number,note"
GOOD = "a,2024-01-31,long,1,"


@pytest.fixture
def read(tmp_path):
    def read(*lines, header=HEADER, encoding="utf-8"):
        path = tmp_path / "loans.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding=encoding)
        return read_table(path, Loan)

    return read


def test_each_row_comes_with_its_place_and_its_values(read):
    (place, first), (other, second) = read(GOOD, "", ' b , 2024-02-01,short,2,"one, two"')
    assert (place, other) == ("row 2", "row 3")
    assert (first.name, str(first.day), first.kind, first.number, first.note) == ("a", "2024-01-31", "long", 1, "")
    assert (second.name, second.note) == ("b", "one, two")
    with pytest.raises(ValueError, match="frozen"):
        first.name = "c"


def test_a_cell_of_several_lines_is_one_text(read):
    ((place, row),) = read('a,2024-01-31,long,1,"two', 'lines"')
    assert (place, row.note) == ("row 2", "two lines")


def test_a_row_that_begins_with_a_mark_is_a_note_and_keeps_its_number(read, tmp_path):
    rows = read("# EXAMPLE a,2024-01-31,long,NUMBER,", GOOD, "# a note, of one cell", GOOD)
    assert [place for place, _ in rows] == ["row 3", "row 5"]
    assert examples_in(tmp_path / "loans.csv") == 1
    with pytest.raises(StudyError, match="row 2: number"):
        read("a,2024-01-31,long,NUMBER,")  # what an example row leaves open is no fact, with its mark or without


def test_a_quotation_mark_alone_swallows_no_rows(read):
    with pytest.raises(StudyError, match=r"loans\.csv: line 3: not a CSV table .*; close quotation marks"):
        read('"a,2024-01-31,long,1,', GOOD)


def test_a_mark_of_byte_order_is_no_part_of_the_header(read):
    assert len(read(GOOD, encoding="utf-8-sig")) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (",2024-01-31,long,1,", "loans.csv: row 2: name: empty; fill it in"),
        ("a,31 January,long,1,", "loans.csv: row 2: day: '31 January'; allowed: YYYY-MM-DD; correct it"),
        ("a,2024-01-31,middling,1,", "loans.csv: row 2: kind: 'middling'; allowed: long, short; correct it"),
        ("a,2024-01-31,long", "loans.csv: row 2: 3 cells, 5 needed; quote cells that contain a comma"),
        ("a,2024-01-31,long,x,", "loans.csv: row 2: number: "),
    ],
)
def test_a_fault_is_told_with_row_column_value_what_is_allowed_and_what_to_do(read, line, says):
    with pytest.raises(StudyError) as caught:
        read(line)
    assert says in str(caught.value)


def test_each_of_several_faults_has_a_line_of_its_own(read):
    with pytest.raises(StudyError) as caught:
        read("a,soon,big,1,", GOOD, "b,2024-01-31", ",2024-01-31,long,1,")
    assert [line.split("loans.csv: ")[1] for line in str(caught.value).splitlines()] == [
        "row 2: day: 'soon'; allowed: YYYY-MM-DD; correct it",
        "row 2: kind: 'big'; allowed: long, short; correct it",
        "row 4: 2 cells, 5 needed; quote cells that contain a comma",
        "row 5: name: empty; fill it in",
    ]


def test_a_fault_of_a_row_as_a_whole_names_its_column(tmp_path):
    from pydantic import model_validator

    class Pair(Row):
        low: str
        high: str

        @model_validator(mode="after")
        def _ordered(self):
            if self.high < self.low:
                raise CellError(f"{self.high} below {self.low}", column="high")
            return self

    (tmp_path / "pairs.csv").write_text("low,high\n2,1\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"pairs\.csv: row 2: high: 1 below 2; correct it"):
        read_table(tmp_path / "pairs.csv", Pair)


@pytest.mark.parametrize("header", ["name,day", f"{HEADER},more", " "])
def test_another_header_is_refused_with_the_right_one(read, header):
    with pytest.raises(StudyError, match=f"row 1: columns are .*; allowed: {HEADER}; correct the header"):
        read(header=header)


def test_what_cannot_be_read_says_what_to_do(tmp_path):
    with pytest.raises(StudyError, match=f"cannot be read; create it with the columns {HEADER}"):
        read_table(tmp_path / "absent.csv", Loan)
    (tmp_path / "latin.csv").write_bytes(f"{HEADER}\n\xe9".encode("latin-1"))
    with pytest.raises(StudyError, match=r"byte 26 is not UTF-8; save the file as UTF-8"):
        read_table(tmp_path / "latin.csv", Loan)
