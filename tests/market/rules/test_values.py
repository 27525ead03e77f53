"""Values: each price a price, each amount an amount, open and close within the range."""

import numpy as np
import pytest

from tests.market.made_bars import clean, findings, only


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-300, 1e300, np.nan, np.inf])
@pytest.mark.parametrize("column", ["open", "high", "low", "close", "adj_close"])
def test_a_price_is_a_positive_number(column, value):
    bars = clean()
    bars.loc["2022-03-15", column] = value
    result = only(bars, "prices_positive")
    assert (result.severity, result.dates) == ("error", ("2022-03-15",))
    assert column in result.message


@pytest.mark.parametrize("column", ["volume", "dividend"])
def test_an_amount_is_not_negative(column):
    bars = clean()
    bars.loc["2022-03-15", column] = -1
    assert only(bars, "amounts_not_negative").dates == ("2022-03-15",)


def test_rounding_may_move_a_close_past_the_high():
    bars = clean()
    bars["high"] = bars[["open", "close"]].max(axis=1) * (1 - 5e-6)
    assert ("high_low_bounds", "error") not in findings(bars)
    assert ("high_low_bounds", "warning") not in findings(bars)


def test_an_auction_may_move_it_further_but_no_fault_of_unit():
    bars = clean()
    bars.loc["2022-03-15", "high"] = bars.loc["2022-03-15", ["open", "close"]].max() * 0.997
    bars.loc["2022-03-15", "low"] = bars.loc["2022-03-15", ["open", "close"]].min() * 0.99
    assert only(bars, "high_low_bounds").severity == "warning"
    bars.loc["2022-03-15", "high"] *= 0.5
    assert only(bars, "high_low_bounds").severity == "error"
