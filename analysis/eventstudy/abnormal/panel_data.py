"""What a panel is estimated on: checked arrays, laid out so that every window is one run of memory. Arrays only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.windows import Days

Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PanelData(Displayed):
    """Returns of N securities, q factors, and which of T sessions may serve in estimation windows.

    Attributes
    ----------
    sessions : int
        T.
    before : int
        Margin of missing sessions in front of the data, so that every window exists; T' counts both margins.
    returns : ndarray, shape (N, T')
    factors : ndarray, shape (1 or N, q, T')
        A leading 1 means that all securities share them.
    usable : ndarray of bool, shape (1 or N, T')
    spans : ndarray, shape (T',), or None
        Sessions that each return spans; None where it is one throughout.
    subtracted : ndarray, shape (1 or N, T'), or None
        What was subtracted from the returns, such as the risk-free rate.
    """

    sessions: int
    before: int
    returns: Floats
    factors: Floats
    usable: NDArray[np.bool_]
    spans: Floats | None = None
    subtracted: Floats | None = None

    @classmethod
    def of(
        cls,
        returns: ArrayLike,
        factors: ArrayLike | None,
        usable: ArrayLike | None,
        adjust: ArrayLike | None,
        days: Days,
        spans: ArrayLike | None = None,
    ) -> PanelData:
        """Check the inputs of :func:`analysis.eventstudy.event_panel`; ``days`` holds every day needed.

        Raises
        ------
        EstimationError
            If the shapes do not fit together or a value is infinite.
        """
        r = _numbers("returns", returns, (2,), None)
        off = None if adjust is None else _by_security(_numbers("adjust", adjust, (1, 2), r.shape))
        r = r if off is None else r - off
        f = np.empty((len(r), 1, 0)) if factors is None else _numbers("factors", factors, (2, 3), r.shape)
        f = f[:, None, :] if f.ndim == 2 else f
        if usable is not None and np.asarray(usable).dtype != np.bool_:
            raise EstimationError("usable", f"array of {np.asarray(usable).dtype}", allowed="bool")
        u = np.ones((len(r), 1)) if usable is None else _by_security(_numbers("usable", usable, (1, 2), r.shape))
        margin = (max(0, -int(days.min())), max(0, int(days.max())))
        return cls(
            len(r),
            margin[0],
            np.pad(r.T, [(0, 0), margin], constant_values=np.nan),
            np.pad(f.transpose(1, 2, 0), [(0, 0), (0, 0), margin], constant_values=np.nan),
            np.pad(u.T == 1, [(0, 0), margin], constant_values=False),
            None if spans is None else np.pad(_spans(spans, len(r)), margin, constant_values=1.0),
            None if off is None else np.pad(off.T, [(0, 0), margin], constant_values=np.nan),
        )

    def events(self, events: ArrayLike) -> tuple[Integers, Integers]:
        """Security and position of each event, shapes (E0,).

        Raises
        ------
        EstimationError
            If they are not pairs of integers, or one lies outside the data.
        """
        pairs = np.asarray(events)
        if pairs.ndim != 2 or pairs.shape[1] != 2 or not len(pairs) or not np.issubdtype(pairs.dtype, np.integer):
            what = f"{pairs.dtype} array of shape {pairs.shape}"
            raise EstimationError("events", what, allowed="integers of shape (E, 2): security, position")
        wrong = ((pairs < 0) | (pairs >= [len(self.returns), self.sessions])).any(axis=1)
        if wrong.any():
            event = int(np.argmax(wrong))
            raise EstimationError(
                f"event {event}",
                f"security {pairs[event, 0]}, position {pairs[event, 1]}",
                allowed=f"0 to {len(self.returns) - 1}, 0 to {self.sessions - 1}",
            )
        return pairs[:, 0].astype(np.intp), pairs[:, 1].astype(np.intp)

    def blocks(self, security: Integers, position: Integers, first: int, last: int) -> list[Integers]:
        """Events by what they are regressed on: arrays (S, E) of their numbers, whose columns share all but the y.

        Securities on the same dates, with the same factors, share all if they miss the same returns from the
        ``first`` event day of the first date to the ``last`` of the last one. Other events share nothing, S = 1.
        """
        alone = [np.arange(len(security))[None, :]]
        if len(self.factors) > 1 or len(self.usable) > 1:
            return alone
        order = np.argsort(security, kind="stable")
        distinct, counts = np.unique(security, return_counts=True)
        if np.ptp(counts):
            return alone
        numbers = order.reshape(len(distinct), -1)
        if (position[numbers] != position[numbers[0]]).any():
            return alone
        rows = slice(self.before + int(position.min()) + first, self.before + int(position.max()) + last + 1)
        seen = np.isfinite(self.returns[distinct, rows])
        if seen.all():
            return [numbers]
        _, alike = np.unique(seen, axis=0, return_inverse=True)
        return [numbers[alike.ravel() == pattern] for pattern in range(alike.max() + 1)]

    def windows(self, security: Integers, first_row: Integers, length: int) -> tuple[Floats, list[Floats]]:
        """Returns (..., E, length) and each factor (E, length) on the sessions from a row (E,) on.

        ``security`` has the shape (..., E); where there are several the factors are the first one's.
        """
        start = first_row + self.before
        own = security.reshape(-1, len(start))[0] if len(self.factors) > 1 else np.zeros_like(start)
        returns = sliding_window_view(self.returns, length, axis=1)
        factors = sliding_window_view(self.factors, length, axis=2)
        return returns[security, start], [factors[own, j, start] for j in range(self.factors.shape[1])]

    def raw(self, returns: Floats, security: Integers, first_row: Integers) -> Floats:
        """Returns (..., E, length) of :meth:`windows` with what was subtracted from them, for compounding."""
        if self.subtracted is None:
            return returns
        windows = sliding_window_view(self.subtracted, returns.shape[-1], axis=1)
        return np.asarray(returns + windows[own_rows(security, self.subtracted), first_row + self.before])

    def spans_in(self, first_row: Integers, length: int) -> Floats:
        """Sessions that the returns of the same sessions span, shape (E, length)."""
        if self.spans is None:
            return np.ones((len(first_row), length))
        return np.asarray(sliding_window_view(self.spans, length)[first_row + self.before])

    def usable_in(self, security: Integers, first_row: Integers, length: int) -> NDArray[np.bool_]:
        """Which of the same sessions may serve in an estimation window, shape (E, length)."""
        own = own_rows(security, self.usable)
        usable: NDArray[np.bool_] = sliding_window_view(self.usable, length, axis=1)[own, first_row + self.before]
        return usable


def own_rows(security: Integers, values: NDArray[Any]) -> Integers:
    """Rows of an array that has one for each security, or one that all share.

    Parameters
    ----------
    security : ndarray of int
    values : ndarray, shape (1 or N, ...)
    """
    return security if len(values) > 1 else np.zeros_like(security)


def _spans(spans: ArrayLike, sessions: int) -> Floats:
    found = np.asarray(spans, dtype=float)
    if found.shape != (sessions,) or not ((found > 0) & np.isfinite(found)).all():
        raise EstimationError("spans", f"array of shape {found.shape}", allowed=f"({sessions},), above zero, finite")
    return found


def _numbers(name: str, values: ArrayLike, dimensions: tuple[int, ...], like: tuple[int, ...] | None) -> Floats:
    """Array of floats that agrees with the returns (T, N) in its sessions and, where it has them, securities."""
    array = np.asarray(values, dtype=float)
    by_security = array.ndim == max(dimensions)
    if array.ndim not in dimensions or (like and array.shape[: 1 + by_security] != like[: 1 + by_security]):
        allowed = f"{like[0]} sessions and {like[1]} securities, as the returns" if like else "(T, N)"
        raise EstimationError(name, f"array of shape {array.shape}", allowed=allowed)
    if np.isinf(array).any():
        what = f"infinite at {tuple(int(i) for i in np.argwhere(np.isinf(array))[0])}"
        raise EstimationError(name, what, allowed="numbers, or NaN where missing", remedy="mend the prices")
    return array


def _by_security(values: Floats) -> Floats:
    """Sessions by securities, with a single column for what the securities share."""
    return values[:, None] if values.ndim == 1 else values
