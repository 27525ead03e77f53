"""What each move is made up of: raw move = drift + each factor's part + abnormal return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.findings.piece import Piece
from analysis.findings.when.news import news
from analysis.findings.when.news_windows import WindowNews
from analysis.measure.case import Case
from analysis.measure.effects import DRIFT, Effect, Measured, measure
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.plain import records
from analysis.words.tables import Column, Table

PARTS: Mapping[str, str] = {"placebo": "like series", "regional": "neighbour"}
"""Roles that text has another word for."""


@dataclass(frozen=True, eq=False, repr=False)
class Decomposition(Piece):
    """The parts of the raw move of every series in every window.

    Attributes
    ----------
    measured : Measured
        The effects, each with its parts.
    news : WindowNews
        Of the primary window: it knows which series are not measured in it.
    setting : Setting
    """

    measured: Measured
    news: WindowNews
    setting: Setting

    @property
    def parts(self) -> dict[str, str]:
        """Columns of the parts, each with its words: the drift, then every factor of any model by its ticker."""
        keys = dict.fromkeys(k for e in self.measured.effects for k in e.parts)
        return {part_column(k): self.setting.label(k) for k in keys}

    @once
    def record(self) -> dict[str, Any]:
        """The parts in basis points, one line a series and window; raw move and abnormal return stand with the effects.

        A part is None where the series' model does not have that factor.
        """
        return {"parts": records(self.table()[["series", "window", *self.parts]])}

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a series and window, in basis points."""
        columns = (
            Column("series", "ticker, or portfolio"),
            Column("window", "event window"),
            Column("name", "the series in text", "series", file=False),
            Column("role", "its part in the study", "role", file=False),
            Column("raw_bp", "raw log return, basis points", "raw", "bp"),
            *(Column(name, _meaning(name, label), label, "bp") for name, label in self.parts.items()),
            Column("abnormal_bp", "what drift and factors do not explain", "abnormal", "bp"),
        )
        lines = [self._line(e) for e in self.measured.effects]
        return {"decomposition": Table(columns, pd.DataFrame(lines, columns=[c.name for c in columns]))}

    def _line(self, effect: Effect) -> dict[str, Any]:
        series = effect.series
        return {
            "series": series.key,
            "window": effect.window.name,
            "name": "Portfolio" if series.key == PORTFOLIO else series.key,
            "role": PARTS.get(series.role, series.role),
            "raw_bp": 1e4 * effect.raw,
            **{part_column(part): 1e4 * value for part, value in effect.parts.items()},
            "abnormal_bp": 1e4 * effect.abnormal,
        }

    @once
    def numbers(self) -> Table:
        """The lines that the figure shows: those of the primary window, with the columns that any of them fills."""
        table = self.tables()["decomposition"]
        table = table.where(table.frame["window"] == self.setting.primary.name)
        return table.only(*(c.name for c in table.columns if table.frame[c.name].notna().any()))

    def shown(self) -> Mapping[str, Table]:
        """The parts in the primary window."""
        return {"parts": self.numbers()}

    def context(self) -> Mapping[str, Any]:
        """What explains the moves, and the series that the primary window is not measured for, with the reason."""
        factors = len(self.parts) > 1
        return {
            "gaps": self.news.gaps,
            "explained": "Drift and factors come from a model of each series"
            if factors
            else "The drift is the mean of each series",
            "they_do": "these do" if factors else "it does",
        }


def part_column(part: str) -> str:
    """Column of a part: two factors may have one word, and no two have one ticker."""
    return f"{part}_bp"


def _meaning(name: str, label: str) -> str:
    if name == part_column(DRIFT):
        return "the model's constant over the window, basis points"
    return f"part of the factor {label}; empty where the model does not have it"


def decomposition(case: Case) -> Decomposition:
    """Take apart the raw move of every series by its return model: a part is a coefficient times its factor's return.

    Raises
    ------
    StudyError, WindowError, EstimationError
        If a model cannot be estimated.
    """
    return Decomposition(case.once(measure), case.timing.once(news).chosen, case.setting)
