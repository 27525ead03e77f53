"""What came back from Yahoo's chart service, and what an answer that is no price table means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from curl_cffi import CurlECode
from curl_cffi.requests.exceptions import ProxyError, RequestException, SSLError

from analysis.errors import (
    BlockedError,
    FetchError,
    MalformedError,
    NoDataError,
    RateLimitedError,
    TransientError,
    UnknownSymbolError,
    UntrustedError,
)
from analysis.market.sources.query import Query

KEPT = "what is complete is kept"
PROXY = f"correct the proxy settings (HTTPS_PROXY), then repeat the command: {KEPT}"
PASSWORD = f"put name and password into HTTPS_PROXY (http://name:password@host:port), then repeat the command: {KEPT}"
LOOK = f"connect to the network, or let a firewall pass the source's hosts, then repeat the command: {KEPT}"
AWAY = "a login page of this network or a proxy may stand between: try from another network"
SLOW = f"repeat the command later, or over a faster network: {KEPT}"
LATER = f"the source has an outage: repeat the command in an hour: {KEPT}"
PEOPLE = "the source may answer people, not programs: update yfinance, or try from another network"


@dataclass(frozen=True, slots=True)
class Failure:
    """What an answer without prices means: the error, what is said, and a remedy when it is not that of the class."""

    kind: type[FetchError]
    what: str
    remedy: str = ""

    def error(self, query: Query) -> FetchError:
        """The error to be raised for a query."""
        return self.kind(query.ticker, self.what, asked=str(query), remedy=self.remedy)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the wire: final address, HTTP status (0 when none), body, and what the network did wrong."""

    url: str
    status: int
    body: bytes
    failure: Failure | None = None


class Astray(RequestException):
    """A request would leave the source: another host, or no https."""


class TooLarge(RequestException):
    """An answer has more bytes than an honest one can have."""


class TooManyHops(RequestException):
    """A request is led on and on."""


def network_failure(error: RequestException) -> Failure:
    """Read off an error of the network what it means, and what to do about it: the first row that fits."""
    code, name, words = error.code, type(error).__name__, _words(error)
    proxy = isinstance(error, ProxyError) or "CONNECT" in words or " over proxy " in words
    verified = code in (CurlECode.PEER_FAILED_VERIFICATION, CurlECode.SSL_CACERT_BADFILE)
    rows: tuple[tuple[bool, Failure], ...] = (
        (isinstance(error, Astray), Failure(BlockedError, f"led away from the source, to {error}", AWAY)),
        (isinstance(error, TooLarge), Failure(MalformedError, f"an answer of more than {error}")),
        (isinstance(error, TooManyHops), Failure(BlockedError, "led from one address to the next without an end")),
        (words.endswith("response 407"), Failure(TransientError, "the proxy asks for a password", PASSWORD)),
        (proxy, Failure(TransientError, f"no connection through the proxy ({words})", PROXY)),
        (verified, Failure(UntrustedError, f"the certificate is not the source's ({words})")),
        (isinstance(error, SSLError), Failure(UntrustedError, f"no encrypted connection ({words})")),
        (
            code == CurlECode.COULDNT_RESOLVE_HOST,
            Failure(TransientError, "network: the host is not found", LOOK),
        ),
        (code == CurlECode.COULDNT_CONNECT, Failure(TransientError, "network: the connection is refused", LOOK)),
        (code == CurlECode.OPERATION_TIMEDOUT, Failure(TransientError, "network: no answer in time", SLOW)),
        (code == CurlECode.BAD_CONTENT_ENCODING, Failure(MalformedError, "an answer that cannot be unpacked")),
        (code == CurlECode.UNSUPPORTED_PROTOCOL, Failure(MalformedError, "an answer that is no HTTP")),
    )
    return next((f for applies, f in rows if applies), Failure(TransientError, f"network: broken off ({name})"))


def _words(error: RequestException) -> str:
    """The library's own words, without its advice."""
    return str(error).removeprefix("Failed to perform, ").partition(" See https://")[0].rstrip(".")


def decode(answer: Answer | None, query: Query) -> dict[str, Any]:
    """Turn an answer into the one result that it holds, or into the error that it means.

    Raises
    ------
    RateLimitedError, BlockedError, TransientError, UntrustedError, UnknownSymbolError, NoDataError, MalformedError
        By the HTTP status first, then by the body: the library's own messages do not tell these apart.
    """
    if answer is None:
        raise TransientError(query.ticker, "network: no request for prices was answered", asked=str(query))
    if answer.failure:
        raise answer.failure.error(query)
    text = answer.body.decode("utf-8", errors="replace").strip()
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):  # no JSON, numbers of thousands of digits, or lists within lists without end
        payload = None
    chart = payload.get("chart") if isinstance(payload, dict) else None
    chart = chart if isinstance(chart, dict) else {}
    fault = chart.get("error")
    reason = str(fault.get("description", fault)) if isinstance(fault, dict) else ""
    if refusal := _refusal(answer, text, reason):
        raise refusal.error(query)
    result = chart.get("result")
    if not (isinstance(result, list) and len(result) == 1 and isinstance(result[0], dict)):
        what = "JSON without a result" if payload is not None else f"{len(answer.body)} bytes that are no JSON"
        raise MalformedError(query.ticker, what, asked=str(query))
    return result[0]


def _refusal(answer: Answer, text: str, reason: str) -> Failure | None:
    """What an answer means that is no price table: the first row that fits."""
    page, status = text.startswith("<"), answer.status
    consent = (urlsplit(answer.url).hostname or "").startswith(("consent.", "guce."))
    refusals: tuple[tuple[bool, type[FetchError], str], ...] = (
        (status in (429, 999) or text.startswith("Too Many Requests"), RateLimitedError, ""),
        (consent, BlockedError, "agree to the source's terms in a browser of this network, then repeat the command"),
        (status == 401, BlockedError, "the source refuses its own cookie: repeat the command in some minutes"),
        (status == 403, BlockedError, "the source refuses this network: try from another one, or tomorrow"),
        (status == 451, BlockedError, "the source does not serve this country: use the bundled prices"),
        (status == 408, TransientError, ""),
        (status >= 500 or "Will be right back" in text, TransientError, LATER),
        (status == 404 and page, BlockedError, "the address is gone: update yfinance, which knows the new one"),
        (page, BlockedError, PEOPLE),
        (status in (404, 410) or "symbol may be delisted" in reason, UnknownSymbolError, ""),
        (bool(reason), NoDataError, ""),
        (status >= 300, BlockedError, PEOPLE),
    )
    words = f"HTTP {status}" + (f": {reason}" if reason else "") + (", a web page" if page else "")
    return next((Failure(kind, words, remedy) for applies, kind, remedy in refusals if applies), None)
