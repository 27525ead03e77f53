"""Every test of one date, on every placebo date: the battery's own numbers, and how often each cries wolf."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.eventstudy.inference.battery import battery
from analysis.eventstudy.inference.calibration import (
    INDEPENDENT,
    SIDED,
    STEADY,
    CalibratedTest,
    calibrate,
    size_band,
)
from analysis.eventstudy.inference.date_sample import weighted_t
from analysis.eventstudy.inference.outcome import size_if_variance_rises
from tests.eventstudy.inference.dates import (
    SIDES,
    WINDOW,
    made,
    own_regression,
    panel_of,
    sample_of,
    with_holes,
)

BATTERY = {name for name in SIDED if name != "inverse-variance portfolio t"}


def run(sample, side, alpha, extra=None):
    return calibrate(sample, side, alpha, extra, rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def data():
    return made()


@pytest.mark.slow
@pytest.mark.parametrize("usable", [None, with_holes()], ids=["all days", "with holes"])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("window", [(0, 0), WINDOW])
def test_on_the_event_date_every_test_is_that_of_the_battery(data, side, usable, window):
    # Of the days that serve in no estimation window, the first event date has none and the second four in its own.
    for rows in ([150, 230, 200, 300, 340, 101], [200, 230, 150, 300, 340, 101]):
        options = {"window": window, "usable": usable}
        found = {t.name: t for t in run(sample_of(data, rows, **options), side, 0.05)}
        alone = battery(
            panel_of(data, rows[:1], **options), alternative=side, rng=np.random.default_rng(0), shared_allowed=1.0
        )
        for name in BATTERY | ({"joint F"} if side == "two-sided" else set()):
            expected = alone.test(name, window=window)
            assert found[name].statistic == pytest.approx(expected.statistic, rel=1e-10), name
            if name not in INDEPENDENT:
                assert found[name].pvalue == pytest.approx(expected.pvalue, rel=1e-10), name


def test_the_joint_f_has_no_side(data):
    found = [run(sample_of(data, [150, 230, 200, 300, 340]), side, 0.05)[-1] for side in SIDES]
    assert {t.name for t in found} == {"joint F"}
    assert len({t.pvalue for t in found}) == 1


def test_tests_that_assume_independence_give_their_reason_and_no_p_value_but_their_rejection_rate(data):
    tests = run(sample_of(data, [150, 230, 200, 300, 340]), "greater", 0.05)
    refused = {t.name for t in tests if t.reason}
    assert refused == set(INDEPENDENT)
    for t in tests:
        assert np.isnan(t.pvalue) == (t.name in INDEPENDENT)
        assert np.isfinite([t.statistic, t.rejections]).all()


def test_one_security_shares_its_date_with_no_other():
    tests = {t.name: t for t in run(sample_of(made(securities=1), [150, 230, 200, 300, 340]), "greater", 0.05)}
    assert tests["Patell"].reason == ""
    assert tests["adjusted Patell"].pvalue == tests["Patell"].pvalue
    assert tests["BMP"].reason == "1 event, at least 2 needed"
    assert np.isnan(tests["BMP"].rejections)
    assert (tests["BMP"].nobs, tests["BMP"].calibrated) == (0, False)


def test_a_test_without_degrees_of_freedom_says_so_and_the_others_go_on():
    tests = {t.name: t for t in run(sample_of(made(securities=60), [150, 230, 200, 300, 340]), "less", 0.05)}
    assert "60 securities but only 57 residual degrees of freedom" in tests["joint F"].reason
    assert np.isfinite(tests["portfolio t"].pvalue)


@pytest.mark.slow
@pytest.mark.parametrize("side", SIDES)
def test_the_rejection_rate_is_the_share_of_placebo_dates_on_which_the_battery_rejects(data, side):
    rows, usable = [150, *range(100, 380, 9)], with_holes()
    tests = run(sample_of(data, rows, usable=usable), side, 0.10)
    # A panel refuses an event that is listed twice, not one that is both event and placebo date.
    compared = tuple(BATTERY | ({"joint F"} if side == "two-sided" else set()))
    options = {"tests": compared, "alternative": side, "rng": np.random.default_rng(0), "shared_allowed": 1.0}
    single = [battery(panel_of(data, [r], usable=usable), **options) for r in rows[1:]]
    for t in tests:
        if t.name in compared:
            p = np.array([b.test(t.name, window=WINDOW).pvalue for b in single])
            assert t.rejections == pytest.approx(np.mean(p <= 0.10)), t.name
            assert t.nobs == len(rows) - 1
    assert len({t.rejections for t in tests}) > 3, "rates that never differ compare nothing"


def test_the_event_date_is_no_placebo_date_of_itself(data):
    returns, factors = data
    shaken = returns.copy()
    shaken[150] += 1.0
    rows = [150, *range(230, 380, 5)]
    calm, wild = ({t.name: t for t in run(sample_of((r, factors), rows), "greater", 0.05)} for r in (returns, shaken))
    for name in ("portfolio t", "adjusted Patell", "crude dependence"):
        assert wild[name].pvalue < 1e-6 < calm[name].pvalue
        assert wild[name].rejections == calm[name].rejections


def test_neither_the_order_of_the_placebo_dates_nor_that_of_the_securities_matters(data):
    returns, factors = data
    rows, usable = [150, 230, 200, 300, 340, 101, 270], with_holes()
    one = run(sample_of(data, rows, usable=usable), "greater", 0.05)
    other_dates = run(sample_of(data, [150, *reversed(rows[1:])], usable=usable), "greater", 0.05)
    other_funds = run(sample_of((returns[:, ::-1], factors), rows, usable=usable), "greater", 0.05)
    for again in (other_dates, other_funds):
        for a, b in zip(one, again, strict=True):
            assert (a.name, a.rejections) == (b.name, b.rejections)
            np.testing.assert_allclose([a.statistic, a.pvalue], [b.statistic, b.pvalue], rtol=1e-9)


def test_a_further_portfolio_is_tested_and_calibrated_as_the_others_are(data):
    rows = [150, *range(230, 390)]
    weights = {"equal again": np.full(5, 7.0), "the first": np.eye(5)[0]}
    tests = {t.name: t for t in run(sample_of(data, rows), "greater", 0.05, weights)}
    assert replace(tests["equal again"], name="portfolio t") == tests["portfolio t"]
    assert tests["the first"].statistic == pytest.approx(own_regression(data[0][:, 0], data[1], 150)[1], rel=1e-10)


def test_a_test_is_calibrated_inside_the_band_with_its_ends():
    band = (0.03, 0.07)
    for rejections, inside in ((0.029, False), (0.03, True), (0.05, True), (0.07, True), (0.071, False)):
        assert CalibratedTest("t", 0.0, 0.5, "", rejections, band, 100).calibrated is inside


def test_each_test_has_the_band_of_its_own_p_values_in_time_order(data):
    rows = [150, *np.random.default_rng(1).permutation(range(230, 330))]
    for window, days in (((0, 0), 1), (WINDOW, 4)):
        sample = sample_of(data, rows, window=window)
        p = weighted_t(sample, np.ones(5), "greater").pvalue[1:][np.argsort(rows[1:])]
        expected = size_band(p, 0.05, rng=np.random.default_rng(0), block=max(days, 100 // 8))
        found = run(sample, "greater", 0.05)[0]
        assert found.band == pytest.approx(tuple(expected))
        assert (found.nobs, found.block) == (100, 12)


def test_a_block_is_never_shorter_than_the_window(data):
    assert run(sample_of(data, [150, *range(230, 260)], window=(0, 6)), "greater", 0.05)[0].block == 7


def test_tests_of_unchanged_variance_say_what_a_doubled_one_does_to_them(data):
    tests = run(sample_of(data, [150, 230, 200, 300, 340]), "greater", 0.05, {"own": np.ones(5)})
    doubled = {t.name: t.size_if_doubled for t in tests if np.isfinite(t.size_if_doubled)}
    assert set(doubled) == (STEADY & {t.name for t in tests}) | {"own"}
    assert doubled["portfolio t"] == doubled["own"] == size_if_variance_rises((57.0,), "greater")
    assert doubled["joint F"] == size_if_variance_rises((5.0, 53.0))


@pytest.mark.slow
def test_sound_tests_reject_as_often_as_they_say_and_naive_ones_cry_wolf():
    rows = np.arange(80, 1480)
    sample = sample_of(made(seed=4, sessions=1500, common=0.8), [1490, *rows], window=(0, 0))
    tests = {t.name: t for t in run(sample, "two-sided", 0.05)}
    # Not the crude dependence t: without the forecast error of 60 estimation days it rejects on more than 5 %.
    for name in ("portfolio t", "inverse-variance portfolio t", "adjusted Patell", "joint F"):
        assert tests[name].calibrated, (name, tests[name].rejections)
    for name in INDEPENDENT:
        # With five funds no two-sided sign or Wilcoxon p-value is below 1/16.
        assert tests[name].rejections > 0.25 or name in ("sign", "Wilcoxon"), (name, tests[name].rejections)
        assert not tests[name].calibrated
