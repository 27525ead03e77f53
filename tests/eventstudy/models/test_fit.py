"""Return models: known answers, the definitions in the papers, and what each refuses."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.sandbox.regression.gmm import IV2SLS

from analysis.errors import EstimationError
from analysis.eventstudy.models.fit import MODELS, fit


@pytest.fixture
def data():
    rng = np.random.default_rng(4)
    X = rng.normal(0, 0.01, (250, 2))
    return 0.0002 + X @ [0.8, -0.3] + 0.006 * rng.standard_t(5, 250), X


def test_four_sessions_by_hand():
    # x = 0 1 2 3, y = 1 2 4 5: slope 7/5, constant 0.9, residuals .1 -.3 .3 -.1, s2 = 0.20/2.
    model = fit([1.0, 2.0, 4.0, 5.0], [[0.0], [1.0], [2.0], [3.0]], names=["market"])
    np.testing.assert_allclose(model.params, [0.9, 1.4])
    np.testing.assert_allclose(model.resid, [0.1, -0.3, 0.3, -0.1])
    assert (model.names, model.nobs, model.df_resid) == (("const", "market"), 4, 2)
    assert model.sigma2 == pytest.approx(0.1)
    assert model.rsquared == pytest.approx(1 - 0.2 / 10)
    np.testing.assert_allclose(model.bse, np.sqrt([0.1 * (1 / 4 + 1.5**2 / 5), 0.1 / 5]))
    # At x = 4: prediction 6.5 with variance 0.1 (1 + 1/4 + 2.5^2 / 5) = 0.25; at x = 5 the deviation is 3.5.
    np.testing.assert_allclose(model.predict([[4.0], [5.0]]), [6.5, 7.9])
    between = 0.1 * (1 / 4 + 2.5 * 3.5 / 5)
    np.testing.assert_allclose(model.forecast_cov([[4.0], [5.0]]), [[0.25, between], [between, 0.1 * 3.7]])


def test_the_constant_mean_is_the_mean_with_l_minus_one_degrees_of_freedom(data):
    y, _ = data
    model = fit(y, None, model="constant mean")
    assert model.params == pytest.approx([y.mean()])
    assert model.sigma2 == pytest.approx(y.var(ddof=1))
    assert model.df_resid == 249
    assert model.forecast_cov(np.empty((1, 0))) == pytest.approx(y.var(ddof=1) * (1 + 1 / 250))
    assert fit(y, np.empty((250, 0))).method == "constant mean"


def test_market_adjusted_estimates_nothing(data):
    y, X = data
    model = fit(y, X[:, :1], model="market-adjusted", names=["market"])
    assert model.df_resid == 250
    assert model.sigma2 == pytest.approx(np.mean((y - X[:, 0]) ** 2))
    np.testing.assert_array_equal(model.predict([[0.02]]), [0.02])
    np.testing.assert_allclose(model.forecast_cov([[0.02], [0.01]]), model.sigma2 * np.eye(2))
    assert model.bse == 0
    assert np.isnan(model.tvalues).all()


def test_coefficients_have_the_intervals_and_pvalues_of_students_t(data):
    model = fit(*data)
    half = stats.t.ppf(0.95, 247) * model.bse
    np.testing.assert_allclose(model.conf_int(0.10), np.column_stack([model.params - half, model.params + half]))
    np.testing.assert_allclose(model.pvalues, 2 * stats.t.sf(abs(model.params / model.bse), 247))


def test_huber_is_not_moved_by_outliers_and_keeps_the_variance_of_all_residuals(data):
    y, X = data
    spoiled = y.copy()
    spoiled[np.argsort(X[:, 0])[-5:]] -= 0.15
    ols, huber, clean = fit(spoiled, X), fit(spoiled, X, model="huber"), fit(y, X)
    assert abs(ols.params[1] - clean.params[1]) > 5 * clean.bse[1]
    assert abs(huber.params[1] - clean.params[1]) < clean.bse[1]
    assert huber.sigma2 == pytest.approx(np.sum((spoiled - huber.predict(X)) ** 2) / 247)
    assert huber.df_resid == 247


def garch_returns(seed=2, sessions=1500):
    rng = np.random.default_rng(seed)
    shocks, variance, e = rng.normal(size=sessions), 1e-4, np.zeros(sessions)
    for t in range(sessions):
        e[t] = np.sqrt(variance) * shocks[t]
        variance = 2e-6 + 0.1 * e[t] ** 2 + 0.88 * variance
    X = rng.normal(0, 0.01, (sessions, 1))
    return 0.001 + 0.7 * X[:, 0] + e, X


@pytest.mark.slow
def test_garch_forecasts_are_those_of_arch():
    from arch.univariate import GARCH, ConstantMean

    y, _ = garch_returns()
    model = fit(y, None, model="garch")
    direct = ConstantMean(y * 100, volatility=GARCH(), rescale=False).fit(disp="off")
    ahead = direct.forecast(horizon=30).variance.to_numpy()[-1] / 1e4
    np.testing.assert_allclose(model.variance.at(np.arange(1, 31)), ahead, rtol=1e-3)
    np.testing.assert_allclose(model.params, direct.params[:1] / 100, rtol=1e-3)


def test_garch_coefficients_have_the_robust_errors_of_arch():
    from arch.univariate import GARCH, LS

    y, X = garch_returns()
    direct = LS(y * 100, X * 100, volatility=GARCH(), rescale=False).fit(disp="off")
    bse = fit(y, X, model="garch").bse
    np.testing.assert_allclose(bse, direct.std_err.to_numpy()[:2] / [100, 1], rtol=5e-3)


@pytest.mark.slow
def test_garch_finds_the_truth_and_gives_each_event_day_its_own_variance():
    y, X = garch_returns()
    model = fit(y, X, model="garch")
    assert abs(model.params[1] - 0.7) < 3 * model.bse[1]
    assert model.variance.persistence == pytest.approx(0.98, abs=0.02)
    cov = model.forecast_cov(X[:3], steps=[21, 22, 300])
    coefficients = fit(y, X, model="garch").design(X[:3])
    shared = coefficients @ (model.sigma2 * model.normalized_cov) @ coefficients.T
    np.testing.assert_allclose(np.diag(cov - shared), model.variance.at(np.array([21, 22, 300])))
    np.testing.assert_allclose(cov - np.diag(np.diag(cov)), shared - np.diag(np.diag(shared)))
    with pytest.raises(EstimationError, match="before the event windows"):
        model.forecast_cov(X[:1], steps=[0])


def test_dimson_recovers_a_slope_that_thin_trading_spreads_over_three_sessions():
    rng = np.random.default_rng(5)
    x = rng.normal(0, 0.01, 402)
    y = 0.001 + 0.3 * x[:-2] + 0.5 * x[1:-1] + 0.2 * x[2:] + rng.normal(0, 0.002, 400)
    model = fit(np.r_[0.0, y, 0.0], x[:, None], model="dimson", lags=1)
    assert abs(model.params[1] - 1.0) < 3 * model.bse[1]
    assert abs(fit(y, x[1:-1, None]).params[1] - 1.0) > 10 * fit(y, x[1:-1, None]).bse[1]
    full = OLS(y, np.column_stack([np.ones(400), x[:-2], x[1:-1], x[2:]])).fit()
    summed = full.t_test([0, 1, 1, 1])
    assert model.params[1] == pytest.approx(summed.effect[0])
    assert model.bse[1] == pytest.approx(summed.sd[0, 0])
    assert (model.nobs, model.df_resid) == (400, 396)
    assert model.resid.mean() == pytest.approx(0, abs=1e-15)


def test_scholes_williams_is_the_ratio_of_their_paper(data):
    y, X = data
    x = X[:, 0]
    inner, before, after = x[1:-1], x[:-2], x[2:]

    def slope(on, of):
        return np.cov(of, on)[0, 1] / np.var(inner, ddof=1)

    ratio = sum(slope(z, y[1:-1]) for z in (before, inner, after)) / (1 + slope(before, inner) + slope(after, inner))
    model = fit(y, x[:, None], model="scholes-williams")
    assert model.params[1] == pytest.approx(ratio)
    assert model.params[0] == pytest.approx(y[1:-1].mean() - ratio * inner.mean())


def test_scholes_williams_has_the_standard_errors_of_its_instrument(data):
    y, X = data
    x = X[:, 0]
    ones = np.ones(248)
    instruments = np.column_stack([ones, x[:-2] + x[1:-1] + x[2:]])
    iv = IV2SLS(y[1:-1], np.column_stack([ones, x[1:-1]]), instruments).fit()
    model = fit(y, x[:, None], model="scholes-williams")
    np.testing.assert_allclose(model.params, iv.params)
    np.testing.assert_allclose(model.bse, iv.bse)
    assert model.df_resid == 246


def test_robust_standard_errors_are_white_and_newey_west(data):
    y, X = data
    model = fit(y, X)
    Z, e, bread = model.exog, model.resid, model.normalized_cov
    scores = Z * e[:, None]
    white = bread @ scores.T @ scores @ bread * 250 / 247
    np.testing.assert_allclose(model.robust_bse("HC1"), np.sqrt(np.diag(white)))
    middle = scores.T @ scores
    for lag in (1, 2, 3):
        crossed = scores[lag:].T @ scores[:-lag]
        middle = middle + (1 - lag / 4) * (crossed + crossed.T)
    newey_west = np.sqrt(np.diag(bread @ middle @ bread) * 250 / 247)
    np.testing.assert_allclose(model.robust_bse("HAC", maxlags=3), newey_west)
    np.testing.assert_allclose(model.robust_bse("HAC"), model.robust_bse("HAC", maxlags=4))
    with pytest.raises(EstimationError, match="robust_bse of 'huber'"):
        fit(y, X, model="huber").robust_bse()
    with pytest.raises(EstimationError, match="HC3"):
        model.robust_bse("HC3")


def test_whites_errors_of_an_event_day_dummy_leave_out_the_day_itself(data):
    # Why robust_bse is for alpha and beta only: the dummy makes the day's residual, and so its variance, zero.
    y, X = data
    dummy = np.eye(250)[:, -1:]
    model = fit(y, np.hstack([X, dummy]))
    assert model.robust_bse("HC1")[-1] < 0.25 * model.bse[-1]


@pytest.mark.parametrize("model", MODELS)
def test_every_model_describes_itself(model, data):
    y, X = data
    factors = {"constant mean": 0, "market-adjusted": 1, "scholes-williams": 1}.get(model, 2)
    fitted = fit(y, X[:, :factors], model=model, names=["IEF", "HYG"][:factors])
    frame = fitted.to_frame()
    assert list(frame.index) == list(fitted.names)
    np.testing.assert_array_equal(frame["coef"], fitted.params)
    assert fitted.summary().startswith(f"{model}: {fitted.nobs} sessions, {fitted.df_resid} degrees of freedom")
    assert fitted.sigma2 == pytest.approx(fitted.resid @ fitted.resid / fitted.df_resid)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y": {17: np.nan}}, r"EMB: return is nan on session 18 of 250.*never filled"),
        ({"y": {0: np.inf}}, "EMB: return is inf on session 1"),
        ({"X": {(3, 1): np.nan}}, "EMB: HYG is nan on session 4"),
        ({"model": "constant mean"}, '"constant mean" with 2 factors'),
        ({"model": "market-adjusted"}, '"market-adjusted" with 2 factors; allowed: one factor'),
        ({"model": "scholes-williams"}, '"scholes-williams" with 2 factors'),
        ({"model": "dimson", "lags": 0}, '"dimson" with 2 factors and lags = 0'),
        ({"model": "lasso"}, "unknown model 'lasso'; allowed: constant mean, market-adjusted, ols"),
        ({"names": ["IEF"]}, "1 names for 2 factors"),
    ],
)
def test_what_a_fit_refuses(data, change, message):
    y, X = (a.copy() for a in data)
    for at, value in change.pop("y", {}).items():
        y[at] = value
    for at, value in change.pop("X", {}).items():
        X[at] = value
    with pytest.raises(EstimationError, match=message):
        fit(y, X, **{"names": ["IEF", "HYG"], "where": "EMB", **change})


def test_arrays_that_do_not_belong_together_are_refused(data):
    y, X = data
    with pytest.raises(EstimationError, match=r"shape \(250,\) and factors of shape \(249, 2\)"):
        fit(y, X[1:])
    with pytest.raises(EstimationError, match=r"array of shape \(1, 3\); allowed: \(sessions, factors: x1, x2\)"):
        fit(y, X).predict(np.zeros((1, 3)))


def test_constant_returns_and_exact_fits_are_refused(data):
    _, X = data
    with pytest.raises(EstimationError, match="all 250 returns of the estimation window are 0"):
        fit(np.full(250, 0.001), X)
    with pytest.raises(EstimationError, match="const, IEF, HYG explain the returns exactly"):
        fit(0.3 + 2 * X[:, 1], X, names=["IEF", "HYG"])
    with pytest.raises(EstimationError, match="explain the returns exactly"):
        fit(X[:, 0], X[:, :1], model="market-adjusted")


@pytest.mark.parametrize("model", ["ols", "huber", "garch"])
def test_collinear_factors_are_named(data, model):
    y, X = data
    with pytest.raises(EstimationError, match="factor 'SPY' is collinear with the constant and the factors before it"):
        fit(y, np.column_stack([X, X @ [1.0, 2.0]]), names=["IEF", "HYG", "SPY"], model=model)
    with pytest.raises(EstimationError, match=r"factor 'HYG' is constant: 0\.01 on all 250 sessions"):
        fit(y, np.column_stack([X[:, 0], np.full(250, 0.01)]), names=["IEF", "HYG"], model=model)


def test_nearly_collinear_factors_are_not_refused(data):
    y, X = data
    near_copy = X[:, 0] + 1e-5 * X[:, 1]
    assert fit(y, np.column_stack([X[:, 0], near_copy])).df_resid == 247


@pytest.mark.parametrize(
    ("model", "factors", "fewest"),
    [
        ("constant mean", 0, 3),
        ("market-adjusted", 1, 2),
        ("ols", 2, 5),
        ("huber", 2, 5),
        ("dimson", 2, 11),
        ("scholes-williams", 1, 6),
    ],
)
def test_every_model_says_how_many_sessions_it_needs(model, factors, fewest):
    rng = np.random.default_rng(8)
    y, X = rng.normal(size=fewest - 1), rng.normal(size=(fewest - 1, factors))
    with pytest.raises(EstimationError, match=r"sessions for \d+ coefficients; allowed: at least \d+; lengthen"):
        fit(y, X, model=model)


def test_stale_prices_leave_hubers_scale_at_zero(data):
    _, X = data
    y = np.zeros(250)
    y[:10] = 0.01 * np.arange(1, 11)
    with pytest.raises(EstimationError, match="Huber's scale is zero"):
        fit(y, None, model="huber")
    assert fit(y, X).nobs == 250
