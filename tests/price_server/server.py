"""The proxy: CONNECT, TLS, then Yahoo's hosts by name."""

from __future__ import annotations

import copy
import datetime as dt
import json
import os
import re
import ssl
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import trustme

from tests.price_server.faults import FAULTS, PAGE, Exchange
from tests.price_server.world import chart, true_bars

HOSTS = ("yahoo.com", "*.yahoo.com", "*.finance.yahoo.com", "*.ishares.com")
TUNNELS = {
    "proxy_wants_a_password": b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    "proxy_forbids": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    "proxy_cannot_connect": b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
    "proxy_hangs_up": b"",
    "proxy_speaks_no_tls": b"HTTP/1.1 200 OK\r\n\r\nSSH-2.0-OpenSSH_9.9\r\n",
}
"""What a proxy answers to CONNECT instead of a connection."""
CRUMB = "crumb.Of.9x"
FORM = '<form action="/v2/collectConsent"><input name="csrfToken" value="t"><input name="sessionId" value="1"></form>'


class PriceServer:
    """Serve until closed; use as a context manager.

    Attributes
    ----------
    faults : dict of str to str
        Fault by ticker; `"*"` is for all tickers, `"crumb"` and `"cookie"` for the requests before the prices.
    heals_after : int or None
        Number of requests for a ticker after which its fault is gone; None for never.
    tunnel : str
        What goes wrong before a request is heard, one of `TUNNELS`; "" for nothing.
    requests : list of str
        Host and path of every request.
    lists : ListWorld
        What is answered to requests for a fund's lists, and their faults.
    """

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.bundle = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.bundle)
        self.tls = _identity(authority.issue_cert(*HOSTS))
        yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        self.impostors = {
            "certificate_of_another_host": _identity(authority.issue_cert("example.org")),
            "certificate_expired": _identity(authority.issue_cert(*HOSTS, not_after=yesterday)),
            "certificate_of_an_unknown_authority": _identity(trustme.CA().issue_cert(*HOSTS)),
        }
        self.reset()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"owner": self}))
        self._server.handle_error = lambda *_: None  # a client that goes away is no fault of the server
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> PriceServer:
        for ticker in ("FUND", "SHARE.L", "USDAMD=X", "^VIX"):
            true_bars(ticker)  # builds the calendars here: the thread of a request is no place for it
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        """Variables that lead a client here."""
        bundle = str(self.bundle)
        proxy = f"http://127.0.0.1:{self._server.server_port}"
        return {
            "HTTPS_PROXY": proxy,
            "https_proxy": proxy,
            "CURL_CA_BUNDLE": bundle,
            "REQUESTS_CA_BUNDLE": bundle,
            "NO_PROXY": "",
            "no_proxy": "",
        }

    def reset(self) -> None:
        """Back to an honest server."""
        self.faults: dict[str, str] = {}
        self.heals_after: int | None = None
        self.tunnel = ""
        self.delay = 0.0
        self.requests: list[str] = []
        self.asked: Counter[str] = Counter()
        from tests.list_server.answers import ListWorld  # which takes the faults of answers and wires from here

        self.lists = ListWorld()

    def subprocess_environment(self) -> dict[str, str]:
        """The environment of this process with the variables that lead a child here."""
        return {**os.environ, **self.environment}


def _identity(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


class _Handler(BaseHTTPRequestHandler):
    owner: ClassVar[PriceServer]
    protocol_version = "HTTP/1.1"
    host = ""

    def log_message(self, *args: object) -> None:
        pass

    def do_CONNECT(self) -> None:
        self.host = self.path.partition(":")[0]
        tunnel = self.owner.tunnel
        self.wfile.write(TUNNELS.get(tunnel, b"HTTP/1.1 200 Connection established\r\n\r\n"))
        if tunnel in TUNNELS:
            self.close_connection = True
            return
        tls = self.owner.impostors.get(tunnel, self.owner.tls)
        self.connection = tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb", self.rbufsize)
        self.wfile = self.connection.makefile("wb", 0)
        self.close_connection = False

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.rfile.close()
            self.connection.close()

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        path = split.path
        self.owner.requests.append(self.host + path)
        time.sleep(self.owner.delay)
        if self.host == "www.ishares.com":
            exchange = self.owner.lists.answer(path, parse_qs(split.query), self.connection)
            self._say(exchange, b"")
        elif self.host == "fc.yahoo.com":
            self._before_the_prices(
                "cookie", 404, "", {"Set-Cookie": "A3=d=x; Domain=.yahoo.com; Path=/; Max-Age=31536000"}
            )
        elif path.endswith("/getcrumb"):
            self._before_the_prices("crumb", 200, CRUMB, {})
        elif "consent" in path.lower() or self.host.startswith(("guce.", "consent.")):
            self._send(200, (PAGE if self.host.startswith("consent.") else FORM).encode(), {})
        elif match := re.fullmatch(r"/v8/finance/chart/(.+)", path):
            self._chart(unquote(match[1]), parse_qs(split.query))
        else:
            self._send(404, b"", {})

    do_POST = do_GET  # noqa: N815

    def _before_the_prices(self, what: str, status: int, body: str, headers: dict[str, str]) -> None:
        if fault := self.owner.faults.get(what):
            exchange = Exchange(what, {}, self.connection)
            FAULTS[fault](exchange)
            self._say(exchange, b"")
        else:
            self._send(status, body.encode(), headers)

    def _chart(self, ticker: str, query: dict[str, list[str]]) -> None:
        period1, period2 = (int(query.get(name, ["0"])[0]) for name in ("period1", "period2"))
        exchange = Exchange(ticker, copy.deepcopy(chart(ticker, period1, period2)), self.connection, self.host)
        exchange.address = f"https://{self.host}{self.path}"
        self.owner.asked[ticker] += 1
        fault = self.owner.faults.get(ticker, self.owner.faults.get("*"))
        healed = self.owner.heals_after is not None and self.owner.asked[ticker] > self.owner.heals_after
        if fault and not healed:
            FAULTS[fault](exchange)
        self._say(exchange, json.dumps({"chart": {"result": [exchange.result], "error": None}}).encode())

    def _say(self, exchange: Exchange, honest: bytes) -> None:
        """Answer as a fault has it, with the honest body where it gives none."""
        if exchange.raw is not None:
            self.wfile.write(exchange.raw)
            self.close_connection = True
            return
        body = honest if exchange.body is None else exchange.body
        self._send(exchange.status, body, exchange.headers, exchange.length)
        for piece in exchange.pieces:
            self.wfile.write(piece)

    def _send(self, status: int, body: bytes, headers: dict[str, str], length: int | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None:
            self.close_connection = True
