"""The portfolio's abnormal return day by day around the event, cumulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.effects import fit_series
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.numbers import out_of
from analysis.words.plain import records
from analysis.words.tables import Column, Table

HEADING = "Cumulative abnormal return"
EVE = -1
"""Event day from whose close the path is cumulated."""
COLUMNS = (
    Column("event_day", "session, counted from the first that could react", "event day", "count"),
    Column("session", "its date", "session"),
    Column("car_bp", "abnormal return from the close of event day -1 to that of this day", "cumulative, bp", "bp"),
    Column("bse_bp", "its standard error", "standard error, bp", "size"),
    Column("low_bp", "lower end of its 95 % interval", "from", "bp"),
    Column("high_bp", "upper end", "to", "bp"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Path(Piece):
    """Cumulative abnormal return of the portfolio by event day, close to close, with pointwise 95 % bounds.

    Returns are log returns as decimals.

    Attributes
    ----------
    days : ndarray of int, shape (D,)
        Event days.
    sessions : DatetimeIndex, shape (D,)
    car, bse, low, high : ndarray, shape (D,)
        Cumulated from the eve, on which it is zero; its standard error; the bounds of each day by itself.
    setting : Setting
    """

    days: NDArray[np.int_]
    sessions: pd.DatetimeIndex
    car: NDArray[np.float64]
    bse: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    setting: Setting

    @property
    def apart(self) -> int:
        """Number of days on which the band excludes zero."""
        return int(np.count_nonzero((self.low > 0) | (self.high < 0)))

    @property
    def counted(self) -> int:
        """Number of days on which it could: all but the eve, on which the path is zero."""
        return int(np.count_nonzero(self.days != EVE))

    def on(self, day: int) -> float:
        """Cumulative abnormal return from the eve to the close of an event day, basis points."""
        return float(1e4 * self.car[self.days == day][0])

    @property
    def holds_zero(self) -> str:
        """On how many days the band holds zero, in words."""
        days = self.counted
        return f"on {out_of(days - self.apart, days)} event days" if self.apart else f"on all {days} event days"

    @once
    def record(self) -> dict[str, Any]:
        """The path day by day; its days but the eve, and on how many of them the band excludes zero."""
        return {
            "days": self.counted,
            "days_apart": self.apart,
            "day0_bp": self.on(0),
            "last_bp": self.on(int(self.days[-1])),
            "by_day": records(self.tables()["path"].frame),
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line an event day."""
        returns = {"car_bp": self.car, "bse_bp": self.bse, "low_bp": self.low, "high_bp": self.high}
        frame = pd.DataFrame(
            {"event_day": self.days, "session": self.sessions.strftime("%Y-%m-%d")}
            | {name: 1e4 * values for name, values in returns.items()}
        )
        return {"path": Table(COLUMNS, frame)}

    def context(self) -> Mapping[str, Any]:
        """Words around the numbers."""
        return {"first": int(self.days[0]), "last": int(self.days[-1]), "holds_zero": self.holds_zero}


def path(case: Case) -> Path:
    """Cumulate the portfolio's abnormal return from the eve, all days predicted from one estimation window.

    Raises
    ------
    WindowError, EstimationError
        If the days do not fit into the prices, or the model cannot be estimated.
    """
    series, drawing = case.portfolio, case.study.drawing
    fit = fit_series(case, series, "close-to-close", [(drawing.path_first, drawing.path_last)]).path(since=EVE)
    low, high = fit.conf_int(0.05).T
    day0 = case.event_row(case.table_of("close-to-close", series), series)
    sessions = case.sessions(series.exchange)[day0 + fit.days]
    return Path(fit.days, sessions, fit.values, fit.bse, low, high, case.setting)
