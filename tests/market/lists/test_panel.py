"""One-day total returns of single bonds: worked by hand, through coupons, defaults, gaps, and names that change."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ListError
from analysis.market.lists.panel import bond_panel
from tests.list_server.world import BONDS, DAYS, interest, true_clean
from tests.market.lists.made import lists, rows

A, B = "XS0000000001", "XS0000000002"
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = "2023-09-18", "2023-09-19", "2023-09-20", "2023-09-21"


def of_two(first, second, days=(TUESDAY, WEDNESDAY)):
    """Return of a bond between two lists."""
    panel = bond_panel(lists(rows(days[0], {"isin": A, **first}), rows(days[1], {"isin": A, **second})))
    assert np.isnan(panel.returns[0, 0])
    return panel.returns[1, 0]


def test_a_return_is_the_change_of_price_and_interest_over_what_was_paid_for_the_bond():
    accrued = 6 * 95 / 360
    found = of_two({"clean": 99.0, "accrued": accrued}, {"clean": 99.5, "accrued": 6 * 96 / 360})
    assert found == pytest.approx((0.5 + 6 / 360) / (99 + accrued), abs=1e-14)


def test_on_a_coupon_day_interest_falls_by_the_coupon_and_the_return_does_not():
    found = of_two({"clean": 99.0, "accrued": 6 * 179 / 360}, {"clean": 99.0, "accrued": 6 * 1 / 360})
    assert found == pytest.approx(6 * 2 / 360 / (99 + 6 * 179 / 360), abs=1e-12)


@pytest.mark.parametrize("per_year", [1, 2, 4])
def test_the_coupon_is_that_of_the_bonds_own_schedule(per_year):
    days = 360 // per_year
    before, after = {"accrued": 6 * (days - 1) / 360, "schedule": per_year}, {"accrued": 0.0, "schedule": per_year}
    assert of_two(before, after) == pytest.approx(6 / 360 / (100 + 6 * (days - 1) / 360), abs=1e-12)


def test_interest_that_does_not_grow_is_none_and_no_coupon():
    """From a 30th to a 31st, as in months of thirty days."""
    accrued = 6 * 95 / 360
    assert of_two({"accrued": accrued}, {"accrued": accrued - 1e-15}) == pytest.approx(0.0, abs=1e-11)


def test_a_step_in_the_coupon_counts_from_the_coupon_day():
    found = of_two({"coupon_pct": 0.75, "accrued": 0.75 * 179 / 360}, {"coupon_pct": 1.0, "accrued": 1.0 * 1 / 360})
    assert found == pytest.approx((0.75 / 360 + 1.0 / 360) / (100 + 0.75 * 179 / 360), abs=1e-12)


def test_a_bond_without_interest_earns_none_and_loses_what_had_accrued_when_it_becomes_one():
    flat = {"clean": 30.0, "accrued": 0.0, "schedule": 0}
    assert of_two(flat, {**flat, "clean": 30.3}) == pytest.approx(0.01)
    assert of_two({"clean": 30.0, "accrued": 1.2}, flat) == pytest.approx(-1.2 / 31.2)


def test_where_the_schedule_is_not_known_interest_is_the_coupon_times_days():
    unknown = {"schedule": -1, "flagged": True, "accrued": 2.345}
    found = of_two(unknown, {**unknown, "accrued": 0.1}, days=("2023-09-15", "2023-09-18"))
    assert found == pytest.approx(6 * 3 / 360 / 102.345, abs=1e-12)


def test_a_bond_without_a_coupon_has_no_income():
    zero = {"coupon_pct": 0.0, "accrued": 0.0}
    assert of_two({**zero, "clean": 80.0}, {**zero, "clean": 80.4}) == pytest.approx(0.005)


def test_of_a_bond_that_is_worth_nothing_there_is_no_return():
    nothing = {"clean": 0.0, "accrued": 0.0, "schedule": 0}
    assert np.isnan(of_two(nothing, {**nothing, "clean": 0.5}))


def test_duration_and_yield_are_those_of_the_day_before():
    panel = bond_panel(
        lists(
            rows(TUESDAY, {"isin": A, "duration": 5.1, "yield_pct": 6.1}),
            rows(WEDNESDAY, {"isin": A, "duration": 9.9, "yield_pct": 9.9}),
        )
    )
    assert np.isnan(panel.durations[0, 0])
    assert (panel.durations[1, 0], panel.yields[1, 0]) == (5.1, 6.1)


def test_a_return_needs_the_bond_on_both_days():
    table = lists(
        rows(TUESDAY, {"isin": A}, {"isin": B}), rows(WEDNESDAY, {"isin": A}), rows(THURSDAY, {"isin": A}, {"isin": B})
    )
    panel = bond_panel(table)
    assert panel.returns.shape == (3, 2)
    np.testing.assert_array_equal(np.isfinite(panel.returns), [[False, False], [True, False], [True, False]])


def test_a_session_without_a_list_is_not_observed_nor_is_the_return_after_it():
    table = lists(rows(MONDAY, {"isin": A}), rows(WEDNESDAY, {"isin": A}), rows(THURSDAY, {"isin": A}))
    sessions = pd.DatetimeIndex([MONDAY, TUESDAY, WEDNESDAY, THURSDAY])
    np.testing.assert_array_equal(np.isfinite(bond_panel(table, sessions).returns[:, 0]), [False, False, False, True])
    np.testing.assert_array_equal(np.isfinite(bond_panel(table).returns[:, 0]), [False, True, True])


def test_lists_of_days_that_were_not_asked_for_are_said():
    table = lists(rows(TUESDAY, {"isin": A}), rows(WEDNESDAY, {"isin": A}), rows(THURSDAY, {"isin": A}))
    panel = bond_panel(table, pd.DatetimeIndex([TUESDAY, THURSDAY]))
    assert panel.left_out == (WEDNESDAY,)


def test_a_price_that_did_not_change_is_stale_to_a_ten_thousandth():
    table = lists(
        rows(TUESDAY, {"isin": A}, {"isin": B}),
        rows(WEDNESDAY, {"isin": A, "clean": 100.00009}, {"isin": B, "clean": 100.0002}),
    )
    np.testing.assert_array_equal(bond_panel(table).stale, [[False, False], [True, False]])


def test_a_flag_of_the_eve_flags_the_return():
    table = lists(
        rows(TUESDAY, {"isin": A, "flagged": True}), rows(WEDNESDAY, {"isin": A}), rows(THURSDAY, {"isin": A})
    )
    np.testing.assert_array_equal(bond_panel(table).flagged[:, 0], [True, True, False])


def test_a_listing_that_was_merged_on_one_day_is_the_same_bond_on_others():
    table = lists(rows(TUESDAY, {"isin": B}), rows(WEDNESDAY, {"isin": A, "also": B}), rows(THURSDAY, {"isin": A}))
    panel = bond_panel(table)
    assert list(panel.bonds.index) == [A]
    assert np.isfinite(panel.returns[1:, 0]).all()


def test_two_listings_that_had_two_prices_on_some_day_stay_two():
    table = lists(rows(TUESDAY, {"isin": A}, {"isin": B}), rows(WEDNESDAY, {"isin": A, "also": B}))
    assert list(bond_panel(table).bonds.index) == [A, B]


def test_a_country_that_changed_its_name_is_one_country():
    table = lists(
        rows(TUESDAY, {"isin": A, "country": "Turkey"}, {"isin": B, "country": "Turkey"}),
        rows(WEDNESDAY, {"isin": A, "country": "Turkiye"}),
    )
    assert list(bond_panel(table).groups) == ["Turkiye", "Turkiye"]


def test_a_single_bond_that_moves_to_another_country_takes_no_other_with_it():
    table = lists(
        rows(TUESDAY, {"isin": A, "country": "Aland"}, {"isin": B, "country": "Aland"}),
        rows(WEDNESDAY, {"isin": A, "country": "Borduria"}, {"isin": B, "country": "Aland"}),
    )
    assert list(bond_panel(table).groups) == ["Borduria", "Aland"]


def test_without_a_list_there_is_no_panel():
    with pytest.raises(ListError, match="no list at all"):
        bond_panel(rows(TUESDAY, {"isin": A}).iloc[:0])


def test_lists_of_other_days_make_no_panel():
    with pytest.raises(ListError, match="lists from 2023-09-19 to 2023-09-19, and none of a day that is asked for"):
        bond_panel(rows(TUESDAY, {"isin": A}), pd.DatetimeIndex([WEDNESDAY]))


def test_one_day_twice_is_refused():
    with pytest.raises(ListError, match="a bond stands twice on one day"):
        bond_panel(lists(rows(TUESDAY, {"isin": A}), rows(TUESDAY, {"isin": A})))


def test_wealth_out_of_the_returns_is_that_of_a_holder_who_spends_nothing(made_table):
    """Two months of made lists: what a bond returned is what its prices, interest and coupons come to."""
    panel = bond_panel(made_table)
    assert panel.returns.shape == (len(DAYS), len(BONDS))
    for n, isin in enumerate(panel.bonds.index):
        bond = next(b for b in BONDS if b.isin == isin)
        clean = true_clean()[isin].to_numpy()
        held = np.array([interest(bond)[day] for day in DAYS])
        coupon = np.where(np.diff(held) < -0.5, bond.coupon / 2, 0.0)
        by_hand = (np.diff(clean) + np.diff(held) + coupon) / (clean[:-1] + held[:-1])
        np.testing.assert_allclose(panel.returns[1:, n], by_hand, atol=3e-6)
