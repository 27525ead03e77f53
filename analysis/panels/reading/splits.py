"""Whether prices show the splits that stand beside them: not those adjusted for them, nor ratios turned round."""

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
SMALL, TURNED = np.log(1.2), 0.75
"""Size of a smaller split that is seen to be turned round, where prices move by as much of it the wrong way."""
_UNSEEN = "correct it; where prices are adjusted for splits already, say --column prices.split=none"


def refuse_unseen_splits(
    table: CellTable, column: str, prices: Floats, splits: Floats, rows: np.ndarray, names: np.ndarray
) -> None:
    """Refuse splits that the price of the day does not show, or shows the other way round: 2 new shares halve a price.

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
    for day, security in np.argwhere(np.abs(size) >= SMALL):
        own = prices[:, security]
        before, after = own[:day][np.isfinite(own[:day])], own[day:][np.isfinite(own[day:])]
        if not len(before) or not len(after) or before[-1] <= 0 or after[0] <= 0:
            continue
        shown = -np.log(after[0] / before[-1]) / size[day, security]  # 1 where nothing but the split moved the price
        if shown < (SHOWN if abs(size[day, security]) >= LARGE else -TURNED):
            ratio = splits[day, security]
            what = (
                f"{names[security]} has {ratio:g} new shares for one, and its price went from "
                f"{before[-1]:g} to {after[0]:g}"
            )
            round_about = f"the ratio is the other way round: give new shares for one old, {1 / ratio:g} for {ratio:g}"
            remedy = f"{round_about}, in all rows" if shown <= -SHOWN else _UNSEEN
            faults.append(Fault(table.where(int(rows[day, security]), column), what, remedy=remedy))
    refuse(table.name, faults, kind=TableError)
