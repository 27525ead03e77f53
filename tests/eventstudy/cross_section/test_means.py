"""Means with clustered errors: those of an independent library, and by hand where it has none."""

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from analysis.eventstudy.cross_section.means import clustered_means, two_way_means


@pytest.fixture
def events():
    rng = np.random.default_rng(0)
    date, security = rng.integers(0, 9, 60), rng.integers(0, 14, 60)
    y = rng.normal(size=(60, 2)) + rng.normal(size=9)[date][:, None]
    return y, date, security


def by_statsmodels(y, **kinds):
    return OLS(y, np.ones(len(y))).fit(**kinds).bse[0]


def test_without_clusters_the_error_is_the_cross_sectional_one(events):
    found = clustered_means(events[0])
    np.testing.assert_allclose(found.bse, events[0].std(axis=0, ddof=1) / np.sqrt(60), rtol=1e-12)
    assert (found.count.tolist(), found.df.tolist()) == ([60, 60], [59, 59])


def test_one_way_errors_are_those_of_statsmodels(events):
    y, date, _ = events
    found = clustered_means(y, date)
    for c in range(2):
        # Its factor for a small sample is (N - 1) / (N - k) with k = 1: none beside G / (G - 1).
        expected = by_statsmodels(y[:, c], cov_type="cluster", cov_kwds={"groups": date})
        assert found.bse[c] == pytest.approx(expected, rel=1e-12)
    assert found.df.tolist() == [8, 8]


def test_two_way_errors_are_both_less_that_of_the_intersection(events):
    y, date, security = events
    parts = [clustered_means(y, labels).bse ** 2 for labels in (date, security, date * 14 + security)]
    one, two, found = two_way_means(y, date, security)
    np.testing.assert_array_equal([one.bse**2, two.bse**2], parts[:2])
    np.testing.assert_allclose(found.bse**2, parts[0] + parts[1] - parts[2], rtol=1e-12)
    assert found.df.tolist() == [8, 8]


def test_missing_events_are_left_out_of_their_column_alone(events):
    y, date, _ = events
    holed = y.copy()
    holed[date == 3, 0] = np.nan
    found, whole = clustered_means(holed, date), clustered_means(y, date)
    own = clustered_means(y[date != 3], date[date != 3])
    assert (found.mean[0], found.bse[0], found.df[0]) == pytest.approx((own.mean[0], own.bse[0], 7))
    assert found.mean[1] == whole.mean[1]


def test_weights_make_a_weighted_mean(events):
    y, date, _ = events
    w = np.random.default_rng(1).random(60)
    assert clustered_means(y, date, w).mean == pytest.approx((w[:, None] * y).sum(axis=0) / w.sum())
    np.testing.assert_allclose(clustered_means(y, date, np.full(60, 7.0)).bse, clustered_means(y, date).bse, rtol=1e-12)


def test_a_single_cluster_has_no_error():
    found = clustered_means(np.ones((3, 1)), np.zeros(3, dtype=int))
    assert np.isnan(found.bse).all()
    assert np.isnan(found.pvalues).all()


@pytest.mark.slow
def test_events_that_share_dates_are_rejected_too_often_without_clusters_and_not_with_them():
    rng = np.random.default_rng(0)
    date = np.repeat(np.arange(50), 8)
    shared = rng.normal(size=(2000, 50))[:, date].T
    y = shared + rng.normal(size=(400, 2000))
    assert (clustered_means(y).pvalues < 0.05).mean() > 0.3
    assert (clustered_means(y, date).pvalues < 0.05).mean() == pytest.approx(0.05, abs=0.015)


def test_events_of_weight_zero_are_not_there():
    values, labels = np.array([[1.0], [2.0], [4.0], [9.0]]), np.array([0, 1, 2, 3])
    some, all_but = clustered_means(values, labels, [1, 1, 2, 0]), clustered_means(values[:3], labels[:3], [1, 1, 2])
    assert (some.mean, some.bse, some.df) == (all_but.mean, all_but.bse, all_but.df)
    assert np.isnan(clustered_means(values, labels, [1, 0, 0, 0]).bse)
