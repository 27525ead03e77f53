"""A made bond whose ask is without the coupon some days before its bid is, and a day of zeros: what becomes of it."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.study.declarations import Instrument
from analysis.study.quoted.quotes import read_quotes
from tests import turkey

MATURITY = dt.date(2030, 6, 14)
COUPON = 8.0
EVENT = "2023-06-20"
DAYS = pd.bdate_range("2023-06-05", "2023-06-23")


def made():
    """Clean price 90 that falls by 5 on the event's day; interest by 30/360; the ask two days ahead, a point higher."""

    def dirty(shift):
        ahead = DAYS + pd.offsets.BDay(shift)
        since = np.where(ahead >= "2023-06-14", (ahead - pd.Timestamp("2023-06-14")).days, 180 - (14 - ahead.day))
        return np.where(DAYS >= EVENT, 85.0, 90.0) + COUPON * since / 360

    return pd.DataFrame({"bid": dirty(0), "ask": dirty(2) + 1}, index=DAYS.rename("date"))


def read(folder, table):
    terms = {"coupon": COUPON, "maturity": MATURITY, "price": "dirty", "valued": "17:00 Europe/Istanbul"}
    base = {"ticker": "BOND", "name": "A bond", "role": "target", "model": "mean", "markets": ["emerging-debt"]}
    quoted = Instrument.model_validate(base | terms | {"source": "csv", "sessions": "quoted"})
    return read_quotes(turkey.write(folder / "BOND.csv", table), quoted).table


def test_an_ask_below_the_bid_is_refused_and_its_days_are_named(tmp_path):
    with pytest.raises(StudyError) as refused:
        read(tmp_path, made())
    said = str(refused.value).splitlines()
    assert [line.partition(".csv: ")[2] for line in said] == [
        f"ask below bid on 2023-06-{day}; leave these rows out, or correct them" for day in (12, 13)
    ]


def test_zeros_are_refused(tmp_path):
    table = made().drop(DAYS[5:7])
    table.loc["2023-06-21"] = 0.0
    with pytest.raises(StudyError, match=r"column bid: '0\.0'; allowed: a number above zero; a day without a quote"):
        read(tmp_path, table)


def test_without_these_days_the_coupon_and_the_fall_come_out_whole(tmp_path):
    table = made()
    table.loc["2023-06-21"] = 0.0
    kept = turkey.usable(table, pd.Timestamp(MATURITY))
    assert kept.index.strftime("%d").tolist() == ["05", "06", "15", "16", "19", "20", "22", "23"]
    found = read(tmp_path, kept)
    returns = np.log((found["price"] + found["paid"]) / found["price"].shift()).dropna()
    assert found["paid"].tolist() == [0, 0, 4, 0, 0, 0, 0, 0]
    assert returns[EVENT] == pytest.approx(np.log(85 / 90), abs=1e-3)
    # Interest of a few days apart from that, and no coupon.
    assert returns.drop(EVENT).abs().max() < 0.003


def test_an_ask_that_lost_its_coupon_before_the_bid_is_refused_also_where_it_is_not_crossed(tmp_path):
    # Coupon 4 % twice a year, bid and ask 2.5 apart: two days before the coupon the ask has lost it, the bid has not.
    bids, asks = [100.0, 100.0, 100.0, 98.0, 98.0], [102.5, 100.5, 100.5, 100.5, 100.5]
    days = ["2023-02-24", "2023-02-27", "2023-02-28", "2023-03-01", "2023-03-02"]
    lines = [f"{d},{b},{a}" for d, b, a in zip(days, bids, asks, strict=True)]
    earlier = [f"2023-02-{d:02d},100.0,102.5" for d in range(6, 24) if d % 7 not in (4, 5)]
    path = tmp_path / "BOND.csv"
    path.write_text("\n".join(["date,bid,ask", *earlier, *lines, ""]), encoding="utf-8")
    declared = {"ticker": "BOND", "name": "A bond", "role": "target", "model": "mean", "markets": ["emerging-debt"]}
    declared |= {"source": "csv", "sessions": "quoted", "valued": "16:00 Europe/Istanbul", "price": "dirty"}
    bond = Instrument.model_validate(declared | {"coupon": 4.0, "maturity": dt.date(2030, 3, 1)})
    with pytest.raises(
        StudyError, match=r"on 2023-02-27 the ask is without the coupon .*allowed: about 2.5"
    ) as refused:
        read_quotes(path, bond)
    assert "2023-02-28" in str(refused.value)
    path.write_text("\n".join(["date,bid,ask", *earlier, lines[0], *lines[3:], ""]), encoding="utf-8")
    assert len(read_quotes(path, bond).table) == len(earlier) + 3
