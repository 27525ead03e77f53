"""Every effect is what a regression by hand says, for the event and for every placebo date alike."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student
from statsmodels.regression.linear_model import OLS

from analysis.errors import StudyError, WindowError
from analysis.measure.effects import DRIFT, measure
from analysis.study.series import PORTFOLIO
from tests.cases import CALENDAR, DAY0, FACTORS, TARGETS, declared, entry, instruments_with, made_case

STORY = (
    entry("2022-12-12T22:00+00:00", "after the close", "weather", "rates"),
    entry("2022-12-17", "a Saturday", "weather", "rates"),
    entry("2023-01-04T15:00+00:00", "in the session", "weather", "rates"),
)
"""What is left out: 12 and 13 December, the Monday after a listed Saturday, 4 January."""
LEFT_OUT = ["2022-12-12", "2022-12-13", "2022-12-19", "2023-01-04"]


def found(**changes):
    return made_case(**changes).once(measure)


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def without():
    """The same prices with days left out of every estimation window."""
    calendar = tuple(sorted((*CALENDAR, *STORY), key=lambda e: e.start))
    return made_case(calendar=calendar, estimation={"leave_out": ["weather"]})


def regression(case, row, left_out=()):
    """Abnormal return of the portfolio in one night, by least squares on the sessions before it that may serve."""
    data = case.table_of("overnight", case.portfolio)
    first, last = case.setting.estimation
    event = data.index.get_loc(DAY0)
    own = range(event + case.setting.event_days[0], event + case.setting.event_days[1] + 1)
    window = range(row + first, row + last + 1)
    days = [r for r in window if r not in own and f"{data.index[r]:%Y-%m-%d}" not in left_out]
    X = np.column_stack([np.ones(len(data)), data[list(FACTORS)]])
    fit = OLS(data[PORTFOLIO].to_numpy()[days], X[days]).fit()
    return data[PORTFOLIO].iloc[row] - X[row] @ fit.params, fit, X[row], len(days)


# The event


def test_the_effect_is_what_the_model_did_not_expect(case):
    effect = case.once(measure).primary
    row = case.event_row(case.table_of("overnight", case.portfolio), case.portfolio)
    abnormal, fit, x, days = regression(case, row)
    bse = math.sqrt(fit.scale * (1 + x @ fit.normalized_cov_params @ x))
    assert effect.abnormal == pytest.approx(abnormal, abs=1e-13)
    assert effect.bse == pytest.approx(bse, rel=1e-10)
    assert (effect.nobs, effect.df_resid) == (days, days - 3) == (60, 57)
    assert effect.tvalue == pytest.approx(abnormal / bse, rel=1e-9)
    assert effect.pvalue == pytest.approx(2 * student.sf(abs(abnormal / bse), 57), rel=1e-8)
    assert effect.interval == pytest.approx(
        (abnormal - student.isf(0.025, 57) * bse, abnormal + student.isf(0.025, 57) * bse)
    )


def test_a_gain_that_was_planted_is_added_to_the_effect_and_to_nothing_else(case):
    before, after = case.once(measure), found(gain=0.0123)
    for key in (PORTFOLIO, *TARGETS):
        assert after.get(key, "overnight").abnormal - before.get(key, "overnight").abnormal == pytest.approx(0.0123)
        np.testing.assert_array_equal(
            after.get(key, "overnight").placebo_plain.placebo, before.get(key, "overnight").placebo_plain.placebo
        )
        assert after.get(key, "overnight").placebo.scale == before.get(key, "overnight").placebo.scale
    assert after.get("PPP", "overnight").abnormal == before.get("PPP", "overnight").abnormal


def test_drift_factors_and_what_is_abnormal_add_up_to_the_raw_move(case):
    for effect in case.once(measure).effects:
        assert list(effect.parts) == [DRIFT, *effect.series.factors]
        assert sum(effect.parts.values()) + effect.abnormal == pytest.approx(effect.raw, abs=1e-12)


def test_a_window_of_three_days_is_the_sum_of_its_days(case):
    effect = case.once(measure).get("AAA", "[-1,+1]")
    data = case.returns.close_to_close["AAA"]
    at = data.index.get_loc(DAY0)
    assert effect.raw == pytest.approx(data.iloc[at - 1 : at + 2].sum(), abs=1e-14)


def test_what_could_have_been_seen_looks_in_the_direction_of_the_claim(case):
    effect = case.once(measure).primary
    loss = found(claim={"direction": "loss"}).primary
    for sign in (1, -1):
        expected = effect.placebo.minimum_detectable_effect(0.05, 0.8, sign)
        assert effect.detectable(sign) == loss.detectable(sign) == expected
    assert loss.detectable_by_t == effect.detectable_by_t
    few = found(decision={"alpha": 0.004}).primary
    assert few.detectable(1) == math.inf
    assert math.isfinite(few.detectable_by_t)


def test_a_move_either_way_is_looked_for_at_half_the_level_on_each_side(case):
    effect, either = case.once(measure).primary, found(claim={"direction": "move"}).primary
    for sign in (1, -1):
        assert either.detectable(sign) == effect.placebo.minimum_detectable_effect(0.025, 0.8, sign)
    assert either.detectable_by_t > effect.detectable_by_t


# Placebo dates


def test_the_event_is_the_same_by_the_fit_and_by_the_engine_of_the_placebo_dates(case, without):
    for measured in (case.once(measure), without.once(measure)):
        for effect in measured.effects:
            assert effect.placebo.effect == pytest.approx(effect.abnormal, abs=1e-14)
            assert effect.placebo_plain.statistic == pytest.approx(effect.abnormal, abs=1e-14)
            assert effect.placebo_t.statistic == pytest.approx(effect.tvalue, rel=1e-9)


def test_a_placebo_date_after_the_event_is_measured_without_the_events_own_days(case):
    test = case.once(measure).primary.placebo_plain
    event = case.event_row(case.table_of("overnight", case.portfolio), case.portfolio)
    for row in (event - 40, event + 8, event + 50):
        expected, _, _, days = regression(case, row)
        assert (days < 60) == (row > event)
        assert test.placebo[test.rows == row] == pytest.approx([expected], abs=1e-13)


def test_windows_of_several_days_use_dates_that_share_no_day(case):
    measured, event = case.once(measure), case.event_row(case.table("overnight", [PORTFOLIO]), case.portfolio)
    assert (np.diff(measured.get(PORTFOLIO, "day 0").placebo.rows) == 1).any()
    rows = measured.get(PORTFOLIO, "[-1,+1]").placebo.rows
    assert ((rows - event) % 3 == 0).all()
    assert len(rows) == pytest.approx(measured.primary.placebo.nobs / 3, abs=1)


# Days left out


def test_days_left_out_reach_the_fit_and_the_placebo_engine_alike(case, without):
    for key in (PORTFOLIO, *TARGETS):
        effect, unchanged = (c.once(measure).get(key, "overnight") for c in (without, case))
        assert effect.abnormal != unchanged.abnormal
        assert (effect.placebo_plain.placebo != unchanged.placebo_plain.placebo).any()
        np.testing.assert_array_equal(effect.placebo.rows, unchanged.placebo.rows)


def test_the_fit_is_a_regression_without_the_days_left_out(without):
    effect = without.once(measure).primary
    data = without.table_of("overnight", without.portfolio)
    event = data.index.get_loc(DAY0)
    abnormal, _, _, days = regression(without, event, LEFT_OUT)
    assert (effect.nobs, effect.df_resid) == (days, days - 3) == (56, 53)
    assert effect.abnormal == pytest.approx(abnormal, abs=1e-13)
    row = event - 20
    expected, *_ = regression(without, row, LEFT_OUT)
    plain = effect.placebo_plain
    assert plain.placebo[plain.rows == row] == pytest.approx([expected], abs=1e-13)


# Which series in which windows


def test_effects_stand_series_by_series_and_window_by_window(case):
    measured = case.once(measure)
    windows = [w["name"] for w in declared()["windows"]]
    assert [(e.series.key, e.window.name) for e in measured.effects] == [
        (key, w) for key in (PORTFOLIO, *case.study.tickers()) for w in windows
    ]
    assert measured.primary is measured.get(PORTFOLIO, "overnight")
    overnight = case.study.windows[0]
    assert [e.series.key for e in measured.within(overnight, "target")] == list(TARGETS)
    assert len(measured.within(overnight)) == 8
    with pytest.raises(KeyError, match="AAA was not measured in the window 'night'"):
        measured.get("AAA", "night")


def test_the_model_of_a_series_is_that_of_the_primary_windows_returns(case):
    measured = case.once(measure)
    assert measured.model("AAA") is measured.fits["AAA", "overnight"].model
    assert measured.model("AAA") is not measured.fits["AAA", "close-to-close"].model


def test_a_series_of_closing_prices_has_no_effect_in_the_night():
    spare = {"instruments": instruments_with("RRR", bars="closes"), "synthetic": {"donors": ["PPP", "FFF"]}}
    measured = found(**spare)
    assert [e.window.name for e in measured.effects if e.series.key == "RRR"] == ["day 0", "[-1,+1]"]
    assert ("RRR", "overnight") not in measured.fits


def test_a_member_without_opening_prices_stops_the_run():
    with pytest.raises(StudyError, match='AAA: bars = "closes"'):
        found(instruments=instruments_with("AAA", bars="closes"))


def test_prices_too_short_for_the_study_stop_the_run():
    with pytest.raises(WindowError, match="250 needed"):
        found(estimation={"length": 247})


def test_they_say_themselves_in_one_line(case):
    measured = case.once(measure)
    assert repr(measured) == "<Measured: 8 series in 3 windows>"
    assert re.fullmatch(r"<Effect portfolio, overnight: [+-]\d+\.\d bp, t = -?\d\.\d\d>", repr(measured.primary))


# On the bundled prices


@pytest.mark.slow
def test_the_bundled_effect_is_the_regression_that_a_reader_would_run(bundled):
    case = bundled.case
    effect = case.once(measure).primary
    overnight, members = case.returns.overnight, list(case.members)
    data = overnight[[*members, "IEF", "HYG", "UUP"]].dropna()
    day = data.index.get_loc(pd.Timestamp("2023-09-20"))
    y, X = data[members].mean(axis=1).to_numpy(), np.column_stack([np.ones(len(data)), data[["IEF", "HYG", "UUP"]]])
    fit = OLS(y[day - 270 : day - 20], X[day - 270 : day - 20]).fit()
    assert effect.abnormal == pytest.approx(y[day] - X[day] @ fit.params, abs=1e-13)
    assert (round(1e4 * effect.abnormal, 1), round(effect.tvalue, 2), effect.placebo.nobs) == (6.9, 0.3, 509)
