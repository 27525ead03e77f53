"""Events that a panel leaves out, as columns: of a million events half may miss a day. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.abnormal.panel_data import Integers
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.windows import EventWindow

OF_ALL = -1
"""Number that stands for all windows."""


class Exclusion(NamedTuple):
    """An event that is left out, of one window or (``window`` None) of all, and why."""

    event: int
    security: int
    position: int
    reason: str
    window: EventWindow | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Exclusions(Displayed, Sequence[Exclusion]):
    """A sequence of X exclusions, by event; each is made when it is asked for.

    Attributes
    ----------
    event, security, position : ndarray of int, shape (X,)
        Row of the event among those that were handed in, column of its security, and row of its day 0.
    reason : ndarray of object, shape (X,)
        Why, as a string.
    window : ndarray of int, shape (X,)
        Of which of the ``windows`` it is left out; -1 of all.
    windows : tuple of (int, int)
    """

    _line: ClassVar = ("event", "windows")

    event: Integers
    security: Integers
    position: Integers
    reason: NDArray[np.object_]
    window: Integers
    windows: tuple[EventWindow, ...]

    @classmethod
    def joined(cls, parts: Sequence[Exclusions], windows: tuple[EventWindow, ...]) -> Exclusions:
        """Those of several parts, by event, and of one event in the order of the parts; none of no parts."""
        none, unsaid = np.zeros(0, dtype=np.intp), np.zeros(0, dtype=object)
        every = cls(
            np.concatenate([none, *(part.event for part in parts)]),
            np.concatenate([none, *(part.security for part in parts)]),
            np.concatenate([none, *(part.position for part in parts)]),
            np.concatenate([unsaid, *(part.reason for part in parts)]),
            np.concatenate([none, *(part.window for part in parts)]),
            windows,
        )
        return every.chosen(np.argsort(every.event, kind="stable"))

    def chosen(self, rows: Integers | slice) -> Exclusions:
        """Some of them, in that order."""
        columns = (self.event[rows], self.security[rows], self.position[rows])
        return Exclusions(*columns, self.reason[rows], self.window[rows], self.windows)

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Which of them are of all windows, shape (X,)."""
        return np.asarray(self.window == OF_ALL)

    def __len__(self) -> int:
        return len(self.event)

    def __iter__(self) -> Iterator[Exclusion]:
        windows = (*self.windows, None)  # -1 is the last
        where = (self.event.tolist(), self.security.tolist(), self.position.tolist())
        for event, security, position, reason, window in zip(*where, self.reason, self.window, strict=True):
            yield Exclusion(event, security, position, reason, windows[window])

    @overload
    def __getitem__(self, k: int) -> Exclusion: ...
    @overload
    def __getitem__(self, k: slice) -> Exclusions: ...
    def __getitem__(self, k: int | slice) -> Exclusion | Exclusions:
        if isinstance(k, slice):
            return self.chosen(k)
        (one,) = self.chosen(np.arange(len(self))[[k]])  # an IndexError where there is none
        return one
