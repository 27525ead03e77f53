"""Do funds with more of the bonds do better? And what could have been seen at all?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student
from statsmodels.regression.linear_model import OLS

from analysis.eventstudy.funds.dose_response import dose_response
from analysis.eventstudy.placebo.power import power_of
from analysis.findings.exposed import dose, sight, synthetic
from analysis.findings.verdict import judge
from analysis.measure.design import placebo_design
from analysis.measure.effects import PORTFOLIO, series_of, table_for
from analysis.pipeline import timing_of
from tests.findings_cases import altered


@pytest.fixture(scope="module")
def timing(bundled):
    return timing_of(bundled.study, bundled.sessions, bundled.calendar)


@pytest.fixture(scope="module")
def small(bundled):
    """The study of three windows with the funds and factors that matter here."""
    keep = ("overnight", "[0,+1]", "[0,+4]")
    return bundled.study.model_copy(update={"windows": tuple(w for w in bundled.study.windows if w.name in keep)})


def data_of(bundled, kind, tickers):
    """Returns of some tickers, the portfolio's factors with a constant, and the event's row."""
    portfolio = series_of(bundled.study, bundled.study.portfolio.members)[0]
    factors = table_for(bundled.returns, kind, portfolio, bundled.study).iloc[:, 1:]
    own = bundled.returns.of(kind)[list(tickers)].loc[factors.index]
    X = np.column_stack([np.ones(len(factors)), factors])
    return own.to_numpy(), X, factors.index.get_loc(bundled.effects.day0["XNYS"])


def direct(bundled, funds, window):
    """Abnormal returns of some funds on the event date and their covariance, one regression by statsmodels a fund."""
    returns, X, row = data_of(bundled, window.returns, funds)
    days = np.arange(row + bundled.study.estimation.first, row + bundled.study.estimation.last + 1)
    fits = [OLS(returns[days, i], X[days]).fit() for i in range(len(funds))]
    inside = np.arange(row + window.first, row + window.last + 1)
    abnormal = np.array([(returns[inside, i] - X[inside] @ f.params).sum() for i, f in enumerate(fits)])
    residuals = np.array([f.resid for f in fits])
    x = X[inside].sum(axis=0)
    leverage = len(inside) + x @ np.linalg.inv(X[days].T @ X[days]) @ x
    return abnormal, residuals @ residuals.T / fits[0].df_resid * leverage, fits[0].df_resid


# Dose-response


def test_all_funds_with_a_listed_weight_are_on_the_line(bundled):
    found = bundled.evidence.dose
    assert found.funds == tuple(bundled.weights)
    np.testing.assert_allclose(np.column_stack([found.low, found.high]) * 100, list(bundled.weights.values()))
    assert found.reason == ""
    for fund, abnormal, bse in zip(found.funds, found.abnormal, found.bse, strict=True):
        effect = bundled.effects.get(fund, "overnight")
        assert abnormal == pytest.approx(effect.abnormal, rel=1e-10)
        assert bse == pytest.approx(effect.bse, rel=1e-10)


@pytest.mark.parametrize("name", ["overnight", "[0,+4]"])
def test_the_lines_covariance_is_that_of_the_residuals_times_the_leverage(bundled, small, timing, name):
    study = small.with_primary(name)
    found = dose(bundled.returns, timing, bundled.weights, study)
    abnormal, cov, df = direct(bundled, found.funds, study.primary)
    np.testing.assert_allclose(found.abnormal, abnormal, rtol=1e-10)
    np.testing.assert_allclose(found.bse, np.sqrt(np.diag(cov)), rtol=1e-10)
    for method, line in (("gls", found.gls), ("ols", found.ols)):
        expected = dose_response(abnormal, found.low, found.high, cov, df, method=method)
        np.testing.assert_allclose(line.params, expected.params, rtol=1e-8)
        np.testing.assert_allclose(line.bse, expected.bse, rtol=1e-8)
        assert (line.method, line.df_resid, line.nobs) == (method, expected.df_resid, len(found.funds))
        assert line.pvalue("greater") == pytest.approx(expected.pvalue("greater"), rel=1e-8)
    assert (found.ols.df_resid, found.gls.df_resid) == (df, df - len(found.funds) + 2)


def test_the_least_squares_line_by_textbook(bundled):
    found = bundled.evidence.dose
    slope, intercept = np.polyfit((found.low + found.high) / 2, found.abnormal, 1)
    np.testing.assert_allclose(found.ols.params, [intercept, slope], rtol=1e-9)
    _, cov, _ = direct(bundled, found.funds, bundled.study.primary)
    w = (found.low + found.high) / 2 - np.mean(found.low + found.high) / 2
    assert found.ols.bse[1] == pytest.approx(np.sqrt(w @ cov @ w) / (w @ w), rel=1e-9)


def test_the_slope_stands_among_the_slopes_of_the_placebo_dates(bundled, timing):
    found, study = bundled.evidence.dose, bundled.study
    test = found.placebo.middle
    assert test.statistic == pytest.approx(found.ols.params[1], rel=1e-12)
    returns, X, event = data_of(bundled, "overnight", found.funds)
    whole = pd.DataFrame(np.column_stack([returns, X]), index=bundled.effects.sessions["XNYS"])
    design = placebo_design(whole, "dose", "XNYS", timing, study)
    np.testing.assert_array_equal(test.rows, design.rows)
    for row in test.rows[[0, 200, -1]]:
        days = np.arange(row + study.estimation.first, row + study.estimation.last + 1)
        days = days[design.usable[days]]
        abnormal = [
            returns[row, i] - X[row] @ OLS(returns[days, i], X[days]).fit().params for i in range(returns.shape[1])
        ]
        slope = np.polyfit((found.low + found.high) / 2, abnormal, 1)[0]
        assert test.placebo[test.rows == row] == pytest.approx([slope], rel=1e-8)
    assert event not in test.rows


def test_placebo_slopes_of_longer_windows_do_not_overlap(bundled, small, timing):
    rows = dose(bundled.returns, timing, bundled.weights, small.with_primary("[0,+4]")).placebo.middle.rows
    event = bundled.effects.sessions["XNYS"].get_loc(timing.day0["XNYS"])
    assert len(rows) > 50
    assert set((rows - event) % 5) == {0}


def test_weights_that_may_be_all_equal_leave_no_slope_and_say_so(bundled, small, timing):
    vague = dict.fromkeys(bundled.weights, (0.0, 1.0))
    found = dose(bundled.returns, timing, vague, small)
    assert (found.gls, found.ols, found.placebo) == (None, None, None)
    assert "no slope: all weights may be equal" in found.reason
    np.testing.assert_allclose(found.abnormal, bundled.evidence.dose.abnormal, rtol=1e-10)


def test_one_fund_or_none_has_no_slope(bundled, small, timing):
    alone = dose(bundled.returns, timing, {"EMB": (0.37, 0.55)}, small)
    assert "no slope: 1 fund" in alone.reason
    assert (alone.funds, alone.gls) == (("EMB",), None)
    other = small.model_copy(update={"portfolio": small.portfolio.model_copy(update={"model": "rates"})})
    nobody = dose(bundled.returns, timing, bundled.weights, other)
    assert (nobody.funds, nobody.abnormal.size) == ((), 0)
    assert nobody.reason.startswith("no fund with a listed weight has the model and the exchange")


def test_funds_with_another_model_or_exchange_or_without_prices_are_not_on_the_line(bundled, small, timing):
    def altered_study(**changes):
        instruments = tuple(i.model_copy(update=changes) if i.ticker == "EMLC" else i for i in small.instruments)
        return small.model_copy(update={"instruments": instruments})

    others = tuple(t for t in bundled.weights if t != "EMLC")
    for study in (altered_study(model="mean"), altered_study(exchange="XLON")):
        assert dose(bundled.returns, timing, bundled.weights, study).funds == others
    tables = ("overnight", "intraday", "close_to_close", "closes")
    absent = replace(bundled.returns, **{n: getattr(bundled.returns, n).drop(columns="EMLC") for n in tables})
    assert dose(absent, timing, bundled.weights, small).funds == others


# Synthetic control


def test_the_portfolios_twin_is_a_mixture_of_the_donors_that_tracked_it(bundled):
    control, study = bundled.evidence.synthetic.control, bundled.study
    assert control.names == study.synthetic.donors
    assert control.weights.sum() == pytest.approx(1, abs=1e-12)
    assert (control.weights >= 0).all()
    assert (control.nobs, control.days.tolist()) == (study.estimation.length, [0])
    X, _, row = data_of(bundled, "overnight", study.synthetic.donors)
    y = data_of(bundled, "overnight", study.portfolio.members)[0].mean(axis=1)
    days = np.arange(row + study.estimation.first, row + study.estimation.last + 1)
    intercept = (y[days] - X[days] @ control.weights).mean()
    assert control.cumulative_gap == pytest.approx(y[row] - intercept - X[row] @ control.weights, abs=1e-14)

    def misfit(weights):
        gap = y[days] - X[days] @ weights
        return np.sqrt(np.mean((gap - gap.mean()) ** 2))

    assert control.rmspe == pytest.approx(misfit(control.weights), rel=1e-9)
    for donor in np.eye(len(control.names)):  # every step towards a donor fits worse
        assert misfit(0.999 * control.weights + 0.001 * donor) >= control.rmspe * (1 - 1e-12)


@pytest.mark.parametrize("earlier", [0, 330])
@pytest.mark.parametrize("name", ["overnight", "[0,+1]"])
def test_no_twin_of_a_placebo_date_was_fitted_to_the_events_own_days(bundled, small, timing, name, earlier):
    study, sessions = small.with_primary(name), bundled.effects.sessions["XNYS"]
    # An earlier event has placebo dates whose whole estimation window follows it.
    day0 = sessions[sessions.get_loc(timing.day0["XNYS"]) - earlier]
    timing = replace(timing, day0={"XNYS": day0})
    found = synthetic(bundled.returns, timing, study)
    table = pd.DataFrame(
        np.column_stack(
            [data_of(bundled, study.primary.returns, t)[0] for t in (study.portfolio.members, study.synthetic.donors)]
        ),
        index=bundled.effects.sessions["XNYS"],
    )
    design = placebo_design(table, "synthetic", "XNYS", timing, study)
    own = {design.event_row + d for d in range(5)}  # the windows of this study reach from day 0 to day 4

    def fitted_to(row):
        return set(range(row + study.estimation.first, row + study.estimation.last + 1))

    length = study.primary.last + 1
    admissible = [r for r in design.rows if not fitted_to(r) & own and (r - design.event_row) % length == 0]
    assert found.in_time.cumulative_gap.rows.tolist() == admissible
    assert len(admissible) < np.sum((design.rows - design.event_row) % length == 0), "some dates had to be left out"
    follows = any(row + study.estimation.first > design.event_row for row in admissible)
    assert follows == (earlier > 0)
    assert found.in_time.weights.shape == (len(admissible), len(study.synthetic.donors))
    np.testing.assert_allclose(found.in_time.weights.sum(axis=1), 1)


def test_the_event_and_the_placebo_dates_have_the_same_procedure(bundled, timing, small):
    found = bundled.evidence.synthetic
    assert found.in_time.cumulative_gap.statistic == pytest.approx(found.control.cumulative_gap, rel=1e-12)
    assert found.in_time.rmspe_ratio.statistic == pytest.approx(found.control.rmspe_ratio, rel=1e-12)
    row = found.in_time.cumulative_gap.rows[37]
    there = replace(timing, day0={"XNYS": bundled.effects.sessions["XNYS"][row]})
    elsewhere = synthetic(bundled.returns, there, small)
    assert elsewhere.control.cumulative_gap == pytest.approx(found.in_time.cumulative_gap.placebo[37], rel=1e-10)


def test_the_portfolio_stands_among_the_donors(bundled):
    found, donors = bundled.evidence.synthetic, bundled.study.synthetic.donors
    assert [u.where for u in found.in_space.units] == [bundled.study.portfolio.name, *donors]
    assert found.in_space.units[0].cumulative_gap == found.control.cumulative_gap
    ratios = np.array([u.rmspe_ratio for u in found.in_space.units])
    assert found.in_space.test.pvalue == np.mean(ratios >= ratios[0])


def test_whether_levels_are_free_is_the_studys_choice(bundled, timing, small):
    fixed = small.model_copy(update={"synthetic": small.synthetic.model_copy(update={"demean": False})})
    found = synthetic(bundled.returns, timing, fixed)
    assert found.control.intercept == 0
    assert bundled.evidence.synthetic.control.intercept != 0


# Sight


def test_the_power_curve_reaches_the_declared_power_at_the_detectable_effect(bundled):
    found, study = bundled.evidence.sight, bundled.study
    effect = bundled.effects.get(PORTFOLIO, "overnight")
    assert power_of(effect.detectable, effect.bse, effect.df_resid, alpha=0.05, sided=1) == pytest.approx(
        0.80, abs=1e-9
    )
    assert np.interp(effect.detectable, found.effects, found.analytic) == pytest.approx(study.decision.power, abs=1e-3)
    assert found.analytic[0] == pytest.approx(study.decision.alpha, abs=1e-9)
    np.testing.assert_allclose(
        found.analytic, power_of(found.effects, effect.bse, effect.df_resid, alpha=study.decision.alpha, sided=1)
    )


def test_the_empirical_curve_crosses_the_declared_power_at_the_empirical_detectable_effect(bundled):
    found, test = bundled.evidence.sight, bundled.effects.get(PORTFOLIO, "overnight").placebo
    at = test.minimum_detectable_effect(0.05, 0.80)
    assert (found.empirical[found.effects < at] < 0.80).all()
    assert (found.empirical[found.effects > at] >= 0.80).all()
    # An effect is found where the placebo test of that date would find it.
    for n in (0, 30, 60, 120):
        pvalues = [replace(test, statistic=s + found.effects[n]).pvalue("greater") for s in test.placebo]
        assert found.empirical[n] == pytest.approx(np.mean(np.array(pvalues) <= 0.05))


def test_curves_start_at_nothing_end_at_twice_the_detectable_effect_and_rise(bundled):
    found = bundled.evidence.sight
    assert (found.effects[0], found.effects[-1]) == (0, 2 * bundled.verdict.detectable)
    assert found.effects.shape == found.analytic.shape == found.empirical.shape
    for curve in (found.analytic, found.empirical):
        assert (np.diff(curve) >= 0).all()
        assert curve[-1] > 0.95
    assert found.empirical[0] <= bundled.study.decision.alpha


def test_a_claimed_loss_is_looked_for_below_zero(bundled):
    loss = altered(bundled, direction="loss")
    found, gain = sight(loss.effects, loss.verdict, loss.study), bundled.evidence.sight
    test = bundled.effects.get(PORTFOLIO, "overnight").placebo
    mirrored = replace(test, placebo=-test.placebo)
    expected = np.mean(mirrored.placebo[:, None] + found.effects > mirrored.critical_value(0.05), axis=0)
    np.testing.assert_array_equal(found.empirical, expected)
    assert found.effects[0] == gain.effects[0] == 0


def test_what_a_gain_implies_at_the_highest_weight_is_what_is_ruled_out_or_not(bundled):
    effect = bundled.effects.get(PORTFOLIO, "overnight")
    implied = {i.gain_pct: i.high for i in bundled.verdict.implied}
    found = dict(bundled.evidence.sight.equivalence)
    assert list(found) == list(implied) == [1.0, 5.0]
    members = bundled.study.portfolio.members
    highest = np.mean([bundled.weights[t][1] for t in members])
    for gain, test in found.items():
        bound = gain / 100 * highest / 100
        assert test.bound == pytest.approx(bound) == implied[gain]
        above = student.sf((effect.abnormal + bound) / effect.bse, effect.df_resid)
        below = student.cdf((effect.abnormal - bound) / effect.bse, effect.df_resid)
        assert test.pvalue == pytest.approx(max(above, below))
        assert test.alpha == bundled.study.decision.alpha
        assert not test.equivalent


def test_an_effect_that_would_have_been_seen_is_ruled_out(bundled):
    pure = altered(bundled, abnormal_bp=0, weight_pct=100.0)
    found = dict(sight(pure.effects, pure.verdict, pure.study).equivalence)
    assert pure.verdict.outcome == "not found"
    assert found[1.0].equivalent
    assert found[5.0].pvalue < found[1.0].pvalue < 0.05


def test_funds_that_hold_nothing_leave_nothing_to_rule_out(bundled):
    empty = altered(bundled, weight_pct=0.0)
    assert dict(sight(empty.effects, empty.verdict, empty.study).equivalence) == {1.0: None, 5.0: None}


def test_curves_are_finite_when_too_few_dates_make_nothing_significant(bundled):
    strict = bundled.study.model_copy(update={"decision": bundled.study.decision.model_copy(update={"alpha": 0.0005})})
    verdict = judge(strict, bundled.effects, bundled.weights)
    found = sight(bundled.effects, verdict, strict)
    assert np.isinf(verdict.detectable)
    assert np.isfinite(found.effects).all()
    assert (found.empirical == 0).all()
    assert found.analytic[-1] > 0.5
    assert {test.alpha for _, test in found.equivalence} == {0.0005}
