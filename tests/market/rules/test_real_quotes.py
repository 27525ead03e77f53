"""Real quotes through two crises of Turkey, a pandemic and two wars: large moves are said and none is an error."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from analysis.exchanges import quoted_calendar
from analysis.market.checks import check_quotes, compare_quotes

BONDS = Path(__file__).resolve().parents[3].parent / "shared" / "bonds"

pytestmark = pytest.mark.skipif(not BONDS.is_dir(), reason="needs the shared folder beside the project")


def turkey():
    table = pd.read_csv(BONDS / "turkey-quotes.csv", parse_dates=["date"]).query("bid > 0 and ask > 0")
    middle = table.assign(close=(table["bid"] + table["ask"]) / 2)
    return middle.pivot_table(index="date", columns="isin", values="close")


def caucasus():
    table = pd.read_csv(BONDS / "caucasus" / "quotes.csv", parse_dates=["date"])
    return table.pivot_table(index="date", columns="isin", values="price")


def indices():
    table = pd.read_csv(BONDS / "caucasus" / "index-levels.csv", parse_dates=["date"], index_col="date")
    return table.filter(like="_tri")


@pytest.mark.parametrize("alone", [False, True], ids=["beside each other", "alone"])
@pytest.mark.parametrize("wide", [turkey, caucasus, indices], ids=lambda f: f.__name__)
def test_no_move_of_real_quotes_is_an_error(wide, alone):
    weekdays = wide()[lambda t: t.index.day_of_week < 5]
    tables = {t: pd.DataFrame({"close": weekdays[t].dropna(), "dividend": 0.0}) for t in weekdays}
    beside = {} if alone else compare_quotes(tables)
    for ticker, table in tables.items():
        calendar = quoted_calendar(pd.DatetimeIndex(table.index), dt.time(15), ZoneInfo("America/New_York"))
        found = check_quotes(ticker, table, calendar, beside.get(ticker))
        assert not [str(r) for r in found if r.severity == "error"]
