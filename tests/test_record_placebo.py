"""The primary test in results.json: all placebo dates, the t value, nearby dates, and noise by year."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.findings.record_placebo import placebo_record
from analysis.findings.render import markdown_report
from analysis.findings.results import as_dict
from analysis.measure.effects import PORTFOLIO
from tests.findings_cases import altered


@pytest.fixture(scope="module")
def record(bundled):
    return placebo_record(bundled)


@pytest.fixture(scope="module")
def primary(bundled):
    return bundled.effects.get(PORTFOLIO, "overnight")


def near(found, sessions):
    return altered(found, placebo=found.study.placebo.model_copy(update={"near": sessions}))


def test_p_is_one_plus_those_as_far_over_one_plus_all(record):
    assert record["p"] == pytest.approx((1 + record["as_far"]) / (1 + record["dates"]))


def test_the_t_value_is_ranked_among_those_of_the_same_dates(record, primary):
    placebo = primary.placebo_t.placebo
    assert record["t"]["dates"] == len(placebo) == record["dates"]
    assert record["t"]["t"] == pytest.approx(primary.tvalue)
    assert record["t"]["p"] == pytest.approx((1 + np.sum(placebo >= primary.tvalue)) / (1 + len(placebo)))


def test_nearby_dates_are_those_within_the_declared_sessions(record, primary, bundled):
    days = bundled.effects.sessions["XNYS"]
    event = days.get_loc(bundled.effects.day0["XNYS"])
    values = primary.placebo.placebo[np.abs(primary.placebo.rows - event) <= 120]
    found = record["near"]
    assert (found["sessions"], found["dates"]) == (120, len(values))
    assert found["p"] == pytest.approx((1 + np.sum(values >= primary.abnormal)) / (1 + len(values)))
    assert found["needed_low_pct"] == pytest.approx(found["detectable_bp"] / bundled.verdict.weight_pct[1])
    assert found["needed_high_pct"] == pytest.approx(found["detectable_bp"] / bundled.verdict.weight_pct[0])


def test_years_hold_all_dates_and_their_own_noise(record, primary, bundled):
    assert sum(y["dates"] for y in record["years"]) == record["dates"]
    years = bundled.effects.sessions["XNYS"][primary.placebo.rows].year
    for y in record["years"]:
        assert y["sd_bp"] == pytest.approx(1e4 * np.std(primary.placebo.placebo[years == y["year"]], ddof=1))


def test_one_date_of_a_year_has_no_noise(bundled, primary):
    one = replace(primary.placebo, placebo=primary.placebo.placebo[:1], rows=primary.placebo.rows[:1])
    effects = tuple(replace(e, placebo=one) if e is primary else e for e in bundled.effects.effects)
    found = replace(bundled, effects=replace(bundled.effects, effects=effects))
    assert placebo_record(found)["years"] == [{"year": 2021, "dates": 1, "sd_bp": None}]


def test_the_report_sets_three_yardsticks_beside_each_other(bundled):
    report = markdown_report(as_dict(bundled), pictures=False)
    assert "| t test: the 250 sessions of the estimation window | 58.1 | 45 % |" in report
    assert "| all 509 placebo dates | 65.2 | 50 % |" in report
    assert "| the 114 placebo dates within 120 sessions | 38.3 | 30 % |" in report
    assert "40.0 bp in 2022 (207 dates)" in report


def test_without_nearby_dates_the_report_says_so(bundled):
    assert placebo_record(near(bundled, 5))["near"] is None
    report = markdown_report(as_dict(near(bundled, 5)), pictures=False)
    assert "No placebo date lies within 5 sessions of the event." in report
    assert "placebo dates within" not in report


def test_too_few_nearby_dates_have_no_critical_value(bundled):
    few = near(bundled, 18)
    assert 0 < placebo_record(few)["near"]["dates"] < 19
    report = markdown_report(as_dict(few), pictures=False)
    assert "has no critical value: the dates are too few" in report
    assert "within 18 sessions | ∞ | ∞ |" in report


def test_funds_that_hold_nothing_need_a_move_without_bound(bundled):
    assert placebo_record(altered(bundled, weight_pct=0.0))["near"]["needed_low_pct"] == float("inf")
