"""Whatever stops a fetch, the snapshot before it stays and work done counts."""

import shutil

import pytest

from analysis.errors import (
    BadDataError,
    IncompleteFetchError,
    NoDataError,
    OfflineError,
    RateLimitedError,
    UnknownSymbolError,
)
from analysis.files import beside
from analysis.market.manifest import read_manifest
from analysis.market.snapshot import check_snapshot, load_snapshot
from analysis.market.sources.yahoo import Yahoo
from tests.price_server.fetches import END, OLD_END, TWENTY, fetch, instruments, state

pytest_plugins = ("tests.price_server.plugin",)


@pytest.mark.slow
def test_a_fault_on_one_of_twenty_costs_that_one_only(price_server, live):
    fetch(live, ("EMB",), OLD_END)
    before = state(live)
    price_server.faults["FUND07"] = "two_rows_hundredfold"
    with pytest.raises(IncompleteFetchError) as caught:
        fetch(live, TWENTY, END)
    error = caught.value
    assert {t: type(e) for t, e in error.failures.items()} == {"FUND07": BadDataError}
    assert "1 of 20 series failed (FUND07: BadDataError, jumps: the level shifts" in str(error)
    assert "the snapshot before it is untouched" in str(error)
    assert error.exit_code == 1
    assert "\n" not in str(error)
    assert state(live) == before

    price_server.reset()
    fetch(live, TWENTY, END)
    assert price_server.asked == {"FUND07": 1}
    assert list(load_snapshot(live, instruments(*TWENTY)).bars) == list(TWENTY)


@pytest.mark.slow
def test_every_failure_is_listed_with_its_reason(price_server, live):
    price_server.faults.update({"AAA": "http_404_unknown_symbol", "CCC": "no_rows"})
    with pytest.raises(
        IncompleteFetchError,
        match=r"2 of 3 .*AAA: UnknownSymbolError.*CCC: NoDataError.*no snapshot was made; "
        r"AAA: correct the ticker in study.toml, or remove it; CCC: choose other dates",
    ) as e:
        fetch(live, ("AAA", "BBB", "CCC"), END)
    assert {t: type(x) for t, x in e.value.failures.items()} == {"AAA": UnknownSymbolError, "CCC": NoDataError}
    assert not live.exists()


@pytest.mark.slow
def test_a_rate_limit_ends_the_fetch_and_keeps_what_is_complete(price_server, live):
    price_server.faults["CCC"] = "http_429_rate_limit"
    with pytest.raises(IncompleteFetchError, match=r"2 were not asked for.*wait an hour") as caught:
        fetch(live, ("AAA", "BBB", "CCC", "DDD", "EEE"), END)
    assert isinstance(caught.value.failures["CCC"], RateLimitedError)
    assert set(price_server.asked) == {"AAA", "BBB", "CCC"}
    price_server.reset()
    fetch(live, ("AAA", "BBB", "CCC", "DDD", "EEE"), END)
    assert set(price_server.asked) == {"CCC", "DDD", "EEE"}


def test_without_a_network_three_tickers_tell_enough(price_server, live):
    price_server.faults["*"] = "connection_reset"
    with pytest.raises(IncompleteFetchError, match="17 were not asked for"):
        fetch(live, TWENTY, END)
    assert len(price_server.asked) == 3


def test_without_an_answer_from_anyone_one_ticker_tells_enough(price_server, live, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    tries = []
    monkeypatch.setattr(
        Yahoo, "_ask", lambda self, query, ask=Yahoo._ask: tries.append(query.ticker) or ask(self, query)
    )
    with pytest.raises(
        IncompleteFetchError,
        match=r"no connection through the proxy.*19 were not asked for.*correct",
    ) as e:
        fetch(live, TWENTY, END, attempts=4)
    assert isinstance(e.value.failures["FUND00"], OfflineError)
    assert tries == ["FUND00", "FUND00"]
    assert price_server.requests == []


def test_where_the_source_cannot_prove_to_be_it_one_ticker_tells_enough(price_server, live):
    price_server.tunnel = "certificate_of_another_host"
    with pytest.raises(IncompleteFetchError, match=r"FUND00: UntrustedError.*19 were not asked for.*certificates"):
        fetch(live, TWENTY, END)


@pytest.mark.slow
def test_what_is_staged_serves_only_the_same_query(price_server, live):
    price_server.faults["PCY"] = "no_rows"
    with pytest.raises(IncompleteFetchError):
        fetch(live, ("EMB", "PCY"), OLD_END)
    price_server.reset()
    fetch(live, ("EMB", "PCY"), END)
    assert price_server.asked == {"EMB": 1, "PCY": 1}
    assert read_manifest(live).loc["EMB", "last"] == "2023-06-30"


@pytest.mark.slow
def test_what_is_staged_and_was_changed_is_fetched_again(price_server, live):
    price_server.faults["PCY"] = "no_rows"
    with pytest.raises(IncompleteFetchError):
        fetch(live, ("EMB", "PCY"), END)
    staged = beside(live, "partial") / "EMB.csv"
    staged.write_text(staged.read_text().replace("2023-03-01,", "2023-03-01,1"))
    price_server.reset()
    fetch(live, ("EMB", "PCY"), END)
    assert price_server.asked["EMB"] == 1
    assert [r for r in check_snapshot(live) if r.severity == "error"] == []


@pytest.mark.slow
def test_ctrl_c_keeps_the_snapshot_and_the_work_done(price_server, live):
    fetch(live, ("EMB", "PCY", "SPY"), OLD_END)
    before = state(live)

    def interrupt(ticker):
        if ticker == "SPY":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(live, ("EMB", "PCY", "SPY"), END, progress=interrupt)
    assert state(live) == before
    price_server.reset()
    fetch(live, ("EMB", "PCY", "SPY"), END)
    assert price_server.asked == {"SPY": 1}


@pytest.mark.slow
def test_a_fetch_stopped_while_it_cleans_up_is_done_and_can_be_repeated(price_server, live, monkeypatch):
    remove = shutil.rmtree

    def stop(folder, **options):
        if not folder.name.endswith(".partial"):
            return remove(folder, **options)
        (folder / "EMB.csv").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", stop)
    with pytest.raises(KeyboardInterrupt):
        fetch(live, ("EMB", "PCY"), END)
    monkeypatch.setattr(shutil, "rmtree", remove)
    assert list(load_snapshot(live, instruments("EMB", "PCY")).bars) == ["EMB", "PCY"]
    price_server.reset()
    fetch(live, ("EMB", "PCY"), END)
    assert price_server.asked == {"EMB": 1, "PCY": 1}
