"""From a hundred events to a million, beside bare least squares, statsmodels and other packages, in one run.

``python -m tests.bench.bench_events [EVENTS ...]`` writes tests/bench/RESULTS.md. Every design is a process of its
own; within it the works take turns, and the best of several turns counts. Time is that of the processor: all of them
use one thread, so that it is the time of the clock on an idle machine, and still a measure on a busy one.
"""

import datetime as dt
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np

from analysis.eventstudy import METHODS, PanelPlan, battery, battery_of_plan, event_panel
from tests.bench.bare import ESTIMATION, WINDOW, least_squares, made_events, statsmodels_loop
from tests.bench.environments import PEERS, python_of

HERE = Path(__file__).parent
SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
DESIGNS = ((1, 0.0), (1, 0.05), (3, 0.0), (3, 0.05))
MILLION, PART, PARTED = 1_000_000, 10_000, ("panel", "tests")
AT_ONCE, WITH_BOOTSTRAPS, IN_A_LOOP = 100_000, 10_000, 10_000
OPTIONS = {"estimation": ESTIMATION, "windows": [WINDOW], "mask_other_events": False}
TESTS = tuple(m.name for m in METHODS if "bootstrap" not in m.name)


def works(returns, factors, pairs):
    """What is timed, by name."""
    count = len(pairs)

    def tests(names):
        options = {"tests": names, "shared_allowed": 1.0, "rng": np.random.default_rng(1)}
        if count > AT_ONCE:
            return battery_of_plan(PanelPlan.of(returns, factors, pairs, **OPTIONS), **options)
        return battery(event_panel(returns, factors, pairs, **OPTIONS), **options)

    def panel():
        return event_panel(returns, factors, pairs, **OPTIONS, keep_residuals=False)

    found = {"bare": lambda: least_squares(returns, factors, pairs), "panel": panel, "tests": lambda: tests(TESTS)}
    if count <= WITH_BOOTSTRAPS:
        found["bootstraps"] = lambda: tests(None)
    return found


def in_parts(data):
    """The same events, a part after the other, each part a panel of its own."""
    returns, factors, pairs = data
    parts = [works(returns, factors, pairs[start : start + PART]) for start in range(0, len(pairs), PART)]

    def each(name):
        for part in parts:
            part[name]()

    return {f"{name}, in parts": partial(each, name) for name in PARTED}


def measure_one(count, factors, missing):
    """Seconds of each work, best of several turns, and the largest memory of the process in MB."""
    data = made_events(count, factors, missing)
    few = works(*made_events(100, factors, missing))
    for work in few.values():
        work()  # what is imported and compiled at the first call
    seconds = {}
    turns = 2 if count > AT_ONCE else 3 if count > IN_A_LOOP else 7
    timed = works(*data) | (in_parts(data) if count == MILLION else {})
    for _ in range(turns):
        for name, work in timed.items():
            start = time.process_time()
            work()
            seconds[name] = min(seconds.get(name, np.inf), time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if count <= IN_A_LOOP:
        statsmodels_loop(data[0], data[1], data[2][:2])
        start = time.process_time()
        statsmodels_loop(*data)
        seconds["statsmodels"] = time.process_time() - start
    peers = [name for name in PEERS if count <= PEERS[name].largest and (factors, missing) == DESIGNS[0]]
    return {"seconds": seconds | {name: _peer(name, data) for name in peers}, "peak": peak}


def _peer(name, data):
    python = python_of(name)
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.npz"
        np.savez(path, returns=data[0], factors=data[1], pairs=data[2])
        ran = subprocess.run(
            [python, HERE / "peers" / PEERS[name].script, path], check=False, capture_output=True, text=True
        )
    if ran.returncode:
        print(f"{name} FAILED and is left out: {ran.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    told = json.loads(ran.stdout.splitlines()[-1])
    np.testing.assert_allclose(told["mean CAR"], event_panel(*data, **OPTIONS).car.mean(), rtol=1e-8)
    return told["seconds"]


def rows(sizes):
    """One row of the table for each design."""
    for count in sizes:
        for factors, missing in DESIGNS:
            words = [sys.executable, "-m", "tests.bench.bench_events", "--one", str(count), str(factors), str(missing)]
            env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
            ran = subprocess.run(words, cwd=HERE.parents[1], env=env, check=True, stdout=subprocess.PIPE, text=True)
            found = json.loads(ran.stdout.splitlines()[-1])
            line = row(count, factors, missing, found["seconds"], found["peak"])
            print(line, flush=True)
            yield line


def row(count, factors, missing, seconds, peak):
    """Milliseconds of bare least squares, and everything else as a multiple of it."""
    bare = seconds["bare"]
    times = [f"{seconds[name] / bare:.2f}" if seconds.get(name) else "" for name in ("panel", "tests", "bootstraps")]
    linear = [
        f"{count // PART * seconds[x] / seconds[f'{x}, in parts']:.0f}" if count == MILLION else "" for x in PARTED
    ]
    others = [f"{seconds[name] / bare:.0f}" if seconds.get(name) else "" for name in ("statsmodels", *PEERS)]
    cells = [f"{count:,}", str(factors), f"{100 * missing:.0f} %", f"{1000 * bare:,.1f}", *times]
    cells += [f"{count / seconds['tests']:,.0f}", f"{peak:,.0f}", *linear, *others]
    return f"| {' | '.join(cells)} |"


def main(sizes):
    """Write the table."""
    names = ["events", "factors", "missing", "bare, ms", "AR, CAR, errors", "all tests", "with bootstraps"]
    names += ["events a second, all tests", "peak, MB", "AR, over 10,000", "all tests, over 10,000"]
    names += ["statsmodels loop", *PEERS]
    said = (HERE / "results.txt").read_text(encoding="utf-8").strip()
    machine = f"{os.cpu_count()} cores of {_processor()}, Python {platform.python_version()}, NumPy {np.__version__}"
    lines = [f"| {' | '.join(names)} |", "|" + "--:|" * len(names), *rows(sizes)]
    text = f"# How fast a panel is\n\n{machine}; {dt.datetime.now(dt.UTC):%Y-%m-%d}\n\n{said}\n\n" + "\n".join(lines)
    (HERE / "RESULTS.md").write_text(text + "\n", encoding="utf-8")


def _processor():
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure_one(int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))))
    else:
        main([int(word) for word in sys.argv[1:]] or SIZES)
