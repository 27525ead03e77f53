"""Whether the multiverse holds the study's own specification: among what else could have been done is what was done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.study.declarations import Window
from analysis.study.faults import Fault
from analysis.study.tables import Tables


def own_choices(tables: Tables) -> Iterator[Fault]:
    """Faults of a multiverse that lacks the study's own model, estimation window, portfolio, or days left out."""
    grid, own, portfolio = tables.multiverse, tables.estimation, tables.portfolio
    if portfolio.model not in grid.models:
        yield _lacks("models", "portfolio.model", portfolio.model, grid.models)
    if own.length not in grid.lengths:
        yield _lacks("lengths", "estimation.length", own.length, grid.lengths)
    if all(set(choice) != set(own.leave_out) for choice in grid.leave_out):
        yield _lacks("leave_out", "estimation.leave_out", own.leave_out, grid.leave_out)
    if all(set(members) != set(portfolio.members) for members in grid.portfolios.values()):
        members = json.dumps(portfolio.members, ensure_ascii=False)
        what = f"lacks the study's own choice, portfolio.members = {members}"
        remedy = f'add the line "own portfolio" = {members} below [multiverse.portfolios]'
        yield Fault("multiverse.portfolios", what, remedy=remedy)


def own_window(tables: Tables, primary: Window) -> list[Fault]:
    """The fault of a multiverse that lacks the window on which the verdict rests, which a rule chooses."""
    windows = tables.multiverse.windows
    return [] if primary.name in windows else [_lacks("windows", "the primary window", primary.name, windows)]


def _lacks(key: str, own: str, value: Any, choices: Sequence[Any]) -> Fault:
    line = json.dumps([*choices, value], ensure_ascii=False)
    what = f"lacks the study's own choice, {own} = {json.dumps(value, ensure_ascii=False)}"
    return Fault(f"multiverse.{key}", what, remedy=f"write the line {key} = {line}")
