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
from analysis.measure.deciding import deciding
from analysis.measure.effects import measure
from tests.cases import CALENDAR, WEIGHTS, declared, made_case
from tests.reading import read


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
    assert np.interp(at, found.effects, found.by_t) == pytest.approx(rule.power, abs=1e-3)
    critical = student.isf(0.05, effect.df_resid)
    expected = nct.sf(critical, effect.df_resid, found.effects / effect.bse)
    np.testing.assert_allclose(found.by_t, expected, atol=1e-9)


def test_the_curve_of_the_rule_crosses_the_declared_power_at_its_detectable_effect(found):
    at = found.tests.detectable
    assert (found.by_rule[found.effects < at] <= 0.80).all()
    assert (found.by_rule[found.effects > at] >= 0.80).all()
    for n in (0, 30, 60, 120):
        assert found.by_rule[n] == np.mean(found.tests.needed < found.effects[n])


def test_curves_start_at_the_level_end_at_twice_the_detectable_effect_and_rise(found):
    assert (found.effects[0], found.effects[-1]) == (0, 2 * found.detectable)
    assert found.effects.shape == found.by_t.shape == found.by_rule.shape
    for curve in (found.by_t, found.by_rule):
        assert (np.diff(curve) >= 0).all()
        assert curve[-1] > 0.9
    assert found.by_t[0] == pytest.approx(0.05)
    assert found.by_rule[0] <= 0.05, "two tests together reject no more often than one"


def test_curves_are_finite_when_too_few_dates_make_nothing_significant():
    found = few_dates().once(power)
    assert math.isinf(found.detectable)
    assert np.isfinite(found.effects).all()
    assert (found.by_rule == 0).all()
    assert found.by_t[-1] > 0.5


# What could have been seen, and the moves that it takes.


def test_what_could_have_been_seen_is_the_detectable_effect_of_the_whole_rule(found):
    assert found.detectable == found.tests.detectable
    assert found.detectable >= found.effect.detectable(1)
    assert found.told["detectable_bp"] == pytest.approx(1e4 * found.detectable)
    text = f"As an effect on all members alike: {1e4 * found.detectable:.1f} bp by the whole rule"
    assert text in read(found.text)


def test_a_loss_of_more_than_all_cannot_be():
    # 40 to 60 bp over 0.5 to 1.2 percent.
    loss = made_case(claim={"direction": "loss"}).once(power)
    effect = -math.expm1(-loss.detectable)
    assert loss.portfolio.needed_pct[0] == pytest.approx(100 * effect / (3.5 / 300))
    assert (100 * effect / 0.005 > 100) == math.isinf(loss.portfolio.needed_pct[1])


def test_needed_moves_are_simple_returns_over_weights(case, found):
    assert found.weight_pct == pytest.approx((0.5, 3.5 / 3))
    assert [r.key for r in (found.portfolio, *found.funds)] == ["portfolio", *WEIGHTS]
    assert found.portfolio.detectable == case.once(deciding).detectable
    for reach in found.funds:
        assert reach.detectable == case.once(measure).get(reach.key, "overnight").detectable(1)
    for reach, line in zip((found.portfolio, *found.funds), found.told["needed"], strict=True):
        low, high = reach.weight_pct
        for needed, weight in ((line["low_pct"], high), (line["high_pct"], low)):
            assert needed == (pytest.approx(100 * math.expm1(reach.detectable) / (weight / 100)) if weight else None)


def test_the_reader_asks_by_the_name_of_the_asset(found):
    least, most = found.needed("widgets")
    assert (least, most) == found.portfolio.needed_pct
    assert least == pytest.approx(100 * math.expm1(found.detectable) / (3.5 / 300))
    assert most == pytest.approx(100 * math.expm1(found.detectable) / 0.005)
    with pytest.raises(StudyError, match=r"'shares'; allowed: widgets"):
        found.needed("shares")


def test_a_fund_that_may_hold_nothing_needs_an_unbounded_move(found):
    (unsure,) = (r for r in found.funds if r.key == "CCC")
    assert math.isfinite(unsure.needed_pct[0])
    assert math.isinf(unsure.needed_pct[1])
    nothing = weighing(0.0).once(power)
    assert nothing.needed("widgets") == (math.inf, math.inf)
    assert nothing.needed_words == "No move of the widgets could have been seen: none is held."


def test_a_fund_that_was_not_measured_has_a_weight_and_no_numbers():
    case = made_case()
    held = {**WEIGHTS, "GONE": (1.0, 2.0)}
    more = replace(case.holdings, weights=held, lists={**case.holdings.lists, "GONE": ()})
    found = replace(case, holdings=more).once(power)
    assert "| GONE | none | 1.00 | 2.00 | – | – |" in found.text
    assert found.told["needed"][-1] == {"series": "GONE", "low_pct": None, "high_pct": None}


# Effects that moves of the assets imply.


def test_what_a_move_implies_at_the_lowest_weight_is_ruled_out_where_the_test_rejects_it(found):
    low, high = found.weight_pct
    assert [i.move_pct for i in found.implied] == [1.0, 5.0]
    for i in found.implied:
        assert i.effect == pytest.approx([math.log1p(i.move_pct * weight / 1e4) for weight in (low, high)])
        p = []
        for test in found.tests.tests:
            beyond = np.sum(test.placebo <= test.statistic - i.effect[0] / test.scale)
            p.append((1 + beyond) / (1 + test.nobs))
        assert i.pvalue == pytest.approx(max(p))
        assert i.ruled_out == (i.pvalue <= 0.05)


def test_an_effect_that_would_have_been_seen_is_ruled_out():
    case = weighing(100.0)
    found = case.once(power)
    small, large = found.implied
    assert case.once(verdict).outcome == "not found"
    assert small.ruled_out
    assert large.pvalue <= small.pvalue < 0.05
    assert large.power[0] > 0.9
    move = 100 * math.expm1(found.told["ruled_out_from_bp"] / 1e4)
    assert found.told["ruled_out_move_low_pct"] == pytest.approx(move)


def test_all_that_lies_beyond_the_bound_is_ruled_out_and_nothing_below(found):
    def p(effect, side):
        return max(test.pvalue_of(effect, side) for test in found.tests.tests)

    bound = found.ruled_out
    assert p(bound + 1e-9, "less") <= 0.05 < p(bound - 1e-9, "less")
    loss = made_case(claim={"direction": "loss"}).once(power)
    assert p(-loss.ruled_out - 1e-9, "greater") <= 0.05 < p(-loss.ruled_out + 1e-9, "greater")
    assert loss.told["ruled_out_from_bp"] == pytest.approx(-1e4 * loss.ruled_out)
    either = made_case(claim={"direction": "move"}).once(power)
    assert either.ruled_out == max(bound, loss.ruled_out)


def test_power_at_the_implied_effects_lies_below_that_at_the_detectable_one(found):
    for i in found.told["implied"]:
        assert 0 <= i["power_low"] <= i["power_high"] < 0.8
        assert 0.05 < i["t_power_low"] < i["t_power_high"] < 0.8
        assert i["needed_weight_pct"] == pytest.approx(1e4 * math.expm1(found.detectable) / i["move_pct"])
    assert [i["judged"] for i in found.told["implied"]] == [False, True]


def test_funds_that_hold_nothing_leave_nothing_to_rule_out():
    nothing = weighing(0.0).once(power)
    assert all(math.isnan(i.pvalue) and not i.ruled_out for i in nothing.implied)
    assert nothing.told["ruled_out_move_low_pct"] is None
    detectable = f"{1e4 * nothing.detectable:.1f}"
    assert "no effect to rule out" in nothing.text
    assert f"| Widget funds | – | 0.00 | 0.00 | {detectable} | – |" in nothing.text


# Observed power.


def test_of_own_prices_that_moved_less_than_the_judged_move_the_next_larger_declared_one_is_told():
    """Power at the observed move follows from the p-value, and says nothing more."""
    found = weighing(100.0, gain=0.01).once(power)
    assert found.judged_pct not in found.setting.rule.moves_of_interest_pct
    larger = [m for m in found.setting.rule.moves_of_interest_pct if m > found.judged_pct]
    assert found.declared.move_pct == min(larger)
    assert f"{found.judged_pct:g} % is the move observed; its power follows from its p" in read(found.text)


def test_of_proxies_the_judged_move_is_declared_and_told(found):
    assert found.declared is found.judged
    assert "is the move observed" not in found.text


def test_the_move_by_the_close_is_that_of_the_session_whose_opening_the_window_ends_with(case, found):
    assert found.by_close == case.once(measure).get("portfolio", "day 0").raw
    close = [w for w in declared()["windows"] if w["name"] == "day 0"]
    by_day = made_case(windows=close, multiverse={"windows": ["day 0"]}, calendar=CALENDAR[:2])
    assert math.isnan(by_day.once(power).by_close)


# Told.


def test_where_all_weights_are_all_or_none_no_weight_is_told(found):
    whole = weighing(100.0).once(power)
    heads = [c.head for c in whole.shown()["funds"].columns if c.head]
    assert heads == ["series", "detectable, bp", "gain of the widgets needed"]
    assert "lists of" in [c.head for c in found.shown()["funds"].columns]
    assert "“Ruled out” asks of the effect at the lowest weight" not in read(whole.text)
    assert "“Ruled out” asks of the effect at the lowest weight" in read(found.text)


def test_effects_of_a_loss_have_a_minus_and_what_is_ruled_out_is_said_as_a_fall():
    loss = weighing(100.0, claim={"direction": "loss"}).once(power)
    text = read(loss.text)
    assert "| fall of the widgets | effect on the portfolio, bp |" in text
    assert "| 1 % | -100.5 |" in text
    assert f"Effects beyond {1e4 * -loss.ruled_out:+.1f} bp, a fall of the widgets by " in text


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
    rules = "without a list, zero by rule."
    assert rules in found.text
    listed = replace(found, funds=tuple(replace(r, lists=str(dt.date(2023, 1, 31))) for r in found.funds))
    assert rules not in listed.text


def test_a_t_test_out_of_its_band_is_marked_beside_its_detectable_effect(found):
    t = f"{1e4 * found.effect.detectable_by_t:.1f} bp by the t test"
    marked = read(replace(found, marked=lambda: frozenset({"overnight"})).text)
    assert f"{t} ‡." in marked
    assert "‡ The t test is out of its calibration band (section “Joint tests”)." in marked
    assert "‡" not in replace(found, marked=lambda: frozenset({"day 0"})).text


def test_each_comparison_stands_with_what_it_finds_alone(found):
    difference = found.tests.difference
    least = 1e4 * difference.minimum_detectable_effect(found.setting.level, 0.8, 1)
    assert f"{least:.1f} bp by that less PPP, " in read(found.text)
    assert "neighbours" not in read(found.text)
    both = replace(found, tests=replace(found.tests, beside=difference, by_comparison=True))
    assert f"alone, at 5 %, {least:.1f} bp by the move less PPP, {least:.1f} bp less neighbours, " in read(both.text)
    assert both.told["detectable_by_neighbours_bp"] == pytest.approx(least)


def test_with_too_few_dates_the_text_says_that_no_effect_is_seen_and_why():
    text = read(few_dates().once(power).text)
    assert "No move of the widgets could have been seen: there are too few placebo dates." in text
    assert "As an effect on all members alike: ∞ bp" in text
    assert "inf" not in text.split()
