"""Whatever the site does wrong, a list is the true one or a named error, in either form; nobody else is asked.

The table of faults: what each comes to where the site has lists in one form only. In the other form it answers with a
web page, as the real one is said to do for CSV.
"""

import datetime as dt

import numpy as np
import pytest

from analysis.errors import (
    BadDataError,
    BlockedError,
    MalformedError,
    NoDataError,
    OfflineError,
    RateLimitedError,
    TransientError,
    UnknownSymbolError,
    UntrustedError,
)
from analysis.market.sources.fund_holdings import FundHoldings, ListQuery, open_site
from analysis.market.sources.protocol import Patience
from tests.list_server.faults import LIST_FAULTS
from tests.list_server.world import FUND, NUMBER, SLUG, true_clean
from tests.price_server import NOWHERE
from tests.price_server.server import TUNNELS

pytest_plugins = ("tests.price_server.plugin",)

DAY, NEXT = dt.date(2023, 9, 20), dt.date(2023, 9, 21)
QUICK = Patience(pause=0.0, attempts=1, backoff=0.0, timeout=5.0)
TRUE = "the true list"
SIDE_BY_SIDE = "a list that is whole in itself: what is wrong shows beside other days, see test_fetch_lists.py"

OUTCOMES = {
    "page_called_csv": (BlockedError, "a web page"),
    "cut_in_the_middle": (MalformedError, "cut off"),
    "cut_on_the_wire": (TransientError, "broken off"),
    "of_another_day": (NoDataError, "no list of the day: that of 2023-09-19 came"),
    "without_a_day": {"json": (MalformedError, "asOfDate is None"), "csv": (NoDataError, "none was published")},
    "without_rows": (NoDataError, "none was published"),
    "of_a_day_that_is_none": (MalformedError, "is 'yesterday'|is 20231399"),
    "of_another_fund": {"json": (BadDataError, "a list of 'OTHER', not of 'MADE'"), "csv": (BadDataError, "'OTHER'")},
    "table_twice": TRUE,
    "two_tables_that_differ": (MalformedError, "tables that differ|two prices of one bond"),
    "columns_moved": TRUE,
    "byte_order_mark": TRUE,
    "not_utf_8": (MalformedError, "bytes that are no text"),
    "prices_hundredfold": (BadDataError, "another unit"),
    "par_in_thousands": (BadDataError, "another unit"),
    "values_without_interest": (BadDataError, "no accrued interest"),
    "values_of_another_month": (BadDataError, "interest to one day fits"),
    "years_of_two_digits": (MalformedError, r"(Maturity: 'Jan 01, 27'|maturityDate: '270101') \(and \d+ more\)"),
    "commas_for_points": (MalformedError, "'4½'"),
    "numbers_that_are_none": (MalformedError, "'NaN'"),
    "two_prices_of_one_bond": (MalformedError, "two prices of one bond"),
    "a_column_missing": (MalformedError, "column (Par Value|parValue): missing"),
    "one_value_too_few": (MalformedError, "cut off|unlike length"),
    "shares_for_bonds": (MalformedError, "no bond with an ISIN"),
    "half_of_the_bonds": SIDE_BY_SIDE,
    "country_renamed": SIDE_BY_SIDE,
    "one_price_tenfold": SIDE_BY_SIDE,
    "one_price_far_off": SIDE_BY_SIDE,
    "printed_price_off": SIDE_BY_SIDE,
    # On the wire, as for prices.
    "http_403_forbidden": (BlockedError, "HTTP 403"),
    "http_404_page": (UnknownSymbolError, "HTTP 404"),
    "http_429_rate_limit": (RateLimitedError, "HTTP 429"),
    "http_500_error": (TransientError, "HTTP 500"),
    "http_503_json": (TransientError, "HTTP 503"),
    "empty_body": (MalformedError, "0 bytes"),
    "null_body": (MalformedError, "which day it is of"),
    "redirect_to_another_host": (BlockedError, "led away from the source"),
    "redirect_to_this_computer": (BlockedError, "led away from the source"),
    "redirect_to_a_file": (BlockedError, "led away from the source"),
    "redirect_to_nowhere": (BlockedError, "HTTP 302"),
    "zeros_packed": (MalformedError, "an answer of more than 8 MB"),
    "lists_within_lists": (MalformedError, "more than 50000 parts"),
    "lists_beside_lists": (MalformedError, "more than"),
    "number_of_many_digits": (MalformedError, "JSON that is cut off, or none"),
    "packed_wrongly": (MalformedError, "cannot be unpacked"),
    "connection_reset": (TransientError, "network"),
}


def fetch(query=None, patience=QUICK):
    with open_site(patience) as source:
        return source.fetch(query or ListQuery(FUND, NUMBER, SLUG, DAY))


def is_true(found, day=DAY):
    table = found.table.set_index("isin")
    np.testing.assert_allclose(table["clean"], true_clean().loc[day, table.index], atol=1e-4)
    return (found.as_of, len(table), found.flagged) == (day, 16, 0)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_honest_site_gives_the_true_list_in_either_form(price_server, form):
    price_server.lists.forms = {form}
    came = fetch()
    assert came.form == form
    assert is_true(came.found)


def test_every_fault_of_lists_is_in_the_table():
    assert set(LIST_FAULTS) <= set(OUTCOMES)


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("fault", [f for f, outcome in OUTCOMES.items() if outcome not in (TRUE, SIDE_BY_SIDE)])
def test_a_fault_ends_in_a_named_error(price_server, fault, form):
    outcome = OUTCOMES[fault]
    kind, says = outcome[form] if isinstance(outcome, dict) else outcome
    price_server.lists.forms = {form}
    with open_site(QUICK) as source:
        if isinstance(outcome, dict):  # a name is compared with those of the lists before
            source.fetch(ListQuery(FUND, NUMBER, SLUG, NEXT))
        price_server.lists.faults[DAY] = fault
        with pytest.raises(kind, match=says) as caught:
            source.fetch(ListQuery(FUND, NUMBER, SLUG, DAY))
    assert type(caught.value) is kind
    assert "(asked: list of 2023-09-20)" in str(caught.value)
    assert all(r.startswith("www.ishares.com/") for r in price_server.requests)


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("fault", [f for f, outcome in OUTCOMES.items() if outcome is TRUE])
def test_a_trap_that_does_no_harm_gives_the_true_list(price_server, fault, form):
    price_server.lists.forms = {form}
    price_server.lists.faults[DAY] = fault
    assert is_true(fetch().found)


def test_where_one_form_is_a_web_page_the_other_is_asked_and_first_from_then_on(price_server):
    price_server.lists.forms = {"csv"}
    with open_site(QUICK) as source:
        assert is_true(source.fetch(ListQuery(FUND, NUMBER, SLUG, DAY)).found)
        assert is_true(source.fetch(ListQuery(FUND, NUMBER, SLUG, NEXT)).found, NEXT)
    assert price_server.lists.asked == [(DAY, "json"), (DAY, "csv"), (NEXT, "csv")]


def test_where_both_forms_fail_both_are_told(price_server):
    price_server.lists.faults["*"] = "a_column_missing"
    with pytest.raises(
        MalformedError, match=r"column parValue: missing \(as json\), .*column Par Value: missing \(as csv\)"
    ):
        fetch()


def test_a_failure_that_passes_is_repeated(price_server):
    price_server.lists.faults["*"] = "http_503_json"
    with pytest.raises(TransientError):
        fetch(patience=Patience(pause=0.0, attempts=3, backoff=0.0, timeout=5.0))
    assert price_server.lists.asked == [(DAY, "json")] * 3


def test_a_day_without_a_list_is_not_asked_for_again_and_again(price_server):
    price_server.lists.faults["*"] = "without_rows"
    with pytest.raises(NoDataError):
        fetch(patience=Patience(pause=0.0, attempts=3, backoff=0.0, timeout=5.0))
    assert price_server.lists.asked == [(DAY, "json"), (DAY, "csv")]


@pytest.mark.parametrize("tunnel", sorted(TUNNELS))
def test_a_proxy_that_fails_is_told_apart_from_the_site(price_server, tunnel):
    price_server.tunnel = tunnel
    with pytest.raises((TransientError, UntrustedError), match=r"proxy|encrypted|broken off|network"):
        fetch()


def test_a_certificate_of_somebody_else_ends_the_conversation(price_server):
    price_server.tunnel = "certificate_of_an_unknown_authority"
    with pytest.raises(UntrustedError, match="certificate"):
        fetch()


def test_without_a_network_there_is_one_error_that_says_so(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", NOWHERE)
    monkeypatch.setenv("https_proxy", NOWHERE)
    with pytest.raises(OfflineError):
        fetch()


def test_the_address_has_the_funds_number_and_the_day():
    query = ListQuery("EMB", 239572, "a-slug", DAY)
    assert query.address("csv").startswith("https://www.ishares.com/us/products/239572/a-slug/1467271812596.ajax?")
    assert "fileName=EMB_holdings" in query.address("csv")
    assert "portfolioId=239572" in query.address("json")
    assert all("asOfDate=20230920" in query.address(form) for form in ("csv", "json"))
    assert FundHoldings(QUICK).name == "iShares"
