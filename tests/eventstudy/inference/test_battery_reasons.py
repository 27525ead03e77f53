"""Which tests of the battery are refused in a design and why, and of what an applicable one warns."""

import dataclasses
import math

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.inference.battery import battery
from analysis.eventstudy.inference.clustering import mean_correlation_one_date
from tests.eventstudy.inference.panels import (
    INDEPENDENT,
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


def test_on_separate_dates_all_tests_for_panels_have_p_values():
    tests = by_name(run(separate_dates()))
    assert {name for name, test in tests.items() if not test.applicable} == ONE_DATE | {"t"}
    assert "one date" in tests["joint F"].reason


def with_portfolio_as_factor(securities):
    """Securities on one date whose equal-weighted portfolio is their own second factor."""
    y, x = returns(common=0.6)
    portfolio = y[:, :securities].mean(axis=1, keepdims=True)
    return make_panel((y, np.hstack([x, portfolio])), [(c, 400) for c in range(securities)])


def test_a_portfolio_that_is_its_own_factor_has_no_noise_to_be_judged_by():
    # The residuals of the portfolio are of the order of 1e-17, and so is its abnormal return.
    tests = by_name(run(with_portfolio_as_factor(6)))
    for name in ("portfolio t", "crude dependence", "block bootstrap"):
        assert not tests[name].applicable
        assert "explain the portfolio exactly" in tests[name].reason


def test_a_portfolio_that_its_factors_explain_nearly_is_judged():
    y, x = returns(common=0.6)
    near = y[:, :6].mean(axis=1, keepdims=True) + 1e-8 * np.random.default_rng(5).normal(size=(900, 1))
    tests = by_name(run(make_panel((y, np.hstack([x, near])), [(c, 400) for c in range(6)])))
    assert all(tests[name].applicable for name in ("portfolio t", "crude dependence", "block bootstrap"))


def test_equal_regressors_do_not_make_separate_dates_a_portfolio():
    (y, _) = returns()
    tests = by_name(run(make_panel((y, None), [(c, 150 + 15 * c) for c in range(6)], model="constant mean")))
    assert all("one date" in tests[name].reason for name in ONE_DATE)


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


def test_a_refusal_names_the_share_that_allows_the_test():
    # Two of 7 events share their day: 2/7 rounded up is 0.2858.
    panel = make_panel(returns(), [(c, 150 + 15 * c) for c in range(6)] + [(6, 150)])
    assert "shared_allowed=0.2858" in run(panel).test("BMP", day=0).reason
    assert run(panel, shared_allowed=0.2858).test("BMP", day=0).applicable
    assert "shared_allowed=1)" in run(one_date(6)).test("BMP", day=0).reason


def test_one_event_has_no_cross_section():
    tests = by_name(run(one_date(1)))
    valid = {"t", "crude dependence", "portfolio t", "Patell", "adjusted Patell", "Corrado rank"}
    assert {name for name, test in tests.items() if test.applicable} == valid | {"block bootstrap", "joint F"}
    assert tests["BMP"].reason == "N = 1: at least 2 events needed"
    assert tests["jackknife"].reason == "N = 1: at least 3 events needed"


def test_one_event_cannot_show_a_rise_in_variance():
    tests = by_name(run(one_date(1)))
    assert "one event cannot show" in tests["t"].caution
    assert "cannot exceed 1.73" in run(one_date(1)).test("Corrado rank", day=0).caution


def test_the_joint_f_has_no_side():
    assert "has no direction" in run(one_date(4), alternative="greater").test("joint F", day=0).reason


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


@pytest.mark.parametrize(("securities", "size"), [(2, 22), (5, 34), (12, 52)])
def test_the_caution_gives_the_size_that_the_joint_f_of_so_many_securities_would_have(securities, size):
    tests = by_name(run(one_date(securities)))  # 110 days, 108 degrees of freedom
    said = f"raises the variance of {securities} securities (nominal 5 %: {size} % when it doubles)"
    assert said in tests["joint F"].caution
    assert "raises the variance (nominal 5 %: 16 % when it doubles)" in tests["portfolio t"].caution
    one_sided = by_name(run(one_date(securities), alternative="greater"))["portfolio t"]
    assert "(nominal 5 %: 12 % when it doubles)" in one_sided.caution


def test_a_resampled_test_says_what_was_drawn():
    result = run(separate_dates(4))
    wild = result.test("wild bootstrap", day=0)
    assert wild.law == "all 16 patterns of Rademacher weights on 4 groups, null imposed"
    assert f"(two-sided, {wild.law}), N = 4" in wild.summary()
    assert result.to_frame().set_index("test").loc["wild bootstrap", "law"].iloc[0].endswith("null imposed")
    assert result.test("BMP", day=0).law == ""


def test_the_smallest_p_value_is_that_of_the_side_that_was_asked_for():
    assert (
        "one-sided p-value cannot be below 0.0625"
        in run(separate_dates(4), alternative="less").test("sign", day=0).caution
    )
    assert "cannot be below" not in run(separate_dates(5), alternative="greater").test("sign", day=0).caution
    assert "two-sided p-value cannot be below 0.0625" in run(separate_dates(5)).test("sign", day=0).caution


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
