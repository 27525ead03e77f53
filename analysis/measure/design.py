"""Which dates the event is compared with, and which sessions may serve to estimate what is normal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import WindowError
from analysis.eventstudy.placebo.sample_quantile import Rows, admissible_rows, require_rows
from analysis.eventstudy.windows import event_days, require_sessions
from analysis.study.study import Study


@dataclass(frozen=True, slots=True)
class Timing:
    """When things happened, on each exchange's calendar.

    Attributes
    ----------
    day0 : mapping of exchange to Timestamp
        First session that could react.
    topic_days : mapping of topic to Timestamps
        Listed days of each topic of calendar.csv that the study names, in UTC.
    reactions : mapping of topic to Timestamps
        Sessions that could first react to news of known hour: the next one, when it came after the close.
    """

    day0: Mapping[str, pd.Timestamp]
    topic_days: Mapping[str, tuple[pd.Timestamp, ...]]
    reactions: Mapping[str, tuple[pd.Timestamp, ...]] = field(default_factory=dict)

    def days(self, topics: Collection[str]) -> list[pd.Timestamp]:
        """Listed days of some topics."""
        return [day for topic in topics for day in self.topic_days[topic]]

    def days_moved(self, topics: Collection[str]) -> list[pd.Timestamp]:
        """Days of some topics, and the sessions on which prices could first follow."""
        return [*self.days(topics), *(day for topic in topics for day in self.reactions.get(topic, ()))]


@dataclass(frozen=True, slots=True, eq=False)
class PlaceboDesign:
    """Rows of a table of returns: the event's day 0, the placebo dates, and the sessions usable for estimation.

    Attributes
    ----------
    event_row : int
    rows : ndarray of int, shape (M,)
    usable : ndarray of bool, shape (T,)
        False in the event's own period, from its first to its last declared event day, and on days left out: a
        placebo date after the event loses those sessions from its estimation window and no others.
    """

    event_row: int
    rows: Rows
    usable: NDArray[np.bool_]

    @property
    def dates(self) -> Rows:
        """The event's row, then the placebo rows, shape (1 + M,)."""
        return np.append(self.event_row, self.rows)

    def events(self, columns: int) -> NDArray[np.intp]:
        """All dates for each of some columns, column by column, as pairs (column, row)."""
        return np.column_stack([np.repeat(np.arange(columns), len(self.dates)), np.tile(self.dates, columns)])


def placebo_design(
    table: pd.DataFrame,
    where: str,
    exchange: str,
    timing: Timing,
    study: Study,
    *,
    length: int | None = None,
) -> PlaceboDesign:
    """Find the placebo dates of a table: those on which all its columns have all that the study needs.

    Parameters
    ----------
    table : DataFrame
        Returns by session.
    where : str
        Name for messages.
    exchange : str
        Exchange whose sessions the rows are.
    timing : Timing
    study : Study
    length : int, optional
        Sessions of the estimation window, when it is not the study's.

    Raises
    ------
    WindowError
        If day 0 lies outside the table or fewer placebo dates remain than the study declared necessary.
    """
    event_row = row_of(table, timing.day0[exchange], where)
    spans = [(w.first, w.last) for w in study.windows]
    first = study.estimation.last - (length or study.estimation.length) + 1
    est_days, days = event_days((first, study.estimation.last), spans, where)
    require_sessions(len(table), event_row, est_days, days, where)
    rows = admissible_rows(
        table.notna().all(axis=1).to_numpy(),
        event_row,
        estimation=(first, study.estimation.last),
        windows=spans,
        avoid=_rows_from(table, timing.days(study.placebo.keep_clear_of)),
        clearance=study.placebo.clearance,
    )
    require_rows(rows, study.placebo.minimum, f"{where}: placebo")
    left_out = timing.days_moved(study.estimation.leave_out)
    return PlaceboDesign(event_row, rows, usable_sessions(table, event_row, left_out, study))


def usable_sessions(
    table: pd.DataFrame, event_row: int, left_out: Collection[pd.Timestamp], study: Study
) -> NDArray[np.bool_]:
    """Which sessions of a table may serve in estimation windows, shape (T,).

    Not the event's own, from its first to its last declared event day, nor the first session on or after each day
    that is left out.
    """
    usable = np.ones(len(table), dtype=bool)
    first, last = min(w.first for w in study.windows), max(w.last for w in study.windows)
    usable[max(0, event_row + first) : event_row + last + 1] = False
    usable[_rows_from(table, left_out)] = False
    return usable


def _rows_from(table: pd.DataFrame, days: Collection[pd.Timestamp]) -> list[int]:
    """Rows of the first sessions on or after some days; days after the table have none, nor days before it."""
    inside = [d for d in days if table.index[0] <= d <= table.index[-1]]
    return [int(r) for r in table.index.get_indexer(pd.DatetimeIndex(inside), method="backfill")] if inside else []


def row_of(table: pd.DataFrame, day: pd.Timestamp, where: str) -> int:
    """Row of a session.

    Raises
    ------
    WindowError
        If the table does not hold it.
    """
    if day not in table.index:
        raise WindowError(
            where,
            f"day 0, {day:%Y-%m-%d}, lies outside the prices",
            allowed=f"{table.index[0]:%Y-%m-%d} to {table.index[-1]:%Y-%m-%d}",
            remedy="use a snapshot that covers the event",
        )
    return int(table.index.get_indexer(pd.DatetimeIndex([day]))[0])
