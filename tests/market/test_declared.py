"""A study's declarations against its prices: what is wrong is blamed, and days that nothing vouches for are said."""

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.exchanges import CalendarChange, Calendars, TradingWeek, quoted_calendar
from analysis.market.checks import check_bars
from analysis.market.declared import require_days_as_declared, rows_beyond
from analysis.study.declarations import Instrument
from tests.market.made_bars import clean

FUND = Instrument(ticker="FUND", name="A fund", role="target", model="mean", markets=("debt",))
SESSION, HOLIDAY = dt.date(2022, 6, 15), dt.date(2022, 7, 4)
OPEN = (dt.time(9, 30), dt.time(16, 0))


def calendars(day=None, hours=(), **fields):
    changes = () if day is None else (CalendarChange("XNYS", day, hours, "as the study says", "made"),)
    return Calendars(changes=changes, **fields)


def judged(known, bars=None, funds=("FUND",)):
    """Whether prices that follow New York's own calendar agree with a study's declarations."""
    results = [r for t in funds for r in check_bars(t, clean() if bars is None else bars, "XNYS", calendars=known)]
    require_days_as_declared(results, [FUND.model_copy(update={"ticker": t}) for t in funds], known)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (calendars(SESSION), "XNYS 2022-06-15: declared as closed, but there is a price of FUND on that day"),
        (
            calendars(HOLIDAY, OPEN),
            "XNYS 2022-07-04: declared as open 09:30 to 16:00, but there is no price of FUND on that day",
        ),
    ],
)
def test_a_day_that_the_prices_contradict_is_the_declarations_fault(known, said):
    with pytest.raises(StudyError) as error:
        judged(known)
    assert str(error.value) == (
        f"study.toml: calendar_changes, {said}; correct the declaration; or, where it is right, the prices"
    )


def test_of_many_series_a_few_are_named():
    with pytest.raises(StudyError, match="a price of A, B, C, D and 2 more on that day"):
        judged(calendars(SESSION), funds=("A", "B", "C", "D", "E", "F"))


def test_a_calendar_of_the_studys_own_that_does_not_fit_is_blamed():
    week = TradingWeek("XNYS", (0, 1, 2, 3), *OPEN, "America/New_York", "made")
    with pytest.raises(StudyError, match=r"own_calendars.XNYS: does not fit, FUND: rows on days that are no session"):
        judged(calendars(weeks=(week,)))


def test_another_days_fault_is_the_files():
    judged(calendars())
    judged(calendars(SESSION), clean().drop(pd.Timestamp(SESSION)))
    judged(calendars(SESSION), clean().drop([pd.Timestamp(SESSION), pd.Timestamp("2022-06-16")]))


# --- days that nothing vouches for ------------------------------------------------------------------------------------


def quoted(days):
    code = quoted_calendar(pd.DatetimeIndex(days), dt.time(16), ZoneInfo("Europe/London"))
    fields = {"source": "csv", "sessions": "quoted", "valued": "16:00 Europe/London"}
    bond = Instrument(ticker="BOND", name="A bond", role="target", model="mean", markets=("debt",), **fields)
    return bond.model_copy(update={"exchange": code}), pd.DataFrame({"close": 90.0}, pd.DatetimeIndex(days))


def test_quotes_after_the_end_of_all_other_prices_are_said():
    other, last = clean(), clean().index[-1]
    bond, table = quoted(["2022-06-15", f"{last:%Y-%m-%d}", "2031-05-05", "2031-05-06"])
    (found,) = rows_beyond({"FUND": other, "BOND": table}, [FUND, bond])
    assert (found.ticker, found.severity, found.dates) == ("BOND", "warning", ("2031-05-05", "2031-05-06"))
    assert f"after the last price of every other series, {last:%Y-%m-%d}: 2031-05-05" in found.message


def test_quotes_up_to_that_end_and_quotes_alone_are_not():
    bond, table = quoted(["2022-06-15", "2022-06-16"])
    assert rows_beyond({"FUND": clean(), "BOND": table}, [FUND, bond]) == []
    assert rows_beyond({"BOND": table}, [bond]) == []
