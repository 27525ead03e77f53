"""Bootstraps: small cases enumerated by hand, an outside permutation test, and refusals."""

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.inference.parametric import crude_dependence
from analysis.eventstudy.inference.resampling import block_bootstrap, wild_bootstrap


def rng():
    return np.random.default_rng(2023)


def test_wild_bootstrap_enumerates_few_events():
    # 6 / sqrt 14; of the 8 sign patterns only +++ and --- are as extreme
    outcome = wild_bootstrap([1.0, 2.0, 3.0], rng=rng())
    assert outcome.statistic == pytest.approx(6 / np.sqrt(14))
    assert outcome.pvalue == pytest.approx(2 / 8)
    assert wild_bootstrap([1.0, 2.0, 3.0], rng=rng(), alternative="greater").pvalue == pytest.approx(1 / 8)
    assert wild_bootstrap([1.0, 2.0, 3.0], rng=rng(), alternative="less").pvalue == pytest.approx(8 / 8)


def test_events_of_one_group_change_sign_together():
    # groups sum to 3 and 3: of the 4 patterns 2 are as extreme
    outcome = wild_bootstrap([1.0, 3.0, 2.0], [0, 1, 0], rng=rng())
    assert outcome.statistic == pytest.approx(6 / np.sqrt(18))
    assert outcome.pvalue == pytest.approx(2 / 4)


def test_the_names_of_the_groups_are_immaterial():
    expected = wild_bootstrap([1.0, 3.0, 2.0], [0, 1, 0], rng=rng())
    for labels in ([-1, 0, -1], [7, 2, 7], ["Monday", "Friday", "Monday"]):
        found = wild_bootstrap([1.0, 3.0, 2.0], labels, rng=rng())
        assert (found.statistic, found.pvalue, found.law) == (expected.statistic, expected.pvalue, expected.law)


def test_the_law_names_weights_groups_and_null_and_whether_patterns_were_drawn():
    x = np.random.default_rng(4).normal(size=8)
    assert wild_bootstrap(x[:3], rng=rng()).law == "all 8 patterns of Rademacher weights on 3 groups, null imposed"
    grouped = wild_bootstrap(x, [0, 0, 1, 1, 2, 2, 3, 3], rng=rng())
    assert grouped.law == "all 16 patterns of Rademacher weights on 4 groups, null imposed"
    drawn = wild_bootstrap(x, rng=rng(), replications=99)
    assert drawn.law == "99 draws of Rademacher weights on 8 groups, null imposed"
    blocks = block_bootstrap(1.0, np.random.default_rng(4).normal(size=60), rng=rng(), block=3, replications=99)
    assert blocks.law == "99 draws of circular blocks of 3 days"


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_enumerated_signs_are_the_exact_permutation_test(alternative):
    x = np.random.default_rng(4).normal(0.5, size=9)
    expected = stats.permutation_test((x,), np.mean, permutation_type="samples", alternative=alternative)
    assert wild_bootstrap(x, rng=rng(), alternative=alternative).pvalue == pytest.approx(expected.pvalue)


def test_drawn_signs_come_close_to_the_exact_test():
    x = np.random.default_rng(4).normal(0.5, size=13)
    exact = wild_bootstrap(x, rng=rng(), replications=2**13).pvalue
    drawn = wild_bootstrap(x, rng=rng(), replications=4000).pvalue
    assert drawn == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 4000))
    assert drawn * 4001 == pytest.approx(round(float(drawn) * 4001))  # (1 + hits) / (B + 1)


def test_wild_bootstrap_of_a_batch_uses_the_same_signs_for_all():
    x = np.random.default_rng(4).normal(size=(3, 20))
    batch = wild_bootstrap(x, rng=rng(), replications=99)
    assert batch.pvalue[1] == pytest.approx(wild_bootstrap(x[1], rng=rng(), replications=99).pvalue)


def test_block_bootstrap_statistic_is_the_crude_dependence_t():
    e = np.random.default_rng(4).normal(size=50)
    e -= e.mean()
    outcome = block_bootstrap(1.2, e, rng=rng(), days=3, block=4, replications=99)
    assert outcome.statistic == pytest.approx(crude_dependence(1.2, e, days=3).statistic)


def test_block_bootstrap_by_brute_force():
    e, days, block = np.random.default_rng(4).normal(size=20), 3, 4
    outcome = block_bootstrap(1.5, e, rng=rng(), days=days, block=block, replications=99)
    starts = rng().integers(0, 20, (99, 6))
    t = (1.5 - days * e.mean()) / (e.std(ddof=1) * np.sqrt(days))
    hits = 0
    for draw in starts:
        path = [e[(s + j) % 20] for s in draw for j in range(block)][:23]
        event, estimation = np.array(path[:days]), np.array(path[days:])
        star = (event.sum() - days * estimation.mean()) / (estimation.std(ddof=1) * np.sqrt(days))
        hits += abs(star) >= abs(t)
    assert outcome.pvalue == pytest.approx((1 + hits) / 100)


def test_block_bootstrap_of_white_noise_agrees_with_the_t():
    e = np.random.default_rng(5).normal(size=250)
    e -= e.mean()
    for mean in (0.5, 1.5, 2.5):
        p = block_bootstrap(mean, e, rng=rng(), block=1, replications=3999).pvalue
        assert p == pytest.approx(crude_dependence(mean, e).pvalue, abs=0.04)


def test_blocks_carry_serial_dependence_into_the_p_value():
    noise = np.random.default_rng(6).normal(size=600)
    e = np.array([noise[t : t + 8].sum() for t in range(590)])  # a moving sum: strongly persistent
    e -= e.mean()
    mean = 3 * e.std() * np.sqrt(8)  # three "independent" standard deviations of an 8-day sum
    assert crude_dependence(mean, e, days=8).pvalue < 0.005
    assert block_bootstrap(mean, e, rng=rng(), days=8, block=40, replications=999).pvalue > 0.1


def test_the_default_block_grows_with_persistence():
    noise = np.random.default_rng(6).normal(size=600)
    persistent = np.array([noise[t : t + 8].sum() for t in range(590)])
    mean = 3 * persistent.std() * np.sqrt(8)
    default = block_bootstrap(mean, persistent, rng=rng(), days=8, replications=999).pvalue
    single = block_bootstrap(mean, persistent, rng=rng(), days=8, block=1, replications=999).pvalue
    assert default > single + 0.05


def test_the_same_generator_gives_the_same_p_value():
    e = np.random.default_rng(4).normal(size=60)
    assert (
        block_bootstrap(1.0, e, rng=rng(), replications=199).pvalue
        == block_bootstrap(1.0, e, rng=rng(), replications=199).pvalue
    )


def test_a_change_of_sign_mirrors_the_sides():
    e = np.random.default_rng(4).normal(size=60)
    up = block_bootstrap(1.0, e, rng=rng(), block=3, alternative="greater")
    down = block_bootstrap(-1.0, -e, rng=rng(), block=3, alternative="less")
    assert up.pvalue == down.pvalue


def test_bootstraps_refuse_what_they_cannot_judge():
    with pytest.raises(NotApplicableError, match="1 independent group"):
        wild_bootstrap([1.0, 2.0], [0, 0], rng=rng())
    with pytest.raises(NotApplicableError, match="are zero"):
        wild_bootstrap([0.0, 0.0], rng=rng())
    with pytest.raises(EstimationError, match="nan or infinite"):
        wild_bootstrap([1.0, np.nan], rng=rng())
    with pytest.raises(EstimationError, match="nan or infinite"):
        block_bootstrap(1.0, [np.nan] + [1.0, 2.0] * 10, rng=rng())
    with pytest.raises(NotApplicableError, match="5 estimation days, at least 10"):
        block_bootstrap(1.0, [1.0, 2.0, 3.0, 4.0, 5.0], rng=rng())
    with pytest.raises(NotApplicableError, match="are equal"):
        block_bootstrap(1.0, np.zeros(20), rng=rng())
    with pytest.raises(EstimationError, match="allowed: 1 to 20"):
        block_bootstrap(1.0, np.arange(20.0), rng=rng(), block=21)
    with pytest.raises(EstimationError, match="batch"):
        block_bootstrap([1.0, 1.0], np.random.default_rng(1).normal(size=(2, 20)), rng=rng())
    for labels in ([0], [0, 1, 2], [0.0, np.nan], [[0, 1]]):
        with pytest.raises(EstimationError, match="an integer or a word for each of 2 events"):
            wild_bootstrap([1.0, 2.0], labels, rng=rng())
    with pytest.raises(EstimationError, match="unknown"):
        wild_bootstrap([1.0, 2.0], rng=rng(), alternative="up")
