"""Two groups of events against each other: worked by hand, and against SciPy's permutation test."""

import numpy as np
import pytest
from scipy import stats

from analysis.errors import NotApplicableError
from analysis.eventstudy.placebo import permutation
from analysis.eventstudy.placebo.permutation import permute_groups


def rng():
    return np.random.default_rng(1)


def test_the_share_of_all_ways_worked_by_hand():
    # One of four: 3 against 1, 2, 5. Each value alone could be the first: 3 is the second highest, p = 2 / 4.
    found = permute_groups([3.0], [1.0, 2.0, 5.0], rng=rng())
    assert float(found.statistic) == pytest.approx(3 - 8 / 3)
    assert float(found.pvalue) == 0.5
    assert found.law == "all 4 ways"


def test_equal_values_are_ties_whatever_their_last_digit():
    assert float(permute_groups([0.1 + 0.2], [0.3, 0.3], rng=rng()).pvalue) == 1.0


def test_it_agrees_with_scipy():
    x, y = rng().normal(0.5, 1, 5), rng().normal(0, 1, 7) ** 3
    theirs = stats.permutation_test(
        (x, y), lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis), alternative="greater", n_resamples=np.inf
    )
    assert float(permute_groups(x, y, rng=rng()).pvalue) == pytest.approx(theirs.pvalue)


def test_ways_that_are_drawn_give_about_the_same(monkeypatch):
    x, y = rng().normal(0.7, 1, 6), rng().normal(0, 1, 8)
    exact = float(permute_groups(x, y, rng=rng()).pvalue)
    monkeypatch.setattr(permutation, "MOST_WAYS", 10)
    drawn = permute_groups(x, y, rng=rng(), draws=9999)
    assert drawn.law == "9999 ways, drawn"
    assert float(drawn.pvalue) == pytest.approx(exact, abs=0.02)


def test_a_group_without_events_is_refused():
    with pytest.raises(NotApplicableError, match="at least one in each"):
        permute_groups([], [1.0], rng=rng())
