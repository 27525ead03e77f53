"""Thirty-two real bonds through the reading of quotes: what is no price is refused, known moves come out."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.study.quoted.quotes import read_quotes
from tests import turkey

pytestmark = pytest.mark.skipif(not turkey.BONDS.is_dir(), reason="the quotes are not here")

BY_BIDS = {  # mean total return in basis points, number of bonds: as told with the quotes
    "2018-08-13": (-925, 16),
    "2020-09-28": (-38, 22),
    "2021-03-22": (-1224, 25),
    "2022-02-24": (-303, 26),
    "2023-02-06": (-208, 29),
    "2023-05-15": (-554, 32),
    "2023-05-29": (69, 32),
    "2023-09-18": (-48, 32),
    "2023-09-19": (-5, 32),
    "2023-09-20": (27, 32),
    "2023-09-21": (77, 32),
    "2023-09-22": (-29, 32),
}


def returns_of(folder, table):
    """Total log return of every bond, index day, from the table of its rows."""
    found = {}
    for isin, rows in table.groupby("isin"):
        kept = turkey.usable(rows, turkey.bonds().loc[isin, "maturity"]) if "ask" in rows else rows
        quotes = read_quotes(turkey.write(folder / f"{isin}.csv", kept), turkey.instrument(isin)).table
        found[isin] = np.log((quotes["price"] + quotes["paid"]) / quotes["price"].shift())
    return pd.DataFrame(found)


@pytest.fixture(scope="module")
def by_bid(tmp_path_factory):
    table = turkey.quotes().rename(columns={"bid": "close"}).drop(columns="ask")
    return returns_of(tmp_path_factory.mktemp("bid"), table[table["close"] > 0])


@pytest.fixture(scope="module")
def by_middle(tmp_path_factory):
    return returns_of(tmp_path_factory.mktemp("middle"), turkey.quotes())


@pytest.mark.parametrize("day", BY_BIDS)
def test_the_known_moves_come_out_of_the_bids(by_bid, day):
    moved, count = BY_BIDS[day]
    assert 1e4 * by_bid.loc[day].mean() == pytest.approx(moved, abs=1)
    assert by_bid.loc[day].count() == count


@pytest.mark.parametrize("day", BY_BIDS)
def test_and_with_their_signs_and_smaller_where_the_spread_widened_out_of_the_middle(by_bid, by_middle, day):
    bid, middle = (1e4 * table.loc[day].mean() for table in (by_bid, by_middle))
    assert np.sign(middle) == np.sign(bid)
    assert abs(middle - bid) < 20 + 0.35 * abs(bid)


def test_on_the_day_after_the_dismissal_the_bid_alone_overstates(by_bid, by_middle):
    day = "2021-03-22"
    assert by_middle.loc[day].mean() > by_bid.loc[day].mean() + 0.015


def test_zeros_are_no_prices_and_each_is_named(tmp_path):
    table = turkey.quotes()
    isin = "US900123AT75"
    bond = table[table["isin"] == isin]
    zero = bond.index[(bond["bid"] == 0) | (bond["ask"] == 0)]
    assert len(zero) >= 4
    with pytest.raises(StudyError) as refused:
        read_quotes(turkey.write(tmp_path / "bond.csv", bond), turkey.instrument(isin))
    lines = str(refused.value).splitlines()
    assert len(lines) == 2 * len(zero)
    assert all("column bid: '0.0'" in line or "column ask: '0.0'" in line for line in lines)
    assert all("a day without a quote has no row" in line for line in lines)


def test_an_ask_that_is_without_the_coupon_before_the_bid_is_refused_day_by_day(tmp_path):
    table = turkey.quotes()
    isin = "US900123AL40"
    bond = table[(table["isin"] == isin) & (table["bid"] > 0)]
    crossed = bond.index[bond["ask"] < bond["bid"]]
    with pytest.raises(StudyError) as refused:
        read_quotes(turkey.write(tmp_path / "bond.csv", bond), turkey.instrument(isin))
    assert [line.partition("ask below bid on ")[2][:10] for line in str(refused.value).splitlines()] == [
        f"{day:%Y-%m-%d}" for day in crossed
    ]
    # All of them in the four days before a coupon of 15 January or July.
    assert {day.month for day in crossed} == {1, 7}
    assert {day.day for day in crossed} <= {11, 12, 13, 14}
