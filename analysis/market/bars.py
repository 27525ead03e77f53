"""One file of daily prices: reading, writing, and what it is called."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import SnapshotError
from analysis.files import read_text, shown, write_atomically
from analysis.instants import within_years
from analysis.market.checks import COLUMNS
from analysis.study.fields import TICKER

RESTORE = "restore the file, or fetch the prices anew"


def series_file(folder: Path, ticker: str) -> Path:
    """File of a ticker; a name that could lead out of the folder is refused."""
    if not TICKER.fullmatch(ticker):
        raise SnapshotError(ticker, "not a ticker", allowed="letters, digits and . ^ = & _ -", remedy="correct it")
    return folder / f"{ticker}.csv"


def read_bars(path: Path) -> pd.DataFrame:
    """Read one price file.

    Returns
    -------
    DataFrame
        Index `date`, float64 columns `COLUMNS`, in the order of the file; nothing is sorted, filled or dropped.

    Raises
    ------
    SnapshotError
        If the file is missing, has other columns, or has a cell that is no date or no number.
    """
    header = ("date", *COLUMNS)
    text = read_text(path, SnapshotError, remedy=RESTORE)
    try:
        lines = list(csv.reader(text.splitlines(), strict=True))
    except csv.Error as error:
        raise SnapshotError(shown(path), f"not a CSV table ({error})", remedy=RESTORE) from error
    if not lines or tuple(lines[0]) != header:
        what = f"columns {', '.join(lines[0])}" if lines else "no columns"
        raise SnapshotError(shown(path), what, allowed=", ".join(header), remedy="give exactly these columns")
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(header):
            what = f"line {number}: {len(line)} cells"
            raise SnapshotError(shown(path), what, allowed=str(len(header)), remedy=RESTORE)
    cells = list(zip(*lines[1:], strict=True)) or [()] * len(header)
    days = _cells(path, "date", cells[0])
    table = {name: _cells(path, name, column) for name, column in zip(COLUMNS, cells[1:], strict=True)}
    return pd.DataFrame(table, index=pd.DatetimeIndex(days, name="date").as_unit("us"))


def write_bars(path: Path, bars: pd.DataFrame) -> None:
    """Write one price file: seven significant digits, all that the single-precision numbers of the source hold."""
    lines = [",".join(("date", *COLUMNS))]
    for day, row in zip(pd.DatetimeIndex(bars.index).strftime("%Y-%m-%d"), bars[list(COLUMNS)].to_numpy(), strict=True):
        lines.append(",".join((day, *(_digits(v, n) for v, n in zip(row, COLUMNS, strict=True)))))
    write_atomically(path, ("\n".join(lines) + "\n").encode())


def sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    try:
        if path.exists() and not path.is_file():
            raise SnapshotError(shown(path), "cannot be read (not a file)", remedy=RESTORE)
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise SnapshotError(shown(path), f"cannot be read ({error.strerror})", remedy=RESTORE) from error


def extent(bars: pd.DataFrame) -> tuple[str, str, str]:
    """Rows, first and last date, as the manifest writes them."""
    days = pd.DatetimeIndex(bars.index).strftime("%Y-%m-%d")
    return (str(len(days)), days[0], days[-1]) if len(days) else ("0", "", "")


def _cells(path: Path, name: str, texts: Sequence[str]) -> np.ndarray:
    """Cells of a column as dates or floats; an empty number is NaN, which the checks name with its date."""
    try:  # all at once
        if name == "date":
            return np.array([_day(text) for text in texts], dtype="datetime64[s]")
        if "_" not in "".join(texts):
            return np.array(list(map(float, texts)), dtype=np.float64)
    except ValueError:
        pass  # one by one, to name the line
    convert, allowed = (_day, "YYYY-MM-DD, without time or zone") if name == "date" else (_number, "a number")
    values = []
    for number, text in enumerate(texts, 2):
        try:
            values.append(convert(text))
        except ValueError:
            what = f"line {number}: {name} is {text!r}"
            raise SnapshotError(shown(path), what, allowed=allowed, remedy=RESTORE) from None
    return np.array(values, dtype=np.float64)


def _day(text: str) -> dt.date:
    if len(text) != len("YYYY-MM-DD") or text[4] + text[7] != "--":
        raise ValueError(text)
    if not within_years(day := dt.date.fromisoformat(text)):
        raise ValueError(text)
    return day


def _number(text: str) -> float:
    if "_" in text:
        raise ValueError(text)
    return float(text or "nan")


def _digits(value: float, column: str) -> str:
    if column == "volume":
        return f"{value:.0f}"
    return np.format_float_positional(value, precision=7, unique=False, fractional=False, trim="-")
