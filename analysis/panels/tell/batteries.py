"""The engine's tests of a group of events, in the words of the command line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.inference.battery import battery
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
        found = battery(
            of_rows(panel.result, rows),
            tests=settings.tests,
            rng=np.random.default_rng(settings.seed),
            replications=settings.replications,
            shared_allowed=settings.shared_allowed,
        )
    except EstimationError as error:
        return [{"measure": "", "first": None, "last": None, "test": "all", "reason": str(error)}]
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


def of_rows(result: PanelResult, rows: NDArray[np.bool_]) -> PanelResult:
    """A panel of some of its events."""
    if rows.all():
        return result
    return replace(result, excluded=(), **{name: getattr(result, name)[rows] for name in NAMES})
