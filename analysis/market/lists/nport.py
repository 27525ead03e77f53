"""A fund's quarterly report to the SEC (form N-PORT), as XML or out of the SEC's own tables: levels of a quarter's end.

Value over balance is a clean price: it holds no interest. No one-day return can be had from it, but an independent
check of level and ISIN. There is one route to the price only, so that every bond is flagged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from analysis.errors import ListError
from analysis.market.lists.cells import days, numbers, texts
from analysis.market.lists.pricing import TABLE, UNKNOWN, DayList
from analysis.market.lists.published import AGAIN
from analysis.study.faults import Fault, refuse

BOND, CASH, DERIVATIVE = "DBT", ("STIV", "RA"), "D"
"""Kinds of assets: debt; short-term funds and repurchases; derivatives are all whose code begins with a D but debt."""
PAR, DOLLAR = "PA", "USD"
COLUMNS = ("name", "isin", "balance", "units", "currency", "value", "kind", "country", "maturity", "coupon")
INSIDE = {
    "name": "name",
    "balance": "balance",
    "units": "units",
    "currency": "curCd",
    "value": "valUSD",
    "kind": "assetCat",
    "country": "invCountry",
    "maturity": "debtSec/maturityDt",
    "coupon": "debtSec/annualizedRt",
}
"""Elements of an ``invstOrSec``."""
FORM_OF_XML, FORM_OF_TSV = "%Y-%m-%d", "%d-%b-%Y"


def parse_nport(text: str, where: str) -> DayList:
    """Read a report as XML; parameters as of :func:`~analysis.market.lists.ishares_csv.parse_csv`.

    Raises
    ------
    ListError
        If it is no such report, or cells cannot be read.
    """
    try:
        root = ET.fromstring(text.encode())
    except ET.ParseError as error:
        raise ListError(where, f"cut off, or no XML ({error})", remedy=AGAIN) from error
    for element in root.iter():  # the form's name space changes with its version
        element.tag = element.tag.rpartition("}")[2]
    said = root.findtext(".//genInfo/repPdDate") or ""
    try:
        as_of = dt.date.fromisoformat(said)
    except ValueError:
        what = f"repPdDate is {said!r}" if said else "no report of a fund's investments"
        raise ListError(where, what, allowed="form N-PORT, with its date", remedy=AGAIN) from None
    held = root.findall(".//invstOrSec")
    cells: dict[str, list[Any]] = {ours: [h.findtext(theirs) for h in held] for ours, theirs in INSIDE.items()}
    isins = [h.find("identifiers/isin") for h in held]
    cells["isin"] = [None if isin is None else isin.get("value") for isin in isins]
    foreign = [h.find("currencyConditional") for h in held]
    cells["currency"] = [
        own if other is None else other.get("curCd") for own, other in zip(cells["currency"], foreign, strict=True)
    ]
    return levels(where, as_of, root.findtext(".//genInfo/seriesName") or "", cells, FORM_OF_XML)


def levels(where: str, as_of: dt.date, fund: str, cells: Mapping[str, Any], form: str) -> DayList:
    """A list out of the cells of a report, whose columns are `COLUMNS`: bonds in dollars, and counts of the rest.

    Raises
    ------
    ListError
        If there is no bond, or cells cannot be read.
    """
    rows = pd.DataFrame({name: texts(list(cells[name])) for name in COLUMNS})
    bond = rows["kind"].eq(BOND)
    derivative = rows["kind"].str.startswith(DERIVATIVE) & ~bond
    cash = rows["kind"].isin(CASH)
    usable = bond & rows["units"].eq(PAR) & rows["currency"].eq(DOLLAR)
    named = usable & rows["isin"].str.fullmatch(r"[A-Z]{2}[A-Z0-9]{9}\d")
    held, places = rows[named].reset_index(drop=True), [int(n) + 1 for n in np.flatnonzero(named)]
    faults = [] if len(held) else [Fault("", "no bond in dollars among its rows", remedy="name a fund that holds some")]
    maturity = days("maturity", held["maturity"], form, places, faults)
    par, value, coupon = (numbers(name, held[name], places, faults) for name in ("balance", "value", "coupon"))
    refuse(where, faults, kind=ListError)
    table = held[["isin", "name", "country"]].assign(
        as_of=pd.Timestamp(as_of).as_unit("s"),
        accrued_to=np.datetime64("NaT", "s"),
        also="",
        coupon_pct=coupon,
        maturity=maturity,
        par=par,
        market_value=value,
        clean=np.where(par > 0, value / np.where(par > 0, par, 1.0) * 100, np.nan),
        schedule=UNKNOWN,
        flagged=True,
        **dict.fromkeys(("price", "accrued", "duration", "yield_pct"), np.nan),
    )
    other = int((~bond & ~derivative & ~cash).sum()) + int((bond & ~usable).sum())
    unidentified = int((usable & ~named).sum())
    return DayList(
        as_of,
        fund,
        table[list(TABLE)],
        int(cash.sum()),
        int(derivative.sum()),
        other,
        unidentified,
        repeated=0,
        merged=0,
    )
