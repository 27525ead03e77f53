"""Columns of a published list: text into numbers and days, every cell that is neither told with its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import printable
from analysis.study.faults import MOST_EXAMINED, Fault

Floats = npt.NDArray[np.float64]
NOTHING = ("", "-")
"""What stands for a missing value."""
WRITTEN_OUT, DIGITS = "%b %d, %Y", "%Y%m%d"
"""Forms of a day: "Sep 01, 2032", and 20320901."""
EXAMPLES = {WRITTEN_OUT: "Sep 01, 2032", DIGITS: "20320901", "%Y-%m-%d": "2032-09-01", "%d-%b-%Y": "01-SEP-2032"}
LARGEST = 1e15
"""Of a number: the debt of the world in cents."""


def texts(values: Sequence[Any]) -> pd.Series:
    """Cells as stripped text; what a JSON list leaves out (null) is missing, as a dash is.

    What would move a terminal's cursor or break a line is spelt out: names are told to people.
    """
    found = ["-" if value is None else str(value).strip() for value in values]
    return pd.Series([text if text.isprintable() else printable(text) for text in found], dtype=object)


def numbers(column: str, cells: pd.Series, rows: Sequence[int], faults: list[Fault]) -> Floats:
    """Numbers with or without commas between thousands; NaN where the cell says that there is none.

    Parameters
    ----------
    column : str
        What the file calls it.
    cells : Series of str
    rows : sequence of int
        Where in the file each cell stands.
    faults : list of Fault
        Cells that are no number are added to it.
    """
    plain = cells.str.replace(",", "", regex=False)
    found = np.asarray(pd.to_numeric(plain, errors="coerce"), dtype=np.float64)
    absent = np.asarray(cells.isin(NOTHING))
    # What Python takes for a number is not always one to a reader: 1_000, inf, nan.
    wrong = (
        ~np.isfinite(found) | (np.abs(found) > LARGEST) | np.asarray(plain.str.contains("_", regex=False))
    ) & ~absent
    _tell(column, cells, rows, wrong, "a number", faults)
    return np.where(absent | wrong, np.nan, found)


def days(column: str, cells: pd.Series, form: str, rows: Sequence[int], faults: list[Fault]) -> pd.Series:
    """Days in one form; NaT where the cell says that there is none. Parameters as of :func:`numbers`."""
    # As long as its example: of "Sep 01, 32" nobody can tell the century, and 291115 is no day of the year 2911.
    whole = cells.str.len() == len(EXAMPLES[form])
    found = pd.Series(pd.to_datetime(cells.where(whole), format=form, errors="coerce")).astype("datetime64[s]")
    wrong = np.asarray(found.isna() & ~cells.isin(NOTHING))
    _tell(column, cells, rows, wrong, f"a day, as {EXAMPLES[form]}", faults)
    return found


def _tell(
    column: str, cells: pd.Series, rows: Sequence[int], wrong: npt.NDArray[np.bool_], allowed: str, faults: list[Fault]
) -> None:
    faults += [
        Fault(f"row {rows[n]}: {column}", repr(cells.iloc[n]), allowed) for n in np.flatnonzero(wrong)[:MOST_EXAMINED]
    ]
