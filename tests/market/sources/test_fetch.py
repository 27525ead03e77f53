"""A live snapshot is whole or not made; whatever stops a fetch, the snapshot before it stays and work done counts."""

import datetime as dt
import errno
import gzip
import hashlib
import multiprocessing
import random
import shutil
import time

import numpy as np
import pandas as pd
import pytest

from analysis import files
from analysis.errors import (
    BadDataError,
    FetchError,
    IncompleteFetchError,
    NoDataError,
    OfflineError,
    OutputError,
    RateLimitedError,
    SnapshotError,
    UnknownSymbolError,
    UsageError,
)
from analysis.files import beside, locked
from analysis.market.changes import compare_snapshots
from analysis.market.checks import COLUMNS
from analysis.market.manifest import read_manifest
from analysis.market.snapshot import check_snapshot, load_snapshot
from analysis.market.sources.fetch import fetch_snapshot
from analysis.market.sources.yahoo import Yahoo
from tests.price_server import true_bars
from tests.price_server.child import fetch, fetch_and_die, instruments

pytest_plugins = ("tests.price_server.plugin",)

OLD_END, END = dt.date(2023, 3, 31), dt.date(2023, 6, 30)
TWENTY = (*(f"FUND{i:02d}" for i in range(16)), "BGEO.L", "TBCG.L", "USDAMD=X", "^VIX")


@pytest.fixture
def live(tmp_path):
    return tmp_path / "live"


def state(folder):
    """Every byte of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- a good fetch ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("price_server")
def test_twenty_tickers_of_four_hundred_sessions_in_five_seconds(live):
    fetch(live, ("WARM",), END)
    start = time.perf_counter()
    fetch_snapshot(instruments(*TWENTY), live, start=dt.date(2022, 1, 3), end=dt.date(2023, 8, 8), pause=0)
    assert time.perf_counter() - start < 5
    snapshot = load_snapshot(live, instruments(*TWENTY))
    for ticker, bars in snapshot.bars.items():
        truth = true_bars(ticker).loc["2022-01-03":"2023-08-08", list(COLUMNS)]
        assert len(bars) >= 400
        pd.testing.assert_frame_equal(bars, truth, check_freq=False, rtol=1e-6)


@pytest.mark.usefixtures("price_server")
def test_the_manifest_says_what_was_asked_when_of_whom_and_what_came(live):
    returned = fetch_snapshot(instruments("EMB", "BGEO.L"), live, start=dt.date(2023, 1, 3), end=END, pause=0)
    manifest = read_manifest(live)
    pd.testing.assert_frame_equal(manifest, returned, check_dtype=False)
    entry = manifest.loc["BGEO.L"]
    assert entry[["exchange", "currency", "rows", "first", "last"]].to_list() == [
        "XLON",
        "GBp",
        "124",
        "2023-01-03",
        "2023-06-30",
    ]
    assert entry["query"] == "2023-01-03 to 2023-06-30, 1d"
    assert entry["source"] == "Yahoo Finance"
    assert entry["library"].startswith("yfinance ")
    assert pd.Timestamp(entry["retrieved_at"]).tzinfo is not None
    assert entry["sha256"] == hashlib.sha256((live / "BGEO.L.csv").read_bytes()).hexdigest()
    raw = gzip.decompress((live / "BGEO.L.json.gz").read_bytes())
    assert entry["response_sha256"] == hashlib.sha256(raw).hexdigest()
    assert b'"symbol": "BGEO.L"' in raw


def test_each_ticker_is_announced_and_asked_for_once(price_server, live):
    turns = []
    fetch(live, ("EMB", "PCY", "SPY"), END, progress=turns.append)
    assert turns == ["EMB", "PCY", "SPY"]
    assert price_server.asked == {"EMB": 1, "PCY": 1, "SPY": 1}


@pytest.mark.usefixtures("price_server")
def test_a_session_that_is_not_over_is_left_out_and_the_manifest_says_so(live):
    during = pd.Timestamp("2023-06-30T16:00Z")  # London has closed, New York has not
    manifest = fetch_snapshot(
        instruments("EMB", "BGEO.L"), live, start=dt.date(2023, 1, 3), end=END, pause=0, now=during
    )
    assert manifest["last"].to_dict() == {"BGEO.L": "2023-06-30", "EMB": "2023-06-29"}
    assert manifest["dropped"].to_dict() == {"BGEO.L": "", "EMB": "2023-06-30: session not over"}


@pytest.mark.usefixtures("price_server")
def test_a_snapshot_is_replaced_and_nothing_is_left_beside_it(live):
    fetch(live, ("EMB", "PCY"), OLD_END)
    fetch(live, ("EMB",), END)
    assert sorted(state(live)) == ["EMB.csv", "EMB.json.gz", "manifest.csv"]
    assert {path.name for path in live.parent.iterdir()} == {"live", ".live.lock"}


@pytest.mark.usefixtures("price_server")
def test_the_same_answers_give_the_same_tables(live, tmp_path):
    fetch(live, ("EMB",), END)
    fetch(tmp_path / "again", ("EMB",), END)
    assert compare_snapshots(live, tmp_path / "again").empty
    assert (live / "EMB.csv").read_bytes() == (tmp_path / "again" / "EMB.csv").read_bytes()
    assert (live / "EMB.json.gz").read_bytes() == (tmp_path / "again" / "EMB.json.gz").read_bytes()


def test_own_series_are_not_fetched(price_server, live):
    (own,) = instruments("BOND")
    fetch_snapshot(
        [*instruments("EMB"), own.model_copy(update={"source": "csv"})], live, start=OLD_END, end=END, pause=0
    )
    assert price_server.asked == {"EMB": 1}


# --- faults ---------------------------------------------------------------------------------------------------------


def test_a_fault_on_one_of_twenty_costs_that_one_only(price_server, live):
    fetch(live, ("EMB",), OLD_END)
    before = state(live)
    price_server.faults["FUND07"] = "two_rows_hundredfold"
    with pytest.raises(IncompleteFetchError) as caught:
        fetch(live, TWENTY, END)
    error = caught.value
    assert {t: type(e) for t, e in error.failures.items()} == {"FUND07": BadDataError}
    assert "1 of 20 series failed (FUND07: BadDataError, jumps: close changes" in str(error)
    assert "the snapshot before it is untouched" in str(error)
    assert error.exit_code == 1
    assert "\n" not in str(error)
    assert state(live) == before

    price_server.reset()
    fetch(live, TWENTY, END)
    assert price_server.asked == {"FUND07": 1}
    assert list(load_snapshot(live, instruments(*TWENTY)).bars) == list(TWENTY)


def test_every_failure_is_listed_with_its_reason(price_server, live):
    price_server.faults.update({"AAA": "http_404_unknown_symbol", "CCC": "no_rows"})
    with pytest.raises(
        IncompleteFetchError, match=r"2 of 3 .*AAA: UnknownSymbolError.*CCC: NoDataError.*no snapshot"
    ) as e:
        fetch(live, ("AAA", "BBB", "CCC"), END)
    assert {t: type(x) for t, x in e.value.failures.items()} == {"AAA": UnknownSymbolError, "CCC": NoDataError}
    assert not live.exists()


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
    with pytest.raises(IncompleteFetchError, match=r"no answer from the network.*19 were not asked for.*connect") as e:
        fetch(live, TWENTY, END, attempts=4)
    assert isinstance(e.value.failures["FUND00"], OfflineError)
    assert tries == ["FUND00", "FUND00"]
    assert price_server.requests == []


def test_what_is_staged_serves_only_the_same_query(price_server, live):
    price_server.faults["PCY"] = "no_rows"
    with pytest.raises(IncompleteFetchError):
        fetch(live, ("EMB", "PCY"), OLD_END)
    price_server.reset()
    fetch(live, ("EMB", "PCY"), END)
    assert price_server.asked == {"EMB": 1, "PCY": 1}
    assert read_manifest(live).loc["EMB", "last"] == "2023-06-30"


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


# --- what is not done -----------------------------------------------------------------------------------------------


def test_bundled_prices_and_other_folders_are_never_replaced(price_server, study, tmp_path):
    bundled = shutil.copytree(study.snapshot_folder, tmp_path / "prices")
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter1.tex").write_text("x")
    for folder in (bundled, other, other / "chapter1.tex"):
        with pytest.raises(UsageError, match="holds no live snapshot"):
            fetch(folder, ("EMB",), END)
    assert price_server.requests == []
    assert {path.name for path in tmp_path.iterdir()} == {"prices", "thesis"}, "not even a lock is left beside them"


@pytest.mark.usefixtures("price_server")
def test_an_empty_folder_may_be_filled(live):
    live.mkdir()
    fetch(live, ("EMB",), END)
    assert "EMB.csv" in state(live)


@pytest.mark.parametrize(("start", "end"), [("2023-06-30", "2023-01-03"), ("2023-01-03", "2123-01-03")])
def test_dates_in_reverse_or_in_the_future(live, start, end):
    with pytest.raises(UsageError, match="a start before the end, and no end in the future"):
        fetch_snapshot(instruments("EMB"), live, start=dt.date.fromisoformat(start), end=dt.date.fromisoformat(end))


def test_nothing_to_fetch(live):
    with pytest.raises(UsageError, match="no instrument to fetch"):
        fetch_snapshot([], live, start=OLD_END, end=END)


@pytest.mark.usefixtures("price_server")
def test_dates_without_a_session(live):
    with pytest.raises(FetchError, match="no session between the dates is over"):
        fetch_snapshot(instruments("EMB"), live, start=dt.date(2023, 7, 1), end=dt.date(2023, 7, 2), pause=0)


def test_two_fetches_into_one_folder_do_not_meet(price_server, live, monkeypatch):
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.05)
    with locked(live), pytest.raises(SnapshotError, match="another process is writing this snapshot"):
        fetch(live, ("EMB",), END)
    assert price_server.requests == []


def test_a_snapshot_that_was_lost_in_a_replacement_is_put_back_first(price_server, live):
    fetch(live, ("EMB",), OLD_END)
    before = state(live)
    live.rename(beside(live, "previous"))
    price_server.faults["EMB"] = "no_rows"
    with pytest.raises(IncompleteFetchError, match="the snapshot before it is untouched"):
        fetch(live, ("EMB",), END)
    assert state(live) == before


@pytest.mark.usefixtures("price_server")
def test_a_full_disk_is_said_in_one_line_and_costs_nothing(live, monkeypatch):
    fetch(live, ("EMB",), OLD_END)
    before = state(live)

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OutputError, match=r"cannot be written \(No space left on device\); free some space"):
        fetch(live, ("EMB",), END)
    assert state(live) == before


# --- interruptions --------------------------------------------------------------------------------------------------


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


@pytest.fixture(scope="module")
def processes():
    """A clean process with the libraries loaded, of which others are forked quickly."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.price_server.child", "analysis.market.sources.yahoo", "exchange_calendars"])
    return context


def usable(live, tickers, before):
    """The snapshot loads, and is the old one byte for byte, or the new one in whole."""
    bars = load_snapshot(live, instruments(*tickers)).bars
    last = {str(b.index[-1].date()) for b in bars.values()}
    assert last in ({"2023-03-31"}, {"2023-06-30"})
    assert last == {"2023-06-30"} or state(live) == before
    return last == {"2023-06-30"}


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, 10))
def test_a_fetch_killed_at_any_renaming_leaves_a_usable_snapshot(price_server, live, processes, at, after):
    """Two series are staged by three renamings each, then come the manifest and the exchange of the two folders."""
    fetch(live, ("EMB", "PCY"), OLD_END)
    before = state(live)
    job = processes.Process(target=fetch_and_die, args=(price_server.environment, live, ("EMB", "PCY"), END, at, after))
    job.start()
    job.join(30)
    assert job.exitcode == -9
    assert usable(live, ("EMB", "PCY"), before) is ((at, after) == (9, True))
    price_server.reset()
    fetch(live, ("EMB", "PCY"), END)
    assert usable(live, ("EMB", "PCY"), before)
    assert set(price_server.asked) == {t for t, entry in (("EMB", 3), ("PCY", 6)) if (at, after) < (entry, True)}


@pytest.mark.slow
def test_a_fetch_killed_at_ten_random_moments_leaves_a_usable_snapshot(price_server, live, processes):
    tickers = TWENTY[:8]
    fetch(live, tickers, OLD_END)
    before = state(live)
    price_server.delay = 0.02
    rng, killed = random.Random(20230920), 0
    for _ in range(10):
        job = processes.Process(target=fetch_and_die, args=(price_server.environment, live, tickers, END, None, False))
        job.start()
        job.join(rng.uniform(0.05, 0.9))
        job.kill()
        job.join(30)
        killed += job.exitcode == -9
        usable(live, tickers, before)
    assert killed >= 5
    fetch(live, tickers, END)
    assert usable(live, tickers, before)
    assert np.isfinite(load_snapshot(live, instruments(*tickers)).bars["FUND00"]["close"]).all()
