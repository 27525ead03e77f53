"""Diagnostics of a fitted model: each check finds its defect, passes a sound model, and says when it does not apply."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox, het_arch
from statsmodels.stats.stattools import omni_normtest

from analysis.errors import EstimationError
from analysis.eventstudy.diagnostics.diagnostics import diagnose
from analysis.eventstudy.models.fit import fit

NAMES = ["autocorrelation", "heteroskedasticity", "normality", "stability", "leverage", "influence"]


def made(seed=0, sessions=250):
    rng = np.random.default_rng(seed)
    X = 0.005 * rng.normal(size=(sessions + 2, 2))
    e = 0.003 * rng.normal(size=sessions)
    return X[:sessions], e, X[sessions:]


def returns(X, e):
    return 0.0001 + X @ [0.6, 0.3] + e


def test_a_sound_model_passes():
    X, e, days = made()
    found = diagnose(fit(returns(X, e), X), days)
    assert [c.name for c in found.checks] == NAMES
    assert found.failed == ()
    assert all(c.passed for c in found.checks)


def test_the_residual_checks_are_those_of_statsmodels_and_scipy():
    X, e, days = made()
    model = fit(returns(X, e), X)
    found = diagnose(model, days, lags=7)
    q = acorr_ljungbox(model.resid, lags=[7])
    lm = het_arch(model.resid, nlags=7, result_object=True)
    k2 = omni_normtest(model.resid)
    for name, statistic, pvalue in (
        ("autocorrelation", q["lb_stat"].item(), q["lb_pvalue"].item()),
        ("heteroskedasticity", lm.lm, lm.lmpval),
        ("normality", *k2),
    ):
        test = found.check(name).test
        assert (test.statistic, test.pvalue) == pytest.approx((statistic, pvalue))
        assert test.nobs == 250


def autocorrelated(X, e, days):
    e = e.copy()
    for t in range(1, len(e)):
        e[t] += 0.4 * e[t - 1]
    return X, e, days


def clustered(X, e, days):
    e = e.copy()
    variance = 1.0
    for t in range(len(e)):
        e[t] *= np.sqrt(variance)
        variance = 0.3 + 0.65 * (e[t] / 0.003) ** 2
    return X, e, days


def fat_tailed(X, e, days):
    return X, 0.003 * np.random.default_rng(1).standard_t(3, len(e)), days


def broken(X, e, days):
    return X, e + np.repeat([-0.0015, 0.0015], len(e) // 2), days


def extrapolated(X, e, days):
    return X, e, days * np.array([[1.0, 1.0], [6.0, 6.0]]) + np.array([[0.0, 0.0], [0.04, 0.0]])


def influenced(X, e, days):
    X, e = X.copy(), e.copy()
    X[100, 0], e[100] = 0.06, 0.02
    return X, e, days


@pytest.mark.parametrize(
    ("defect", "name"),
    list(zip([autocorrelated, clustered, fat_tailed, broken, extrapolated, influenced], NAMES, strict=True)),
)
def test_each_check_finds_its_defect(defect, name):
    X, e, days = defect(*made())
    found = diagnose(fit(returns(X, e), X), days)
    assert name in found.failed
    assert found.check(name).passed is False


def test_the_level_decides_between_passing_and_failing():
    X, e, days = made()
    model = fit(returns(X, e), X)
    p = diagnose(model, days).check("normality").test.pvalue
    assert "normality" in diagnose(model, days, alpha=p + 1e-6).failed
    assert "normality" not in diagnose(model, days, alpha=p - 1e-6).failed


def test_leverage_pays_for_the_number_of_event_days():
    X, e, days = made()
    model = fit(returns(X, e), X)
    one = diagnose(model, days[:1])
    assert one.check("leverage").test.pvalue == one.leverage.pvalues[0]
    both = diagnose(model, days)
    assert both.check("leverage").test.pvalue == min(1, 2 * both.leverage.pvalues.min())
    assert both.check("leverage").test.statistic == both.leverage.event_hat.max()


def test_influence_fails_above_the_median_of_f():
    median = stats.f.ppf(0.5, 3, 247)
    X, e, days = influenced(*made())
    for shock in np.linspace(0.006, 0.02, 15):
        e[100] = shock
        found = diagnose(fit(returns(X, e), X), days)
        check, distance = found.check("influence"), found.influence.cooks_distance
        assert check.test.statistic == distance.max()
        assert check.passed == (distance.max() <= median)
        assert check.test.pvalue == pytest.approx(stats.f.sf(distance.max(), 3, 247))
    assert distance.argmax() == 100
    assert "not an error probability" in check.test.caution


@pytest.mark.parametrize(
    ("model", "factors", "not_applicable"),
    [
        ("ols", 2, []),
        ("constant mean", 0, ["leverage"]),
        ("market-adjusted", 1, ["stability", "leverage", "influence"]),
        ("huber", 2, ["stability", "influence"]),
        ("dimson", 1, ["stability", "influence"]),
        ("scholes-williams", 1, ["stability", "influence"]),
        ("garch", 2, ["heteroskedasticity", "normality", "stability", "influence"]),
    ],
)
def test_a_check_that_does_not_apply_says_why_and_neither_passes_nor_fails(model, factors, not_applicable):
    X, e, days = made()
    found = diagnose(fit(returns(X, e), X[:, :factors], model=model), days[:, :factors])
    for check in found.checks:
        assert (check.passed is None) == (check.name in not_applicable) == bool(check.test.reason)
    assert (found.influence is None) == ("influence" in not_applicable)
    assert (len(found.recursive) == 0) == ("stability" in not_applicable)


def test_factors_that_hardly_ever_moved_leave_no_recursive_residuals():
    X, e, _ = made()
    X = np.column_stack([X, np.zeros(250)])
    X[245:, 2] = np.linspace(0.01, 0.02, 5)
    check = diagnose(fit(returns(X[:, :2], e), X), np.zeros((1, 3)), rolling=250).check("stability")
    assert check.passed is None
    assert check.test.reason == "4 recursive residuals, at least 10 needed"


def test_the_rolling_coefficients_are_those_of_the_windows():
    X, e, days = made()
    y = returns(X, e)
    found = diagnose(fit(y, X, names=["rates", "credit"]), days, rolling=50).rolling
    assert found.names == ("const", "rates", "credit")
    np.testing.assert_allclose(found.params[7], fit(y[7:57], X[7:57]).params, rtol=1e-9)


def test_the_table_has_one_row_a_check():
    X, e, days = made()
    table = diagnose(fit(returns(X, e), X, model="garch"), days).to_frame()
    assert table["check"].tolist() == NAMES
    assert table["passed"].isna().sum() == 4
    assert (table["reason"] != "").sum() == 4


@pytest.mark.slow
def test_size_of_every_check_on_sound_models():
    failed = []
    for seed in range(400):
        X, e, days = made(seed)
        found = diagnose(fit(returns(X, e), X), days[:1])
        failed.append([c.passed is False for c in found.checks])
    size = np.mean(failed, axis=0)
    band = 3 * np.sqrt(0.05 * 0.95 / 400)
    assert (size[:5] < 0.05 + band).all()
    assert (size[[0, 2, 4]] > 0.05 - band).all()
    assert size[5] == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alpha": 0.0}, "alpha: 0.0; allowed: between 0 and 1"),
        ({"lags": 0}, "lags: 0; allowed: 1 to 62"),
        ({"lags": 63}, "lags: 63; allowed: 1 to 62"),
        ({"rolling": 4}, "rolling window: 4 sessions; allowed: 5 to 250"),
        ({"event_factors": np.zeros((1, 3))}, "factors"),
        ({"event_factors": np.zeros((0, 2))}, "0 event days"),
    ],
)
def test_unusable_choices_are_refused(change, message):
    X, e, days = made()
    model = fit(returns(X, e), X)
    with pytest.raises(EstimationError, match=message):
        diagnose(model, **({"event_factors": days} | change))


def test_few_residuals_and_unknown_names_are_refused():
    X, e, days = made(sessions=19)
    with pytest.raises(EstimationError, match="19 residuals; allowed: at least 20"):
        diagnose(fit(returns(X, e), X), days)
    X, e, days = made()
    with pytest.raises(EstimationError, match="no 'arch'; allowed: autocorrelation"):
        diagnose(fit(returns(X, e), X), days).check("arch")
