"""Levels of a quarter's end out of form N-PORT, as XML and out of the SEC's tables: value over balance."""

import datetime as dt

import pandas as pd
import pytest

from analysis.errors import ListError
from analysis.market.lists.nport import parse_nport
from analysis.market.lists.panel import bond_panel
from analysis.market.lists.pricing import TABLE
from analysis.market.lists.read import read_lists, read_nport_tables

HOLDING = """<invstOrSec><name>{name}</name><cusip>N/A</cusip><identifiers><isin value="{isin}"/></identifiers>
<balance>{balance}</balance><units>PA</units>{currency}<valUSD>{value}</valUSD><assetCat>{kind}</assetCat>
<invCountry>AZ</invCountry><debtSec><maturityDt>2026-03-24</maturityDt><annualizedRt>6.875</annualizedRt></debtSec>
</invstOrSec>"""
DOLLARS = "<curCd>USD</curCd>"
KNOWN = {"name": "Southern Gas Corridor CJSC", "isin": "XS1319820897", "balance": "755000.00", "value": "794207.15"}
USUAL = {"currency": DOLLARS, "kind": "DBT"}


def report(*holdings, day="2023-05-31"):
    held = "".join(HOLDING.format(**{**USUAL, **h}) for h in holdings)
    return (
        '<?xml version="1.0"?><edgarSubmission xmlns="http://www.sec.gov/edgar/nport"><formData><genInfo>'
        f"<seriesName>Made Debt Fund</seriesName><repPdDate>{day}</repPdDate></genInfo>"
        f"<invstOrSecs>{held}</invstOrSecs></formData></edgarSubmission>"
    )


def test_a_known_row_to_the_digits_given():
    found = parse_nport(report(KNOWN), "a report")
    row = found.table.iloc[0]
    assert list(found.table.columns) == list(TABLE)
    assert (found.as_of, found.fund) == (dt.date(2023, 5, 31), "Made Debt Fund")
    assert round(row["clean"], 3) == 105.193
    assert (row["isin"], row["country"], row["coupon_pct"], row["par"]) == ("XS1319820897", "AZ", 6.875, 755_000.0)
    assert row["maturity"] == pd.Timestamp("2026-03-24")
    assert row["flagged"]  # one route only


def test_what_is_no_bond_in_dollars_is_counted():
    others = [
        {**KNOWN, "kind": "STIV", "isin": "US0000000012"},
        {**KNOWN, "kind": "DFE", "isin": "US0000000022"},
        {**KNOWN, "currency": '<currencyConditional curCd="EUR" exchangeRt="0.9"/>', "isin": "XS0000000032"},
        {**KNOWN, "isin": "N/A"},
    ]
    found = parse_nport(report(KNOWN, *others), "a report")
    assert (len(found.table), found.cash, found.derivatives, found.other, found.unidentified) == (1, 1, 1, 1, 1)


def test_levels_have_no_one_day_return():
    tables = [parse_nport(report(KNOWN, day=day), "a report").table for day in ("2023-05-30", "2023-05-31")]
    panel = bond_panel(pd.concat(tables))
    assert panel.returns.shape == (2, 1)
    assert pd.isna(panel.returns).all()
    assert panel.clean[1, 0] == pytest.approx(105.193, abs=0.0005)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (report(KNOWN)[:-40], "cut off, or no XML"),
        (report(KNOWN, day="last May"), "repPdDate is 'last May'"),
        ("<rss><channel/></rss>", "no report of a fund's investments"),
        (report({**KNOWN, "kind": "STIV"}), "no bond in dollars among its rows"),
        (report({**KNOWN, "balance": "many"}), "row 1: balance: 'many'"),
    ],
)
def test_what_is_no_report_is_refused(text, says):
    with pytest.raises(ListError, match=says):
        parse_nport(text, "a report")


def test_a_file_of_a_report_is_known_by_its_content(tmp_path):
    (tmp_path / "primary_doc.xml").write_text(report(KNOWN), encoding="utf-8")
    (found,) = read_lists(tmp_path / "primary_doc.xml")
    assert found.as_of == dt.date(2023, 5, 31)


@pytest.fixture
def tables(tmp_path):
    """The SEC's tables of a quarter with two reports."""
    holding = "ACCESSION_NUMBER HOLDING_ID ISSUER_NAME BALANCE UNIT CURRENCY_CODE CURRENCY_VALUE ASSET_CAT"
    holding = "\t".join([*holding.split(), "INVESTMENT_COUNTRY", "NOTE\n"])
    texts = {
        "SUBMISSION.tsv": "ACCESSION_NUMBER\tFILING_DATE\tREPORT_DATE\n"
        "A-1\t25-JUL-2023\t31-MAY-2023\nA-2\t25-JUL-2023\t30-JUN-2023\n",
        "FUND_REPORTED_INFO.tsv": "ACCESSION_NUMBER\tSERIES_NAME\nA-1\tMade Debt Fund\nA-2\tOther Fund\n",
        "FUND_REPORTED_HOLDING.tsv": holding
        + 'A-1\t11\tSouthern "Gas" Corridor CJSC\t755000.00\tPA\tUSD\t794207.15\tDBT\tAZ\tx\n'
        + "A-1\t12\tA fund of bills\t100.00\tNS\tUSD\t100.00\tSTIV\tUS\tx\n"
        + "A-2\t21\tAnother bond\t1000.00\tPA\tUSD\t900.00\tDBT\tAM\tx\n",
        "DEBT_SECURITY.tsv": "HOLDING_ID\tMATURITY_DATE\tANNUALIZED_RATE\n11\t24-MAR-2026\t6.875\n21\t01-JAN-2030\t5\n",
        "IDENTIFIERS.tsv": "HOLDING_ID\tIDENTIFIER_ISIN\n11\tXS1319820897\n21\tXS0000000011\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_one_report_of_the_tables_is_read_by_its_number(tables):
    found = read_nport_tables(tables, "A-1")
    assert (found.as_of, found.fund, found.cash, len(found.table)) == (dt.date(2023, 5, 31), "Made Debt Fund", 1, 1)
    row = found.table.iloc[0]
    assert (round(row["clean"], 3), row["isin"], row["coupon_pct"]) == (105.193, "XS1319820897", 6.875)
    assert row["maturity"] == pd.Timestamp("2026-03-24")


@pytest.mark.parametrize("number", ["", "A-9"])
def test_a_number_that_is_not_there_is_answered_with_those_that_are(tables, number):
    with pytest.raises(
        ListError, match=r"allowed: A-1 \(Made Debt Fund\), A-2 \(Other Fund\); name its accession number"
    ):
        read_nport_tables(tables, number)


def test_a_table_that_is_missing_is_named(tables):
    (tables / "IDENTIFIERS.tsv").unlink()
    with pytest.raises(ListError, match=r"no IDENTIFIERS.tsv"):
        read_nport_tables(tables, "A-1")


def test_a_table_of_other_columns_is_refused(tables):
    (tables / "DEBT_SECURITY.tsv").write_text("HOLDING_ID\tRATE\n11\t6\n", encoding="utf-8")
    with pytest.raises(ListError, match=r"DEBT_SECURITY.tsv: not a table of the SEC"):
        read_nport_tables(tables, "A-1")
