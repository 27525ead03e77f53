"""The battery on panels: which tests it runs, which it refuses and why, and what it warns of."""

import dataclasses
import math

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.hypothesis import HypothesisTest
from analysis.eventstudy.inference import cross_section, parametric
from analysis.eventstudy.inference import nonparametric as npm
from analysis.eventstudy.inference.battery import battery
from analysis.eventstudy.inference.clustering import mean_correlation_one_date
from analysis.eventstudy.inference.methods import METHODS, select_methods

INDEPENDENT = {m.name for m in METHODS if m.independence}
ONE_DATE = {m.name for m in METHODS if m.one_date}
NAMES = [m.name for m in METHODS]
WINDOW = (-1, 2)


def returns(seed=0, securities=40, sessions=900, common=0.0):
    """Returns on one factor, with a common part in the residuals."""
    rng = np.random.default_rng(seed)
    factor = rng.normal(size=(sessions, 1))
    shock = rng.normal(size=(sessions, 1))
    own = rng.normal(size=(sessions, securities))
    return 0.01 * (factor + np.sqrt(common) * shock + np.sqrt(1 - common) * own), 0.01 * factor


def make_panel(data, events, **options):
    settings = {"estimation": (-120, -11), "windows": [WINDOW, (0, 0)]} | options
    return event_panel(*data, events, **settings)


def one_date(securities, **options):
    return make_panel(returns(common=0.6), [(c, 400) for c in range(securities)], **options)


def separate_dates(events=12, **options):
    return make_panel(returns(), [(c, 150 + 15 * c) for c in range(events)], **options)


def run(panel, **options):
    return battery(panel, rng=np.random.default_rng(1), replications=199, **options)


def by_name(result, *, window=WINDOW):
    return {name: result.test(name, window=window) for name in NAMES}


# One date


def test_on_one_date_tests_that_assume_independence_give_their_reason():
    tests = by_name(run(one_date(6)))
    for name in INDEPENDENT:
        assert math.isnan(tests[name].pvalue)
        assert math.isnan(tests[name].statistic)
        assert "6 of 6 events share event-window days with others (1 date" in tests[name].reason


def test_on_one_date_the_others_have_p_values():
    tests = by_name(run(one_date(6)))
    valid = {name for name, test in tests.items() if test.applicable}
    assert valid == set(NAMES) - INDEPENDENT - {"t", "wild bootstrap"}
    assert all(0 <= tests[name].pvalue <= 1 for name in valid)
    assert "1 independent group" in tests["wild bootstrap"].reason
    assert "each event by itself" in tests["t"].reason


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
    scores = npm.generalised_rank_scores(scar, panel.resid / panel.sigma[:, None])
    expected = {
        "cross-sectional t": cross_section.cross_sectional_t(car),
        "crude dependence": parametric.crude_dependence(car.mean(), panel.resid.mean(axis=0), days=4),
        "Patell": parametric.patell(scar, 108),
        "BMP": cross_section.bmp(scar),
        "Corrado rank": npm.rank_test(npm.rank_scores(everything), event),
        "Corrado-Zivney": npm.rank_test(npm.rank_scores(npm.restandardise(everything, panel.sigma, event)), event),
        "GRANK-T": npm.grank_t(scores),
        "GRANK-Z": npm.grank_z(scores),
        "sign": npm.sign_test(car),
        "generalised sign": npm.generalised_sign_test(car, (panel.resid > 0).mean(axis=1)),
        "Wilcoxon": npm.wilcoxon(car),
        "skewness-adjusted t": cross_section.skewness_adjusted_t(car),
        "jackknife": cross_section.jackknife_t(scar),
    }
    for name, outcome in expected.items():
        assert tests[name].statistic == pytest.approx(float(outcome.statistic))
        assert tests[name].pvalue == pytest.approx(float(outcome.pvalue))
        assert tests[name].df == outcome.df


def test_a_day_is_tested_at_its_own_place():
    panel = separate_dates()
    everything = npm.rank_scores(np.concatenate([panel.resid, panel.ar], axis=1))
    result = run(panel, tests=("Corrado rank", "BMP"))
    for place, day in enumerate(panel.days):
        rank = npm.rank_test(everything, [110 + place])
        assert result.test("Corrado rank", day=day).statistic == pytest.approx(float(rank.statistic))
        bmp = cross_section.bmp(panel.ar[:, place] / panel.ar_bse[:, place])
        assert result.test("BMP", day=day).statistic == pytest.approx(float(bmp.statistic))


def test_the_portfolio_t_is_the_t_of_the_portfolio():
    (y, x) = returns(common=0.6)
    portfolio = make_panel((y[:, :6].mean(axis=1, keepdims=True), x), [(0, 400)])
    test = run(one_date(6)).test("portfolio t", window=WINDOW)
    assert test.statistic == pytest.approx(portfolio.tvalues[0, 0], rel=1e-10)
    assert test.pvalue == pytest.approx(portfolio.pvalues()[0, 0], rel=1e-10)


def test_days_that_are_no_estimation_days_for_anyone_do_not_count_as_missing():
    usable = np.ones(900, dtype=bool)
    usable[300:320] = False
    tests = by_name(run(one_date(6, usable=usable)))
    assert tests["portfolio t"].applicable
    assert tests["joint F"].df == (6.0, 88 - 6 + 1.0)
    assert tests["crude dependence"].df == (89.0,)
    assert "fewer securities" not in tests["crude dependence"].caution


def test_a_security_with_missing_estimation_days_leaves_the_portfolio_without_exact_t():
    (y, x) = returns(common=0.6)
    y[310:330, 2] = np.nan
    tests = by_name(run(make_panel((y, x), [(c, 400) for c in range(6)])))
    for name in ONE_DATE:
        assert "the same complete estimation days" in tests[name].reason
    assert "fewer securities" in tests["crude dependence"].caution
    assert tests["adjusted BMP"].applicable


def test_own_factors_leave_the_portfolio_without_exact_t():
    (y, x) = returns(common=0.6)
    own = np.repeat(x[:, None, :], 40, axis=1) + 0.001 * np.random.default_rng(2).normal(size=(900, 40, 1))
    tests = by_name(run(make_panel((y, own), [(c, 400) for c in range(6)])))
    assert all("same regressors" in tests[name].reason for name in ONE_DATE)


# Separate dates


def test_on_separate_dates_all_tests_for_panels_have_p_values():
    tests = by_name(run(separate_dates()))
    assert {name for name, test in tests.items() if not test.applicable} == ONE_DATE | {"t"}
    assert "one date" in tests["joint F"].reason


def test_equal_regressors_do_not_make_separate_dates_a_portfolio():
    (y, _) = returns()
    tests = by_name(run(make_panel((y, None), [(c, 150 + 15 * c) for c in range(6)], model="constant mean")))
    assert all("one date" in tests[name].reason for name in ONE_DATE)


def test_without_common_days_there_is_nothing_to_adjust():
    tests = by_name(run(separate_dates()))
    assert tests["adjusted BMP"].pvalue == tests["BMP"].pvalue
    assert tests["adjusted Patell"].pvalue == tests["Patell"].pvalue


def test_a_window_can_share_days_that_a_single_day_does_not():
    result = run(make_panel(returns(), [(c, 150 + 3 * c) for c in range(12)]))
    assert result.test("BMP", day=0).applicable
    refused = result.test("BMP", window=WINDOW)
    assert "12 of 12 events share event-window days with others (12 dates" in refused.reason
    assert "overlap in part" in result.test("crude dependence", window=WINDOW).caution
    assert "overlap in part" not in result.test("crude dependence", day=0).caution
    assert result.clustering.sharing == 12


def test_a_tolerated_share_turns_the_refusal_into_a_caution():
    events = [(c, 150 + 15 * c) for c in range(19)] + [(19, 150)]
    assert not run(make_panel(returns(), events)).test("BMP", day=0).applicable
    tolerant = run(make_panel(returns(), events), shared_allowed=0.1)
    assert tolerant.test("BMP", day=0).applicable
    assert "2 of 20 events share" in tolerant.test("BMP", day=0).caution
    assert not run(make_panel(returns(), events), shared_allowed=0.09).test("BMP", day=0).applicable


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


# One event


def test_one_event_has_no_cross_section():
    tests = by_name(run(one_date(1)))
    valid = {"t", "crude dependence", "portfolio t", "Patell", "adjusted Patell", "Corrado rank"}
    assert {name for name, test in tests.items() if test.applicable} == valid | {"block bootstrap", "joint F"}
    assert tests["BMP"].reason == "N = 1: at least 2 events needed"
    assert tests["jackknife"].reason == "N = 1: at least 3 events needed"


def test_for_one_event_t_portfolio_t_and_joint_f_are_one_test():
    panel = one_date(1)
    tests = by_name(run(panel))
    assert tests["t"].pvalue == pytest.approx(panel.pvalues()[0, 0])
    assert tests["portfolio t"].pvalue == pytest.approx(tests["t"].pvalue)
    assert tests["joint F"].pvalue == pytest.approx(tests["t"].pvalue)


def test_one_event_cannot_show_a_rise_in_variance():
    tests = by_name(run(one_date(1)))
    assert "one event cannot show" in tests["t"].caution
    assert "cannot exceed 1.73" in run(one_date(1)).test("Corrado rank", day=0).caution


# Sides


def test_sides_are_handed_to_every_test():
    two, up, down = (by_name(run(separate_dates(), alternative=a)) for a in ("two-sided", "greater", "less"))
    for name in set(NAMES) - ONE_DATE - {"t"}:
        assert up[name].alternative == "greater"
        assert (up[name].pvalue < 0.5) == (down[name].pvalue > 0.5)
        if name != "block bootstrap":  # its null distribution is not symmetric
            assert two[name].pvalue == pytest.approx(2 * min(up[name].pvalue, down[name].pvalue), abs=0.05)


def test_the_joint_f_has_no_side():
    assert "has no direction" in run(one_date(4), alternative="greater").test("joint F", day=0).reason


def test_t_tests_of_single_events_have_the_side_too():
    panel = one_date(4)
    result = run(panel, alternative="greater")
    assert result.car_pvalues == pytest.approx(panel.pvalues("greater"))
    assert result.car_tvalues == pytest.approx(panel.tvalues)
    assert result.tvalues == pytest.approx(panel.ar / panel.ar_bse)
    assert result.pvalues.shape == panel.ar.shape


# Missing returns


def test_an_event_without_a_return_is_missing_where_it_is_missing_and_nowhere_else():
    (y, x) = returns()
    y[150 + 2, 0] = np.nan  # day 2 of the first event
    events = [(c, 150 + 15 * c) for c in range(12)]
    result, whole = run(make_panel((y, x), events)), run(make_panel(returns(), events))
    assert result.test("BMP", day=2).nobs == 11
    assert result.test("BMP", window=WINDOW).nobs == 11
    assert result.test("BMP", day=0) == whole.test("BMP", day=0)
    assert math.isnan(result.pvalues[0, 3])


def test_a_day_without_any_event_is_refused_for_that_day():
    (y, x) = returns()
    y[402, :3] = np.nan
    result = run(make_panel((y, x), [(c, 400) for c in range(3)]))
    assert result.test("crude dependence", day=2).reason == "N = 0: at least 1 event needed"
    assert result.test("crude dependence", day=1).applicable
    assert result.test("Corrado rank", day=1).applicable


def test_too_few_degrees_of_freedom_are_a_reason():
    tests = by_name(run(separate_dates(estimation=(-14, -11))))
    assert "2 residual degrees of freedom" in tests["Patell"].reason
    assert "4 estimation days" in tests["block bootstrap"].reason
    assert "cannot be judged" in tests["crude dependence"].caution
    assert tests["BMP"].applicable


# Cautions


def test_a_rise_in_variance_is_seen_in_a_large_panel():
    events = [(c, 150 + 15 * c) for c in range(40)]
    calm = run(make_panel(returns(), events)).test("Patell", day=0)
    (y, x) = returns()
    for c, row in events:
        y[row, c] += 0.02 * np.random.default_rng(c).normal()
    wild = run(make_panel((y, x), events)).test("Patell", day=0)
    assert calm.caution == ""
    assert "over-rejects if the event raises the variance" in wild.caution


def test_a_small_panel_cannot_rule_it_out():
    caution = run(one_date(6)).test("adjusted Patell", day=0).caution
    assert "over these 6 events it is" in caution


def test_the_rise_in_variance_is_measured_against_what_correlation_leaves():
    # correlated securities disperse less: 1 - r of their variance is left in an ordinary window
    panel = one_date(40)
    caution = run(panel).test("adjusted Patell", day=0).caution
    scar = panel.ar[:, 1] / panel.ar_bse[:, 1]
    expected = scar.var(ddof=1) / ((1 - mean_correlation_one_date(panel.resid)) * 108 / 106)
    doubled = dataclasses.replace(panel, ar=panel.ar * np.sqrt(2 / expected))
    assert caution == ""
    assert "it is 2.0 times" in run(doubled).test("adjusted Patell", day=0).caution
    assert run(one_date(6)).test("adjusted BMP", day=0).caution == ""


@pytest.mark.parametrize("name", ["GRANK-T", "Corrado-Zivney"])
def test_rank_tests_that_divide_by_the_events_own_dispersion_warn_of_few_events(name):
    assert "few or correlated events" in run(separate_dates(12)).test(name, day=0).caution
    events = [(c, 150 + 15 * c) for c in range(40)]
    assert run(make_panel(returns(), events)).test(name, day=0).caution == ""


def test_signs_of_few_events_cannot_be_significant():
    assert "cannot be below 0.125" in run(separate_dates(4)).test("sign", day=0).caution
    assert run(separate_dates(6)).test("Wilcoxon", day=0).caution == ""


def test_fat_tails_are_named_for_the_joint_f():
    (y, x) = returns(common=0.6)
    assert "normality" not in run(make_panel((y, x), [(c, 400) for c in range(4)])).test("joint F", day=0).caution
    fat = y + 0.02 * np.random.default_rng(3).standard_t(3, size=y.shape)
    caution = run(make_panel((fat, x), [(c, 400) for c in range(4)])).test("joint F", day=0).caution
    assert "excess kurtosis" in caution


# Invariances


def statistics(result):
    return np.array([[row.test.statistic, row.test.pvalue] for row in result.rows])


@pytest.mark.parametrize("panel", [one_date, separate_dates])
def test_the_order_of_events_does_not_matter(panel):
    result = panel(6)
    order = np.array([3, 1, 5, 0, 2, 4])
    per_event = {f.name for f in dataclasses.fields(result)} - {"days", "est_days", "windows", "excluded"}
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


# Results as tables and text


def test_results_are_a_table_with_a_row_for_each_test_and_place():
    result = run(one_date(3))
    table = result.to_frame()
    assert len(table) == len(NAMES) * (4 + 2)
    assert list(table["measure"].unique()) == ["AR", "CAR"]
    assert table["reason"].ne("").eq(table["pvalue"].isna()).all()
    one = result.test("adjusted BMP", window=WINDOW).to_frame()
    assert one["test"].tolist() == ["adjusted BMP"]
    assert one["df"].tolist() == ["2"]


def test_the_summary_names_reasons_and_cautions():
    text = run(one_date(3)).summary()
    assert text.startswith("3 of 3 events share event-window days")
    assert "CAR [-1, 2]" in text
    assert "  BMP: not applicable: assumes independent events" in text
    assert "(two-sided, F(3, 106)), N = 3; caution: over-rejects" in text


def test_a_test_is_found_by_name_and_place():
    result = run(one_date(3))
    with pytest.raises(EstimationError, match="no 'BMPs'"):
        result.test("BMPs", day=0)
    with pytest.raises(EstimationError, match="no 'BMP' for"):
        result.test("BMP", window=(0, 9))
    with pytest.raises(EstimationError, match="a day or a window"):
        result.test("BMP")


def test_a_result_has_either_a_p_value_or_a_reason():
    fields = {"statistic": 1.0, "null": "", "alternative": "two-sided", "method": "m", "nobs": 3}
    with pytest.raises(EstimationError, match="a p-value, or nan and the reason"):
        HypothesisTest(pvalue=0.5, reason="no", **fields)
    with pytest.raises(EstimationError, match="a p-value, or nan and the reason"):
        HypothesisTest(pvalue=math.nan, **fields)


# The table of methods


def test_every_method_says_what_it_asks_assumes_and_where_it_is_from():
    assert len(set(NAMES)) == len(NAMES) == 20
    for method in METHODS:
        for text in (method.question, method.null, method.assumption, method.invalid):
            assert text
        assert any(character.isdigit() for character in method.reference)


def test_methods_are_chosen_by_name():
    assert [m.name for m in select_methods(("BMP", "t"))] == ["BMP", "t"]
    with pytest.raises(EstimationError, match="unknown 'Boehmer'; allowed: t, cross-sectional t"):
        select_methods(("Boehmer",))


# Refusals


def test_panels_that_cannot_be_tested():
    panel = one_date(3)
    with pytest.raises(EstimationError, match="keep_residuals=True"):
        run(one_date(3, keep_residuals=False))
    for name in ("ar", "car", "resid", "car_bse"):
        broken = getattr(panel, name).copy()
        broken[1, 0] = np.inf
        with pytest.raises(EstimationError, match=f"battery: {name}: 1 infinite"):
            run(dataclasses.replace(panel, **{name: broken}))
    with pytest.raises(EstimationError, match="sigma: not positive"):
        run(dataclasses.replace(panel, sigma=np.zeros(3)))
    with pytest.raises(EstimationError, match="security 2 has its event at row 400 twice"):
        run(make_panel(returns(), [(0, 400), (2, 400), (2, 400)]))


def test_options_that_do_not_exist():
    panel = one_date(3)
    with pytest.raises(EstimationError, match="allowed: two-sided, greater, less"):
        run(panel, alternative="both")
    with pytest.raises(EstimationError, match=r"shared_allowed: 1\.5"):
        run(panel, shared_allowed=1.5)
    with pytest.raises(EstimationError, match="replications: 0"):
        battery(panel, rng=np.random.default_rng(1), replications=0)
