"""The batched engine: the same numbers as one fit at a time, for every event whatever the others miss."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from analysis.errors import EstimationError, WindowError
from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.abnormal.panel import event_panel

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
ESTIMATION, WINDOWS = (-80, -11), ((0, 0), (-1, 1), (-3, 5))


def made(seed=0, sessions=200, securities=6, factors=2, events=25):
    rng = np.random.default_rng(seed)
    X = rng.normal(0, 0.01, (sessions, factors))
    R = 0.0002 + X @ rng.normal(0.5, 0.5, (factors, securities)) + 0.01 * rng.standard_t(5, (sessions, securities))
    pairs = np.column_stack([rng.integers(0, securities, events), rng.integers(80, sessions - 5, events)])
    return R, X, pairs


def panel(R, X, pairs, **changes):
    return event_panel(R, X, pairs, **{"estimation": ESTIMATION, "windows": WINDOWS, **changes})


def assert_same_numbers(one, other, rows=slice(None), **tolerance):
    for name in ("params", "sigma", "nobs", "df", "resid", "ar", "ar_bse", "car", "car_bse", "bhar"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name)[rows], **tolerance, err_msg=name)


@pytest.mark.parametrize(("model", "factors"), [("ols", 1), ("ols", 4), ("constant mean", 0), ("market-adjusted", 1)])
def test_every_event_has_the_numbers_of_a_single_fit(model, factors):
    R, X, pairs = made(factors=factors)
    result = panel(R, X, pairs, model=model)
    assert result.excluded == ()
    for e, (security, position) in enumerate(pairs):
        single = abnormal_returns(R[:, security], X, position, estimation=ESTIMATION, windows=WINDOWS, model=model)
        cars = [single.car(*w) for w in WINDOWS]
        close = {"rtol": 1e-10, "atol": 1e-15}
        np.testing.assert_allclose(result.params[e], single.model.params, **close)
        np.testing.assert_allclose(result.normalized_cov[e], single.model.normalized_cov, rtol=1e-10, atol=1e-10)
        np.testing.assert_allclose(result.sigma[e], single.model.sigma2**0.5, **close)
        np.testing.assert_allclose(result.resid[e], single.model.resid, rtol=1e-10, atol=1e-14)
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
    plain = panel(R - rate[:, None], X, pairs)
    assert_same_numbers(panel(R, X, pairs, adjust=rate), plain, rtol=0, atol=0)
    assert_same_numbers(panel(R, X, pairs, adjust=np.tile(rate[:, None], 6)), plain, rtol=0, atol=0)


def test_simple_returns_compound_otherwise():
    R, _, pairs = made()
    result = panel(R, None, pairs, log_returns=False)
    single = abnormal_returns(R[:, pairs[0, 0]], None, pairs[0, 1], estimation=ESTIMATION, windows=WINDOWS)
    np.testing.assert_allclose(result.bhar[0], [single.bhar(*w, log_returns=False) for w in WINDOWS], rtol=1e-12)


def test_as_many_observations_as_asked_for_are_enough():
    R, X, pairs = made()
    assert panel(R, X, pairs, min_obs=70).excluded == ()
    with pytest.raises(EstimationError, match="none of 25 events can be measured; the first: fewer than 71"):
        panel(R, X, pairs, min_obs=71)


def test_residuals_need_not_be_kept():
    R, X, pairs = made()
    result = panel(R, X, pairs, keep_residuals=False)
    assert result.resid.shape == (25, 0)
    np.testing.assert_array_equal(result.car_bse, panel(R, X, pairs).car_bse)


def test_every_event_left_out_is_listed_with_its_reason():
    R, X, _ = made(securities=8)
    R[30:80, 1] = np.nan  # 20 observations before day 100
    R[:, 2] = 0.001
    R[:, 3] = 0.5 * X[:, 0] - X[:, 1]
    R[97:106, 4] = np.nan
    own = np.repeat(X[:, None, :], 8, axis=1)
    own[20:90, 5, 1] = own[20:90, 5, 0]
    pairs = [[0, 79], [0, 100], [1, 100], [2, 100], [3, 100], [4, 100], [5, 100], [6, 199]]
    result = panel(R, own, pairs, min_obs=30)
    whole = [(x.event, x.security, x.position, x.reason) for x in result.excluded if x.window is None]
    assert whole == [
        (0, 0, 79, "the estimation window starts before the data"),
        (2, 1, 100, "fewer than 30 observations in the estimation window"),
        (3, 2, 100, "returns that are constant or explained exactly in the estimation window"),
        (4, 3, 100, "returns that are constant or explained exactly in the estimation window"),
        (5, 4, 100, "no return on any event day"),
        (6, 5, 100, "collinear factors in the estimation window"),
    ]
    assert list(result.included) == [1, 7]
    assert [(x.event, x.window, x.reason) for x in result.excluded if x.window] == [
        (7, (-1, 1), "event day 1 lies outside the data"),
        (7, (-3, 5), "event day 1 lies outside the data"),
    ]
    text = result.summary()
    assert text.startswith("2 events of 8, 9 event days\n")
    assert "excluded, 2: returns that are constant or explained exactly" in text
    assert f"[0, 0]  2 events  mean CAR {result.car[:, 0].mean():.6f}" in text


def test_a_missing_event_day_empties_the_windows_that_hold_it():
    R, X, _ = made()
    R[102, 0] = np.nan
    R[102, 2] = np.nan
    X[99, 1] = np.nan
    result = panel(R, X, [[0, 100], [1, 150], [2, 105]])
    assert list(np.isnan(result.car[0])) == [False, True, True]
    np.testing.assert_array_equal(np.isnan(result.car), np.isnan(result.car_bse))
    np.testing.assert_array_equal(np.isnan(result.car), np.isnan(result.bhar))
    assert list(result.days[np.isnan(result.ar[0])]) == [-1, 2]
    np.testing.assert_array_equal(np.isnan(result.ar), np.isnan(result.ar_bse))
    assert [x.reason for x in result.excluded] == ["no factor return on event day -1"] * 2 + [
        "no return on event day -3"
    ]


def test_an_estimation_window_after_the_event():
    R, X, _ = made()
    result = panel(R, X, [[0, 50], [0, 150], [0, 119], [0, 120]], estimation=(11, 80))
    backwards = abnormal_returns(R[:, 0], X, 50, estimation=(11, 80), windows=WINDOWS)
    np.testing.assert_allclose(result.car[0], [backwards.car(*w).value for w in WINDOWS], rtol=1e-10)
    assert list(result.included) == [0, 2], "the last window that fits ends with the last session"
    assert {x.reason for x in result.excluded} == {"the estimation window ends after the data"}


def test_the_table_has_a_row_for_each_event_and_window():
    R, X, pairs = made()
    frame = panel(R, X, pairs).to_frame()
    assert len(frame) == 25 * 3
    row = frame[(frame["event"] == 4) & (frame["first"] == -1)].iloc[0]
    single = abnormal_returns(R[:, pairs[4, 0]], X, pairs[4, 1], estimation=ESTIMATION, windows=WINDOWS).car(-1, 1)
    np.testing.assert_allclose(row[["car", "car_bse", "t", "pvalue"]].astype(float), [
        single.value, single.bse, single.tvalue, single.pvalue()
    ], rtol=1e-9)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "garch"}, "model 'garch': fitted one event at a time only; allowed: constant mean, market-adj"),
        ({"model": "huber"}, "call abnormal_returns for each event"),
        ({"model": "lasso"}, "model 'lasso': unknown"),
        ({"model": "constant mean"}, '"constant mean" with 2 factors; allowed: no factors'),
        ({"model": "market-adjusted"}, '"market-adjusted" with 2 factors; allowed: one factor'),
        ({"min_obs": 4}, "min_obs = 4; allowed: chunk at least 1, min_obs at least 5"),
        ({"chunk": 0}, "chunk = 0"),
    ],
)
def test_what_a_panel_refuses(changes, message):
    with pytest.raises(EstimationError, match=message):
        panel(*made(), **changes)


def test_windows_that_overlap_are_refused():
    with pytest.raises(WindowError, match="reaches into the event days"):
        panel(*made(), estimation=(-80, -3))


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
