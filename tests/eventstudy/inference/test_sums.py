"""Sums over tiles of events: the correlations and ranks of the array functions, however the events are cut."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.abnormal import plan as planning
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.abnormal.plan import PanelPlan, date_tiles
from analysis.eventstudy.inference.battery import battery
from analysis.eventstudy.inference.clustering import mean_correlation
from analysis.eventstudy.inference.plan_battery import battery_of_plan
from analysis.eventstudy.inference.sums import correlations as corr
from analysis.eventstudy.inference.sums.tile import Tile

OPTIONS = {"estimation": (-60, -11), "windows": [(-3, 3), (0, 0)], "mask_other_events": False}


def made(missing=0.0, digits=None, seed=8):
    """Ninety events on forty dates, many a session or two apart, of returns with a common part."""
    rng = np.random.default_rng(seed)
    factor = 0.01 * rng.normal(size=(300, 1))
    own = 0.01 * (rng.normal(size=(300, 1)) + rng.normal(size=(300, 30)))
    returns = factor + own
    returns = returns if digits is None else np.round(returns, digits)
    returns[rng.random(returns.shape) < missing] = np.nan
    events = np.column_stack([rng.integers(0, 30, 90), rng.choice(np.arange(75, 290, 5), 90) + rng.integers(0, 2, 90)])
    return returns, factor, np.unique(events, axis=0)


def summed(panel, kind):
    parts = [corr.tile_correlations(Tile.of(panel, rows), kind) for rows in date_tiles(panel.position)]
    lengths = Tile.of(panel).lengths
    return corr.joined_correlations(parts, lengths, kind), lengths


@pytest.mark.parametrize("size", [1, 20, 1000])
@pytest.mark.parametrize(("missing", "kind"), [(0.0, "complete"), (0.0, "pairs"), (0.05, "pairs")])
def test_correlations_summed_by_date_are_those_of_all_pairs(monkeypatch, size, missing, kind):
    monkeypatch.setattr(planning, "TILE", size)
    panel = event_panel(*made(missing), **OPTIONS)
    found, lengths = summed(panel, kind)
    for column, values in enumerate(np.concatenate([panel.ar, panel.car], axis=1).T):
        here = np.isfinite(values)
        every = mean_correlation(panel.resid[here], panel.position[here], panel.est_days, int(lengths[column]))
        assert found.mean(column, int(here.sum())) == pytest.approx(every, rel=1e-11)


def test_two_events_without_common_days_spoil_only_the_days_on_which_both_have_a_return():
    """Securities 0 and 1 trade in turns before their events of one date; the second has no return on event day 1."""
    returns, factor, _ = made()
    returns[100:160:2, 0] = returns[101:160:2, 1] = returns[171, 1] = np.nan
    panel = event_panel(returns, factor, [(0, 170), (1, 170), (2, 170), (3, 240), (4, 240)], **OPTIONS)
    found, lengths = summed(panel, "pairs")
    values = np.concatenate([panel.ar, panel.car], axis=1)
    (column,) = np.flatnonzero(np.isnan(values[1, :7]))
    here = np.isfinite(values[:, column])
    every = mean_correlation(panel.resid[here], panel.position[here], panel.est_days, int(lengths[column]))
    assert found.mean(column, 4) == pytest.approx(every, rel=1e-11)
    with pytest.raises(NotApplicableError, match="two events have 0 residuals on common days"):
        found.mean(column - 1, 5)


def test_pooled_correlations_are_near_those_of_each_pair_and_the_same_where_nothing_is_missing():
    panel = event_panel(*made(0.05), **OPTIONS)
    pooled, each = summed(panel, "pooled")[0], summed(panel, "pairs")[0]
    events = np.isfinite(np.concatenate([panel.ar, panel.car], axis=1)).sum(axis=0)
    difference = (pooled.total - each.total) / (events * (events - 1))
    assert abs(difference).max() < 0.002 < each.total[-1] / (events[-1] * (events[-1] - 1))
    whole = event_panel(*made(), **OPTIONS)
    days = slice(0, 7)  # one date each: on windows that overlap in part the means of common days differ
    assert summed(whole, "pooled")[0].total[days] == pytest.approx(summed(whole, "complete")[0].total[days], rel=1e-11)


def test_many_pairs_with_missing_residuals_are_pooled():
    position = np.repeat(np.arange(10), 3000)
    assert corr.kind_of_correlation(position, 1, complete=True) == "complete"
    assert corr.kind_of_correlation(position, 1, complete=False) == "pooled"
    assert corr.kind_of_correlation(position[::100], 1, complete=False) == "pairs"


def test_a_test_on_pooled_correlations_says_that_they_are(monkeypatch):
    monkeypatch.setattr(corr, "PAIRS", 10)
    result = run(lambda **o: battery(event_panel(*made(0.05), **OPTIONS), **o), tests=("adjusted BMP", "BMP"))
    said = {row.test.method: "correlations are those of dates" in row.test.caution for row in result.rows}
    assert said == {"adjusted BMP": True, "BMP": False}


def numbers(result):
    return np.array([[row.test.statistic, row.test.pvalue, row.test.nobs] for row in result.rows])


def run(work, **options):
    return work(rng=np.random.default_rng(3), replications=99, shared_allowed=1.0, **options)


@pytest.mark.parametrize("missing", [0.0, 0.05])
def test_no_number_of_the_battery_depends_on_how_the_events_are_cut(monkeypatch, missing):
    whole = numbers(run(lambda **o: battery(event_panel(*made(missing), **OPTIONS), **o)))
    for size in (1, 25):
        monkeypatch.setattr(planning, "TILE", size)
        plan = PanelPlan.of(*made(missing), **OPTIONS)
        assert numbers(run(lambda plan=plan, **o: battery_of_plan(plan, **o))) == pytest.approx(
            whole, rel=1e-9, abs=1e-12, nan_ok=True
        )


def test_no_bit_depends_on_who_measures_a_tile(monkeypatch):
    monkeypatch.setattr(planning, "TILE", 10)
    plan = PanelPlan.of(*made(0.05), **OPTIONS)
    one = numbers(run(lambda **o: battery_of_plan(plan, **o)))
    with ThreadPoolExecutor(3) as pool:
        several = numbers(run(lambda **o: battery_of_plan(plan, apply=pool.map, **o)))
    np.testing.assert_array_equal(several, one)
    in_memory = numbers(run(lambda **o: battery(event_panel(*made(0.05), **OPTIONS), **o)))
    np.testing.assert_array_equal(in_memory, one)


def test_a_tile_none_of_whose_events_can_be_measured_changes_nothing(monkeypatch):
    """Sorted by date, the first tiles have no estimation window: the battery is that of the events of the others."""
    monkeypatch.setattr(planning, "TILE", 10)
    options = OPTIONS | {"estimation": (-240, -11)}
    plan = PanelPlan.of(*made(0.05), **options)
    measured = [plan.measure(tile).included for tile in plan.tiles]
    assert not len(measured[0])
    assert sum(len(found) > 0 for found in measured) > 1
    returns, factor, events = made(0.05)
    those = PanelPlan.of(returns, factor, events[np.sort(np.concatenate(measured))], **options)
    one, other = (numbers(run(lambda plan=plan, **o: battery_of_plan(plan, **o))) for plan in (plan, those))
    np.testing.assert_allclose(one, other, rtol=1e-12)


def test_a_plan_none_of_whose_events_can_be_measured_is_an_error():
    returns, factor, events = made()
    plan = PanelPlan.of(returns, factor, events - [0, 60], **OPTIONS | {"estimation": (-240, -11)})
    with pytest.raises(EstimationError, match="none of"):
        run(lambda **o: battery_of_plan(plan, **o))


@pytest.mark.parametrize("missing", [0.0, 0.05])
def test_ties_share_the_mean_of_their_ranks(missing):
    """Returns in whole percents and a mean taken off: residuals tie just where returns do, and these are integers."""
    returns, _, events = made(missing, digits=2)
    panel = event_panel(returns, None, events, model="constant mean", **OPTIONS)
    test = run(lambda **o: battery(panel, **o)).test("Corrado rank", day=0)
    percents = np.round(100 * returns)
    sums, counts = np.zeros(51), np.zeros(51)
    for security, row in zip(panel.security, panel.position, strict=True):
        ranked = np.append(percents[row - 60 : row - 10, security], percents[row, security])
        if np.isfinite(ranked[-1]):
            lower = (ranked[:, None] > ranked).sum(axis=1) + ((ranked[:, None] == ranked).sum(axis=1) + 1) / 2
            seen = np.isfinite(ranked)
            sums[seen] += lower[seen] / (seen.sum() + 1) - 0.5
            counts += seen
    daily = sums / np.sqrt(counts)
    assert test.statistic == pytest.approx(daily[-1] / np.sqrt((daily**2).mean()), rel=1e-12)
