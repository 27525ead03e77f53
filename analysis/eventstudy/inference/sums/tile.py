"""A tile of events, whole dates: the unit of every sum, so that no number depends on what is done where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.windows import EventWindow

if TYPE_CHECKING:
    from analysis.eventstudy.abnormal.panel_result import PanelResult


@dataclass(frozen=True, eq=False, repr=False)
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

    @cached_property
    def here(self) -> NDArray[np.bool_]:
        """Which events have a value in each column, shape (C, n)."""
        return np.isfinite(self.values)

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        """Which residuals there are, shape (n, L)."""
        return np.isfinite(self.resid)

    @property
    def complete(self) -> bool:
        """Whether no residual is missing."""
        return bool((self.nobs == self.resid.shape[1]).all())

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
