"""What returns and factors are told to be, and what their size says: percent, codes for what is missing. Arrays in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.eventstudy.numeric import Floats
from analysis.panels.reading.numbers import MISSING_CODES
from analysis.panels.reading.table import CellTable
from analysis.study.faults import Fault, refuse
from analysis.words.numbers import digits

LARGEST_MEDIAN = 0.05
"""Median absolute daily return above which no market is: half of the days would move by more than 5 %.

The wildest of those traded daily, crypto-currencies in 2017 and 2018, have 3 %; shares 1 %, indices 0.5 %. Percents of
the calmest factors have 0.1."""
SMALLEST_MEDIAN = 5e-5
"""Median absolute daily return of a risky factor, declared in percent, below which it was none: half a basis point."""
LARGEST_FREE = 0.005
"""Median risk-free return a day above which it is one of a year, or in percent: it would be 250 % a year."""
MIXED = 30.0
"""Ratio of the largest to the smallest median return of a table's securities above which they are hardly in one unit.

Shares move by 1 % and indices by 0.5 %, so that decimals among percents have 50 or more. Currencies that are held to
another have more too: it is said, and nothing is refused."""
FEWEST = 10
"""Returns of a security below which their size says nothing."""
_MOST = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """What is declared of a table of returns, ``percent`` None where nothing is, and the option that declares it."""

    percent: bool | None
    option: str

    def decimals(
        self, table: CellTable, columns: Mapping[str, Floats], free: str = ""
    ) -> tuple[dict[str, Floats], str]:
        """Columns of returns as decimals, and what was done.

        Parameters
        ----------
        table : CellTable
        columns : mapping of str to ndarray
        free : str
            Name of the risk-free rate, whose size says nothing.

        Raises
        ------
        TableError
            If what is declared, or decimals where nothing is, contradicts the size of the returns.
        """
        sizes = {name: _median(values) for name, values in columns.items() if name != free}
        if self.percent is False:
            return dict(columns), ""
        if not self.percent:
            large = {name: size for name, size in sizes.items() if size > LARGEST_MEDIAN}
            if large:
                name = max(large, key=lambda n: large[n])
                what = (
                    f"column {name}: half of all days move by more than {large[name]:.3g}, as decimals "
                    f"{100 * large[name]:.3g} %"
                )
                allowed = f"a median absolute return of at most {LARGEST_MEDIAN:g} a day, which no market exceeds"
                remedy = f"declare percents with {self.option}; an index's levels belong into the prices"
                raise TableError(table.name, what, allowed=allowed, remedy=remedy)
            return dict(columns), ""
        small = {name: size for name, size in sizes.items() if 0 < size / 100 < SMALLEST_MEDIAN}
        if small:
            name = min(small, key=lambda n: small[n])
            what = f"column {name}: as percents half of all days move by less than {small[name]:.2g} %"
            raise TableError(table.name, what, remedy=f"leave {self.option} out: they look like decimals")
        return {name: values / 100 for name, values in columns.items()}, "returns in percent were divided by 100"


def _median(values: Floats) -> float:
    known = np.abs(values[np.isfinite(values)])
    return float(np.median(known)) if len(known) else 0.0


def say_units(table: CellTable, names: NDArray[np.object_], cells: Floats, *, declared: bool) -> tuple[str, ...]:
    """What the size of each security's returns says against all being in one unit.

    Parameters
    ----------
    table : CellTable
    names : ndarray of str, shape (N,)
    cells : ndarray, shape (T, N)
        Returns as decimals, if they are what they are told to be.
    declared : bool
        Whether their unit is, in which case nothing is refused.

    Raises
    ------
    TableError
        If securities move as no market does, and no unit is declared.
    """
    enough = np.isfinite(cells).sum(axis=0) >= FEWEST
    sizes = np.array([_median(column) for column in cells.T]) * enough
    if not declared and (large := sizes > LARGEST_MEDIAN).any():
        worst = names[large][np.argsort(-sizes[large], kind="stable")].tolist()
        what = (
            f"half of the returns of {', '.join(worst[:3])}{' and more' * (len(worst) > 3)} are beyond "
            f"{LARGEST_MEDIAN:.0%}, those of {digits(int((~large).sum()), 'other')} are not"
        )
        remedy = "bring all into one unit; if they are, declare --returns-percent or --returns-decimal"
        raise TableError(table.name, what, remedy=remedy)
    sizes = np.array([_median(column[column != 0]) for column in cells.T]) * enough  # a price at rest has no size
    moved = np.flatnonzero(sizes)
    if not len(moved):
        return ()
    least, most = (int(moved[k]) for k in (sizes[moved].argmin(), sizes[moved].argmax()))
    if sizes[most] <= MIXED * sizes[least]:
        return ()
    of = [f"{names[k]} by {100 * sizes[k]:.2g} %" for k in (least, most)]
    return (f"on half of all days {of[0]} or less and {of[1]} or more: are all in one unit?",)


def refuse_yearly(table: CellTable, name: str, rate: Floats) -> None:
    """Refuse a risk-free rate that is one of a year, or in percent among decimals: each day would lose all of it.

    Raises
    ------
    TableError
        If it is larger than any rate of a day.
    """
    if (middle := _median(rate)) > LARGEST_FREE:
        what = f"column {name}: {100 * middle:.3g} % a day at the median, more than any risk-free rate"
        raise TableError(table.name, what, remedy="give the rate of a day, in the unit of the factors")


def refuse_codes(table: CellTable, columns: Mapping[str, Floats]) -> None:
    """Refuse numbers by which files say that a value is missing: taken for returns they change every result.

    Raises
    ------
    TableError
        With line and column of the first ones.
    """
    faults = []
    for name, values in columns.items():
        for row in np.flatnonzero(np.isin(values, MISSING_CODES))[:_MOST]:
            code = f"{values[row]:g}"
            what = f"{code} is a code for a missing value"
            faults.append(Fault(table.where(int(row), name), what, remedy=f"declare it with --missing={code}"))
    refuse(table.name, faults, kind=TableError)
