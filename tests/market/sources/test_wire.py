"""A stranger on the wire can stop a fetch and no more: no other host is asked, no memory filled, no terminal moved.

Every fault ends in a named error whose remedy fits, or in the true prices because it does no harm.
"""

import tracemalloc

import pytest

from analysis.errors import (
    BadDataError,
    BlockedError,
    FetchError,
    MalformedError,
    NoDataError,
    OfflineError,
    RateLimitedError,
    TransientError,
    UnknownSymbolError,
    UntrustedError,
    printable,
)
from analysis.market.sources.session import LARGEST, is_own_address
from tests.market.sources.test_yahoo import TRUE, fetch, is_true
from tests.price_server import FAULTS, NOWHERE
from tests.price_server.server import TUNNELS

pytest_plugins = ("tests.price_server.plugin",)

AWAY = "try from another network"
CHANGED = "the source or the library that reads it has changed"
AGAIN = "repeat the command"
ANSWERS = {
    "redirect_to_another_host": (BlockedError, AWAY),
    "redirect_to_a_like_host": (BlockedError, AWAY),
    "redirect_to_a_host_behind_a_name": (BlockedError, AWAY),
    "redirect_to_another_port": (BlockedError, AWAY),
    "redirect_without_encryption": (BlockedError, AWAY),
    "redirect_to_this_computer": (BlockedError, AWAY),
    "redirect_to_a_file": (BlockedError, AWAY),
    "redirect_to_no_address": (BlockedError, AWAY),
    "redirect_to_nowhere": (BlockedError, "update yfinance"),
    "redirect_within_the_source": TRUE,
    "zeros_packed": (MalformedError, CHANGED),
    "padded_with_blanks": (MalformedError, CHANGED),
    "lists_within_lists": (MalformedError, CHANGED),
    "objects_within_objects": (MalformedError, CHANGED),
    "lists_beside_lists": (MalformedError, CHANGED),
    "number_of_many_digits": (MalformedError, CHANGED),
    "stamp_beyond_all_time": (MalformedError, CHANGED),
    "drips": (TransientError, "over a faster network"),
    "packed_wrongly": (MalformedError, CHANGED),
    "packed_in_an_unknown_way": (MalformedError, CHANGED),
    "in_utf_16": (MalformedError, CHANGED),
    "no_http": (MalformedError, CHANGED),
    "nothing_at_all": (TransientError, AGAIN),
    "endless_headers": (TransientError, AGAIN),
    "broken_chunks": (TransientError, AGAIN),
    "body_longer_than_said": (MalformedError, CHANGED),
    "escapes_in_the_reason": (UnknownSymbolError, "correct the ticker"),
    "escapes_in_the_symbol": (BadDataError, "wrong prices are never kept"),
    "escapes_in_the_currency": (BadDataError, "wrong prices are never kept"),
    "escapes_in_a_dividends_currency": (BadDataError, "wrong prices are never kept"),
    "escapes_in_a_price": (MalformedError, CHANGED),
    "escapes_in_the_address": (BlockedError, AWAY),
    "reason_of_a_megabyte": (NoDataError, "choose other dates"),
    "reason_that_is_no_text": (UnknownSymbolError, "correct the ticker"),
    "http_402_payment": (BlockedError, "update yfinance"),
    "http_408_timeout": (TransientError, AGAIN),
    "http_410_gone": (UnknownSymbolError, "correct the ticker"),
    "http_451_country": (BlockedError, "use the bundled prices"),
    "http_999_refused": (RateLimitedError, "wait an hour"),
    "http_204_no_content": (MalformedError, CHANGED),
    "http_304_not_modified": (BlockedError, "update yfinance"),
}
CLOCK = "correct this computer's clock or its certificates"
CONNECTIONS = {
    "certificate_of_another_host": (UntrustedError, CLOCK),
    "certificate_expired": (UntrustedError, CLOCK),
    "certificate_of_an_unknown_authority": (UntrustedError, CLOCK),
    "proxy_wants_a_password": (OfflineError, "put name and password into HTTPS_PROXY"),
    "proxy_forbids": (OfflineError, "correct the proxy settings"),
    "proxy_cannot_connect": (OfflineError, "correct the proxy settings"),
    "proxy_hangs_up": (TransientError, "correct the proxy settings"),
    "proxy_speaks_no_tls": (UntrustedError, CLOCK),
}


def refused(expected):
    """What a fetch that must fail says, after the checks that all errors pass."""
    kind, remedy = expected
    with pytest.raises(FetchError) as caught:
        fetch(timeout=1.0)
    assert type(caught.value) is kind
    assert remedy in caught.value.remedy
    said = str(caught.value)
    assert said == printable(said, len(said)), "nothing in it moves a terminal"
    assert len(said) < 1_500
    return caught.value


def test_the_tables_name_every_fault(price_server):
    assert set(ANSWERS) == {name for name, fault in FAULTS.items() if fault.__module__.endswith(".wire")}
    assert set(CONNECTIONS) == {*TUNNELS, *price_server.impostors}
    assert len(FAULTS) + len(CONNECTIONS) >= 120


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "outcome"), ANSWERS.items())
def test_an_answer_of_a_stranger_ends_in_true_prices_or_in_a_named_error(price_server, fault, outcome):
    price_server.faults["EMB"] = fault
    if outcome == TRUE:
        assert is_true(fetch().bars)
    else:
        refused(outcome)


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "outcome"), CONNECTIONS.items())
def test_without_the_sources_own_connection_nothing_is_asked(price_server, fault, outcome):
    price_server.tunnel = fault
    refused(outcome)
    assert price_server.requests == []


def test_a_bad_certificate_is_not_asked_again(price_server, monkeypatch):
    from analysis.market.sources.yahoo import Yahoo

    price_server.tunnel = "certificate_expired"
    tries = []
    monkeypatch.setattr(Yahoo, "_ask", lambda self, query, ask=Yahoo._ask: tries.append(1) or ask(self, query))
    with pytest.raises(UntrustedError, match="certificate has expired"):
        fetch(attempts=4)
    assert tries == [1]


@pytest.mark.usefixtures("price_server")
@pytest.mark.parametrize(
    ("proxy", "says"),
    [(NOWHERE, "Could not connect to server"), ("http://proxy.invalid:80", "Could not resolve proxy: proxy.invalid")],
)
def test_a_proxy_that_is_not_there_is_named(monkeypatch, proxy, says):
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    assert says in refused((OfflineError, "correct the proxy settings")).got


# --- where requests go -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [name for name in ANSWERS if name.startswith("redirect_to_a")])
def test_the_host_that_a_redirect_names_is_never_asked(price_server, where):
    price_server.faults["EMB"] = where
    refused((BlockedError, ""))
    assert price_server.requests
    assert all(is_own_address(f"https://{asked}") for asked in price_server.requests)


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://query2.finance.yahoo.com/v8/finance/chart/EMB?crumb=a@b", True),
        ("https://yahoo.com:443/", True),
        ("http://query2.finance.yahoo.com/", False),
        ("https://yahoo.com.example.org/", False),
        ("https://notyahoo.com/", False),
        ("https://yahoo.com@example.org/", False),
        ("https://a:b@yahoo.com/", False),
        ("https://example.org\\.yahoo.com/", False),
        ("https://example.org#.yahoo.com/", False),
        ("https://example.org?.yahoo.com/", False),
        ("https://yahoo.com:8443/", False),
        ("https://yahoo.com:x/", False),
        ("https://[::1]/", False),
        ("https:///yahoo.com", False),
        ("//yahoo.com", False),
        ("", False),
    ],
)
def test_the_sources_own_addresses(url, own):
    assert is_own_address(url) is own


@pytest.mark.slow
@pytest.mark.parametrize("where", ["cookie", "crumb"])
@pytest.mark.parametrize("fault", ["redirect_to_another_host", "padded_with_blanks", "lists_within_lists", "drips"])
def test_a_stranger_before_the_prices_does_no_harm(price_server, where, fault):
    price_server.faults[where] = fault
    assert is_true(fetch(timeout=1.0).bars)


# --- how much is kept --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["zeros_packed", "padded_with_blanks", "lists_beside_lists"])
def test_an_answer_without_an_end_takes_little_memory(price_server, fault):
    fetch()  # what is loaded once
    price_server.faults["EMB"] = fault
    tracemalloc.start()
    try:
        refused((MalformedError, ""))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 3 * LARGEST
