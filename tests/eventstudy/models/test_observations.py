"""Checked arrays of one security: what is refused is named with its place."""

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.models.observations import Observations

Y, X = np.array([0.1, 0.2, 0.4, 0.3]), np.array([[1.0, 2.0], [3.0, 5.0], [2.0, 2.0], [0.0, 1.0]])


def test_factors_have_default_names_and_may_be_absent():
    assert Observations.of(Y, X, None, "EMB").names == ("x1", "x2")
    none = Observations.of(Y, None, None, "EMB")
    assert (none.names, none.X.shape) == ((), (4, 0))
    np.testing.assert_array_equal(none.design(), np.ones((4, 1)))


def test_rows_keep_what_belongs_to_them():
    some = Observations.of(Y, X, ["IEF", "HYG"], "EMB").rows([2, 0])
    np.testing.assert_array_equal(some.y, [0.4, 0.1])
    np.testing.assert_array_equal(some.X, X[[2, 0]])
    assert (some.names, some.where) == (("IEF", "HYG"), "EMB")


def test_the_design_has_the_constant_first():
    np.testing.assert_array_equal(Observations.of(Y, X[:, :1], None, "EMB").design(), np.c_[np.ones(4), X[:, 0]])
    with pytest.raises(EstimationError, match="EMB: 4 sessions for 3 coefficients; allowed: at least 5"):
        Observations.of(Y, X, None, "EMB").design()


def test_a_factor_of_zeros_is_constant():
    with pytest.raises(EstimationError, match=r"EMB: factor 'IEF' is constant: 0 on all .* drop it"):
        Observations.of(Y, np.zeros((4, 1)), ["IEF"], "EMB").design()


def test_the_first_value_that_is_not_finite_is_named():
    bad = X.copy()
    bad[2, 1] = np.nan
    bad[3, 0] = np.inf
    with pytest.raises(EstimationError, match="EMB: HYG is nan on Wednesday; allowed: finite numbers"):
        Observations.of(Y, bad, ["IEF", "HYG"], "EMB").require_finite(["Monday", "Tuesday", "Wednesday", "Thursday"])


@pytest.mark.parametrize(
    ("y", "factors", "names", "message"),
    [
        (X, X, None, r"returns of shape \(4, 2\)"),
        (Y, X[:, 0], None, r"factors of shape \(4,\); allowed: \(T,\) and \(T, q\)"),
        (Y, X[:3], None, r"factors of shape \(3, 2\)"),
        (Y, X, ["IEF"], "1 names for 2 factors; name each factor once"),
    ],
)
def test_arrays_that_do_not_belong_together(y, factors, names, message):
    with pytest.raises(EstimationError, match=message):
        Observations.of(y, factors, names, "EMB")
