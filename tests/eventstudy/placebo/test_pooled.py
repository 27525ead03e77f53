"""Several events judged as one: worked by hand, against a formula, and by simulation of size and power."""

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.placebo.pooled import (
    detectable_by_number,
    episodes,
    near_sets,
    placebo_sets,
    pooled_test,
    spread_test,
)
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest


def rng():
    return np.random.default_rng(1)


def sets_of(rows, placebo, apart=0, draws=2000):
    return placebo_sets(rows, placebo, apart=apart, draws=draws, rng=rng())


def test_events_close_to_each_other_are_one_episode():
    # In order 0, 3, 20, 40, 41: gaps of 3, 17, 20 and 1 sessions.
    found = episodes([40, 3, 20, 0, 41], 10)
    assert [group.tolist() for group in found] == [[3, 1], [2], [0, 4]]
    assert [len(group) for group in episodes([0, 11], 10)] == [1, 1]
    assert [len(group) for group in episodes([0, 10], 10)] == [2]


def test_sets_keep_the_distances_within_episodes_and_keep_episodes_apart():
    rows = np.array([100, 102, 300])
    sets = sets_of(rows, np.arange(200), apart=10)
    assert (sets[:, 1] - sets[:, 0] == 2).all()
    assert (np.abs(sets[:, [2]] - sets[:, :2]).min(axis=1) > 10).all()
    assert np.isin(sets, np.arange(200)).all()


def test_each_possible_set_is_as_likely_as_any_other():
    # Two single dates more than one session apart among 0..3: (0,2) (0,3) (1,3) and the other way round, six in all.
    sets = sets_of([50, 90], np.arange(4), apart=1, draws=6000)
    kinds, counts = np.unique(sets, axis=0, return_counts=True)
    assert kinds.tolist() == [[0, 2], [0, 3], [1, 3], [2, 0], [3, 0], [3, 1]]
    assert stats.chisquare(counts).pvalue > 0.01


def test_two_events_on_one_session_are_refused():
    with pytest.raises(EstimationError, match="two events on one session"):
        sets_of([5, 5], np.arange(100))


@pytest.mark.parametrize(
    ("rows", "placebo", "says"),
    [
        ([0, 3], np.arange(0, 100, 2), "fits among no placebo dates"),
        ([0, 100, 200], np.arange(12), "3 dates in 3 epis"),
    ],
)
def test_events_that_fit_nowhere_are_not_tested(rows, placebo, says):
    with pytest.raises(NotApplicableError, match=says):
        sets_of(rows, placebo, apart=10)


def test_dates_near_each_event_are_drawn_for_it_by_itself():
    sets = near_sets([100, 300], np.arange(400), within=10, draws=500, rng=rng())
    assert np.abs(sets - [100, 300]).max() == 10
    assert len(np.unique(sets[:, 0])) == 21
    with pytest.raises(NotApplicableError, match="an event with 9 placebo dates within 4 sessions"):
        near_sets([100], np.arange(400), within=4, draws=500, rng=rng())


def test_the_pooled_test_worked_by_hand():
    # Scores 2 and -1 with claimed signs + and -: mean (2 + 1) / 2 = 1.5. Of the three sets the means are
    # (1 - 0) / 2 = 0.5, (3 - 0) / 2 = 1.5 and (0 - 3) / 2 = -1.5: one is as high, p = (1 + 1) / (1 + 3).
    scores = np.array([2.0, -1.0, 1.0, 0.0, 3.0])
    test = pooled_test(scores, [0, 1], [1, -1], [0.01, 0.02], np.array([[2, 3], [4, 3], [3, 4]]))
    assert test.statistic == 1.5
    assert test.pvalue("greater") == 0.5
    # 1 / 0.01 and 1 / 0.02 average 75: an effect of 0.02 moves the mean score by 1.5.
    assert test.effect == pytest.approx(0.02)


def test_an_effect_common_to_all_events_is_recovered():
    noise = np.array([0.01, 0.02, 0.04])
    scores = np.append(0.03 / noise, np.zeros(5))
    test = pooled_test(scores, [0, 1, 2], [1, 1, 1], noise, np.array([[3, 4, 5]]))
    assert test.effect == pytest.approx(0.03)


def test_of_one_event_it_is_the_sample_quantile_test():
    scores = rng().standard_t(5, 500)
    alone = SampleQuantileTest(float(scores[0]), scores[1:], np.arange(1, 500))
    sets = sets_of([0], np.arange(1, 500), draws=20_000)
    pooled = pooled_test(scores, [0], [1], [1.0], sets)
    assert pooled.pvalue("greater") == pytest.approx(alone.pvalue("greater"), abs=0.02)
    assert pooled.critical_value(0.05) == pytest.approx(alone.critical_value(0.05), rel=0.05)


def test_the_spread_worked_by_hand():
    # Signed scores 2 and 1: standard deviation 0.7071; of the sets 1 and 0 (the same) and 3 and -3 (4.24).
    scores = np.array([2.0, -1.0, 1.0, 0.0, 3.0])
    test = spread_test(scores, [0, 1], [1, -1], np.array([[2, 3], [4, 4]]))
    assert test.statistic == pytest.approx(np.sqrt(0.5))
    assert test.placebo == pytest.approx([np.sqrt(0.5), np.sqrt(18)])
    with pytest.raises(NotApplicableError, match="one event"):
        spread_test(scores, [0], [1], np.array([[2]]))


def test_of_normal_noise_the_smallest_effect_is_that_of_the_normal_law():
    # The power of a one-sided z test: (z_95 + z_80) sigma / sqrt(N); MacKinlay (1997), section 7.
    found = detectable_by_number(
        rng().standard_normal(20_000), [1, 4, 16], 0.01, alpha=0.05, power=0.8, draws=20_000, rng=rng()
    )
    expected = 0.01 * (stats.norm.ppf(0.95) + stats.norm.ppf(0.8)) / np.sqrt([1, 4, 16])
    assert found == pytest.approx(expected, rel=0.03)


@pytest.mark.slow
def test_it_keeps_its_level_and_finds_what_it_says_it_finds():
    # Heavy tails, seven events of which two pairs are close; the placebo dates are all others.
    rows, signs = np.array([50, 53, 120, 200, 208, 400, 550]), np.array([-1, -1, -1, 1, -1, 1, 1])
    noise, rejected, powers = np.full(7, 0.004), [], []
    placebo = np.setdiff1d(np.arange(700), rows[:, None] + np.arange(-10, 11))
    sets = placebo_sets(rows, placebo, apart=10, draws=999, rng=rng())
    for seed in range(1500):
        scores = np.random.default_rng(seed).standard_t(4, 700)
        test = pooled_test(scores, rows, signs, noise, sets)
        rejected.append(test.pvalue("greater") <= 0.05)
        scores[rows] += signs * test.minimum_detectable_effect(0.05, 0.8) / noise
        powers.append(pooled_test(scores, rows, signs, noise, sets).pvalue("greater") <= 0.05)
    # Three standard errors of a share among 1500.
    assert np.mean(rejected) == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 1500))
    assert np.mean(powers) == pytest.approx(0.8, abs=3 * np.sqrt(0.8 * 0.2 / 1500))
