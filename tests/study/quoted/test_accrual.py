"""Accrued interest and coupons: cases worked by hand, a plain loop over coupon periods, and what a holder earns."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.study.declarations import Instrument
from analysis.study.quoted.accrual import Bond, accrued_and_paid, coupon_days
from analysis.study.quoted.quotes import read_quotes


def days(*written):
    return pd.DatetimeIndex(written)


def accrued(bond, *written):
    return accrued_and_paid(bond, days(*written))[0].tolist()


HALF_YEARLY = Bond(6.0, dt.date(2030, 9, 15), 2, "30/360")


def test_thirty_day_months_by_hand():
    """Three percent a half-year from 15 March: 16 days to the 31st, 15 to the 30th; 45 to the end of April; 180 in all.

    From a coupon day on the 30th the 31st counts as the 30th: 30 March to 31 May are 60 days, not 61.
    """
    assert accrued(HALF_YEARLY, "2024-03-15", "2024-03-30", "2024-03-31", "2024-04-30", "2024-09-14") == pytest.approx(
        [0.0, 3 * 15 / 180, 3 * 16 / 180, 3 * 45 / 180, 3 * 179 / 180], abs=1e-15
    )
    of_the_30th = Bond(6.0, dt.date(2030, 9, 30), 2, "30/360")
    assert accrued(of_the_30th, "2024-05-31", "2024-05-30") == pytest.approx([3 * 60 / 180] * 2, abs=1e-15)


def test_actual_days_by_hand():
    """15 March to 15 September 2024 are 184 days, 15 September to 15 March 2025 181: each period has its own length."""
    bond = Bond(6.0, dt.date(2030, 9, 15), 2, "act/act")
    found = accrued(bond, "2024-03-16", "2024-09-14", "2024-09-16", "2025-03-14")
    assert found == pytest.approx([3 / 184, 3 * 183 / 184, 3 / 181, 3 * 180 / 181], abs=1e-15)


def test_coupon_days_of_the_31st_are_the_last_of_shorter_months():
    bond = Bond(4.0, dt.date(2025, 8, 31), 4, "act/act")
    found = coupon_days(bond, pd.Timestamp("2024-01-15"), pd.Timestamp("2024-12-01"))
    assert found.strftime("%Y-%m-%d").tolist() == [
        "2023-11-30", "2024-02-29", "2024-05-31", "2024-08-31", "2024-11-30", "2025-02-28",
    ]  # fmt: skip


def test_a_coupon_day_cut_off_by_a_short_month_counts_as_the_thirtieth():
    """From 29 February 2024, a coupon day of the 31st: 30 August is 180 days later, a whole half-year, and no more."""
    bond = Bond(4.0, dt.date(2030, 8, 31), 2, "30/360")
    assert accrued(bond, "2024-03-01", "2024-03-30", "2024-08-30") == pytest.approx(
        [2 / 180, 2 * 30 / 180, 2.0], abs=1e-15
    )


def test_a_coupon_is_paid_once_between_the_quotes_around_its_day():
    found = accrued_and_paid(HALF_YEARLY, days("2024-03-14", "2024-03-18", "2024-09-13", "2024-09-16"))[1]
    assert found.tolist() == [0.0, 3.0, 0.0, 3.0]
    silent = accrued_and_paid(HALF_YEARLY, days("2024-03-14", "2025-04-01"))[1]
    assert silent.tolist() == [0.0, 9.0], "three coupon days without a quote between"


def test_the_last_coupon_is_paid_at_maturity_and_no_interest_is_left():
    interest, paid = accrued_and_paid(HALF_YEARLY, days("2030-09-12", "2030-09-15"))
    assert interest == pytest.approx([3 * 177 / 180, 0.0], abs=1e-15)
    assert paid.tolist() == [0.0, 3.0]


def test_a_day_after_the_maturity_is_refused():
    with pytest.raises(StudyError, match="a quote on 2030-09-16, after the maturity of 2030-09-15"):
        accrued_and_paid(HALF_YEARLY, days("2030-09-13", "2030-09-16"))


# --- a second route ----------------------------------------------------------------------------------------------


def by_loop(bond, day):
    """Accrued interest of one day: back from the maturity, period by period, with the calendar's own arithmetic."""
    month, year, nominal = bond.maturity.month, bond.maturity.year, bond.maturity.day

    def clipped(y, m):
        last = (dt.date(y + m // 12, m % 12 + 1, 1) - dt.timedelta(days=1)).day
        return dt.date(y, m, min(nominal, last))

    end = bond.maturity
    while True:
        month -= 12 // bond.frequency
        year, month = (year - 1, month + 12) if month < 1 else (year, month)
        start = clipped(year, month)
        if start <= day:
            break
        end = start
    each = bond.coupon / bond.frequency
    if bond.day_count == "act/act":
        return each * (day - start).days / (end - start).days
    first = min(nominal, 30)
    last = 30 if day.day == 31 and first == 30 else day.day
    return each * (360 * (day.year - start.year) + 30 * (day.month - start.month) + last - first) * bond.frequency / 360


@pytest.mark.parametrize("day_count", ["30/360", "act/act"])
@pytest.mark.parametrize("frequency", [1, 2, 4])
@pytest.mark.parametrize(
    "maturity", [dt.date(2026, 1, 31), dt.date(2025, 2, 28), dt.date(2028, 2, 29), dt.date(2025, 7, 15)]
)
def test_every_weekday_of_three_years_agrees_with_a_loop(maturity, frequency, day_count):
    bond = Bond(5.25, maturity, frequency, day_count)
    every = pd.bdate_range("2022-01-03", "2024-12-31")
    expected = [by_loop(bond, day.date()) for day in every]
    np.testing.assert_allclose(accrued_and_paid(bond, every)[0], expected, rtol=0, atol=1e-13)


# --- what a holder earns -----------------------------------------------------------------------------------------


def quotes(tmp_path, closes, **fields):
    (tmp_path / "B.csv").write_text(
        "\n".join(["date,close", *(f"{d},{p!r}" for d, p in closes)]) + "\n", encoding="utf-8"
    )
    base = {
        "ticker": "B",
        "name": "B",
        "role": "target",
        "model": "mean",
        "markets": ["emerging-debt"],
        "source": "csv",
    }
    whole = (
        base
        | {"sessions": "quoted", "valued": "12:00 UTC", "maturity": dt.date(2030, 9, 15), "coupon": 6.0}
        | {"price": "dirty"}
        | fields
    )
    return read_quotes(tmp_path / "B.csv", Instrument.model_validate(whole)).table


@pytest.mark.parametrize("day_count", ["30/360", "act/act"])
def test_at_a_constant_clean_price_the_return_is_the_carry_through_the_ex_coupon_day(tmp_path, day_count):
    """At 90 clean a holder from 14 to 18 March earns four days' interest, although the dirty price falls by 3."""
    closes = [(d, 90.0) for d in ("2024-03-14", "2024-03-18", "2024-03-19")]
    found = quotes(tmp_path, closes, price="clean", day_count=day_count)
    price, paid = found["price"].to_numpy(), found["paid"].to_numpy()
    before, after = (3 * 179 / 180, 3 * 3 / 180) if day_count == "30/360" else (3 * 181 / 182, 3 * 3 / 184)
    assert price[:2] == pytest.approx([90 + before, 90 + after], abs=1e-12)
    assert (price[1] + paid[1]) / price[0] == pytest.approx((90 + after + 3) / (90 + before), abs=1e-15)
    assert price[1] + paid[1] - price[0] == pytest.approx(3 + after - before, abs=1e-12), "the carry"


@pytest.mark.parametrize("day_count", ["30/360", "act/act"])
def test_over_a_coupon_period_a_constant_clean_price_earns_the_coupon(tmp_path, day_count):
    """From coupon day to coupon day, quotes on a third of the days between: gains and payments add up to 3 per 90."""
    between = pd.bdate_range("2023-03-16", "2023-09-14")[::3].strftime("%Y-%m-%d")
    closes = [(d, 90.0) for d in ("2023-03-15", *between, "2023-09-15")]
    found = quotes(tmp_path, closes, price="clean", day_count=day_count)
    earned = found["price"].diff().sum() + found["paid"].sum()
    assert earned == pytest.approx(3.0, abs=1e-12)
    assert (found["price"].iloc[-1] + found["paid"].sum()) / found["price"].iloc[0] == pytest.approx(93 / 90, abs=1e-12)
