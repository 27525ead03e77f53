"""Faults of the price server: what goes wrong on the wire, in the form of an answer, and in the prices themselves.

Each is a function of an `Exchange`, called before the honest answer is sent. It changes the chart's result, replaces
the whole answer, or ruins the connection.
"""

from tests.price_server.faults import answers, histories, prices, rows, wire
from tests.price_server.faults.exchange import FAULTS, PAGE, Exchange

__all__ = ["FAULTS", "PAGE", "Exchange", "answers", "histories", "prices", "rows", "wire"]
