"""Diagnostics, correlations and dose-response on the bundled prices, as base R computes them (references/checks.R)."""

import csv
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from analysis.eventstudy.comovement.change import compare_correlations
from analysis.eventstudy.diagnostics.diagnostics import diagnose
from analysis.eventstudy.funds.dose_response import dose_response
from analysis.eventstudy.models.fit import fit
from tests.eventstudy.bundled_prices import ROOT, close_to_close

FUNDS = ["EMB", "VWOB", "PCY", "CEMB"]
FACTORS = ["IEF", "HYG", "UUP"]


@pytest.fixture(scope="module")
def expected():
    values = defaultdict(list)
    with (ROOT / "tests" / "references" / "checks.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values[row["quantity"]].append(float(row["value"]))
    return values


@pytest.fixture(scope="module")
def table():
    return pd.concat([close_to_close(t) for t in FUNDS + FACTORS], axis=1).dropna()


@pytest.fixture(scope="module")
def windows(table):
    day0 = table.index.get_loc("2023-09-20")
    return table.iloc[day0 - 270 : day0 - 20], table.iloc[day0 : day0 + 5], table.iloc[day0 + 1 : day0 + 61]


def test_residuals_leverage_and_influence_are_those_of_r(windows, expected):
    before, event, _ = windows
    model = fit(before["EMB"].to_numpy(), before[FACTORS].to_numpy())
    found = diagnose(model, event[FACTORS].to_numpy())
    for name, quantity in (("autocorrelation", "ljung-box"), ("heteroskedasticity", "arch-lm")):
        test = found.check(name).test
        np.testing.assert_allclose([test.statistic, test.pvalue], expected[quantity], rtol=1e-8)
    for values, quantity in (
        (found.leverage.hat, "hat"),
        (found.influence.cooks_distance, "cooks"),
        (found.influence.dffits, "dffits"),
        (found.recursive, "recursive"),
    ):
        np.testing.assert_allclose(values[::10], expected[quantity], rtol=1e-8, err_msg=quantity)
    np.testing.assert_allclose(found.leverage.event_hat, expected["event hat"], rtol=1e-9)
    assert found.check("stability").test.statistic == pytest.approx(expected["cusum"][0], rel=1e-10)


def test_correlations_and_their_tests_are_those_of_r(windows, expected):
    before, _, after = windows
    rng = np.random.default_rng(0)
    found = compare_correlations(before[FUNDS].to_numpy(), after[FUNDS].to_numpy(), rng=rng, replications=99)
    pairs = np.triu_indices(4, 1)
    for matrix, quantity in ((found.before, "before"), (found.after, "after"), (found.zvalues, "fisher z")):
        np.testing.assert_allclose(matrix[pairs], expected[quantity], rtol=1e-10, err_msg=quantity)
    np.testing.assert_allclose([found.equality.statistic, found.equality.pvalue], expected["jennrich"], rtol=1e-9)


def test_the_slope_is_that_of_whitened_returns_and_its_t_that_of_a_dummy_with_covariates(windows, expected):
    before, event, _ = windows
    fits = [fit(before[fund].to_numpy(), before[FACTORS].to_numpy()) for fund in FUNDS]
    x = event[FACTORS].to_numpy()[:1]
    abnormal = [event[fund].iloc[0] - m.predict(x)[0] for fund, m in zip(FUNDS, fits, strict=True)]
    resid = np.array([m.resid for m in fits])
    cov = resid @ resid.T / 246 * fits[0].forecast_cov(x)[0, 0] / fits[0].sigma2
    weights = np.array([0.37, 0.22, 0.0, 0.12]) / 100
    line = dose_response(abnormal, weights, weights, cov, 246)
    np.testing.assert_allclose(line.params, expected["gls"], rtol=1e-8)
    exact = [line.params[1], line.bse[1], line.tvalues[1], line.pvalue()]
    np.testing.assert_allclose(exact, expected["exact gls"], rtol=1e-8)
