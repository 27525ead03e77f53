"""Figures that others reported of the same prices: reported.csv of a study, where it has one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, ValidationInfo

from analysis.event.moments import TimeCell
from analysis.study.csv_tables import CellError, Row, read_table
from analysis.study.study import Study

REPORTED = "reported.csv"
Unit = Literal["percent", "points", "price"]
"""``percent`` and ``points`` (of face value, as a bond is quoted): a change since the news; ``price``: a level."""
Bound = Literal["exact", "at_least", "at_most"]
"""How the source gives the value; of a change in size, whichever its direction."""


def _series(cell: object, info: ValidationInfo) -> object:
    known = (info.context or {}).get("tickers", ())
    if cell and cell not in known:
        raise CellError(repr(cell), allowed=f"{', '.join(known)}, or empty for the whole portfolio")
    return cell


def _value(cell: object) -> object:
    try:
        return float(cell) if isinstance(cell, str) else cell
    except ValueError as error:
        raise CellError(repr(cell), allowed="a number") from error


class Reported(Row):
    """One figure: when it was reported, of what, and by whom. ``series``: a ticker, or empty for the portfolio."""

    may_be_empty = frozenset({"series"})

    utc: TimeCell
    what: str
    series: Annotated[str, BeforeValidator(_series)]
    value: Annotated[float, BeforeValidator(_value)]
    unit: Unit
    bound: Bound
    source: str


def read_reported(study: Study) -> tuple[Reported, ...]:
    """Read the figures in their order; none where the study has no such file.

    Raises
    ------
    StudyError
        Naming file, row and column of what is wrong.
    """
    path: Path = study.file(REPORTED)
    if not path.exists():
        return ()
    tickers = tuple(i.ticker for i in study.instruments if i.available == "bundled")
    return tuple(row for _, row in read_table(path, Reported, tickers=tickers))
