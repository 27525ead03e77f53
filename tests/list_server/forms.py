"""Rows of a list in the issuer's two forms."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

from analysis.market.lists import ishares_csv, ishares_json

DISCLAIMER = "The content contained herein is nobody's, and is shown without a warranty, of any kind."
UNUSED = ("Weight (%)", "CUSIP", "SEDOL", "Exchange", "FX Rate")
Rows = list[dict[str, object]]


def as_csv(day: dt.date | None, fund: str, rows: Rows, columns: tuple[str, ...] | None = None) -> str:
    """A list as CSV, with its head and its disclaimer; `columns` in another order than the usual one."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n").writerow
    write([fund])
    write(["Fund Holdings as of", f"{day:%b %d, %Y}" if day else "-"])
    for words in (
        ["Inception Date", "Dec 17, 2007"],
        ["Shares Outstanding", "172,500,000.00"],
        ["Stock", "-"],
        ["\xa0"],
    ):
        write(words)
    table = {theirs: [_cell(row.get(ours)) for row in rows] for ours, theirs in ishares_csv.CALLED.items()}
    table |= {name: ["-"] * len(rows) for name in UNUSED}
    names = columns or (*list(table)[:4], *UNUSED, *[n for n in list(table)[4:] if n not in UNUSED])
    write(names)
    for n in range(len(rows)):
        write([table[name][n] for name in names])
    write(["\xa0"])
    write([DISCLAIMER])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, dt.date):
        return f"{value:%b %d, %Y}"
    return f"{value:,}" if isinstance(value, float) else str(value)


def as_json(day: dt.date | None, fund: str, rows: Rows) -> str:
    """A list as JSON, one list a column."""
    points: dict[str, object] = {
        theirs: {"value": [_value(row.get(ours)) for row in rows]} for ours, theirs in ishares_json.CALLED.items()
    }
    points["asOfDate"] = {"value": int(f"{day:%Y%m%d}") if day else None}
    points["holdingPercent"] = {"value": [0.1] * len(rows)}
    tree: dict[str, object] = points
    for step in reversed(ishares_json.PATH):
        tree = {step: tree}
    return json.dumps({"fundName": "Made", "aladdinFundTicker": fund, **tree})


def _value(value: object) -> object:
    return int(f"{value:%Y%m%d}") if isinstance(value, dt.date) else value
