"""Fetch, check and diff on the command line; the real library speaks to a local server."""

import datetime as dt
import os
import pty
import shutil
import stat
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from analysis.cli.prices import find_source, live_folder
from analysis.errors import UsageError
from analysis.files import beside
from analysis.market.bars import read_bars, write_bars
from analysis.market.checks import COLUMNS
from analysis.market.manifest import build_manifest, read_manifest, write_manifest
from analysis.market.sources.fetch import fetch_snapshot
from analysis.study.study import load_study
from tests.price_server import COMMAND, true_bars
from tests.runs import ROOT, SEED, analysis, call, copy_seeds, is_one_line, make_light, put, tree

pytest_plugins = ("tests.runs.plugin", "tests.price_server.plugin")

LIVE_ONLY = ("BGEO.L", "TBCG.L", "AAZ.L", "IEMB.L", "JPEA.L", "USDAMD=X", "^VIX")
NOWHERE = "http://127.0.0.1:9"
"""Address of a proxy that is not there: as if there were no network."""


@pytest.fixture
def fast(monkeypatch):
    """No pause between two requests, and no wait before a second attempt."""
    for name in ("pause", "backoff"):
        monkeypatch.setitem(fetch_snapshot.__kwdefaults__, name, 0.0)


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
        return pd.DataFrame(manifest, index=["EMB", "BGEO.L", "TBCG.L"])

    asked["dropped"] = ["", ""]
    monkeypatch.setattr("analysis.market.sources.fetch.fetch_snapshot", catch)
    return asked


# --- a good fetch -----------------------------------------------------------------------------------------------


def test_a_fetch_says_in_one_line_what_it_made(live_snapshot):
    assert live_snapshot.stdout == f"23 series, 2019-06-03 to 2023-12-15, in {live_snapshot.folder}\n"
    assert live_snapshot.stderr == ""


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


def test_the_manifest_tells_source_library_question_time_and_answer_of_each(live_snapshot):
    manifest = read_manifest(live_snapshot.folder)
    assert set(manifest["source"]) == {"Yahoo Finance"}
    assert all(library.startswith("yfinance ") for library in manifest["library"])
    # The dates of the bundled prices, so that the results of both compare.
    assert set(manifest["query"]) == {"2019-06-03 to 2023-12-15, 1d"}
    age = dt.datetime.now(dt.UTC) - pd.to_datetime(manifest["retrieved_at"], utc=True)
    assert age.between(pd.Timedelta(0), pd.Timedelta(1, "h")).all()
    assert manifest["response_sha256"].is_unique


# --- what is asked for ------------------------------------------------------------------------------------------


def test_a_study_without_bundled_prices_of_its_event_asks_for_the_dates_around_it(caught, tmp_path):
    folder = copy_seeds(tmp_path)
    shutil.rmtree(folder.parent / "prices")
    assert call("fetch", folder).exit_code == 0
    assert (caught["start"], caught["end"]) == (dt.date(2019, 5, 4), dt.date(2023, 12, 19))


def test_of_an_event_of_these_days_what_there_is_so_far_is_asked_for(caught, tmp_path):
    folder = copy_seeds(tmp_path)
    today = dt.datetime.now(dt.UTC).date()
    put(folder / "study.toml", r"^instant *=.*", f"instant = {today}T00:00:00Z")
    assert call("fetch", folder).exit_code == 0
    assert (caught["start"], caught["end"]) == (today - dt.timedelta(days=1600), today)


def test_dates_and_folder_may_be_given(caught, into):
    assert call("fetch", SEED, "--into", into, "--start", "2022-01-03", "--end", "2023-06-30").exit_code == 0
    assert (caught["start"], caught["end"], caught["into"]) == (dt.date(2022, 1, 3), dt.date(2023, 6, 30), into)


def test_the_studys_own_series_are_not_asked_for(caught, study, tmp_path):
    folder = copy_seeds(tmp_path)
    put(folder / "study.toml", r'^ticker  = "CEMB"', 'source  = "csv"\nticker  = "CEMB"')
    assert call("fetch", folder).exit_code == 0
    assert caught["tickers"] == [t for t in study.tickers(bundled=False) if t != "CEMB"]
    assert caught["into"] == live_folder(study)


def test_sessions_that_are_not_over_are_said_to_be_left_out(caught):
    caught["dropped"] = ["2023-12-15: session not over"] * 2
    done = call("fetch", SEED)
    assert done.exit_code == 0
    assert done.stderr == "left out: 2023-12-15: session not over: BGEO.L, TBCG.L\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere"], "nowhere: no such folder; name the folder of a study"),
        (["--start", "3.1.2023"], "'3.1.2023' is not a date; allowed: YYYY-MM-DD"),
        (["--end", "2023-02-30"], "'2023-02-30' is not a date; allowed: YYYY-MM-DD"),
        (["--start", "2023-06-30", "--end", "2023-01-03"], "2023-06-30 to 2023-01-03; allowed: a start before the end"),
        (["--end", "2123-01-03"], "to 2123-01-03; allowed: a start before the end, and no end in the future"),
        (["--into", "seeds/prices"], "seeds/prices: holds no live snapshot; allowed: a new folder"),
        (["--into", "README.md"], "README.md: holds no live snapshot; allowed: a new folder"),
        (["--without", "EMB"], "--without EMB: no series that the study can do without; allowed: BGEO.L, TBCG.L"),
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


# --- a fetch that fails -----------------------------------------------------------------------------------------


def test_without_a_network_one_line_says_so_at_once(price_server, into):
    environment = price_server.subprocess_environment() | {"HTTPS_PROXY": NOWHERE, "https_proxy": NOWHERE}
    ended = subprocess.run(
        [*COMMAND, "fetch", str(SEED), "--into", str(into)],
        env=environment, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (1, "")
    assert is_one_line(ended.stderr, "EMB: OfflineError", "22 were not asked for", "connect to the network")
    assert not into.exists()


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


@pytest.mark.usefixtures("fast")
def test_series_that_the_study_can_do_without_may_be_left_out(price_server, into):
    price_server.faults.update({"AAZ.L": "middle_row_missing", "^VIX": "http_404_unknown_symbol"})
    ended = call("fetch", SEED, "--into", into)
    assert ended.exit_code == 1
    assert is_one_line(ended.stderr, "2 of 23 series failed", "or go on --without AAZ.L --without ^VIX")
    price_server.reset()
    done = call("fetch", SEED, "--into", into, "--without", "AAZ.L", "--without", "^VIX")
    assert done.exit_code == 0
    assert done.stdout.startswith("21 series, ")
    assert price_server.requests == []
    assert not {"AAZ.L", "^VIX"} & set(read_manifest(into).index)


def test_on_a_terminal_a_bar_names_the_series_and_is_gone_before_an_error_is_shown(price_server, into):
    price_server.faults["VWOB"] = "http_429_rate_limit"
    ours, theirs = pty.openpty()
    calling = [*COMMAND, "fetch", str(SEED), "--into", str(into)]
    environment = price_server.subprocess_environment() | {"TERM": "xterm-256color", "COLUMNS": "400"}
    with subprocess.Popen(calling, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        assert process.wait(60) == 1
        assert process.stdout.read() == b""
    os.close(ours)
    text = shown.decode().replace("\r\n", "\n").rstrip("\n")
    assert "fetching EMB" in text
    assert "/23" in text
    assert text.split("\n")[-1].lstrip("\r").endswith("what is complete is kept")


def _read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side of the terminal is closed
        return b""


# --- where prices are -------------------------------------------------------------------------------------------


def test_a_source_is_bundled_live_or_a_folder(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_source("bundled", study).folder == study.snapshot_folder
    with pytest.raises(UsageError, match=r"no live prices yet; python -m analysis fetch .*seeds/karabakh-2023$"):
        find_source("live", study)
    with pytest.raises(UsageError, match="mine: no such folder; allowed: bundled, live, or the folder of a snapshot"):
        find_source("mine", study)
    for name in ("mine", "live", str(live_folder(study))):
        (tmp_path / name).mkdir(parents=True)
    assert find_source("mine", study).name == "mine/"
    assert find_source("live", study).folder == live_folder(study)
    assert find_source("./live", study).name == "live/", "a folder that happens to have that name"


def test_a_live_snapshot_that_was_lost_in_a_replacement_is_found(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lost = beside(live_folder(study), "previous")
    lost.mkdir(parents=True)
    (lost / "manifest.csv").write_text("x", encoding="utf-8")
    assert (find_source("live", study).folder / "manifest.csv").is_file()


# --- check ------------------------------------------------------------------------------------------------------


@pytest.fixture
def prices(study, tmp_path):
    """A copy of some bundled prices."""
    folder = tmp_path / "prices"
    folder.mkdir()
    for ticker in ("EMB", "IEF", "UUP"):
        shutil.copy(study.snapshot_folder / f"{ticker}.csv", folder)
    write_manifest(folder, read_manifest(study.snapshot_folder).loc[["EMB", "IEF", "UUP"]])
    return folder


def change(folder, edit, study, ticker="EMB"):
    """Change a series, and let the manifest agree."""
    write_bars(folder / f"{ticker}.csv", edit(read_bars(folder / f"{ticker}.csv")))
    held = read_manifest(folder).index
    write_manifest(folder, build_manifest(folder, [i for i in study.instruments if i.ticker in held]))
    return folder


def test_check_lists_what_is_odd_and_ends_with_0(prices):
    done = call("check", prices)
    assert done.exit_code == 0
    head, *rows, last = done.stdout.splitlines()
    assert head.split() == ["severity", "ticker", "check", "message"]
    assert all(row.split()[0] == "warning" for row in rows)
    assert last == f"{prices}: 3 series, 0 errors, {len(rows)} warnings"


def test_check_puts_errors_first_and_ends_with_1(prices, study):
    change(prices, lambda bars: bars.drop(pd.Timestamp("2022-06-15")), study)
    (prices / "IEF.csv").write_text("spoilt", encoding="utf-8")
    done = call("check", prices)
    assert done.exit_code == 1
    rows = [row.split(maxsplit=3) for row in done.stdout.splitlines()[1:-1]]
    assert [row[:3] for row in rows[:2]] == [["error", "EMB", "sessions"], ["error", "IEF", "hash"]]
    assert rows[0][3].strip() == "sessions of XNYS without a row: 2022-06-15"
    assert {row[0] for row in rows[2:]} == {"warning"}
    assert done.stdout.splitlines()[-1].startswith(f"{prices}: 3 series, 2 errors, ")


@pytest.mark.parametrize(("name", "says"), [("nowhere", "no such folder"), ("empty", "no manifest.csv")])
def test_check_of_what_is_no_snapshot_is_one_line(tmp_path, name, says):
    (tmp_path / "empty").mkdir()
    ended = analysis("check", tmp_path / name)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert is_one_line(ended.stderr, f"{name}: {says}; name the folder of a snapshot, or fetch one")


# --- diff -------------------------------------------------------------------------------------------------------


def revised(bars):
    """A later answer of the same source: a close corrected, a dividend and a session added."""
    bars.loc["2022-06-15", ["high", "close"]] = 85.5
    bars.loc["2022-06-16", "dividend"] = 0.1
    return bars.drop(pd.Timestamp("2019-06-03"))


def test_diff_lists_rows_prices_and_dividends_that_changed(prices, study, tmp_path):
    new = change(shutil.copytree(prices, tmp_path / "new"), revised, study)
    done = call("diff", prices, new)
    assert done.exit_code == 0
    head, *rows, last = done.stdout.splitlines()
    assert head.split() == ["ticker", "date", "what", "a", "b"]
    assert [row.split()[:3] for row in rows] == [
        ["EMB", "2019-06-03", "row"],
        ["EMB", "2022-06-15", "high"],
        ["EMB", "2022-06-15", "close"],
        ["EMB", "2022-06-16", "dividend"],
    ]
    assert last.startswith(f"prices: 4 differences from {prices} to {new} (")
    assert all(f"1 in {what}" in last for what in ("row", "high", "close", "dividend"))


def test_diff_shows_as_many_rows_as_asked_for_and_says_how_many_more_there_are(prices, study, tmp_path):
    new = change(shutil.copytree(prices, tmp_path / "new"), revised, study)
    lines = call("diff", prices, new, "--rows", 1).stdout.splitlines()
    assert lines[2] == "... and 3 more; --rows shows them"
    assert len(lines) == 4


def test_diff_of_equal_snapshots_says_so(prices, tmp_path):
    shutil.copytree(prices, tmp_path / "same")
    assert call("diff", prices, tmp_path / "same").stdout == "prices: no difference\n"


def test_diff_of_what_is_no_snapshot_is_one_line(prices, monkeypatch):
    monkeypatch.chdir(prices.parent)
    ended = call("diff", prices, "nowhere")
    assert ended.exit_code == 1
    assert is_one_line(ended.stderr, "nowhere: no such folder; name the folder of a snapshot, or fetch one")
    ended = call("diff", "bundled", "live", "--study", SEED)
    assert ended.exit_code == 2
    assert is_one_line(ended.stderr, "no live prices yet; python -m analysis fetch ")


@pytest.mark.parametrize(
    ("moves", "outcomes", "says"),
    [
        ([0.0, 0.01], ("not found", "not found"), ["results: 0 of 2 abnormal returns moved by 0.05 bp or more",
                                                   "verdict: not found (unchanged)"]),
        ([-12.34, 0.01], ("not found", "cannot tell"),
         ["results: 1 of 2 abnormal returns moved by 0.05 bp or more, at most by 12.3 bp",
          "verdict: cannot tell (was: not found)"]),
        ([np.nan, 0.3], ("not found", "not found"),
         ["results: 1 of 1 abnormal returns moved by 0.05 bp or more, at most by 0.3 bp", "only in B: BGEO.L",
          "verdict: not found (unchanged)"]),
    ],
    ids=["nothing moved", "a verdict changed", "a series was added"],
)  # fmt: skip
def test_diff_of_a_studys_results_says_what_moved_by_how_much_and_the_verdict(
    prices, monkeypatch, moves, outcomes, says
):
    table = pd.DataFrame({"series": ["BGEO.L", "EMB"], "window": "day 0", "abnormal_a_bp": 1.0, "moved_bp": moves})
    table["abnormal_b_bp"] = table["abnormal_a_bp"] + table["moved_bp"].fillna(1.0)
    table.loc[table["moved_bp"].isna(), "abnormal_a_bp"] = np.nan
    monkeypatch.setattr("analysis.rerun.compare.compare_results", lambda *a, **k: (table, outcomes))
    lines = call("diff", "bundled", prices, "--study", SEED).stdout.splitlines()
    assert lines[-len(says) :] == says
    assert ("EMB" in lines[-len(says) - 1]) is (moves[1] > 0.05), "moves too small to notice are not listed"


# --- make live --------------------------------------------------------------------------------------------------


@pytest.fixture
def workshop(tmp_path):
    """A folder with Makefile and seeds whose Python is this one, with the command line at full speed."""
    study = make_light(copy_seeds(tmp_path))
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nshift 2\nexec {sys.executable} -m {COMMAND[2]} "$@"\n', encoding="utf-8")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    (tmp_path / ".venv" / ".installed").touch()
    return study


def make_live(workshop, environment, *words):
    # A make that calls another hands down its own options.
    environment = {k: v for k, v in environment.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "live", *words], cwd=workshop.parents[1], env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def test_make_live_without_a_network_names_the_way_that_needs_none(workshop, price_server):
    environment = price_server.subprocess_environment() | {"HTTPS_PROXY": NOWHERE, "https_proxy": NOWHERE}
    ended = make_live(workshop, environment)
    assert ended.returncode != 0
    assert ended.stdout == ""
    said = ended.stderr.splitlines()
    assert len(said) == 3, said
    assert "OfflineError" in said[0]
    assert said[1] == "The bundled prices need no network: make figures"
    assert said[2].startswith("make: ")
    assert not (workshop.parents[1] / "figures").exists()


@pytest.mark.slow
def test_make_live_fetches_runs_and_compares(workshop, price_server):
    price_server.faults.update({"AAZ.L": "middle_row_missing", "^VIX": "http_404_unknown_symbol"})
    ended = make_live(workshop, price_server.subprocess_environment(), "WITHOUT=AAZ.L ^VIX")
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert lines[0] == "21 series, 2019-06-03 to 2023-12-15, in .cache/prices/karabakh-2023"
    assert lines[1] == load_study(workshop).question
    assert any(line.startswith("Results: figures/karabakh-2023-live/report.html") for line in lines)
    assert any(line.startswith("prices: ") and " differences from bundled to live (" in line for line in lines)
    assert f"only in B: {', '.join(t for t in LIVE_ONLY if t not in ('AAZ.L', '^VIX'))}" in lines
    assert lines[-1].startswith("verdict: ")
