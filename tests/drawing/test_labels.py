"""Labels move as little as they must."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.drawing.labels import spread

places = st.lists(st.floats(-50, 50), min_size=1, max_size=12)


def test_labels_with_room_stay_where_they_are():
    assert spread([0.0, 5.0, 9.0], 2.0).tolist() == [0.0, 5.0, 9.0]


def test_two_that_collide_give_way_by_the_same_amount():
    assert spread([10.0, 10.0], 2.0).tolist() == [9.0, 11.0]


def test_a_third_is_moved_only_when_it_is_reached():
    assert spread([0.0, 0.0, 1.5], 2.0).tolist() == [-1.5, 0.5, 2.5]
    assert spread([0.0, 0.0, 3.0], 2.0).tolist() == [-1.0, 1.0, 3.0]


def test_the_order_of_the_input_is_kept():
    # 3 lies above 1 and 2: after spreading it still does, and stands at its own place in the answer.
    assert spread([3.0, 1.0, 2.0], 4.0).tolist() == [6.0, -2.0, 2.0]


def test_no_labels_need_no_places():
    assert spread([], 1.0).tolist() == []


def test_bounds_hold_while_there_is_room():
    assert spread([0.0, 0.0, 0.0], 1.0, low=0.0, high=5.0).tolist() == [0.0, 1.0, 2.0]
    assert spread([5.0, 5.0, 5.0], 1.0, low=0.0, high=5.0).tolist() == [3.0, 4.0, 5.0]
    assert spread([-3.0, 9.0], 1.0, low=0.0, high=5.0).tolist() == [0.0, 5.0]


def test_without_room_the_gap_wins_over_the_upper_bound():
    assert spread([0.0, 0.0, 0.0], 3.0, low=0.0, high=4.0).tolist() == [0.0, 3.0, 6.0]


def test_what_was_asked_for_is_left_as_it_is():
    wanted = np.array([2.0, 1.0, 1.0])
    spread(wanted, 1.0)
    assert wanted.tolist() == [2.0, 1.0, 1.0]


@given(places, st.floats(0.1, 5))
def test_no_two_are_nearer_than_the_gap(wanted, gap):
    placed = np.sort(spread(wanted, gap))
    assert (np.diff(placed) >= gap - 1e-9).all()


@given(places, st.floats(0.1, 5))
def test_labels_move_as_a_group_around_their_own_middle(wanted, gap):
    # Moving a least-squares solution as a whole cannot improve it: the mean displacement is zero.
    assert abs(np.mean(spread(wanted, gap) - np.asarray(wanted))) < 1e-9


@given(places, st.floats(0.1, 3), st.floats(-60, 20), st.floats(40, 80))
def test_bounds_and_gap_hold_together(wanted, gap, low, room):
    placed = spread(wanted, gap, low, low + room)
    assert placed.min() >= low - 1e-9
    assert placed.max() <= low + room + 1e-9
    assert (np.diff(np.sort(placed)) >= gap - 1e-9).all()


def nearest_by_trying_all(wanted, gap, low, high):
    """The best of all ways in which some neighbours touch and some do not, for labels in order.

    Whichever touch, the nearest places then follow from linear equations; those that keep all rules compete.
    """
    n = len(wanted)
    rules = np.vstack([np.eye(n)[0], -np.eye(n)[-1], np.diff(np.eye(n), axis=0)])
    limits = np.array([low, -high, *[gap] * (n - 1)])
    rules, limits = rules[np.isfinite(limits)], limits[np.isfinite(limits)]
    best = np.full(n, np.inf)
    for touching in product([False, True], repeat=len(rules)):
        A, b = rules[list(touching)], limits[list(touching)]
        places = wanted + A.T @ np.linalg.pinv(A @ A.T) @ (b - A @ wanted)
        if (rules @ places >= limits - 1e-9).all() and np.sum((places - wanted) ** 2) < np.sum((best - wanted) ** 2):
            best = places
    return best


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("bounds", [(-np.inf, np.inf), (-2.0, 8.0), (0.0, 4.5), (0.0, 4.0), (2.0, np.inf)])
def test_no_other_places_are_nearer_to_those_wanted(seed, bounds):
    rng = np.random.default_rng(seed)
    wanted, shuffled = np.sort(rng.uniform(-3, 7, 5)), rng.permutation(5)
    best = nearest_by_trying_all(wanted, 1.0, *bounds)
    np.testing.assert_allclose(spread(wanted[shuffled], 1.0, *bounds), best[shuffled], atol=1e-9)
