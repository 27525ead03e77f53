"""Beyond one process: a cluster that loses a worker, and a run that is killed, give the same numbers."""

import os
import signal
import socket
import subprocess
import sys
import time

import numpy as np
import pytest

from analysis import panel
from analysis.errors import UsageError
from analysis.panels.measure.workers import Workers
from tests.panels.made import ASKED, made, prices_of


@pytest.fixture(scope="module")
def tables():
    returns, events = made()
    return events[:6], prices_of(returns)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # a killed worker makes Dask talk
def test_a_cluster_that_loses_a_worker_gives_the_same_numbers(tables):
    distributed = pytest.importorskip("distributed")
    alone = panel(*tables, model="garch", **ASKED)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        workers = [worker.pid for worker in cluster.workers.values()]
        done = []

        def watch(stage, count, total):
            if stage == "measuring the events" and count and not done:
                os.kill(workers[0], signal.SIGKILL)
                done.append((count, total))

        asked = {"backend": "dask", "scheduler": cluster.scheduler_address}
        found = panel(*tables, model="garch", chunk=1, workers=asked, progress=watch, **ASKED)
    assert done[0][0] < done[0][1] == 6
    np.testing.assert_array_equal(found.result.ar, alone.result.ar)
    np.testing.assert_array_equal(found.result.ar_bse, alone.result.ar_bse)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_ray_cluster_that_loses_a_worker_gives_the_same_numbers(tables):
    ray = pytest.importorskip("ray", reason="Ray is an extra: pip install ray")
    alone = panel(*tables, model="garch", **ASKED)
    there = {"PYTHONPATH": os.pathsep.join(sys.path)}
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=10**8, runtime_env={"env_vars": there})
    done = []

    def watch(stage, count, total):
        if stage == "measuring the events" and count and not done:
            busy = subprocess.run(["pgrep", "-f", "^ray::_named"], check=True, capture_output=True, text=True)
            os.kill(int(busy.stdout.split()[0]), signal.SIGKILL)
            done.append((count, total))

    try:
        found = panel(*tables, model="garch", chunk=1, workers={"backend": "ray"}, progress=watch, **ASKED)
    finally:
        ray.shutdown()
    assert done[0][0] < done[0][1] == 6
    np.testing.assert_array_equal(found.result.ar, alone.result.ar)
    np.testing.assert_array_equal(found.result.ar_bse, alone.result.ar_bse)


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on_where_it_was(tables, tmp_path):
    code = (
        "import sys; from analysis import panel; from tests.panels.made import ASKED, made, prices_of\n"
        "returns, events = made()\n"
        "panel(events[:6], prices_of(returns), model='garch', chunk=1, work=sys.argv[1], **ASKED)\n"
    )
    work = tmp_path / "chunks"
    run = subprocess.Popen([sys.executable, "-c", code, str(work)])
    while len(list(work.glob("*.parquet"))) < 2 and run.poll() is None:
        time.sleep(0.01)
    run.kill()
    run.wait()
    kept = {path: path.stat().st_mtime_ns for path in work.glob("*.parquet")}
    assert 2 <= len(kept) < 6
    found = panel(*tables, model="garch", chunk=1, work=work, **ASKED)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    np.testing.assert_array_equal(found.result.car, panel(*tables, model="garch", **ASKED).result.car)


@pytest.mark.slow
def test_numbers_do_not_depend_on_the_threads_of_linear_algebra(tables):
    """With two threads a product is rounded otherwise, and the search of a GARCH model ended elsewhere."""
    code = (
        "from analysis import panel; from tests.panels.made import ASKED, made, prices_of\n"
        "returns, events = made()\n"
        "print(panel(events[:6], prices_of(returns), model='garch', **ASKED).result.car.tobytes().hex())\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for threads in "12"
    ]
    assert said == [panel(*tables, model="garch", **ASKED).result.car.tobytes().hex()] * 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"backend": "spark"}, "allowed: local, dask, ray"),
        ({"jobs": 0}, "--jobs"),
        ({"scheduler": "tcp://host:1"}, "add --backend dask"),
    ],
)
def test_workers_that_cannot_be_are_refused_before_anything_is_read(asked, said):
    with pytest.raises(UsageError, match=said):
        panel("no such file", "nor this", workers=Workers(**asked))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{}", "127.0.0.1:{}", "127.0.0.1:no port"])
def test_an_address_at_which_nobody_listens_is_refused_before_anything_is_read(address):
    pytest.importorskip("distributed")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and not listening
        asked = Workers(backend="dask", scheduler=address.format(taken.getsockname()[1]))
        with pytest.raises(UsageError, match=r"no cluster answers at .*127\.0\.0\.1.*; start one, or correct"):
            panel("no such file", "nor this", workers=asked)
