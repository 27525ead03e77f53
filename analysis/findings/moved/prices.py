"""Prices around the event: the total return of every series since the eve, on the sessions of its own exchange."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.series import PORTFOLIO, Series
from analysis.study.setting import Setting
from analysis.words.tables import Column, Table

HEADING = "Prices around the event"
FIRST_DAY, LAST_DAY = -30, 20
"""Event days that are shown, as far as the prices reach; no number of the study depends on them."""
EVE = -1
"""Event day at whose close all series stand at 100."""


@dataclass(frozen=True, eq=False, repr=False)
class Prices(Piece):
    """Total returns around the event.

    Attributes
    ----------
    total : DataFrame
        Log total return (decimal) since the close of event day -1: index event day, one column a series, the portfolio
        first. NaN where a series has no prices.
    sessions : Series of str
        Sessions of the portfolio's exchange, by event day.
    series : tuple of Series
        What the columns are.
    setting : Setting
    """

    total: pd.DataFrame
    sessions: pd.Series[str]
    series: tuple[Series, ...]
    setting: Setting

    @property
    def levels(self) -> pd.DataFrame:
        """The same indexed: 100 at the close of event day -1."""
        return 100 * self.total.apply(np.exp)

    @property
    def days(self) -> tuple[int, int]:
        """First and last event day."""
        return int(self.total.index[0]), int(self.total.index[-1])

    @property
    def placebo(self) -> float | None:
        """Mean log return of the bundled placebo funds to the last day; None where there are none."""
        return float(self._placebo_ends.mean()) if len(self._placebo_ends) else None

    @property
    def on_average(self) -> str:
        """Words after that number, where it is a mean of several."""
        return " on average" if len(self._placebo_ends) > 1 else ""

    @property
    def _placebo_ends(self) -> pd.Series[float]:
        funds = [t for t in self.setting.study.tickers("placebo") if t in self.total]
        return self.total[funds].iloc[-1].dropna()

    def portfolio(self, day: int) -> float:
        """Log total return of the portfolio from the eve to the close of an event day."""
        return float(self.total.loc[day, PORTFOLIO])  # type: ignore[arg-type]

    @once
    def record(self) -> dict[str, Any]:
        """How far each series moved from the eve to the close of day 0, and to that of the last day shown."""
        first, last = self.days
        percent = 100 * self.total.apply(np.expm1)
        return {
            "first_day": first,
            "last_day": last,
            "series": [
                {"series": key, "day0_pct": day0, "last_pct": end}
                for key, day0, end in zip(percent.columns, percent.loc[0], percent.loc[last], strict=True)
            ],
        }

    @once
    def numbers(self) -> Table:
        """The indexed total returns, one line an event day."""
        columns = (
            Column("event_day", "session relative to the first that could react"),
            Column("session", "its date on the portfolio's exchange"),
            *(Column(s.key, f"total return of {s.label}, 100 on event day {EVE}") for s in self.series),
        )
        frame = self.levels
        frame.insert(0, "session", self.sessions)
        return Table(columns, frame.rename_axis("event_day").reset_index())

    def table(self) -> pd.DataFrame:
        """Total returns by event day, 100 at the close of event day -1."""
        return self.numbers().frame.copy(deep=False)

    def context(self) -> Mapping[str, Any]:
        """The moves in words, which the figure's caption says where there is one."""
        return {"finding": f"{self.summary()}."}


def prices(case: Case) -> Prices:
    r"""Cumulate the total returns of every series around the event.

    Raises
    ------
    WindowError
        If a series has no price on the event's day 0.

    Notes
    -----
    .. math:: I_d = 100 \exp\Big(\sum_{j \le d} r_j - \sum_{j \le -1} r_j\Big)

    with the close-to-close log returns r, dividends included, on the sessions of the series' own exchange. The
    portfolio's return is the mean of its members' log returns, as in the tests.
    """
    total = pd.DataFrame({s.key: _total(case, s) for s in case.series})
    total = total[(total.index >= FIRST_DAY) & (total.index <= LAST_DAY)]
    home = case.sessions(case.portfolio.exchange).strftime("%Y-%m-%d")
    days = np.arange(len(home)) - case.event_row(case.table_of("close-to-close", case.portfolio), case.portfolio)
    return Prices(total, pd.Series(home, index=days).reindex(total.index), case.series, case.setting)


def _total(case: Case, series: Series) -> pd.Series[float]:
    """Log total return of a series since the eve, by event day."""
    table = case.table_of("close-to-close", series)
    days = np.arange(len(table)) - case.event_row(table, series)
    total: pd.Series[float] = table[series.key].set_axis(days).cumsum()
    return total - total.get(EVE, math.nan)
