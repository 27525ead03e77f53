"""Real lists of two funds on some days of October 2025, where they are at hand: read whole, as they were published.

They are not part of the project. Pulled on 1 to 4 October, with the head that names their day left off; interest runs
to 30 September and 1 and 2 October, which are taken for their days here: only their order matters.
"""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ListError
from analysis.market.lists.panel import bond_panel
from analysis.market.lists.pulls import split_pulls
from analysis.market.lists.read import read_lists
from analysis.market.lists.rules import check_lists

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "reference" / "holdings"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real lists are not at hand")
DAYS = {
    dt.date(2025, 10, pull): day
    for pull, day in zip((1, 3, 4), pd.date_range("2025-09-30", periods=3).date, strict=True)
}
FUNDS = ("EMB", "EMHY")


@pytest.fixture(scope="module")
def read():
    return {fund: read_lists(FOLDER / f"{fund}-2025-10.csv", DAYS) for fund in FUNDS}


@pytest.fixture(scope="module")
def tables(read):
    return {fund: pd.concat([found.table for found in read[fund]]) for fund in FUNDS}


@pytest.mark.parametrize("fund", FUNDS)
def test_the_pulls_of_two_days_are_one_list_and_no_day_is_guessed(fund):
    path = FOLDER / f"{fund}-2025-10.csv"
    lists = split_pulls(path.read_text(encoding="utf-8-sig"), "lists")
    assert [p.pulls for p in lists] == [(dt.date(2025, 10, 1), dt.date(2025, 10, 2)), *((d,) for d in list(DAYS)[1:])]
    assert [p.found.accrued_to for p in lists] == list(DAYS.values())
    with pytest.raises(ListError, match="one of 2025-09-29, 2025-09-30, 2025-10-01"):
        read_lists(path)


def test_all_rows_are_read_and_counted(read):
    counts = {fund: [found.counts for found in read[fund]] for fund in FUNDS}
    assert [c["bonds"] + c["merged"] for c in counts["EMB"]] == [648, 649, 649]
    assert [c["bonds"] + c["merged"] for c in counts["EMHY"]] == [651, 648, 648]
    assert {c["cash"] for fund in FUNDS for c in counts[fund]} == {2}
    assert {c["other"] + c["unidentified"] + c["derivatives"] + c["repeated"] for f in FUNDS for c in counts[f]} == {0}


@pytest.mark.parametrize(("fund", "least"), [("EMB", 0.985), ("EMHY", 0.95)])
def test_the_two_routes_to_the_price_agree(tables, fund, least):
    table = tables[fund]
    assert 1 - table["flagged"].mean() > least
    apart = (table["clean"] - table["price"])[~table["flagged"]].abs()
    assert apart.max() <= 0.006
    assert (table.loc[~table["flagged"], "schedule"] == 2).mean() > (0.98 if fund == "EMB" else 0.93)


def test_the_known_bond_to_the_digits_given(tables):
    table = tables["EMB"]
    row = table[(table["isin"] == "XS1678623734") & (table["market_value"] == 20_026_125.62)].iloc[0]
    assert (row["par"], row["price"], row["country"]) == (21_459_000, 93.03, "Azerbaijan")
    assert round(row["clean"], 4) == 93.0311


def test_both_funds_print_one_price_for_a_bond_and_day(tables):
    both = tables["EMB"].merge(tables["EMHY"], on=["as_of", "isin"])
    assert both.groupby("as_of").size().between(248, 256).all()
    assert (both["price_x"] == both["price_y"]).all()


def test_the_noise_of_a_day_is_that_of_evaluated_prices(tables):
    """Fifteen to eighteen basis points across bonds, after a line on duration and on yield times duration."""
    panel = bond_panel(tables["EMB"])
    for day in (1, 2):
        ok = np.isfinite(panel.returns[day]) & np.isfinite(panel.yields[day])
        factors = np.column_stack(
            [np.ones(ok.sum()), panel.durations[day][ok], (panel.durations * panel.yields)[day][ok]]
        )
        kept = np.ones(ok.sum(), dtype=bool)
        for _ in range(10):  # least squares without those farther than three usual distances
            fitted = factors @ np.linalg.lstsq(factors[kept], panel.returns[day][ok][kept], rcond=None)[0]
            left = panel.returns[day][ok] - fitted
            scale = 1.4826 * np.median(np.abs(left))
            kept = np.abs(left) < 3 * scale
        assert 14 < 1e4 * scale < 19
        assert ok.sum() > 630


def test_bonds_are_valued_anew_each_day(tables):
    panel = bond_panel(tables["EMB"])
    assert panel.stale[1:].mean() < 0.03
    with_yield = np.isfinite(panel.yields[1:])  # a bond in default may stand still
    assert (np.abs(panel.returns[1:])[with_yield] < 1e-9).mean() < 0.005


@pytest.mark.parametrize("fund", FUNDS)
def test_no_rule_finds_a_fault_in_them(tables, fund):
    assert [r for r in check_lists(fund, tables[fund]) if r.severity == "error"] == []
