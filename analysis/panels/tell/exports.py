"""Tables as files of other programs: large CSV, Parquet, Excel. Bytes out, or into a file that is open."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING

from analysis.errors import printable
from analysis.words.plain import SIGNIFICANT_DIGITS, guarded
from analysis.words.tables import Table

if TYPE_CHECKING:
    import pandas as pd

WORKBOOK = "panel.xlsx"
MOST_EXCEL, MOST_EXCEL_COLUMNS = 50_000, 16_384
"""Rows of a table up to which it goes into the workbook: so many take seven seconds. A sheet has no more columns."""
MOST_LATEX = 500
"""Rows up to which it goes into LaTeX: longer ones nobody reads there."""
BLOCK = 50_000
"""Rows of a CSV file that are in memory as text at once."""
_SAVED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_THEN = "2000-01-01T00:00:00Z"


def has(library: str) -> bool:
    """Whether a library of the extra "panels" is installed."""
    from importlib.util import find_spec

    return find_spec(library) is not None


def large_csv(table: Table) -> Iterator[bytes]:
    """The CSV file of a table with many rows, in parts: ten significant digits, texts that no spreadsheet computes."""
    names = [c.name for c in table.columns if c.file]
    yield (",".join(map(_quoted, names)) + "\n").encode()
    for start in range(0, len(table.frame), BLOCK):
        block = table.frame[names].iloc[start : start + BLOCK]
        lines = zip(*(_cells(column) for _, column in block.items()), strict=True)
        yield ("\n".join(map(",".join, lines)) + "\n").encode()


def _cells(column: pd.Series) -> list[str]:
    """Cells of a column as the file has them; nothing where there is none."""
    import pandas as pd

    if pd.api.types.is_float_dtype(column):
        return ["" if value != value else f"{value:.{SIGNIFICANT_DIGITS}g}" for value in column.tolist()]  # noqa: PLR0124
    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    texts = ["" if pd.isna(cell) else _quoted(str(cell)) for cell in distinct]
    return [texts[code] for code in codes.tolist()]


def _quoted(text: str) -> str:
    """A text as a cell of CSV that no spreadsheet computes."""
    safe = guarded(text)
    return '"' + safe.replace('"', '""') + '"' if any(sign in safe for sign in ',"\r\n') else safe


def _guarded(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    text = {}
    for name, column in frame.items():
        if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)):
            codes, distinct = pd.factorize(column.astype(object), use_na_sentinel=False)
            safe = [guarded(cell) if isinstance(cell, str) else cell for cell in distinct]
            text[str(name)] = pd.array(safe, dtype=object)[codes]
    return frame.assign(**text)


def parquet(table: Table, into: IO[bytes]) -> None:
    """Write the Parquet file, in row groups of a size that does not depend on the run."""
    frame = table.frame[[c.name for c in table.columns if c.file]]
    objects = {str(n): c.astype("string") for n, c in frame.items() if c.dtype == object}
    frame.assign(**objects).to_parquet(into, engine="pyarrow", index=False, row_group_size=100_000)


def not_in_excel(tables: Mapping[str, Table]) -> list[str]:
    """Names of the tables that are too long, or too wide, for the workbook."""
    return [
        name
        for name, table in tables.items()
        if len(table.frame) > MOST_EXCEL or len(table.columns) > MOST_EXCEL_COLUMNS
    ]


def excel(tables: Mapping[str, Table]) -> bytes:
    """One workbook with a sheet a table, without :func:`not_in_excel`; the same tables give the same bytes."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)  # a third of the time that the other way takes
    without = not_in_excel(tables)
    for name, table in tables.items():
        if name not in without:
            sheet = book.create_sheet(name)
            frame = _guarded(table.frame[[c.name for c in table.columns if c.file]])
            sheet.append(list(frame.columns))
            for line in frame.astype(object).where(frame.notna(), None).to_numpy().tolist():
                sheet.append([printable(cell, len(cell)) if isinstance(cell, str) else cell for cell in line])
    into = io.BytesIO()
    book.save(into)
    return _without_clock(into.getvalue())


def _without_clock(book: bytes) -> bytes:
    """A workbook that does not say when it was saved."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = _SAVED.sub(rb"\g<1>" + _THEN.encode(), old.read(item))
            new.writestr(zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return into.getvalue()
