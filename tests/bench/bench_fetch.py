"""How long a fetch of twenty series of 400 sessions takes, from a server in a process of its own."""

import datetime as dt
import multiprocessing
import os
import tempfile
import time
from pathlib import Path

from analysis.market.sources.fetch import fetch_snapshot
from tests.price_server.fetches import TWENTY, instruments
from tests.price_server.server import PriceServer

START, END = dt.date(2022, 10, 3), dt.date(2024, 6, 28)


def serve(folder, ready, done):
    """Serve true prices until told to stop."""
    with PriceServer(Path(folder)) as server:
        ready.put(server.environment)
        done.get()


def main(repeats=3):
    """Best of some repeats, each into a folder of its own; the libraries are loaded before."""
    context = multiprocessing.get_context("spawn")
    ready, done = context.Queue(), context.Queue()
    with tempfile.TemporaryDirectory() as folder:
        process = context.Process(target=serve, args=(folder, ready, done))
        process.start()
        os.environ.update(ready.get())
        took = []
        for number in range(repeats + 1):
            start = time.perf_counter()
            into = Path(folder) / f"prices-{number}"
            manifest = fetch_snapshot(instruments(*TWENTY), into, start=START, end=END, pause=0.0)
            took.append(time.perf_counter() - start)
        done.put(None)
        process.join()
    rows = manifest["rows"].astype(int)
    print(f"fetch of {len(rows)} series of {rows.min()} to {rows.max()} sessions: {min(took[1:]):.2f} s")


if __name__ == "__main__":
    main()
