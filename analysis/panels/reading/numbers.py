"""Numbers as people write them: decimal commas, thousands and percent signs are recognised, or refused. No files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import TableError
from analysis.eventstudy.numeric import Floats
from analysis.panels.reading.table import CellTable
from analysis.study.faults import Fault, refuse

if TYPE_CHECKING:
    import pandas as pd

NOTHING = frozenset({"", "na", "n/a", "nan", "null", "none", "nil", ".", "-", "--", "#n/a", "#n/a n/a", "<na>", "nat"})
"""Words for a value that is not there, in small letters."""
INFINITE = {"inf": np.inf, "+inf": np.inf, "-inf": -np.inf, "infinity": np.inf, "-infinity": -np.inf}
_BLANKS = " \u00a0\u2009\u202f"
_SIGNS = str.maketrans({"\u2212": "-", **dict.fromkeys("\u00a0\u2009\u202f", " ")})
_EXPONENT = r"(?:[eE][-+]?\d+)?"
MISSING_CODES = (-99.99, -999.0, -99.0, -9999.0, -999.99, -99.9)
"""Numbers by which files of factors and returns say that there is none."""
POINTS = "numbers have decimal points, whatever --decimal says of other tables: commas separate the cells"
_MOST = 8  # cells that no style fits, told one by one


@dataclass(frozen=True, slots=True)
class Style:
    """Signs of one way to write numbers: between whole and fraction, and between thousands (or nothing)."""

    decimal: str
    thousands: str = ""

    def pattern(self) -> re.Pattern[str]:
        """What a number of this style looks like."""
        point, whole = re.escape(self.decimal), r"\d*"
        if self.thousands:
            whole = rf"(?:\d{{1,3}}(?:{re.escape(self.thousands)}\d{{3}})+|\d*)"
        return re.compile(rf"[-+]?{whole}(?:{point}\d*)?{_EXPONENT}")

    def value(self, cell: str) -> float:
        """The number of a cell that fits."""
        return float(cell.replace(self.thousands, "").replace(self.decimal, ".") if self.thousands else
                     cell.replace(self.decimal, "."))  # fmt: skip

    def describe(self) -> str:
        """Say it: "decimal commas, and dots between thousands"."""
        names = {",": "commas", ".": "points", " ": "spaces", "'": "apostrophes"}
        between = f", and {names[self.thousands]} between thousands" if self.thousands else ""
        return f"decimal {names[self.decimal]}{between}"


PLAIN = Style(".")
STYLES = (PLAIN, Style(","), Style(".", ","), Style(",", "."), Style(".", " "), Style(",", " "), Style(".", "'"),
          Style(",", "'"))  # fmt: skip


def read_numbers(
    table: CellTable, columns: list[str], *, decimal: str = "", missing: tuple[str, ...] = ()
) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """Numbers of some columns, all in the one style that fits every cell, and what was recognised.

    Parameters
    ----------
    table : CellTable
    columns : list of str
    decimal : "." or ",", optional
        The decimal sign, where it is declared.
    missing : tuple of str, optional
        Cells that are declared to say that a value is missing.

    Raises
    ------
    TableError
        If a cell is no number, or the cells can be read in two ways that differ.
    """
    texts = {c: _text(table.frame[c]) for c in columns if not _is_number(table.frame[c])}
    unique = set().union(*(set(found[1]) for found in texts.values())) if texts else set()
    declared = {m.strip().lower() for m in missing}
    percents = _percents(unique, table.name)
    values = {cell: np.nan for cell in unique if cell.lower() in NOTHING or cell.lower() in declared}
    values |= {cell: INFINITE[cell.lower()] for cell in unique if cell.lower() in INFINITE}
    told = {cell: cell.translate(_SIGNS).rstrip("% ").strip() for cell in unique if cell not in values}
    style, read = _settle(sorted(set(told.values())), table, decimal)
    if style.decimal != PLAIN.decimal:
        _refuse_points(table, [c for c in columns if c not in texts], style)
    wrong = {cell for cell, plain in told.items() if plain not in read}
    if wrong:
        refuse(table.name, _faults(table, texts, wrong, style), kind=TableError)
    scale = 0.01 if percents else 1.0
    values |= {cell: scale * read[plain] for cell, plain in told.items() if plain in read}
    plain_columns = [c for c in columns if c not in texts]
    found = {c: np.array(table.frame[c].to_numpy(dtype=float, na_value=np.nan)) for c in plain_columns}
    for c, (codes, cells) in texts.items():
        found[c] = np.array([values[cell] for cell in cells], dtype=float)[codes]
    absent = [float(m) for m in declared if _is_plain(m)]
    for numbers in found.values():
        numbers[np.isin(numbers, absent)] = np.nan
    said = [f"numbers have {style.describe()}"] * (style != PLAIN)
    said += [POINTS] * (decimal == "," and table.delimiter == "," and style == PLAIN)
    said += ["percent signs were read as hundredths"] * percents
    return {c: found[c] for c in columns}, tuple(said)


def _text(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Codes of the cells, and the distinct cells, without the blanks around them."""
    import pandas as pd

    if column.dtype == object and pd.api.types.infer_dtype(column) != "string":
        column = column.map(_one_way)
    codes, distinct = pd.factorize(column.astype(str).str.strip(), use_na_sentinel=False)
    return codes, [str(d) for d in distinct]


def _one_way(cell: Any) -> Any:
    """A number among words as text that every style reads alike: 1.215 is 1215e-3."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | np.number) or not np.isfinite(cell):
        return cell
    sign, figures, exponent = Decimal(repr(float(cell))).as_tuple()
    return f"{'-' * sign}{''.join(map(str, figures))}e{exponent}"


def _is_number(column: pd.Series) -> bool:
    import pandas as pd

    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _is_plain(text: str) -> bool:
    return bool(PLAIN.pattern().fullmatch(text)) and any(c.isdigit() for c in text)


def _percents(cells: set[str], name: str) -> bool:
    marked = [cell for cell in cells if cell.endswith("%")]
    if marked and (bare := [c for c in cells if c.lower() not in NOTHING and not c.endswith("%")]):
        what = f"some cells have a percent sign, as {marked[0]!r}, and others none, as {bare[0]!r}"
        raise TableError(name, what, remedy="write all alike")
    return bool(marked)


def _settle(cells: list[str], table: CellTable, decimal: str) -> tuple[Style, dict[str, float]]:
    """The style that fits most cells, with their values; refused where two fit as many and give other numbers.

    Where commas part the cells, a point is no sign between thousands, whatever is declared for other tables: columns
    in which no cell is missing are read so before anything is asked.
    """
    commas = table.delimiter == ","
    readings: list[tuple[Style, dict[str, float]]] = []
    for style in STYLES:
        if decimal and style.decimal != decimal and not (commas and style == PLAIN):
            continue
        pattern = style.pattern()
        fitting = {c: style.value(c) for c in cells if pattern.fullmatch(c) and any(s.isdigit() for s in c)}
        readings.append((style, fitting))
    most = max(len(read) for _, read in readings)
    best = [(style, read) for style, read in readings if len(read) == most]
    style, first = best[0]
    if commas and style == PLAIN:
        return style, first
    for other, read in best[1:]:
        if differs := next((c for c in first if c in read and read[c] != first[c]), None):
            what = f"{differs!r} is {first[differs]:g} with {style.describe()}, and {read[differs]:g} with "
            remedy = "say which with --decimal , or --decimal ."
            raise TableError(table.name, what + other.describe(), remedy=remedy)
    return style, first


def _refuse_points(table: CellTable, columns: list[str], style: Style) -> None:
    """Refuse numbers that were read with points beside cells of another style, which would make other numbers of them.

    A file with commas alone has such columns: quotation marks then part a decimal comma from one between cells.
    """
    for column in columns if table.delimiter == "," else []:
        values = table.frame[column].to_numpy(dtype=float, na_value=np.nan)
        if len(points := np.flatnonzero(np.isfinite(values) & (values != np.round(values)))):
            where = f"{table.name}: {table.where(int(points[0]), column)}"
            what = f"{values[points[0]]:g} has a decimal point, and other columns have {style.describe()}"
            raise TableError(where, what, remedy="write all alike, or separate cells by semicolons")


def _faults(
    table: CellTable, texts: dict[str, tuple[np.ndarray, list[str]]], wrong: set[str], style: Style
) -> list[Fault]:
    faults = []
    for column, (codes, cells) in texts.items():
        bad = [n for n, cell in enumerate(cells) if cell in wrong]
        for row in np.flatnonzero(np.isin(codes, bad))[:_MOST]:
            allowed = f"a number with {style.describe()}, or nothing"
            faults.append(table.fault(int(row), column, allowed, "correct it, or declare it with --missing"))
    return faults
