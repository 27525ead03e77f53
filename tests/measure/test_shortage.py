"""Too few dates to compare with: how many fall for what, and the remedy that fits the cause."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import WindowError
from analysis.measure.effects import measure
from tests.cases import DAY0, FACTORS, TARGETS, made_case, sessions
from tests.quoted import SILENT, missing, quoted_case


def refused(case):
    with pytest.raises(WindowError) as error:
        case.once(measure)
    return error.value


def unobserved(ticker, rows, **tables):
    """The made study, one of whose series was not observed on some sessions."""
    case = made_case(**tables)
    rows = np.arange(len(sessions()))[rows]
    case.returns.closes.iloc[rows, case.returns.closes.columns.get_loc(ticker)] = np.nan
    for table in (case.returns.overnight, case.returns.close_to_close):
        table.iloc[np.union1d(rows, rows + 1), table.columns.get_loc(ticker)] = np.nan
    return case


def test_each_date_falls_for_one_cause_and_the_counts_add_up():
    case = made_case(placebo={"minimum": 5000})
    rows = len(sessions())
    said = refused(case).remedy
    assert said.startswith(f"of {rows - 2} other dates ")
    counts = [int(word.split()[0].replace(",", "")) for word in said.split(" dates ")[1].split(":")[0].split(", ")]
    assert sum(counts) == rows - 2
    assert said.endswith(
        "start the prices earlier, or shorten estimation.length, placebo.clearance or the primary window"
    )


@pytest.mark.parametrize(("ticker", "named"), [("FFF", "FFF"), ("AAA", "AAA/BBB/CCC")])
def test_days_without_a_price_are_the_cause_and_their_series_is_named(ticker, named):
    error = refused(unobserved(ticker, slice(20, None, 40)))
    assert "0 admissible placebo dates" in error.what
    assert f"have a day without a price in them ({named} on " in error.remedy
    assert f"complete the prices of {named}, leave it out, or shorten estimation.length" in error.remedy
    assert "start the prices earlier" not in error.remedy


def test_a_series_that_begins_late_is_no_gap():
    case = unobserved("GGG", slice(110), placebo={"minimum": 100})
    said = refused(case).remedy
    assert f"GGG beginning on {sessions()[111]:%Y-%m-%d}" in said
    assert "without a price" not in said
    assert "start the prices earlier" in said


def test_news_near_most_dates_is_the_cause():
    said = refused(made_case(placebo={"minimum": 100, "clearance": 100})).remedy
    assert "are near the event or a listed day" in said
    assert "shorten placebo.clearance, or list fewer days under placebo.keep_clear_of" in said


# --- the event's own windows ------------------------------------------------------------------------------------------

DAY, EVE, BEFORE = (sessions().get_loc(DAY0) - n for n in (0, 1, 2))


@pytest.mark.parametrize(("row", "day"), [(DAY, "2023-03-01"), (EVE, "2023-02-28"), (BEFORE, "2023-02-27")])
@pytest.mark.parametrize("ticker", ["BBB", "FFF", "RRR"])
def test_a_day_of_the_events_windows_without_a_price_is_not_observed(ticker, row, day):
    """The window [-1,+1] runs from the close of the 27th."""
    error = refused(unobserved(ticker, [row]))
    assert error.where == ticker
    assert error.what.startswith(f"no price on {day}, which the window ")
    assert error.what.endswith(": the move was not observed")
    assert "missing prices are never filled" in error.remedy


# --- quotes -----------------------------------------------------------------------------------------------------------


def kept(share_of, ticker):
    """Days without a quote where only one in so many is kept, and those around the event."""
    days = [f"{d:%Y-%m-%d}" for d in sessions()[1:]]
    rng = np.random.default_rng(sum(map(ord, ticker)))
    near = {"2023-02-24", "2023-02-27", "2023-02-28", "2023-03-03", "2023-03-06"}
    return ({d for d in days if rng.uniform() > share_of} | set(SILENT)) - near


def test_weekly_quotes_are_too_few_for_windows_that_count_quotes(tmp_path):
    days = pd.DatetimeIndex(sessions()[1:])
    other = {f"{d:%Y-%m-%d}" for d in days if d.day_of_week != 1} - {"2023-02-28"}
    said = refused(quoted_case(tmp_path, gone=dict.fromkeys(TARGETS, other))).remedy
    assert said.startswith("windows count the days on which AAA, BBB, CCC were all quoted, ")
    assert "weekdays (AAA on " in said
    assert said.endswith(": start the quotes earlier, shorten estimation.length")


def test_a_like_fund_that_is_seldom_quoted_is_named_since_it_takes_the_days_of_the_others(tmp_path):
    gone = {**dict.fromkeys(TARGETS, missing("AAA", 0.0)), "PPP": kept(0.4, "PPP")}
    said = refused(quoted_case(tmp_path, gone=gone, estimation={"length": 100})).remedy
    assert "AAA, BBB, CCC, PPP were all quoted" in said
    assert "(PPP on " in said
    assert said.endswith("or leave out PPP")


def test_a_factor_with_gaps_is_named(tmp_path):
    gone = {**dict.fromkeys(TARGETS, missing("AAA", 0.0)), FACTORS[0]: kept(0.7, "FFF") - set(SILENT)}
    said = refused(quoted_case(tmp_path, gone=gone)).remedy
    assert "have a day without a price in them (FFF on " in said
    assert "complete the prices of FFF, leave it out" in said


def test_dates_without_quotes_just_as_far_apart_are_the_cause(tmp_path):
    """The event's return spans eight weekdays, and elsewhere there is a quote on each."""
    silent = {f"{d:%Y-%m-%d}" for d in pd.bdate_range("2023-02-22", "2023-03-02")}
    said = refused(quoted_case(tmp_path, gone=dict.fromkeys(TARGETS, silent), estimation={"length": 30})).remedy
    assert "have no quotes just as far apart, or overlap others" in said
    assert "choose a shorter primary window, or add quotes" in said
