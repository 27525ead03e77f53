"""Files of factors as Kenneth French publishes them: text around the daily table, percents, codes. No files."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from analysis.errors import TableError
from analysis.panels.reading.frames import refuse_twice
from analysis.panels.reading.table import CellTable

_ROW = re.compile(r"\s*(\d{8})\s*,(.*)")
_PERIOD = re.compile(r"\s*\d{4}(?:\d\d)?\s*,")
_BROKEN = re.compile(r"[^,]+(,\s*-?[\d.]+\s*)+")
"""A line of numbers whose day is none: a table ends with a blank line, or with words."""
CODES = ("-99.99", "-999")


def looks_published(text: str) -> bool:
    """Whether a file has daily rows as Kenneth French publishes them below lines that are no header of theirs."""
    lines = text.split("\n")
    return not lines[0].count(",") and any(_ROW.fullmatch(line) for line in lines)


def published_table(text: str, name: str) -> CellTable:
    """The first daily table of a file: rows that begin with eight digits, under the header above them.

    Parameters
    ----------
    text : str
        The file: lines of text, a header that begins with a comma (or "date,"), daily rows, further text.
    name : str

    Raises
    ------
    TableError
        If there is no such table, two columns have one name, or a row has another number of cells or no day, with its
        line.
    """
    import pandas as pd

    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if _ROW.fullmatch(line)), None)
    if first is None:
        monthly = next((n for n, line in enumerate(lines) if _PERIOD.match(line)), None)
        what = "holds no daily rows, which begin with eight digits and a comma"
        if monthly is not None:
            raise TableError(f"{name}: line {monthly + 1}", f"{what}: months or years", remedy="take the daily file")
        raise TableError(name, what, remedy="leave --factors-format out, or take the file as published")
    header = next((line for line in reversed(lines[:first]) if line.strip()), "")
    columns = [cell.strip() for cell in header.split(",")]
    if len(columns) < 2 or (columns[0] and columns[0].lower() != "date"):
        raise TableError(f"{name}: line {first}", "is no header", allowed="a line such as ,Mkt-RF,SMB,HML,RF")
    refuse_twice(columns, f"{name}: line {first}")
    rows, numbers = [], []
    for n in range(first, len(lines)):
        if not (found := _ROW.fullmatch(lines[n])):
            if _BROKEN.fullmatch(lines[n]) and _ROW.fullmatch(lines[n - 1]):
                what = f"{lines[n].split(',')[0]!r} under the daily rows"
                raise TableError(f"{name}: line {n + 1}", what, allowed="a day of eight digits", remedy="correct it")
            if lines[n].strip():
                break
            continue
        cells = [found[1], *(cell.strip() for cell in found[2].split(","))]
        if len(cells) != len(columns):
            raise TableError(f"{name}: line {n + 1}", f"{len(cells)} cells, and {len(columns)} in the header")
        rows.append(cells)
        numbers.append(n + 1)
    frame = pd.DataFrame(rows, columns=["date", *columns[1:]], dtype=object)
    said = ["factors as Kenneth French publishes them: percents, with -99.99 and -999 for what is missing"]
    if further := sum(bool(_ROW.fullmatch(line)) for line in lines[numbers[-1] :]):
        said.append(
            f"of several tables the first counts, that ends on line {numbers[-1]}: {further} rows come after it"
        )
    return replace(CellTable(name, frame, np.array(numbers), "line", ","), said=tuple(said))
