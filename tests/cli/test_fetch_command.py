"""Fetch on the command line; the real library speaks to a local server."""

import datetime as dt
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest

from analysis.market.bars import read_bars
from analysis.market.checks import COLUMNS, CheckResult
from analysis.market.manifest import read_manifest
from analysis.market.prices import live_folder
from analysis.market.snapshot import check_snapshot
from tests.list_server.few import few_days_of_lists, without_waiting
from tests.price_server import COMMAND, LIVE_ONLY, NOWHERE, true_bars
from tests.runs import ROOT, SEED, call, copy_seeds, is_one_line, put, tree

pytest_plugins = ("tests.runs.plugin", "tests.price_server.plugin")


@pytest.fixture
def fast(monkeypatch):
    """No pause between two requests, no wait before a second attempt, and a week of lists."""
    for change in without_waiting():
        monkeypatch.setitem(*change)
    monkeypatch.setattr("analysis.market.fund_lists.days_of_lists", few_days_of_lists)


@pytest.fixture
def into(tmp_path):
    return tmp_path / "live"


@pytest.fixture
def caught(monkeypatch):
    """What a fetch is asked for, instead of a fetch."""
    asked = {}

    def catch(instruments, into, **options):
        asked.update(options, tickers=[i.ticker for i in instruments], into=into)
        manifest = {"first": ["2019-06-03"] * 3, "last": ["2023-12-15"] * 3, "dropped": ["", *asked["dropped"]]}
        manifest |= {"accepted": asked["accepted"], "noted": asked["noted"]}
        return pd.DataFrame(manifest, index=["EMB", "BGEO.L", "TBCG.L"])

    asked |= {"dropped": ["", ""], "accepted": [""] * 3, "noted": [""] * 3}
    monkeypatch.setattr("analysis.market.snapshot.check_snapshot", lambda folder: asked.get("warnings", []))
    monkeypatch.setattr("analysis.cli.prices._fetch_lists", lambda *_: None)
    monkeypatch.setattr("analysis.market.sources.fetch.fetch_snapshot", catch)
    return asked


# --- a good fetch ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_fetch_says_in_one_line_what_it_made_and_beside_it_what_is_odd(live_snapshot):
    first, lists = live_snapshot.stdout.splitlines()
    assert first == f"23 series, 2019-06-03 to 2023-12-15, in {live_snapshot.folder}"
    assert lists == f"EMB: 5 lists of bonds, 2023-09-18 to 2023-09-22, in {live_snapshot.folder}-holdings"
    warnings = [str(result) for result in check_snapshot(live_snapshot.folder)]
    assert live_snapshot.stderr == "".join(f"warning: {said}\n" for said in warnings)
    assert any(said.startswith("UUP: ") for said in warnings), "a bad tick of the bundled prices"


@pytest.mark.slow
def test_every_instrument_is_there_on_its_own_exchange_and_in_its_own_currency(live_snapshot, study):
    manifest = read_manifest(live_snapshot.folder)
    assert set(manifest.index) == set(study.tickers(bundled=False))
    for i in study.instruments:
        entry = manifest.loc[i.ticker]
        truth = true_bars(i.ticker).loc["2019-06-03":"2023-12-15", list(COLUMNS)]
        assert (entry["exchange"], entry["currency"]) == (i.exchange, i.currency)
        assert int(entry["rows"]) == len(truth)
        bars = read_bars(live_snapshot.folder / f"{i.ticker}.csv")
        assert bars.index.equals(truth.index)
        np.testing.assert_allclose(bars, truth, rtol=1e-6)
    assert manifest.loc[["EMB", "BGEO.L", "USDAMD=X"], "rows"].nunique() == 3


@pytest.mark.slow
def test_the_manifest_tells_source_library_question_time_and_answer_of_each(live_snapshot):
    manifest = read_manifest(live_snapshot.folder)
    assert set(manifest["source"]) == {"Yahoo Finance"}
    assert all(library.startswith("yfinance ") for library in manifest["library"])
    # The dates of the bundled prices, so that the results of both compare.
    assert set(manifest["query"]) == {"2019-06-03 to 2023-12-15, 1d"}
    age = dt.datetime.now(dt.UTC) - pd.to_datetime(manifest["retrieved_at"], utc=True)
    assert age.between(pd.Timedelta(0), pd.Timedelta(1, "h")).all()
    assert manifest["response_sha256"].is_unique


# --- what is asked for -------------------------------------------------------------------------------------------


def test_a_study_without_bundled_prices_of_its_event_asks_for_the_dates_around_it(caught, tmp_path):
    folder = copy_seeds(tmp_path)
    shutil.rmtree(folder.parent / "prices")
    assert call("fetch", folder).exit_code == 0
    assert (caught["start"], caught["end"]) == (dt.date(2019, 5, 4), dt.date(2023, 12, 19))


def test_of_an_event_of_these_days_what_there_is_so_far_is_asked_for(caught, tmp_path):
    folder = copy_seeds(tmp_path)
    today = dt.datetime.now(dt.UTC).date()
    put(folder / "study.toml", r"^date *= .*", f"date = {today}")
    put(folder / "study.toml", r"^instant *=.*", f"instant = {today}T00:00:00Z")
    put(folder / "study.toml", r"^timeline_start *=.*", f"timeline_start = {today - dt.timedelta(days=1)}T00:00:00Z")
    put(folder / "study.toml", r"^timeline_end *=.*", f"timeline_end = {today}T00:00:00Z")
    assert call("fetch", folder).exit_code == 0
    assert (caught["start"], caught["end"]) == (today - dt.timedelta(days=1600), today)


def test_of_a_study_whose_weights_are_refused_no_price_is_asked_for(caught, tmp_path):
    folder = copy_seeds(tmp_path)
    put(folder / "exposures.csv", "^PCY,2021-07-09,Armenia,all,0,exact", "PCY,2021-07-09,Armenia,all,0.2,exact")
    ended = call("fetch", folder)
    assert ended.exit_code == 1
    assert is_one_line(ended.stderr, "exposures.csv: PCY: weight 0.2 % on 2023-09-20, and its role is placebo")
    assert "tickers" not in caught, "nothing was asked for"


def test_dates_and_folder_may_be_given(caught, into):
    assert call("fetch", SEED, "--into", into, "--start", "2022-01-03", "--end", "2023-06-30").exit_code == 0
    assert (caught["start"], caught["end"], caught["into"]) == (dt.date(2022, 1, 3), dt.date(2023, 6, 30), into)


def test_the_studys_own_series_are_not_asked_for(caught, study, tmp_path):
    folder = copy_seeds(tmp_path)
    put(folder / "study.toml", r'^ticker  = "CEMB"', 'source  = "csv"\nticker  = "CEMB"')
    assert call("fetch", folder).exit_code == 0
    assert caught["tickers"] == [t for t in study.tickers(bundled=False) if t != "CEMB"]
    assert caught["into"] == live_folder(study)


def test_rows_of_days_on_which_the_exchange_was_shut_are_said_to_be_left_out(caught):
    shut = "2023-09-01 and 1 more: rows without prices, exchange shut"
    caught["dropped"] = [shut, f"{shut}; 2023-12-15: session not over"]
    assert call("fetch", SEED).stderr.splitlines() == [
        f"left out: {shut}: BGEO.L",
        f"left out: {shut}; 2023-12-15: session not over: TBCG.L",
    ]


def test_what_was_accepted_what_is_odd_and_what_the_checks_found_is_printed(caught):
    caught |= {"accepted": ["every dividend is 0.5 times as high", "", ""], "noted": ["", "pays no dividend", ""]}
    caught["warnings"] = [CheckResult("TBCG.L", "zero_volume", "warning", "sessions without volume: 2023-01-03")]
    done = call("fetch", SEED, "--accept", "EMB")
    assert done.exit_code == 0
    assert caught["accept"] == ("EMB",)
    assert done.stderr.splitlines() == [
        "accepted: EMB: every dividend is 0.5 times as high",
        "noted: BGEO.L: pays no dividend",
        "warning: TBCG.L: zero_volume: sessions without volume: 2023-01-03",
    ]


def test_sessions_that_are_not_over_are_said_to_be_left_out(caught):
    caught["dropped"] = ["2023-12-15: session not over"] * 2
    assert call("fetch", SEED).stderr == "left out: 2023-12-15: session not over: BGEO.L, TBCG.L\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere"], "nowhere: no such folder; name the folder of a study"),
        (["--start", "3.1.2023"], "'3.1.2023' is not a date; allowed: YYYY-MM-DD"),
        (["--end", "2023-02-30"], "'2023-02-30' is not a date; allowed: YYYY-MM-DD"),
        (["--start", "2023-06-30", "--end", "2023-01-03"], "2023-06-30 to 2023-01-03; allowed: a start before the end"),
        (["--end", "2099-01-03"], "to 2099-01-03; allowed: a start before the end, and no end in the future"),
        (["--into", "seeds/prices"], "seeds/prices: holds no live snapshot; allowed: a new folder"),
        (["--into", "README.md"], "README.md: is a file; allowed: a folder, existing or new"),
        (["--without", "EMB"], "--without EMB: no series that the study can do without; allowed: BGEO.L, TBCG.L"),
        (["--accept", "XXX"], "--accept XXX: no series that is fetched; allowed: EMB, "),
        (["--without", "BGEO.L", "--without", "XXX"], "--without XXX: no series that the study can do without"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_ends_with_2_and_asks_for_nothing(words, says, price_server, monkeypatch):
    monkeypatch.chdir(ROOT)
    before = tree(ROOT / "seeds")
    ended = call("fetch", *([] if words == ["nowhere"] else [SEED]), *words)
    assert ended.exit_code == 2
    assert says in ended.stderr.splitlines()[-1]
    assert ended.stdout == ""
    assert price_server.requests == []
    assert tree(ROOT / "seeds") == before


# --- a fetch that fails ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_without_a_network_one_line_says_so_at_once(price_server, into):
    environment = price_server.subprocess_environment() | {"HTTPS_PROXY": NOWHERE, "https_proxy": NOWHERE}
    command = [*COMMAND, "fetch", str(SEED), "--into", str(into)]
    said = {"capture_output": True, "encoding": "utf-8"}
    ended = subprocess.run(command, env=environment, cwd=ROOT, timeout=60, check=False, **said)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert is_one_line(ended.stderr, "EMB: OfflineError", "22 were not asked for", "correct the proxy settings")
    assert not into.exists()


@pytest.mark.slow
@pytest.mark.usefixtures("fast")
def test_a_rate_limit_ends_the_fetch_and_the_next_one_goes_on_where_it_stopped(price_server, into):
    price_server.faults["BGEO.L"] = "http_429_rate_limit"
    ended = call("fetch", SEED, "--into", into)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert is_one_line(ended.stderr, "BGEO.L: RateLimitedError", "6 were not asked for", "wait an hour")
    assert "--without" not in ended.stderr, "the series is not at fault"
    price_server.reset()
    assert call("fetch", SEED, "--into", into).exit_code == 0
    assert set(price_server.asked) == set(LIVE_ONLY)
    assert len(read_manifest(into)) == 23


@pytest.mark.slow
@pytest.mark.usefixtures("fast")
def test_an_unknown_symbol_costs_that_one_only(price_server, into):
    price_server.faults["EMHY"] = "http_404_unknown_symbol"
    ended = call("fetch", SEED, "--into", into)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert is_one_line(ended.stderr, "1 of 23 series failed (EMHY: UnknownSymbolError", "correct the ticker")
    assert "--without" not in ended.stderr, "the study needs it"
    assert not into.exists()
    price_server.reset()
    assert call("fetch", SEED, "--into", into).exit_code == 0
    assert set(price_server.asked) == {"EMHY"}


@pytest.mark.slow
@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("fault", ["escapes_in_the_reason", "escapes_in_the_symbol", "escapes_in_the_address"])
def test_what_a_stranger_says_does_not_move_the_terminal(price_server, into, fault):
    price_server.faults["EMB"] = fault
    ended = call("fetch", SEED, "--into", into)
    assert ended.exit_code == 1
    assert is_one_line(ended.stderr, "EMB: ", r"\x1b[2J")
    assert ended.stderr.rstrip("\n").isprintable()


@pytest.mark.slow
@pytest.mark.usefixtures("fast")
def test_what_differs_from_the_bundled_prices_must_be_accepted_or_left_out(price_server, into):
    price_server.faults.update({"EMB": "everything_hundredfold", "IEMB.L": "begins_later"})
    ended = call("fetch", SEED, "--into", into)
    assert ended.exit_code == 1
    assert is_one_line(
        ended.stderr, "2 of 23 series failed", "EMB: DisagreementError, beside the bundled prices: every"
    )
    again = f"python -m analysis fetch {SEED} --into {into} --accept EMB --accept IEMB.L"
    assert ended.stderr.endswith(f"where the new prices are right: {again}\n")
    assert not into.exists()
    done = call("fetch", SEED, "--into", into, "--accept", "EMB", "--without", "IEMB.L")
    assert done.exit_code == 0
    assert "accepted: EMB: beside the bundled prices: every close is 100 times as high" in done.stderr
    assert read_manifest(into).loc["EMB", "accepted"].startswith("beside the bundled prices: every close is 100 times")


@pytest.mark.slow
@pytest.mark.usefixtures("fast")
def test_series_that_the_study_can_do_without_may_be_left_out(price_server, into):
    price_server.faults.update({"AAZ.L": "middle_row_missing", "^VIX": "http_404_unknown_symbol"})
    ended = call("fetch", SEED, "--into", into)
    assert ended.exit_code == 1
    assert is_one_line(ended.stderr, "2 of 23 series failed", "--without AAZ.L --without '^VIX'")
    price_server.reset()
    done = call("fetch", SEED, "--into", into, "--without", "AAZ.L", "--without", "^VIX")
    assert done.exit_code == 0
    assert done.stdout.startswith("21 series, ")
    assert not price_server.asked
    assert not {"AAZ.L", "^VIX"} & set(read_manifest(into).index)
