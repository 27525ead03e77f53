"""A few treated units against a few noisier and calmer controls: each is measured by its own noise."""

from itertools import permutations, product

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.funds.few_treated import few_treated

EVEN = [1.0] * 5


def generator(seed=1):
    return np.random.default_rng(seed)


def within(share, expected, draws):
    return abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / draws)


# Worked by hand


def test_with_equal_variances_it_is_the_rank_of_the_treated_unit():
    # One unit at 4, five controls at -1, 0, 1, 2, 3: all have the same sd, so a permutation's difference depends only
    # on which score falls to the treated place: 4 - 1 = 3 is reached by its own alone, in 1 of 6 permutations.
    found = few_treated([4.0], [-1.0, 0, 1, 2, 3], [1.0], EVEN, alternative="greater", rng=generator())
    assert found.statistic == 3.0
    assert within(found.pvalue, 1 / 6, 9999)
    # At 2.5 its own and that of the control at 3 reach it: 2 of 6.
    second = few_treated([2.5], [-1.0, 0, 1, 2, 3], [1.0], EVEN, alternative="greater", rng=generator())
    assert within(second.pvalue, 2 / 6, 9999)
    # On the other side 5 of 6 lie as low or lower: all but the control at 3.
    less = few_treated([2.5], [-1.0, 0, 1, 2, 3], [1.0], EVEN, alternative="less", rng=generator())
    assert within(less.pvalue, 5 / 6, 9999)


def test_a_control_counts_by_its_precision():
    # Controls at 0 and 4 with sd 1 and 2, and three at 1 with sd 1: weights 1, 1/4, 1, 1, 1, mean (0 + 1 + 3) / 4.25.
    found = few_treated([2.0], [0.0, 4, 1, 1, 1], [1.0], [1.0, 2, 1, 1, 1], rng=generator())
    assert found.statistic == pytest.approx(2 - 4 / 4.25)


@pytest.mark.slow
@pytest.mark.parametrize("alternative", ["greater", "less", "two-sided"])
@pytest.mark.parametrize(("treated", "resampling"), [(1, "permutation"), (2, "permutation"), (1, "bootstrap")])
def test_drawn_arrangements_stand_for_all_of_them(treated, resampling, alternative):
    # The second route: every arrangement in turn, by a regression of the dealt values on a constant and the treated.
    rng = generator(3)
    count = treated + 5
    sd = rng.uniform(0.5, 2, count)
    values = sd * rng.normal(size=count) + 1.5 * (np.arange(count) < treated)
    design = np.column_stack([np.ones(count), np.arange(count) < treated]) / sd[:, None]

    def difference(y):
        return np.linalg.lstsq(design, y / sd, rcond=None)[0][1]

    mean = np.average(values, weights=sd**-2)
    scores, found = (values - mean) / sd, difference(values)
    whole = permutations(range(count)) if resampling == "permutation" else product(range(count), repeat=count)
    places = np.array(list(whole))
    dealt = scores[places] * sd
    drawn = np.linalg.lstsq(design, (dealt / sd).T, rcond=None)[0][1]
    extreme = {"greater": drawn >= found - 1e-9, "less": drawn <= found + 1e-9,
               "two-sided": np.abs(drawn) >= abs(found) - 1e-9}[alternative]  # fmt: skip
    test = few_treated(
        values[:treated], values[treated:], sd[:treated], sd[treated:],
        alternative=alternative, resampling=resampling, rng=generator(4),
    )  # fmt: skip
    assert test.statistic == pytest.approx(found)
    assert within(test.pvalue, extreme.mean(), 9999)


# What cancels


def test_neither_a_common_shock_nor_a_common_rise_of_noise_alters_it():
    values, sd = generator(5).normal(size=8), generator(6).uniform(0.5, 2, 8)

    def p(values, sd):
        return few_treated(values[:1], values[1:], sd[:1], sd[1:], rng=generator()).pvalue

    assert p(values + 100, sd) == p(values, 3 * sd) == p(7 * values, sd) == p(values, sd)


def test_the_same_generator_gives_the_same_p_and_the_other_side_is_the_mirror():
    values, sd = generator(5).normal(size=8), generator(6).uniform(0.5, 2, 8)
    up = few_treated(values[:1], values[1:], sd[:1], sd[1:], alternative="greater", rng=generator())
    down = few_treated(-values[:1], -values[1:], sd[:1], sd[1:], alternative="less", rng=generator())
    assert up.pvalue == down.pvalue
    assert up.statistic == -down.statistic


# What so few units allow


@pytest.mark.parametrize("controls", [1, 4])
def test_too_few_controls_are_told_in_place_of_a_p_value(controls):
    found = few_treated([9.0], [1.0] * controls, [1.0], [1.0] * controls, rng=generator())
    assert np.isnan(found.pvalue)
    assert found.reason == f"{controls} control{'s' * (controls > 1)}, at least 5 needed"


def test_the_smallest_p_is_that_of_an_effect_without_bound():
    # With equal variances no effect does better than the first of six ranks; with unequal ones the controls have an
    # order too, and of the 720 arrangements one alone is the most extreme.
    even = few_treated([1e9], [0.0, 1, 2, 3, 4], [1.0], EVEN, alternative="greater", rng=generator())
    assert even.caution.startswith("with 6 units a p-value below 0.167 rests on the order of the controls")
    assert even.caution.endswith(f"none is below {even.pvalue:.4f}")
    assert within(even.pvalue, 1 / 6, 9999)
    sd = [0.5, 0.8, 1.1, 1.4, 1.7]
    uneven = few_treated([-1e9], [0.0, 1, 2, 3, 4], [1.0], sd, alternative="less", rng=generator())
    assert uneven.caution.endswith(f"none is below {uneven.pvalue:.4f}")
    assert within(uneven.pvalue, 1 / 720, 9999)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        (([1.0], [1.0, 2], [1.0], [1.0]), r"controls \(2,\) and \(1,\)"),
        (([], [1.0], [], [1.0]), r"treated \(0,\)"),
        (([np.nan], [1.0], [1.0], [1.0]), "leave that unit out"),
        (([1.0], [1.0], [1.0], [0.0]), "zero or less"),
    ],
)
def test_what_does_not_fit_is_refused(arrays, message):
    with pytest.raises(EstimationError, match=message):
        few_treated(*arrays, rng=generator())


def test_unknown_words_are_refused():
    with pytest.raises(EstimationError, match="permutation, bootstrap"):
        few_treated([1.0], EVEN, [1.0], EVEN, resampling="jackknife", rng=generator())
    with pytest.raises(EstimationError, match="two-sided, greater, less"):
        few_treated([1.0], EVEN, [1.0], EVEN, alternative="up", rng=generator())


# Size and power: one unit, controls with sd between 0.3 and 2, a common shock of three sd


def rejections(controls, ratio, *, effect=0.0, law="normal", samples=2000, resampling="permutation"):
    """Share of samples in which the test, and the rank of the unscaled statistics, reject at 5 % (or 1 rank of N)."""
    rng = generator(controls)
    found = []
    for _ in range(samples):
        sd = np.r_[ratio, rng.uniform(0.3, 2, controls)]
        noise = rng.normal(size=controls + 1) if law == "normal" else rng.standard_t(4, controls + 1) / np.sqrt(2)
        values = sd * noise + 3 * rng.normal()
        values[0] += effect * ratio
        test = few_treated(
            values[:1], values[1:], sd[:1], sd[1:], alternative="greater", resampling=resampling, draws=499, rng=rng
        )
        found.append([test.pvalue <= 0.05, np.mean(values >= values[0]) <= max(0.05, 1 / (controls + 1))])
    return np.mean(found, axis=0)


RATES = {
    # controls, sd of the treated, law of the noise: rejections at 5 % of the test, and of the rank of the unscaled
    # statistics, which with fewer than 19 controls is 1 rank of N. Standard errors 0.5 % and up to 1 %.
    (5, 1.0, "normal"): (0.047, 0.147),
    (7, 3.0, "normal"): (0.038, 0.301),
    (7, 1 / 3, "normal"): (0.053, 0.025),
    (7, 3.0, "t(4)"): (0.041, 0.287),
    (20, 3.0, "normal"): (0.043, 0.206),
    (20, 1 / 3, "t(4)"): (0.057, 0.002),
}


@pytest.mark.slow
@pytest.mark.parametrize(("controls", "ratio", "law"), RATES)
def test_it_keeps_its_level_whatever_the_variances_and_the_unscaled_rank_does_not(controls, ratio, law):
    rate, naive = rejections(controls, ratio, law=law)
    assert (rate, naive) == pytest.approx(RATES[controls, ratio, law], abs=0.015)
    assert 0.03 < rate < 0.065


@pytest.mark.slow
def test_a_bootstrap_of_few_controls_rejects_too_often():
    few, _ = rejections(7, 3.0, resampling="bootstrap")
    more, _ = rejections(20, 3.0, resampling="bootstrap")
    assert (few, more) == pytest.approx((0.081, 0.064), abs=0.02)


@pytest.mark.slow
def test_it_sees_effects_of_a_few_standard_deviations():
    found = [rejections(controls, 1.0, effect=effect)[0] for controls, effect in ((7, 3.0), (7, 4.0), (20, 3.0))]
    assert found == pytest.approx([0.51, 0.60, 0.83], abs=0.04)
