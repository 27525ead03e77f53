"""The batched engine: the same numbers as one fit at a time, for every event whatever the others miss."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import skew
from statsmodels.regression.linear_model import OLS

from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.abnormal.panel import event_panel
from tests.eventstudy.abnormal.panels import ESTIMATION, WINDOWS, made, panel

SHARED = Path(__file__).resolve().parents[3].parent / "shared"


def assert_same_numbers(one, other, rows=slice(None), **tolerance):
    for name in ("params", "sigma", "nobs", "df", "resid", "ar", "ar_bse", "car", "car_bse", "bhar"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name)[rows], **tolerance, err_msg=name)


@pytest.mark.parametrize(
    ("model", "factors"),
    [
        ("ols", 1),
        ("ols", 4),
        ("constant mean", 0),
        ("market-adjusted", 1),
        ("dimson", 1),
        ("dimson", 2),
        ("scholes-williams", 1),
    ],
)
def test_every_event_has_the_numbers_of_a_single_fit(model, factors):
    R, X, pairs = made(factors=factors)
    result = panel(R, X, pairs, model=model)
    assert not result.excluded
    for e, (security, position) in enumerate(pairs):
        single = abnormal_returns(R[:, security], X, position, estimation=ESTIMATION, windows=WINDOWS, model=model)
        cars = [single.car(*w) for w in WINDOWS]
        close = {"rtol": 1e-10, "atol": 1e-15}
        np.testing.assert_allclose(result.params[e], single.model.params, **close)
        np.testing.assert_allclose(result.normalized_cov[e], single.model.normalized_cov, rtol=1e-10, atol=1e-10)
        np.testing.assert_allclose(result.sigma[e], single.model.sigma2**0.5, **close)
        served = np.isfinite(result.resid[e])  # not the first and last session of models with leads and lags
        np.testing.assert_allclose(result.resid[e][served], single.model.resid, rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(result.ar[e], single.ar, rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(result.ar_bse[e], single.bse, **close)
        np.testing.assert_allclose(result.car[e], [c.value for c in cars], rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(result.car_bse[e], [c.bse for c in cars], **close)
        np.testing.assert_allclose(result.bhar[e], [single.bhar(*w) for w in WINDOWS], rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(result.pvalues("greater")[e], [c.pvalue("greater") for c in cars], rtol=1e-8)
        assert (result.nobs[e], result.df[e]) == (single.model.nobs, single.df_resid)


def test_nearly_collinear_factors_keep_ten_digits():
    # Two daily factors that correlate at 1 - 5e-7, as two funds on one index do.
    R, X, pairs = made(factors=1)
    X = np.column_stack([X, X[:, 0] + 1e-5 * np.random.default_rng(1).normal(size=200)])
    assert 1 - np.corrcoef(X.T)[0, 1] < 1e-6
    result = panel(R, X, pairs)
    for e, (security, position) in enumerate(pairs):
        single = abnormal_returns(R[:, security], X, position, estimation=ESTIMATION, windows=WINDOWS)
        np.testing.assert_allclose(result.ar[e], single.ar, rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(result.ar_bse[e], single.bse, rtol=1e-10)
        np.testing.assert_allclose(result.resid[e], single.model.resid, rtol=0, atol=1e-13)


def test_missing_returns_are_left_out_of_the_regression_and_nothing_else():
    R, X, pairs = made()
    R[np.random.default_rng(2).random(R.shape) < 0.1] = np.nan
    X[100:103, 0] = np.nan
    result = panel(R, X, pairs, min_obs=40)
    assert len(result.included)
    for row, e in enumerate(result.included):
        security, position = pairs[e]
        rows = position + result.est_days
        table = np.column_stack([np.ones(200), X, R[:, security]])[rows]
        seen = np.isfinite(table).all(axis=1)
        direct = OLS(table[seen, -1], table[seen, :-1]).fit()
        np.testing.assert_allclose(result.params[row], direct.params, rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(result.sigma[row], direct.scale**0.5, rtol=1e-10)
        np.testing.assert_allclose(result.resid[row][seen], direct.resid, rtol=1e-9, atol=1e-14)
        assert np.isnan(result.resid[row][~seen]).all()
        assert (result.nobs[row], result.df[row]) == (seen.sum(), seen.sum() - 3)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31), gap=st.integers(0, 199))
def test_what_one_security_misses_changes_no_other(seed, gap):
    R, X, pairs = made(seed)
    whole = panel(R, X, pairs)
    R[gap : gap + 7, 0] = np.nan
    holed = panel(R, X, pairs)
    others = whole.security != 0
    kept = np.isin(holed.included, whole.included[others])
    for name in ("params", "ar", "ar_bse", "car", "car_bse", "resid", "sigma"):
        np.testing.assert_array_equal(getattr(holed, name)[kept], getattr(whole, name)[others])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_the_order_of_securities_and_events_is_immaterial(seed):
    R, X, pairs = made(seed)
    rng = np.random.default_rng(seed)
    securities, order = rng.permutation(6), rng.permutation(len(pairs))
    shuffled = np.column_stack([np.argsort(securities)[pairs[order, 0]], pairs[order, 1]])
    assert_same_numbers(panel(R[:, securities], X, shuffled), panel(R, X, pairs), order, rtol=0, atol=0)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31), shift=st.integers(1, 50), scale=st.floats(1e-3, 1e3), level=st.floats(-1, 1))
def test_dates_units_and_the_level_of_a_factor_are_immaterial(seed, shift, scale, level):
    R, X, pairs = made(seed)
    one = panel(R, X, pairs)
    later = panel(
        np.vstack([np.ones((shift, 6)), R]), np.vstack([np.ones((shift, 2)), X]), pairs + np.array([0, shift])
    )
    assert_same_numbers(one, later, rtol=0, atol=0)
    scaled = panel(R * scale, X + level, pairs)
    np.testing.assert_allclose(scaled.car, one.car * scale, rtol=1e-8, atol=1e-11 * scale)
    np.testing.assert_allclose(scaled.tvalues, one.tvalues, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("chunk", [1, 7, 25, 100])
def test_the_number_of_chunks_changes_no_bit(chunk):
    R, X, pairs = made()
    R[50:60, 2] = np.nan
    assert_same_numbers(panel(R, X, pairs, chunk=chunk), panel(R, X, pairs), rtol=0, atol=0)


def test_unusable_sessions_leave_the_estimation_window_and_stay_in_the_event_window():
    R, X, pairs = made()
    usable = np.ones(200, dtype=bool)
    usable[70:75] = False
    marked = panel(R, X, pairs, usable=usable)
    missing = R.copy()
    missing[70:75] = np.nan
    reference = panel(missing, X, pairs)
    np.testing.assert_array_equal(marked.params, reference.params)
    np.testing.assert_array_equal(marked.nobs, reference.nobs)
    assert not np.isnan(panel(R, X, [[0, 90]], usable=np.arange(200) < 80).ar).any()
    own = np.ones((200, 6), dtype=bool)
    own[70:75, 3] = False
    by_security = panel(R, X, pairs, usable=own)
    touched = (by_security.security == 3) & (by_security.position - 80 < 75) & (by_security.position - 11 >= 70)
    np.testing.assert_array_equal(by_security.nobs < 70, touched)


def test_each_security_may_have_its_own_factors():
    R, X, pairs = made()
    rng = np.random.default_rng(9)
    own = rng.normal(0, 0.01, (200, 6, 2))
    result = panel(R, own, pairs)
    for e, (security, _) in enumerate(pairs):
        alone = panel(R[:, [security]], own[:, security], [[0, pairs[e, 1]]])
        np.testing.assert_array_equal(alone.car[0], result.car[e])
    same = np.repeat(X[:, None, :], 6, axis=1)
    assert_same_numbers(panel(R, same, pairs), panel(R, X, pairs), rtol=0, atol=0)


def test_adjust_is_subtracted_from_the_returns():
    R, X, pairs = made()
    rate = np.linspace(0, 1e-4, 200)
    plain, shared, own = (
        panel(R - rate[:, None], X, pairs),
        panel(R, X, pairs, adjust=rate),
        panel(R, X, pairs, adjust=np.tile(rate[:, None], 6)),
    )
    assert_same_numbers(shared, own, rtol=0, atol=0)
    for name in ("params", "sigma", "resid", "ar", "ar_bse", "car", "car_bse"):
        np.testing.assert_array_equal(getattr(shared, name), getattr(plain, name))


def test_what_is_subtracted_is_held_too():
    """Bought for 1 and held: 1.10 * 0.95 with the rate of 2 % a day in it, beside the expected 3 % a day."""
    R = np.vstack([np.tile([[0.02], [0.04]], (40, 1)), [[0.10], [-0.05]]])
    for adjust in (np.full(82, 0.02), np.full((82, 1), 0.02)):
        result = panel(R, None, [[0, 80]], windows=[(0, 1)], model="constant mean", adjust=adjust, log_returns=False)
        assert result.car[0, 0] == pytest.approx(0.05 - 0.06)
        assert result.bhar[0, 0] == pytest.approx(1.10 * 0.95 - 1.03**2)
    result = panel(R, None, [[0, 80]], windows=[(0, 1)], model="constant mean", adjust=np.full(82, 0.02))
    assert result.bhar[0, 0] == pytest.approx(np.exp(0.05) - np.exp(0.06))


def test_simple_returns_compound_otherwise():
    R, _, pairs = made()
    result = panel(R, None, pairs, log_returns=False)
    single = abnormal_returns(R[:, pairs[0, 0]], None, pairs[0, 1], estimation=ESTIMATION, windows=WINDOWS)
    np.testing.assert_allclose(result.bhar[0], [single.bhar(*w, log_returns=False) for w in WINDOWS], rtol=1e-12)


def test_residuals_need_not_be_kept():
    R, X, pairs = made()
    result = panel(R, X, pairs, keep_residuals=False)
    assert result.resid.shape == (25, 0)
    np.testing.assert_array_equal(result.car_bse, panel(R, X, pairs).car_bse)


def test_the_table_has_a_row_for_each_event_and_window():
    R, X, pairs = made()
    frame = panel(R, X, pairs).to_frame()
    assert len(frame) == 25 * 3
    row = frame[(frame["event"] == 4) & (frame["first"] == -1)].iloc[0]
    single = abnormal_returns(R[:, pairs[4, 0]], X, pairs[4, 1], estimation=ESTIMATION, windows=WINDOWS).car(-1, 1)
    np.testing.assert_allclose(row[["car", "car_bse", "t", "pvalue"]].astype(float), [
        single.value, single.bse, single.tvalue, single.pvalue()
    ], rtol=1e-9)  # fmt: skip


@pytest.mark.skipif(not (SHARED / "reference" / "estudy2").is_dir(), reason="the other program's output is not here")
def test_the_coefficients_of_estudy2_with_two_securities_that_are_listed_late():
    folder = SHARED / "reference" / "estudy2"
    rates = pd.read_csv(folder / "input_rates.csv", index_col="date", na_values=["NA"])
    index = pd.read_csv(folder / "input_rates_indx.csv", index_col="date").reindex(rates.index)
    expected = pd.read_csv(folder / "sim_coefficients.csv", index_col="security").loc[rates.columns]
    day0 = rates.index.get_loc("2020-03-16")
    result = event_panel(
        rates.to_numpy(),
        index.to_numpy(),
        [[s, day0] for s in range(rates.shape[1])],
        estimation=(-day0, -1),
        windows=[(0, 4)],
        min_obs=200,
    )
    np.testing.assert_allclose(result.params, expected[["alpha", "beta"]], rtol=1e-9)
    np.testing.assert_allclose(result.sigma, expected["resid_sd_n_minus_2"], rtol=1e-9)
    np.testing.assert_array_equal(result.nobs, expected["n_resid"])
    days = pd.read_csv(folder / "parametric_sim_ev16_20mar.csv")
    np.testing.assert_allclose(result.ar.mean(axis=0), days["mean"], rtol=1e-9)


def test_a_car_t_test_has_its_size_and_is_students_t():
    # 4,000 securities without an effect; 30 sessions, so that the normal distribution would reject 7 %.
    rng = np.random.default_rng(6)
    X = rng.normal(0, 0.01, (50, 2))
    R = X @ rng.normal(0.5, 0.5, (2, 4000)) + rng.normal(0, 0.01, (50, 4000))
    pairs = np.column_stack([np.arange(4000), np.full(4000, 40)])
    result = event_panel(R, X, pairs, estimation=(-40, -11), windows=[(0, 0), (-2, 5)])
    rejected = (result.pvalues() < 0.05).mean(axis=0)
    np.testing.assert_allclose(rejected, 0.05, atol=3 * np.sqrt(0.05 * 0.95 / 4000))
    one_sided = (result.pvalues("less") < 0.01).mean(axis=0)
    np.testing.assert_allclose(one_sided, 0.01, atol=3 * np.sqrt(0.01 * 0.99 / 4000))


def test_the_caution_about_long_holding_stands_beside_its_own_window():
    R = np.random.default_rng(9).normal(0, 0.01, (200, 2))
    windows = ((0, 4), (0, 69))
    result = event_panel(R, None, [[0, 100], [1, 110]], estimation=(-60, -1), windows=windows, model="constant mean")
    short, long = result.cautions
    assert short == ""
    assert "70 sessions" in long
    assert result.to_frame()["caution"].tolist() == [short, long] * 2
    assert result.summary().count(long) == 1


@pytest.mark.slow
def test_holding_for_a_year_is_negative_on_average_without_any_effect_and_holding_for_a_week_is_not():
    R = np.random.default_rng(10).normal(0, 0.025, (400, 4000))
    events = np.column_stack([np.arange(4000), np.full(4000, 125)])
    windows = ((0, 4), (0, 249))
    result = event_panel(R, None, events, estimation=(-125, -1), windows=windows, model="constant mean")
    week, year = result.bhar.T
    assert abs(week.mean()) < 3 * week.std() / np.sqrt(4000)
    assert abs(skew(week)) < 0.5
    assert year.mean() < -5 * year.std() / np.sqrt(4000)
    assert skew(year) < -1
    assert (year < -1).mean() > 0.05
    assert abs(result.car[:, 1].mean()) < 3 * result.car[:, 1].std() / np.sqrt(4000)
