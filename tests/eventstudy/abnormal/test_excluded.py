"""Events that are left out: a sequence of named tuples that are made when they are asked for."""

import pickle

import numpy as np
import pytest

from analysis.eventstudy.abnormal.excluded import Exclusion, Exclusions

WINDOWS = ((-1, 1), (0, 0))


def of(event, window, reason="no return"):
    numbers = np.array([event]), np.array([10 * event]), np.array([100 * event])
    return Exclusions(*numbers, np.array([reason], dtype=object), np.array([window]), WINDOWS)


def test_parts_are_joined_by_event_and_each_exclusion_has_its_window():
    joined = Exclusions.joined([of(7, -1), of(3, 1), of(3, 0)], WINDOWS)
    assert list(joined) == [
        Exclusion(3, 30, 300, "no return", (0, 0)),
        Exclusion(3, 30, 300, "no return", (-1, 1)),
        Exclusion(7, 70, 700, "no return", None),
    ]
    assert joined.whole.tolist() == [False, False, True]
    assert list(pickle.loads(pickle.dumps(joined))) == list(joined)


def test_they_are_taken_by_place_like_any_sequence():
    joined = Exclusions.joined([of(3, 1), of(7, -1)], WINDOWS)
    assert (joined[0].event, joined[-1].event, len(joined)) == (3, 7, 2)
    assert [x.event for x in joined[1:]] == [7]
    assert Exclusion(7, 70, 700, "no return") in joined
    for place in (2, -3):
        with pytest.raises(IndexError, match="out of bounds"):
            joined[place]


def test_no_parts_leave_nothing_out():
    none = Exclusions.joined([], WINDOWS)
    assert not none
    assert list(none) == []
