"""The issuer's two forms, with every trap that was seen in them: one table, or an error that says what is wrong."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ListError, NoListError
from analysis.market.lists.ishares_csv import parse_csv
from analysis.market.lists.ishares_json import parse_json
from analysis.market.lists.pricing import price_list
from analysis.market.lists.read import parse_list
from tests.list_server.faults import LIST_FAULTS, ListExchange
from tests.list_server.forms import as_csv, as_json
from tests.list_server.world import BONDS, FUND, NAME, PRIVATE, true_clean, true_rows

DAY = dt.date(2023, 9, 20)
PARSERS = {"csv": parse_csv, "json": parse_json}


def spoilt(fault, form):
    """Text of a list with a fault."""
    x = ListExchange("MADE", {}, None, form=form, asked=DAY, day=DAY, held=true_rows(DAY))
    LIST_FAULTS[fault](x)
    return x.text() if x.body is None else x.body.decode()


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_list_becomes_its_bonds_its_day_and_counts_of_what_is_no_bond(form):
    text = as_csv(DAY, NAME, true_rows(DAY)) if form == "csv" else as_json(DAY, FUND, true_rows(DAY))
    found = PARSERS[form](text, "a list")
    assert (found.as_of, found.fund) == (DAY, NAME if form == "csv" else FUND)
    assert (found.cash, found.derivatives, found.other, found.unidentified, found.repeated) == (2, 2, 0, 0, 0)
    assert list(found.bonds["isin"]) == [b.isin for b in BONDS] + [PRIVATE.isin]
    second = found.bonds.iloc[1]
    assert (second["name"], second["country"]) == ("BORDURIA (REPUBLIC OF) RegS", "Borduria")
    assert (second["coupon_pct"], second["par"]) == (4.13, 2_000_000.0)
    assert (second["maturity"], second["accrues_from"]) == (pd.Timestamp(BONDS[1].maturity), pd.Timestamp("2015-01-01"))
    assert (second["duration"], second["yield_pct"]) == (5.25, 4.87)
    assert second["price"] == round(true_clean().loc[DAY, BONDS[1].isin], 2)


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("fault", ["table_twice", "byte_order_mark"])
def test_a_table_that_stands_twice_and_a_byte_order_mark_change_nothing(form, fault):
    found = parse_list(spoilt(fault, form), "a list")
    pd.testing.assert_frame_equal(found.bonds, parse_list(spoilt("columns_moved", form), "a list").bonds)


def test_columns_are_found_by_their_names_in_any_order():
    text = spoilt("columns_moved", "csv")
    assert text.splitlines()[6].startswith("Accrual Date,")
    pd.testing.assert_frame_equal(
        parse_csv(text, "a list").bonds, parse_csv(as_csv(DAY, NAME, true_rows(DAY)), "a list").bonds
    )


@pytest.mark.parametrize(
    ("form", "fault"), [("csv", "without_a_day"), ("csv", "without_rows"), ("json", "without_rows")]
)
def test_a_day_on_which_nothing_was_published_is_no_fault_of_the_form(form, fault):
    with pytest.raises(NoListError, match="none was published for"):
        parse_list(spoilt(fault, form), "a list")


@pytest.mark.parametrize(
    ("fault", "csv_says", "json_says"),
    [
        ("cut_in_the_middle", r"cut off", r"JSON that is cut off"),
        ("of_a_day_that_is_none", r"Fund Holdings as of is 'yesterday'", r"asOfDate is 20231399"),
        ("without_a_day", r"none was published", r"asOfDate is None; allowed: 20230920"),
        ("two_tables_that_differ", r"2 tables that differ", r"two prices of one bond: XS"),
        ("years_of_two_digits", r"row 8: Maturity: 'Jan 01, 27'; allowed: a day, as Sep 01, 2032", r"maturityDate"),
        ("commas_for_points", r"row 8: Coupon \(%\): '4½'; allowed: a number", r"row 1: couponRate: '4½'"),
        ("numbers_that_are_none", r"row 10: Par Value: 'NaN'", r"row 8: unitPrice: '1e999'"),
        ("two_prices_of_one_bond", r"two prices of one bond: XS0000000011", r"two prices of one bond: XS0000000011"),
        ("a_column_missing", r"column Par Value: missing", r"column parValue: missing"),
        ("one_value_too_few", r"row 8: 18 cells of 19: cut off", r"unlike length: .*countryOfRisk 20"),
        ("shares_for_bonds", r"no bond with an ISIN", r"no bond with an ISIN"),
        ("page_called_csv", r"a web page, and no list", r"a web page, and no list"),
    ],
)
def test_what_is_no_list_is_refused_by_what_is_wrong(fault, csv_says, json_says):
    for form, says in (("csv", csv_says), ("json", json_says)):
        with pytest.raises(ListError, match=says):
            parse_list(spoilt(fault, form), "a list")


def test_all_cells_that_cannot_be_read_are_told_at_once():
    with pytest.raises(ListError) as caught:
        parse_csv(spoilt("numbers_that_are_none", "csv"), "a list")
    assert [str(e).split(";")[0] for e in (caught.value, *caught.value.others)] == [
        "a list: row 10: Par Value: 'NaN'",
        "a list: row 15: Price: '1e999'",
    ]


def test_a_list_without_its_head_is_refused_and_says_what_to_do():
    text = as_csv(DAY, NAME, true_rows(DAY))
    headless = text[text.index("Name,") :]
    with pytest.raises(
        ListError, match=r"does not say which day it is of; allowed: Fund Holdings as of,\"Sep 20, 2023\""
    ):
        parse_csv(headless, "a list")


def test_lots_of_one_bond_are_added_up_and_rows_that_stand_twice_are_not():
    rows = true_rows(DAY)
    lot = {**rows[1], "par": 500_000.0, "market_value": float(rows[1]["market_value"]) / 4}
    found = parse_csv(as_csv(DAY, NAME, [*rows, lot, rows[0]]), "a list")
    assert found.repeated == 1
    by_isin = found.bonds.set_index("isin")
    assert by_isin.loc[BONDS[1].isin, "par"] == 2_500_000
    assert by_isin.loc[BONDS[0].isin, "par"] == 1_000_000


def test_names_that_would_move_a_cursor_are_spelt_out():
    rows = true_rows(DAY)
    rows[1]["name"], rows[1]["country"] = "A\x1b[2J BOND\nerror: none", "Al\u202eand"
    for text, parse in ((as_csv(DAY, NAME, rows), parse_csv), (as_json(DAY, FUND, rows), parse_json)):
        row = parse(text, "a list").bonds.iloc[1]
        assert (row["name"], row["country"]) == (r"A\x1b[2J BOND\nerror: none", r"Al\u202eand")


def test_a_bond_without_an_isin_is_counted_and_left_out():
    rows = true_rows(DAY)
    rows[0]["isin"] = None
    found = parse_csv(as_csv(DAY, NAME, rows), "a list")
    assert (found.unidentified, len(found.bonds)) == (1, len(BONDS))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_both_forms_price_to_the_true_clean_prices(form):
    text = as_csv(DAY, NAME, true_rows(DAY)) if form == "csv" else as_json(DAY, FUND, true_rows(DAY))
    table = price_list(PARSERS[form](text, "a list"), "a list").table.set_index("isin")
    np.testing.assert_allclose(table["clean"], true_clean().loc[DAY, table.index], atol=1e-6)
