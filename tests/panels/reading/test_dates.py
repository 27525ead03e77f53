"""Days in the one format that all rows fit: dd/mm against mm/dd is settled by the rows, or refused."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.panels.reading.dates import EXCEL, read_days
from analysis.panels.reading.table import CellTable


def read(cells, **declared):
    frame = pd.DataFrame({"date": cells if isinstance(cells, pd.Series) else pd.Series(cells, dtype=object)})
    days, said = read_days(CellTable("t.csv", frame, np.arange(2, len(cells) + 2)), "date", **declared)
    return days.astype(str).tolist(), said


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["2007-01-09", "2007-12-31"], None),
        (["20070109", "20071231"], "YYYYMMDD"),
        (["09/01/2007", "31/12/2007"], "DD/MM/YYYY"),
        (["01/09/2007", "12/31/2007"], "MM/DD/YYYY"),
        (["9.1.2007", "31.12.2007"], "DD/MM/YYYY"),
        (["09JAN2007", "31DEC2007"], "DD Month YYYY"),
        (["9 January 2007", "31 Dec 2007"], "DD Month YYYY"),
        (["Jan 9, 2007", "December 31, 2007"], "Month DD, YYYY"),
        (["39091", "39447"], EXCEL),
        (["2007-01-09 00:00:00", "2007-12-31"], None),
    ],
)
def test_the_format_that_all_rows_fit_is_taken_and_said(cells, said):
    days, told = read(cells)
    assert sorted(days) == ["2007-01-09", "2007-12-31"]
    assert said is None or told == (f"date: dates are {said}",)


def test_day_and_month_that_no_row_settles_are_refused_until_declared():
    cells = ["09/01/2007", "10/02/2007"]
    with pytest.raises(TableError, match=r"all rows fit DD/MM/YYYY and MM/DD/YYYY: .*--dates"):
        read(cells)
    assert read(cells, order="dmy")[0] == ["2007-01-09", "2007-02-10"]
    assert read(cells, order="mdy")[0] == ["2007-09-01", "2007-10-02"]


def test_years_of_two_digits_may_stand_at_either_end():
    with pytest.raises(TableError, match=r"all rows fit DD/MM/YY and YY/MM/DD"):
        read(["31/12/07", "09/01/07"])
    assert read(["31/12/07", "09/01/07"], order="dmy")[0] == ["2007-12-31", "2007-01-09"]


def test_a_row_in_another_format_is_told_with_line_and_column():
    with pytest.raises(TableError, match=r"line 4, column 1 \(date\): '13/2007'; allowed: YYYY-MM-DD"):
        read(["2007-01-09", "2007-01-10", "13/2007"])
    with pytest.raises(TableError, match=r"line 3, .*'2007-02-30'"):
        read(["2007-01-09", "2007-02-30"])


def test_numbers_and_dates_of_a_dataframe_are_days_too():
    assert read(pd.Series([20070109.0, 20071231.0]))[0] == ["2007-01-09", "2007-12-31"]
    assert read(pd.to_datetime(pd.Series(["2007-01-09"])))[0] == ["2007-01-09"]
    assert read(["", "2007-01-09"])[0] == ["NaT", "2007-01-09"]


def test_a_time_of_day_in_another_zone_is_no_date():
    tokyo = pd.date_range("2007-01-04", periods=2, tz="Asia/Tokyo")
    midnight = CellTable("prices", pd.DataFrame({"date": tokyo}), np.arange(1, 3), "row")
    assert read_days(midnight, "date")[0].astype(str).tolist() == ["2007-01-04", "2007-01-05"]
    elsewhere = CellTable("prices", pd.DataFrame({"date": tokyo.tz_convert("UTC")}), np.arange(1, 3), "row")
    with pytest.raises(TableError, match=r"row 1, column 1 \(date\).*exchange's clock"):
        read_days(elsewhere, "date")
    close = CellTable("prices", pd.DataFrame({"date": [pd.Timestamp("2007-01-04 16:00")]}), np.arange(1, 2), "row")
    assert read_days(close, "date")[1] == ("date: times of day were left away",)
