"""iShares' list as JSON, from the site of 2026: one list a column, below ``componentsByNameMap``.

A day without data has no rows; the day of the list is the answer's own ``asOfDate``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from analysis.errors import ListError, NoListError
from analysis.market.lists.cells import DIGITS
from analysis.market.lists.published import AGAIN, Published, publish
from analysis.study.faults import Fault, refuse

CALLED = {
    "name": "issueName",
    "sector": "sectorName",
    "asset_class": "assetClass",
    "market_value": "marketValue",
    "par": "parValue",
    "isin": "isin",
    "price": "unitPrice",
    "country": "countryOfRisk",
    "currency": "currencyCode",
    "duration": "duration",
    "yield_pct": "yieldToMaturity",
    "maturity": "maturityDate",
    "coupon_pct": "couponRate",
    "accrues_from": "accrualDate",
}
"""What the answer calls each column."""
NEEDED = tuple(word for name, word in CALLED.items() if name not in ("sector", "currency", "accrues_from"))
PATH = ("componentsByNameMap", "holdings", "containersByNameMap", "all", "dataPointsByNameMap")


def parse_json(text: str, where: str) -> Published:
    """Read a list of one day; parameters and errors as of :func:`~analysis.market.lists.ishares_csv.parse_csv`."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError) as error:  # cut off, or lists within lists without end
        raise ListError(where, "JSON that is cut off, or none", remedy=AGAIN) from error
    points = answer
    for step in PATH:
        points = points.get(step) if isinstance(points, dict) else None
    if not isinstance(points, dict):
        raise ListError(where, "JSON without a list of holdings", allowed=".".join(PATH), remedy=AGAIN)
    columns = {ours: _value(points, theirs) for ours, theirs in CALLED.items()}
    if not any(isinstance(cells, list) and cells for cells in columns.values()):
        raise NoListError(where, "a list without rows: none was published for the day", remedy="choose another day")
    lists = {ours: cells for ours, cells in columns.items() if isinstance(cells, list)}
    faults = [
        Fault(f"column {n}", "missing", ", ".join(NEEDED), AGAIN)
        for n in NEEDED
        if not isinstance(_value(points, n), list)
    ]
    refuse(where, faults, kind=ListError)
    lengths = {CALLED[ours]: len(cells) for ours, cells in lists.items()}
    if len(set(lengths.values())) > 1:
        what = f"columns of unlike length: {', '.join(f'{name} {n}' for name, n in lengths.items())}"
        raise ListError(where, what, allowed="one value a row in each", remedy=AGAIN)
    as_of = _day(_value(points, "asOfDate"), where)
    fund = str(answer.get("aladdinFundTicker") or answer.get("fundName") or "").strip()
    rows = range(1, len(lists["isin"]) + 1)
    # Numbers of days come as 20320901, or as 20320901.0 where one of the column is missing.
    for name in ("maturity", "accrues_from"):
        if name in lists:
            lists[name] = [int(v) if isinstance(v, float) and v.is_integer() else v for v in lists[name]]
    return publish(where, as_of, fund, lists, called=CALLED, form=DIGITS, rows=rows)


def _value(points: Mapping[str, Any], name: str) -> Any:
    point = points.get(name)
    return point.get("value") if isinstance(point, dict) else None


def _day(said: Any, where: str) -> dt.date:
    """The day of a list with rows, out of 20230920 as number or text.

    Raises
    ------
    ListError
        If it is no day.
    """
    try:
        return dt.datetime.strptime(str(said), DIGITS).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ListError(where, f"asOfDate is {said!r}", allowed="20230920", remedy=AGAIN) from None
