"""What all rules share: a series with what is known about it, and its columns as arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.exchanges import CORRECTED, Calendars, is_quoted, spans_of
from analysis.market.rules.neighbours import Neighbours
from analysis.study.declarations import Bars

Severity = Literal["error", "warning"]
Finding = tuple[Severity, str, Iterable[pd.Timestamp]]
Floats = npt.NDArray[np.float64]

AROUND_THE_CLOCK = ("24/5", "24/7")  # calendars of quotes without an exchange: no volume, and gaps at holidays


@dataclass(frozen=True, slots=True)
class About:
    """What is known about a series beside its bars.

    Attributes
    ----------
    exchange : str
        Calendar that its dates follow.
    declared : {"full", "closes"}, optional
        Whether a study takes its opening prices for prices that could be traded; None where no study is at hand.
    neighbours : Neighbours, optional
        How other series of the same exchange moved; None where there are none to compare with.
    calendars : Calendars
        A study's calendars; the library's with the project's corrections when not given.
    """

    exchange: str
    declared: Bars | None = None
    neighbours: Neighbours | None = None
    calendars: Calendars = CORRECTED

    @property
    def quoted(self) -> bool:
        """Whether it is quoted around the clock: no exchange, no volume."""
        return self.exchange in AROUND_THE_CLOCK

    @property
    def gaps(self) -> bool:
        """Whether it is quoted when it is quoted: one price a day, days without one, no range and no volume."""
        return is_quoted(self.exchange)

    def spans(self, bars: pd.DataFrame) -> Floats:
        """Weekdays that each row's move spans, shape (T,): one throughout, but of quotes with gaps."""
        return spans_of(days_of(bars)) if self.gaps else np.ones(len(bars))


Rule = Callable[[pd.DataFrame, About], Iterator[Finding]]


def column(bars: pd.DataFrame, name: str) -> Floats:
    """Values of a column."""
    return bars[name].to_numpy(dtype=np.float64)


def days_of(bars: pd.DataFrame) -> pd.DatetimeIndex:
    """Sessions of the rows."""
    return pd.DatetimeIndex(bars.index)


def previous(values: Floats) -> Floats:
    """Shift by one row; the first has no predecessor."""
    return np.concatenate(([np.nan], values[:-1]))


def following(values: Floats) -> Floats:
    """Shift back by one row; the last has no successor."""
    return np.concatenate((values[1:], [np.nan]))


def sticks_out(value: Floats, before: Floats, after: Floats) -> Floats:
    """How far a value lies beyond both others on the same side; negative when it lies between them."""
    return np.maximum(value - np.maximum(before, after), np.minimum(before, after) - value)
