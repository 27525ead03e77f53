"""The path of the synthetic control: zero on the eve, the measured gap on the event day, a band of placebo paths."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.findings.twin import twin_path
from analysis.measure.effects import PORTFOLIO, series_of, table_for
from tests.evidence_cases import with_evidence
from tests.findings_cases import altered


@pytest.fixture(scope="module")
def path(bundled):
    return twin_path(bundled)


def test_all_begin_at_zero_on_the_eve(path):
    (eve,) = np.flatnonzero(path.days == -1)
    for values in (path.portfolio, path.synthetic, path.gap, path.low, path.high):
        assert values[eve] == 0


def test_the_gap_of_the_event_day_is_the_measured_one(path, bundled):
    control = bundled.evidence.synthetic.control
    (zero,) = np.flatnonzero(path.days == 0)
    assert path.gap[zero] == pytest.approx(control.cumulative_gap, abs=1e-15)
    assert path.portfolio[zero] == pytest.approx(control.actual.sum(), abs=1e-15)
    assert path.sessions[zero] == "2023-09-20"


def test_gaps_add_up_day_by_day_in_both_directions(path, bundled):
    study, control = bundled.study, bundled.evidence.synthetic.control
    series = series_of(study, study.portfolio.members)[0]
    own = table_for(bundled.returns, "overnight", series, study)[PORTFOLIO]
    donors = bundled.returns.overnight[list(control.names)].loc[own.index]
    gap = own - control.intercept - donors @ control.weights
    daily = gap.loc[pd.to_datetime(list(path.sessions))].to_numpy()
    np.testing.assert_allclose(np.diff(path.gap), daily[1:], atol=1e-14)


def test_the_band_of_the_event_day_is_that_of_the_placebo_gaps(path, bundled):
    placebo = bundled.evidence.synthetic.in_time.cumulative_gap.placebo
    assert path.dates == len(placebo)
    (zero,) = np.flatnonzero(path.days == 0)
    low, high = np.quantile(placebo, [0.025, 0.975])
    assert (path.low[zero], path.high[zero]) == pytest.approx((low, high), abs=1e-14)
    assert np.mean((placebo >= low) & (placebo <= high)) == pytest.approx(0.95, abs=0.005)


def test_placebo_dates_whose_path_would_hold_the_event_are_left_out(path, bundled):
    drawing = bundled.study.drawing.model_copy(update={"path_first": -15, "path_last": 15})
    longer = twin_path(altered(bundled, drawing=drawing))
    rows = bundled.evidence.synthetic.in_time.cumulative_gap.rows
    event = list(bundled.effects.sessions["XNYS"].strftime("%Y-%m-%d")).index("2023-09-20")
    near = np.abs(rows - event) <= 15
    late = rows + 15 >= len(bundled.effects.sessions["XNYS"])
    assert longer.dates == len(rows) - np.count_nonzero(near | late) < path.dates


def test_fitted_levels_leave_no_intercept(bundled):
    control = replace(bundled.evidence.synthetic.control, intercept=0.0)
    fitted = with_evidence(bundled, synthetic=replace(bundled.evidence.synthetic, control=control))
    plan = bundled.study.synthetic.model_copy(update={"demean": False})
    free, bound = twin_path(bundled), twin_path(altered(fitted, synthetic=plan))
    days = free.days + 1  # days since the eve
    drift = bundled.evidence.synthetic.control.intercept
    np.testing.assert_allclose(bound.gap - free.gap, drift * days, atol=1e-14)
    assert not np.allclose(bound.high, free.high)


def test_a_path_from_day_0_on_begins_with_its_return(bundled):
    drawing = bundled.study.drawing.model_copy(update={"path_first": 0})
    path = twin_path(altered(bundled, drawing=drawing))
    assert path.gap[0] == pytest.approx(bundled.evidence.synthetic.control.gap[0], abs=1e-15)
