"""Placebos of a synthetic control: each date as if it were the event, each donor as if it were the target."""

import numpy as np
import pytest

from analysis.errors import EstimationError, WindowError
from analysis.eventstudy.funds.synthetic import synthetic_control
from analysis.eventstudy.funds.synthetic_placebo import placebo_in_space, placebo_in_time

WINDOWS = {"estimation": (-270, -21), "window": (0, 1)}


def made(seed, donors=5, sessions=700, noise=None):
    rng = np.random.default_rng(seed)
    X = 0.004 * rng.normal(size=(sessions, 2)) @ rng.normal(size=(2, donors)) + 0.002 * rng.normal(
        size=(sessions, donors)
    )
    return X @ rng.dirichlet(np.ones(donors)) + 0.001 * (rng if noise is None else noise).normal(size=sessions), X


def test_every_placebo_date_is_a_synthetic_control_of_its_own():
    y, X = made(1)
    rows = np.arange(280, 600)  # more than one chunk
    found = placebo_in_time(y, X, 650, rows, **WINDOWS, demean=True)
    for k in (0, 100, 255, 256, 319):
        one = synthetic_control(y, X, int(rows[k]), **WINDOWS, demean=True)
        np.testing.assert_allclose(found.weights[k], one.weights, atol=1e-12)
        assert found.cumulative_gap.placebo[k] == pytest.approx(one.cumulative_gap)
        assert found.rmspe_ratio.placebo[k] == pytest.approx(one.rmspe_ratio)
    event = synthetic_control(y, X, 650, **WINDOWS, demean=True)
    assert found.cumulative_gap.statistic == pytest.approx(event.cumulative_gap)
    assert found.rmspe_ratio.statistic == pytest.approx(event.rmspe_ratio)
    assert found.rmspe_ratio.nobs == 320


def test_a_planted_gain_ranks_first_and_a_loss_only_on_the_other_side():
    y, X = made(2)
    rows = np.arange(280, 600)
    y[650] += 0.02
    found = placebo_in_time(y, X, 650, rows, **WINDOWS, demean=True)
    assert found.cumulative_gap.pvalue("greater") == 1 / 321
    assert found.cumulative_gap.pvalue("less") == 1
    assert found.rmspe_ratio.pvalue("greater") == 1 / 321


def test_without_placebo_dates_there_is_no_placebo_test():
    y, X = made(4)
    with pytest.raises(WindowError, match="EMB: 0 admissible placebo dates"):
        placebo_in_time(y, X, 650, np.arange(0), **WINDOWS, demean=True, where="EMB")


def test_a_placebo_date_without_its_estimation_window_is_refused():
    y, X = made(4)
    with pytest.raises(WindowError, match="269 sessions before day 0, 270 needed"):
        placebo_in_time(y, X, 650, np.array([269, 400]), **WINDOWS, demean=True)


def test_each_donor_is_fitted_by_the_others_without_the_target():
    y, X = made(5)
    found = placebo_in_space(y, X, 650, **WINDOWS, demean=True, names=list("ABCDE"), where="EMB")
    assert [u.where for u in found.units] == ["EMB", *"ABCDE"]
    assert found.units[3].names == tuple("ABDE")
    one = synthetic_control(X[:, 2], X[:, [0, 1, 3, 4]], 650, **WINDOWS, demean=True)
    np.testing.assert_array_equal(found.units[3].weights, one.weights)
    assert found.test.statistic == found.units[0].rmspe_ratio


def test_the_rank_counts_the_target_itself():
    y, X = made(6)
    struck = y.copy()
    struck[650] += 0.05
    found = placebo_in_space(struck, X, 650, **WINDOWS, demean=True)
    assert found.test.pvalue == 1 / 6
    assert found.test.caution == "with 6 units no p-value is below 0.167"
    quiet = y.copy()
    quiet[650:652] = synthetic_control(y, X, 650, **WINDOWS, demean=True).synthetic + 1e-9
    assert placebo_in_space(quiet, X, 650, **WINDOWS, demean=True).test.pvalue == 1


@pytest.mark.slow
def test_the_rank_in_time_is_uniform_when_nothing_happened():
    rng = np.random.default_rng(7)
    rejected = []
    for seed in range(400):
        y, X = made(seed, donors=4, sessions=260, noise=rng)
        p = placebo_in_time(y, X, 250, np.arange(60, 250, 2), estimation=(-50, -2), window=(0, 1), demean=True)
        rejected.append([p.cumulative_gap.pvalue("greater") <= 0.1, p.rmspe_ratio.pvalue("greater") <= 0.1])
    assert (np.abs(np.mean(rejected, axis=0) - 0.1) < 3 * np.sqrt(0.09 / 400)).all()


def test_one_donor_is_too_few_for_a_placebo_in_space():
    y, X = made(8, donors=1)
    with pytest.raises(EstimationError, match="1 donor for a placebo in space; allowed: at least 2"):
        placebo_in_space(y, X, 650, **WINDOWS, demean=True)
