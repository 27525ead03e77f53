"""Events cut into tiles of whole dates: the unit of every sum, so that no number depends on what is done where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.windows import EventWindow

if TYPE_CHECKING:
    from analysis.eventstudy.abnormal.panel_result import PanelResult

TILE = 2048
"""Events of a tile, about: their residuals fit the caches of a processor, and a million events are 500 tiles."""


def date_tiles(position: ArrayLike) -> list[NDArray[np.intp]]:
    """Rows of the events in each tile, by date and within a date in the order given.

    Parameters
    ----------
    position : array_like of int
        Row of day 0 of each event, shape (E,).

    Notes
    -----
    Events of one date are in one tile, because correlations and portfolios are of dates. Where the cuts lie depends
    on the dates alone.
    """
    rows = np.asarray(position)
    order = np.argsort(rows, kind="stable")
    _, start, count = np.unique(rows[order], return_index=True, return_counts=True)
    tile = np.repeat(start // TILE, count)
    return np.split(order, np.flatnonzero(np.diff(tile)) + 1) if len(rows) else []


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tile(Displayed):
    """Some events of a panel, sorted by date; C columns are its D event days and W windows.

    Attributes
    ----------
    position, nobs : ndarray of int, shape (n,)
        Row of day 0, and observations of the estimation window.
    sigma : ndarray, shape (n,)
        Residual standard deviation.
    resid : ndarray, shape (n, L)
        Estimation residuals; NaN where missing.
    ar : ndarray, shape (n, D)
        Abnormal returns.
    values, bse : ndarray, shape (C, n)
        Abnormal returns and cumulative ones of each column, and their standard errors; NaN where missing.
    spans : tuple of slice
        Of each column, its days among the D.
    """

    _line: ClassVar = ("position", "resid", "values")

    position: NDArray[np.intp]
    nobs: NDArray[np.intp]
    sigma: Floats
    resid: Floats
    ar: Floats
    values: Floats
    bse: Floats
    spans: tuple[slice, ...]

    @classmethod
    def of(cls, panel: PanelResult, rows: NDArray[np.intp] | slice = slice(None)) -> Tile:
        """Events of a panel by their rows, which are sorted by date."""
        ar = panel.ar[rows]
        return cls(
            panel.position[rows],
            panel.nobs[rows],
            panel.sigma[rows],
            panel.resid[rows],
            ar,
            np.concatenate([ar.T, panel.car[rows].T]),
            np.concatenate([panel.ar_bse[rows].T, panel.car_bse[rows].T]),
            column_spans(panel.days, panel.windows),
        )

    @property
    def here(self) -> NDArray[np.bool_]:
        """Which events have a value in each column, shape (C, n)."""
        return np.isfinite(self.values)

    @property
    def lengths(self) -> NDArray[np.intp]:
        """Days of each column, shape (C,)."""
        return np.array([span.stop - span.start for span in self.spans])


def column_spans(days: NDArray[np.intp], windows: tuple[EventWindow, ...]) -> tuple[slice, ...]:
    """Where the days of each column lie among the event days: each day, then each window.

    Parameters
    ----------
    days : ndarray of int, shape (D,)
    windows : tuple of (int, int)
        First and last day, both included.
    """
    first = int(days[0])
    return tuple(slice(d, d + 1) for d in range(len(days))) + tuple(slice(a - first, b - first + 1) for a, b in windows)
