"""What a panel is estimated on: windows that are slices of the data, and inputs that do not fit together."""

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel_data import PanelData

R = np.arange(40.0).reshape(10, 4)
X = np.arange(20.0).reshape(10, 2) / 100
DAYS = np.arange(-4, 3)


def made(returns=R, factors=X, usable=None, adjust=None):
    return PanelData.of(returns, factors, usable, adjust, DAYS)


def test_a_window_is_a_slice_of_the_security_and_its_factors():
    y, (first, second) = made().windows(np.array([1, 3]), np.array([2, 5]), 3)
    np.testing.assert_array_equal(y, [R[2:5, 1], R[5:8, 3]])
    np.testing.assert_array_equal(first, [X[2:5, 0], X[5:8, 0]])
    np.testing.assert_array_equal(second, [X[2:5, 1], X[5:8, 1]])


def test_outside_the_data_everything_is_missing():
    data = made()
    y, (factor, _) = data.windows(np.array([0, 0]), np.array([-4, 9]), 3)
    assert np.isnan(y).tolist() == [[True] * 3, [False, True, True]]
    np.testing.assert_array_equal(np.isnan(factor), np.isnan(y))
    np.testing.assert_array_equal(data.usable_in(np.array([0, 0]), np.array([-4, 9]), 3), ~np.isnan(y))


def test_no_factors_are_no_columns():
    assert made(factors=None).windows(np.array([0]), np.array([0]), 2)[1] == []


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"returns": R[:, 0]}, r"returns: array of shape \(10,\); allowed: \(T, N\)"),
        ({"factors": X[:9]}, r"factors: array of shape \(9, 2\); allowed: 10 sessions and 4 securities"),
        ({"factors": X[:, 0]}, r"factors: array of shape \(10,\)"),
        ({"factors": np.zeros((10, 3, 2))}, r"factors: array of shape \(10, 3, 2\)"),
        ({"usable": np.ones(9, dtype=bool)}, r"usable: array of shape \(9,\)"),
        ({"usable": np.ones(10)}, "usable: array of float64; allowed: bool"),
        ({"adjust": np.zeros((10, 3))}, r"adjust: array of shape \(10, 3\)"),
        ({"returns": np.where(R == 6, np.inf, R)}, r"returns: infinite at \(1, 2\); allowed: numbers, or NaN"),
        ({"factors": np.where(X == 0.05, -np.inf, X)}, r"factors: infinite at \(2, 1\)"),
    ],
)
def test_arrays_that_do_not_fit_together(inputs, message):
    with pytest.raises(EstimationError, match=message):
        made(**inputs)


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([[0, 10]], "event 0: security 0, position 10; allowed: 0 to 3, 0 to 9"),
        ([[0, 1], [4, 1]], "event 1: security 4"),
        ([[0, -1]], "position -1"),
        ([[0.0, 1.0]], r"events: float64 array of shape \(1, 2\); allowed: integers"),
        ([0, 1], r"int64 array of shape \(2,\)"),
        (np.empty((0, 2), dtype=int), r"array of shape \(0, 2\)"),
    ],
)
def test_events_outside_the_data(events, message):
    with pytest.raises(EstimationError, match=message):
        made().events(events)
