"""Rules run in stages, and each finding reads as one line that names its rows."""

import numpy as np
import pytest

from analysis.market.checks import STAGES, check_bars, compare_series
from tests.market.made_bars import clean


def test_nothing_wrong_nothing_said():
    assert check_bars("FUND", clean(20), "XNYS") == []


def test_a_finding_reads_as_one_line_with_its_first_dates_and_keeps_all():
    bars = clean(20)
    bars.iloc[10:20, bars.columns.get_loc("close")] = np.nan
    (result,) = check_bars("FUND", bars, "XNYS")
    assert str(result) == (
        "FUND: prices_positive: close is empty or not finite: 2022-01-18, 2022-01-19, 2022-01-20, 2022-01-21 and 6 more"
    )
    assert len(result.dates) == 10
    assert (result.ticker, result.check, result.severity) == ("FUND", "prices_positive", "error")


def test_an_error_ends_the_list_because_later_rules_assume_its_absence():
    bars = clean(20)
    bars["volume"] = 0.0
    assert [r.check for r in check_bars("FUND", bars, "XNYS")] == ["zero_volume"]
    bars.iloc[3, bars.columns.get_loc("close")] = -10.0
    assert [r.check for r in check_bars("FUND", bars, "XNYS")] == ["prices_positive"]


def test_every_rule_has_its_own_name_and_says_what_it_demands():
    rules = [rule for stage in STAGES for rule in stage]
    assert len({rule.__name__ for rule in rules}) == len(rules)
    assert all(rule.__doc__ for rule in rules)


def test_series_are_compared_with_those_of_their_exchange_alone():
    """Those whose rows are in no order, or whose prices have no logarithm, take no part."""
    bars = {name: clean() for name in ("A", "B", "LONDON", "UNORDERED", "EMPTY")}
    bars["UNORDERED"] = bars["UNORDERED"].iloc[::-1]
    bars["EMPTY"].iloc[3, 0] = np.nan
    exchanges = dict.fromkeys(bars, "XNYS") | {"LONDON": "XLON"}
    found = compare_series(bars, exchanges)
    assert set(found) == {"A", "B"}
    assert found["A"].share == pytest.approx(1.0)
