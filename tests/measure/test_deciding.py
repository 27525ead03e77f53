"""Two tests decide: the targets' own move, and the same less that of like funds. None may hang on one member."""

import math
from dataclasses import replace

import numpy as np
import pytest

from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.measure.case import Case
from analysis.measure.deciding import deciding, significant
from analysis.measure.effects import measure
from analysis.measure.standstill import stood_still
from tests.cases import CALENDAR, DAY0, LIKE, TARGETS, confounded, entry, instruments_with, made_case, one_fund


@pytest.fixture(scope="module")
def case():
    return made_case()


def asked(**changes):
    return made_case(**changes).once(deciding)


def test_the_first_test_is_the_portfolios_and_the_second_the_same_less_like_funds(case):
    found, measured = case.once(deciding), case.once(measure)
    assert found.tests == (found.targets, found.difference)
    assert found.targets.pvalue() == measured.primary.placebo.pvalue()
    assert found.likes == LIKE
    own = measured.primary.abnormal - measured.get("PPP", "overnight").abnormal
    assert found.difference.effect == pytest.approx(own, abs=1e-15)


def test_like_funds_may_have_models_of_their_own():
    found = made_case(instruments=instruments_with("PPP", model="mean"))
    measured = found.once(measure)
    own = measured.primary.abnormal - measured.get("PPP", "overnight").abnormal
    assert found.once(deciding).difference.effect == pytest.approx(own, abs=1e-15)


def test_a_move_of_the_targets_alone_is_found_and_one_that_all_share_is_not():
    for gain, shared, direction in ((0.01, 0, 1), (-0.01, 0, -1), (0, 0.01, 0), (0, -0.01, 0), (0, 0, 0)):
        found = asked(gain=gain, shared=shared)
        assert found.found == direction
        assert found.tilt == np.sign(gain + shared)


@pytest.mark.parametrize("gain", [0.01, -0.01])
def test_a_move_either_way_is_found_both_ways(gain):
    assert asked(gain=gain, claim={"direction": "move"}).found == np.sign(gain)


def test_without_a_like_fund_the_targets_own_test_is_the_only_one():
    found = one_fund().once(deciding)
    assert (found.difference, found.likes, len(found.tests)) == (None, (), 1)
    assert found.found == 1


def test_news_that_concerns_the_like_funds_too_leaves_the_decision_to_the_difference():
    found = confounded().once(deciding)
    assert found.by_comparison
    assert found.tests == (found.difference,)
    apart = instruments_with("PPP", markets=["local-debt"])
    assert not made_case(instruments=apart, calendar=confounded().timing.calendar).once(deciding).by_comparison


def test_every_piece_of_the_news_must_concern_them():
    night = (
        entry("2023-03-01T11:00+00:00", "Both", "default", "emerging-debt"),
        entry("2023-03-01T12:00+00:00", "The targets alone", "downgrade", "AAA BBB CCC"),
    )
    case = made_case(calendar=tuple(sorted((*CALENDAR, *night), key=lambda e: e.start)))
    assert len(case.timing.primary.confounders) == 2
    assert not case.once(deciding).by_comparison


# One member.


def moved_alone(ticker, gain):
    case = made_case()
    returns = case.returns
    for table in (returns.overnight, returns.close_to_close):
        table.loc[DAY0, ticker] += gain
    return case.once(deciding)


def test_without_each_member_the_rest_is_tested_in_the_same_way(case):
    found = case.once(deciding)
    assert list(found.without) == list(found.aside) == list(TARGETS)
    two = case.returns.overnight[["BBB", "CCC"]].mean(axis=1)
    data = case.table("overnight", ["FFF", "GGG"])
    event, (first, last) = data.index.get_loc(DAY0), case.setting.estimation
    X, days = np.column_stack([np.ones(len(data)), data]), slice(event + first, event + last + 1)
    beta = np.linalg.lstsq(X[days], two.to_numpy()[days], rcond=None)[0]
    assert found.without["AAA"][0].effect == pytest.approx(two.iloc[event] - X[event] @ beta, abs=1e-13)


def test_members_with_models_of_their_own_are_tested_by_the_portfolios(case):
    other = made_case(instruments=instruments_with("AAA", model="mean")).once(deciding)
    for ticker in TARGETS:
        assert other.without[ticker][0].effect == pytest.approx(
            case.once(deciding).without[ticker][0].effect, abs=1e-15
        )


def test_a_move_of_one_member_hangs_on_it_and_it_stands_out():
    found = moved_alone("BBB", 0.03)
    assert found.found == 1
    assert found.hangs_on(1) == ("BBB",)
    assert found.standing_out(1) == ("BBB",)


def test_a_move_of_all_members_hangs_on_none():
    found = asked(gain=0.01)
    assert (found.hangs_on(1), found.standing_out(1)) == ((), ())


def test_of_one_or_two_members_none_can_be_left_out():
    two = asked(portfolio={"members": ["AAA", "BBB"]}, multiverse={"portfolios": {"two": ["AAA", "BBB"]}})
    assert (two.without, two.aside, two.hangs_on(1)) == ({}, {}, ())


# What the whole rule can see.


def test_the_rule_sees_an_effect_on_a_date_where_all_its_tests_do(case):
    found = case.once(deciding)
    tests = [*found.tests, *(t for each in found.without.values() for t in each)]
    standing = found.aside.values()
    for n in (3, 50, 120):
        row = tests[0].rows[n]
        for effect, seen in ((found.needed[n] - 1e-9, False), (found.needed[n] + 1e-9, True)):
            each = [shifted(t, row, effect) for t in tests]
            assert all(significant(t, 1, 0.05) for t in each) == seen or math.isinf(found.needed[n])
        out = any(significant(shifted(t, row, 0.0), 1, 0.05 / 3) for t in standing)
        assert math.isinf(found.needed[n]) == out


def shifted(test, row, effect):
    """The test, had the event been that date, with an effect added: among the same placebo dates."""
    value = test.placebo[test.rows == row][0] + effect / test.scale
    return SampleQuantileTest(float(value), test.placebo, test.rows, test.scale)


def test_the_detectable_effect_of_the_rule_is_found_on_the_declared_share_of_dates(case):
    found = case.once(deciding)
    assert np.mean(found.needed <= found.detectable) == pytest.approx(0.8, abs=1 / len(found.needed))
    assert found.detectable >= max(t.minimum_detectable_effect(0.05, 0.8) for t in found.tests)


def test_with_too_few_dates_it_sees_nothing():
    assert asked(decision={"alpha": 0.004}).detectable == math.inf


def test_a_claimed_loss_is_looked_for_below_zero():
    loss = asked(claim={"direction": "loss"})
    assert loss.looking.sign == -1
    assert loss.detectable >= loss.targets.minimum_detectable_effect(0.05, 0.8, -1)


# Whether anything was observed.


def test_a_member_that_stood_still_over_the_whole_window_is_named():
    assert stood_still(made_case(), TARGETS) == ()
    case = made_case()
    for table in (case.returns.overnight, case.returns.intraday, case.returns.close_to_close):
        table.loc[DAY0, "CCC"] = 0.0
    assert stood_still(case, TARGETS) == ("CCC",)


def test_openings_at_the_close_before_are_nobodys_price_where_they_are_half_of_them_or_more():
    some, all_of_them = made_case(), made_case()
    some.returns.overnight.loc[DAY0, "AAA"] = 0.0
    assert stood_still(some, TARGETS) == ()
    all_of_them.returns.overnight.loc[DAY0, list(TARGETS[:2])] = 0.0
    assert stood_still(all_of_them, TARGETS) == TARGETS[:2], "though each moved later on the day"


def test_a_like_fund_that_stood_still_is_left_out():
    case = made_case()
    case.returns.overnight.loc[DAY0, "PPP"] = 0.0
    found = case.once(deciding)
    assert (found.likes, found.difference) == ((), None)
    assert found.left_out == {"PPP": "stood still to the last digit"}


def test_a_like_fund_with_major_news_of_its_own_is_left_out():
    strike = entry("2023-03-01T11:00+00:00", "A strike", "strike", "PPP")
    found = made_case(calendar=tuple(sorted((*CALENDAR, strike), key=lambda e: e.start))).once(deciding)
    assert found.left_out == {"PPP": "had news of its own: A strike"}
    assert found.likes == ()
    assert asked().left_out == {}


def test_the_first_test_to_be_lost_says_how_far_the_variance_might_have_risen():
    found = asked(gain=0.01)
    tests = [*found.tests, *(t for each in found.without.values() for t in each)]
    factors = [(t.effect / t.critical_value(0.05)) ** 2 for t in tests]
    assert found.variance_factor == min(factors)
    assert math.isnan(asked().variance_factor)


def test_they_say_themselves_in_one_line():
    assert repr(asked()) == "<Deciding: 2 tests, compared with PPP>"


# Neighbours of the same kind


def of_the_kind(**tables):
    """The made study whose regional series is of the portfolio's own kind."""
    return made_case(instruments=instruments_with("RRR", markets=["emerging-debt"]), **tables)


def test_a_regional_series_of_the_portfolios_kind_must_be_beaten_too():
    found = of_the_kind(gain=0.02).once(deciding)
    assert found.neighbours == ("RRR",)
    assert found.tests == (found.targets, found.difference, found.beside)
    assert found.found == 1


def test_what_moves_the_whole_region_is_not_found():
    case = of_the_kind(gain=0.02)
    kind = case.setting.primary.returns
    overnight = case.returns.overnight.copy()
    overnight.loc[DAY0, "RRR"] += 0.02
    daily = case.returns.close_to_close.copy()
    daily.loc[DAY0, "RRR"] += 0.02
    returns = replace(case.returns, overnight=overnight, close_to_close=daily)
    moved = Case(case.timing, case.snapshot, returns, case.holdings, case.source).once(deciding)
    assert kind == "overnight"
    assert moved.difference.pvalue("greater") <= 0.05, "beside like series it stands out"
    assert moved.found == 0


def test_a_regional_series_of_other_markets_is_no_neighbour():
    assert made_case().once(deciding).neighbours == ()


# Members that move unequally far


def test_a_member_that_moved_farther_bars_nothing_where_each_moved_by_itself():
    case = made_case(gain=0.02)
    overnight = case.returns.overnight.copy()
    overnight.loc[DAY0, "BBB"] += 0.02
    returns = replace(case.returns, overnight=overnight)
    found = Case(case.timing, case.snapshot, returns, case.holdings, case.source).once(deciding)
    assert found.aside["BBB"].pvalue("greater") < 0.02, "BBB moved twice as far"
    assert found.each_alone(1)
    assert found.standing_out(1) == ()
