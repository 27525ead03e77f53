"""A plan: the same events cut into tiles of whole dates, measured one by one, are the panel to the last bit."""

import dataclasses
import pickle

import numpy as np
import pytest

from analysis.eventstudy.abnormal import plan as planning
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.abnormal.plan import PanelPlan, date_tiles

OPTIONS = {"estimation": (-60, -11), "windows": [(-2, 2), (0, 0)]}


def made(missing=0.05):
    rng = np.random.default_rng(5)
    factor = 0.01 * rng.normal(size=(400, 1))
    returns = factor + 0.01 * rng.normal(size=(400, 12))
    returns[rng.random(returns.shape) < missing] = np.nan
    events = np.column_stack([rng.integers(0, 12, 40), rng.integers(50, 399, 40)])
    return returns, factor, np.unique(events, axis=0)[::-1]


def test_a_tile_is_whole_dates_and_each_event_is_in_one(monkeypatch):
    monkeypatch.setattr(planning, "TILE", 3)
    position = np.array([7, 5, 7, 9, 5, 8, 7, 7, 5])
    tiles = date_tiles(position)
    assert [list(tile) for tile in tiles] == [[1, 4, 8], [0, 2, 6, 7], [5, 3]]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_events_measured_tile_by_tile_have_the_bits_of_the_panel(monkeypatch, size):
    monkeypatch.setattr(planning, "TILE", size)
    whole = event_panel(*made(), **OPTIONS)
    plan = pickle.loads(pickle.dumps(PanelPlan.of(*made(), **OPTIONS)))
    parts = [plan.measure(tile) for tile in plan.tiles]
    order = np.argsort(np.concatenate([part.included for part in parts]))
    for field in dataclasses.fields(whole):
        values = getattr(whole, field.name)
        if isinstance(values, np.ndarray) and field.name not in ("days", "est_days"):
            joined = np.concatenate([getattr(part, field.name) for part in parts])[order]
            np.testing.assert_array_equal(joined, values)
    assert whole.excluded
    assert sorted((x for part in parts for x in part.excluded), key=lambda x: x.event) == list(whole.excluded)


@pytest.mark.parametrize("model", ["ols", "constant mean", "market-adjusted", "dimson"])
@pytest.mark.parametrize("missing", [0.0, 0.05])
def test_residuals_alone_have_the_bits_of_those_measured_with_the_event_days(model, missing):
    returns, factor, events = made(missing)
    factors = None if model == "constant mean" else factor
    plan = PanelPlan.of(returns, factors, events, **OPTIONS, model=model)
    found = plan.measure()
    assert found.excluded
    np.testing.assert_array_equal(plan.residuals(found.included[::-1]), found.resid[::-1])


def test_without_residuals_the_regressors_of_event_days_are_not_kept_and_nothing_else_changes():
    returns, factor, events = made()
    factor[events[:3, 1] + 1] = np.nan
    kept, bare = (event_panel(returns, factor, events, **OPTIONS, keep_residuals=keep) for keep in (True, False))
    assert (kept.exog.shape[1:], bare.exog.shape[1:], bare.resid.shape[1]) == ((5, 2), (0, 2), 0)
    assert any("no factor return" in x.reason for x in kept.excluded)
    assert list(bare.excluded) == list(kept.excluded)
    for field in dataclasses.fields(kept):
        if field.name not in ("exog", "resid", "excluded"):
            np.testing.assert_array_equal(getattr(bare, field.name), getattr(kept, field.name))


def test_a_tile_without_any_event_left_is_empty_and_no_error():
    plan = PanelPlan.of(*made(), **OPTIONS)
    early = np.flatnonzero(plan.position < 60)
    part = plan.measure(early)
    assert len(early)
    assert part.ar.shape == (0, 5)
    assert {x.reason for x in part.excluded} == {"the estimation window starts before the data"}


def test_a_plan_knows_whether_an_estimation_window_misses_anything():
    returns, factor, events = made(missing=0)
    options = OPTIONS | {"mask_other_events": False}
    assert PanelPlan.of(returns, factor, events, **options).complete
    assert not PanelPlan.of(returns, factor, events, **OPTIONS).complete  # days of other events are left out
    returns[events[-1, 1], events[-1, 0]] = np.nan  # a return on a day 0: in no estimation window of its own
    assert PanelPlan.of(returns, factor, events[-1:], **options).complete
    returns[events[-1, 1] - 20, events[-1, 0]] = np.nan
    assert not PanelPlan.of(returns, factor, events[-1:], **options).complete
