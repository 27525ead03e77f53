"""A fetch that is killed at any moment leaves a usable snapshot, and the next one goes on from there."""

import multiprocessing
import random

import numpy as np
import pytest

from analysis.market.snapshot import load_snapshot
from tests.price_server.child import fetch_and_die
from tests.price_server.fetches import END, OLD_END, TWENTY, fetch, instruments, state

pytest_plugins = ("tests.price_server.plugin",)


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
