"""Series of one fetch witness for each other where nothing else is known: the day, a copy, dividends, a level."""

import numpy as np
import pandas as pd
import pytest

from analysis.market.bars import read_bars
from analysis.market.manifest import read_manifest
from analysis.market.sources.peers import peer_disagreements, peer_notes
from analysis.market.sources.query import Query, trading_hours
from analysis.market.sources.witnesses import examine
from tests.price_server.world import BUNDLED, listing, true_bars

FIRST, LAST = pd.Timestamp("2021-01-04"), pd.Timestamp("2022-12-30")


def ask(ticker):
    place = listing(ticker)
    hours = trading_hours(place.exchange, FIRST, LAST)
    return Query(ticker, place.exchange, place.currency, FIRST, LAST, hours, pd.Timestamp("2024-01-01T00:00Z"))


@pytest.fixture(scope="module")
def queries():
    return {ticker: ask(ticker) for ticker in read_manifest(BUNDLED).index}


@pytest.fixture
def bars(queries):
    return {ticker: read_bars(BUNDLED / f"{ticker}.csv").loc[FIRST:LAST] for ticker in queries}


def shifted(table, sessions):
    """Values of a table on other sessions: 1 is late, -1 is early."""
    return table.shift(sessions).dropna()


def test_nothing_speaks_against_the_bundled_prices(bars, queries):
    assert list(peer_disagreements(bars, queries)) == []
    assert list(peer_notes(bars, queries)) == []


@pytest.mark.parametrize("ticker", ["EMB", "PCY", "IEF", "SPY", "EMBD"])
@pytest.mark.parametrize(("sessions", "says"), [(1, "late"), (-1, "early")])
def test_a_series_on_other_days_than_its_peers_is_named_and_none_of_them(bars, queries, ticker, sessions, says):
    found = list(peer_disagreements(bars | {ticker: shifted(bars[ticker], sessions)}, queries))
    assert [t for t, _ in found] == [ticker]
    assert f"returns are a session {says} beside " in found[0][1]


def test_of_two_series_alone_both_are_named(bars, queries):
    two = {"EMB": bars["EMB"], "VWOB": shifted(bars["VWOB"], 1)}
    found = dict(peer_disagreements(two, queries))
    assert "early beside VWOB" in found["EMB"]
    assert "late beside EMB" in found["VWOB"]


def test_an_index_of_another_exchange_that_closes_at_the_same_hour_is_a_peer(queries):
    """Chicago's index closes a quarter of an hour after New York; here the fund follows it, but for a tenth."""
    days = true_bars("^VIX").loc[FIRST:LAST].drop(columns="stamp")
    follower = days.assign(close=days["close"] * np.exp(np.random.default_rng(1).normal(0, 0.001, len(days))))
    asked = queries | {"^VIX": ask("^VIX")}
    assert list(peer_disagreements({"^VIX": days, "SPY": follower.loc[bars_of("SPY")]}, asked)) == []
    found = dict(peer_disagreements({"^VIX": shifted(days, 1), "SPY": follower.loc[bars_of("SPY")]}, asked))
    assert "late beside SPY" in found["^VIX"]


def bars_of(ticker):
    return true_bars(ticker).loc[FIRST:LAST].index


def test_series_that_close_at_other_hours_are_no_peers(bars, queries):
    """London's day ends when New York's has begun: a part of what happens there shows a day later."""
    asked = queries | {"IEMB.L": ask("IEMB.L")}
    late = shifted(true_bars("IEMB.L").loc[FIRST:LAST].drop(columns="stamp"), 1)
    assert list(peer_disagreements({"EMB": bars["EMB"], "IEMB.L": late}, asked)) == []


@pytest.mark.slow
def test_the_size_on_series_that_are_related_on_no_day(queries):
    """Independent normal returns, 400 pairs: none may be called late or early."""
    rng = np.random.default_rng(0)
    tickers = list(queries)[:2]
    days = queries["EMB"].hours.index
    for _ in range(400):
        walks = {t: np.exp(np.cumsum(rng.normal(0, 0.01, len(days)))) for t in tickers}
        tables = {t: pd.DataFrame({"close": w, "dividend": 0.0}, index=days) for t, w in walks.items()}
        assert list(peer_disagreements(tables, queries)) == []


def test_a_copy_of_another_series_is_named_on_both_sides(bars, queries):
    found = dict(peer_disagreements(bars | {"CEMB": bars["EMB"]}, queries))
    assert found == {"CEMB": "the closes are those of EMB", "EMB": "the closes are those of CEMB"}


def test_a_series_that_earlier_prices_vouch_for_is_not_the_one_at_fault(bars, queries):
    found = examine(bars | {"CEMB": bars["EMB"]}, queries, {"the bundled prices": BUNDLED})
    assert set(found.disagreements) == {"CEMB"}
    assert any("the closes are those of EMB" in said for said in found.disagreements["CEMB"])
    assert set(found.vouched) == set(queries) - {"CEMB"}


def test_a_fund_without_dividends_beside_funds_that_pay_is_noted(bars, queries):
    found = list(peer_notes(bars | {"PCY": bars["PCY"].assign(dividend=0.0)}, queries))
    assert found == [("PCY", "pays no dividend, unlike AGG, CEMB, EMB")]


def test_another_level_that_no_like_series_has_is_noted(bars, queries):
    """A tenth of the price from one day on: another currency, or news of this fund alone."""
    table = bars["PCY"].copy()
    table.loc["2022-03-01":, ["open", "high", "low", "close"]] *= 0.9
    assert list(peer_notes(bars | {"PCY": table}, queries)) == [
        ("PCY", "is on another level from 2022-03-01 on, unlike AGG, CEMB, EMB")
    ]


def test_a_fall_that_comes_back_is_no_other_level(bars, queries):
    table = bars["PCY"].copy()
    table.loc["2022-03-01", ["open", "high", "low", "close"]] *= 0.9
    assert list(peer_notes(bars | {"PCY": table}, queries)) == []


def test_a_series_whose_only_peer_is_at_fault_is_not_named_with_it(queries):
    """Among these dates Turkey's shares rank with EMHY alone: once that is named, nothing is left against them."""
    days = slice("2021-05-26", "2023-05-18")
    bars = {ticker: read_bars(BUNDLED / f"{ticker}.csv").loc[days] for ticker in queries}
    found = peer_disagreements(bars | {"EMHY": shifted(bars["EMHY"], 1)}, queries)
    assert [ticker for ticker, _ in found] == ["EMHY"]
