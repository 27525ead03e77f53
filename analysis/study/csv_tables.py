"""Tables beside study.toml: read strictly, row by row, and every fault named by its row and column."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo, field_validator

from analysis.errors import StudyError
from analysis.files import read_text
from analysis.instants import FIRST_YEAR, LAST_YEAR, within_years
from analysis.study.faults import MOST_EXAMINED, Fault, refuse
from analysis.study.fields import LONGEST, one_line

Sure = Literal["official", "press", "secondary", "unverified"]
"""How far a source can be relied on."""
D = TypeVar("D", bound=dt.date)
MOST_ROWS = 10_000
COMMENT = "#"
"""How a row begins that is a note for people and no fact: it is passed over, and keeps its number."""
EXAMPLE = "# EXAMPLE"
"""How the row of a new file begins that shows what a row looks like."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class CellError(ValueError):
    """A cell that is not what it must be; raised by the validators of a :class:`Row`.

    Parameters
    ----------
    what : str
        What is wrong, with the cell's content.
    allowed, remedy : str, optional
        What would have been right, and what to do.
    column : str, optional
        The column at fault, where a validator sees the row as a whole.
    """

    def __init__(self, what: str, *, allowed: str = "", remedy: str = "correct it", column: str = "") -> None:
        self.what = what
        self.allowed = allowed
        self.remedy = remedy
        self.column = column
        super().__init__(what)


class Row(BaseModel):
    """A row of a study's CSV file: a subclass declares one field a column, in the order of the file.

    No cell may be empty but those in the columns of ``may_be_empty``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    may_be_empty: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*", mode="before")
    @classmethod
    def _filled(cls, cell: Any, info: ValidationInfo) -> Any:
        if cell == "" and info.field_name not in cls.may_be_empty:
            raise CellError("empty", remedy="fill it in")
        if not isinstance(cell, str):
            return cell
        if len(cell) > LONGEST:
            raise CellError(f"{len(cell):,} characters", allowed=f"at most {LONGEST:,}", remedy="shorten it")
        try:
            return one_line(cell)
        except ValueError as error:
            raise CellError(str(error), remedy="remove it") from error


def _day(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    if not _DATE.fullmatch(cell):
        raise CellError(repr(cell), allowed="YYYY-MM-DD")
    try:
        day = dt.date.fromisoformat(cell)
    except ValueError as error:
        raise CellError(f"{cell!r} does not exist", allowed="YYYY-MM-DD") from error
    return in_our_time(day)


def in_our_time(day: D) -> D:
    """A day or an instant of a cell as it is.

    Raises
    ------
    CellError
        If it lies in years of which no study is.
    """
    if not within_years(day):
        raise CellError(f"the year {day.year}", allowed=f"{FIRST_YEAR} to {LAST_YEAR}")
    return day


Day = Annotated[dt.date, BeforeValidator(_day)]
"""A cell that holds a day."""

R = TypeVar("R", bound=Row)


def read_table(path: Path, model: type[R], **context: Any) -> tuple[tuple[str, R], ...]:
    """Read a CSV file of which each row is an instance of a model; rows that begin with # are notes, and none.

    Parameters
    ----------
    path : Path
    model : type of Row
        Its fields are the columns, in this order.
    **context
        What the model's validators may ask for.

    Returns
    -------
    tuple of (str, Row)
        Each row with its place ("row 3"; the header is row 1).

    Raises
    ------
    StudyError
        If the file is missing, not UTF-8, empty or too large, is no CSV table, has other columns, or rows that are not
        as the model says: a line for each fault.
    """
    columns = tuple(model.model_fields)
    header, *lines = _lines(path, columns)
    if tuple(header) != columns:
        got = ",".join(header) or "nothing"
        raise StudyError(f"{path}: row 1", f"columns are {got}", allowed=",".join(columns), remedy="correct the header")
    rows: list[tuple[str, R]] = []
    faults: list[Fault] = []
    for number, cells in enumerate(lines, start=2):
        if cells[0].lstrip().startswith(COMMENT):
            continue
        if len(faults) >= MOST_EXAMINED:
            break
        where = f"row {number}"
        if len(cells) != len(columns):
            what = f"{len(cells)} cells, {len(columns)} needed"
            faults.append(Fault(where, what, remedy="quote cells that contain a comma"))
            continue
        try:
            stripped = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
            rows.append((where, model.model_validate(stripped, context=context)))
        except ValidationError as error:
            faults += [_in_our_words(where, detail, model) for detail in error.errors()]
    refuse(path, faults)
    return tuple(rows)


def examples_in(path: Path) -> int:
    """How many example rows a new file still has; none where there is no such file."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return len([line for line in text.splitlines() if line.lstrip(' "').startswith(EXAMPLE)])


def _lines(path: Path, columns: Sequence[str]) -> list[list[str]]:
    """Lines of a CSV file that are not blank; the first is the header, empty when the file is."""
    text = read_text(path, StudyError, remedy=f"create it with the columns {','.join(columns)}")
    reader = csv.reader(io.StringIO(text, newline=None), strict=True)
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        what = f"not a CSV table ({error})"
        raise StudyError(
            f"{path}: line {reader.line_num}", what, remedy="close quotation marks, double those inside"
        ) from error
    if len(rows) > MOST_ROWS + 1:
        raise StudyError(
            str(path), f"{len(rows) - 1:,} rows", allowed=f"at most {MOST_ROWS:,}", remedy="keep what the study needs"
        )
    return rows or [[]]


def _in_our_words(where: str, detail: Any, model: type[Row]) -> Fault:
    """Turn one of pydantic's errors into a fault that names row and column."""
    column = str(detail["loc"][0]) if detail["loc"] else ""
    if isinstance(error := detail.get("ctx", {}).get("error"), CellError):
        return Fault(f"{where}: {column or error.column}", error.what, error.allowed, error.remedy)
    allowed = ""
    if detail["type"] == "literal_error":
        allowed = ", ".join(sorted(get_args(model.model_fields[column].annotation)))
        return Fault(f"{where}: {column}", repr(detail["input"]), allowed)
    return Fault(f"{where}: {column}", f"{detail['msg']}, got {detail['input']!r}")
