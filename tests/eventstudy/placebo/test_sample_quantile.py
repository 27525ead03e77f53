"""Placebo in time: exact ranks, admissible dates, and the size and power of the test."""

import numpy as np
import pytest

from analysis.errors import EstimationError, WindowError
from analysis.eventstudy.placebo.dates import admissible_rows, apart, require_rows
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest


def made(statistic, placebo):
    values = np.asarray(placebo, dtype=float)
    return SampleQuantileTest(statistic, values, np.arange(len(values)))


def test_the_pvalue_is_the_rank_of_the_event_among_all_dates_with_itself():
    test = made(3.0, range(-9, 10))  # 19 placebo values -9 .. 9; 7 are at least 3, 13 at most 3
    assert test.pvalue("greater") == (1 + 7) / 20
    assert test.pvalue("less") == (1 + 13) / 20
    assert test.pvalue("two-sided") == 2 * 8 / 20
    assert made(100.0, range(19)).pvalue("greater") == 1 / 20


def test_the_critical_value_is_where_the_pvalue_crosses_alpha():
    placebo = np.random.default_rng(1).normal(size=399)
    critical = made(0.0, placebo).critical_value(0.05)
    assert made(critical + 1e-9, placebo).pvalue("greater") <= 0.05
    assert made(critical, placebo).pvalue("greater") > 0.05
    down = made(0.0, placebo).critical_value(0.05, sign=-1)
    assert made(-down - 1e-9, placebo).pvalue("less") <= 0.05
    assert made(-down, placebo).pvalue("less") > 0.05


def test_nearby_dates_are_those_within_so_many_sessions_on_either_side():
    near = made(3.0, range(19)).within(4, event_row=10)
    assert near.rows.tolist() == [6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert near.placebo.tolist() == [6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert near.pvalue("less") == 1 / 10


def test_what_has_no_rank_is_refused():
    with pytest.raises(EstimationError, match="statistic is nan"):
        made(np.nan, range(199))
    with pytest.raises(EstimationError, match="2 of 5 placebo values are nan"):
        made(0.0, [1.0, np.nan, 2.0, np.nan, 3.0])


def test_infinite_values_have_a_rank():
    test = made(np.inf, [1.0, np.inf, -np.inf])
    assert test.pvalue("greater") == 2 / 4
    assert test.pvalue("less") == 1.0


def test_with_too_few_dates_nothing_can_be_significant():
    assert made(0.0, range(18)).critical_value(0.05) == float("inf")


def test_the_minimum_detectable_effect_is_found_on_the_declared_share_of_dates():
    placebo = np.random.default_rng(2).standard_t(4, size=500)
    for sign in (1, -1):
        test = made(0.0, placebo)
        effect = test.minimum_detectable_effect(0.05, 0.80, sign)
        found = np.mean(sign * placebo + effect >= test.critical_value(0.05, sign))
        assert found == pytest.approx(0.80, abs=1e-9)


def test_size_is_alpha_under_exchangeability_and_power_is_as_promised():
    rng = np.random.default_rng(3)
    draws = rng.standard_t(3, size=(4000, 200))
    tests = [made(row[0], row[1:]) for row in draws]
    rejected = np.mean([t.pvalue("greater") <= 0.05 for t in tests])
    assert abs(rejected - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 4000)
    found = [
        made(t.statistic + t.minimum_detectable_effect(0.05, 0.8), t.placebo).pvalue("greater") <= 0.05 for t in tests
    ]
    assert np.mean(found) == pytest.approx(0.80, abs=0.03)


def test_admissible_dates_have_whole_windows_and_keep_clear_of_the_event_and_of_listed_dates():
    observed = np.ones(100, dtype=bool)
    observed[:5] = False
    rows = admissible_rows(observed, 60, estimation=(-20, -6), windows=[(-1, 1), (0, 4)], avoid=[80], clearance=3)
    expected = [r for r in range(25, 96) if abs(r - 60) > 3 and abs(r - 80) > 3]
    assert rows.tolist() == expected


def test_a_hole_in_the_data_takes_out_every_date_whose_windows_touch_it():
    observed = np.ones(60, dtype=bool)
    observed[30] = False
    rows = admissible_rows(observed, 59, estimation=(-10, -3), windows=[(0, 2)])
    assert rows.tolist() == [*range(10, 28), *range(41, 58)]


def test_an_estimation_window_after_the_event_needs_its_own_sessions():
    # Rows 0 .. 29 without 20: a date needs its row - 1 up to its row + 8, so 1 .. 11 and 22 .. 21 (none).
    observed = np.ones(30, dtype=bool)
    observed[20] = False
    rows = admissible_rows(observed, 29, estimation=(4, 8), windows=[(-1, 1), (0, 2)])
    assert rows.tolist() == list(range(1, 12))


@pytest.mark.parametrize("estimation", [(-9, -3), (4, 8), (0, 0)])
def test_admissible_dates_are_those_whose_sessions_are_all_there_whatever_the_order_of_the_windows(estimation):
    observed = np.random.default_rng(4).random(400) < 0.97
    windows = [(-1, 1), (0, 2)]
    first, last = min(estimation[0], -1), max(estimation[1], 2)
    inside = [r for r in range(400) if r + first >= 0 and r + last < 400 and observed[r + first : r + last + 1].all()]
    assert inside
    assert admissible_rows(observed, 399, estimation=estimation, windows=windows).tolist() == inside


def test_too_few_placebo_dates_stop_the_run():
    with pytest.raises(WindowError, match="EMB: 3 admissible placebo dates; allowed: at least 200"):
        require_rows(np.arange(3), 200, "EMB")


def test_dates_of_a_five_day_window_are_kept_five_sessions_apart_counted_from_the_event():
    rows = np.arange(0, 40)
    assert rows[apart(rows, 22, 5)].tolist() == [2, 7, 12, 17, 22, 27, 32, 37]
    assert apart(rows, 22, 1).all()
