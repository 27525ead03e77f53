"""What could have been seen: power, needed moves, and what is ruled out, each from its definition."""

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import nct
from scipy.stats import t as student

from analysis.errors import StudyError
from analysis.eventstudy.placebo.power import power_of
from analysis.findings.meaning.power import power
from analysis.findings.meaning.verdict import verdict
from analysis.measure.effects import measure
from tests.cases import TARGETS, WEIGHTS, made_case


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def found(case):
    return case.once(power)


def weighing(weight_pct, **options):
    return made_case(weights=dict.fromkeys(WEIGHTS, (weight_pct, weight_pct)), **options)


def few_dates():
    return made_case(decision={"alpha": 0.004})


# The curves.


def test_the_curve_of_the_t_test_reaches_the_declared_power_at_its_detectable_effect(found):
    effect, rule = found.effect, found.setting.rule
    at = effect.detectable_by_t
    assert power_of(at, effect.bse, effect.df_resid, alpha=0.05, sided=1) == pytest.approx(rule.power, abs=1e-9)
    assert np.interp(at, found.effects, found.analytic) == pytest.approx(rule.power, abs=1e-3)
    critical = student.isf(0.05, effect.df_resid)
    expected = nct.sf(critical, effect.df_resid, found.effects / effect.bse)
    np.testing.assert_allclose(found.analytic, expected, atol=1e-9)


def test_the_curve_of_the_placebo_test_crosses_the_declared_power_at_its_detectable_effect(found):
    test = found.effect.placebo
    at = test.minimum_detectable_effect(0.05, 0.80)
    assert (found.empirical[found.effects < at] <= 0.80).all()
    assert (found.empirical[found.effects > at] >= 0.80).all()
    # An effect is found where the placebo test of that date would find it.
    for n in (0, 30, 60, 120):
        pvalues = [replace(test, statistic=s + found.effects[n]).pvalue("greater") for s in test.placebo]
        assert found.empirical[n] == pytest.approx(np.mean(np.array(pvalues) <= 0.05))


def test_curves_start_at_the_level_end_at_twice_the_detectable_effect_and_rise(found):
    assert (found.effects[0], found.effects[-1]) == (0, 2 * found.detectable)
    assert found.effects.shape == found.analytic.shape == found.empirical.shape
    for curve in (found.analytic, found.empirical):
        assert (np.diff(curve) >= 0).all()
        assert curve[-1] > 0.95
    assert found.analytic[0] == pytest.approx(0.05)
    assert 0.04 < found.empirical[0] <= 0.05


def test_a_claimed_loss_is_looked_for_below_zero(found):
    loss = made_case(claim={"direction": "loss"}).once(power)
    test = found.effect.placebo
    mirrored = replace(test, placebo=-test.placebo)
    expected = np.mean(mirrored.placebo[:, None] + loss.effects > mirrored.critical_value(0.05), axis=0)
    np.testing.assert_array_equal(loss.empirical, expected)
    assert loss.effects[0] == 0


def test_curves_are_finite_when_too_few_dates_make_nothing_significant():
    found = few_dates().once(power)
    assert math.isinf(found.detectable)
    assert np.isfinite(found.effects).all()
    assert (found.empirical == 0).all()
    assert found.analytic[-1] > 0.5
    assert {i.equivalence.alpha for i in found.implied} == {0.004}


# What could have been seen, and the moves that it takes.


def test_what_could_have_been_seen_is_the_larger_of_the_two_detectable_effects(found):
    effect = found.effect
    assert found.detectable == max(effect.detectable_by_t, effect.placebo.minimum_detectable_effect(0.05, 0.80))
    assert replace(found, effect=replace(effect, detectable_by_t=1.0)).detectable == 1.0


def test_needed_moves_are_detectable_effects_over_weights(case, found):
    assert found.weight_pct == pytest.approx((0.5, 3.5 / 3))
    assert [r.key for r in (found.portfolio, *found.funds)] == ["portfolio", *WEIGHTS]
    for reach, line in zip((found.portfolio, *found.funds), found.told["needed"], strict=True):
        low, high = reach.weight_pct
        assert reach.detectable == case.once(measure).get(reach.key, "overnight").detectable
        for needed, weight in ((line["low_pct"], high), (line["high_pct"], low)):
            assert needed == (pytest.approx(100 * reach.detectable / (weight / 100)) if weight else None)


def test_the_reader_asks_by_the_name_of_the_asset(found):
    least, most = found.needed("widgets")
    assert (least, most) == found.portfolio.needed_pct
    assert least == pytest.approx(100 * found.detectable / (3.5 / 300))
    assert most == pytest.approx(100 * found.detectable / 0.005)
    with pytest.raises(StudyError, match=r"'shares'; allowed: widgets"):
        found.needed("shares")


def test_a_fund_that_may_hold_nothing_needs_an_unbounded_move(found):
    (unsure,) = (r for r in found.funds if r.key == "CCC")
    assert math.isfinite(unsure.needed_pct[0])
    assert math.isinf(unsure.needed_pct[1])
    nothing = weighing(0.0).once(power)
    assert nothing.needed("widgets") == (math.inf, math.inf)
    assert nothing.needed_words == "No move of the widgets could have been seen: the funds hold none."


def test_a_fund_that_was_not_measured_has_a_weight_and_no_numbers():
    case = made_case()
    held = {**WEIGHTS, "GONE": (1.0, 2.0)}
    more = replace(case.holdings, weights=held, lists={**case.holdings.lists, "GONE": ()})
    found = replace(case, holdings=more).once(power)
    assert "| GONE | none | 1.00 | 2.00 | – | – |" in found.text
    assert found.told["needed"][-1] == {"series": "GONE", "low_pct": None, "high_pct": None}


# Effects that moves of the assets imply.


def test_what_a_move_implies_at_the_highest_weight_is_what_is_ruled_out_or_not(found):
    effect = found.effect
    highest = np.mean([WEIGHTS[t][1] for t in TARGETS])
    assert [i.gain_pct for i in found.implied] == [1.0, 5.0]
    for i in found.implied:
        bound = i.gain_pct / 100 * highest / 100
        assert i.equivalence.bound == i.effect[1] == pytest.approx(bound)
        above = student.sf((effect.abnormal + bound) / effect.bse, effect.df_resid)
        below = student.cdf((effect.abnormal - bound) / effect.bse, effect.df_resid)
        assert i.equivalence.pvalue == pytest.approx(max(above, below))
        assert i.equivalence.alpha == found.setting.rule.alpha


def test_an_effect_that_would_have_been_seen_is_ruled_out():
    case = weighing(100.0)
    found = case.once(power)
    small, large = found.implied
    assert case.once(verdict).outcome == "not found"
    assert small.equivalence.equivalent
    assert large.equivalence.pvalue < small.equivalence.pvalue < 0.05
    assert large.power[0] > 0.999
    assert found.told["ruled_out_move_low_pct"] == pytest.approx(found.told["ruled_out_from_bp"] / 100)


def test_what_is_ruled_out_lies_beyond_the_interval_of_the_event(found):
    effect, told = found.effect, found.told
    half = student.isf(0.05, effect.df_resid) * effect.bse
    assert told["ruled_out_from_bp"] == pytest.approx(1e4 * (abs(effect.abnormal) + half))
    assert told["ruled_out_level"] == pytest.approx(0.9)


def test_power_at_the_implied_effects_lies_between_the_level_and_that_at_the_detectable_one(found):
    for i in found.told["implied"]:
        assert 0.04 < i["power_low"] <= i["power_high"] < 0.8  # the placebo test's own level is below 0.05
        assert 0.05 < i["t_power_low"] < i["t_power_high"] < 0.8
        assert i["needed_weight_pct"] == pytest.approx(1e4 * found.detectable / i["gain_pct"])
    assert [i["judged"] for i in found.told["implied"]] == [False, True]


def test_funds_that_hold_nothing_leave_nothing_to_rule_out():
    nothing = weighing(0.0).once(power)
    assert [i.equivalence for i in nothing.implied] == [None, None]
    assert nothing.told["ruled_out_from_bp"] is None
    detectable = f"{1e4 * nothing.detectable:.1f}"
    assert "no effect to rule out" in nothing.text
    assert f"| Widget funds | – | 0.00 | 0.00 | {detectable} | – |" in nothing.text


# Told.


def test_tables_hold_the_curves_and_each_fund(found):
    curves, funds = found.table(), found.numbers().frame
    np.testing.assert_array_equal(curves["effect_bp"], 1e4 * found.effects)
    assert list(funds["fund"]) == ["portfolio", *WEIGHTS]
    assert found.numbers().to_csv().splitlines()[0] == (
        "fund,weight_low_pct,weight_high_pct,detectable_bp,needed_low_pct,needed_high_pct"
    )


def test_every_fund_stands_with_the_days_of_its_lists(found):
    assert "| AAA | 2023-01-31 | 1.00 | 2.00 |" in found.text
    assert "| PPP | none | 0.00 | 0.00 |" in found.text
    rules = "Where there is no list, rules say that the weight is zero."
    assert rules in found.text
    listed = replace(found, funds=tuple(replace(r, lists=str(dt.date(2023, 1, 31))) for r in found.funds))
    assert rules not in listed.text


def test_a_t_test_out_of_its_band_is_marked_beside_its_detectable_effect(found):
    t = f"{1e4 * found.effect.detectable_by_t:.1f} bp by the t test"
    marked = replace(found, marked=lambda: frozenset({"overnight"})).text
    assert f"{t} ‡ and" in marked
    assert "‡ The t test is out of its calibration band (section “Joint tests”)." in marked
    assert "‡" not in replace(found, marked=lambda: frozenset({"day 0"})).text


def test_with_too_few_dates_the_text_says_that_no_effect_is_seen_and_why():
    text = few_dates().once(power).text
    assert "No move of the widgets could have been seen: there are too few placebo dates." in text
    assert "and ∞ bp when effects are added to the placebo dates" in text
    assert "inf" not in text.split()
