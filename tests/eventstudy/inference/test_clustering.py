"""Which events share days, and the correlation of their residuals over the same calendar days."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.inference.clustering import (
    cluster_labels,
    find_clusters,
    mean_correlation,
    mean_correlation_one_date,
    variance_inflation,
)

repeatable = settings(derandomize=True, deadline=None, max_examples=50)

RNG = np.random.default_rng(3)
EST = np.arange(-60, -10)


def pairs(resid):
    """Mean off-diagonal entry of the correlation matrix, the long way."""
    r = np.corrcoef(resid)
    return r[~np.eye(len(r), dtype=bool)].mean()


# Sharing days


def test_events_on_one_date_are_one_cluster():
    found = find_clusters([40, 40, 40], 1)
    assert (found.events, found.dates, found.clusters, found.sharing, found.largest) == (3, 1, 1, 3, 3)
    assert not found.independent
    assert not found.overlapping
    assert found.summary() == (
        "3 of 3 events share event-window days with others (1 date, 1 cluster, the largest of 3 events)"
    )


def test_windows_overlap_up_to_their_length():
    # three-day windows: rows 10 and 12 share a day, 12 and 15 do not
    assert list(cluster_labels([15, 10, 12], 3)) == [1, 0, 0]
    found = find_clusters([15, 10, 12], 3)
    assert (found.dates, found.clusters, found.sharing, found.largest) == (3, 2, 2, 2)
    assert found.overlapping
    assert found.share == pytest.approx(2 / 3)


def test_overlap_connects_in_a_chain():
    assert find_clusters([10, 12, 14, 16], 3).clusters == 1


def test_separate_dates_are_independent():
    found = find_clusters([10, 20, 30], 5)
    assert found.independent
    assert found.summary() == "3 events on 3 dates; none share an event-window day"


def test_no_events_are_no_clusters():
    found = find_clusters(np.array([], dtype=int), 3)
    assert (found.events, found.clusters, found.sharing, found.largest, found.share) == (0, 0, 0, 0, 0.0)


@repeatable
@given(rows=st.lists(st.integers(0, 60), min_size=1, max_size=12), days=st.integers(1, 8))
def test_sharing_is_what_comparing_all_pairs_finds(rows, days):
    near = np.abs(np.subtract.outer(rows, rows)) < days
    assert find_clusters(rows, days).sharing == int((near.sum(axis=1) > 1).sum())


# Correlation


def test_mean_correlation_by_hand():
    # three residual series that sum to zero: correlations 1/2, 1/2 and -1/2
    resid = np.array([[1.0, -1.0, 0.0], [1.0, 0.0, -1.0], [0.0, -1.0, 1.0]])
    assert mean_correlation_one_date(resid) == pytest.approx((0.5 + 0.5 - 0.5) / 3)


def test_the_sum_of_vectors_equals_the_whole_matrix():
    resid = RNG.normal(size=(7, 50)) + RNG.normal(size=50)
    assert mean_correlation_one_date(resid) == pytest.approx(pairs(resid), abs=1e-12)
    assert mean_correlation(resid, np.full(7, 100), EST, 5) == pytest.approx(pairs(resid), abs=1e-12)


def test_one_batch_of_residuals():
    resid = RNG.normal(size=(4, 5, 30))
    assert mean_correlation_one_date(resid)[2] == pytest.approx(pairs(resid[2]))


def test_the_diagonal_is_left_out():
    assert abs(mean_correlation_one_date(RNG.normal(size=(6, 4000)))) < 0.02


def test_missing_days_are_left_out_pair_by_pair():
    import pandas as pd

    resid = RNG.normal(size=(6, 50)) + RNG.normal(size=50)
    resid[0, :20] = resid[3, 30:] = np.nan
    matrix = pd.DataFrame(resid.T).corr().to_numpy()
    expected = matrix[~np.eye(6, dtype=bool)].mean()
    assert mean_correlation(resid, np.full(6, 100), EST) == pytest.approx(expected, abs=1e-12)


def test_events_without_common_days_are_not_correlated():
    resid = np.tile(RNG.normal(size=50), (2, 1))  # equal by event day
    assert mean_correlation(resid, [100, 200], EST, 5) == 0.0
    assert mean_correlation(resid, [100, 101], EST, 1) == 0.0


def test_overlapping_windows_are_correlated_by_calendar_day_in_their_common_share():
    calendar = RNG.normal(size=200)
    resid = np.array([calendar[100 + EST], calendar[102 + EST]])  # one series, seen from dates two days apart
    # the same returns on the calendar: correlation 1, of which a five-day window shares three days
    assert mean_correlation(resid, [100, 102], EST, 5) == pytest.approx(3 / 5)


def test_several_dates_weigh_each_pair_by_its_common_days():
    calendar = RNG.normal(size=(4, 200)) + RNG.normal(size=200)
    rows = np.array([100, 100, 101, 150])
    resid = np.array([series[r + EST] for series, r in zip(calendar, rows, strict=True)])
    same_date = np.corrcoef(resid[0], resid[1])[0, 1]
    common = slice(101 - 60, 100 - 10)  # calendar days in both estimation windows
    next_day = [np.corrcoef(calendar[i, common], calendar[2, common])[0, 1] for i in (0, 1)]
    expected = 2 * (same_date + (1 - 1 / 3) * sum(next_day)) / 12
    assert mean_correlation(resid, rows, EST, 3) == pytest.approx(expected)


def test_missing_days_on_overlapping_dates():
    calendar = RNG.normal(size=(3, 200)) + RNG.normal(size=200)
    rows = np.array([100, 101, 101])
    resid = np.array([series[r + EST] for series, r in zip(calendar, rows, strict=True)])
    full = mean_correlation(resid, rows, EST, 3)
    resid[1, 7] = np.nan
    assert mean_correlation(resid, rows, EST, 3) != full
    assert mean_correlation(resid, rows, EST, 3) == pytest.approx(full, abs=0.05)


@repeatable
@given(order=st.permutations(range(5)))
def test_the_order_of_events_does_not_matter(order):
    rng = np.random.default_rng(1)
    resid, rows, at = rng.normal(size=(5, 50)), np.array([100, 100, 101, 103, 150]), list(order)
    expected = mean_correlation(resid, rows, EST, 4)
    assert mean_correlation(resid[at], rows[at], EST, 4) == pytest.approx(expected, abs=1e-12)


def test_one_event_has_no_pair():
    assert mean_correlation(RNG.normal(size=(1, 50)), [100], EST) == 0.0
    with pytest.raises(NotApplicableError, match="1 security"):
        mean_correlation_one_date(RNG.normal(size=(1, 50)))


def test_residuals_that_never_vary_are_an_error():
    flat = np.vstack([np.zeros(50), RNG.normal(size=50)])
    with pytest.raises(EstimationError, match="constant"):
        mean_correlation(flat, [100, 100], EST)
    flat[1, 3] = np.nan
    with pytest.raises(EstimationError, match="constant"):
        mean_correlation(flat, [100, 100], EST)


def test_too_few_common_days_cannot_be_correlated():
    resid = RNG.normal(size=(2, 50))
    resid[0, 25:] = resid[1, :24] = np.nan
    with pytest.raises(NotApplicableError, match="1 residuals on common days"):
        mean_correlation(resid, [100, 100], EST)
    with pytest.raises(NotApplicableError, match="2 estimation days in common"):
        mean_correlation(RNG.normal(size=(2, 4)), [100, 102], np.arange(-20, -16), 5)


def test_variance_inflation_of_a_mean():
    assert variance_inflation(5, 0.8, "") == pytest.approx(4.2)
    with pytest.raises(NotApplicableError, match="cancel"):
        variance_inflation(2, -1.0, "adjusted BMP")
