"""Tables beside study.toml: read strictly, row by row, and every fault named by its row and column."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo, field_validator

from analysis.errors import StudyError
from analysis.study.faults import Fault, refuse

Sure = Literal["official", "press", "secondary", "unverified"]
"""How far a source can be relied on."""


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
        return cell


def _day(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    try:
        return dt.date.fromisoformat(cell)
    except ValueError as error:
        raise CellError(repr(cell), allowed="YYYY-MM-DD") from error


Day = Annotated[dt.date, BeforeValidator(_day)]
"""A cell that holds a day."""

R = TypeVar("R", bound=Row)


def read_table(path: Path, model: type[R]) -> tuple[tuple[str, R], ...]:
    """Read a CSV file of which each row is an instance of a model.

    Parameters
    ----------
    path : Path
    model : type of Row
        Its fields are the columns, in this order.

    Returns
    -------
    tuple of (str, Row)
        Each row with its place ("row 3"; the header is row 1).

    Raises
    ------
    StudyError
        If the file is missing, not UTF-8 or empty, has other columns, or rows that are not as the model says: a line
        for each fault.
    """
    columns = tuple(model.model_fields)
    header, *lines = _lines(path, columns)
    if tuple(header) != columns:
        got = ",".join(header) or "nothing"
        raise StudyError(f"{path}: row 1", f"columns are {got}", allowed=",".join(columns), remedy="correct the header")
    rows: list[tuple[str, R]] = []
    faults: list[Fault] = []
    for number, cells in enumerate(lines, start=2):
        where = f"row {number}"
        if len(cells) != len(columns):
            what = f"{len(cells)} cells, {len(columns)} needed"
            faults.append(Fault(where, what, remedy="quote cells that contain a comma"))
            continue
        try:
            stripped = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
            rows.append((where, model.model_validate(stripped)))
        except ValidationError as error:
            faults += [_in_our_words(where, detail, model) for detail in error.errors()]
    refuse(path, faults)
    return tuple(rows)


def _lines(path: Path, columns: Sequence[str]) -> list[list[str]]:
    """Lines of a CSV file that are not blank; the first is the header, empty when the file is."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(str(path), f"byte {error.start} is not UTF-8", remedy="save the file as UTF-8") from error
    except OSError as error:
        remedy = f"create it with the columns {','.join(columns)}"
        raise StudyError(str(path), "cannot be read", remedy=remedy) from error
    return [row for row in csv.reader(text.splitlines()) if any(cell.strip() for cell in row)] or [[]]


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
