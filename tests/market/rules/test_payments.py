"""Dividends: known to the adjusted close, of a plausible size, as regular as they were."""

from tests.market.made_bars import PRICES, clean, findings, only, pay


def test_a_dividend_that_the_adjusted_close_does_not_know():
    bars = clean()
    bars.loc["2022-06-15", "dividend"] = 0.2
    assert only(bars, "adjusted_close").dates == ("2022-06-15",)


def test_a_dividend_that_only_the_adjusted_close_knows():
    bars = clean()
    bars.loc["2022-06-01", "dividend"] = 0
    result = only(bars, "adjusted_close")
    assert result.dates == ("2022-06-01",)
    assert "where no dividend is" in result.message


def test_the_adjusted_close_steps_by_one_minus_dividend_over_previous_close():
    """Close 10 then 10, dividend 1: the holder of 10 has 9 and 1, so 9 before counts as 10 after."""
    bars = clean(3)
    bars.loc[:, PRICES] = 10.0
    bars["dividend"] = [0, 1, 0]
    bars["adj_close"] = [9.0, 10.0, 10.0]
    assert ("adjusted_close", "error") not in findings(bars)
    bars["adj_close"] = [8.9, 10.0, 10.0]
    assert ("adjusted_close", "error") in findings(bars)


def test_a_dividend_above_half_the_price_is_in_another_unit():
    assert only(pay(clean(), "2022-06-15", 30.0), "dividend_size").severity == "error"


def test_a_dividend_far_above_its_kind_is_odd():
    result = only(pay(clean(), "2022-06-15", 4.0), "dividend_size")
    assert (result.severity, result.dates) == ("warning", ("2022-06-15",))


def test_a_monthly_payer_that_skips_a_month():
    bars = clean()
    unpaid = pay(bars, "2022-06-01", -0.2)
    result = only(unpaid, "regular_dividends")
    assert (result.severity, result.dates) == ("warning", ("2022-05-02",))


def test_two_payments_in_december_excuse_january():
    bars = pay(pay(clean(320), "2023-01-03", -0.2), "2022-12-16", 0.2)
    assert ("regular_dividends", "warning") not in findings(bars)


def test_a_payer_without_rhythm_is_not_judged():
    bars = clean()
    for day in bars.index[bars["dividend"] > 0][2:]:
        bars = pay(bars, day, -0.2)
    assert ("regular_dividends", "warning") not in findings(bars)
