"""What a study declares against the prices that it runs on: days of an exchange, and where its own quotes end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.errors import StudyError
from analysis.exchanges import Calendars, is_quoted
from analysis.market.checks import CheckResult, with_dates
from analysis.study.declarations import Instrument

SHOWN = 4
EITHER = "correct the declaration; or, where it is right, the prices"


def require_days_as_declared(
    results: Iterable[CheckResult], instruments: Sequence[Instrument], calendars: Calendars
) -> None:
    """Stop where prices contradict a day or a calendar that the study declares: not the file is wrong, but that.

    Parameters
    ----------
    results : iterable of CheckResult
        What the checks found.
    instruments : sequence of Instrument
    calendars : Calendars
        The study's.

    Raises
    ------
    StudyError
        Naming the declaration and the series.
    """
    exchange = {i.ticker: i.exchange for i in instruments}
    faults = [r for r in results if r.check == "sessions" and r.severity == "error" and r.dates]
    for change in calendars.changes:
        day = change.date.isoformat()
        names = [r.ticker for r in faults if exchange[r.ticker] == change.exchange and day in r.dates]
        if names:
            has, more = "a price" if change.closed else "no price", len(names) - SHOWN
            series = ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
            what = f"declared as {change.describe()}, but there is {has} of {series} on that day"
            raise StudyError(f"study.toml: calendar_changes, {change.exchange} {day}", what, remedy=EITHER)
    for week in calendars.weeks:
        if against := [r for r in faults if exchange[r.ticker] == week.exchange]:
            said = f"{against[0].ticker}: {against[0].message}"
            raise StudyError(f"study.toml: own_calendars.{week.exchange}", f"does not fit, {said}", remedy=EITHER)


def rows_beyond(bars: Mapping[str, pd.DataFrame], instruments: Iterable[Instrument]) -> list[CheckResult]:
    """Rows of quotes on days after the last of every other price: nothing vouches that these days have been.

    No clock is asked, so that a run gives the same tomorrow: the end of the other series stands for today.
    """
    found = []
    for i in (i for i in instruments if i.ticker in bars and is_quoted(i.exchange)):
        others = [table.index[-1] for ticker, table in bars.items() if ticker != i.ticker and len(table)]
        days = pd.DatetimeIndex(bars[i.ticker].index)
        if others and len(beyond := days[days > max(others)]):
            labels = tuple(beyond.strftime("%Y-%m-%d"))
            what = with_dates(f"quotes after the last price of every other series, {max(others):%Y-%m-%d}", labels)
            found.append(CheckResult(i.ticker, "rows_beyond", "warning", what, labels))
    return found
