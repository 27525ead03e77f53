"""A live snapshot is whole or not made: what a fetch makes, and what it never touches."""

import datetime as dt
import errno
import gzip
import hashlib
import shutil

import pandas as pd
import pytest

from analysis import files
from analysis.errors import (
    FetchError,
    IncompleteFetchError,
    OutputError,
    UsageError,
)
from analysis.files import beside
from analysis.folders import locked
from analysis.market.changes import compare_snapshots
from analysis.market.checks import COLUMNS
from analysis.market.manifest import read_manifest
from analysis.market.snapshot import load_snapshot
from analysis.market.sources import fetch as fetching
from analysis.market.sources.fetch import fetch_snapshot
from tests.price_server import true_bars
from tests.price_server.fetches import END, OLD_END, TWENTY, fetch, instruments, state

pytest_plugins = ("tests.price_server.plugin",)


@pytest.mark.slow
@pytest.mark.usefixtures("price_server")
def test_twenty_tickers_of_four_exchanges_come_as_they_are(live):
    fetch_snapshot(instruments(*TWENTY), live, start=dt.date(2022, 1, 3), end=dt.date(2023, 8, 8), pause=0)
    snapshot = load_snapshot(live, instruments(*TWENTY))
    for ticker, bars in snapshot.bars.items():
        truth = true_bars(ticker).loc["2022-01-03":"2023-08-08", list(COLUMNS)]
        assert len(bars) >= 400
        pd.testing.assert_frame_equal(bars, truth, check_freq=False, rtol=1e-6)


@pytest.mark.slow
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


@pytest.mark.slow
def test_each_ticker_is_announced_and_asked_for_once(price_server, live):
    turns = []
    fetch(live, ("EMB", "PCY", "SPY"), END, progress=turns.append)
    assert turns == ["EMB", "PCY", "SPY"]
    assert price_server.asked == {"EMB": 1, "PCY": 1, "SPY": 1}


@pytest.mark.slow
def test_a_row_without_prices_of_a_day_without_a_session_is_left_out_and_the_manifest_says_so(price_server, live):
    price_server.faults["EMB"] = "null_row_on_a_holiday"
    manifest = fetch_snapshot(instruments("EMB", "PCY"), live, start=dt.date(2023, 1, 3), end=END, pause=0)
    said = "2023-01-07: rows without prices, exchange shut"
    assert manifest["dropped"].to_dict() == {"EMB": said, "PCY": ""}
    truth = true_bars("EMB").loc["2023-01-03":"2023-06-30"]
    assert load_snapshot(live, instruments("EMB")).bars["EMB"].index.equals(truth.index)


@pytest.mark.slow
@pytest.mark.usefixtures("price_server")
def test_a_session_that_is_not_over_is_left_out_and_the_manifest_says_so(live):
    during = pd.Timestamp("2023-06-30T16:00Z")  # London has closed, New York has not
    manifest = fetch_snapshot(
        instruments("EMB", "BGEO.L"), live, start=dt.date(2023, 1, 3), end=END, pause=0, now=during
    )
    assert manifest["last"].to_dict() == {"BGEO.L": "2023-06-30", "EMB": "2023-06-29"}
    assert manifest["dropped"].to_dict() == {"BGEO.L": "", "EMB": "2023-06-30: session not over"}


@pytest.mark.slow
@pytest.mark.usefixtures("price_server")
def test_a_snapshot_is_replaced_and_nothing_is_left_beside_it(live):
    fetch(live, ("EMB", "PCY"), OLD_END)
    fetch(live, ("EMB",), END)
    assert sorted(state(live)) == ["EMB.csv", "EMB.json.gz", "manifest.csv"]
    assert {path.name for path in live.parent.iterdir()} == {"live"}


@pytest.mark.slow
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


def test_bundled_prices_and_other_folders_are_never_replaced(price_server, study, tmp_path):
    bundled = shutil.copytree(study.snapshot_folder, tmp_path / "prices")
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter1.tex").write_text("x")
    for folder, says in (
        (bundled, "holds no live snapshot"),
        (bundled / "live", "lies in the snapshot"),
        (other, "holds chapter1.tex, which no fetch wrote"),
        (other / "chapter1.tex", "is a file"),
    ):
        with pytest.raises(UsageError, match=says):
            fetch(folder, ("EMB",), END)
    assert price_server.requests == []
    assert {path.name for path in tmp_path.iterdir()} == {"prices", "thesis"}, "not even a lock is left beside them"


def test_a_file_that_was_put_into_a_snapshot_is_never_deleted(price_server, live):
    fetch(live, ("EMB",), OLD_END)
    (live / "notes.txt").write_text("mine")
    before = state(live)
    asked = len(price_server.requests)
    with pytest.raises(UsageError, match=r"holds notes\.txt, which no fetch wrote; choose another folder, or move"):
        fetch(live, ("EMB",), END)
    assert state(live) == before
    assert len(price_server.requests) == asked, "it is said before anything is asked for"


@pytest.mark.usefixtures("price_server")
def test_a_file_that_is_put_into_a_snapshot_during_the_fetch_is_not_deleted_either(live):
    fetch(live, ("EMB",), OLD_END)
    with pytest.raises(UsageError, match=r"holds notes\.txt, which no fetch wrote"):
        fetch(live, ("EMB",), END, progress=lambda ticker: (live / "notes.txt").write_text("mine"))
    assert (live / "notes.txt").read_text() == "mine"


def test_a_link_in_the_place_of_the_staging_folder_is_not_followed(price_server, live, tmp_path):
    (tmp_path / "mine").mkdir()
    beside(live, "partial").symlink_to(tmp_path / "mine")
    with pytest.raises(UsageError, match="is no folder of yours"):
        fetch(live, ("EMB",), END)
    assert list((tmp_path / "mine").iterdir()) == []
    assert price_server.requests == []


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
    monkeypatch.setattr(fetching, "FETCHING", 0.05)
    with locked(live, 1), pytest.raises(OutputError, match="another process is writing it; wait until it is done"):
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
