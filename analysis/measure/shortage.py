"""Why there are too few dates to compare with: prices that begin late, days without one, or news too near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import WindowError
from analysis.event.timing import Timing
from analysis.eventstudy.placebo.dates import Rows
from analysis.exchanges import weekdays_between
from analysis.study.declarations import Window
from analysis.study.series import PORTFOLIO

EARLIER = "start the prices earlier, or shorten estimation.length, placebo.clearance or the primary window"
CLEARER = "shorten placebo.clearance, or list fewer days under placebo.keep_clear_of"
QUOTED = '; of a series with gaps declare sessions = "quoted": its returns then run from quote to quote'
NEARER = "choose a shorter primary window, or add quotes: a date needs some just as far apart as the event's"


@dataclass(frozen=True, slots=True)
class Losses:
    """How many dates fall, and for what: each is counted where it falls first.

    Attributes
    ----------
    rows : int
        Dates other than the event's.
    ends : int
        Too near an end of the prices for all windows.
    holes : int
        With a day in their windows on which something was not observed.
    by_series : mapping of str to int
        Dates that each series spoils so, alone or with others; those that spoil any, the worst first.
    begins : str
        The series that begins last, with the day; empty where all begin with the table.
    near : int
        Near the event or a listed day.
    uneven : int
        Without quotes just as far apart as the event's, or in each other's windows.
    """

    rows: int
    ends: int
    holes: int
    near: int
    uneven: int
    by_series: Mapping[str, int]
    begins: str

    def describe(self, left: int) -> str:
        """Say them: "of 1,184 other dates 270 lie too near an end of the prices, ..."."""
        worst = [f"{name} on {count:,}" for name, count in self.by_series.items()][:MOST_NAMED]
        named = ", ".join(worst)
        counted = (
            (self.ends, f"lie too near an end of the prices for their windows{self.begins}"),
            (self.holes, f"have a day without a price in them ({named})"),
            (self.near, "are near the event or a listed day"),
            (self.uneven, "have no quotes just as far apart, or overlap others"),
        )
        said = [f"{count:,} {what}" for count, what in counted if count]
        return f"of {self.rows:,} other dates {', '.join(said)}, {left:,} are left"


MOST_NAMED, MONTH = 4, 21


def losses(
    table: pd.DataFrame, timing: Timing, event_row: int, estimation_first: int, clear: Rows, kept: int
) -> Losses:
    """Count them.

    Parameters
    ----------
    table : DataFrame
        Returns by session; NaN where nothing was observed. The first row has none.
    timing : Timing
    event_row : int
    estimation_first : int
        First event day of the estimation window.
    clear : ndarray of int
        Rows whose windows are whole and that are near no listed day.
    kept : int
        Placebo dates that are left of these.
    """
    study = timing.study
    first = min(estimation_first, *(w.first for w in study.windows))
    last = max(study.estimation.last, *(w.last for w in study.windows))
    there = table.notna().to_numpy()
    begins, ends = there.argmax(axis=0), len(table) - 1 - there[::-1].argmax(axis=0)
    rows = np.arange(max(0, begins.max() - first), min(len(table), ends.min() + 1) - max(0, last))
    rows = rows[rows != event_row]
    seen = np.concatenate([np.zeros((1, there.shape[1]), int), np.cumsum(there, axis=0)])
    holed = seen[rows + last + 1] - seen[rows + first] < last - first + 1
    spoilt = {_called(str(name), timing): int(n) for name, n in zip(table, holed.sum(axis=0), strict=True) if n}
    others, holes = len(table) - 2, int(holed.any(axis=1).sum())
    return Losses(
        others,
        others - len(rows),
        holes,
        len(rows) - holes - len(clear),
        len(clear) - kept,
        dict(sorted(spoilt.items(), key=lambda item: -item[1])),
        _begins(table, begins, timing),
    )


def _begins(table: pd.DataFrame, rows: Rows, timing: Timing) -> str:
    """The series that begins last, where it is not with the others: ", BOND beginning on 2023-06-01"."""
    last = int(rows.argmax())
    if rows[last] < rows.min() + MONTH:
        return ""
    return f", {_called(str(table.columns[last]), timing)} beginning on {table.index[rows[last]]:%Y-%m-%d}"


def _called(column: str, timing: Timing) -> str:
    """A series by its ticker, the portfolio by those of its members."""
    return "/".join(timing.study.portfolio.members) if column == PORTFOLIO else column


def explained(error: WindowError, lost: Losses, left: int, timing: Timing, of_quotes: str = "") -> WindowError:
    """The same error with the counts, and the remedy that fits the largest of them; that ``of_quotes`` where given."""
    remedies = {
        lost.near: CLEARER,
        lost.uneven: NEARER,
        lost.ends: of_quotes or EARLIER,
        lost.holes: _fill(lost, timing),
    }
    return with_remedy(error, f"{lost.describe(left)}: {remedies[max(remedies)]}")


def with_remedy(error: WindowError, remedy: str) -> WindowError:
    """The same error with another remedy."""
    return WindowError(error.where, error.what, allowed=error.allowed, remedy=remedy)


def _fill(lost: Losses, timing: Timing) -> str:
    """What to do about days without a price."""
    worst = next(iter(lost.by_series), "")
    return f"complete the prices of {worst}, leave it out, or shorten estimation.length{_quoted(worst, timing)}"


def _quoted(names: str, timing: Timing) -> str:
    """Another remedy, where one of some series is the study's own and follows an exchange's sessions."""
    own = {i.ticker for i in timing.study.instruments if i.own and i.sessions == "exchange"}
    return QUOTED if own.intersection(names.split("/")) else ""


def quotes_counted(closes: pd.DataFrame, shared: Sequence[str], days: pd.DatetimeIndex) -> str:
    """How often something was quoted, and what to do where that is not often enough.

    Parameters
    ----------
    closes : DataFrame
        Prices by day, a column a series; NaN on days without a quote.
    shared : sequence of str
        Series that are measured on the days on which all of them were quoted.
    days : DatetimeIndex
        These days.
    """
    weekdays, several = 1 + sum(int(n) for n in weekdays_between(days)), len(shared) > 1
    counts = closes[list(shared)].notna().sum().sort_values()
    each = f" ({', '.join(f'{t} on {n:,}' for t, n in counts.items())})" if several else ""
    were = "were all quoted" if several else "was quoted"
    said = f"windows count the days on which {', '.join(shared)} {were}, {len(days):,} of {weekdays:,} weekdays{each}"
    fewest = f", or leave out {counts.index[0]}" if several and counts.iloc[0] < counts.iloc[-1] else ""
    return f"{said}: start the quotes earlier, shorten estimation.length{fewest}"


def require_observed(
    table: pd.DataFrame, closes: pd.DataFrame, row: int, windows: Sequence[Window], timing: Timing
) -> None:
    """Stop when a series has no price on a day that one of the event's windows needs.

    Parameters
    ----------
    table : DataFrame
        Returns by session: the series, and its factors.
    closes : DataFrame
        Prices by day, a column a ticker.
    row : int
        Row of the event's day 0.
    windows : sequence of Window
    timing : Timing

    Raises
    ------
    WindowError
        Naming series, day and window.
    """
    for window in windows:
        rows = slice(row + window.first, row + window.last + 1)
        gone = [str(c) for c in table.columns[table.iloc[rows].isna().any()]]
        tickers = [t for c in gone for t in (timing.study.portfolio.members if c == PORTFOLIO else [c])]
        days = table.index[row + window.first - 1 : rows.stop]
        known = closes[list(dict.fromkeys(tickers))].reindex(days)
        for ticker, missing in known.isna().items():
            if missing.any():
                needing = str(table.columns[0])
                of = f" of {needing}" if needing not in (ticker, PORTFOLIO) else ""
                what = f"no price on {days[missing][0]:%Y-%m-%d}, which the window {window.name!r}{of} needs"
                fill = "complete its file, for missing prices are never filled; or leave it out"
                remedy = fill + _quoted(str(ticker), timing)
                raise WindowError(str(ticker), f"{what}: the move was not observed", remedy=remedy)
