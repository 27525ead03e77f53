"""Tables as files of other programs: large CSV, Parquet, Excel. Bytes out; writes nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from analysis.words.plain import SIGNIFICANT_DIGITS, guarded
from analysis.words.tables import Table

if TYPE_CHECKING:
    import pandas as pd

MOST_EXCEL = 1_048_575
"""Rows below the header that a sheet holds."""
_SAVED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_THEN = "2000-01-01T00:00:00Z"


def has(library: str) -> bool:
    """Whether a library of the extra "panels" is installed."""
    from importlib.util import find_spec

    return find_spec(library) is not None


def large_csv(table: Table) -> bytes:
    """The CSV file of a table with many rows: ten significant digits, texts that no spreadsheet computes."""
    frame = _guarded(table.frame[[c.name for c in table.columns]])
    return frame.to_csv(index=False, lineterminator="\n", float_format=f"%.{SIGNIFICANT_DIGITS}g").encode()


def _guarded(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    text = {name: column.map(_safe) for name, column in frame.items() if not pd.api.types.is_numeric_dtype(column)}
    return frame.assign(**{str(name): column for name, column in text.items()})


def _safe(cell: object) -> object:
    return guarded(cell) if isinstance(cell, str) else cell


def parquet(table: Table) -> bytes:
    """The Parquet file, in row groups of a size that does not depend on the run."""
    into = io.BytesIO()
    frame = table.frame[[c.name for c in table.columns if c.file]]
    objects = {str(n): c.astype("string") for n, c in frame.items() if c.dtype == object}
    frame.assign(**objects).to_parquet(into, engine="pyarrow", index=False, row_group_size=100_000)
    return into.getvalue()


def excel(tables: Mapping[str, Table]) -> bytes:
    """One workbook with a sheet a table, without those too long for one; the same tables give the same bytes."""
    import pandas as pd

    into = io.BytesIO()
    with pd.ExcelWriter(into, engine="openpyxl") as writer:
        for name, table in tables.items():
            if len(table.frame) <= MOST_EXCEL:
                _guarded(table.frame[[c.name for c in table.columns if c.file]]).to_excel(
                    writer, sheet_name=name, index=False
                )
    return _without_clock(into.getvalue())


def _without_clock(book: bytes) -> bytes:
    """A workbook that does not say when it was saved."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = _SAVED.sub(rb"\g<1>" + _THEN.encode(), old.read(item))
            new.writestr(zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return into.getvalue()
