"""The path of portfolio and control: whole days, cumulated from the eve, among those of other dates."""

import numpy as np
import pytest

from analysis.errors import WindowError
from analysis.findings.sure.synthetic import synthetic
from tests.cases import DAY0, TARGETS, declared, made_case

DONORS = tuple(declared()["synthetic"]["donors"])
WHOLE = {"name": "day 0", "returns": "close-to-close", "first": 0, "last": 0}


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def found(case):
    return case.once(synthetic)


def day_window(**others):
    """The made study with one window, from close to close, so that its control is that of the path."""
    return made_case(windows=[WHOLE], multiverse={"windows": [WHOLE["name"]]}, **others)


@pytest.fixture(scope="module")
def daily():
    return day_window().once(synthetic)


@pytest.fixture(scope="module")
def path(daily):
    return daily.path


def returns_of(case):
    """Returns of the portfolio and of the donors in the primary window's kind, and the row of the event."""
    table = case.returns.of(case.setting.primary.returns)
    return table[list(TARGETS)].mean(axis=1).to_numpy(), table[list(DONORS)].to_numpy(), table.index.get_loc(DAY0)


def at(path, day):
    return int(np.flatnonzero(path.days == day)[0])


def test_all_begin_at_zero_on_the_eve(path):
    for values in (path.portfolio, path.synthetic, path.gap, path.low, path.high):
        assert values[at(path, -1)] == 0


def test_it_is_made_of_whole_days_whatever_the_window(found, path):
    assert found.control.cumulative_gap != pytest.approx(path.gap[at(path, 0)])
    np.testing.assert_allclose(found.path.gap, path.gap, atol=1e-15)
    assert "to which a control is fitted anew" in found.caption.subtitle


def test_the_gap_of_the_event_day_is_the_measured_one(daily, path):
    zero = at(path, 0)
    assert path.gap[zero] == pytest.approx(daily.control.cumulative_gap, abs=1e-15)
    assert path.portfolio[zero] == pytest.approx(daily.control.actual.sum(), abs=1e-15)
    assert "anew" not in daily.caption.subtitle
    assert path.sessions[zero] == DAY0


def test_gaps_add_up_day_by_day_in_both_directions(daily, path):
    y, X, row = returns_of(day_window())
    days = row + path.days
    gaps = y[days] - daily.control.intercept - X[days] @ daily.control.weights
    np.testing.assert_allclose(np.diff(path.gap), gaps[1:], atol=1e-14)


def test_the_band_of_the_event_day_is_that_of_the_placebo_gaps(path, daily):
    gaps = daily.in_time.cumulative_gap
    # Dates whose path would leave the prices are left out.
    whole = gaps.placebo[gaps.rows + path.days[-1] < len(returns_of(made_case())[0])]
    assert path.dates == len(whole) < gaps.nobs
    zero = at(path, 0)
    assert (path.low[zero], path.high[zero]) == pytest.approx(np.quantile(whole, [0.025, 0.975]), abs=1e-14)


def test_placebo_dates_whose_path_would_hold_the_event_are_left_out(case, found):
    longer = synthetic(made_case(drawing={"path_last": 20})).path
    rows, event = found.in_time.cumulative_gap.rows, returns_of(case)[2]
    near = (rows - 3 <= event) & (event <= rows + 20)
    late = rows + 20 >= len(case.sessions("XNYS"))
    assert near.any()
    assert longer.dates == len(rows) - np.count_nonzero(near | late) < found.path.dates


def test_fitted_levels_leave_no_intercept():
    y, X, row = returns_of(day_window())
    fixed = synthetic(day_window(synthetic={"demean": False}))
    days = row + fixed.path.days
    daily = y[days] - X[days] @ fixed.control.weights
    np.testing.assert_allclose(np.diff(fixed.path.gap), daily[1:], atol=1e-14)
    zero, gaps = at(fixed.path, 0), fixed.in_time.cumulative_gap
    whole = gaps.placebo[gaps.rows + fixed.path.days[-1] < len(y)]
    assert fixed.path.high[zero] == pytest.approx(np.quantile(whole, 0.975), abs=1e-14)


def test_a_path_from_day_0_on_begins_with_its_return():
    found = synthetic(day_window(drawing={"path_first": 0}))
    assert found.path.gap[0] == pytest.approx(found.control.gap[0], abs=1e-15)


@pytest.mark.slow
def test_a_path_that_leaves_the_prices_or_has_no_placebo_date_is_refused():
    with pytest.raises(WindowError, match=r"84 sessions after day 0, 100 needed; .*drawing.path_last"):
        synthetic(made_case(drawing={"path_last": 100}))
    with pytest.raises(WindowError, match="no placebo date with all of event days -3 to 80"):
        synthetic(made_case(drawing={"path_last": 80}, estimation={"length": 110}))
