"""The engine's tests of a group of events, in the words of the command line."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.abnormal.plan import date_tiles
from analysis.eventstudy.inference.battery_result import BatteryResult
from analysis.eventstudy.inference.plan_battery import battery_of_tiles
from analysis.eventstudy.inference.sums.correlations import kind_of_correlation
from analysis.eventstudy.numeric import Floats
from analysis.panels.measure.large import let_go
from analysis.panels.measure.tasks import FIELDS
from analysis.panels.study import Panel

_OPTION = re.compile(r"battery\(shared_allowed=([\d.e-]+)\)")
NAMES = (*FIELDS, "included", "security", "position")


def run_battery(panel: Panel, rows: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Tests of the events of a group, a line for each window or day and test.

    Parameters
    ----------
    panel : Panel
    rows : ndarray of bool, shape (E,)
        The group.
    """
    settings = panel.settings
    if settings.tests == ():
        return []
    try:
        found = _battery(
            panel.result,
            rows,
            tests=settings.tests,
            rng=np.random.default_rng(settings.seed),
            replications=settings.replications,
            shared_allowed=settings.shared_allowed,
        )
    except EstimationError as error:
        nothing = dict.fromkeys(("first", "last", "statistic", "p"))
        return [{"measure": "", "test": "all", "reason": str(error), "caution": ""} | nothing]
    return [
        {
            "measure": row.measure,
            "first": row.first,
            "last": row.last,
            "test": row.test.method,
            "statistic": row.test.statistic,
            "p": row.test.pvalue,
            "reason": _in_our_words(row.test.reason),
            "caution": row.test.caution,
            "null": row.test.null,
            "reference": row.test.reference,
        }
        for row in found.rows
    ]


def _in_our_words(reason: str) -> str:
    """A refusal that names the option of the command, and the file, instead of the engine's."""
    return _OPTION.sub(r"--shared-allowed \1", reason).replace("see tvalues and car_tvalues", "see cars.csv")


def _battery(result: PanelResult, rows: NDArray[np.bool_], **asked: Any) -> BatteryResult:
    """The engine's battery of some events of a panel, whose residuals are read tile by tile, twice."""
    events = np.flatnonzero(rows)
    longest = max(last - first + 1 for first, last in result.windows)
    complete = bool((result.nobs[events] == len(result.est_days)).all())
    kind = kind_of_correlation(result.position[events], longest, complete=complete)
    tiles = [result.included[events[tile]] for tile in date_tiles(result.position[events])]
    return battery_of_tiles(partial(_some, result), partial(_residuals, result), tiles, kind, **asked)


def _some(result: PanelResult, events: NDArray[np.intp]) -> PanelResult:
    """A panel of some of its events, by their numbers among those that were handed in."""
    rows = np.searchsorted(result.included, events)
    some = replace(result, excluded=result.excluded[:0], **{name: getattr(result, name)[rows] for name in NAMES})
    let_go(result.resid)
    return some


def _residuals(result: PanelResult, events: NDArray[np.intp]) -> Floats:
    """Residuals of some events, by their numbers among those that were handed in."""
    resid: Floats = result.resid[np.searchsorted(result.included, events)]
    let_go(result.resid)
    return resid
