"""What came back from Yahoo's chart service, and what an answer that is no price table means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from analysis.errors import (
    BlockedError,
    FetchError,
    MalformedError,
    NoDataError,
    RateLimitedError,
    TransientError,
    UnknownSymbolError,
)
from analysis.market.sources.query import Query


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the wire: final address, HTTP status (0 when none), body, and the name of a network error."""

    url: str
    status: int
    body: bytes
    error: str = ""


def decode(answer: Answer | None, query: Query) -> dict[str, Any]:
    """Turn an answer into the one result that it holds, or into the error that it means.

    Raises
    ------
    RateLimitedError, BlockedError, TransientError, UnknownSymbolError, NoDataError, MalformedError
        By the HTTP status first, then by the body: the library's own messages do not tell these apart.
    """
    if answer is None or answer.error:
        why = answer.error if answer else "no request for prices was answered"
        raise TransientError(query.ticker, f"network: {why}", asked=str(query))
    text = answer.body.decode("utf-8", errors="replace").strip()
    try:
        payload = json.loads(text)
    except ValueError:
        payload = None
    chart = payload.get("chart") if isinstance(payload, dict) else None
    chart = chart if isinstance(chart, dict) else {}
    fault = chart.get("error")
    reason = str(fault.get("description", fault)) if isinstance(fault, dict) else ""
    if refusal := _refusal(answer, text, reason):
        raise refusal[0](query.ticker, refusal[1], asked=str(query))
    result = chart.get("result")
    if not (isinstance(result, list) and len(result) == 1 and isinstance(result[0], dict)):
        what = "JSON without a result" if payload is not None else f"{len(answer.body)} bytes that are no JSON"
        raise MalformedError(query.ticker, what, asked=str(query))
    return result[0]


def _refusal(answer: Answer, text: str, reason: str) -> tuple[type[FetchError], str] | None:
    """Class and words for an answer that is no price table: the first row that fits."""
    page = text.startswith("<")
    consent = (urlsplit(answer.url).hostname or "").startswith(("consent.", "guce."))
    refusals: tuple[tuple[bool, type[FetchError]], ...] = (
        (answer.status == 429 or text.startswith("Too Many Requests"), RateLimitedError),
        (answer.status in (401, 403, 451) or consent, BlockedError),
        (answer.status >= 500 or "Will be right back" in text, TransientError),
        (page, BlockedError),
        (answer.status == 404 or "symbol may be delisted" in reason, UnknownSymbolError),
        (answer.status >= 400 or bool(reason), NoDataError),
    )
    words = f"HTTP {answer.status}" + (f": {reason}" if reason else "") + (", a web page" if page else "")
    return next(((kind, words) for applies, kind in refusals if applies), None)
