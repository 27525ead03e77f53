"""The battery on panels: the numbers of the array functions, whatever the order, unit or sign of the returns."""

import dataclasses
import math

import numpy as np
import pytest

from analysis.eventstudy.inference import cross_section, parametric, signs
from analysis.eventstudy.inference import nonparametric as npm
from analysis.eventstudy.inference import ranks as rk
from analysis.eventstudy.inference.clustering import mean_correlation_one_date
from tests.eventstudy.inference.panels import (
    NAMES,
    ONE_DATE,
    WINDOW,
    by_name,
    make_panel,
    one_date,
    returns,
    run,
    separate_dates,
)


def test_the_numbers_are_those_of_the_array_functions():
    panel = one_date(6)
    tests = by_name(run(panel))
    car, scar, mean = panel.car[:, 0], panel.car[:, 0] / panel.car_bse[:, 0], panel.resid.mean(axis=0)
    r = mean_correlation_one_date(panel.resid)
    expected = {
        "crude dependence": parametric.crude_dependence(car.mean(), mean, days=4),
        "portfolio t": parametric.portfolio_t(car.mean(), mean, panel.car_bse[0, 0] / panel.sigma[0], 108),
        "adjusted Patell": parametric.adjusted_patell(scar, 108, r),
        "adjusted BMP": cross_section.adjusted_bmp(scar, r),
        "joint F": parametric.joint_f(scar, panel.resid, 108),
    }
    for name, outcome in expected.items():
        assert tests[name].statistic == pytest.approx(float(outcome.statistic))
        assert tests[name].pvalue == pytest.approx(float(outcome.pvalue))
        assert tests[name].df == outcome.df
        assert tests[name].nobs == 6


def test_the_numbers_of_tests_for_panels_are_those_of_the_array_functions():
    panel = separate_dates()
    tests = by_name(run(panel))
    car, scar = panel.car[:, 0], panel.car[:, 0] / panel.car_bse[:, 0]
    everything, event = np.concatenate([panel.resid, panel.ar], axis=1), np.arange(110, 114)
    scores = rk.generalised_rank_scores(scar, panel.resid / panel.sigma[:, None])
    expected = {
        "cross-sectional t": cross_section.cross_sectional_t(car),
        "crude dependence": parametric.crude_dependence(car.mean(), panel.resid.mean(axis=0), days=4),
        "Patell": parametric.patell(scar, 108),
        "BMP": cross_section.bmp(scar),
        "Corrado rank": npm.rank_test(rk.rank_scores(everything), event),
        "Corrado-Zivney": npm.rank_test(rk.rank_scores(rk.restandardise(everything, panel.sigma, event)), event),
        "GRANK-T": npm.grank_t(scores),
        "GRANK-Z": npm.grank_z(scores),
        "sign": signs.sign_test(car),
        "generalised sign": signs.generalised_sign_test(car, (panel.resid > 0).mean(axis=1)),
        "Wilcoxon": signs.wilcoxon(car),
        "skewness-adjusted t": cross_section.skewness_adjusted_t(car),
        "jackknife": cross_section.jackknife_t(scar),
    }
    for name, outcome in expected.items():
        assert tests[name].statistic == pytest.approx(float(outcome.statistic))
        assert tests[name].pvalue == pytest.approx(float(outcome.pvalue))
        assert tests[name].df == outcome.df


def test_a_day_is_tested_at_its_own_place():
    panel = separate_dates()
    result = run(panel, tests=("Corrado rank", "BMP"))
    for place, day in enumerate(panel.days):
        own = np.concatenate([panel.resid, panel.ar[:, [place]]], axis=1)
        rank = npm.rank_test(rk.rank_scores(own), [110])
        assert result.test("Corrado rank", day=day).statistic == pytest.approx(float(rank.statistic))
        bmp = cross_section.bmp(panel.ar[:, place] / panel.ar_bse[:, place])
        assert result.test("BMP", day=day).statistic == pytest.approx(float(bmp.statistic))


def test_no_number_of_a_window_depends_on_the_other_windows():
    alone = run(separate_dates(windows=[WINDOW]))
    crowd = run(separate_dates(windows=[(-3, 0), (0, 0), WINDOW, (5, 9)]))
    for name in NAMES:
        for place in ({"window": WINDOW}, {"day": 0}):
            one, other = alone.test(name, **place), crowd.test(name, **place)
            assert one.pvalue == pytest.approx(other.pvalue, rel=1e-12, nan_ok=True)
            assert one.statistic == pytest.approx(other.statistic, rel=1e-9, nan_ok=True)


def test_the_rank_tests_of_a_window_use_the_events_that_they_count():
    # Two of twelve events miss a day of the window: its rank tests are those of the other ten.
    y, x = returns()
    y[150 + 15 * 3 + 1, 3] = y[150 + 15 * 7 + 2, 7] = np.nan
    events = [(c, 150 + 15 * c) for c in range(12)]
    some = run(make_panel((y, x), events))
    ten = run(make_panel(returns(), [e for e in events if e[0] not in (3, 7)]))
    for name in ("Corrado rank", "Corrado-Zivney", "GRANK-T", "BMP"):
        test = some.test(name, window=WINDOW)
        assert test.nobs == 10
        assert test.statistic == pytest.approx(ten.test(name, window=WINDOW).statistic, rel=1e-12)
        assert some.test(name, day=0).nobs == 12


def test_the_portfolio_t_is_the_t_of_the_portfolio():
    (y, x) = returns(common=0.6)
    portfolio = make_panel((y[:, :6].mean(axis=1, keepdims=True), x), [(0, 400)])
    test = run(one_date(6)).test("portfolio t", window=WINDOW)
    assert test.statistic == pytest.approx(portfolio.tvalues[0, 0], rel=1e-10)
    assert test.pvalue == pytest.approx(portfolio.pvalues()[0, 0], rel=1e-10)


def test_without_common_days_there_is_nothing_to_adjust():
    tests = by_name(run(separate_dates()))
    assert tests["adjusted BMP"].pvalue == tests["BMP"].pvalue
    assert tests["adjusted Patell"].pvalue == tests["Patell"].pvalue


def test_events_that_share_days_change_sign_together():
    # two dates with three securities each: 2 groups, so no p-value below 1/2
    result = run(make_panel(returns(), [(c, 200 + 300 * (c > 2)) for c in range(6)]))
    test = result.test("wild bootstrap", day=0)
    assert test.pvalue >= 0.5
    assert "2 independent groups the two-sided p-value cannot be below 0.5" in test.caution


def test_events_whose_windows_overlap_change_sign_together():
    # three pairs of dates two sessions apart: single days are six groups, four-day windows three
    result = run(make_panel(returns(), [(c, 150 + 50 * (c // 2) + 2 * (c % 2)) for c in range(6)]))
    assert result.test("wild bootstrap", day=0).caution == ""
    assert "3 independent groups" in result.test("wild bootstrap", window=WINDOW).caution
    assert (result.test("wild bootstrap", window=WINDOW).pvalue * 4) == pytest.approx(
        round(result.test("wild bootstrap", window=WINDOW).pvalue * 4)
    )


def test_for_one_event_t_portfolio_t_and_joint_f_are_one_test():
    panel = one_date(1)
    tests = by_name(run(panel))
    assert tests["t"].pvalue == pytest.approx(panel.pvalues()[0, 0])
    assert tests["portfolio t"].pvalue == pytest.approx(tests["t"].pvalue)
    assert tests["joint F"].pvalue == pytest.approx(tests["t"].pvalue)


def test_sides_are_handed_to_every_test():
    two, up, down = (by_name(run(separate_dates(), alternative=a)) for a in ("two-sided", "greater", "less"))
    for name in set(NAMES) - ONE_DATE - {"t"}:
        assert up[name].alternative == "greater"
        assert (up[name].pvalue < 0.5) == (down[name].pvalue > 0.5)
        if name != "block bootstrap":  # its null distribution is not symmetric
            assert two[name].pvalue == pytest.approx(2 * min(up[name].pvalue, down[name].pvalue), abs=0.05)


def test_t_tests_of_single_events_have_the_side_too():
    panel = one_date(4)
    result = run(panel, alternative="greater")
    assert result.car_pvalues == pytest.approx(panel.pvalues("greater"))
    assert result.car_tvalues == pytest.approx(panel.tvalues)
    assert result.tvalues == pytest.approx(panel.ar / panel.ar_bse)
    assert result.pvalues.shape == panel.ar.shape


def test_an_event_without_a_return_is_missing_where_it_is_missing_and_nowhere_else():
    (y, x) = returns()
    y[150 + 2, 0] = np.nan  # day 2 of the first event
    events = [(c, 150 + 15 * c) for c in range(12)]
    result, whole = run(make_panel((y, x), events)), run(make_panel(returns(), events))
    assert result.test("BMP", day=2).nobs == 11
    assert result.test("BMP", window=WINDOW).nobs == 11
    assert result.test("BMP", day=0) == whole.test("BMP", day=0)
    assert math.isnan(result.pvalues[0, 3])


def statistics(result):
    return np.array([[row.test.statistic, row.test.pvalue] for row in result.rows])


@pytest.mark.parametrize("panel", [one_date, separate_dates])
def test_the_order_of_events_does_not_matter(panel):
    result = panel(6)
    order = np.array([3, 1, 5, 0, 2, 4])
    per_event = {f.name for f in dataclasses.fields(result)} - {
        "days",
        "est_days",
        "windows",
        "excluded",
        "other_events_masked",
    }
    shuffled = dataclasses.replace(result, **{name: getattr(result, name)[order] for name in per_event})
    assert statistics(run(shuffled)) == pytest.approx(statistics(run(result)), nan_ok=True)


@pytest.mark.parametrize("events", [[(c, 400) for c in range(6)], [(c, 150 + 15 * c) for c in range(6)]])
def test_the_unit_of_returns_does_not_matter(events):
    (y, x) = returns()
    percent = run(make_panel((100 * y, x), events))
    assert statistics(percent) == pytest.approx(statistics(run(make_panel((y, x), events))), nan_ok=True, rel=1e-6)


@pytest.mark.parametrize("events", [[(c, 400) for c in range(6)], [(c, 150 + 15 * c) for c in range(6)]])
def test_a_change_of_sign_mirrors_the_sides(events):
    (y, x) = returns()
    up = run(make_panel((y, x), events), alternative="greater")
    down = run(make_panel((-y, x), events), alternative="less")
    assert statistics(up)[:, 1] == pytest.approx(statistics(down)[:, 1], nan_ok=True)


def test_numbers_follow_from_the_seed_and_not_from_the_other_tests():
    panel = separate_dates()
    whole, again = run(panel), run(panel)
    assert statistics(whole) == pytest.approx(statistics(again), nan_ok=True, abs=0)
    alone = run(panel, tests=("block bootstrap",))
    assert alone.test("block bootstrap", window=WINDOW) == whole.test("block bootstrap", window=WINDOW)
