"""Faults of a list: what is wrong with its rows, its day, its fund, or the form in which it came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.list_server.forms import Rows, as_csv, as_json
from tests.list_server.world import FUND, NAME
from tests.price_server.faults.exchange import PAGE, Exchange


@dataclass
class ListExchange(Exchange):
    """One request for a list, and the answer in the making."""

    form: str = "json"
    asked: dt.date = dt.date.min
    day: dt.date | None = None
    held: Rows = field(default_factory=list)
    fund: str = ""
    columns: tuple[str, ...] | None = None

    def text(self) -> str:
        if self.form == "csv":
            return as_csv(self.day, self.fund or NAME, self.held, self.columns)
        return as_json(self.day, self.fund or FUND, self.held)

    @property
    def bonds(self) -> Rows:
        return [row for row in self.held if row["asset_class"] == "Fixed Income"]

    def multiply(self, name: str, factor: float) -> None:
        for row in self.bonds:
            row[name] = float(row[name]) * factor


ListFault = Callable[[ListExchange], None]
LIST_FAULTS: dict[str, ListFault] = {}


def list_fault(function: ListFault) -> ListFault:
    LIST_FAULTS[function.__name__] = function
    return function


@list_fault
def page_called_csv(x: ListExchange) -> None:
    x.say(200, PAGE)
    x.headers["Content-Type"] = "text/csv"


@list_fault
def cut_in_the_middle(x: ListExchange) -> None:
    text = x.text()
    x.say(200, text[: int(len(text) * 0.6)])


@list_fault
def cut_on_the_wire(x: ListExchange) -> None:
    cut_in_the_middle(x)
    x.length = 2 * len(x.body or b"")


@list_fault
def of_another_day(x: ListExchange) -> None:
    x.day = x.asked - dt.timedelta(1)


@list_fault
def without_a_day(x: ListExchange) -> None:
    x.day = None


@list_fault
def without_rows(x: ListExchange) -> None:
    x.day, x.held = None, []


@list_fault
def of_a_day_that_is_none(x: ListExchange) -> None:
    text = x.text()
    x.say(200, text.replace(f"{x.asked:%b %d, %Y}", "yesterday").replace(f"{x.asked:%Y%m%d}", "20231399"))


@list_fault
def of_another_fund(x: ListExchange) -> None:
    x.fund = "OTHER"


@list_fault
def table_twice(x: ListExchange) -> None:
    text = x.text()
    head = text.index("Name,") if x.form == "csv" else 0
    if x.form == "csv":
        x.say(200, text + "\r\n" + text[head:])
    else:
        x.held = x.held * 2


@list_fault
def two_tables_that_differ(x: ListExchange) -> None:
    text = x.text()
    if x.form == "csv":
        x.say(200, text + "\r\n" + text[text.index("Name,") :].replace("XS0000000011", "XS9999999991"))
    else:
        x.held = x.held + [{**row, "price": float(row["price"]) + 1} for row in x.bonds]


@list_fault
def columns_moved(x: ListExchange) -> None:
    header = next(line for line in as_csv(x.day, "", []).splitlines() if line.startswith("Name,"))
    x.columns = tuple(reversed(header.split(",")))


@list_fault
def byte_order_mark(x: ListExchange) -> None:
    x.say(200, "\ufeff" + x.text())


@list_fault
def not_utf_8(x: ListExchange) -> None:
    x.body = x.text().replace("SYLDAVIA", "SYLDÁVIA").encode("latin-1")
    if x.form == "json":
        x.body = x.body.replace(b"\\u00c1", b"\xc1")


@list_fault
def prices_hundredfold(x: ListExchange) -> None:
    x.multiply("price", 100)


@list_fault
def par_in_thousands(x: ListExchange) -> None:
    x.multiply("par", 1e-3)


@list_fault
def values_without_interest(x: ListExchange) -> None:
    for row in x.bonds:
        row["market_value"] = float(row["par"]) * float(row["price"]) / 100


@list_fault
def values_of_another_month(x: ListExchange) -> None:
    for n, row in enumerate(x.bonds):
        row["market_value"] = float(row["market_value"]) + float(row["par"]) * 0.01 * (0.3 + 0.1 * n)


@list_fault
def years_of_two_digits(x: ListExchange) -> None:
    for row in x.bonds:
        day = row["maturity"]
        assert isinstance(day, dt.date)
        row["maturity"] = f"{day:%b %d, %y}" if x.form == "csv" else f"{day:%y%m%d}"


@list_fault
def commas_for_points(x: ListExchange) -> None:
    for row in x.bonds:
        row["price"] = f"{row['price']}".replace(".", ",") + ",5"
        row["coupon_pct"] = "4½"


@list_fault
def numbers_that_are_none(x: ListExchange) -> None:
    x.bonds[2]["par"], x.bonds[3]["price"] = "NaN", "1e999"


@list_fault
def two_prices_of_one_bond(x: ListExchange) -> None:
    x.held = [*x.held, {**x.bonds[1], "price": float(x.bonds[1]["price"]) + 2}]


@list_fault
def a_column_missing(x: ListExchange) -> None:
    text = x.text()
    x.say(200, text.replace("Par Value", "Face").replace('"parValue"', '"face"'))


@list_fault
def one_value_too_few(x: ListExchange) -> None:
    text = x.text()
    x.say(200, text.replace("Sovereign,", "", 1) if x.form == "csv" else text.replace('"Aland", ', "", 1))


@list_fault
def shares_for_bonds(x: ListExchange) -> None:
    for row in x.bonds:
        row["asset_class"] = "Equity"


@list_fault
def half_of_the_bonds(x: ListExchange) -> None:
    x.held = x.held[: len(x.held) // 3]


@list_fault
def country_renamed(x: ListExchange) -> None:
    for row in x.bonds:
        row["country"] = str(row["country"]).replace("Turkey", "Turkiye")


@list_fault
def one_price_tenfold(x: ListExchange) -> None:
    for name in ("price", "market_value"):
        x.bonds[5][name] = float(x.bonds[5][name]) * 10


@list_fault
def one_price_far_off(x: ListExchange) -> None:
    row = x.bonds[5]
    row["price"] = round(float(row["price"]) + 15, 2)
    row["market_value"] = float(row["market_value"]) + 0.15 * float(row["par"])


@list_fault
def printed_price_off(x: ListExchange) -> None:
    x.bonds[5]["price"] = float(x.bonds[5]["price"]) + 0.5
