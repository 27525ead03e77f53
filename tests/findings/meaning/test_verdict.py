"""The verdict follows the declared rule, whatever the claim's direction."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from analysis.event.primary import PrimaryWindow
from analysis.eventstudy.placebo.power import minimum_detectable_effect
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.meaning.power import power_by
from analysis.findings.meaning.verdict import judge, verdict
from analysis.market.checks import CheckResult
from analysis.market.holdings import Holdings
from analysis.measure.deciding import Deciding
from analysis.measure.effects import Effect, Measured
from analysis.study.series import PORTFOLIO, Series
from analysis.study.setting import Setting
from tests.cases import CALENDAR, CASES, LIKE, TARGETS, declared, made_case, made_study
from tests.reading import read

LIGHT = (0.4, 0.8)
HEAVY = (40.0, 60.0)
WHOLE = (100.0, 100.0)
DAY = dt.date(2023, 1, 31)
PLACEBO = np.linspace(-0.0060, 0.0060, 601)
"""Placebo abnormal returns of up to 60 bp on either side: significant beyond 54 bp, detectable from 103 bp on."""


def setting_of(**tables):
    study = made_study(**tables)
    return Setting(study, study.windows[0])


def ranked(abnormal, spread=1.0):
    return SampleQuantileTest(abnormal, spread * PLACEBO, np.arange(601))


def measured(setting, abnormal, bse=0.0020):
    series, rule, test = (
        Series(PORTFOLIO, "Widget funds", "portfolio", "market", ("FFF", "GGG"), "XNYS"),
        setting.rule,
        ranked(abnormal),
    )
    effect = Effect(
        series=series,
        window=setting.primary,
        raw=abnormal + 0.0010,
        parts={"drift": 0.0001, "FFF": 0.0009, "GGG": 0.0},
        abnormal=abnormal,
        bse=bse,
        df_resid=246,
        tvalue=abnormal / bse,
        pvalue=0.5,
        interval=(abnormal - 2 * bse, abnormal + 2 * bse),
        nobs=250,
        placebo=test,
        placebo_plain=test,
        placebo_t=replace(test, statistic=abnormal / bse, placebo=PLACEBO / bse, scale=bse),
        detectable_by_t=minimum_detectable_effect(bse, 246, alpha=rule.alpha, power=rule.power, sided=1),
        setting=setting,
    )
    return Measured((effect,), {}, {}, setting)


def deciding_on(
    setting, abnormal, difference=None, *, without=None, aside=0.0, by_comparison=False, still=(), left_out=None
):
    """Tests that found these abnormal returns: of the targets, less like funds, without AAA, and of AAA by itself."""
    test, less = ranked(abnormal), None if difference is None else ranked(difference)
    rest = abnormal if without is None else without
    tests = [ranked(rest), less]
    rest_of = {"AAA": tuple(t for t in tests[by_comparison:] if t), "BBB": (), "CCC": ()}
    alone = {"AAA": ranked(aside), "BBB": ranked(0.0), "CCC": ranked(0.0)}
    likes = () if difference is None else LIKE
    return Deciding(test, less, likes, by_comparison, left_out or {}, tuple(still), rest_of, alone, setting)


def seen(setting, abnormal, difference=None, weight=HEAVY, **options):
    held = {**dict.fromkeys(TARGETS, weight), **dict.fromkeys(LIKE, (0.0, 0.0))}
    holdings = Holdings(DAY, held, dict.fromkeys(held, (DAY,)), {"Nowhere": held})
    tests = deciding_on(setting, abnormal, difference, **options)
    return power_by(measured(setting, abnormal), tests, holdings, frozenset)


def judged(setting, abnormal, difference=None, weight=HEAVY, *, confounders=(), checked=True, unheld=(), **options):
    window = PrimaryWindow(setting.primary, confounders, checked)
    return judge(seen(setting, abnormal, difference, weight, **options), window, unheld)


@pytest.mark.parametrize(
    ("abnormal", "difference", "options", "outcome"),
    [
        (0.0070, 0.0070, {}, "supported"),
        (-0.0070, -0.0070, {}, "contradicted"),
        (0.0070, 0.0010, {}, "cannot tell"),  # like funds moved as much
        (0.0010, 0.0070, {}, "cannot tell"),  # they fell, and the targets did nothing
        (0.0070, -0.0070, {}, "cannot tell"),
        (0.0070, None, {}, "cannot tell"),  # nothing was compared, and no reason is declared
        (0.0010, 0.0010, {}, "not found"),  # 5 % of 40 % is 200 bp: far beyond what is left
        (0.0010, None, {}, "cannot tell"),  # a common fall may hide it
        (0.0010, 0.0010, {"weight": LIGHT}, "cannot tell"),  # 5 % of 0.4 % is 2 bp
        (0.0070, 0.0070, {"weight": (0.0, 0.004)}, "cannot tell"),  # it takes a move of 176 %
        (0.0070, 0.0070, {"without": 0.0010}, "cannot tell"),  # not significant without AAA
        (0.0070, 0.0070, {"aside": 0.0060}, "cannot tell"),  # AAA moved farther than the others
        (0.0070, 0.0070, {"still": ("BBB",)}, "cannot tell"),
        (0.0070, None, {"left_out": {"PPP": "had news of its own: a strike"}}, "cannot tell"),
        (0.0070, 0.0070, {"left_out": {"QQQ": "stood still"}}, "supported"),  # another one is left
        (0.0010, -0.0020, {"weight": (12.9, 60.0)}, "not found"),
        (-0.0040, 0.0050, {"weight": (12.9, 60.0)}, "cannot tell"),  # ruled out by the one test, not by the other
        (0.0010, 0.0010, {"still": ("BBB",)}, "cannot tell"),
        (0.0070, 0.0070, {"unheld": ("Nowhere",)}, "cannot tell"),
        (0.0070, 0.0070, {"checked": False}, "cannot tell"),
        (0.0070, 0.0070, {"confounders": CALENDAR[:1]}, "cannot tell"),
        (0.0010, 0.0010, {"confounders": CALENDAR[:1]}, "cannot tell"),
        (0.0010, 0.0070, {"confounders": CALENDAR[:1], "by_comparison": True}, "supported"),
        (0.0070, 0.0010, {"confounders": CALENDAR[:1], "by_comparison": True}, "not found"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("direction", ["gain", "loss"])
def test_the_outcome_follows_the_rule(abnormal, difference, options, outcome, direction):
    setting = setting_of(claim={"direction": direction})
    sign = setting.claim.sign
    options = options | {k: sign * options[k] for k in ("without", "aside") if k in options}
    found = judged(setting, sign * abnormal, None if difference is None else sign * difference, **options)
    assert found.outcome == outcome
    assert (outcome in ("supported", "contradicted", "not found")) == all(
        c.met is not False
        for c in found.conditions
        if outcome != "not found" or c.name not in ("targets", "difference", "comparison")
    )


def test_a_comparison_that_cannot_be_made_is_no_obstacle_where_it_is_declared_why():
    alone = setting_of(
        instruments=[i for i in declared()["instruments"] if i["role"] != "placebo"],
        comovement={"series": ["AAA", "BBB", "FFF", "GGG"]},
        synthetic={"donors": ["RRR", "FFF"]},
        placebo={"no_like_fund": "No fund trades in these hours."},
    )
    assert judged(alone, 0.0070).outcome == "supported"
    assert "compared with like series, as study.toml declares: No fund trades in these hours." in " ".join(
        judged(alone, 0.0070).reasons
    )


@pytest.mark.parametrize(
    ("abnormal", "difference", "outcome"),
    [
        (0.0070, 0.0070, "supported"),
        (-0.0070, -0.0070, "supported"),
        (0.0055, 0.0055, "not found"),  # significant at 5 % on one side, not on both
        (0.0070, 0.0010, "cannot tell"),
        (0.0010, 0.0010, "not found"),
    ],
)
def test_a_claim_of_a_move_either_way_is_supported_by_both(abnormal, difference, outcome):
    assert judged(setting_of(claim={"direction": "move"}), abnormal, difference).outcome == outcome


def test_not_found_needs_the_judged_effect_ruled_out_at_the_lowest_weight():
    # The test rejects an effect from 54 bp above its own on; with 10 bp: 64 bp, which is 5 % of 12.8 %.
    setting = setting_of()
    assert judged(setting, 0.0010, 0.0010, (12.9, 60.0)).outcome == "not found"
    assert judged(setting, 0.0010, 0.0010, (12.7, 60.0)).outcome == "cannot tell"
    # What favours the claim rules out less: p is 0.058 here.
    assert judged(setting, 0.0053, 0.0010, (12.9, 60.0)).outcome == "cannot tell"


def test_the_least_move_that_it_takes_must_be_possible_and_a_loss_never_beyond_all():
    setting = setting_of(decision={"plausible_move_pct": 500})
    # 70 bp over at most 1 % of the funds: 70 %.
    assert judged(setting, 0.0070, 0.0070, (0.5, 1.0)).outcome == "supported"
    assert judged(setting, -0.0070, -0.0070, (0.5, 1.0)).outcome == "contradicted"
    # Over at most 0.65 %: a gain of 108 % can be, a loss of 107 % cannot.
    assert judged(setting, 0.0070, 0.0070, (0.5, 0.65)).outcome == "supported"
    assert judged(setting, -0.0070, -0.0070, (0.5, 0.65)).outcome == "cannot tell"


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("nothing", "cannot tell"),
        ("a gain", "supported"),
        ("the opposite", "contradicted"),
        ("a claimed loss", "supported"),
        ("shared by all funds", "cannot tell"),
        ("confounded", "cannot tell"),
        ("no exposure", "cannot tell"),
        ("one fund", "supported"),
        ("too few dates", "cannot tell"),
        ("an empty calendar", "cannot tell"),
    ],
)
def test_the_rule_is_applied_to_what_was_measured(name, outcome):
    found = CASES[name]().once(verdict)
    assert found.outcome == outcome
    assert found.told["reasons"] == list(found.reasons)
    assert [c["name"] for c in found.told["conditions"]] == [c.name for c in found.conditions]


def test_it_shows_itself_with_the_claim_all_its_sentences_and_every_condition():
    found = made_case().once(verdict)
    text = read(found.text)
    for said in (found.setting.claim.quote, f"## Verdict: {found.outcome}", *found.reasons, *found.settle):
        assert said in text
    for c in found.conditions:
        assert f"| {c.asks} | {c.value} | {c.threshold} | {'yes' if c.met else 'no'} |" in text
    assert found.summary() == found.headline
    assert list(found.table()["asks"]) == [c.asks for c in found.conditions]


def test_without_anything_to_settle_nothing_is_promised():
    assert "What would settle it" not in CASES["one fund"]().once(verdict).text


def test_odd_prices_of_the_event_itself_stand_among_the_reasons():
    """A tick on the eve that the next quote undoes looks like a gain. Of other days and series nothing is said here."""
    case = made_case()
    eve, other = "2023-02-28", "2022-06-15"

    def told(ticker, *days):
        found = CheckResult(ticker, "quotes", "warning", "close jumps", days)
        return verdict(replace(case, snapshot=replace(case.snapshot, warnings=(found,)))).reasons

    *before, last = told(TARGETS[0], other, eve)
    assert last.endswith(f"{TARGETS[0]}: close jumps (here {eve}).")
    assert "if they are errors of the source, so is it" in last
    assert tuple(before) == told(TARGETS[0], other) == told(LIKE[0], eve) == case.once(verdict).reasons
