"""A fetch of lists that is killed at any event leaves the old or the new ones, and the next goes on from there."""

import os

import pytest

from analysis.folders import restore_folder
from analysis.market.lists.store import load_fund_lists
from tests.kills import kills
from tests.list_server.offline import fetch_lists_offline
from tests.list_server.world import DAYS, FUND
from tests.price_server.fetches import state

pytestmark = pytest.mark.slow

OLD, NEW = DAYS[:1], DAYS[:3]
FILES = {f"{FUND}.csv.gz", f"{FUND}.days.csv", "lists.csv"}


@pytest.fixture(autouse=True)
def no_wait(monkeypatch):
    """What the disk itself has does not matter here."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def days_of(folder):
    return tuple(sorted({day.date() for day in load_fund_lists(folder, FUND).table["as_of"]}))


def test_a_fetch_killed_at_any_event_leaves_old_or_new_lists_and_the_next_asks_for_what_is_missing(tmp_path):
    into = tmp_path / "live-holdings"
    asked = {OLD: [], NEW: []}
    fetch_lists_offline(into, OLD)
    old = state(into)
    for _ in kills(fetch_lists_offline, into, NEW, below=tmp_path):
        assert state(restore_folder(into)).keys() == FILES
        asked[days_of(into)].append(tuple(fetch_lists_offline(into, NEW)))
        assert days_of(into) == NEW
        assert {path.name for path in tmp_path.iterdir()} == {into.name}
        for name, content in old.items():
            (into / name).write_bytes(content)
    assert list(dict.fromkeys(asked[OLD])) == [NEW[1:], NEW[2:], ()], "what waits is not asked for again"
    assert set(asked[NEW]) == {()}, "some are killed after the exchange"
