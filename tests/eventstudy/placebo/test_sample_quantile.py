"""Placebo in time: exact ranks and what follows from them, admissible dates, and the size and power of the test."""

import numpy as np
import pytest

from analysis.errors import EstimationError, WindowError
from analysis.eventstudy.placebo.dates import admissible_rows, apart, require_rows
from analysis.eventstudy.placebo.sample_quantile import (
    SampleQuantileTest,
    detectable_effect,
    needed_by_all,
    on_common_dates,
)


def made(statistic, placebo):
    values = np.asarray(placebo, dtype=float)
    return SampleQuantileTest(statistic, values, np.arange(len(values)))


def test_the_pvalue_is_the_rank_of_the_event_among_all_dates_with_itself():
    test = made(3.0, range(-9, 10))  # 19 placebo values -9 .. 9; 7 are at least 3, 13 at most 3
    assert test.pvalue("greater") == (1 + 7) / 20
    assert test.pvalue("less") == (1 + 13) / 20
    assert test.pvalue("two-sided") == 2 * 8 / 20
    assert made(100.0, range(19)).pvalue("greater") == 1 / 20


def test_the_critical_value_is_where_the_pvalue_crosses_alpha():
    placebo = np.random.default_rng(1).normal(size=399)
    critical = made(0.0, placebo).critical_value(0.05)
    assert made(critical + 1e-9, placebo).pvalue("greater") <= 0.05
    assert made(critical, placebo).pvalue("greater") > 0.05
    down = made(0.0, placebo).critical_value(0.05, sign=-1)
    assert made(-down - 1e-9, placebo).pvalue("less") <= 0.05
    assert made(-down, placebo).pvalue("less") > 0.05


def test_nearby_dates_are_those_within_so_many_sessions_on_either_side():
    near = made(3.0, range(19)).within(4, event_row=10)
    assert near.rows.tolist() == [6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert near.placebo.tolist() == [6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert near.pvalue("less") == 1 / 10


def test_what_has_no_rank_is_refused():
    with pytest.raises(EstimationError, match="statistic is nan"):
        made(np.nan, range(199))
    with pytest.raises(EstimationError, match="2 of 5 placebo values are nan"):
        made(0.0, [1.0, np.nan, 2.0, np.nan, 3.0])


def test_infinite_values_have_a_rank():
    test = made(np.inf, [1.0, np.inf, -np.inf])
    assert test.pvalue("greater") == 2 / 4
    assert test.pvalue("less") == 1.0


def test_with_too_few_dates_nothing_can_be_significant():
    assert made(0.0, range(18)).critical_value(0.05) == float("inf")


def test_the_minimum_detectable_effect_is_found_on_the_declared_share_of_dates():
    placebo = np.random.default_rng(2).standard_t(4, size=500)
    for sign in (1, -1):
        test = made(0.0, placebo)
        effect = test.minimum_detectable_effect(0.05, 0.80, sign)
        found = np.mean(sign * placebo + effect >= test.critical_value(0.05, sign))
        assert found == pytest.approx(0.80, abs=1e-9)


def test_size_is_alpha_under_exchangeability_and_power_is_as_promised():
    rng = np.random.default_rng(3)
    draws = rng.standard_t(3, size=(4000, 200))
    tests = [made(row[0], row[1:]) for row in draws]
    rejected = np.mean([t.pvalue("greater") <= 0.05 for t in tests])
    assert abs(rejected - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 4000)
    found = [
        made(t.statistic + t.minimum_detectable_effect(0.05, 0.8), t.placebo).pvalue("greater") <= 0.05 for t in tests
    ]
    assert np.mean(found) == pytest.approx(0.80, abs=0.03)


# Over a measure of noise: effects are statistics times the event's own


def scaled(seed=5, dates=399, scale=0.002, statistic=1.5):
    """A statistic over a volatility of 20 bp, among those of other dates."""
    values = np.random.default_rng(seed).standard_t(5, dates)
    return SampleQuantileTest(statistic, values, np.arange(dates), scale)


def test_effects_are_at_the_noise_of_the_events_own_eve():
    # 3 over a noise of 2 bp is an effect of 6 bp; the placebo statistics -9 .. 9 are effects of -18 .. 18 bp there.
    test = SampleQuantileTest(3.0, np.arange(-9.0, 10.0), np.arange(19), 2.0)
    assert test.effect == 6.0
    assert test.placebo_effects.tolist() == list(range(-18, 20, 2))
    assert test.critical_value(0.05) == 18.0
    assert test.pvalue("greater") == made(3.0, range(-9, 10)).pvalue("greater") == 8 / 20


def test_without_a_measure_of_noise_effects_are_the_statistics():
    test = made(3.0, range(19))
    assert (test.scale, test.effect) == (1.0, 3.0)
    assert test.placebo_effects.tolist() == test.placebo.tolist()


def test_sizes_grow_with_the_noise_of_the_eve_and_p_values_do_not():
    calm, wild = scaled(scale=0.001), scaled(scale=0.003)
    for sizes in (
        lambda t: t.effect,
        lambda t: t.critical_value(0.05, -1),
        lambda t: t.minimum_detectable_effect(0.05, 0.8),
        lambda t: np.array(t.conf_int()),
    ):
        np.testing.assert_allclose(sizes(wild), 3 * sizes(calm), rtol=1e-13)
    assert wild.pvalue() == calm.pvalue()


def test_the_p_value_of_another_effect_is_that_of_the_event_without_it():
    # Statistics -9 .. 9 at a noise of 2: an event of 6 less an effect of 10 is -4, a statistic of -2;
    # of 19 dates 12 are at least -2 and 8 at most.
    test = SampleQuantileTest(3.0, np.arange(-9.0, 10.0), np.arange(19), 2.0)
    assert test.pvalue_of(10.0, "greater") == 13 / 20
    assert test.pvalue_of(10.0, "less") == 9 / 20
    assert test.pvalue_of(0.0, "two-sided") == test.pvalue("two-sided")


# The interval


def test_the_interval_is_what_one_counts_by_hand():
    # 39 dates -19 .. 19, an event of 5, alpha = 0.1: on each side 40 * 0.05 = 2 values, the event's own and one more,
    # may be as extreme. 5 - d is above all dates but the largest, 19, until d = 5 - 18; below until d = 5 + 18.
    test = made(5.0, range(-19, 20))
    assert test.conf_int(0.1) == (5 - 18, 5 + 18)
    assert test.pvalue_of(5 - 18 - 0.5, "greater") == 2 / 40
    assert test.pvalue_of(5 - 18 + 0.5, "greater") == 3 / 40


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.1, 0.32])
def test_an_effect_is_inside_exactly_when_the_two_sided_test_does_not_reject_it(alpha):
    test = scaled()
    low, high = test.conf_int(alpha)
    effects = np.linspace(low - 0.01, high + 0.01, 2001)
    inside = (low < effects) & (effects < high)
    assert 0 < inside.sum() < len(effects)
    kept = np.array([test.pvalue_of(effect, "two-sided") > alpha for effect in effects])
    np.testing.assert_array_equal(kept, inside)


def test_the_interval_holds_the_effect_and_leans_as_the_placebo_dates_do():
    values = np.random.default_rng(6).exponential(size=999)  # large gains by chance: the effect may be much smaller
    test = SampleQuantileTest(1.0, values, np.arange(999), 0.002)
    low, high = test.conf_int()
    assert low < test.effect - np.median(test.placebo_effects) < high
    assert test.effect - low > high - test.effect


def test_with_too_few_dates_every_effect_is_inside():
    assert made(1.0, range(38)).conf_int(0.05) == (float("-inf"), float("inf"))
    assert np.isfinite(made(1.0, range(39)).conf_int(0.05)).all()


def test_the_interval_holds_the_true_effect_as_often_as_it_says():
    draws = np.random.default_rng(7).standard_t(4, (2000, 200))
    held = [low <= 0 <= high for low, high in (made(row[0], row[1:]).conf_int(0.1) for row in draws)]
    assert np.mean(held) == pytest.approx(0.9, abs=3 * np.sqrt(0.09 / 2000))


# What it takes


@pytest.mark.parametrize("sign", [1, -1])
def test_what_a_date_needs_is_just_what_makes_it_significant(sign):
    test, side = scaled(), "greater" if sign > 0 else "less"
    for value, needed in zip(test.placebo[:50], test.needed(0.05, sign)[:50], strict=True):
        short, enough = (
            SampleQuantileTest(value + sign * (needed + more) / test.scale, test.placebo, test.rows, test.scale)
            for more in (-1e-9, 1e-9)
        )
        assert short.pvalue(side) > 0.05 >= enough.pvalue(side)


def test_a_date_that_is_significant_as_it_is_needs_less_than_nothing():
    test = made(0.0, range(-9, 10))  # the largest of 19, 9, is the critical value at 0.05
    assert test.needed(0.05).tolist() == list(range(18, -1, -1))
    assert test.needed(0.1)[-1] == 8 - 9
    assert test.needed(0.05, -1).tolist() == list(range(19))


def test_the_detectable_effect_is_the_smallest_that_is_enough_on_so_many_dates():
    assert detectable_effect(np.array([5.0, 1.0, 3.0, 2.0, 4.0]), 0.8) == 4.0
    assert detectable_effect(np.array([5.0, 1.0, 3.0, 2.0, 4.0]), 0.81) == 5.0
    assert detectable_effect(np.array([1.0, np.inf, 2.0]), 0.6) == 2.0
    assert detectable_effect(np.array([1.0, np.inf, 2.0]), 0.8) == float("inf")
    assert detectable_effect(np.array([]), 0.8) == float("inf")
    assert made(0.0, range(18)).minimum_detectable_effect(0.05, 0.8) == float("inf")


def test_tests_with_different_dates_share_those_that_all_have():
    first = SampleQuantileTest(0.0, np.zeros(4), np.array([1, 2, 3, 5]))
    second = SampleQuantileTest(0.0, np.zeros(3), np.array([2, 5, 9]))
    assert on_common_dates([first, second]).tolist() == [2, 5]
    assert on_common_dates([first]).tolist() == [1, 2, 3, 5]


def test_all_of_some_tests_take_what_the_most_demanding_takes_on_each_date():
    # Critical values 9 and 18. The first's effects on rows 8, 9, 10 are -1, 0, 1: it needs 10, 9, 8.
    # The second's are 2, 0, -2: it needs 16, 18, 20. On row 0 they are -9 and 18: 18 and 0.
    first = SampleQuantileTest(0.0, np.arange(-9.0, 10.0), np.arange(19))
    second = SampleQuantileTest(0.0, -np.arange(-9.0, 10.0), np.arange(19), 2.0)
    needed, rows = needed_by_all([first, second], 0.05)
    assert rows.tolist() == list(range(19))
    assert needed[[0, 8, 9, 10]].tolist() == [18, 16, 18, 20]


def test_dates_that_one_test_does_not_have_are_left_out_and_too_few_dates_need_the_infinite():
    whole, part = scaled(dates=60), scaled(seed=6, dates=60).within(10, event_row=30)
    needed, rows = needed_by_all([whole, part], 0.05)
    assert rows.tolist() == part.rows.tolist() == list(range(20, 41))
    np.testing.assert_array_equal(needed, np.maximum(whole.needed(0.05)[20:41], part.needed(0.05)))
    assert np.isinf(needed_by_all([whole, scaled(dates=18)], 0.05)[0]).all()


def test_the_effect_that_all_need_is_found_by_all_on_the_declared_share_of_dates():
    first, second = scaled(), scaled(seed=6, scale=0.003)
    needed, rows = needed_by_all([first, second], 0.05, -1)
    effect = detectable_effect(needed, 0.8)
    found = [t.placebo_effects - effect <= -t.critical_value(0.05, -1) for t in (first, second)]
    assert np.mean(np.logical_and(*found)) == pytest.approx(0.8, abs=1 / len(rows))


# Which dates


def test_admissible_dates_have_whole_windows_and_keep_clear_of_the_event_and_of_listed_dates():
    observed = np.ones(100, dtype=bool)
    observed[:5] = False
    rows = admissible_rows(observed, 60, estimation=(-20, -6), windows=[(-1, 1), (0, 4)], avoid=[80], clearance=3)
    expected = [r for r in range(25, 96) if abs(r - 60) > 3 and abs(r - 80) > 3]
    assert rows.tolist() == expected


def test_a_hole_in_the_data_takes_out_every_date_whose_windows_touch_it():
    observed = np.ones(60, dtype=bool)
    observed[30] = False
    rows = admissible_rows(observed, 59, estimation=(-10, -3), windows=[(0, 2)])
    assert rows.tolist() == [*range(10, 28), *range(41, 58)]


def test_an_estimation_window_after_the_event_needs_its_own_sessions():
    # Rows 0 .. 29 without 20: a date needs its row - 1 up to its row + 8, so 1 .. 11 and 22 .. 21 (none).
    observed = np.ones(30, dtype=bool)
    observed[20] = False
    rows = admissible_rows(observed, 29, estimation=(4, 8), windows=[(-1, 1), (0, 2)])
    assert rows.tolist() == list(range(1, 12))


@pytest.mark.parametrize("estimation", [(-9, -3), (4, 8), (0, 0)])
def test_admissible_dates_are_those_whose_sessions_are_all_there_whatever_the_order_of_the_windows(estimation):
    observed = np.random.default_rng(4).random(400) < 0.97
    windows = [(-1, 1), (0, 2)]
    first, last = min(estimation[0], -1), max(estimation[1], 2)
    inside = [r for r in range(400) if r + first >= 0 and r + last < 400 and observed[r + first : r + last + 1].all()]
    assert inside
    assert admissible_rows(observed, 399, estimation=estimation, windows=windows).tolist() == inside


def test_too_few_placebo_dates_stop_the_run():
    with pytest.raises(WindowError, match="EMB: 3 admissible placebo dates; allowed: at least 200"):
        require_rows(np.arange(3), 200, "EMB")


def test_dates_of_a_five_day_window_are_kept_five_sessions_apart_counted_from_the_event():
    rows = np.arange(0, 40)
    assert rows[apart(rows, 22, 5)].tolist() == [2, 7, 12, 17, 22, 27, 32, 37]
    assert apart(rows, 22, 1).all()
