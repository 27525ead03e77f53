"""Whatever the price server does wrong, a fetch gives the true prices or a named error: never wrong ones in silence.

yfinance itself runs here, unpatched, against a local server that speaks Yahoo's protocol.
"""

import logging
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import (
    BadDataError,
    BlockedError,
    FetchError,
    MalformedError,
    NoDataError,
    RateLimitedError,
    TransientError,
    UnknownSymbolError,
)
from analysis.market.checks import COLUMNS, check_bars
from analysis.market.sources.protocol import Patience
from analysis.market.sources.query import Query, trading_hours
from tests.price_server import FAULTS, listing, true_bars

pytest_plugins = ("tests.price_server.plugin",)

FIRST, LAST = pd.Timestamp("2022-10-03"), pd.Timestamp("2023-06-30")
TRUE = "the true prices"

# What each fault comes to: an error; the true prices, because it does no harm; or, for what a single source cannot
# be caught at, prices that a check reports.
OUTCOMES = {
    "http_401_bad_crumb": BlockedError,
    "http_403_forbidden": BlockedError,
    "http_404_unknown_symbol": UnknownSymbolError,
    "http_404_page": BlockedError,
    "http_400_no_data_for_dates": NoDataError,
    "http_429_rate_limit": RateLimitedError,
    "http_200_rate_limit": RateLimitedError,
    "http_500_error": TransientError,
    "http_502_page": TransientError,
    "http_503_json": TransientError,
    "http_504_timeout": TransientError,
    "will_be_right_back": TransientError,
    "empty_body": MalformedError,
    "null_body": MalformedError,
    "truncated_body": MalformedError,
    "body_cut_off": TransientError,
    "page_instead_of_json": BlockedError,
    "consent_redirect": BlockedError,
    "endless_redirect": BlockedError,
    "connection_reset": TransientError,
    "slow_answer": TransientError,
    "error_with_status_200": UnknownSymbolError,
    "empty_result": MalformedError,
    "null_result": MalformedError,
    "no_meta": MalformedError,
    "no_rows": NoDataError,
    "no_timestamps": MalformedError,
    "no_volume": MalformedError,
    "no_adjclose": MalformedError,
    "ragged_arrays": MalformedError,
    "words_for_prices": MalformedError,
    "wrong_symbol": BadDataError,
    "wrong_currency": BadDataError,
    "pounds_for_pence": BadDataError,
    "wrong_time_zone": BadDataError,
    "unknown_time_zone": BadDataError,
    "weekly_bars": BadDataError,
    "first_row_missing": BadDataError,
    "middle_row_missing": BadDataError,
    "last_row_missing": BadDataError,
    "half_of_the_range": BadDataError,
    "null_closes": BadDataError,
    "null_row": BadDataError,
    "null_last_row": BadDataError,
    "nan_tokens": BadDataError,
    "row_twice": BadDataError,
    "day_twice": BadDataError,
    "last_day_twice": BadDataError,
    "rows_out_of_order": BadDataError,
    "day_early": BadDataError,
    "stamped_at_midnight_utc": BadDataError,
    "stamped_an_evening_early": BadDataError,
    "row_on_a_holiday": BadDataError,
    "null_row_on_a_holiday": TRUE,
    "row_after_the_end": TRUE,
    "two_rows_hundredfold": BadDataError,
    "older_half_hundredfold": BadDataError,
    "one_open_doubled": BadDataError,
    "one_close_spikes": BadDataError,
    "zero_price": BadDataError,
    "negative_price": BadDataError,
    "high_below_close": BadDataError,
    "split_listed_and_not_applied": BadDataError,
    "split_unlisted_and_not_applied": BadDataError,
    "split_missing_from_closes": BadDataError,
    "volume_null": "zero_volume",
    "frozen_prices": "stale_prices",
    "dividend_missing_from_events": BadDataError,
    "dividend_missing_everywhere": "regular_dividends",
    "phantom_dividend_in_events": BadDataError,
    "phantom_dividend_everywhere": "dividend_size",
    "dividend_hundredfold": BadDataError,
    "dividend_doubled": BadDataError,
    "dividend_in_another_currency": BadDataError,
    "dividend_on_a_holiday": BadDataError,
    "dividend_after_the_end": TRUE,
    "dividend_without_a_date": MalformedError,
    "adjclose_not_adjusted": BadDataError,
    "adjclose_infinite": BadDataError,
}

# Shown on a share in pence without dividends: those would betray the fault by themselves.
LONDON = ("pounds_for_pence", "split_listed_and_not_applied")


def ask(ticker="EMB"):
    place = listing(ticker)
    hours = trading_hours(place.exchange, FIRST, LAST)
    return Query(ticker, place.exchange, place.currency, FIRST, LAST, hours, pd.Timestamp("2024-01-01T00:00Z"))


def fetch(ticker="EMB", *, attempts=1, pause=0.0, timeout=5.0):
    from analysis.market.sources.yahoo import Yahoo

    with Yahoo(Patience(pause, attempts, 0.0, timeout)) as yahoo:
        return yahoo.fetch(ask(ticker))


def is_true(bars, ticker="EMB"):
    truth = true_bars(ticker).loc[FIRST:LAST, list(COLUMNS)]
    return bars.index.equals(truth.index) and np.allclose(bars, truth, rtol=1e-6)


def test_the_table_names_every_fault_but_those_of_the_wire_and_of_whole_histories():
    others = (".wire", ".histories")
    assert set(OUTCOMES) == {name for name, fault in FAULTS.items() if not fault.__module__.endswith(others)}


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "outcome"), OUTCOMES.items())
def test_a_fault_ends_in_true_prices_or_in_a_named_error(price_server, fault, outcome):
    ticker = "BGEO.L" if fault in LONDON else "EMB"
    price_server.faults[ticker] = fault
    if isinstance(outcome, type):
        with pytest.raises(FetchError) as caught:
            fetch(ticker, timeout=0.5 if fault == "slow_answer" else 5.0)
        assert type(caught.value) is outcome
        assert caught.value.ticker == ticker
        assert caught.value.got
        assert caught.value.remedy
        assert "\n" not in str(caught.value)
    elif outcome == TRUE:
        assert is_true(fetch().bars)
    else:
        bars = fetch().bars
        assert not is_true(bars)
        assert outcome in {r.check for r in check_bars("EMB", bars, "XNYS")}


@pytest.mark.parametrize("ticker", ["EMB", "BGEO.L", "USDAMD=X", "^VIX"])
@pytest.mark.usefixtures("price_server")
def test_true_prices_arrive_on_each_exchanges_calendar(ticker):
    assert is_true(fetch(ticker).bars, ticker)


def test_a_currencys_unquoted_day_is_left_out_and_reported(price_server):
    price_server.faults["USDAMD=X"] = "null_row"
    bars = fetch("USDAMD=X").bars
    assert "2022-10-24" not in bars.index
    assert [(r.check, r.severity, r.dates) for r in check_bars("USDAMD=X", bars, "24/5")] == [
        ("sessions", "warning", ("2022-10-24",))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["http_429_rate_limit", "page_instead_of_json", "http_500_error", "connection_reset"])
@pytest.mark.parametrize("where", ["cookie", "crumb"])
def test_faults_before_the_prices_do_no_harm(price_server, where, fault):
    price_server.faults[where] = fault
    assert is_true(fetch().bars)


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", ["http_500_error", "http_401_bad_crumb", "truncated_body", "page_instead_of_json", "connection_reset"]
)
def test_a_failure_that_passes_is_healed_by_asking_again(price_server, fault):
    price_server.faults["EMB"], price_server.heals_after = fault, 3
    assert is_true(fetch(attempts=4).bars)
    assert price_server.asked["EMB"] > 3


@pytest.mark.parametrize("fault", ["http_429_rate_limit", "http_404_unknown_symbol", "wrong_symbol"])
def test_a_failure_that_asking_again_cannot_heal_is_not_repeated(price_server, fault):
    price_server.faults["EMB"] = fault
    with pytest.raises(FetchError):
        fetch(attempts=4)
    assert price_server.asked["EMB"] <= 2  # yfinance itself repeats a refusal once, with another cookie


@pytest.mark.parametrize(("column", "what"), [("Close", "rows or closes"), ("Dividends", "dividends")])
def test_a_library_that_changes_what_it_was_answered_is_caught(price_server, monkeypatch, column, what):
    from analysis.market.sources.yahoo import Yahoo

    ask_yfinance = Yahoo._ask
    monkeypatch.setattr(Yahoo, "_ask", lambda self, query: ask_yfinance(self, query).assign(**{column: 1.0}))
    with pytest.raises(MalformedError, match=f"yfinance made other {what} than it was answered"):
        fetch()
    assert price_server.asked == {"EMB": 1}


@pytest.mark.slow
def test_requests_keep_their_distance(price_server, monkeypatch):
    from analysis.market.sources import session, yahoo

    waits = []
    standing_still = SimpleNamespace(monotonic=lambda: 100.0, sleep=waits.append)
    monkeypatch.setattr(session, "time", standing_still)
    with yahoo.Yahoo(Patience(7.0, 1, 0.0, 5.0)) as source:
        for ticker in ("EMB", "PCY", "SPY"):
            source.fetch(ask(ticker))
    assert price_server.asked == {"EMB": 1, "PCY": 1, "SPY": 1}
    assert waits[0] == 0, "nothing was asked for before"
    assert set(waits[1:]) == {7.0}
    assert len(waits) >= 3


@pytest.mark.slow
def test_nothing_is_logged_and_nothing_stays_changed(price_server, caplog):
    import yfinance

    before = yfinance.config.debug.hide_exceptions, logging.getLogger("yfinance").level
    price_server.faults.update({"EMB": "http_404_unknown_symbol", "crumb": "connection_reset"})
    for _ in range(2):  # the refusal makes yfinance ask for another crumb, and remark on having none
        with pytest.raises(UnknownSymbolError):
            fetch()
    assert [r.getMessage() for r in caplog.records if r.name == "yfinance"] == []
    assert before == (yfinance.config.debug.hide_exceptions, logging.getLogger("yfinance").level)
