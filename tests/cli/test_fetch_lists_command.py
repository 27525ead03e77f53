"""Lists of bonds on the command line: fetched after the prices, said in a line, checked as a folder."""

import datetime as dt

import pandas as pd
import pytest

from analysis.market.sources.fetch_lists import fetch_lists
from tests.list_server.world import FUND, NUMBER, SLUG
from tests.runs import call, copy_seeds, without_holdings

pytest_plugins = ("tests.runs.plugin", "tests.price_server.plugin")

DAYS = pd.bdate_range("2023-09-18", "2023-09-22")
THIRD = dt.date(2023, 9, 20)


@pytest.fixture
def folder(tmp_path):
    """A study that declares the made fund."""
    seed = without_holdings(copy_seeds(tmp_path))
    path = seed / "study.toml"
    declared = f'\n[[holdings]]\nfund = "{FUND}"\nid = {NUMBER}\nslug = "{SLUG}"\n'
    path.write_text(path.read_text(encoding="utf-8") + declared, encoding="utf-8")
    return seed


@pytest.fixture
def into(tmp_path, monkeypatch):
    """Folder of the prices, which are not fetched here, and lists without a pause between them."""
    row = {"first": "2019-06-03", "last": "2023-12-15", "dropped": "", "accepted": "", "noted": ""}
    monkeypatch.setattr("analysis.market.prices.fetch_prices", lambda *_, **__: pd.DataFrame(row, index=["EMB"]))
    monkeypatch.setattr("analysis.market.snapshot.check_snapshot", lambda _: [])
    monkeypatch.setattr("analysis.market.fund_lists.days_of_lists", lambda *_: DAYS)
    for name, value in (("pause", 0.0), ("backoff", 0.0), ("attempts", 1)):
        monkeypatch.setitem(fetch_lists.__kwdefaults__, name, value)
    return tmp_path / "live"


def test_a_fetch_says_how_many_lists_it_has_and_which_days_have_none(price_server, folder, into):
    price_server.lists.faults[THIRD] = "without_rows"
    done = call("fetch", folder, "--into", into)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == f"MADE: 4 lists of bonds, 2023-09-18 to 2023-09-22, in {into}-holdings"
    assert done.stderr.splitlines() == [
        "warning: MADE: absent: no list (a list without rows: none was published for the day): 2023-09-20"
    ]


def test_a_list_at_fault_stops_the_fetch_and_one_can_go_on_without_it(price_server, folder, into):
    price_server.lists.faults[THIRD] = "prices_hundredfold"
    failed = call("fetch", folder, "--into", into)
    assert failed.exit_code == 1
    assert "1 of 5 lists failed (MADE 2023-09-20: BadDataError, market value over par is" in failed.stderr
    assert f"or go on: python -m analysis fetch {folder} --into {into} --without-list 2023-09-20" in failed.stderr
    done = call("fetch", folder, "--into", into, "--without-list", "2023-09-20")
    assert done.exit_code == 0, done.output
    assert "MADE: 4 lists of bonds" in done.stdout


@pytest.mark.usefixtures("price_server")
def test_a_folder_of_lists_is_checked(folder, into):
    assert call("fetch", folder, "--into", into).exit_code == 0
    lists = into.with_name("live-holdings")
    done = call("check", lists)
    assert (done.exit_code, done.stdout) == (0, f"{lists}: 1 series, 0 errors, 0 warnings\n")
    (lists / f"{FUND}.csv.gz").write_bytes(b"other bytes")
    failed = call("check", lists)
    assert failed.exit_code == 1
    assert "sha256 differs from lists.csv" in failed.stderr


def test_a_study_without_funds_asks_for_no_list(price_server, tmp_path, into):
    done = call("fetch", without_holdings(copy_seeds(tmp_path)), "--into", into)
    assert done.exit_code == 0, done.output
    assert price_server.requests == []
