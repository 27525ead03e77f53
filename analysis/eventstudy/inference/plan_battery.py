"""The battery on events that are planned at once and measured tile by tile, here or in other processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.abnormal.plan import PanelPlan
from analysis.eventstudy.inference.battery import battery_of_sums, checked_methods
from analysis.eventstudy.inference.battery_result import BatteryResult
from analysis.eventstudy.inference.sums.correlations import kind_of_correlation
from analysis.eventstudy.inference.sums.date_rows import Kind
from analysis.eventstudy.inference.sums.events import EventColumns
from analysis.eventstudy.inference.sums.passes import DaySums, Dispersions, Scores, first_pass, second_pass
from analysis.eventstudy.numeric import Alternative, Floats

Measure = Callable[[NDArray[np.intp]], PanelResult]
"""Gives the events of a tile."""
Residuals = Callable[[NDArray[np.intp]], Floats]
"""Gives the estimation residuals (n, L) of n events."""


def battery_of_plan(
    plan: PanelPlan,
    *,
    tests: tuple[str, ...] | None = None,
    alternative: Alternative = "two-sided",
    rng: np.random.Generator,
    replications: int = 1999,
    shared_allowed: float = 0.0,
    apply: Callable[..., Iterable[Any]] = map,
) -> BatteryResult:
    """Run the tests as :func:`battery` on events that are measured tile by tile, and never all at once.

    A million events take two gigabytes of residuals; here the memory is that of a few columns.

    Parameters
    ----------
    plan : PanelPlan
        With ``keep_residuals``.
    tests, alternative, rng, replications, shared_allowed
        As in :func:`battery`.
    apply : callable
        Applies a function to each tile, as ``map`` does, in this process or in others: no number depends on it.

    Raises
    ------
    EstimationError
        As :func:`battery`, and if none of the events can be measured.
    """
    longest = max(last - first + 1 for first, last in plan.windows)
    kind = kind_of_correlation(plan.position, longest, complete=plan.complete)
    return battery_of_tiles(
        plan.measure,
        plan.residuals,
        plan.tiles,
        kind,
        tests=tests,
        alternative=alternative,
        rng=rng,
        replications=replications,
        shared_allowed=shared_allowed,
        apply=apply,
    )


def battery_of_tiles(
    measure: Measure,
    residuals: Residuals,
    tiles: Sequence[NDArray[np.intp]],
    kind: Kind,
    *,
    tests: tuple[str, ...] | None = None,
    alternative: Alternative = "two-sided",
    rng: np.random.Generator,
    replications: int = 1999,
    shared_allowed: float = 0.0,
    apply: Callable[..., Iterable[Any]] = map,
) -> BatteryResult:
    """Run the tests as :func:`battery_of_plan` on events from anywhere, such as residuals that lie in a file.

    Parameters
    ----------
    measure : callable
        Gives the events of a tile, with their residuals.
    residuals : callable
        Gives the residuals alone, of those events of a tile that could be measured, for the second pass.
    tiles : sequence of ndarray of int
        Rows of the events in each tile, as :func:`analysis.eventstudy.abnormal.plan.date_tiles` cuts them.
    kind : str
        Of :func:`kind_of_correlation`, for all events.
    tests, alternative, rng, replications, shared_allowed, apply
        As in :func:`battery_of_plan`.

    Raises
    ------
    EstimationError
        As :func:`battery_of_plan`.
    """
    options: Any = {"tests": tests, "alternative": alternative, "replications": replications}
    checked_methods(tests, alternative, replications, shared_allowed)
    first = [found for found in apply(partial(_first, measure, kind, len(tiles) == 1), tiles) if found]
    if not first:
        raise EstimationError("battery", f"none of {sum(len(tile) for tile in tiles)} events can be measured")
    parts = [columns for columns, _ in first]
    events = EventColumns.joined(parts)
    sums = DaySums.joined([sums for _, sums in first], events.lengths, kind)
    dispersions = Dispersions.of(events)
    second = list(apply(partial(_second, residuals, dispersions), parts))
    return battery_of_sums(
        events, sums, dispersions, Scores.joined(second), rng=rng, shared_allowed=shared_allowed, **options
    )


def _first(measure: Measure, kind: Kind, keep: bool, tile: NDArray[np.intp]) -> tuple[EventColumns, DaySums] | None:
    return first_pass(measure(tile), kind, keep_residuals=keep)


def _second(residuals: Residuals, dispersions: Dispersions, part: EventColumns) -> Scores:
    return second_pass(part, residuals(part.included), dispersions)
