"""Families of tests: Holm, Benjamini-Hochberg and Romano-Wolf."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.eventstudy.placebo.corrections import benjamini_hochberg, holm, romano_wolf

repeatable = settings(derandomize=True, deadline=None, max_examples=25)


@pytest.mark.slow
def test_holm_by_hand():
    # 3 * 0.01, 2 * 0.04, then at least as much: 0.08
    assert holm([0.04, 0.01, 0.05]) == pytest.approx([0.08, 0.03, 0.08])


def test_benjamini_hochberg_by_hand():
    # 3/1 * 0.01 = 0.03, 3/2 * 0.04 = 0.06 but no more than 3/3 * 0.05
    assert benjamini_hochberg([0.04, 0.01, 0.05]) == pytest.approx([0.05, 0.03, 0.05])


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 5, 20, 200])
def test_holm_and_benjamini_hochberg_are_their_definitions(count):
    # Both step through the sorted p-values: Holm upwards with H, H - 1, ..., 1, the other downwards with H / rank.
    p = np.random.default_rng(count).integers(0, 101, count) / 100  # with ties, zeros and ones
    order = np.argsort(p, kind="stable")
    up = np.minimum(np.maximum.accumulate(p[order] * np.arange(count, 0, -1)), 1)
    down = np.minimum.accumulate((p[order] * count / np.arange(1, count + 1))[::-1])[::-1]
    np.testing.assert_allclose(holm(p)[order], up, rtol=1e-14)
    np.testing.assert_allclose(benjamini_hochberg(p)[order], np.minimum(down, 1), rtol=1e-14)


def test_romano_wolf_by_hand():
    # Largest of both per draw: 3 2 1 4 -> 2.5 is reached twice of 4: 3/5. The other alone: 0 2 1 1 -> 1.5 once: 2/5,
    # but never below the first.
    null = [[3.0, 0.0], [1.0, -2.0], [-1.0, 1.0], [4.0, 1.0]]
    assert romano_wolf([2.5, 1.5], null) == pytest.approx([0.6, 0.6])
    assert romano_wolf([5.0, 1.5], null) == pytest.approx([0.2, 0.4])


def test_romano_wolf_has_sides():
    null = [[3.0], [1.0], [-2.0], [0.0]]
    assert romano_wolf([2.0], null, alternative="greater") == pytest.approx([2 / 5])
    assert romano_wolf([2.0], null, alternative="less") == pytest.approx([4 / 5])
    assert romano_wolf([-2.0], null, alternative="less") == pytest.approx([2 / 5])
    assert romano_wolf([2.0], null, alternative="two-sided") == pytest.approx([3 / 5])


def test_romano_wolf_is_the_definition():
    rng = np.random.default_rng(5)
    t, null = rng.normal(size=6) * 2, rng.normal(size=(99, 6))
    order = np.argsort(-np.abs(t))
    expected, floor = np.empty(6), 0.0
    for step, h in enumerate(order):
        largest = np.abs(null[:, order[step:]]).max(axis=1)
        floor = max(floor, (1 + (largest >= abs(t[h])).sum()) / 100)
        expected[h] = floor
    assert romano_wolf(t, null) == pytest.approx(expected)


def test_romano_wolf_does_not_correct_for_copies_of_one_test():
    rng = np.random.default_rng(6)
    draws = rng.normal(size=(999, 1))
    alone = romano_wolf([2.1], draws)
    assert romano_wolf([2.1] * 8, np.repeat(draws, 8, axis=1)) == pytest.approx(np.repeat(alone, 8))


@pytest.mark.slow
def test_romano_wolf_of_independent_tests_comes_close_to_holm():
    rng = np.random.default_rng(8)
    null = rng.normal(size=(19_999, 5))
    t = np.array([3.2, 2.6, 2.0, 1.0, 0.2])
    single = (1 + (np.abs(null) >= t).sum(axis=0)) / 20_000
    sidak = 1 - (1 - single[:3]) ** np.array([5, 4, 3])  # what independence gives for the first steps
    assert romano_wolf(t, null)[:3] == pytest.approx(sidak, abs=0.01)
    assert (romano_wolf(t, null)[:3] <= holm(single)[:3] + 0.002).all()


@repeatable
@given(order=st.permutations(range(5)))
def test_the_order_of_hypotheses_does_not_matter(order):
    rng = np.random.default_rng(9)
    t, null, at = rng.normal(size=5) * 2, rng.normal(size=(50, 5)), list(order)
    assert romano_wolf(t[at], null[:, at]) == pytest.approx(romano_wolf(t, null)[at])


@pytest.mark.parametrize("correct", [holm, benjamini_hochberg])
def test_a_test_that_is_not_applicable_is_no_member_of_the_family(correct):
    with pytest.raises(EstimationError, match="1 of 3 p-values are nan; leave tests that are not applicable out"):
        correct([0.1, np.nan, 0.2])
    with pytest.raises(EstimationError, match="allowed: 0 to 1"):
        correct([0.1, 1.2])
    with pytest.raises(EstimationError, match="shape"):
        correct([])


def test_romano_wolf_refuses_other_shapes_and_missing_values():
    with pytest.raises(EstimationError, match=r"\(H,\) and \(B, H\)"):
        romano_wolf([1.0, 2.0], np.zeros((9, 3)))
    with pytest.raises(EstimationError, match="nan or infinite"):
        romano_wolf([1.0, np.nan], np.zeros((9, 2)))
    with pytest.raises(EstimationError, match="unknown"):
        romano_wolf([1.0], np.zeros((9, 1)), alternative="both")
