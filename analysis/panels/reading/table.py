"""A table of cells with the place of each: out of CSV of any delimiter, Parquet, or a DataFrame. Reads files."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.files import shown
from analysis.panels.reading.frames import flat, refuse_twice
from analysis.study.faults import Fault

if TYPE_CHECKING:
    import pandas as pd

Source = "str | Path | pd.DataFrame"
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
SAMPLE = 200  # lines that the delimiter is taken from; all others must agree
_OTHER_FILES = {
    b"PK\x03\x04": "is an Excel workbook or another zip file",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook",
    b"\x1f\x8b": "is compressed",
    b"PAR1": "is Parquet",
    b"%PDF": "is a PDF",
}


@dataclass(frozen=True, slots=True, eq=False)
class CellTable:
    """Cells by column.

    Attributes
    ----------
    name : str
        What the table is called: its path, or "events" of a DataFrame.
    frame : DataFrame
        Text where the table is text; columns of a DataFrame or of Parquet keep their types.
    lines : ndarray of int, shape (R,)
        Line of the file of each row; of a DataFrame its row, counted from 1.
    unit : str
        "line" or "row".
    delimiter : str
        Between the cells; empty where there is none.
    said : tuple of str
        What was recognised.
    """

    name: str
    frame: pd.DataFrame
    lines: NDArray[np.int64]
    unit: str = "line"
    delimiter: str = ""
    said: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name without the folders around it, for what is written."""
        return PurePath(self.name).name

    @property
    def head(self) -> str:
        """Place of the names of its columns: "events.csv: line 1"; of a DataFrame the table itself."""
        return f"{self.name}: line 1" if self.unit == "line" else self.name

    @property
    def columns(self) -> list[str]:
        """Names of the columns, as they stand there."""
        return [str(c) for c in self.frame.columns]

    def where(self, row: int, column: str) -> str:
        """Place of a cell: "line 7, column 2 (date)"."""
        return f"{self.unit} {self.lines[row]}, column {self.columns.index(column) + 1} ({column})"

    def fault(self, row: int, column: str, allowed: str = "", remedy: str = "correct it") -> Fault:
        """A cell that is not what it must be."""
        return Fault(self.where(row, column), repr(str(self.frame[column].iloc[row])), allowed, remedy)


def read_cells(
    source: Any, name: str, *, words: Callable[[str], bool] = lambda column: True, delimiter: str = ""
) -> CellTable:
    """Read a file or take a DataFrame.

    Parameters
    ----------
    source : path or DataFrame
        CSV with commas, semicolons, tabs or bars, in UTF-8 or UTF-16; Parquet where its name ends so.
    name : str
        What a DataFrame is called.
    words : callable
        Whether a column of that name holds words or dates: those stay text. All others may come as numbers, where
        every cell is one that can be read in one way only.
    delimiter : str
        Between the cells; recognised when empty.

    Raises
    ------
    TableError
        If it cannot be read, with line and column.
    """
    import pandas as pd

    if isinstance(source, pd.DataFrame):
        return _of_frame(source, name, "row")
    path = path_of(source, name)
    if path.suffix.lower() in (".parquet", ".pq"):
        return _of_parquet(path)
    text = read_words(path)
    chosen, header = _delimiter(text, shown(path), delimiter)
    frame, lines = _parse(text, chosen, header, shown(path), words)
    kept = ~(frame.isna() | (frame == "")).all(axis=1).to_numpy()
    said = () if chosen == "," else (f"cells are separated by {DELIMITERS[chosen]}",)
    return CellTable(shown(path), frame[kept].reset_index(drop=True), lines[kept], "line", chosen, said)


def path_of(source: Any, name: str) -> Path:
    """Where a table is, which is no DataFrame.

    Raises
    ------
    TableError
        If it is no path.
    """
    if not isinstance(source, str | os.PathLike):
        remedy = "make a DataFrame of it, as pandas.DataFrame(...) or reset_index() of a Series does"
        raise TableError(name, f"is a {type(source).__name__}", allowed="a path or a DataFrame", remedy=remedy)
    return Path(source)


def _of_frame(frame: pd.DataFrame, name: str, unit: str) -> CellTable:
    plain = flat(frame, name)
    return CellTable(name, plain, np.arange(1, len(plain) + 1), unit)


def _of_parquet(path: Path) -> CellTable:
    import pandas as pd

    try:
        frame = pd.read_parquet(path)
    except ImportError as error:
        remedy = "install the extra panels (pyarrow), or save the table as CSV"
        raise TableError(shown(path), "Parquet cannot be read without pyarrow", remedy=remedy) from error
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise TableError(shown(path), f"is no Parquet file ({reason})", remedy="name the file that is meant") from error
    return _of_frame(frame, shown(path), "row")


def read_words(path: Path) -> str:
    """Text of a file, its line ends made alike.

    Raises
    ------
    TableError
        If there is none, or it is no text, with line and column.
    """
    try:
        if not path.is_file():
            raise TableError(shown(path), "no such file", remedy="name an existing table")
        content = path.read_bytes()
    except OSError as error:
        raise TableError(shown(path), f"cannot be read: {error.strerror}", remedy="check its permissions") from error
    for start, what in _OTHER_FILES.items():
        if content.startswith(start):
            remedy = "name it .parquet" if start == b"PAR1" else "save it as CSV"
            raise TableError(f"{shown(path)}: line 1, column 1", what, allowed="a table of text", remedy=remedy)
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as wrong:
        where = _place(content[: wrong.start].decode("latin-1"))
        raise TableError(f"{shown(path)}: {where}", "is not UTF-8", remedy="save the file as UTF-8") from wrong
    if (at := text.find("\0")) >= 0:
        raise TableError(f"{shown(path)}: {_place(text[:at])}", "is no text", allowed="a table of text")
    if text[:4].lower() == "sep=":
        what = "names the sign between cells, as Excel alone reads it"
        raise TableError(f"{shown(path)}: line 1", what, allowed="the header", remedy="delete the line")
    if text.lstrip()[:1] == "<":
        raise TableError(f"{shown(path)}: line 1, column 1", "is a web page", remedy="save the table as CSV")
    return text


def _place(before: str) -> str:
    return f"line {before.count(chr(10)) + 1}, character {len(before) - before.rfind(chr(10))}"


def _delimiter(text: str, name: str, asked: str) -> tuple[str, list[str]]:
    """The delimiter with which all first lines have as many cells as the header, and the header."""
    found: dict[str, list[str]] = {}
    ragged: list[tuple[int, str, list[list[str]]]] = []
    for delimiter in [asked] if asked else DELIMITERS:
        try:
            rows = list(islice(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), SAMPLE))
        except csv.Error:
            continue
        counts = [len(row) for row in rows if row]
        if not counts or counts[0] < 2:
            continue
        if set(counts) == {counts[0]}:
            found[delimiter] = rows[0]
        else:
            ragged.append((counts[0], delimiter, rows))
    if len(found) == 1:
        return next(iter(found.items()))
    if found:
        kinds = " or ".join(DELIMITERS[d] for d in found)
        raise TableError(name, f"cells may be separated by {kinds}", remedy="say which with --delimiter")
    if ragged:
        wide, delimiter, rows = max(ragged, key=lambda r: r[0])
        line, cells = next((n, len(row)) for n, row in enumerate(rows, start=1) if row and len(row) != wide)
        raise TableError(f"{name}: line {line}", *_cells(cells, wide))
    raise TableError(f"{name}: line 1", "is no header of a table of two columns or more", allowed="CSV with a header")


def _cells(found: int, needed: int) -> tuple[str]:
    return (f"{found} cell{'s' * (found != 1)}, and {needed} in the header",)


def _parse(
    text: str, delimiter: str, header: list[str], name: str, words: Callable[[str], bool]
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Cells, and the line on which each row begins."""
    import pandas as pd

    names = [cell.strip() for cell in header]
    _refuse_levels(text, delimiter, name)
    refuse_twice(names, f"{name}: line 1")
    # Numbers are read as such only where a comma between cells leaves no other reading of a decimal point.
    as_text: Collection[str] = [n for n in names if words(n) or delimiter != ","]
    lines = _require_widths(text, delimiter, len(names), name)
    frame = pd.read_csv(
        io.StringIO(text),
        sep=delimiter,
        header=0,
        names=names,
        index_col=False,
        dtype=dict.fromkeys(as_text, object),
        keep_default_na=False,
        na_values={n: [""] for n in names if n not in as_text},
        skip_blank_lines=False,
        low_memory=False,
    ).fillna(dict.fromkeys(as_text, ""))
    return frame, np.arange(2, len(frame) + 2) if lines is None else lines[1 : len(frame) + 1]


def _refuse_levels(text: str, delimiter: str, name: str) -> None:
    """Refuse names of columns that go over several lines, as pandas saves the tables of yfinance."""
    second = next(islice(csv.reader(io.StringIO(text), delimiter=delimiter), 1, None), [""])
    if second and second[0].strip().lower() == "ticker":
        remedy = 'save one level of them, as prices["Close"].to_csv(FILE) does'
        raise TableError(f"{name}: line 2", "goes on with the names of the columns", allowed="a row", remedy=remedy)


def _require_widths(text: str, delimiter: str, wide: int, name: str) -> NDArray[np.int64] | None:
    """Refuse a line with more or fewer cells than the header: a library would fill or shift them.

    Returns the lines on which rows begin, where quotation marks let one row go over several.
    """
    if '"' in text:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        begins = [1]
        try:
            for row in reader:
                if row and len(row) != wide:
                    raise TableError(f"{name}: line {begins[-1]}", *_cells(len(row), wide))
                begins.append(reader.line_num + 1)
        except csv.Error as error:
            remedy = "close quotation marks, double those inside"
            raise TableError(f"{name}: line {reader.line_num}", f"not a table ({error})", remedy=remedy) from error
        return np.array(begins[:-1])
    signs = np.frombuffer(text.encode().rstrip(b"\n") + b"\n", dtype=np.uint8)
    ends = np.flatnonzero(signs == ord("\n"))
    cells = np.diff(np.cumsum(signs == ord(delimiter))[ends], prepend=0) + 1
    empty = np.diff(ends, prepend=-1) == 1
    if (wrong := (cells != wide) & ~empty).any():
        line = int(np.argmax(wrong))
        raise TableError(f"{name}: line {line + 1}", *_cells(int(cells[line]), wide))
    return None
