"""The bundled prices through R's lm and rlm (tests/references/lm.R) and through both routes of this project."""

import csv
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.models.fit import fit
from tests.eventstudy.bundled_prices import ROOT, close_to_close

ESTIMATION = (-270, -21)
WINDOWS = ((0, 1), (-1, 1), (0, 4), (-1, 4))
CASES = {"factor model": ("EMB", "IEF", "HYG", "UUP"), "market model": ("TUR", "EEM"), "constant mean": ("EMB",)}


@pytest.fixture(scope="module")
def expected():
    with (ROOT / "tests" / "references" / "lm.csv").open(encoding="utf-8") as file:
        values = defaultdict(list)
        for row in csv.DictReader(file):
            values[row["case"], row["quantity"]].append(float(row["value"]))
    return {key: np.array(found) for key, found in values.items()}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    table = pd.concat([close_to_close(t) for t in CASES[request.param]], axis=1).dropna()
    day0 = table.index.get_loc("2023-09-20")
    return request.param, table.iloc[:, 0].to_numpy(), table.iloc[:, 1:].to_numpy(), day0


def test_a_single_fit_is_that_of_r(case, expected):
    name, y, X, day0 = case
    result = abnormal_returns(y, X, day0, estimation=ESTIMATION, windows=WINDOWS)
    cars = [result.car(*w) for w in WINDOWS]
    for quantity, found in {
        "params": result.model.params,
        "bse": result.model.bse,
        "sigma": [result.model.sigma2**0.5],
        "df": [result.df_resid],
        "ar": result.ar,
        "ar_bse": result.bse,
        "car": [c.value for c in cars],
        "car_bse": [c.bse for c in cars],
        "car_pvalue": [c.pvalue() for c in cars],
    }.items():
        np.testing.assert_allclose(found, expected[name, quantity], rtol=1e-9, atol=1e-14, err_msg=quantity)


def test_the_batched_fit_is_that_of_r(case, expected):
    name, y, X, day0 = case
    result = event_panel(y[:, None], X, [[0, day0]], estimation=ESTIMATION, windows=WINDOWS)
    for quantity, found in {
        "params": result.params,
        "sigma": [result.sigma],
        "df": [result.df],
        "ar": result.ar,
        "ar_bse": result.ar_bse,
        "car": result.car,
        "car_bse": result.car_bse,
        "car_pvalue": result.pvalues(),
    }.items():
        np.testing.assert_allclose(found[0], expected[name, quantity], rtol=1e-9, atol=1e-14, err_msg=quantity)


def test_huber_coefficients_are_those_of_r(case, expected):
    # MASS rounds the normal consistency factor of the scale to 0.6745: six digits agree.
    name, y, X, day0 = case
    before = slice(day0 - 270, day0 - 20)
    np.testing.assert_allclose(fit(y[before], X[before], model="huber").params, expected[name, "huber"], atol=3e-6)
