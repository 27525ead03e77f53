"""Which dates the event is compared with, and which sessions may serve to estimate what is normal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import NotApplicableError, WindowError
from analysis.event.timing import Timing
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.dates import Rows, admissible_rows, apart, require_rows, rows_spanning
from analysis.eventstudy.windows import event_days, require_sessions
from analysis.exchanges import is_quoted
from analysis.measure.shortage import explained, losses, quotes_counted, with_remedy
from analysis.study.declarations import Window
from analysis.study.setting import Setting


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

    def __repr__(self) -> str:
        return f"<PlaceboDesign: event in row {self.event_row}, {len(self.rows)} placebo dates>"

    @property
    def dates(self) -> Rows:
        """The event's row, then the placebo rows, shape (1 + M,)."""
        return np.append(self.event_row, self.rows)

    def events(self, columns: int) -> NDArray[np.intp]:
        """All dates for each of some columns, column by column, as pairs (column, row)."""
        return np.column_stack([np.repeat(np.arange(columns), len(self.dates)), np.tile(self.dates, columns)])

    def apart(self, length: int) -> NDArray[np.bool_]:
        """Placebo dates so far apart, from each other and from the event, that windows of a length do not overlap."""
        return apart(self.rows, self.event_row, length)


def placebo_design(
    table: pd.DataFrame,
    where: str,
    exchange: str,
    timing: Timing,
    *,
    length: int | None = None,
    lengths: Floats | None = None,
    closes: pd.DataFrame | None = None,
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
    length : int, optional
        Sessions of the estimation window, when it is not the study's.
    lengths : ndarray, shape (T,), optional
        Sessions that each return spans, for quotes with gaps. Placebo dates are then those before which there is a
        quote just as many sessions back as the primary window of the event spans.
    closes : DataFrame, optional
        Prices by day of all series, for messages about quotes.

    Raises
    ------
    WindowError
        If day 0 lies outside the table, or fewer placebo dates remain for the primary window than the study declared
        necessary.
    """
    study = timing.study
    event_row = event_row_of(table, where, exchange, timing, length=length, closes=closes)
    spans = [(w.first, w.last) for w in study.windows]
    first = study.estimation.last - (length or study.estimation.length) + 1
    rows = admissible_rows(
        table.notna().all(axis=1).to_numpy(),
        event_row,
        estimation=(first, study.estimation.last),
        windows=spans,
        avoid=rows_from(table, timing.days(study.placebo.keep_clear_of)),
        clearance=study.placebo.clearance,
    )
    clear = rows
    begin, end = timing.setting.span
    sessions = end - begin + 1
    if lengths is not None:
        sessions = int(lengths[event_row + begin : event_row + end + 1].sum())
        # Its window must not reach back into the estimation window.
        rows = rows[rows_spanning(lengths, rows + end, sessions) > rows + study.estimation.last]
    left_out = timing.days_and_reactions(study.estimation.leave_out)
    design = PlaceboDesign(event_row, rows, usable_sessions(table, event_row, left_out, timing.setting))
    try:
        require_enough(design, timing.setting, where, sessions=sessions)
    except WindowError as error:
        left = int(design.apart(sessions).sum())
        lost = losses(table, timing, event_row, first, clear, left)
        raise explained(error, lost, left, timing, _quotes_counted(table, exchange, timing, closes)) from error
    return design


def of_single_days(
    design: PlaceboDesign, windows: Sequence[Window], spans: Floats, setting: Setting, where: str
) -> PlaceboDesign:
    """Placebo dates in whose windows each return from quote to quote spans one weekday, as in the event's.

    Parameters
    ----------
    design : PlaceboDesign
    windows : sequence of Window
    spans : ndarray, shape (T,)
        Weekdays that each row's return spans.
    setting : Setting
    where : str
        Name for messages.

    Raises
    ------
    NotApplicableError
        If a return in the event's windows spans more, or fewer such dates are left than the study declared necessary.
    """
    days = np.unique(np.concatenate([np.arange(w.first, w.last + 1) for w in windows]))
    widest = spans[design.dates[:, None] + days].max(axis=1)
    if widest[0] > 1:
        what = f"a quote in the event's windows comes {widest[0]:.0f} weekdays after the one before"
        raise NotApplicableError(where, what, allowed="returns of one weekday each")
    rows, minimum = design.rows[widest[1:] == 1], setting.study.placebo.minimum
    if len(rows) < minimum:
        what = f"{len(rows)} other dates with a quote on every day of all windows"
        raise NotApplicableError(where, what, allowed=f"at least {minimum} (placebo.minimum)")
    return replace(design, rows=rows)


def require_enough(design: PlaceboDesign, setting: Setting, where: str, *, sessions: int = 0) -> None:
    """Stop when the primary window has too few placebo dates: those so far apart that its windows do not overlap.

    The verdict rests on them. Other windows may have fewer, and the report says how many. ``sessions``: that its window
    spans, where these are more than its event days.

    Raises
    ------
    WindowError
        Says how many there are, and how many the study declared necessary.
    """
    first, last = setting.span
    sessions = sessions or last - first + 1
    apart_by = f" {sessions} sessions apart" if sessions > 1 else ""
    require_rows(design.rows[design.apart(sessions)], setting.study.placebo.minimum, f"{where}: placebo{apart_by}")


def event_row_of(
    table: pd.DataFrame,
    where: str,
    exchange: str,
    timing: Timing,
    *,
    length: int | None = None,
    closes: pd.DataFrame | None = None,
) -> int:
    """Row of the event's day 0 in a table that holds its estimation window and all its event windows.

    Raises
    ------
    WindowError
        If the table does not reach so far. Parameters as for :func:`placebo_design`.
    """
    study = timing.study
    row = row_of(table, timing.day0[exchange], where)
    first = study.estimation.last - (length or study.estimation.length) + 1
    spans = [(w.first, w.last) for w in study.windows]
    est_days, days = event_days((first, study.estimation.last), spans, where)
    try:
        require_sessions(len(table), row, est_days, days, where)
    except WindowError as error:
        if of_quotes := _quotes_counted(table, exchange, timing, closes):
            raise with_remedy(error, of_quotes) from error
        raise
    return row


def _quotes_counted(table: pd.DataFrame, exchange: str, timing: Timing, closes: pd.DataFrame | None) -> str:
    """How often the series of a table of quotes were quoted; empty for sessions of an exchange."""
    if closes is None or not is_quoted(exchange):
        return ""
    shared = [s.key for s in timing.series[1:] if s.exchange == exchange]
    return quotes_counted(closes, shared, pd.DatetimeIndex(table.index))


def usable_sessions(
    table: pd.DataFrame, event_row: int, left_out: Collection[pd.Timestamp], setting: Setting
) -> NDArray[np.bool_]:
    """Which sessions of a table may serve in estimation windows, shape (T,).

    Not the event's own, from its first to its last declared event day, nor the first session on or after each day
    that is left out, nor one on which something was not observed.
    """
    usable = table.notna().all(axis=1).to_numpy().copy()
    first, last = setting.event_days
    usable[max(0, event_row + first) : event_row + last + 1] = False
    usable[rows_from(table, left_out)] = False
    return usable


def rows_from(table: pd.DataFrame, days: Collection[pd.Timestamp]) -> list[int]:
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
