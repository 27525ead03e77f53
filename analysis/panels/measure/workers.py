"""Who measures the chunks: this process, others of this machine, or a cluster. Numbers do not depend on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from analysis.errors import UsageError
from analysis.panels.measure.store import Store
from analysis.panels.measure.tasks import Arrays, Task, measure_task
from analysis.panels.options import one_of, refuse_all, whole_number, wrong_kinds
from analysis.panels.settings import BACKENDS

ONE_A_CORE = -1
CONNECT = 10.0
"""Seconds in which a cluster's host has to accept a connection."""


@dataclass(frozen=True, slots=True)
class Workers:
    """``jobs`` processes of this machine (-1: one a core), or those of a cluster at the address ``scheduler``."""

    jobs: int = 1
    backend: str = "local"
    scheduler: str = ""

    def check(self) -> None:
        """Refuse what cannot be.

        Raises
        ------
        UsageError
            If the backend is unknown or its library not installed, nobody answers at the address, there are no jobs,
            or one contradicts another.
        """
        refuse_all(self._faults())
        if self.backend != "local":
            library = {"dask": "distributed", "ray": "ray"}[self.backend]
            from importlib.util import find_spec

            if find_spec(library) is None:
                raise UsageError(
                    f"--backend {self.backend}",
                    f"{library} is not installed",
                    remedy=f"install the extra {self.backend}",
                )
            _require_answer(self.scheduler)

    def _faults(self) -> Iterator[UsageError]:
        yield from wrong_kinds(self, but=("backend",))
        yield from one_of("--backend", self.backend, BACKENDS)
        if self.jobs != ONE_A_CORE:
            yield from whole_number("--jobs", self.jobs, 1, None, f"1 or more, or {ONE_A_CORE} for one a core")
        if self.backend == "local" and self.scheduler:
            yield UsageError("--scheduler", "belongs to a cluster", remedy="add --backend dask or --backend ray")
        if self.backend != "local" and self.jobs != 1:
            what = f"{self.jobs} would not count: the cluster says how many work"
            yield UsageError("--jobs", what, remedy="leave it out, or --backend")


def _require_answer(address: str) -> None:
    """Refuse at once an address at which nobody listens: the clusters' own clients wait for minutes.

    Raises
    ------
    UsageError
        If no connection can be made to the host and port of the address; one without them is left to the client.
    """
    import socket
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        if parts.hostname and parts.port:
            socket.create_connection((parts.hostname, parts.port), timeout=CONNECT).close()
    except (OSError, ValueError) as error:
        raise _no_cluster(address, error) from error


def _no_cluster(address: str, error: Exception) -> UsageError:
    why = (str(error).splitlines() or [type(error).__name__])[0]
    what = f"no cluster answers at {address or 'this machine'} ({why})"
    return UsageError("--scheduler", what, remedy="start one, or correct the address")


def measure_all(tasks: Sequence[Task], store: Store, workers: Workers, progress: Callable[[int], None]) -> list[str]:
    """Measure what the store does not have yet; return the chunks' names, in the order of the tasks.

    Parameters
    ----------
    tasks : sequence of Task
    store : Store
        Gets each chunk as soon as it is finished.
    workers : Workers
    progress : callable
        Called with the number of events of each chunk that is done, found ones included.
    """
    workers.check()
    names = [task.fingerprint() for task in tasks]
    waiting = {}
    for name, task in zip(names, tasks, strict=True):
        if name not in waiting and store.has(name):
            progress(len(task.events))
        else:
            waiting[name] = task
    for name, arrays in _measured(waiting, workers):
        store.put(name, arrays)
        progress(len(waiting[name].events))
    return names


def _named(name: str, task: Task) -> tuple[str, Arrays]:
    return name, measure_task(task)


def _measured(tasks: dict[str, Task], workers: Workers) -> Iterator[tuple[str, Arrays]]:
    """Chunks as they are finished, in any order."""
    if workers.backend == "local" and (workers.jobs == 1 or len(tasks) < 2):
        yield from (_named(name, task) for name, task in tasks.items())
        return
    if workers.backend == "ray":
        yield from _on_ray(tasks, workers.scheduler)
        return
    from joblib import Parallel, delayed

    calls = (delayed(_named)(name, task) for name, task in tasks.items())
    with _backend(workers) as more:
        yield from Parallel(return_as="generator_unordered", pre_dispatch="2*n_jobs", **more)(calls)


def _on_ray(tasks: dict[str, Task], address: str) -> Iterator[tuple[str, Arrays]]:
    """Chunks of a Ray cluster; its backend for joblib gives none before all are finished, so that none would be kept.

    Ray does the chunk of a worker that dies again.
    """
    import ray

    try:
        ray.init(address=address or None, ignore_reinit_error=True)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise _no_cluster(address, error) from error
    remote: Any = ray.remote(_named)
    calls = (remote.remote(name, task) for name, task in tasks.items())
    running = list(islice(calls, 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))))
    while running:
        done, running = ray.wait(running)
        running += islice(calls, len(done))
        yield from ray.get(done)


@contextmanager
def _backend(workers: Workers) -> Iterator[dict[str, Any]]:
    """What joblib is told: processes of this machine, or a Dask cluster that is reached while the block runs."""
    from joblib import parallel_config

    if workers.backend == "local":
        yield {"n_jobs": workers.jobs}
        return
    from distributed import Client

    connect: Any = Client  # which has no types
    try:
        client = connect(workers.scheduler or None, timeout="30s")
    except (OSError, ValueError) as error:
        raise _no_cluster(workers.scheduler, error) from error
    with client, parallel_config(backend="dask", wait_for_workers_timeout=60):
        yield {"n_jobs": max(1, len(client.scheduler_info()["workers"]))}
