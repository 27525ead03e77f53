"""What speaks against the prices themselves: a step that may be a fault bars a verdict, bid and ask are said."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.findings.meaning.verdict import verdict
from analysis.market.checks import CheckResult
from tests.cases import LIKE, TARGETS, entry, made_case
from tests.quoted import quoted_case

BEFORE = "2023-01-17"
"""Within the sixty sessions that end four before 1 March 2023."""


def stepped(case, ticker=TARGETS[0], day=BEFORE, check="unexplained_steps"):
    found = CheckResult(ticker, check, "warning", f"the level steps: {day}", (day,))
    return replace(case, snapshot=replace(case.snapshot, warnings=(found,)))


@pytest.fixture(scope="module")
def gained():
    return made_case(gain=0.01)


# --- steps before the event -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ticker", [TARGETS[2], LIKE[0], "FFF"])
def test_an_unexplained_step_in_a_series_of_the_deciding_tests_bars_the_verdict(gained, ticker):
    assert verdict(gained).outcome == "supported"
    found = verdict(stepped(gained, ticker))
    assert found.outcome == "cannot tell"
    assert [c.name for c in found.conditions if c.met is False] == ["steps"]
    assert f"{ticker}: the level steps: {BEFORE} (here {BEFORE})." in found.reasons[-1]
    assert "name that topic in estimation.leave_out" in found.reasons[-1]


def test_it_bars_that_nothing_was_found_as_well():
    whole = made_case(weights=dict.fromkeys((*TARGETS, *LIKE), (0.0, 0.0)) | dict.fromkeys(TARGETS, (90.0, 100.0)))
    assert verdict(whole).outcome == "not found"
    assert verdict(stepped(whole)).outcome == "cannot tell"


@pytest.mark.parametrize(
    ("ticker", "day", "check"),
    [
        ("RRR", BEFORE, "unexplained_steps"),  # enters no deciding test
        (TARGETS[0], "2022-10-03", "unexplained_steps"),  # before the estimation window
        (TARGETS[0], "2023-04-03", "unexplained_steps"),  # after the event
        (TARGETS[0], BEFORE, "jumps"),  # a market moved
    ],
)
def test_what_does_not_enter_what_is_normal_bars_nothing(gained, ticker, day, check):
    found = verdict(stepped(gained, ticker, day, check))
    assert (found.outcome, found.reasons) == ("supported", verdict(gained).reasons)


def test_a_day_that_is_declared_as_left_out_bars_nothing():
    story = entry("2023-03-01T09:00+00:00", "The truce", "story", "emerging-debt")
    real = entry(f"{BEFORE}T09:00+00:00", "A ministry is sold", "sale", "emerging-debt")
    declared = made_case(
        gain=0.01,
        calendar=(real, story),
        estimation={"leave_out": ["sale"]},
        multiverse={"leave_out": [["sale"]]},
    )
    assert verdict(stepped(declared)).outcome == "supported"
    assert verdict(stepped(declared, day="2023-01-20")).outcome == "cannot tell"


def test_a_step_in_the_gap_between_estimation_and_event_is_in_the_noise_of_the_eve(gained):
    assert verdict(stepped(gained, day="2023-02-27")).outcome == "cannot tell"


# --- bid and ask ------------------------------------------------------------------------------------------------------


def with_spreads(case, before, after, tickers=TARGETS):
    days = pd.DatetimeIndex(["2023-02-28", "2023-03-03"])
    half = [50 * before, 50 * after]
    bars = {t: pd.DataFrame({"low": [100 - h for h in half], "high": [100 + h for h in half]}, days) for t in tickers}
    return replace(case, snapshot=replace(case.snapshot, bars=bars))


@pytest.fixture(scope="module")
def quoted(tmp_path_factory):
    return quoted_case(tmp_path_factory.mktemp("spread"), gain=0.02)


def test_bid_and_ask_around_the_event_stand_beside_its_return(quoted):
    *_, said = verdict(with_spreads(quoted, 0.004, 0.008)).reasons
    names = "AAA, BBB and CCC"
    assert said.startswith(f"Bid and ask of {names} were 0.40 % apart before the news and 0.80 % after it; the middle")
    closes = quoted.returns.closes[list(TARGETS)]
    move = float(np.log(closes.loc["2023-03-03"] / closes.loc["2023-02-28"]).mean())
    assert f"the middle moved by {100 * math.expm1(move):+.2f} %, more than the 0.60 %" in said
    assert said.endswith("that spreads of this size could feign.")


def test_a_move_within_half_of_both_spreads_is_none_that_anybody_could_trade_on(quoted):
    *others, said = verdict(with_spreads(quoted, 0.05, 0.06)).reasons
    assert said.endswith("no more than half of both (5.50 %): nobody could have traded on it at a profit.")
    assert tuple(others) == verdict(quoted).reasons
    assert verdict(with_spreads(quoted, 0.05, 0.06)).outcome == verdict(quoted).outcome


def test_of_some_members_with_bid_and_ask_these_are_named(quoted):
    assert "Bid and ask of BBB were 1.00 % apart" in verdict(with_spreads(quoted, 0.01, 0.01, ("BBB",))).reasons[-1]
    assert not any("Bid and ask" in reason for reason in verdict(quoted).reasons)
