"""Models that are fitted one event at a time give a panel of the same form, with the numbers of a single fit."""

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.abnormal.one_by_one import panel_one_by_one
from tests.eventstudy.abnormal.panels import WINDOWS, made

ESTIMATION = (-130, -11)


def panel(R, X, pairs, model="garch", **changes):
    return panel_one_by_one(R, X, pairs, **{"model": model, "estimation": ESTIMATION, "windows": WINDOWS, **changes})


@pytest.mark.parametrize("model", ["garch", "huber"])
def test_every_event_has_the_numbers_of_a_single_fit(model):
    R, X, _ = made(factors=1)
    pairs = np.array([[0, 150], [3, 170]])
    result = panel(R, X, pairs, model)
    for e, (security, position) in enumerate(pairs):
        single = abnormal_returns(R[:, security], X, position, estimation=ESTIMATION, windows=WINDOWS, model=model)
        np.testing.assert_allclose(result.ar[e], single.ar, rtol=1e-12)
        np.testing.assert_allclose(result.ar_bse[e], single.bse, rtol=1e-12)
        np.testing.assert_allclose(result.car_bse[e], [single.car(*w).bse for w in WINDOWS], rtol=1e-12)
        np.testing.assert_allclose(result.resid[e], single.model.resid, rtol=1e-12)
        assert result.df[e] == single.df_resid


def clustered(T, rng, omega=2e-5, alpha=0.3, beta=0.5):
    """Returns of a GARCH(1,1) well inside its bounds."""
    out, variance = np.empty(T), omega / (1 - alpha - beta)
    for t, z in enumerate(rng.standard_normal(T)):
        out[t] = np.sqrt(variance) * z
        variance = omega + alpha * out[t] ** 2 + beta * variance
    return out


def test_events_whose_variance_lies_at_an_edge_are_marked_and_counted():
    """The first event is of a security with GARCH errors; the other one's noise is as wide on all days."""
    R, X, _ = made(factors=1)
    R[:, 3] = clustered(len(R), np.random.default_rng(5))
    pairs = np.array([[3, 150], [0, 150]])
    result = panel(R, X, pairs)
    assert result.at_edge.tolist() == [False, True]
    assert "the GARCH variance of 1 of 2 events lies at an edge" in "".join(result.warnings)
    assert result.to_frame()["at_edge"].tolist() == [False] * len(WINDOWS) + [True] * len(WINDOWS)
    assert not panel(R, X, pairs, "huber").at_edge.any()


def test_what_a_single_fit_refuses_excludes_the_event_and_no_other():
    R, X, _ = made(factors=1)
    R[:, 1] = 0.0
    result = panel(R, X, np.array([[0, 150], [1, 150], [2, 60]]), "huber", min_obs=30)
    assert result.included.tolist() == [0]
    assert [(x.event, x.reason) for x in result.excluded] == [
        (1, "all 120 returns of the estimation window are 0"),
        (2, "the estimation window starts before the data"),
    ]


def test_models_that_can_be_batched_are_not_fitted_one_by_one():
    R, X, _ = made(factors=1)
    with pytest.raises(EstimationError, match="garch, huber"):
        panel(R, X, np.array([[0, 150]]), "ols")
