"""The noise of single bonds in real lists of a fund, read where they lie; skipped where they do not."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measure.single_bonds import single_bonds
from tests.measure.made_bonds import panel

LISTS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "holdings"
PULLS = ("2025-10-01", "2025-10-02", "2025-10-03", "2025-10-04")
DIFFERENT = (0, 2, 3)  # the second pull is the first one's list again
BP = 1e-4

pytestmark = pytest.mark.skipif(not LISTS.is_dir(), reason="the lists are not here")


def columns(fund):
    """The table's columns by pull and bond, and the country of each bond."""
    table = pd.read_csv(LISTS / f"{fund}-2025-10.csv", thousands=",", na_values="-")
    table = table[table["Asset Class"] == "Fixed Income"]
    wide = table.set_index(["date_of_pull", "ISIN"]).unstack()  # noqa: PD010, for a bond that stands twice is an error
    assert tuple(wide.index) == PULLS
    return wide, table.drop_duplicates("ISIN").set_index("ISIN")["Location"]


def lists(fund):
    wide, country = columns(fund)
    wide = wide.iloc[list(DIFFERENT)]
    price, dirty = wide["Price"], 100 * wide["Market Value"] / wide["Par Value"]
    returns = (price.diff() + wide["Coupon (%)"] / 360) / dirty.shift()
    return panel(
        pd.DatetimeIndex(wide.index),
        returns.to_numpy(),
        wide["Duration"].shift().to_numpy(),
        wide["YTM (%)"].shift().to_numpy(),
        country.reindex(price.columns).to_numpy(dtype=str),
    )


@pytest.mark.parametrize("fund", ["EMB", "EMHY"])
def test_the_second_pull_is_the_first_ones_list(fund):
    wide, _ = columns(fund)
    first, second, third, fourth = (wide["Price"].loc[p] for p in PULLS)
    pd.testing.assert_series_equal(first, second, check_names=False)
    assert (third != first).mean() > 0.5
    assert (fourth != third).mean() > 0.5


@pytest.mark.parametrize("day", [1, 2])
def test_a_bond_scatters_by_some_seventeen_basis_points_and_a_countrys_mean_by_thirteen(day):
    bonds = lists("EMB")
    found = single_bonds(bonds, bonds.days[day], treated=("Azerbaijan",), windows=[(0, 0)])
    assert 16 * BP < found.residuals.lines.scatter[day] < 19 * BP
    # Of countries with three bonds or more; single bonds are as noisy as bonds are.
    several = found.residuals.mean[day, (found.residuals.count[day] >= 3) & found.residuals.control]
    assert len(several) > 30
    assert 11.5 * BP < np.median(np.abs(several - np.median(several))) / 0.6745 < 14.5 * BP
    assert found.residuals.unobserved[day] < 0.02 * len(bonds.groups)


def test_high_yield_bonds_are_noisier():
    panels = {fund: lists(fund) for fund in ("EMB", "EMHY")}
    high, all_ = (single_bonds(panels[f], panels[f].days[1], treated=("Turkey",)) for f in ("EMHY", "EMB"))
    assert (high.residuals.lines.scatter[1:] > 1.1 * all_.residuals.lines.scatter[1:]).all()


def test_on_a_calm_day_two_lists_rank_a_country_by_its_size_alone():
    bonds = lists("EMB")
    found = single_bonds(bonds, bonds.days[1], treated=("Azerbaijan",), windows=[(0, 0)]).of()
    assert found.units == (1,)
    assert found.among_groups.reason.startswith("too few observed days before the window")
    assert found.among_days.reason == found.among_groups.reason
    # 49 countries but itself; one of them is in default, and its bonds have no yield.
    assert found.among_groups_by_size.nobs == 47
    assert found.among_groups_by_size.pvalue() > 0.05
    # What a rank among these countries sees of a single bond.
    assert 40 * BP < found.among_groups_by_size.critical_value(0.05) < 65 * BP
