"""A series on all its dates: the volatility known on each eve is what a loop by hand finds, of earlier days alone."""

import math

import numpy as np
import pytest

from analysis.measure.effects import measure
from analysis.measure.on_dates import mean_of
from analysis.study.series import PORTFOLIO
from tests.cases import DAY0, TARGETS, made_case
from tests.measure.test_effects import regression


@pytest.fixture(scope="module")
def case():
    return made_case()


def dates_of(case, key=PORTFOLIO):
    return case.once(measure).dates[key, "overnight"]


def errors_before(case, row):
    """Errors up to a row by hand: residuals and gap of the first date's model, then one step ahead each day."""
    first_date = int(dates_of(case).rows[0])
    _, fit, _, _ = regression(case, first_date)
    data = case.table_of("overnight", case.portfolio)
    start = first_date + case.setting.estimation[0]
    X = np.column_stack([np.ones(len(data)), data[["FFF", "GGG"]]])
    warm = (data[PORTFOLIO].to_numpy() - X @ fit.params)[start:first_date]
    return np.append(warm, [regression(case, r)[0] for r in range(first_date, row)])


def by_hand(errors, decay):
    weights = decay ** np.arange(len(errors))[::-1]
    return math.sqrt(np.sum(weights * errors**2) / np.sum(weights))


@pytest.mark.parametrize("decay", [0.94, 0.99])
def test_the_eves_volatility_weighs_the_errors_known_by_then(decay):
    case = made_case(placebo={"decay": decay})
    event = case.sessions("XNYS").get_loc(DAY0)
    test = case.once(measure).primary.placebo
    assert test.scale == pytest.approx(by_hand(errors_before(case, event), decay), rel=1e-10)
    plain = case.once(measure).primary.placebo_plain
    for row in test.rows[[0, 40, -1]]:
        at = test.rows == row
        expected = plain.placebo[at] / by_hand(errors_before(case, row), decay)
        assert test.placebo[at] == pytest.approx(expected, rel=1e-10)


def test_a_window_that_begins_before_day_0_is_measured_by_an_earlier_eve(case):
    dates = case.once(measure).dates[PORTFOLIO, "close-to-close"]
    window = next(w for w in case.study.windows if w.name == "[-1,+1]")
    event = case.sessions("XNYS").get_loc(DAY0)
    first = int(dates.rows[0])
    known = dates.errors[first + case.setting.estimation[0] : event - 1]
    assert dates.standardised(window).scale == pytest.approx(by_hand(known, 0.94), rel=1e-10)


def test_a_decay_of_one_weighs_the_estimation_window_alike():
    case = made_case(placebo={"decay": 1})
    event = case.sessions("XNYS").get_loc(DAY0)
    first, last = case.setting.estimation
    errors = dates_of(case).errors[event + first : event + last + 1]
    assert case.once(measure).primary.placebo.scale == pytest.approx(math.sqrt(np.mean(errors**2)), rel=1e-12)


def test_what_happens_on_the_day_and_later_changes_no_eve_before(case):
    later = made_case(gain=0.05)
    assert dates_of(later).standardised(case.setting.primary).scale == case.once(measure).primary.placebo.scale
    event = case.sessions("XNYS").get_loc(DAY0)
    np.testing.assert_array_equal(dates_of(later).errors[:event], dates_of(case).errors[:event])


def test_the_t_value_is_in_units_of_its_own_standard_error(case):
    effect = case.once(measure).primary
    assert effect.placebo_t.statistic == pytest.approx(effect.tvalue, rel=1e-9)
    assert effect.placebo_t.scale == pytest.approx(effect.bse, rel=1e-9)


def test_the_mean_of_the_members_is_the_portfolio(case):
    members, portfolio = mean_of([dates_of(case, t) for t in TARGETS]), dates_of(case)
    np.testing.assert_array_equal(members.rows, portfolio.rows)
    np.testing.assert_allclose(members.cars, portfolio.cars, rtol=0, atol=1e-15)
    np.testing.assert_allclose(members.errors, portfolio.errors, rtol=0, atol=1e-15)


def test_a_difference_is_that_of_the_regression_of_the_difference(case):
    difference = dates_of(case, "AAA").less(dates_of(case, "PPP"))
    data = case.table("overnight", ["AAA", "PPP", "FFF", "GGG"])
    event = data.index.get_loc(DAY0)
    first, last = case.setting.estimation
    days = slice(event + first, event + last + 1)
    X = np.column_stack([np.ones(len(data)), data[["FFF", "GGG"]]])
    y = (data["AAA"] - data["PPP"]).to_numpy()
    beta = np.linalg.lstsq(X[days], y[days], rcond=None)[0]
    assert difference.cars[0, 0] == pytest.approx(y[event] - X[event] @ beta, abs=1e-13)


def test_it_says_itself_in_one_line(case):
    assert repr(dates_of(case)) == "<OnDates: the event and 195 placebo dates in 1 windows>"
