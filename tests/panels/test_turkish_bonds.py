"""Real quotes: 32 dollar bonds of Turkey around six pieces of news, with the mean moves that others computed.

The quotes are a bank's bids, dirty, with days of zeros that are no prices; a coupon leaves the price on the first
quoted day on or after its date. Three of the six fell on weekends.
"""

import numpy as np
import pandas as pd
import pytest

from analysis import panel
from analysis.panels.tell.summaries import means_by_window
from tests.turkey import BONDS, bonds

KNOWN = {  # day of the news: first session, mean total return of the bids in basis points, bonds quoted on both days
    "2018-08-11": ("2018-08-13", -925, 16),
    "2021-03-20": ("2021-03-22", -1224, 25),
    "2022-02-24": ("2022-02-24", -303, 26),
    "2023-02-06": ("2023-02-06", -208, 29),
    "2023-05-14": ("2023-05-15", -554, 32),
    "2023-05-28": ("2023-05-29", 69, 32),
}
pytestmark = pytest.mark.skipif(not BONDS.is_dir(), reason="the shared quotes are not here")


def quotes_with_coupons(folder):
    """The bank's table with a column of the coupon that left the price on the day."""
    table = pd.read_csv(BONDS / "turkey-quotes.csv")
    table["coupon"] = 0.0
    for isin, bond in bonds().iterrows():
        own = table.index[(table["isin"] == isin) & (table["bid"] > 0)]
        days = pd.DatetimeIndex(table.loc[own, "date"])
        dates = pd.DatetimeIndex([bond["maturity"] - pd.DateOffset(months=6 * n) for n in range(80)])
        inside = dates[(dates > days[0]) & (dates <= days[-1])]
        table.loc[own[days.searchsorted(inside)], "coupon"] = bond["coupon_pct"] / 2
    path = folder / "quotes.csv"
    table.to_csv(path, index=False)
    return path


def test_the_moves_that_others_computed_come_out_by_name_and_date(tmp_path):
    isins = pd.read_csv(BONDS / "turkey-bonds.csv")["isin"]
    events = pd.DataFrame([(isin, day, day) for day in KNOWN for isin in isins], columns=["isin", "date", "news"])
    roles = ("prices.price=bid", "prices.dividend=coupon")
    found = panel(
        events,
        quotes_with_coupons(tmp_path),
        model="constant-mean",
        windows=["0:0"],
        estimation="-130:-11",
        log=True,
        group="news",
        min_obs=30,
        tests=(),
        reading={"columns": roles},
    )
    lines = {line["group"]: line for line in means_by_window(found)}
    for day, (session, basis_points, count) in KNOWN.items():
        rows = found.groups[day]
        assert set(found.places.day0[found.result.included][rows].astype(str)) == {session}
        assert count - 3 <= lines[day]["events"] <= count
        assert 100 * lines[day]["car_pct"] == pytest.approx(basis_points, abs=20)
    reasons = found.excluded["reason"].value_counts()
    # A bond that was not issued yet, or has hardly been quoted, is no event, and says so.
    assert len(found.result.included) + len(found.excluded[found.excluded["window"] == "all"]) == len(events)
    assert set(reasons.index) <= {
        "fewer than 30 observations in the estimation window",
        "fewer than 30 observations in the estimation window outside other events' days",
        "the estimation window starts before the data",
        "no return on any event day",
    }
    zeros = found.left_out["reason"] == "a price that is not above zero"
    assert set(found.left_out.loc[zeros, "date"]) >= {"2023-08-30", "2023-11-14", "2023-12-07", "2023-12-22"}
    # One date, many bonds that move alike: clustered by date there is no error to tell, and none is made up.
    assert np.isnan(lines["2021-03-20"]["se_date_pct"])
