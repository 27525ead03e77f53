"""Differences and slopes that rest on few dates: no number, or one whose test keeps its size."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from analysis import panel
from analysis.panels.tell.compare import NO_GROUP, ROUGH, clustered_fit
from analysis.panels.tell.dates import FEW_DATES, LEAST_DATES, resting_dates
from analysis.panels.tell.report import markdown
from analysis.panels.tell.summaries import means_by_window
from analysis.panels.tell.told import tell
from tests.panels.made import ASKED, DAYS, made, prices_of


def groups(few, many):
    return np.r_[np.ones(few), np.zeros(many)][:, None], np.arange(few + many)


def made_groups(few, drop=()):
    """One event of each of twelve securities, the first few of them in a group of their own, and a late one."""
    returns, events = made()
    late = pd.DataFrame({"security": ["S11"], "date": [f"{DAYS[-2]:%Y-%m-%d}"]})
    events = pd.concat([events, late], ignore_index=True)
    events["group"] = [*["few"] * few, *["many"] * (12 - few), "late"]
    return events[~events["group"].isin(drop)], prices_of(returns)


@pytest.mark.parametrize(("few", "many"), [(1, 29), (2, 28), (4, 26)])
def test_a_difference_of_a_group_on_too_few_dates_has_no_number(few, many):
    X, dates = groups(few, many)
    found = clustered_fit(np.random.default_rng(1).standard_normal(few + many), X, dates)
    assert np.isnan([found.params[1], found.bse[1], found.pvalues[1]]).all()
    assert found.reasons[1].startswith(f"one of its two values is on {few} date")
    assert found.reasons[0] == "", "the constant rests on the others"


@pytest.mark.parametrize(("few", "many"), [(LEAST_DATES, LEAST_DATES), (LEAST_DATES, 25), (8, 22), (FEW_DATES, 30)])
def test_without_an_effect_the_test_rejects_in_less_than_eight_percent(few, many):
    X, dates = groups(few, many)
    rng = np.random.default_rng(2018)
    p = [clustered_fit(rng.standard_normal(few + many), X, dates).pvalues[1] for _ in range(1200)]
    assert np.mean(np.array(p) < 0.05) < 0.08


def test_with_dates_of_many_events_whose_errors_are_correlated_it_rejects_no_more():
    rng = np.random.default_rng(2017)
    p = []
    for _ in range(1000):
        dates = np.repeat(np.arange(30), rng.geometric(0.3, 30))
        errors = rng.standard_normal(30)[dates] + rng.standard_normal(len(dates))
        p.append(clustered_fit(errors, (dates < LEAST_DATES).astype(float)[:, None], dates).pvalues[1])
    assert np.isfinite(p).mean() > 0.8
    assert np.mean(np.array(p) < 0.05) < 0.08


def test_a_difference_that_was_worked_by_hand():
    # 1 to 5 have the mean 3 and squares of 10; ten values of 1 and -1 the mean 0 and squares of 10.
    y, (X, dates) = np.r_[1.0:6.0, [1, -1] * 5], groups(5, 10)
    found = clustered_fit(y, X, dates)
    variance = 15 / 14 * 14 / 13 * (10 / 5**2 + 10 / 10**2)
    # Levers of 2/3 in the five and -1/3 in the ten: shares of the variance of 2/15 and 1/30, and 1 / sum of squares.
    assert found.rests[1] == pytest.approx(10)
    assert (found.params[1], found.bse[1]) == pytest.approx((3, np.sqrt(variance)))
    assert found.pvalues[1] == pytest.approx(2 * student.sf(3 / np.sqrt(variance), 9))
    assert found.rsquared == pytest.approx(30 / 50)


def test_what_a_sum_rests_on():
    assert resting_dates(np.ones(12), np.arange(12)) == pytest.approx(12)
    assert resting_dates(np.r_[1.0, np.full(11, 1e-6)], np.arange(12)) == pytest.approx(1)
    # Two events of one date against one of another: (2 + 4) / 2 = 3 and 1, and 16 / 10.
    assert resting_dates(np.ones(3), np.array([0, 0, 1])) == pytest.approx(1.6)
    assert resting_dates(np.zeros(3), np.arange(3)) == 0


def test_a_slope_whose_regressor_differs_on_one_date_has_no_number_and_the_others_have_theirs():
    rng = np.random.default_rng(3)
    spike, wide = np.r_[40.0, rng.standard_normal(39)], rng.standard_normal(40)
    found = clustered_fit(rng.standard_normal(40), np.column_stack([spike, wide]), np.arange(40))
    assert found.reasons[1].startswith("it rests on 1.")
    assert np.isnan(found.pvalues[1])
    assert found.reasons[2] == ""
    assert found.pvalues[2] > 0


def test_residuals_of_zero_leave_no_error():
    X, dates = groups(6, 6)
    assert clustered_fit(X[:, 0], X, dates).reasons[1] == "the residuals are zero"


def test_a_group_without_an_event_in_the_window_is_said_to_have_none():
    report = markdown(tell(panel(*made_groups(6), **ASKED | {"windows": ["0:5"]})), {})
    assert f"2 differences cannot be tested: {NO_GROUP}." in report
    assert "characteristic is constant" not in report


@pytest.mark.parametrize(("few", "said"), [(1, "one of the groups has events on 1\N{NO-BREAK SPACE}date"), (6, ROUGH)])
def test_the_report_says_why_there_is_no_difference_and_marks_one_that_is_rough(few, said):
    report = markdown(tell(panel(*made_groups(few, drop=("late",)), **ASKED)), {})
    section = report.split("## Differences between groups")[1].split("## ")[0]
    assert said in section.replace("15\N{NO-BREAK SPACE}dates", "15 dates")
    assert section.count("†") == (2 if few == 6 else 0), "in the table and below it"


def test_a_weighted_mean_of_nearly_one_event_has_no_p():
    events, prices = made_groups(6, drop=("late",))
    for first, known in ((1.0, True), (1e6, False)):
        weighted = events.assign(weight=[first, *[1.0] * 11])
        line = means_by_window(panel(weighted.drop(columns="group"), prices, **ASKED))[0]
        assert np.isfinite(line["car_weighted_pct"])
        assert np.isfinite(line["p_weighted_date"]) == known


def test_the_characteristic_that_follows_from_the_others_is_named():
    X = np.random.default_rng(0).standard_normal((40, 3))
    X[:, 1] = 2 * X[:, 0] + 1
    found = clustered_fit(X[:, 2], X, np.arange(40), ["size", "twice", "age"])
    assert set(found.reasons) == {"the characteristic twice is constant, or follows from the others"}
