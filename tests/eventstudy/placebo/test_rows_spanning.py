"""Stretches of quotes that span as many sessions as the event's: found by their ends, or not there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.eventstudy.placebo.dates import rows_spanning

SPANS = np.array([1.0, 1, 2, 1, 3, 1, 1])
"""Quotes on the days 1, 2, 4, 5, 8, 9 and 10 after the one before the first."""


@pytest.mark.parametrize(
    ("total", "starts"),
    [
        (1, [0, 1, -1, 3, -1, 5, 6]),
        (2, [-1, 0, 2, -1, -1, -1, 5]),
        (3, [-1, -1, 1, 2, 4, -1, -1]),
        (4, [-1, -1, 0, 1, 3, 4, -1]),
        (5, [-1, -1, -1, 0, -1, 3, 4]),
        (10, [-1, -1, -1, -1, -1, -1, 0]),
        (11, [-1, -1, -1, -1, -1, -1, -1]),
    ],
)
def test_by_hand(total, starts):
    """Three sessions before day 4 there is the quote of day 1: the stretch of rows 1 and 2."""
    assert rows_spanning(SPANS, np.arange(7), total).tolist() == starts


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40), st.integers(1, 12))
def test_it_is_what_a_loop_finds(lengths, total):
    spans = np.array(lengths, dtype=float)
    expected = [next((s for s in range(end + 1) if spans[s : end + 1].sum() == total), -1) for end in range(len(spans))]
    assert rows_spanning(spans, np.arange(len(spans)), total).tolist() == expected
