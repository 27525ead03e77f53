"""Which dates can serve as placebo dates: rows of a table of returns. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.errors import WindowError
from analysis.eventstudy.numeric import Floats

Rows = NDArray[np.intp]


def admissible_rows(
    observed: NDArray[np.bool_],
    event_row: int,
    *,
    estimation: tuple[int, int],
    windows: Sequence[tuple[int, int]],
    avoid: Sequence[int] = (),
    clearance: int = 0,
) -> Rows:
    """Rows that can serve as placebo dates.

    A row is admissible when every session from the first to the last of its estimation window and event windows is
    observed, and when it is more than ``clearance`` sessions away from the event and from every row in ``avoid``. The
    estimation window may come before or after the event windows.

    Parameters
    ----------
    observed : ndarray of bool, shape (T,)
        Rows on which the series and all its factors have a return.
    event_row : int
        Row of day 0 of the event.
    estimation, windows : tuple of int
        First and last event day, both included.
    avoid : sequence of int
        Rows of other dates to keep clear of.
    clearance : int
        Sessions.

    Returns
    -------
    ndarray of int, shape (M,)
    """
    first = min(estimation[0], *(w[0] for w in windows))
    last = max(estimation[1], *(w[1] for w in windows))
    seen = np.concatenate([[0], np.cumsum(observed)])
    rows = np.arange(max(0, -first), len(observed) - max(0, last))
    whole = seen[rows + last + 1] - seen[rows + first] == last - first + 1
    taken = np.asarray([event_row, *avoid])
    clear = (np.abs(rows[:, None] - taken[None, :]) > clearance).all(axis=1)
    return np.asarray(rows[whole & clear], dtype=np.intp)


def rows_spanning(spans: Floats, ends: Rows, total: float) -> Rows:
    """First row of the stretch that ends with each row and spans just so many sessions; -1 where none does.

    Parameters
    ----------
    spans : ndarray, shape (T,)
        Sessions that each row's return spans.
    ends : ndarray of int, shape (M,)
        Last rows.
    total : float
        Sessions.

    Returns
    -------
    ndarray of int, shape (M,)
    """
    before = np.concatenate([[0.0], np.cumsum(spans)])
    wanted = before[ends + 1] - total
    starts = np.searchsorted(before, wanted)
    found = (wanted >= 0) & (before[np.minimum(starts, len(before) - 1)] == wanted)
    return np.asarray(np.where(found, starts, -1), dtype=np.intp)


def apart(rows: Rows, event_row: int, length: int) -> NDArray[np.bool_]:
    """Which placebo dates keep multiples of ``length`` sessions from the event, so that windows do not overlap.

    Overlapping windows share days: their statistics are not exchangeable, and counting each as a date of its own
    would promise a finer p-value than the data can give.

    Parameters
    ----------
    rows : ndarray of int, shape (M,)
    event_row : int
    length : int
        Sessions of the longest window.
    """
    return np.asarray((rows - event_row) % length == 0)


def require_rows(rows: Rows, minimum: int, where: str) -> None:
    """Stop when there are too few placebo dates.

    Parameters
    ----------
    rows : ndarray of int
    minimum : int
        Number of placebo dates that the study declared necessary.
    where : str
        What is tested, for messages.

    Raises
    ------
    WindowError
        Says how many there are.
    """
    if len(rows) < minimum:
        raise WindowError(
            where,
            f"{len(rows)} admissible placebo dates",
            allowed=f"at least {minimum} (placebo.minimum)",
            remedy="start the prices earlier, or shorten estimation.length, placebo.clearance or the primary window",
        )
