"""The verdict follows the declared rule, whatever the claim's direction."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from analysis.eventstudy.placebo.power import minimum_detectable_effect
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.meaning.power import power_by
from analysis.findings.meaning.verdict import judge, significant_direction, verdict
from analysis.market.holdings import Holdings
from analysis.measure.effects import Effect, Measured
from analysis.study.series import PORTFOLIO, Series
from analysis.study.setting import Setting
from tests.cases import CALENDAR, CASES, LIKE, TARGETS, made_case, made_study

LIGHT = (0.4, 0.8)
HEAVY = (40.0, 60.0)
DAY = dt.date(2023, 1, 31)
PLACEBO = np.linspace(-0.0060, 0.0060, 601)
"""Placebo abnormal returns of up to 60 bp on either side."""


def setting_of(**tables):
    study = made_study(**tables)
    return Setting(study, study.windows[0])


def effect(setting, key, role, abnormal, bse=0.0020):
    series, rule = Series(key, key, role, "market", ("FFF", "GGG"), "XNYS"), setting.rule
    test = SampleQuantileTest(abnormal, PLACEBO, np.arange(601))
    return Effect(
        series=series,
        window=setting.primary,
        raw=abnormal + 0.0010,
        parts={"drift": 0.0001, "FFF": 0.0009, "GGG": 0.0},
        abnormal=abnormal,
        bse=bse,
        df_resid=246,
        tvalue=abnormal / bse,
        pvalue=0.5,
        pvalue_claim=0.25,
        interval=(abnormal - 2 * bse, abnormal + 2 * bse),
        nobs=250,
        placebo=test,
        placebo_t=SampleQuantileTest(abnormal / bse, PLACEBO / bse, np.arange(601)),
        detectable_by_t=minimum_detectable_effect(bse, 246, alpha=rule.alpha, power=rule.power, sided=1),
        detectable_by_placebo=test.minimum_detectable_effect(rule.alpha, rule.power, setting.claim.sign),
    )


def measured(setting, portfolio, placebo_fund=0.0):
    found = (effect(setting, PORTFOLIO, "portfolio", portfolio), effect(setting, "PPP", "placebo", placebo_fund))
    return Measured(found, {}, setting)


def seen(found, weight=LIGHT):
    held = {**dict.fromkeys(TARGETS, weight), **dict.fromkeys(LIKE, (0.0, 0.0))}
    return power_by(found, Holdings(DAY, held, dict.fromkeys(held, (DAY,))), frozenset)


def judged(found, weight=LIGHT, confounders=()):
    return judge(seen(found, weight), found, confounders)


@pytest.mark.parametrize(
    ("portfolio", "placebo_fund", "weight", "outcome"),
    [
        (0.0070, 0.0000, LIGHT, "supported"),
        (-0.0070, 0.0000, LIGHT, "contradicted"),
        (0.0070, 0.0071, LIGHT, "cannot tell"),  # a fund without the assets moved as strongly
        (0.0070, -0.0090, LIGHT, "supported"),  # it moved, but the other way
        (-0.0070, -0.0071, LIGHT, "cannot tell"),
        (0.0010, 0.0000, LIGHT, "cannot tell"),  # 5 % of 0.4 % is 2 bp: far below what can be seen
        (0.0010, 0.0000, HEAVY, "not found"),  # 5 % of 40 % is 200 bp: it would have been seen
    ],
)
@pytest.mark.parametrize("direction", ["gain", "loss"])
def test_the_outcome_follows_the_rule(portfolio, placebo_fund, weight, outcome, direction):
    setting = setting_of(claim={"direction": direction})
    sign = setting.claim.sign
    assert judged(measured(setting, sign * portfolio, sign * placebo_fund), weight).outcome == outcome


@pytest.mark.parametrize("portfolio", [0.0070, -0.0070, 0.0010])
@pytest.mark.parametrize("weight", [LIGHT, HEAVY])
def test_nothing_is_concluded_from_a_window_with_other_major_news(portfolio, weight):
    found = judged(measured(setting_of(), portfolio), weight, CALENDAR[:1])
    assert found.outcome == "cannot tell"
    assert any("A rate decision of December" in reason for reason in found.reasons)


def test_a_move_is_found_from_the_critical_value_on_in_the_direction_of_its_sign():
    setting = setting_of()
    critical = PLACEBO[-30]  # 5 % of 602 is 30: the event and the 29 dates beyond it
    for sign in (1, -1):
        assert significant_direction(effect(setting, PORTFOLIO, "portfolio", sign * (critical + 1e-9)), setting) == sign
        assert significant_direction(effect(setting, PORTFOLIO, "portfolio", sign * (critical - 1e-9)), setting) == 0


def test_only_placebo_funds_of_the_primary_window_are_rivals():
    setting = setting_of()
    found = measured(setting, 0.0070)
    other = replace(effect(setting, "PPP", "placebo", 0.0090), window=setting.study.windows[1])
    target = effect(setting, "AAA", "target", 0.0090)
    assert judged(replace(found, effects=(*found.effects, other, target))).rivals == ()
    assert judged(measured(setting, 0.0070, 0.0070)).rivals == ("PPP",)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("nothing", "cannot tell"),
        ("a gain", "supported"),
        ("the opposite", "contradicted"),
        ("a claimed loss", "supported"),
        ("confounded", "cannot tell"),
        ("one fund", "supported"),
        ("too few dates", "cannot tell"),
    ],
)
def test_the_rule_is_applied_to_what_was_measured(name, outcome):
    case = CASES[name]()
    found = case.once(verdict)
    assert found.outcome == outcome
    assert found.told == {
        "outcome": outcome, "headline": found.headline, "reasons": list(found.reasons), "settle": list(found.settle),
        "rivals": list(found.rivals),
    }  # fmt: skip


def test_it_shows_itself_with_the_claim_and_all_its_sentences():
    found = made_case().once(verdict)
    for said in (found.setting.claim.quote, f"## Verdict: {found.outcome}", *found.reasons, *found.settle):
        assert said in found.text
    assert found.summary() == found.headline
    assert list(found.table()["sentence"]) == [*found.reasons, *found.settle]


def test_without_anything_to_settle_nothing_is_promised():
    assert "What would settle it" not in CASES["one fund"]().once(verdict).text
