"""How the series move together before and after the event, and whether the models fit, on the bundled prices."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import WindowError
from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.comovement.change import compare_correlations
from analysis.eventstudy.comovement.contagion import contagion
from analysis.findings.together import comovement, diagnostics, variants
from analysis.measure.design import Timing
from analysis.measure.effects import PORTFOLIO, series_of, table_for
from analysis.pipeline import timing_of


@pytest.fixture(scope="module")
def timing(bundled):
    return timing_of(bundled.study, bundled.sessions, bundled.calendar)


@pytest.fixture(scope="module")
def quick(bundled):
    """The study with few draws of the bootstrap."""
    return planning(bundled.study, draws=19)


def planning(study, **changes):
    return study.model_copy(update={"comovement": study.comovement.model_copy(update=changes)})


def compared(bundled, timing, study, returns=None):
    rng = np.random.default_rng(study.seed)
    return comovement(bundled.returns if returns is None else returns, bundled.effects, timing, study, rng)


def around(bundled, study):
    """Sessions before the first day of the event's windows, and after the last."""
    days = bundled.effects.sessions["XNYS"]
    row = days.get_loc(bundled.effects.day0["XNYS"])
    plan = study.comovement
    return days[row - 1 - plan.before : row - 1], days[row + 5 : row + 5 + plan.after]


# Before and after


def test_correlations_before_and_after_leave_the_events_own_windows_out(bundled):
    change, study = bundled.evidence.comovement.change, bundled.study
    before, after = around(bundled, study)
    assert (f"{before[-1]:%F}", f"{after[0]:%F}") == ("2023-09-18", "2023-09-27")  # event days -2 and +5
    daily = bundled.returns.close_to_close[list(study.comovement.series)]
    np.testing.assert_allclose(change.before, daily.loc[before].corr(), atol=1e-12)
    np.testing.assert_allclose(change.after, daily.loc[after].corr(), atol=1e-12)
    assert (change.names, change.nobs) == (study.comovement.series, (60, 30))


def test_nothing_that_happened_in_the_events_windows_counts_and_all_on_either_side_does(bundled, timing, quick):
    before, after = around(bundled, quick)
    days = bundled.effects.sessions["XNYS"]
    one = compared(bundled, timing, quick).change

    def shaken(on):
        daily = bundled.returns.close_to_close.copy()
        daily.loc[on, "EMB"] += 0.05
        return compared(bundled, timing, quick, replace(bundled.returns, close_to_close=daily)).change

    inside = days[(days > before[-1]) & (days < after[0])]
    assert len(inside) == 6
    other = shaken(inside)
    np.testing.assert_array_equal(one.before, other.before)
    np.testing.assert_array_equal(one.after, other.after)
    np.testing.assert_array_equal(one.bootstrap_pvalues, other.bootstrap_pvalues)
    for edge in (before[[0]], before[[-1]]):
        assert not np.array_equal(shaken(edge).before, one.before)
    for edge in (after[[0]], after[[-1]]):
        assert not np.array_equal(shaken(edge).after, one.after)
    for outside in (days[[days.get_loc(before[0]) - 1]], days[[days.get_loc(after[-1]) + 1]]):
        np.testing.assert_array_equal(shaken(outside).change, one.change)


def test_the_change_is_tested_as_declared(bundled, timing):
    study = planning(bundled.study, before=40, after=20, draws=49, block=3)
    found = compared(bundled, timing, study)
    daily = bundled.returns.close_to_close[list(study.comovement.series)]
    before, after = (daily.loc[days].to_numpy() for days in around(bundled, study))
    rng = np.random.default_rng(study.seed)
    expected = compare_correlations(before, after, rng=rng, names=study.comovement.series, block=3, replications=49)
    np.testing.assert_array_equal(found.change.familywise_pvalues, expected.familywise_pvalues)
    assert found.change.mean == expected.mean
    assert (found.change.block, found.change.replications) == (3, 49)
    assert found.change.alternative == "two-sided"


def test_each_factor_of_the_portfolio_is_a_source_that_may_infect_the_others(bundled):
    found, study = bundled.evidence.comovement, bundled.study
    names = list(study.comovement.series)
    assert [c.source for c in found.contagions] == ["IEF", "HYG", "UUP"]
    daily = bundled.returns.close_to_close[names]
    before, after = (daily.loc[days].to_numpy() for days in around(bundled, study))
    for c in found.contagions:
        expected = contagion(before, after, names.index(c.source), names=names, alternative="two-sided")
        np.testing.assert_array_equal(c.pvalues, expected.pvalues)
        assert c.names == tuple(n for n in names if n != c.source)
        assert c.variance_ratio == pytest.approx(
            daily.loc[around(bundled, study)[1], c.source].var() / daily.loc[around(bundled, study)[0], c.source].var()
        )


def test_a_factor_that_is_not_among_the_compared_series_is_no_source(bundled, timing):
    study = planning(bundled.study, series=("EMB", "VWOB", "PCY", "HYG"), draws=19)
    assert [c.source for c in compared(bundled, timing, study).contagions] == ["HYG"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"before": 1500}, r"828 sessions before and 57 after the event's windows; allowed: at least 1500 and 30"),
        ({"after": 58}, r"828 sessions before and 57 after the event's windows; allowed: at least 60 and 58"),
    ],
)
def test_fewer_sessions_than_declared_stop_the_run(bundled, timing, quick, changes, message):
    pair = planning(quick, series=("EMBD", "IEF"))
    with pytest.raises(WindowError, match=message):
        compared(bundled, timing, planning(pair, **changes))


def test_as_many_sessions_as_there_are_can_be_compared(bundled, timing, quick):
    pair = planning(quick, series=("EMBD", "IEF"), before=828, after=57)
    assert compared(bundled, timing, pair).change.nobs == (828, 57)


# The members


def test_the_members_are_worth_fewer_by_what_their_residuals_have_in_common(bundled):
    worth, members = bundled.evidence.comovement.members, bundled.study.portfolio.members
    residuals = pd.DataFrame({t: bundled.effects.fits[t, "overnight"].model.resid for t in members})
    r = residuals.corr().to_numpy()
    mean = r[np.triu_indices(5, 1)].mean()
    assert (worth.series, worth.mean_correlation) == (5, pytest.approx(mean))
    assert worth.by_variance == pytest.approx(5 / (1 + 4 * mean))
    assert 1 < worth.by_eigenvalues < 5


def test_a_portfolio_of_one_fund_is_worth_one_and_moves_with_its_factors(bundled, timing, quick):
    alone = quick.model_copy(update={"portfolio": quick.portfolio.model_copy(update={"members": ("EMB",)})})
    found = compared(bundled, timing, alone)
    assert (found.members.series, found.members.by_variance, found.members.by_eigenvalues) == (1, 1, 1)
    assert np.isnan(found.members.mean_correlation)
    assert found.pairs == ("portfolio and IEF", "portfolio and HYG", "portfolio and UUP")
    daily = bundled.returns.close_to_close[["EMB", "HYG"]].dropna()
    expected = daily["EMB"].rolling(60).corr(daily["HYG"]).dropna()
    np.testing.assert_allclose(found.rolling[:, 1], expected, atol=1e-9)


# Over time


def test_rolling_correlations_are_those_of_pandas_known_at_the_end_of_each_window(bundled):
    found, study = bundled.evidence.comovement, bundled.study
    members = list(study.portfolio.members)
    assert found.pairs == ("mean of the targets", "portfolio and IEF", "portfolio and HYG", "portfolio and UUP")
    daily = bundled.returns.close_to_close[[*members, "IEF", "HYG", "UUP"]].dropna()
    portfolio = daily[members].mean(axis=1)
    expected = {f"portfolio and {f}": portfolio.rolling(60).corr(daily[f]) for f in ("IEF", "HYG", "UUP")}
    pairs = [daily[a].rolling(60).corr(daily[b]) for n, a in enumerate(members) for b in members[n + 1 :]]
    expected["mean of the targets"] = sum(pairs) / len(pairs)
    table = pd.DataFrame(expected).dropna()[list(found.pairs)]
    assert found.sessions.tolist() == table.index.tolist()
    np.testing.assert_allclose(found.rolling, table, atol=1e-9)
    assert found.sessions[-1] == bundled.returns.closes.index[-1]


def test_the_window_that_rolls_is_the_studys(bundled, timing, quick):
    found = compared(bundled, timing, planning(quick, rolling=20))
    assert len(found.sessions) == len(found.rolling) == len(bundled.evidence.comovement.sessions) + 40


# The models


def test_every_series_model_is_checked_on_its_own_event_day(bundled):
    found, study = bundled.evidence.diagnostics, bundled.study
    assert list(found) == [PORTFOLIO, *bundled.returns.closes.columns]
    for series in series_of(study, bundled.returns.closes.columns):
        table = table_for(bundled.returns, "overnight", series, study)
        row = table.index.get_loc(bundled.effects.day0["XNYS"])
        X = np.column_stack([np.ones(len(table)), table.iloc[:, 1:]])
        window = X[row + study.estimation.first : row + study.estimation.last + 1]
        hat = X[row] @ np.linalg.inv(window.T @ window) @ X[row]
        checks = found[series.key]
        assert checks.leverage.event_hat == pytest.approx([hat], rel=1e-8)
        assert (checks.rolling.window, checks.alpha) == (60, study.decision.alpha)
        assert {c.name for c in checks.checks} >= {"autocorrelation", "heteroskedasticity", "normality", "stability"}


def test_every_day_of_the_primary_window_is_checked(bundled):
    study = bundled.study.with_primary("[-1,+1]")
    found = diagnostics(bundled.returns, bundled.effects, study)[PORTFOLIO]
    one = diagnostics(bundled.returns, bundled.effects, bundled.study.with_primary("day 0"))[PORTFOLIO]
    assert found.leverage.event_hat.shape == (3,)
    assert found.leverage.event_hat[1] == pytest.approx(one.leverage.event_hat[0])


def test_checks_are_at_the_studys_level(bundled):
    strict = bundled.study.model_copy(update={"decision": bundled.study.decision.model_copy(update={"alpha": 0.001})})
    one, other = bundled.evidence.diagnostics, diagnostics(bundled.returns, bundled.effects, strict)
    assert {d.alpha for d in other.values()} == {0.001}
    assert sum(len(d.failed) for d in other.values()) < sum(len(d.failed) for d in one.values())


def test_a_series_without_opening_prices_is_not_checked_for_the_night(bundled):
    instruments = tuple(
        i.model_copy(update={"bars": "closes"}) if i.ticker == "TUR" else i for i in bundled.study.instruments
    )
    study = bundled.study.model_copy(update={"instruments": instruments})
    assert set(bundled.evidence.diagnostics) - set(diagnostics(bundled.returns, bundled.effects, study)) == {"TUR"}


def test_a_short_estimation_window_is_checked_over_its_halves(bundled):
    fits = bundled.effects.fits
    fit = fits[PORTFOLIO, "overnight"]
    y, X = fit.model.exog @ fit.model.params + fit.model.resid, fit.model.exog[:, 1:]
    short = abnormal_returns(
        np.append(y, 0.0), np.vstack([X, X[-1]]), 250, estimation=(-50, -1), windows=[(0, 0)], names=fit.model.names[1:]
    )
    effects = replace(bundled.effects, fits={**fits, (PORTFOLIO, "overnight"): short})
    found = diagnostics(bundled.returns, effects, bundled.study)
    assert (found[PORTFOLIO].rolling.window, found["EMB"].rolling.window) == (25, 60)


# Other estimators


def test_the_ordinary_estimator_is_the_primary_effect(bundled):
    ols, effect = bundled.evidence.variants[0], bundled.effects.get(PORTFOLIO, "overnight")
    assert ols.model == "ols"
    assert (ols.abnormal, ols.bse, ols.tvalue, ols.pvalue) == pytest.approx(
        (effect.abnormal, effect.bse, effect.tvalue, effect.pvalue), rel=1e-12
    )


def test_estimators_that_forgive_outliers_and_changing_variance_measure_the_same_window(bundled, timing):
    assert [v.model for v in bundled.evidence.variants] == ["ols", "huber", "garch"]
    portfolio = series_of(bundled.study, bundled.study.portfolio.members)[0]
    for name in ("overnight", "[0,+1]"):
        study = bundled.study.with_primary(name)
        table = table_for(bundled.returns, study.primary.returns, portfolio, study)
        window = (study.primary.first, study.primary.last)
        for v in variants(bundled.returns, timing, study):
            car = abnormal_returns(
                table.iloc[:, 0].to_numpy(),
                table.iloc[:, 1:].to_numpy(),
                table.index.get_loc(bundled.effects.day0["XNYS"]),
                estimation=(-270, -21),
                windows=[window],
                model=v.model,
            ).car(*window)
            # What is iterated is given with five digits.
            assert (v.abnormal, v.bse, v.tvalue, v.pvalue) == pytest.approx(
                (car.value, car.bse, car.tvalue, car.pvalue()), rel=1e-12 if v.model == "ols" else 5e-5
            )
            assert v.abnormal / v.bse == pytest.approx(v.tvalue, rel=2e-4)


def test_days_left_out_are_left_out_by_every_estimator(bundled, timing):
    without = bundled.study.model_copy(
        update={"estimation": bundled.study.estimation.model_copy(update={"leave_out": ("karabakh",)})}
    )
    for one, other in zip(bundled.evidence.variants, variants(bundled.returns, timing, without), strict=True):
        assert one.model == other.model
        assert one.abnormal != other.abnormal
        assert one.abnormal == pytest.approx(other.abnormal, abs=1e-4)


def test_an_event_outside_the_prices_stops_the_run(bundled, quick):
    late = Timing({"XNYS": pd.Timestamp("2030-01-02")}, {})
    with pytest.raises(WindowError, match="comovement: day 0, 2030-01-02, lies outside the prices"):
        compared(bundled, late, quick)
