"""The verdict follows the declared rule, whatever the claim's direction."""

from dataclasses import replace

import numpy as np
import pytest
from analysis.findings.verdict import judge

from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.measure.effects import Effect, Effects, Path, Series
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import percent, probability


@pytest.fixture(name="study")
def chosen(study):
    return study.with_primary("overnight")


WEIGHTS = dict.fromkeys(("EMB", "VWOB", "EMHY", "JPMB", "EMBD"), (0.4, 0.8))
HEAVY = dict.fromkeys(WEIGHTS, (40.0, 60.0))
PLACEBO = np.linspace(-0.0060, 0.0060, 601)
"""Placebo abnormal returns of up to 60 bp on either side."""


def effect(study, key, role, abnormal, bse=0.0020):
    series = Series(key, key, role, "bonds", ("IEF", "HYG", "UUP"), "XNYS")
    t = abnormal / bse
    return Effect(
        series=series,
        window=study.primary,
        raw=abnormal + 0.0010,
        parts={"drift": 0.0001, "IEF": 0.0009, "HYG": 0.0, "UUP": 0.0},
        abnormal=abnormal,
        bse=bse,
        df_resid=246,
        tvalue=t,
        pvalue=0.5,
        pvalue_claim=0.25,
        interval=(abnormal - 2 * bse, abnormal + 2 * bse),
        detectable=2.5 * bse,
        nobs=250,
        placebo=SampleQuantileTest(abnormal, PLACEBO, np.arange(601)),
        placebo_t=SampleQuantileTest(t, PLACEBO / bse, np.arange(601)),
    )


def found(study, portfolio, placebo_fund=0.0):
    made = (effect(study, PORTFOLIO, "portfolio", portfolio), effect(study, "PCY", "placebo", placebo_fund))
    empty = np.zeros(1)
    path = Path(made[0].series, np.zeros(1, dtype=int), ("2023-09-20",), empty, empty, empty, empty)
    return Effects(made, path, {}, {}, {})


@pytest.mark.parametrize(
    ("portfolio", "placebo_fund", "weights", "outcome"),
    [
        (0.0070, 0.0000, WEIGHTS, "supported"),
        (-0.0070, 0.0000, WEIGHTS, "contradicted"),
        (0.0070, 0.0071, WEIGHTS, "cannot tell"),  # a fund without the bonds moved as strongly
        (0.0070, -0.0090, WEIGHTS, "supported"),  # it moved, but the other way
        (-0.0070, -0.0071, WEIGHTS, "cannot tell"),
        (0.0010, 0.0000, WEIGHTS, "cannot tell"),  # 5 % of 0.4 % is 2 bp: far below what can be seen
        (0.0010, 0.0000, HEAVY, "not found"),  # 5 % of 40 % is 200 bp: it would have been seen
    ],
)
@pytest.mark.parametrize("direction", ["gain", "loss"])
def test_the_outcome_follows_the_rule(study, portfolio, placebo_fund, weights, outcome, direction):
    claimed = study.model_copy(update={"claim": study.claim.model_copy(update={"direction": direction})})
    sign = claimed.claim.sign
    verdict = judge(claimed, found(claimed, sign * portfolio, sign * placebo_fund), weights)
    assert verdict.outcome == outcome


def test_what_could_have_been_seen_is_the_larger_of_the_two_detectable_effects(study):
    effects = found(study, 0.0010)
    primary = effects.effects[0]
    empirical = primary.placebo.minimum_detectable_effect(0.05, 0.80)
    assert judge(study, effects, WEIGHTS).detectable == max(primary.detectable, empirical)
    noisy = replace(primary, detectable=1.0)
    assert judge(study, replace(effects, effects=(noisy, *effects.effects[1:])), WEIGHTS).detectable == 1.0


def test_the_gain_that_the_bonds_would_have_needed_is_effect_over_weight(study):
    verdict = judge(study, found(study, 0.0010), WEIGHTS)
    assert verdict.weight_pct == pytest.approx((0.4, 0.8))
    assert verdict.needed_gain == pytest.approx((verdict.detectable / 0.008, verdict.detectable / 0.004))
    assert [(i.gain_pct, i.low, i.high) for i in verdict.implied] == [
        (1.0, pytest.approx(0.4e-4), pytest.approx(0.8e-4)),
        (5.0, pytest.approx(2e-4), pytest.approx(4e-4)),
    ]


def test_a_fund_that_may_hold_nothing_needs_an_unbounded_gain(study):
    verdict = judge(study, found(study, 0.0010), dict.fromkeys(WEIGHTS, (0.0, 0.8)))
    assert verdict.needed_gain[1] == float("inf")
    assert any("or more" in reason for reason in verdict.reasons)


def test_the_reasons_carry_the_numbers_that_decided(study):
    text = " ".join(judge(study, found(study, 0.0070, 0.0071), WEIGHTS).reasons)
    for part in ("+80.0 bp", "+70.0 bp", "Among 601 other dates", "PCY, which holds none"):
        assert part in text


def test_numbers_are_written_as_readers_expect():
    assert [probability(p) for p in (0.0004, 0.0312, 0.5)] == ["below 0.001", "0.031", "0.5"]
    assert [percent(s) for s in (0.05, 0.8, 2.333)] == ["5.0 %", "80 %", "233 %"]


def test_with_too_few_dates_for_any_significance_the_reasons_say_so_and_no_fund_would_do(study):
    strict = study.model_copy(update={"decision": study.decision.model_copy(update={"alpha": 0.001})})
    verdict = judge(strict, found(strict, 0.0010), WEIGHTS)
    assert verdict.detectable == float("inf")
    assert verdict.outcome == "cannot tell"
    assert any("too few placebo dates" in reason for reason in verdict.reasons)
    assert len(verdict.settle) == 1
    assert not any("inf" in text.split() for text in (*verdict.reasons, *verdict.settle))


def test_where_the_prices_are_those_of_the_assets_themselves_no_one_speaks_of_funds(study):
    for abnormal in (0.0070, -0.0070, 0.0010):
        verdict = judge(study, found(study, abnormal), dict.fromkeys(WEIGHTS, (100.0, 100.0)))
        text = " ".join([verdict.headline, *verdict.settle, *verdict.reasons])
        assert "funds" not in text
        assert verdict.settle == ()


def test_without_a_placebo_fund_a_finding_says_what_was_not_tested(study):
    alone = study.model_copy(update={"instruments": tuple(i for i in study.instruments if i.role != "placebo")})
    verdict = judge(alone, found(alone, 0.0070), WEIGHTS)
    assert any("No placebo fund is declared" in reason for reason in verdict.reasons)
