"""The family's tests on made prices: effects of known size are found, shocks that all share are not, and no other."""

import numpy as np
import pytest

from analysis.eventstudy.placebo.pooled import pooled_test
from analysis.study.series import PORTFOLIO
from tests.family.made import DAYS, effects, event, events, judged, made_family, planted


def test_a_gain_on_every_truce_and_a_loss_on_every_raid_is_found():
    found = judged(planted(effects(0.005)))
    assert found.outcome == "found"
    assert found.primary.test.effect == pytest.approx(0.005, abs=0.0015)
    low, high = found.primary.test.conf_int(0.05)
    assert low < 0.005 < high


def test_the_same_the_other_way_round_is_the_opposite():
    assert judged(planted(effects(-0.005))).outcome == "the opposite"


def test_gains_on_all_events_are_no_effect_of_the_claimed_kind():
    found = judged(planted(dict.fromkeys(DAYS, 0.005)))
    assert found.outcome == "not found"
    assert found.pooled(PORTFOLIO, kind="truce").pvalue() < 0.05 < found.pooled(PORTFOLIO, kind="raid").pvalue()


def test_a_shock_that_all_funds_share_is_not_found():
    found = judged(planted(effects(0.005), shared=True))
    assert found.primary.pvalue() < 0.05 < found.deciding[1].pvalue()
    assert found.outcome == "not found"


def test_an_answer_that_one_event_carries_hangs_on_it():
    found = judged(planted({DAYS[0]: -0.03}))
    assert found.outcome == "found"
    assert [p.event.name for p, outcome, _ in found.without_each if outcome != "found"] == [f"raid of {DAYS[0]}"]
    assert found.primary.spread.pvalue("greater") <= 0.01


def test_several_events_that_carry_the_answer_are_left_out_at_once():
    found = judged(planted({DAYS[0]: -0.003, DAYS[1]: 0.003}))
    assert len(found.carrying) == 2
    rest = found.rest[0]
    assert not set(rest.events) & set(found.carrying)
    assert len(rest.events) == 4
    scores, rows = found.measured.scores[PORTFOLIO], [p.row for p in rest.events]
    signs = np.array([found.sign(p) for p in rest.events])
    volatility = scores.noise[rows]
    by_hand = (signs * scores.abnormal[rows] / volatility).sum() / (1 / volatility).sum()
    assert rest.test.effect == pytest.approx(by_hand, rel=1e-12)


def test_the_effect_of_the_events_that_are_left_worked_by_hand():
    # Row 1 carries the mean. Left are a claimed gain of 20 bp at a volatility of 10 bp, a gain of 10 bp where a loss is
    # claimed at 20 bp: (+2 - 0.5) / (1 / 10 + 1 / 20) = 10 bp.
    scores, noise = np.array([2.0, 9.0, 0.5]), np.array([0.0010, 0.0010, 0.0020])
    left, signs, sets = [0, 2], [1, -1], np.array([[0, 1], [1, 2]])
    assert pooled_test(scores, left, signs, noise[left], sets).effect == pytest.approx(0.0010)


def test_where_no_event_carries_the_answer_none_is_left_out():
    found = judged(planted(effects(0.005)))
    assert found.carrying == ()
    assert found.rest == ()


def test_contaminated_events_decide_nothing_where_clean_ones_do():
    case, listed = planted(effects(0.005)), events(contaminated="a rate decision")
    clean = judged(case, made_family(listed))
    assert len(clean.primary.events) == 5
    assert len(clean.pooled(PORTFOLIO).events) == 6
    whole = judged(case, made_family(listed, rule={"decides": "all"}))
    assert len(whole.primary.events) == 6


def test_numbers_do_not_depend_on_what_else_is_asked_for():
    case = planted(effects(0.001))
    asked, alone = judged(case), judged(case)
    list(asked.lines())
    assert np.array_equal(asked.primary.test.placebo, alone.primary.test.placebo)


def test_days_of_all_listed_events_serve_in_no_estimation_window_and_as_no_placebo_date():
    listed = (*events(), event("2023-01-11", out="it came to nothing", name="out"))
    m = judged(planted({}), made_family(listed)).measured
    rows = [row for placed in m.placed for row in placed.rows]
    assert len(rows) == 7
    assert not m.usable[rows].any()
    assert not m.usable[np.array(rows) + 1].any()
    assert np.abs(m.placebo[:, None] - rows).min() > m.case.study.placebo.clearance


def test_the_difference_is_that_of_the_abnormal_returns():
    m = judged(planted(effects(0.005))).measured
    like, whole, less = (m.scores[key].errors for key in ("PPP", PORTFOLIO, "like funds"))
    assert np.nanmax(np.abs(less - (whole - like))) < 1e-15


def test_an_effect_out_of_many_events_of_the_study_is_measured_as_the_study_does():
    from analysis.measure.effects import measure

    case = planted({DAYS[4]: 0.004})
    placed = next(p for p in judged(case).measured.events if f"{p.event.on}" == DAYS[4])
    alone = judged(case).measured.single(PORTFOLIO, placed)
    # The study leaves its own event out of nothing but its own windows; the family leaves out all six.
    assert alone.effect == pytest.approx(case.once(measure).primary.abnormal, abs=2e-4)
