"""Reasons carry the numbers that decided, and are true of every study."""

import math

import pytest

from tests.findings.meaning.test_verdict import LIGHT, judged, measured, seen, setting_of

WHOLE = (100.0, 100.0)


def test_the_reasons_carry_the_numbers_that_decided():
    text = " ".join(judged(measured(setting_of(), 0.0070, 0.0071)).reasons)
    for part in ("+80.0 bp", "+70.0 bp", "Among 601 other dates", "PPP, which holds none"):
        assert part in text


def test_a_fund_that_may_hold_nothing_needs_an_unbounded_move():
    found = measured(setting_of(), 0.0010)
    assert seen(found, (0.0, 0.8)).portfolio.needed_pct[1] == math.inf
    assert any("or more" in reason for reason in judged(found, (0.0, 0.8)).reasons)
    assert any("more than any price can" in reason for reason in judged(found, (0.0, 0.0)).reasons)


def test_with_too_few_dates_for_any_significance_the_reasons_say_so_and_no_fund_would_do():
    found = measured(setting_of(decision={"alpha": 0.001}), 0.0010)
    verdict = judged(found)
    assert seen(found).detectable == math.inf
    assert verdict.outcome == "cannot tell"
    assert any("too few placebo dates" in reason for reason in verdict.reasons)
    assert len(verdict.settle) == 1
    assert not any("inf" in text.split() for text in (*verdict.reasons, *verdict.settle))


@pytest.mark.parametrize("abnormal", [0.0070, -0.0070, 0.0010])
def test_where_the_prices_are_those_of_the_assets_themselves_no_one_speaks_of_funds(abnormal):
    verdict = judged(measured(setting_of(), abnormal), WHOLE)
    text = " ".join([verdict.headline, *verdict.settle, *verdict.reasons])
    assert "fund" not in text.replace(verdict.setting.portfolio.label, "the portfolio")
    assert verdict.settle == ()


def test_without_a_placebo_fund_a_finding_says_what_was_not_tested():
    funds = [i.model_dump() for i in setting_of().study.instruments if i.role != "placebo"]
    alone = setting_of(
        instruments=funds,
        comovement={"series": ["AAA", "BBB", "FFF", "GGG"]},
        synthetic={"donors": ["RRR", "FFF"]},
    )
    assert any("No placebo fund is declared" in reason for reason in judged(measured(alone, 0.0070)).reasons)


def test_a_move_is_told_by_what_it_would_mean_for_the_assets():
    # 64 bp over 0.8 % and over 0.4 % of the funds.
    assert "they would have moved by 80 % to 160 %" in judged(measured(setting_of(), 0.0064), LIGHT).reasons[-1]


@pytest.mark.parametrize(("direction", "verb"), [("gain", "gained"), ("loss", "lost")])
def test_the_headline_speaks_the_claims_direction(direction, verb):
    setting = setting_of(claim={"direction": direction})
    assert f"hold these widgets {verb} more" in judged(measured(setting, setting.claim.sign * 0.0070)).headline


def test_what_would_settle_it_is_a_heavier_fund_only_where_one_can_be():
    quotes, fund = judged(measured(setting_of(), 0.0010)).settle
    assert quotes.startswith("Quotes of the widgets themselves: daily prices of any that Nowhere issued")
    assert quotes.endswith("around 1 March 2023.")
    need = seen(measured(setting_of(), 0.0010)).detectable / 0.05
    assert f"at least {100 * need:.0f} % in these widgets" in fund
    small = setting_of(decision={"judged_gain_pct": 0.1, "gains_of_interest_pct": [0.1]})
    assert len(judged(measured(small, 0.0010)).settle) == 1
