"""Lists out of files of a reader's own, in any form: the issuer's CSV or JSON, the SEC's XML or tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from analysis.errors import ListError
from analysis.files import read_text, shown
from analysis.market.lists.ishares_csv import PULLED, parse_csv
from analysis.market.lists.ishares_json import parse_json
from analysis.market.lists.nport import FORM_OF_TSV, levels, parse_nport
from analysis.market.lists.pricing import DayList, price_list
from analysis.market.lists.published import Published
from analysis.market.lists.pulls import NONE, read_pulls

MOST = 60_000_000
"""Bytes of a file: a report of a fund of ten thousand bonds takes half of it."""
REMEDY = "name a list that a fund published"
TABLES = {
    "SUBMISSION.tsv": ("ACCESSION_NUMBER", "REPORT_DATE"),
    "FUND_REPORTED_INFO.tsv": ("ACCESSION_NUMBER", "SERIES_NAME"),
    "FUND_REPORTED_HOLDING.tsv": (
        *("ACCESSION_NUMBER", "HOLDING_ID", "ISSUER_NAME", "BALANCE", "UNIT", "CURRENCY_CODE", "CURRENCY_VALUE"),
        *("ASSET_CAT", "INVESTMENT_COUNTRY"),
    ),
    "DEBT_SECURITY.tsv": ("HOLDING_ID", "MATURITY_DATE", "ANNUALIZED_RATE"),
    "IDENTIFIERS.tsv": ("HOLDING_ID", "IDENTIFIER_ISIN"),
}
"""The SEC's tables of a quarter, and the columns that are read of each."""
OURS = {
    "ISSUER_NAME": "name",
    "IDENTIFIER_ISIN": "isin",
    "BALANCE": "balance",
    "UNIT": "units",
    "CURRENCY_CODE": "currency",
    "CURRENCY_VALUE": "value",
    "ASSET_CAT": "kind",
    "INVESTMENT_COUNTRY": "country",
    "MATURITY_DATE": "maturity",
    "ANNUALIZED_RATE": "coupon",
}
ROWS_AT_A_TIME = 200_000
CANDIDATES = 5


def read_lists(path: Path, days: Mapping[dt.date, dt.date] = NONE) -> tuple[DayList, ...]:
    """Read the lists of a file, in the order of their days.

    Parameters
    ----------
    path : Path
        iShares' CSV or JSON, a report on form N-PORT, or a CSV of several pulls without heads.
    days : mapping of date to date
        For the last: the day of each list by its first pull.

    Raises
    ------
    ListError
        If it is none of these, or cannot be read.
    """
    text = read_text(path, ListError, remedy=REMEDY, most=MOST)
    where = shown(path)
    if "<invstOrSec" in text or "edgarSubmission" in text[:2000]:
        return (parse_nport(text, where),)
    if PULLED in text.partition("\n")[0]:
        return read_pulls(text, where, days)
    return (price_list(parse_list(text, where), where),)


def parse_list(text: str, where: str) -> Published:
    """A list of one day as CSV or JSON, by how it begins.

    Raises
    ------
    ListError
        If it is neither.
    """
    text = text.lstrip("\ufeff \r\n\t")
    start = text[:1]
    if start == "<":
        raise ListError(where, "a web page, and no list", remedy="save the list itself, as CSV")
    if not start:
        raise ListError(where, "nothing at all", remedy=REMEDY)
    return parse_json(text, where) if start == "{" else parse_csv(text, where)


def read_nport_tables(folder: Path, accession: str = "") -> DayList:
    """One fund's report out of the SEC's tables of a quarter.

    Parameters
    ----------
    folder : Path
        With the files of `TABLES`, unpacked; about a gigabyte, read piece by piece.
    accession : str
        Number of the report; may be left out where the tables hold one only.

    Raises
    ------
    ListError
        If a table is missing, or the number is not in it or left out: with the first numbers that are.
    """
    if missing := [name for name in TABLES if not (folder / name).is_file()]:
        raise ListError(shown(folder), f"no {', '.join(missing)}", remedy="unpack the SEC's tables of the quarter")
    funds = _rows(folder, "FUND_REPORTED_INFO.tsv")
    chosen = funds[funds["ACCESSION_NUMBER"] == accession] if accession or len(funds) != 1 else funds
    if len(chosen) != 1:
        listed = [f"{a} ({name})" for a, name in funds.head(CANDIDATES).itertuples(index=False)]
        more = f" and {len(funds) - CANDIDATES} more" if len(funds) > CANDIDATES else ""
        what = f"no report {accession}" if accession else "several reports"
        raise ListError(shown(folder), what, allowed=f"{', '.join(listed)}{more}", remedy="name its accession number")
    (number, fund) = chosen.iloc[0]
    report = _rows(folder, "SUBMISSION.tsv", "ACCESSION_NUMBER", [number])
    held = _rows(folder, "FUND_REPORTED_HOLDING.tsv", "ACCESSION_NUMBER", [number])
    for name in ("DEBT_SECURITY.tsv", "IDENTIFIERS.tsv"):
        beside = _rows(folder, name, "HOLDING_ID", held["HOLDING_ID"])
        held = held.merge(beside.drop_duplicates("HOLDING_ID"), on="HOLDING_ID", how="left")
    said = str(report["REPORT_DATE"].iloc[0]) if len(report) else ""
    day = pd.to_datetime(said, format=FORM_OF_TSV, errors="coerce")
    if pd.isna(day):
        what = f"REPORT_DATE of {number} is {said!r}"
        raise ListError(shown(folder), what, allowed="a day, as 31-MAY-2023", remedy="unpack the tables anew")
    cells = held.rename(columns=OURS).fillna("-")
    return levels(
        shown(folder), day.date(), str(fund), {name: cells[name].to_list() for name in OURS.values()}, FORM_OF_TSV
    )


def _rows(folder: Path, name: str, column: str = "", wanted: Iterable[str] = ()) -> pd.DataFrame:
    """Rows of a table whose column has one of some values; all when no column is named."""
    keep = set(wanted)
    try:
        pieces = pd.read_csv(
            folder / name, sep="\t", usecols=list(TABLES[name]), dtype=str, quoting=3, chunksize=ROWS_AT_A_TIME
        )
        found = [piece[piece[column].isin(keep)] if column else piece for piece in pieces]
    except (ValueError, UnicodeDecodeError) as error:
        raise ListError(shown(folder / name), f"not a table of the SEC ({error})", remedy="unpack it anew") from error
    return pd.concat(found)[list(TABLES[name])].reset_index(drop=True)
