"""Returns that span several sessions: least squares by the inverse of the span, in one fit, in a panel, and by hand."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.linear_model import WLS

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.diagnostics.diagnostics import diagnose
from analysis.eventstudy.models.fit import fit
from tests.eventstudy.abnormal.panels import ESTIMATION, WINDOWS, made, panel

TEN_DIGITS = {"rtol": 1e-10, "atol": 1e-14}


def gaps(sessions, seed=3):
    """Spans of one to four sessions, most of them one."""
    return np.random.default_rng(seed).choice([1.0, 2.0, 3.0, 4.0], sessions, p=[0.6, 0.2, 0.1, 0.1])


def by_wls(y, X, spans, day0, windows):
    """The model by a library's weighted least squares, and each window's CAR with its standard error."""
    est = np.arange(day0 + ESTIMATION[0], day0 + ESTIMATION[1] + 1)
    result = WLS(y[est], np.column_stack([spans, X])[est], weights=1 / spans[est]).fit()
    sigma2, found = result.ssr / (len(est) - X.shape[1] - 1), []
    for first, last in windows:
        days = np.arange(day0 + first, day0 + last + 1)
        exog = np.column_stack([spans, X])[days]
        summed = exog.sum(axis=0)
        car = (y[days] - exog @ result.params).sum()
        found.append((car, np.sqrt(sigma2 * (spans[days].sum() + summed @ result.normalized_cov_params @ summed))))
    return result, sigma2, np.array(found)


def test_one_fit_and_a_panel_are_weighted_least_squares():
    R, X, pairs = made(factors=2)
    spans = gaps(len(R))
    result = panel(R, X, pairs, spans=spans)
    assert not result.excluded
    for e, (security, day0) in enumerate(pairs):
        single = abnormal_returns(R[:, security], X, day0, estimation=ESTIMATION, windows=WINDOWS, spans=spans)
        expected, sigma2, cars = by_wls(R[:, security], X, spans, day0, WINDOWS)
        np.testing.assert_allclose(single.model.params, expected.params, **TEN_DIGITS)
        np.testing.assert_allclose(single.model.bse, expected.bse, **TEN_DIGITS)
        np.testing.assert_allclose(single.model.resid, expected.wresid, rtol=1e-9, atol=1e-14)
        assert single.model.sigma2 == pytest.approx(sigma2, rel=1e-12)
        own = [single.car(*w) for w in WINDOWS]
        np.testing.assert_allclose([[c.value, c.bse] for c in own], cars, **TEN_DIGITS)
        np.testing.assert_allclose(result.params[e], single.model.params, **TEN_DIGITS)
        np.testing.assert_allclose(result.sigma[e], single.model.sigma2**0.5, **TEN_DIGITS)
        np.testing.assert_allclose(result.resid[e], single.model.resid, **TEN_DIGITS)
        np.testing.assert_allclose(result.ar[e], single.ar, **TEN_DIGITS)
        np.testing.assert_allclose(result.ar_bse[e], single.bse, **TEN_DIGITS)
        np.testing.assert_allclose(result.car[e], [c.value for c in own], **TEN_DIGITS)
        np.testing.assert_allclose(result.car_bse[e], [c.bse for c in own], **TEN_DIGITS)
        np.testing.assert_allclose(single.contributions.sum(axis=1) + single.ar, single.actual, **TEN_DIGITS)


def test_a_mean_return_by_hand():
    """Returns 2, 2, 6, 2, 3 over 1, 1, 2, 2, 1 sessions: 15 over 7 sessions, so 15/7 a session.

    Residuals -1/7, -1/7, 12/7, -16/7, 6/7; their squares over the spans add up to (1 + 1 + 72 + 128 + 36) / 49 = 34/7,
    over four degrees of freedom 17/14. A return over three sessions is expected to be 45/7, with the variance
    17/14 (3 + 9/7) = 17/14 x 30/7.
    """
    model = fit([2, 2, 6, 2, 3], None, model="constant mean", spans=[1, 1, 2, 2, 1])
    assert model.params == pytest.approx([15 / 7], rel=1e-14)
    assert model.sigma2 == pytest.approx(17 / 14, rel=1e-14)
    assert model.design(np.empty((1, 0)), [3.0]) @ model.params == pytest.approx([45 / 7], rel=1e-14)
    assert model.forecast_cov(np.empty((1, 0)), spans=[3.0]) == pytest.approx(17 / 14 * 30 / 7, rel=1e-14)


def test_a_return_over_two_sessions_weighs_as_much_as_the_two_do_where_they_are_alike():
    """Splitting a return evenly in two changes neither the coefficients nor the squared residuals."""
    rng = np.random.default_rng(5)
    X, spans = rng.normal(size=(40, 1)), np.r_[np.ones(30), np.full(10, 2.0)]
    y = 0.1 * spans + X[:, 0] + rng.normal(size=40)
    halves = np.r_[np.arange(30), np.repeat(np.arange(30, 40), 2)]
    whole, split = fit(y, X, spans=spans), fit((y / spans)[halves], (X / spans[:, None])[halves])
    np.testing.assert_allclose(whole.params, split.params, rtol=1e-12)
    np.testing.assert_allclose(whole.resid @ whole.resid, split.resid @ split.resid, rtol=1e-12)
    np.testing.assert_allclose(whole.normalized_cov, split.normalized_cov, rtol=1e-12)


def test_with_spans_of_one_every_number_is_that_without_to_the_last_bit():
    R, X, pairs = made()
    ones, plain = panel(R, X, pairs, spans=np.ones(len(R))), panel(R, X, pairs)
    for name in ("params", "sigma", "resid", "ar", "ar_bse", "car", "car_bse", "bhar", "normalized_cov"):
        np.testing.assert_array_equal(getattr(ones, name), getattr(plain, name), err_msg=name)
    for security, day0 in pairs[:5]:
        asked = {"estimation": ESTIMATION, "windows": WINDOWS}
        one = abnormal_returns(R[:, security], X, day0, **asked, spans=np.ones(len(R)))
        other = abnormal_returns(R[:, security], X, day0, **asked)
        for name in ("ar", "cov", "expected", "contributions"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def test_sessions_that_may_not_serve_are_left_out_of_both_routes():
    R, X, _ = made()
    spans, usable = gaps(len(R)), np.random.default_rng(8).uniform(size=len(R)) > 0.1
    pairs, asked = [[2, 150]], {"spans": spans, "usable": usable}
    result = panel(R, X, pairs, **asked)
    single = abnormal_returns(R[:, 2], X, 150, estimation=ESTIMATION, windows=WINDOWS, **asked)
    np.testing.assert_allclose(result.car[0], [single.car(*w).value for w in WINDOWS], **TEN_DIGITS)
    np.testing.assert_allclose(result.car_bse[0], [single.car(*w).bse for w in WINDOWS], **TEN_DIGITS)


# --- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["huber", "garch", "dimson", "scholes-williams", "market-adjusted"])
def test_other_estimators_take_no_spans(model):
    R, X, _ = made(factors=1)
    with pytest.raises(NotApplicableError, match=rf'"{model}" of returns that span several sessions; allowed: "ols"'):
        fit(R[:, 0], X, model=model, spans=gaps(len(R)))


def test_a_market_adjusted_panel_takes_no_spans():
    R, X, pairs = made(factors=1)
    with pytest.raises(NotApplicableError, match="market-adjusted"):
        panel(R, X, pairs, model="market-adjusted", spans=gaps(len(R)))


WRONG = [np.zeros(200), np.full(200, np.nan), np.full(200, np.inf), np.ones(199), np.ones((200, 1))]


@pytest.mark.parametrize("spans", WRONG)
def test_spans_are_positive_numbers_one_a_session(spans):
    R, X, pairs = made()
    with pytest.raises(EstimationError, match="spans"):
        fit(R[:, 0], X, spans=spans)
    with pytest.raises(EstimationError, match="spans"):
        abnormal_returns(R[:, 0], X, 150, estimation=ESTIMATION, windows=WINDOWS, spans=spans)
    with pytest.raises(EstimationError, match="spans"):
        event_panel(R, X, pairs, estimation=ESTIMATION, windows=WINDOWS, spans=spans)


# --- what it is good for -----------------------------------------------------------------------------------------


def rejections(weighted, event_span, samples=2000, seed=11):
    """Share of true null hypotheses that a two-sided t test at 5 % rejects where variance grows with the span."""
    rng, length = np.random.default_rng(seed), 120
    spans = rng.choice([1.0, 5.0], (length + 1, 1), p=[0.7, 0.3])
    spans[-1] = event_span
    X = rng.normal(size=(length + 1, 2)) * np.sqrt(spans)
    y = 0.02 * spans + X @ [[0.5], [0.3]] + rng.normal(size=(length + 1, samples)) * np.sqrt(spans)
    events = np.column_stack([np.arange(samples), np.full(samples, length)])
    found = event_panel(
        y, X, events, estimation=(-length, -1), windows=[(0, 0)], spans=spans[:, 0] if weighted else None
    )
    return float(np.mean(found.pvalues("two-sided") < 0.05))


@pytest.mark.parametrize("span", [1, 3, 5])
def test_the_t_test_keeps_its_size_whatever_the_event_spans(span):
    error = 3 * np.sqrt(0.05 * 0.95 / 2000)
    assert rejections(True, span) == pytest.approx(0.05, abs=error)


def test_unweighted_it_rejects_hardly_ever_a_return_of_one_session_and_too_often_one_of_five():
    """Residual variance is 0.7 + 0.3 x 5 = 2.2 a return on average: |Z| > 1.98 x 1.48 and > 1.98 x 0.66."""
    narrow, wide = (2 * stats.norm.sf(1.98 * np.sqrt(2.2 / span)) for span in (1, 5))
    assert rejections(False, 1) == pytest.approx(narrow, abs=0.01)
    assert rejections(False, 5) == pytest.approx(wide, abs=0.03)
    assert (narrow, wide) == (pytest.approx(0.003, abs=0.001), pytest.approx(0.19, abs=0.01))


def test_leverage_of_an_event_day_is_that_of_its_own_span():
    """The mean return of five spans of one and a sixth of three: the hat value of a return over n is n / 8."""
    model = fit([1, 2, 3, 2, 1, 9], None, model="constant mean", spans=[1, 1, 1, 1, 1, 3])
    for span in (1.0, 3.0):
        exog = model.design(np.empty((1, 0)), [span]) / np.sqrt(span)
        assert exog @ model.normalized_cov @ exog.T == pytest.approx(span / 8, rel=1e-14)
    rng = np.random.default_rng(2)
    spans = gaps(60)
    long = fit(spans * 0.1 + rng.normal(size=60), None, model="constant mean", spans=spans)
    found = diagnose(long, np.empty((1, 0)), rolling=30, spans=[4.0])
    assert found.leverage.event_hat == pytest.approx([4 / spans.sum()], rel=1e-12)
