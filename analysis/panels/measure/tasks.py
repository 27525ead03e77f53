"""Chunks of a panel: the events of some securities with all that measuring them needs, and their own fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from analysis.eventstudy.abnormal.one_by_one import SINGLE_MODELS, panel_one_by_one
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.abnormal.plan import PanelPlan
from analysis.eventstudy.numeric import Floats
from analysis.panels.measure.clocks import Clock, Integers
from analysis.panels.measure.place import Places
from analysis.panels.settings import MODELS, Settings

Arrays = dict[str, NDArray[Any]]
FIELDS = (
    "params", "normalized_cov", "exog", "sigma", "nobs", "df", "other_events", "at_edge", "resid", "ar", "ar_bse",
    "car", "car_bse", "bhar",
)  # fmt: skip
"""Fields of a PanelResult by event."""
LIBRARIES = ("numpy", "scipy", "arch")
"""Whose version a number depends on: where a search ends is theirs."""
OUT = ("out_event", "out_reason", "out_window")


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Events of some securities of one clock: all events of a security are in one task, since one masks another.

    Attributes
    ----------
    events : ndarray of int, shape (E,)
        Their numbers among all.
    pairs : ndarray of int, shape (E, 2)
        Column of ``returns`` and row of day 0.
    returns, factors, free, spans
        As a :class:`~analysis.panels.measure.clocks.Clock` has them, of these securities.
    settings : Settings
    residuals : bool
        Whether the residuals of the estimation windows are kept.
    """

    events: Integers
    pairs: Integers
    returns: Floats
    factors: Floats | None
    free: Floats | None
    spans: Floats | None
    settings: Settings
    residuals: bool

    def fingerprint(self) -> str:
        """Name of the results: it changes with every number and choice that they depend on, and with the engine."""
        settings = self.settings
        asked = (settings.model, settings.windows, settings.estimation, settings.min_obs, settings.log, settings.mask,
                 settings.lags, self.residuals)  # fmt: skip
        digest = hashlib.blake2b(repr((engine(), asked)).encode(), digest_size=16)
        for array in (self.events, self.pairs, self.returns, self.factors, self.free, self.spans):
            digest.update(b"-" if array is None else repr(array.shape).encode() + np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


@cache
def engine() -> str:
    """Fingerprint of the code that measures, and of its libraries: no result of another version is taken for one."""
    digest = hashlib.blake2b(repr([version(library) for library in LIBRARIES]).encode(), digest_size=16)
    house = files("analysis.eventstudy")
    found = [path for folder in (house, house / "abnormal", house / "models") for path in folder.iterdir()]
    for path in [*sorted(found, key=str), files("analysis.panels.measure") / "tasks.py"]:
        if path.name.endswith(".py"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def make_tasks(
    clocks: Sequence[Clock], places: Places, settings: Settings, *, chunk: int, residuals: bool
) -> list[Task]:
    """Part the events that have a place into tasks of about ``chunk`` events."""
    tasks = []
    for number, clock in enumerate(clocks):
        rows = np.flatnonzero(places.clock == number)
        rows = rows[np.argsort(places.column[rows], kind="stable")]
        for part in _parts(places.column[rows], chunk):
            events = rows[part]
            columns, own = np.unique(places.column[events], return_inverse=True)
            pairs = np.column_stack([own, places.position[events]])
            tasks.append(
                Task(
                    events,
                    pairs,
                    clock.returns[:, columns],
                    clock.factors,
                    clock.free,
                    clock.spans,
                    settings,
                    residuals,
                )
            )
    return tasks


def _parts(column: Integers, chunk: int) -> list[slice]:
    """Runs of events of whole securities, of ``chunk`` events or of one security."""
    edges = np.append(np.flatnonzero(np.diff(column, prepend=-1)), len(column))
    parts, start = [], 0
    for low, high in pairwise(edges.tolist()):
        if high - start > chunk and low > start:
            parts.append(slice(start, low))
            start = low
    return [*parts, slice(start, len(column))] if len(column) else []


def measure_task(task: Task) -> Arrays:
    """Abnormal returns of a task's events: fields by event, those that are left out, and why.

    The same numbers whatever the task, the process or the machine: each event's follow from its own rows alone, and
    linear algebra has one thread. With two it rounds otherwise, and the search of a GARCH model ends elsewhere.
    """
    import scipy.linalg  # noqa: F401 -- it brings a library of its own, and only those that are loaded are limited

    with threadpool_limits(1, user_api="blas"):
        return _measured(task)


def _measured(task: Task) -> Arrays:
    settings, model = task.settings, MODELS[task.settings.model]
    asked: dict[str, Any] = {
        "estimation": settings.estimation,
        "windows": settings.windows,
        "min_obs": max(settings.min_obs, 2 + _coefficients(task, model)),
        "adjust": task.free,
        "keep_residuals": task.residuals,
        "log_returns": settings.log,
        "mask_other_events": settings.mask,
    }
    if model in SINGLE_MODELS:
        found = panel_one_by_one(task.returns, task.factors, task.pairs, model=model, **asked)
    else:
        bare = "constant mean" if model == "ols" and task.factors is None else model
        asked |= {"spans": task.spans, "lags": settings.lags}
        found = PanelPlan.of(task.returns, task.factors, task.pairs, model=bare, **asked).measure()
    return _arrays(found, task)


def _coefficients(task: Task, model: str) -> int:
    factors = 0 if task.factors is None else task.factors.shape[1]
    wide = 1 + 2 * task.settings.lags if model == "dimson" else 1
    return 0 if model == "market-adjusted" else 1 + wide * factors


def _arrays(found: PanelResult, task: Task) -> Arrays:
    return {
        "included": task.events[found.included],
        **{name: np.asarray(getattr(found, name)) for name in FIELDS},
        "out_event": task.events[found.excluded.event],
        "out_reason": found.excluded.reason.astype(str),
        "out_window": found.excluded.window,
    }
