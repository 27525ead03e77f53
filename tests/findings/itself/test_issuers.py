"""More than chance and the market: the rule of the verdict for each issuer alone, and for all together."""

import math
from dataclasses import replace

import pytest

from analysis.findings.itself.happened import happened
from analysis.findings.itself.issuers import issuers
from analysis.findings.meaning.power import power
from analysis.findings.meaning.verdict import verdict
from analysis.measure.effects import measure
from analysis.measure.itself import case_of
from analysis.study.series import PORTFOLIO
from tests.cases import CALENDAR
from tests.own_prices import beside_funds, own_made
from tests.reading import read

MOVES = {"EAST": 0.02, "WEST": 0.001}
NUMBERS = ("raw", "abnormal", "pvalue", "difference", "difference_p", "detectable")


def numbers(share):
    return [*(getattr(share, name) for name in NUMBERS), *share.interval]


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return own_made(tmp_path_factory.mktemp("own"), moves=MOVES)


def test_each_line_is_the_whole_of_the_study_of_that_issuer_alone(own, tmp_path):
    shares = {s.issuer: s for s in own.once(issuers).shares[:-1]}
    assert list(shares) == ["East", "West"]
    for issuer, ticker in (("East", "EAST"), ("West", "WEST")):
        folder = tmp_path / ticker
        folder.mkdir()
        alone = own_made(folder, moves=MOVES, own={ticker: issuer}, portfolio={"name": issuer})
        (only,) = alone.once(issuers).shares
        assert numbers(shares[issuer]) == pytest.approx(numbers(only), abs=1e-14)
        assert shares[issuer].outcome == only.outcome
        assert shares[issuer].verdict.reasons == only.verdict.reasons


def test_the_last_line_is_the_verdict_of_all_and_is_named_as_the_portfolio(own):
    piece = own.once(issuers)
    assert piece.whole.issuer == "Widgets themselves"
    assert piece.whole.verdict is own.once(verdict)
    assert piece.whole.detectable == own.once(power).detectable
    assert piece.whole.raw == pytest.approx(sum(s.raw for s in piece.shares[:-1]) / 2, abs=1e-15)
    assert piece.whole.abnormal == pytest.approx(sum(s.abnormal for s in piece.shares[:-1]) / 2, abs=1e-15)


def test_one_may_be_significant_and_the_other_not(own):
    assert own.once(issuers).summary() == "Widgets themselves: supported"


def test_beside_funds_the_lines_are_those_of_the_own_prices(own):
    assert beside_funds(own).once(issuers).told == own.once(issuers).told


def test_lines_beside_the_test_are_said_to_be_uncorrected_and_p_to_count_the_event(own):
    text = own.once(issuers).text
    assert "The last line is the test. The others, not corrected for their number, show where it comes from." in text
    assert "one by one and together; p one-sided" in text
    assert "share of dates, the event's too, on which as much remained by their noise" in text
    assert "Detectable: found with 80 % probability." in read(text)


def test_where_other_news_fell_into_the_hours_every_comparison_that_decides_is_named(tmp_path):
    said = own_made(tmp_path, moves=MOVES, calendar=CALENDAR).once(issuers)
    assert said.whole.neighbours is not None
    assert "Other major news fell into these hours: only the comparisons decide." in said.text
    alone = replace(said, shares=(*said.shares[:-1], replace(said.whole, neighbours=None)))
    assert "only the comparison decides." in alone.text


def test_other_windows_are_told_and_decide_nothing(own):
    assert [w["window"] for w in own.once(issuers).told["windows"]] == ["[-1,+1]"]
    assert "In other windows, on which no verdict rests" in own.once(issuers).text
    (other,) = own.once(issuers).told["windows"]
    effect = own.once(measure).get(PORTFOLIO, "[-1,+1]")
    assert other["dates"] == effect.placebo.nobs
    assert f", {effect.placebo.nobs} dates)." in read(own.once(issuers).text)


def test_a_claim_of_one_issuer_has_one_line(tmp_path):
    piece = own_made(tmp_path, own={"EAST": "East"}).once(issuers)
    assert [s.issuer for s in piece.shares] == ["Widgets themselves"]
    assert piece.unseen == {}
    assert "of each issuer alone" not in piece.text


def test_an_issuer_without_a_series_of_its_own_is_named_and_the_claim_of_all_cannot_be_supported(tmp_path):
    case = own_made(tmp_path, own={"EAST": "East"}, moves={"EAST": 0.03}, claim={"issuers": ["East", "West"]})
    piece = case.once(issuers)
    assert piece.told["unseen"] == [{"issuer": "West", "why": "no series is of its assets alone"}]
    assert "West cannot be judged alone: no series is of its assets alone." in piece.text
    assert piece.summary() == "Widgets themselves: cannot tell"
    assert case.once(happened).answers == {"East": "yes", "West": "not observed"}
    assert case.once(happened).answer == "not observed"


# --- "not found" ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """East rose by a third of a percent on the day, within its noise; West fell."""
    return own_made(tmp_path_factory.mktemp("small"), moves={"EAST": 0.004, "WEST": -0.003})


def test_what_moved_as_claimed_is_not_refuted_by_ruling_out_ten_times_as_much(small):
    """East's tests are not significant, and the declared move of 5 % is ruled out: but it did rise, by 0.3 %."""
    case = case_of(small, "East")
    found, own = case.once(power), 100 * math.expm1(case.once(issuers).whole.raw)
    assert 0.2 < own < 0.5
    declared = next(i for i in found.implied if i.move_pct == 5)
    assert (declared.ruled_out, found.judged.ruled_out) == (True, False)
    assert found.judged_pct == float(f"{own:.2g}")
    assert case.once(verdict).outcome == "cannot tell"


def test_what_did_not_move_as_claimed_is_judged_by_the_declared_move(small):
    case = case_of(small, "West")
    found = case.once(power)
    assert case.once(issuers).whole.raw < 0
    assert (found.judged_pct, found.judged.ruled_out) == (5, True)
    assert case.once(verdict).outcome == "not found"
    assert small.once(issuers).shares[1].outcome == "not found"


@pytest.mark.parametrize(("direction", "judged"), [("gain", "own"), ("loss", 5.0), ("move", "own")])
def test_the_claims_direction_says_whose_move_counts(tmp_path, direction, judged):
    case = own_made(tmp_path, moves={"EAST": 0.004}, own={"EAST": "East"}, claim={"direction": direction})
    raw = 100 * math.expm1(case.once(issuers).whole.raw)
    assert raw > 0
    assert case.once(power).judged_pct == (float(f"{raw:.2g}") if judged == "own" else judged)


def test_a_move_beyond_the_declared_one_leaves_the_declared_one(tmp_path):
    case = own_made(tmp_path, moves={"EAST": 0.1, "WEST": 0.1})
    assert case.once(power).judged_pct == 5
