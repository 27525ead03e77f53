"""Abnormal returns of one event: the dummy regression, the full covariance, the decomposition, and refusals."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import EstimationError, WindowError
from analysis.eventstudy.abnormal.abnormal import abnormal_returns, dummy_regression
from analysis.eventstudy.abnormal.panel import event_panel

ESTIMATION, WINDOWS = (-120, -11), ((0, 0), (-2, 3))


def made(seed=0, sessions=140, factors=2):
    rng = np.random.default_rng(seed)
    X = rng.normal(0, 0.01, (sessions, factors))
    return 0.0003 + X @ np.linspace(1, -0.5, factors) + rng.normal(0, 0.004, sessions), X


def measured(y, X, **changes):
    return abnormal_returns(y, X, **{"day0": 130, "estimation": ESTIMATION, "windows": WINDOWS, **changes})


def test_four_sessions_by_hand():
    # Constant mean of 1 2 4 5: 3, s2 = 10/3. Event days return 6 and 1: AR 3 and -2, CAR 1;
    # Var(AR) = s2 (1 + 1/4), Var(CAR) = s2 (2 + 4/4).
    y = [1.0, 2.0, 4.0, 5.0, 9.9, 6.0, 1.0]
    result = abnormal_returns(y, None, 5, estimation=(-5, -2), windows=[(0, 1)])
    np.testing.assert_allclose(result.ar, [3, -2])
    np.testing.assert_allclose(result.bse, np.sqrt([10 / 3 * 1.25] * 2))
    car = result.car(0, 1)
    assert (car.value, car.raw, car.df_resid) == (pytest.approx(1), pytest.approx(7), 3)
    assert car.bse == pytest.approx(np.sqrt(10 / 3 * 3))
    np.testing.assert_allclose(car.contributions, [6])


@pytest.mark.parametrize("factors", [0, 1, 3])
def test_one_dummy_a_session_gives_the_same_returns_and_errors(factors):
    y, X = made(factors=factors)
    result = measured(y, X)
    params, bse = dummy_regression(y, X, 130, ESTIMATION, result.days)
    np.testing.assert_allclose(result.ar, params, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(result.bse, bse, rtol=1e-10)


def test_the_car_has_the_full_covariance_of_its_days():
    y, X = made()
    result = measured(y, X)
    car = result.car(-2, 3)
    assert car.bse == pytest.approx(np.sqrt(np.ones(6) @ result.cov @ np.ones(6)), rel=1e-12)
    assert car.bse > np.sqrt(np.sum(result.bse**2)), "the shared error of the constant adds up over the days"
    assert car.tvalue == pytest.approx(car.value / car.bse)
    assert result.df_resid == car.df_resid == 110 - 3
    for alternative, p in (
        ("two-sided", 2 * stats.t.sf(abs(car.tvalue), 107)),
        ("greater", stats.t.sf(car.tvalue, 107)),
        ("less", stats.t.cdf(car.tvalue, 107)),
    ):
        assert car.pvalue(alternative) == pytest.approx(p)
    half = stats.t.ppf(0.975, 107) * car.bse
    assert car.conf_int(0.05) == pytest.approx((car.value - half, car.value + half))


def exact_car(y, X, estimation, event):
    """CAR and its variance by the normal equations in fractions, without rounding."""
    rows = [[Fraction(1), *(Fraction(float(v)) for v in x)] for x in X]
    k, days = len(rows[0]), range(*estimation)
    # Gauss-Jordan on [X'X | X'y, sum of the event days' rows].
    total = [sum(rows[t][i] for t in event) for i in range(k)]
    table = [
        [
            *(sum(rows[t][i] * rows[t][j] for t in days) for j in range(k)),
            sum(rows[t][i] * Fraction(y[t]) for t in days),
            total[i],
        ]
        for i in range(k)
    ]
    for i in range(k):
        table[i] = [v / table[i][i] for v in table[i]]
        for j in set(range(k)) - {i}:
            table[j] = [a - table[j][i] * b for a, b in zip(table[j], table[i], strict=True)]
    b, spread = [row[k] for row in table], [row[k + 1] for row in table]
    errors = {t: Fraction(y[t]) - sum(c * x for c, x in zip(b, rows[t], strict=True)) for t in (*days, *event)}
    s2 = sum(errors[t] ** 2 for t in days) / (len(days) - k)
    variance = s2 * (len(event) + sum(a * c for a, c in zip(total, spread, strict=True)))
    return float(sum(errors[t] for t in event)), float(variance)


def nearly_collinear(apart):
    """Two factors whose design has a condition number of about 1 / apart."""
    rng = np.random.default_rng(6)
    first = rng.normal(0, 1, 64)
    X = np.column_stack([first, first + apart * rng.normal(0, 1, 64)])
    return 0.5 * first + rng.normal(0, 1, 64), X


@pytest.mark.parametrize("apart", [1.0, 1e-4, 1e-8, 5e-10])
def test_nearly_collinear_factors_have_the_errors_of_exact_arithmetic(apart):
    y, X = nearly_collinear(apart)
    value, variance = exact_car(y, X, (0, 60), [61, 62, 63])
    car = abnormal_returns(y, X, 62, estimation=(-62, -3), windows=[(-1, 1)]).car(-1, 1)
    panel = event_panel(y[:, None], X, [[0, 62]], estimation=(-62, -3), windows=[(-1, 1)])
    lost = 1e-14 / apart  # rounding times the condition number, with a margin
    for found, found_bse in ((car.value, car.bse), (panel.car[0, 0], panel.car_bse[0, 0])):
        assert found == pytest.approx(value, rel=lost)
        assert found_bse == pytest.approx(np.sqrt(variance), rel=lost)


@pytest.mark.parametrize("apart", [1e-4, 1e-8])
def test_hubers_errors_do_not_depend_on_how_its_factors_are_written(apart):
    y, X = nearly_collinear(apart)
    factors = (X, X @ [[1, -1 / apart], [0, 1 / apart]])
    near, wide = (
        abnormal_returns(y, f, 62, estimation=(-62, -3), windows=[(-1, 1)], model="huber").bse for f in factors
    )
    np.testing.assert_allclose(near, wide, rtol=1e-6)


def test_the_raw_return_is_the_sum_of_its_parts():
    y, X = made()
    result = measured(y, X, names=["IEF", "HYG"])
    assert result.model.names == ("const", "IEF", "HYG")
    np.testing.assert_array_equal(result.actual, y[128:134])
    np.testing.assert_allclose(result.contributions.sum(axis=1) + result.ar, result.actual, rtol=0, atol=1e-12)
    np.testing.assert_allclose(result.contributions[:, 2], X[128:134, 1] * result.model.params[2])
    car = result.car(-2, 3)
    assert car.contributions.sum() + car.value == pytest.approx(car.raw, abs=1e-12)


def test_the_path_ends_at_the_car_of_every_day():
    result = measured(*made())
    path = result.path(-1, 3)
    cars = [result.car(-1, int(day)) for day in path.days]
    np.testing.assert_array_equal(path.days, [-1, 0, 1, 2, 3])
    np.testing.assert_allclose(path.values, [c.value for c in cars])
    np.testing.assert_allclose(path.bse, [c.bse for c in cars])
    np.testing.assert_allclose(path.conf_int(0.1), [c.conf_int(0.1) for c in cars])
    assert list(result.path().days) == [-2, -1, 0, 1, 2, 3]


def test_buy_and_hold_compounds_log_and_simple_returns():
    y = [0.0, 0.02, 0.0, 0.02, 0.5, 0.10, -0.05]  # the mean is 0.01
    result = abnormal_returns(y, None, 5, estimation=(-5, -2), windows=[(0, 1)])
    assert result.bhar(0, 1, log_returns=False) == pytest.approx(1.10 * 0.95 - 1.01**2)
    assert result.bhar(0, 1) == pytest.approx(np.exp(0.05) - np.exp(0.02))
    assert result.bhar(1, 1, log_returns=False) == pytest.approx(result.car(1, 1).value)


@pytest.mark.slow
def test_garch_counts_the_sessions_between_the_windows():
    y, X = made(seed=3)
    result = measured(y, X, model="garch")
    ahead = result.model.variance.at(np.arange(9, 15))  # days -2 ... 3 after the last session at day -11
    shared = measured(y, X, model="garch").model.forecast_cov(X[128:134], steps=np.arange(9, 15))
    np.testing.assert_allclose(result.cov, shared)
    assert (np.diag(result.cov) > ahead).all()
    with pytest.raises(EstimationError, match="put the estimation window before the event windows"):
        measured(y, X, day0=10, estimation=(20, 120), model="garch")


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**31), scale=st.floats(1e-3, 1e3))
def test_the_unit_of_the_returns_changes_no_t(seed, scale):
    y, X = made(seed)
    one, other = measured(y, X), measured(y * scale, X)
    np.testing.assert_allclose(other.ar, scale * one.ar, rtol=1e-8, atol=1e-12 * scale)
    np.testing.assert_allclose(other.tvalues, one.tvalues, rtol=1e-7, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**31), shift=st.floats(-1, 1), slope=st.floats(-2, 2))
def test_a_constant_in_a_factor_or_a_factor_in_the_return_is_not_abnormal(seed, shift, slope):
    y, X = made(seed)
    one = measured(y, X)
    other = measured(y + shift + slope * X[:, 0], X + shift)
    np.testing.assert_allclose(other.ar, one.ar, rtol=0, atol=1e-11)
    np.testing.assert_allclose(other.cov, one.cov, rtol=1e-7)


def test_nothing_outside_the_windows_matters():
    y, X = made()
    one = measured(y, X)
    y[:10], y[121:128], y[134:] = np.nan, np.nan, np.nan
    np.testing.assert_array_equal(measured(y, X).ar, one.ar)
    later = abnormal_returns(np.r_[9.0, y], np.vstack([[1.0, 1.0], X]), 131, estimation=ESTIMATION, windows=WINDOWS)
    np.testing.assert_array_equal(later.ar, one.ar)


def test_tables_and_text():
    y, X = made()
    result = measured(y, X, where="EMB")
    frame = result.to_frame()
    assert list(frame.columns) == ["actual", "expected", "ar", "bse", "t", "pvalue"]
    np.testing.assert_allclose(frame["actual"] - frame["expected"], frame["ar"])
    np.testing.assert_allclose(frame["pvalue"], result.pvalues())
    text = result.summary()
    assert text.startswith("EMB\nols: 110 sessions")
    assert f"CAR [-2, 3]  {result.car(-2, 3).value:.6f}" in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"day0": 119}, "EMB: 119 sessions before day 0, 120 needed; start the prices earlier"),
        ({"day0": 137}, "EMB: 2 sessions after day 0, 3 needed; end the prices later"),
        ({"day0": 140}, "EMB: day 0 is row 140; allowed: 0 to 139"),
        ({"day0": -1}, "EMB: day 0 is row -1"),
        ({"windows": []}, "EMB: no event window"),
        ({"windows": [(1, 0)]}, r"EMB: window \[1, 0\] ends before it starts"),
        ({"estimation": (-120, -2)}, r"window \[-120, -2\] reaches into the event days \[-2, 3\]"),
    ],
)
def test_windows_that_do_not_fit(changes, message):
    with pytest.raises(WindowError, match=message):
        measured(*made(), where="EMB", **changes)


def test_a_window_outside_the_event_days():
    with pytest.raises(WindowError, match=r"no window \[0, 4\]; allowed: first <= last within \[-2, 3\]"):
        measured(*made()).car(0, 4)
    with pytest.raises(WindowError, match=r"no window \[2, 1\]"):
        measured(*made()).path(2, 1)


@pytest.mark.parametrize(("row", "day"), [(60, -70), (131, 1)])
def test_a_missing_value_is_named_by_event_day(row, day):
    y, X = made()
    X[row, 1] = np.nan
    message = rf"EMB: HYG is nan on event day {day} \(row {row}\); allowed: finite numbers; complete the prices"
    with pytest.raises(EstimationError, match=message):
        measured(y, X, names=["IEF", "HYG"], where="EMB")


def test_an_unknown_alternative_is_refused():
    with pytest.raises(EstimationError, match="unknown 'both'; allowed: two-sided, greater, less"):
        measured(*made()).pvalues("both")
