"""What the tests need of each event: columns of a few numbers, not its residuals. Arrays only."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference.sums.tile import Tile, column_spans
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.windows import EventWindow

if TYPE_CHECKING:
    from analysis.eventstudy.abnormal.panel_result import PanelResult

_ROWS = 1024


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EventColumns(Displayed):
    """Numbers of E events, in the order in which they were handed in; C columns are D event days and W windows.

    Attributes
    ----------
    included, security, position, nobs, df : ndarray of int, shape (E,)
    sigma : ndarray, shape (E,)
    values, bse : ndarray, shape (C, E)
        Abnormal returns and cumulative ones, and their standard errors; NaN where missing.
    positive : ndarray, shape (E,)
        Estimation residuals above zero.
    squares : ndarray, shape (E,)
        Sum of the squared estimation residuals.
    alike : ndarray of bool, shape (E,)
        Whether the regressors are those of the first event of the same date.
    resid : ndarray, shape (E, L), or (E, 0)
        Estimation residuals, if all events are in one part; only a joint test of a few on one date asks for them.
    days, est_days : ndarray of int, shapes (D,) and (L,)
    windows : tuple of (int, int)
    """

    _line: ClassVar = ("values", "windows")

    included: NDArray[np.intp]
    security: NDArray[np.intp]
    position: NDArray[np.intp]
    nobs: NDArray[np.intp]
    df: NDArray[np.intp]
    sigma: Floats
    values: Floats
    bse: Floats
    positive: NDArray[np.intp]
    squares: Floats
    alike: NDArray[np.bool_]
    resid: Floats
    days: NDArray[np.intp]
    est_days: NDArray[np.intp]
    windows: tuple[EventWindow, ...]

    @property
    def spans(self) -> tuple[slice, ...]:
        """Where the days of each column lie among the event days."""
        return column_spans(self.days, self.windows)

    @property
    def lengths(self) -> NDArray[np.intp]:
        """Days of each column, shape (C,)."""
        return np.array([span.stop - span.start for span in self.spans])

    @classmethod
    def of(cls, panel: PanelResult) -> EventColumns:
        """Columns of a panel.

        Raises
        ------
        EstimationError
            If it has no residuals, an infinite number, or a standard error that is not positive.
        """
        if panel.resid.shape[1] == 0:
            what = "the panel has no residuals"
            raise EstimationError("battery", what, remedy="call event_panel(keep_residuals=True)")
        _, first, date = np.unique(panel.position, return_index=True, return_inverse=True)
        count = len(panel.position)
        positive, squares, alike = np.empty(count, dtype=np.intp), np.empty(count), np.empty(count, dtype=bool)
        infinite = 0
        for start in range(0, count, _ROWS):
            rows = slice(start, start + _ROWS)
            resid = panel.resid[rows]
            if not np.isfinite(resid.sum()):
                infinite += int(np.isinf(resid).sum())
                resid = np.nan_to_num(resid)
            positive[rows], squares[rows] = np.count_nonzero(resid > 0, axis=1), np.einsum("el,el->e", resid, resid)
            like = first[date[rows]]
            alike[rows] = np.logical_and(*(_equal(d[rows], d[like]) for d in (panel.normalized_cov, panel.exog)))
        return cls(
            panel.included,
            panel.security,
            panel.position,
            panel.nobs,
            panel.df,
            panel.sigma,
            np.concatenate([panel.ar.T, panel.car.T]),
            np.concatenate([panel.ar_bse.T, panel.car_bse.T]),
            positive,
            squares,
            alike,
            panel.resid,
            panel.days,
            panel.est_days,
            panel.windows,
        )._checked(infinite)

    @classmethod
    def joined(cls, parts: list[EventColumns]) -> EventColumns:
        """Events of several parts of a panel, in the order in which they were handed in."""
        order = np.argsort(np.concatenate([part.included for part in parts]), kind="stable")
        whole = {f.name: getattr(parts[0], f.name) for f in fields(cls)}
        for name in whole.keys() - {"days", "est_days", "windows", "resid"}:
            parts_of = [np.atleast_2d(getattr(part, name)) for part in parts]
            joined = np.empty((len(parts_of[0]), len(order)), dtype=parts_of[0].dtype)
            for row, into in enumerate(joined):  # row by row: one row fits the caches, all of them do not
                np.take(np.concatenate([part[row] for part in parts_of]), order, out=into)
            whole[name] = joined.reshape(*whole[name].shape[:-1], len(order))
        whole["resid"] = parts[0].resid[order] if len(parts) == 1 else np.empty((len(order), 0))
        return cls(**whole)

    def tile(self, resid: Floats) -> Tile:
        """These events, sorted by date, with their estimation residuals (E, L)."""
        values = self.values
        ar = values[: len(self.days)].T
        return Tile(self.position, self.nobs, self.sigma, resid, ar, values, self.bse, self.spans)

    def _checked(self, infinite_resid: int) -> EventColumns:
        days = len(self.days)
        numbers = {
            "ar": self.values[:days],
            "ar_bse": self.bse[:days],
            "car": self.values[days:],
            "car_bse": self.bse[days:],
            "sigma": self.sigma,
        }
        counts = {name: int(np.isinf(values).sum()) for name, values in numbers.items()} | {"resid": infinite_resid}
        for name, infinite in counts.items():
            if infinite:
                remedy = "check the prices for zeros"
                raise EstimationError(f"battery: {name}", f"{infinite} infinite numbers", remedy=remedy)
        for name in ("sigma", "ar_bse", "car_bse"):
            if np.any(numbers[name] <= 0):
                raise EstimationError(f"battery: {name}", "not positive", remedy="leave constant returns out")
        return self


def _equal(a: Floats, b: Floats) -> NDArray[np.bool_]:
    """Whether the numbers of each event are equal up to rounding, or both missing, shape (E,)."""
    return np.asarray(((np.abs(a - b) <= 1e-9 * np.abs(b)) | (np.isnan(a) & np.isnan(b))).all(axis=(1, 2)))
