"""Labels move as little as they must."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.drawing.labels import spread

places = st.lists(st.floats(-50, 50), min_size=1, max_size=12)


def test_labels_with_room_stay_where_they_are():
    assert spread([0.0, 5.0, 9.0], 2.0).tolist() == [0.0, 5.0, 9.0]


def test_two_that_collide_give_way_by_the_same_amount():
    assert spread([10.0, 10.0], 2.0).tolist() == [9.0, 11.0]


def test_the_order_of_the_input_is_kept():
    # 3 lies above 1 and 2: after spreading it still does, and stands at its own place in the answer.
    assert spread([3.0, 1.0, 2.0], 4.0).tolist() == [6.0, -2.0, 2.0]


def test_bounds_hold_while_there_is_room():
    assert spread([0.0, 0.0, 0.0], 1.0, low=0.0, high=5.0).tolist() == [0.0, 1.0, 2.0]
    assert spread([5.0, 5.0, 5.0], 1.0, low=0.0, high=5.0).tolist() == [3.0, 4.0, 5.0]


def test_without_room_the_gap_wins_over_the_upper_bound():
    assert spread([0.0, 0.0, 0.0], 3.0, low=0.0, high=4.0).tolist() == [0.0, 3.0, 6.0]


@given(places, st.floats(0.1, 5))
def test_no_two_are_nearer_than_the_gap(wanted, gap):
    placed = np.sort(spread(wanted, gap))
    assert (np.diff(placed) >= gap - 1e-9).all()


@given(places, st.floats(0.1, 5))
def test_labels_move_as_a_group_around_their_own_middle(wanted, gap):
    # Moving a least-squares solution as a whole cannot improve it: the mean displacement is zero.
    assert abs(np.mean(spread(wanted, gap) - np.asarray(wanted))) < 1e-9
