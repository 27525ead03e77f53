"""Reasons carry the numbers that decided, and are true of every study."""

import math
from dataclasses import replace

import pytest

from analysis.event.primary import PrimaryWindow
from analysis.findings.meaning.verdict import judge
from tests.cases import CALENDAR
from tests.findings.meaning.test_verdict import HEAVY, LIGHT, WHOLE, judged, ranked, seen, setting_of


def reasons(abnormal, difference=None, weight=HEAVY, setting=None, **options):
    return " ".join(judged(setting or setting_of(), abnormal, difference, weight, **options).reasons)


def test_the_reasons_carry_the_numbers_that_decided():
    # Of 601 placebo values from -60 to +60 bp in steps of 0.2, none is 70 or more; 251 are 10 or more.
    text = reasons(0.0070, 0.0010)
    for part in (
        "Widget funds: +0.80 % in the overnight window, a log return of +80.0 bp",
        "+70.0 bp is abnormal (two-sided 95 % interval +12.8 to +127.2 bp)",
        "It moved at least as far on none of 601 other dates",
        "one-sided for a gain, p = 0.0017): significant at 5 %",
        "Less like series PPP, +10.0 bp remains; as much on 251 of 601 dates",
        "(p = 0.42): not significant",
        "Like series moved as well",
    ):
        assert part in text


def test_a_p_value_is_not_a_share_of_dates():
    assert "share" not in reasons(0.0070, 0.0010)


def test_a_report_that_contradicts_looks_the_other_way():
    text = reasons(-0.0070, -0.0070)
    assert "one-sided for a loss" in text
    assert "one-sided for a gain" not in text


def test_what_keeps_a_significant_move_from_a_verdict_is_said():
    for options, said in (
        ({"without": 0.0010}, "The result hangs on one member: it is not without AAA."),
        ({"aside": 0.0060}, "AAA moved farther than the others: the result may be its own."),
        ({"unheld": ("Nowhere",)}, "The targets hold none of Nowhere, of whom the claim speaks too."),
        ({"still": ("BBB",)}, "BBB stood still to the last digit over the whole window"),
        ({"checked": False}, "calendar.csv lists no news"),
        ({"confounders": CALENDAR[:1]}, "into the overnight window fell: A rate decision of December."),
        ({"confounders": CALENDAR[:1], "by_comparison": True}, "only the comparison decides"),
        ({"weight": (0.0, 0.004)}, "more than study.toml holds possible (150 %)"),
    ):
        assert said in reasons(0.0070, 0.0070, **options), said


def test_where_nothing_is_compared_the_reasons_say_so_and_what_that_leaves_open():
    text = reasons(0.0070)
    assert "Nothing was compared with like series: none is measured here." in text
    assert "a move common to all of them is not excluded" in text


def test_a_fund_that_may_hold_nothing_needs_an_unbounded_move():
    assert seen(setting_of(), 0.0010, 0.0010, (0.0, 0.8)).portfolio.needed_pct[1] == math.inf
    assert "or more" in reasons(0.0010, 0.0010, (0.0, 0.8))
    assert "more than any price can" in reasons(0.0010, 0.0010, (0.0, 0.0))


def test_with_too_few_dates_for_any_significance_the_reasons_say_so_and_no_fund_would_do():
    few = setting_of(decision={"alpha": 0.001})
    verdict = judged(few, 0.0010, 0.0010, LIGHT)
    assert seen(few, 0.0010, 0.0010, LIGHT).detectable == math.inf
    assert verdict.outcome == "cannot tell"
    assert any("too few placebo dates" in reason for reason in verdict.reasons)
    assert len(verdict.settle) == 1
    assert not any("inf" in text.split() for text in (*verdict.reasons, *verdict.settle))


@pytest.mark.parametrize("abnormal", [0.0070, -0.0070, 0.0010])
def test_where_the_prices_are_those_of_the_assets_themselves_no_one_speaks_of_funds_that_hold_them(abnormal):
    verdict = judged(setting_of(), abnormal, abnormal, WHOLE)
    assert "funds that hold" not in verdict.headline
    assert "of the funds" not in " ".join(verdict.reasons)
    assert verdict.settle == ()


def test_a_move_is_told_by_what_it_would_mean_for_the_assets():
    # A log return of 64 bp is a gain of 0.642 %: over 0.8 % and over 0.4 % of the funds, 80.3 % and 160.5 %.
    assert "that takes a gain of 80 % to 161 %" in judged(setting_of(), 0.0064, 0.0064, LIGHT).reasons[-1]


@pytest.mark.parametrize(("direction", "verb"), [("gain", "gained"), ("loss", "fell"), ("move", "moved")])
def test_the_headline_speaks_the_claims_direction(direction, verb):
    setting = setting_of(claim={"direction": direction})
    sign = setting.claim.signs[0]
    assert f"hold some of the widgets {verb} more" in judged(setting, sign * 0.0070, sign * 0.0070).headline


def test_what_would_settle_it_is_a_heavier_fund_only_where_one_can_be():
    quotes, fund = judged(setting_of(), 0.0010, 0.0010, LIGHT).settle
    assert quotes.startswith("Daily prices of any of the widgets that Nowhere issued, around ")
    assert quotes.endswith("around 1 March 2023.")
    need = math.expm1(seen(setting_of(), 0.0010, 0.0010, LIGHT).detectable) / 0.05
    assert f"at least {100 * need:.0f} % in the widgets" in fund
    small = setting_of(decision={"judged_move_pct": 0.1, "moves_of_interest_pct": [0.1]})
    assert len(judged(small, 0.0010, 0.0010, LIGHT).settle) == 1


def test_of_a_move_either_way_each_effect_is_counted_on_its_own_side():
    # Of the placebo values, 251 are -10 or less; 351 are -10 or more.
    text = reasons(0.0070, -0.0010, setting=setting_of(claim={"direction": "move"}))
    assert "-10.0 bp remains; as much on 251 of 601 dates (p = 0.84)" in text


def test_where_neighbours_are_compared_with_too_both_comparisons_decide():
    setting = setting_of()
    found = seen(setting, 0.0070, 0.0070, by_comparison=True)
    beside = replace(found, tests=replace(found.tests, beside=ranked(0.0070), neighbours=("RRR",)))
    window = PrimaryWindow(setting.primary, CALENDAR[:1], True)
    said = judge(beside, window)
    assert "only the comparisons decide." in " ".join(said.reasons)
    assert said.headline.endswith(", measured against like series and neighbours alone.")


@pytest.mark.parametrize(
    ("abnormal", "difference", "options", "why"),
    [
        (0.0010, 0.0010, {"weight": LIGHT}, "the move may be chance"),
        (0.0070, 0.0010, {}, "beside like series the move may be chance"),
        (0.0070, None, {}, "nothing similar was at hand to compare with"),
        (0.0070, 0.0070, {"confounders": CALENDAR[:1]}, "other major news fell into these hours"),
        (0.0070, 0.0070, {"checked": False}, "whether other news fell into these hours was not checked"),
        (-0.0070, 0.0070, {"by_comparison": True}, "by themselves the prices moved the other way"),
    ],
)  # fmt: skip
def test_a_verdict_that_cannot_tell_says_why(abnormal, difference, options, why):
    found = judged(setting_of(), abnormal, difference, **options)
    assert (found.outcome, found.headline) == ("cannot tell", f"Cannot tell: {why}.")


def test_of_own_prices_the_move_by_the_close_stands_beside_that_by_the_opening():
    """The picture above shows the one, the verdict rests on the other."""
    found = replace(seen(setting_of(), 0.0070, 0.0070, WHOLE), by_close=-0.0876)
    window = PrimaryWindow(found.setting.primary, (), True)
    assert "+0.80 % in the overnight window (-8.39 % by the close), a log return" in judge(found, window).reasons[0]
    assert "by the close" not in judge(replace(found, by_close=math.nan), window).reasons[0]


def test_what_could_have_been_seen_is_told_of_a_declared_move_and_never_called_impossible():
    text = reasons(0.0010, 0.0010, LIGHT)
    assert "A 5 % move in the widgets would have shifted the portfolio by 2.0 bp to 4.0 bp; with 80 % " in text
    assert "could not have seen" not in text
