"""Price files follow the exchange as it was: a true file passes, one with rows for days without trading does not."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from analysis.exchanges import CORRECTED, CalendarChange, Calendars
from analysis.exchanges.library import library_hours
from analysis.market.checks import check_bars
from analysis.market.snapshot import check_snapshot

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "prices"
"""Files beside the project, where there are any."""
TRUE = ("hongkong-typhoon/prices", "india-saturday/prices", "india-saturday/prices_xnse")


def flat_bars(days):
    """Bars on some days, whatever their prices."""
    close = pd.Series([100.0 + 0.1 * (i % 7) for i in range(len(days))], index=pd.DatetimeIndex(days))
    table = pd.DataFrame(dict.fromkeys(("open", "high", "low", "close"), close))
    return table.assign(volume=1000.0, adj_close=close, dividend=0.0)


def found(days, exchange, calendars=CORRECTED):
    results = check_bars("FUND", flat_bars(days), exchange, calendars=calendars)
    return [(r.check, r.message) for r in results if r.check == "sessions"]


@pytest.mark.parametrize(
    ("exchange", "first", "last"),
    [("XHKG", "2023-08-01", "2023-10-31"), ("XBOM", "2024-01-08", "2024-01-31"), ("XMOS", "2022-01-10", "2022-04-29")],
)
def test_rows_of_the_sessions_as_they_were_pass_and_those_of_the_library_do_not(exchange, first, last):
    span = pd.Timestamp(first), pd.Timestamp(last)
    assert found(CORRECTED.hours(exchange, *span).index, exchange) == []
    ((check, message),) = found(library_hours(exchange, *span).index, exchange)
    assert check == "sessions"
    assert "no session of" in message or "without a row" in message


def test_invented_rows_for_a_closed_day_are_named():
    padded = library_hours("XHKG", dt.date(2023, 8, 28), dt.date(2023, 9, 12)).index
    what = "rows on days that are no session of XHKG: 2023-09-01, 2023-09-08"
    assert found(padded, "XHKG") == [("sessions", what)]


def test_rows_follow_a_studys_own_corrections():
    closed = Calendars((CalendarChange("XNYS", dt.date(2023, 3, 1), (), "made", "made"),))
    days = CORRECTED.hours("XNYS", dt.date(2023, 2, 1), dt.date(2023, 3, 31)).index
    assert found(days, "XNYS") == []
    assert found(days, "XNYS", closed) == [("sessions", "rows on days that are no session of XNYS: 2023-03-01")]
    assert found(days.drop(pd.Timestamp("2023-03-01")), "XNYS", closed) == []


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")
@pytest.mark.parametrize("folder", TRUE)
def test_true_files_of_the_shared_cases_pass(folder):
    assert [r for r in check_snapshot(CASES / folder) if r.severity == "error"] == []


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")
def test_the_padded_file_of_the_shared_cases_does_not():
    (result,) = check_snapshot(CASES / "hongkong-typhoon" / "prices_padded")
    assert (result.check, result.severity, result.dates) == ("sessions", "error", ("2023-09-01", "2023-09-08"))
