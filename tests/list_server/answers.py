"""What the site answers to a request for a list, true or with the fault of its day."""

from __future__ import annotations

import datetime as dt
import socket

from tests.list_server.faults import LIST_FAULTS, ListExchange
from tests.list_server.world import DAYS, NUMBER, true_rows
from tests.price_server.faults.exchange import FAULTS

JSON_PATH = "/varnish-api/blk-one01-product-data/product-data/api/v2/get-product-data"
CSV_PATHS = {f"/us/products/{NUMBER}/made-bonds/1467271812596.ajax"}
FUNDS = {str(NUMBER): "MADE", "239572": "EMB"}
"""Numbers of the funds; the lists of both are the same but for the name."""


class ListWorld:
    """The lists of one fund.

    Attributes
    ----------
    faults : dict of date or str to str
        Fault by day, or "*" for all days; of those of lists, or of answers and wires.
    forms : set of str
        In which forms there are lists; others answer with a web page.
    again : dict of date to date
        Days on which the list of another day comes under this day's date.
    asked : list of (date, form)
    """

    def __init__(self) -> None:
        self.faults: dict[dt.date | str, str] = {}
        self.forms = {"json", "csv"}
        self.again: dict[dt.date, dt.date] = {}
        self.asked: list[tuple[dt.date, str]] = []

    def answer(self, path: str, query: dict[str, list[str]], connection: socket.socket) -> ListExchange:
        """The answer to one request."""
        asked = dt.datetime.strptime(query["asOfDate"][0], "%Y%m%d").date()  # noqa: DTZ007
        fund = FUNDS.get(query.get("portfolioId", [""])[0], "") if path == JSON_PATH else "MADE"
        form = "json" if path == JSON_PATH and fund else "csv"
        self.asked.append((asked, form))
        known = asked in DAYS and path in (JSON_PATH, *CSV_PATHS)
        rows = true_rows(self.again.get(asked, asked)) if known else []
        x = ListExchange(
            fund, {}, connection, form=form, asked=asked, day=asked if known else None, held=rows, fund=fund
        )
        x.headers["Content-Type"] = "text/csv" if form == "csv" else "application/json"
        fault = self.faults.get(asked, self.faults.get("*", ""))
        if form not in self.forms:
            fault = "page_called_csv"
        if fault:
            (LIST_FAULTS.get(fault) or FAULTS[fault])(x)
        if x.body is None and x.raw is None:
            x.say(x.status, x.text())
        return x
