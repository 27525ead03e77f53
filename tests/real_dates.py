"""The rule of the verdict on real dates: each placebo date taken for the event in turn, with what is planted on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.measure.case import Case
from analysis.measure.deciding import Deciding, decide
from analysis.measure.on_dates import OnDates
from analysis.study.series import PORTFOLIO

Dates = Mapping[str, OnDates]


def on_common(case: Case, found: Dates, rows: np.ndarray[Any, Any]) -> dict[str, OnDates]:
    """Series in the primary window on some dates alone, all of which each of them has."""
    return {key: _on_rows(case, one, rows) for key, one in found.items()}


def _on_rows(case: Case, one: OnDates, rows: np.ndarray[Any, Any]) -> OnDates:
    window = one.windows.index(case.setting.primary)
    kept = np.append(0, 1 + np.searchsorted(one.rows, rows))
    starts, cars = one.starts[kept][:, [window]], one.cars[kept][:, [window]]
    return replace(one, rows=rows, windows=(case.setting.primary,), cars=cars, starts=starts)


def turned(one: OnDates, n: int, effect: float) -> OnDates:
    """The same series, had the event been the placebo date ``n`` and moved it by so much (log)."""
    cars = np.vstack([one.cars[[1 + n]] + effect, np.delete(one.cars[1:], n, axis=0)])
    starts = np.vstack([one.starts[[1 + n]], np.delete(one.starts[1:], n, axis=0)])
    return replace(one, event_row=int(one.rows[n]), rows=np.delete(one.rows, n), cars=cars, starts=starts)


def rule_on(
    case: Case,
    series: Dates,
    n: int,
    planted: Mapping[str, float],
    *,
    likes: Sequence[str],
    leave_out: bool = True,
    by_comparison: bool = False,
    neighbours: Sequence[str] = (),
) -> Deciding:
    """The rule's tests, had the event been the placebo date ``n`` and moved each series by what is planted.

    ``leave_out``: whether the portfolio has so many members that each is left out in turn.
    """
    wanted = (*(case.members if leave_out else ()), *likes, *neighbours)
    each = {t: turned(series[t], n, planted.get(t, 0.0)) for t in wanted}
    whole = turned(series[PORTFOLIO], n, float(np.mean([planted.get(t, 0.0) for t in case.members])))
    members = {t: each[t] for t in case.members} if leave_out else {}
    near, like = ({t: each[t] for t in keys} for keys in (neighbours, likes))
    return decide(whole, like, members, case.setting, neighbours=near, by_comparison=by_comparison)


def finds(tests: Deciding) -> int:
    """Direction in which the rule finds a move that hangs on no member; 0 for none."""
    return tests.found if tests.found and not (tests.hangs_on(tests.found) or tests.standing_out(tests.found)) else 0
