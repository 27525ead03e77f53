"""How fast placebos of a synthetic control are: ``python -m tests.bench.bench_synthetic``. 600 dates, 10 donors."""

import numpy as np

from analysis.eventstudy import placebo_in_time
from tests.bench.bench_panel import best_of


def main():
    rng = np.random.default_rng(3)
    donors = 0.004 * rng.normal(size=(900, 2)) @ rng.normal(size=(2, 10)) + 0.002 * rng.normal(size=(900, 10))
    target = donors[:, :3].mean(axis=1) + 0.001 * rng.normal(size=900)
    options = {"estimation": (-270, -21), "window": (0, 1), "demean": False}
    took = best_of(3, lambda: placebo_in_time(target, donors, 880, np.arange(275, 875), **options))
    print(f"600 dates  {took:9.1f} ms")


if __name__ == "__main__":
    main()
