"""Lists side by side: what is wrong stops, what is odd is said, and a fund as it should be is silent."""

import pandas as pd
import pytest

from analysis.market.lists.rules import check_lists, repeated_days

FIFTH = pd.Timestamp("2023-08-25").as_unit("s")
ONE = "XS0000000055"


def found(table):
    return {(r.check, r.severity): (r.message, r.dates) for r in check_lists("MADE", table)}


@pytest.fixture
def table(made_table):
    return made_table.copy()


def test_lists_as_they_should_be_say_nothing(table):
    assert found(table) == {}


def test_a_list_with_less_than_half_of_its_bonds_is_not_whole(table):
    on = table.index[table["as_of"] == FIFTH]
    message, dates = found(table.drop(on[:9]))["whole", "error"]
    assert "half of the bonds of the lists around it are missing" in message
    assert dates == ("2023-08-25",)
    assert found(table.drop(on[:7])) == {}


@pytest.mark.parametrize(("factor", "check", "severity"), [(10, "unit", "error"), (1.2, "alone", "warning")])
def test_a_price_far_from_both_its_neighbours_is_an_error_only_in_another_unit(table, factor, check, severity):
    table.loc[(table["as_of"] == FIFTH) & (table["isin"] == ONE), "clean"] *= factor
    message, dates = found(table)[check, severity]
    assert ONE in message
    assert dates == ("2023-08-25",)


def test_a_price_that_moves_and_stays_is_no_fault(table):
    """What is looked for moves, and does not come back the day after."""
    table.loc[(table["as_of"] >= FIFTH) & (table["isin"] == ONE), "clean"] *= 0.7
    assert found(table) == {}


def test_the_list_of_the_day_before_once_more_is_recognised(table):
    before, same = (table["as_of"] == day for day in (FIFTH - pd.Timedelta(1, "D"), FIFTH))
    values = ["par", "market_value", "price", "clean", "accrued"]
    table.loc[same, values] = table.loc[before, values].to_numpy()
    assert repeated_days(table) == ("2023-08-25",)
    assert found(table)["repeated", "warning"][1] == ("2023-08-25",)


def test_a_day_on_which_most_prices_stood_still_is_said(table):
    """A holiday of the market for bonds: the list is of its own day, and the prices are those of the day before."""
    before, same = (table["as_of"] == day for day in (FIFTH - pd.Timedelta(1, "D"), FIFTH))
    table.loc[same, "clean"] = table.loc[before, "clean"].to_numpy()
    assert found(table) == {
        ("standstill", "warning"): ("most prices are those of the day before: 2023-08-25", ("2023-08-25",))
    }


def test_one_list_alone_has_nothing_beside_it(table):
    assert found(table[table["as_of"] == FIFTH]) == {}


def test_a_bond_that_nobody_values_is_named(table):
    still = (table["isin"] == ONE) & (table["as_of"] >= FIFTH) & (table["as_of"] <= pd.Timestamp("2023-09-07"))
    assert still.sum() == 10
    table.loc[still, "clean"] = 95.0
    assert f"one price on 10 lists in a row or more: {ONE}" in found(table)["stale", "warning"][0]
    table.loc[table.index[still][-1], "clean"] = 95.001
    assert ("stale", "warning") not in found(table)


def test_a_country_with_two_names_is_said(table):
    table.loc[(table["as_of"] >= FIFTH) & (table["country"] == "Turkey"), "country"] = "Turkiye"
    assert found(table) == {("country", "warning"): ("Turkey is called Turkiye later: taken for one country", ())}


def test_interest_that_ends_on_another_day_than_usual_is_said(table):
    table.loc[table["as_of"] == FIFTH, "accrued_to"] += pd.Timedelta(4, "D")
    assert found(table) == {
        ("interest", "warning"): ("interest ends on another day than usual: 2023-08-25", ("2023-08-25",))
    }
