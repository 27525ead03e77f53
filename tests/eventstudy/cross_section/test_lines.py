"""The robust line of each day: as statsmodels has it, as a hand has it, and what has none."""

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.cross_section.lines import day_lines
from tests.eventstudy.cross_section.made import made

M = made(1, days=6)
ALL = np.ones(M.returns.shape, dtype=bool)


@pytest.mark.parametrize("day", range(6))
def test_each_day_is_the_huber_regression_of_statsmodels(day):
    # Both iterate to the same fixed point; what is left of difference is where each of them stops.
    import statsmodels.api as sm

    found = day_lines(M.returns, M.characteristics, ALL)
    model = sm.RLM(M.returns[day], sm.add_constant(M.characteristics[day]), M=sm.robust.norms.HuberT(1.345))
    fit = model.fit(maxiter=500, tol=1e-14, conv="coefs", scale_est="mad")
    np.testing.assert_allclose(found.params[day], fit.params, rtol=1e-10)
    np.testing.assert_allclose(found.scatter[day], fit.scale, rtol=1e-10)
    np.testing.assert_allclose(found.weights[day], fit.weights, atol=1e-10)


def test_without_a_bound_it_is_least_squares():
    found = day_lines(M.returns, M.characteristics, ALL, tuning=np.inf)
    for day in range(6):
        X = np.column_stack([np.ones(len(M.groups)), M.characteristics[day]])
        b, *_ = np.linalg.lstsq(X, M.returns[day], rcond=None)
        np.testing.assert_allclose(found.params[day], b, rtol=1e-10)


def test_a_day_of_other_units_is_a_day_without_them():
    included = np.random.default_rng(2).uniform(size=ALL.shape) < 0.6
    nan = np.where(included, M.returns, np.nan)
    found = day_lines(nan, M.characteristics, included)
    for day, units in enumerate(included):
        alone = day_lines(
            M.returns[[day]][:, units], M.characteristics[[day]][:, units], np.ones((1, units.sum()), bool)
        )
        np.testing.assert_allclose(found.params[day], alone.params[0], rtol=1e-10)
        assert found.nobs[day] == units.sum()


def test_worked_by_hand():
    # Twenty units at x = -1 and twenty at x = +1, off the line 3 + 2 x by -1 and +1 in equal numbers; one more at x = 0
    # is off it by 100. It lifts the line to 3 + m + 2 x. Absolute residuals are then 20 of 1 - m, 20 of 1 + m, and
    # 100 - m: the median, the 21st, is 1 + m, and the scatter s = (1 + m) / 0.6745. The far unit has the weight
    # 1.345 s / (100 - m), and Huber's equation says that the forty, whose residuals sum to -40 m, balance its 1.345 s.
    x = np.r_[-np.ones(20), np.ones(20), 0.0]
    y = 3 + 2 * x + np.r_[np.tile([-1.0, 1.0], 20), 100.0]
    found = day_lines(y[None], x[None, :, None], np.ones((1, 41), bool))
    m = found.params[0, 0] - 3
    s = (1 + m) / 0.6744897501960817
    assert found.scatter[0] == pytest.approx(s, rel=1e-9)
    assert found.weights[0, -1] == pytest.approx(1.345 * s / (100 - m), rel=1e-9)
    assert 40 * m == pytest.approx(1.345 * s, rel=1e-9)
    assert m == pytest.approx(1.345 / (40 * 0.6744897501960817 - 1.345), rel=1e-9)
    assert found.params[0, 1] == pytest.approx(2, rel=1e-9)


def test_scales_of_characteristics_do_not_matter():
    scaled = M.characteristics * [1e-6, 1e5] + [3.0, -7e4]
    found, again = day_lines(M.returns, M.characteristics, ALL), day_lines(M.returns, scaled, ALL)
    np.testing.assert_allclose(again.params[:, 1:] * [1e-6, 1e5], found.params[:, 1:], rtol=1e-7)
    np.testing.assert_allclose(again.scatter, found.scatter, rtol=1e-9)


NO_LINE = {
    "29 units, at least 30 needed": lambda y, x, inside: inside.__setitem__(slice(29, None), False),
    "0 units, at least 30 needed": lambda y, x, inside: inside.__setitem__(slice(None), False),
    "a characteristic is the same for all units": lambda y, x, inside: x.__setitem__((slice(None), 0), 5.0),
    "a characteristic follows from the others": lambda y, x, inside: np.copyto(x[:, 1], 2 * x[:, 0] + 1),
    "more than half of the units lie exactly on one line": lambda y, x, inside: np.copyto(y, 1e-3 * x[:, 0]),
}


@pytest.mark.parametrize(("reason", "change"), NO_LINE.items())
def test_a_day_without_a_line_says_why_and_the_others_have_theirs(reason, change):
    y, x, inside = M.returns.copy(), M.characteristics.copy(), ALL.copy()
    change(y[2], x[2], inside[2])
    found, whole = day_lines(y, x, inside), day_lines(M.returns, M.characteristics, ALL)
    assert found.reasons == ("", "", reason, "", "", "")
    assert np.isnan(found.params[2]).all()
    assert np.isnan(found.scatter[2])
    assert found.nobs[2] == 0
    np.testing.assert_allclose(np.delete(found.params, 2, 0), np.delete(whole.params, 2, 0))


def test_what_does_not_fit_together_is_refused():
    with pytest.raises(EstimationError, match=r"returns \(6, 599\).*allowed: \(T, N\), \(T, N, K\)"):
        day_lines(M.returns[:, 1:], M.characteristics, ALL)
    hole = M.returns.copy()
    hole[3, 4] = np.nan
    with pytest.raises(EstimationError, match="an included value is nan or infinite; do not include it"):
        day_lines(hole, M.characteristics, ALL)
