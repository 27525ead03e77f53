"""One exchange of question and answer, to be spoilt by a fault."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

PAGE = "<!DOCTYPE html><html><head><title>Yahoo</title></head><body>We care about your privacy.</body></html>"


@dataclass
class Exchange:
    """One request for a chart and the answer in the making."""

    ticker: str
    result: dict
    connection: socket.socket
    host: str = ""
    address: str = ""  # in full, with what was asked
    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    pieces: Iterable[bytes] = ()  # of a body without an end, after `body`
    raw: bytes | None = None  # instead of an answer in HTTP

    @property
    def quote(self) -> dict[str, list]:
        return self.result["indicators"]["quote"][0]

    @property
    def adjclose(self) -> list:
        return self.result["indicators"]["adjclose"][0]["adjclose"]

    @adjclose.setter
    def adjclose(self, values: list) -> None:
        self.result["indicators"]["adjclose"][0]["adjclose"] = values

    @property
    def dividends(self) -> dict[str, dict]:
        return self.result.setdefault("events", {}).setdefault("dividends", {})

    @property
    def rows(self) -> int:
        return len(self.result["timestamp"])

    @property
    def columns(self) -> list[list]:
        return [self.result["timestamp"], self.adjclose, *self.quote.values()]

    def say(self, status: int, body: str) -> None:
        self.status, self.body = status, body.encode()

    def error(self, status: int, code: str, description: str) -> None:
        self.say(status, json.dumps({"chart": {"result": None, "error": {"code": code, "description": description}}}))

    def scale(
        self, rows: slice | list[int], factor: float, names: tuple[str, ...] = ("open", "high", "low", "close")
    ) -> None:
        picked = range(self.rows)[rows] if isinstance(rows, slice) else rows
        for i in picked:
            for name in names:
                self.quote[name][i] *= factor
            if names == ("open", "high", "low", "close"):
                self.adjclose[i] *= factor

    def drop(self, first: int, last: int) -> None:
        for column in self.columns:
            del column[first:last]

    def add(self, at: int, stamp: int, like: int) -> None:
        row = [column[like] for column in self.columns]
        for column, value in zip(self.columns, row, strict=True):
            column.insert(at, value)
        self.result["timestamp"][at] = stamp


Fault = Callable[[Exchange], None]
FAULTS: dict[str, Fault] = {}


def fault(function: Fault) -> Fault:
    FAULTS[function.__name__] = function
    return function
