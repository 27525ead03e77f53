"""Faults of a stranger: answers that lead elsewhere, do not end, are not HTTP, or speak to a terminal."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterator
from itertools import repeat

from tests.price_server.faults.answers import truncated_body
from tests.price_server.faults.exchange import Exchange, fault

MB = 2**20
ESCAPES = "\x1b[2J\x1b]0;owned\x07\u202eredrum\r\nerror: all is well\x85\u2028"


def _lead(x: Exchange, where: str, status: int = 302) -> None:
    x.say(status, "")
    x.headers["Location"] = where


@fault
def redirect_to_another_host(x: Exchange) -> None:
    _lead(x, f"https://prices.example.org/v8/finance/chart/{x.ticker}")


@fault
def redirect_to_a_like_host(x: Exchange) -> None:
    _lead(x, f"https://query2.finance.yahoo.com.example.org/v8/finance/chart/{x.ticker}", 301)


@fault
def redirect_to_a_host_behind_a_name(x: Exchange) -> None:
    _lead(x, f"https://query2.finance.yahoo.com@example.org/v8/finance/chart/{x.ticker}", 307)


@fault
def redirect_to_another_port(x: Exchange) -> None:
    _lead(x, f"https://query2.finance.yahoo.com:8443/v8/finance/chart/{x.ticker}", 308)


@fault
def redirect_without_encryption(x: Exchange) -> None:
    _lead(x, f"http://query2.finance.yahoo.com/v8/finance/chart/{x.ticker}")


@fault
def redirect_to_this_computer(x: Exchange) -> None:
    _lead(x, "https://127.0.0.1/v8/finance/chart/")


@fault
def redirect_to_a_file(x: Exchange) -> None:
    _lead(x, "file:///etc/passwd")


@fault
def redirect_to_no_address(x: Exchange) -> None:
    _lead(x, "https://[")


@fault
def redirect_to_nowhere(x: Exchange) -> None:
    x.say(302, "")


@fault
def redirect_within_the_source(x: Exchange) -> None:
    if x.host.startswith("query2."):
        _lead(x, x.address.replace("query2.", "query1."))


@fault
def zeros_packed(x: Exchange) -> None:
    """Three gigabytes of zeros in three megabytes of gzip."""
    packer = zlib.compressobj(wbits=31)
    head = packer.compress(bytes(MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    _without_end(x, head, repeat(again, 3000))
    x.headers["Content-Encoding"] = "gzip"


@fault
def padded_with_blanks(x: Exchange) -> None:
    """Half a gigabyte of blanks before the true prices."""
    _without_end(x, b" ", repeat(b" " * MB, 500))


def _without_end(x: Exchange, head: bytes, pieces: Iterator[bytes]) -> None:
    x.body, x.pieces, x.length = head, pieces, 4_000 * MB


@fault
def lists_within_lists(x: Exchange) -> None:
    x.say(200, "[" * 200_000)


@fault
def objects_within_objects(x: Exchange) -> None:
    x.say(200, '{"chart":' * 100_000 + "1" + "}" * 100_000)


@fault
def lists_beside_lists(x: Exchange) -> None:
    x.say(200, "[" + "[]," * (2 * MB) + "[]]")


@fault
def number_of_many_digits(x: Exchange) -> None:
    x.say(200, '{"chart": {"result": [' + "9" * 100_000 + "]}}")


@fault
def stamp_beyond_all_time(x: Exchange) -> None:
    x.result["timestamp"][-1] = 10**300


@fault
def drips(x: Exchange) -> None:
    """An answer that comes byte by byte, and never ends."""

    def drops() -> Iterator[bytes]:
        for _ in range(40):
            time.sleep(0.05)
            yield b" "

    _without_end(x, b" ", drops())


@fault
def packed_wrongly(x: Exchange) -> None:
    x.say(200, "this is no gzip")
    x.headers["Content-Encoding"] = "gzip"


@fault
def packed_in_an_unknown_way(x: Exchange) -> None:
    x.headers["Content-Encoding"] = "x-brand-new"


@fault
def in_utf_16(x: Exchange) -> None:
    x.body = json.dumps({"chart": {"result": [x.result], "error": None}}).encode("utf-16")


@fault
def no_http(x: Exchange) -> None:
    x.raw = b"SSH-2.0-OpenSSH_9.9\r\n"


@fault
def nothing_at_all(x: Exchange) -> None:
    x.raw = b""


@fault
def endless_headers(x: Exchange) -> None:
    x.raw = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (i, b"a" * 1000) for i in range(1000))


@fault
def broken_chunks(x: Exchange) -> None:
    x.raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"


@fault
def body_longer_than_said(x: Exchange) -> None:
    truncated_body(x)
    x.length = len(x.body or b"") // 2


@fault
def escapes_in_the_reason(x: Exchange) -> None:
    x.error(404, "Not Found", f"No data found, {ESCAPES}")


@fault
def escapes_in_the_symbol(x: Exchange) -> None:
    x.result["meta"]["symbol"] = ESCAPES


@fault
def escapes_in_the_currency(x: Exchange) -> None:
    x.result["meta"]["currency"] = f"USD{ESCAPES}"


@fault
def escapes_in_a_dividends_currency(x: Exchange) -> None:
    x.dividends[list(x.dividends)[1]]["currency"] = ESCAPES


@fault
def escapes_in_a_price(x: Exchange) -> None:
    x.quote["close"][3] = ESCAPES


@fault
def escapes_in_the_address(x: Exchange) -> None:
    _lead(x, "https://prices.example.org/\x1b[2J")


@fault
def reason_of_a_megabyte(x: Exchange) -> None:
    x.error(400, "Bad Request", "word " * 200_000)


@fault
def reason_that_is_no_text(x: Exchange) -> None:
    x.say(404, json.dumps({"chart": {"result": None, "error": {"description": {"a": [1, None]}}}}))


@fault
def http_402_payment(x: Exchange) -> None:
    x.say(402, "Payment Required")


@fault
def http_408_timeout(x: Exchange) -> None:
    x.say(408, "Request Timeout")


@fault
def http_410_gone(x: Exchange) -> None:
    x.say(410, "Gone")


@fault
def http_451_country(x: Exchange) -> None:
    x.say(451, "Unavailable For Legal Reasons")


@fault
def http_999_refused(x: Exchange) -> None:
    x.say(999, "Unable to process request at this time -- error 999")


@fault
def http_204_no_content(x: Exchange) -> None:
    x.say(204, "")


@fault
def http_304_not_modified(x: Exchange) -> None:
    x.say(304, "")
