"""Events that a panel leaves out, each with its reason, and what it refuses as a whole."""

import numpy as np
import pytest

from analysis.errors import EstimationError, WindowError
from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from tests.eventstudy.abnormal.panels import WINDOWS, made, panel


def test_as_many_observations_as_asked_for_are_enough():
    R, X, pairs = made()
    assert not panel(R, X, pairs, min_obs=70).excluded
    with pytest.raises(EstimationError, match="none of 25 events can be measured; the first: fewer than 71"):
        panel(R, X, pairs, min_obs=71)


def test_every_event_left_out_is_listed_with_its_reason():
    R, X, _ = made(securities=8)
    R[30:80, 1] = np.nan  # 20 observations before day 100
    R[:, 2] = 0.001
    R[:, 3] = 0.5 * X[:, 0] - X[:, 1]
    R[97:106, 4] = np.nan
    own = np.repeat(X[:, None, :], 8, axis=1)
    own[20:90, 5, 1] = own[20:90, 5, 0]
    pairs = [[0, 79], [0, 100], [1, 100], [2, 100], [3, 100], [4, 100], [5, 100], [6, 199]]
    result = panel(R, own, pairs, min_obs=30)
    whole = [(x.event, x.security, x.position, x.reason) for x in result.excluded if x.window is None]
    assert whole == [
        (0, 0, 79, "the estimation window starts before the data"),
        (2, 1, 100, "fewer than 30 observations in the estimation window"),
        (3, 2, 100, "returns that are constant or explained exactly in the estimation window"),
        (4, 3, 100, "returns that are constant or explained exactly in the estimation window"),
        (5, 4, 100, "no return on any event day"),
        (6, 5, 100, "collinear factors in the estimation window"),
    ]
    assert list(result.included) == [1, 7]
    assert [(x.event, x.window, x.reason) for x in result.excluded if x.window] == [
        (7, (-1, 1), "event day 1 lies outside the data"),
        (7, (-3, 5), "event day 1 lies outside the data"),
    ]
    text = result.summary()
    assert text.startswith("2 events of 8, 9 event days\n")
    assert "excluded, 2: returns that are constant or explained exactly" in text
    assert f"[0, 0]  2 events  mean CAR {result.car[:, 0].mean():.6f}" in text


def test_a_factor_that_never_changes_is_called_constant_and_not_collinear():
    R, X, _ = made(securities=3)
    own = np.repeat(X[:, None, :], 3, axis=1)
    own[20:90, 0, 1] = 0.01
    own[20:90, 1, 0] = 0.0
    reasons = [x.reason for x in panel(R, own, [[0, 100], [1, 100], [2, 100]]).excluded]
    assert reasons == ["a factor that is constant in the estimation window"] * 2


def test_a_missing_event_day_empties_the_windows_that_hold_it():
    R, X, _ = made()
    R[102, 0] = np.nan
    R[102, 2] = np.nan
    X[99, 1] = np.nan
    result = panel(R, X, [[0, 100], [1, 150], [2, 105]])
    assert list(np.isnan(result.car[0])) == [False, True, True]
    np.testing.assert_array_equal(np.isnan(result.car), np.isnan(result.car_bse))
    np.testing.assert_array_equal(np.isnan(result.car), np.isnan(result.bhar))
    assert list(result.days[np.isnan(result.ar[0])]) == [-1, 2]
    np.testing.assert_array_equal(np.isnan(result.ar), np.isnan(result.ar_bse))
    assert [x.reason for x in result.excluded] == ["no factor return on event day -1"] * 2 + [
        "no return on event day -3"
    ]


def test_what_is_missing_is_named_the_rate_that_is_subtracted_too():
    R, X, _ = made()
    rate = np.full(len(R), 1e-4)
    rate[[149, *range(117, 126)]] = np.nan
    X[97:106, 0] = np.nan
    R[137:146, 4] = np.nan
    one_day = panel(R, X, [[0, 150]], adjust=rate, min_obs=40).excluded
    assert one_day[0].reason == "no risk-free rate, or what else is subtracted, on event day -1"
    gone = panel(R, X, [[0, 180], [1, 100], [2, 120], [4, 140]], adjust=rate, min_obs=40).excluded
    assert [x.reason for x in gone if x.window is None] == [
        "no factor return on any event day",
        "no risk-free rate, or what else is subtracted, on any event day",
        "no return on any event day",
    ]


def test_an_estimation_window_after_the_event():
    R, X, _ = made()
    result = panel(R, X, [[0, 50], [0, 150], [0, 119], [0, 120]], estimation=(11, 80))
    backwards = abnormal_returns(R[:, 0], X, 50, estimation=(11, 80), windows=WINDOWS)
    np.testing.assert_allclose(result.car[0], [backwards.car(*w).value for w in WINDOWS], rtol=1e-10)
    assert list(result.included) == [0, 2], "the last window that fits ends with the last session"
    assert {x.reason for x in result.excluded} == {"the estimation window ends after the data"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "garch"}, "model 'garch': fitted one event at a time only; allowed: constant mean, market-adj"),
        ({"model": "huber"}, "call abnormal_returns for each event"),
        ({"model": "lasso"}, "model 'lasso': unknown"),
        ({"model": "constant mean"}, '"constant mean" with 2 factors; allowed: no factors'),
        ({"model": "market-adjusted"}, '"market-adjusted" with 2 factors; allowed: one factor'),
        ({"min_obs": 4}, "min_obs = 4; allowed: chunk at least 1, min_obs at least 5"),
        ({"chunk": 0}, "chunk = 0"),
    ],
)
def test_what_a_panel_refuses(changes, message):
    with pytest.raises(EstimationError, match=message):
        panel(*made(), **changes)


def test_windows_that_overlap_are_refused():
    with pytest.raises(WindowError, match="reaches into the event days"):
        panel(*made(), estimation=(-80, -3))
