"""How fast the batched engine is. Market model, 250 + 21 sessions an event."""

import time
import tracemalloc

import numpy as np

from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.abnormal.panel import event_panel

ESTIMATION, WINDOWS = (-270, -21), ((-10, 10), (-1, 1), (0, 0))


def best_of(repeats, call):
    """Shortest of several runs, in milliseconds: what the machine can do when nothing else runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def main():
    rng = np.random.default_rng(2014)
    sessions, securities = 1760, 1000
    market = rng.normal(0, 0.01, (sessions, 1))
    returns = market * rng.normal(1, 0.3, securities) + 0.015 * rng.standard_t(5, (sessions, securities))
    single = best_of(3, lambda: [_one_by_one(returns, market, position) for position in range(300, 400)])
    print(f"one at a time   {10 * single:9.1f} ms for 1,000 events")
    for count in (12, 1_000, 10_000):
        pairs = np.column_stack([rng.integers(0, securities, count), rng.integers(300, sessions - 20, count)])
        run = lambda pairs=pairs: event_panel(returns, market, pairs, estimation=ESTIMATION, windows=WINDOWS)  # noqa: E731
        took = best_of(7, run)
        tracemalloc.start()
        run()
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        print(f"{count:6,} at once  {took:9.1f} ms  {1000 * took / count:7.1f} µs an event  peak {peak:6.0f} MB")


def _one_by_one(returns, market, position):
    return abnormal_returns(returns[:, 0], market, position, estimation=ESTIMATION, windows=WINDOWS).car(-1, 1)


if __name__ == "__main__":
    main()
