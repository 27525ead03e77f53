"""A fetch that is killed at any event leaves a usable snapshot, and the next one goes on from there."""

import os
from collections import Counter

import pytest

from analysis.folders import restore_folder
from analysis.market.snapshot import load_snapshot
from tests.kills import kills
from tests.price_server.fetches import END, OLD_END, instruments, state
from tests.price_server.offline import fetch_offline

pytestmark = pytest.mark.slow

TWO = ("EMB", "PCY")
FILES = {"EMB.csv", "EMB.json.gz", "PCY.csv", "PCY.json.gz", "manifest.csv"}


@pytest.fixture(autouse=True)
def no_wait(monkeypatch):
    """What the disk itself has does not matter here."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def last_day(live):
    """Last day of a snapshot that loads, which is the same in all of its series."""
    (day,) = {str(bars.index[-1].date()) for bars in load_snapshot(live, instruments(*TWO)).bars.values()}
    return day


def test_a_fetch_killed_at_any_event_leaves_the_old_or_the_new_snapshot_and_the_next_asks_for_what_is_missing(live):
    asked = {str(OLD_END): [], str(END): []}
    fetch_offline(live, TWO, OLD_END)
    old = state(live)
    for _ in kills(fetch_offline, live, TWO, END, below=live.parent):
        left = state(restore_folder(live))
        assert left == old or left.keys() == FILES
        asked[last_day(live)].append(tuple(fetch_offline(live, TWO, END)))
        assert last_day(live) == str(END)
        assert {path.name for path in live.parent.iterdir()} == {"live"}
        for name, content in old.items():
            (live / name).write_bytes(content)
    assert list(dict.fromkeys(asked[str(OLD_END)])) == [TWO, ("PCY",), ()], "what is staged is not asked for again"
    assert asked[str(END)], "some are killed after the exchange"


def test_a_first_fetch_killed_at_any_event_leaves_none_or_the_whole_and_the_next_succeeds(live):
    states = Counter()
    for _ in kills(fetch_offline, live, TWO, END, below=live.parent):
        states["whole" if restore_folder(live).exists() and last_day(live) == str(END) else "none"] += 1
        fetch_offline(live, TWO, END)
        assert state(live).keys() == FILES
        assert {path.name for path in live.parent.iterdir()} == {"live"}
        for path in live.iterdir():
            path.unlink()
        live.rmdir()
    assert states.keys() == {"whole", "none"}
