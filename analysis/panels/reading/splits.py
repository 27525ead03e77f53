"""Whether prices show the splits that stand beside them: adjusted prices do not, and would be split twice. Arrays."""

from __future__ import annotations

import numpy as np

from analysis.errors import TableError
from analysis.eventstudy.numeric import Floats
from analysis.panels.reading.table import CellTable
from analysis.study.faults import Fault, refuse

LARGE = np.log(1.5)
"""Size of a split, as a log, from which on the prices of two days tell whether they show it."""
SHOWN = 0.25
"""Share of a split that prices move by at least where they show it; a day's own news hides no more than the rest."""


def refuse_unseen_splits(
    table: CellTable, column: str, prices: Floats, splits: Floats, rows: np.ndarray, names: np.ndarray
) -> None:
    """Refuse splits of whose size the price of the day differs little from the last one before.

    Parameters
    ----------
    table : CellTable
    column : str
        Of the splits.
    prices, splits : ndarray, shape (T, N)
    rows : ndarray of int, shape (T, N)
        Of the table.
    names : ndarray of str, shape (N,)

    Raises
    ------
    TableError
        With line and column of the first ones.
    """
    size = np.log(np.where(splits > 0, splits, 1.0))
    faults = []
    for day, security in np.argwhere(np.abs(size) >= LARGE):
        own = prices[:, security]
        before, after = own[:day][np.isfinite(own[:day])], own[day:][np.isfinite(own[day:])]
        if not len(before) or not len(after) or before[-1] <= 0 or after[0] <= 0:
            continue
        if abs(np.log(after[0] / before[-1])) < SHOWN * abs(size[day, security]):
            what = (
                f"{names[security]} has {splits[day, security]:g} new shares for one, and its price went from "
                f"{before[-1]:g} to {after[0]:g}"
            )
            remedy = "correct it; where prices are adjusted for splits already, say --column prices.split=none"
            faults.append(Fault(table.where(int(rows[day, security]), column), what, remedy=remedy))
    refuse(table.name, faults, kind=TableError)
