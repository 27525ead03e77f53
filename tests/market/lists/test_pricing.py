"""Two routes to the clean price; where they part the bond is flagged, and where a whole list is wrong it is refused."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ListError
from analysis.market.lists.accrual import accrued, days_360, eighths
from analysis.market.lists.ishares_csv import parse_csv
from analysis.market.lists.pricing import TABLE, price_list
from analysis.study.quoted.accrual import Bond, accrued_and_paid
from tests.list_server.faults import LIST_FAULTS, ListExchange
from tests.list_server.forms import as_csv
from tests.list_server.world import BONDS, DAYS, NAME, PRIVATE, interest, true_clean, true_rows

DAY = dt.date(2023, 9, 20)


def priced(rows, day=DAY):
    return price_list(parse_csv(as_csv(day, NAME, rows), "a list"), "a list")


def spoilt(fault):
    x = ListExchange("MADE", {}, None, form="csv", asked=DAY, day=DAY, held=true_rows(DAY))
    LIST_FAULTS[fault](x)
    return x.held


def bond(**changes):
    """One row, as of a bond whose numbers are known."""
    row = {
        "name": "AZERBAIJAN (REPUBLIC OF) RegS", "sector": "Sovereign", "asset_class": "Fixed Income",
        "market_value": 20_026_125.62, "par": 21_459_000.0, "isin": "XS1678623734", "price": 93.03,
        "country": "Azerbaijan", "currency": "USD", "duration": 5.25, "yield_pct": 4.87,
        "maturity": dt.date(2032, 9, 1), "coupon_pct": 3.5, "accrues_from": dt.date(2017, 9, 1),
    }  # fmt: skip
    return {**row, **changes}


def test_a_known_row_of_a_real_list_to_the_digits_given():
    found = priced([bond()], dt.date(2025, 10, 1))
    row = found.table.iloc[0]
    assert list(found.table.columns) == list(TABLE)
    assert found.accrued_to == dt.date(2025, 10, 1)
    assert row["accrued"] == pytest.approx(3.5 * 30 / 360)
    assert round(row["clean"], 4) == 93.0311
    assert row["price"] == 93.03
    assert not row["flagged"]


def test_the_day_of_the_interest_is_found_wherever_near_the_lists_own_day_it_lies():
    for days in (-1, 0, 1, 3):
        found = priced(true_rows(DAY), DAY - dt.timedelta(days))
        assert (found.as_of, found.accrued_to) == (DAY - dt.timedelta(days), DAY)
        assert found.flagged == 0


def test_every_day_of_the_made_lists_is_priced_to_a_ten_thousandth():
    for day in DAYS:
        found = priced(true_rows(day), day)
        table = found.table.set_index("isin")
        np.testing.assert_allclose(table["clean"], true_clean().loc[day, table.index], atol=1e-4)
        # After a 30th the 31st fits as well, and holds the same interest.
        assert found.accrued_to == day


def test_regs_and_144a_of_one_bond_are_one():
    found = priced(true_rows(DAY))
    assert (found.merged, len(found.table)) == (1, len(BONDS))
    row = found.table.set_index("isin").loc[BONDS[0].isin]
    assert (row["also"], row["par"]) == (PRIVATE.isin, BONDS[0].par + PRIVATE.par)
    assert PRIVATE.isin not in set(found.table["isin"])


def test_two_listings_with_two_prices_stay_two():
    rows = true_rows(DAY)
    rows[-1] = {**rows[-1], "price": float(rows[-1]["price"]) + 0.01}
    assert priced(rows).merged == 0


def test_a_printed_price_that_is_off_flags_that_bond_and_is_the_one_that_is_taken():
    rows = spoilt("printed_price_off")
    found = priced(rows)
    assert found.flagged == 1
    row = found.table[found.table["flagged"]].iloc[0]
    assert row["isin"] == BONDS[5].isin
    assert row["clean"] == row["price"] == pytest.approx(true_clean().loc[DAY, BONDS[5].isin] + 0.5, abs=0.006)
    assert row["schedule"] == -1


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("prices_hundredfold", "market value over par is 0.01.* times the price: prices or par are in another unit"),
        ("par_in_thousands", "market value over par is 1.* times the price: prices or par are in another unit"),
        ("values_without_interest", "market values hold no accrued interest"),
        ("values_of_another_month", "fits .* of the bonds at best .*; allowed: 50% at least, on a day near 2023-09-20"),
    ],
)
def test_a_list_that_is_wrong_as_a_whole_is_refused(fault, says):
    with pytest.raises(ListError, match=says):
        priced(spoilt(fault))


@pytest.mark.parametrize(
    ("per_year", "schedule"), [(2, 2), (1, 1), (4, 4)]
)  # interest of three quarters of a year is nobody's but a yearly bond's
def test_the_schedule_of_a_bond_is_the_one_that_fits(per_year, schedule):
    rows = true_rows(DAY)
    maturity = dt.date(2030, 12, 20)
    held = accrued_and_paid(Bond(6.0, maturity, per_year, "30/360"), pd.DatetimeIndex([DAY]))[0][0]
    other = bond(isin="XS1111111111", maturity=maturity, coupon_pct=6.0, par=1e6, price=90.0)
    other["market_value"] = 1e6 * (90 + held) / 100 if per_year != 4 else 1e6 * 90.0 / 100 + 1e-6
    row = priced([*rows, other]).table.set_index("isin").loc["XS1111111111"]
    assert row["accrued"] == pytest.approx(held)
    assert row["schedule"] == schedule


def test_a_bond_that_trades_without_interest_earns_none_and_is_not_flagged():
    other = bond(isin="XS1111111111", price=30.0, par=1e6, market_value=300_000.0)
    row = priced([*true_rows(DAY), other]).table.set_index("isin").loc["XS1111111111"]
    assert (row["accrued"], row["clean"], row["schedule"], row["flagged"]) == (0.0, 30.0, 0, False)


def test_a_bond_without_a_price_or_a_value_is_flagged_and_takes_none_from_elsewhere():
    without = [
        bond(isin="XS1111111111", price=None, coupon_pct=6.1),
        bond(isin="XS2222222222", market_value=None, coupon_pct=6.2),
        bond(isin="XS3333333333", price=0.0, market_value=0.0, coupon_pct=6.3),
    ]
    table = priced([*true_rows(DAY), *without]).table.set_index("isin").iloc[-3:]
    np.testing.assert_array_equal(table["clean"], [np.nan, 93.03, 0.0])
    assert list(table["flagged"]) == [True, True, False]
    assert list(table["schedule"]) == [-1, -1, 0]  # one that is worth nothing trades without interest


def test_a_new_issue_has_interest_from_its_first_day_only():
    begun = dt.date(2023, 9, 12)
    other = bond(isin="XS1111111111", price=99.0, par=1e6, coupon_pct=7.2, accrues_from=begun)
    other["market_value"] = 1e6 * (99.0 + 7.2 * 8 / 360) / 100
    row = priced([*true_rows(DAY), other]).table.set_index("isin").loc["XS1111111111"]
    assert row["accrued"] == pytest.approx(7.2 * 8 / 360)
    assert not row["flagged"]


def test_coupons_of_two_decimals_are_the_eighths_they_were_rounded_from():
    printed = np.array([4.13, 4.38, 4.63, 4.88, 4.125, 4.5, 4.25, 4.1, 4.131, np.nan])
    np.testing.assert_allclose(eighths(printed), [4.125, 4.375, 4.625, 4.875, 4.125, 4.5, 4.25, 4.1, 4.131, np.nan])


@pytest.mark.parametrize("per_year", [1, 2, 4])
def test_many_bonds_accrue_as_each_does_alone(per_year):
    days = pd.date_range("2023-08-20", "2023-11-05", unit="s")
    maturity = pd.Series(pd.to_datetime([b.maturity for b in BONDS]).astype("datetime64[s]"))
    coupon = np.array([b.coupon for b in BONDS])
    found = accrued(coupon, maturity, pd.Series([pd.NaT] * len(BONDS)), per_year, days)
    for n, b in enumerate(BONDS):
        alone, _ = accrued_and_paid(Bond(b.coupon, b.maturity, per_year, "30/360"), days)
        np.testing.assert_allclose(found[:, n], alone, atol=1e-12)


def test_days_are_those_of_months_of_thirty_days():
    first, last = pd.DatetimeIndex(["2023-01-31", "2023-02-28"]), pd.DatetimeIndex(["2023-02-28", "2023-03-01"])
    assert list(days_360(first, last)) == [28, 3]


def test_the_made_interest_is_that_of_the_row_by_hand():
    assert interest(BONDS[0])[dt.date(2023, 9, 20)] == pytest.approx(3.5 * 79 / 360)  # since 1 July
