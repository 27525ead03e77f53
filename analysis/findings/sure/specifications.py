"""Other choices: every combination of the declared ones, on the event date and on the placebo dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import NotApplicableError, WindowError
from analysis.eventstudy.placebo.multiverse import Branch, Multiverse, explore
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.deciding import deciding, looking
from analysis.measure.design import PlaceboDesign, usable_sessions
from analysis.measure.looking import Looking
from analysis.once import once
from analysis.study.declarations import Window
from analysis.study.setting import Setting
from analysis.words.filters import some
from analysis.words.numbers import count, listing
from analysis.words.tables import Column, Table

HEADING = "Other choices"
NOUNS = {
    "window": ("window", ""),
    "model": ("model", ""),
    "sessions": ("length of the estimation window", "lengths of the estimation window"),
    "portfolio": ("portfolio", ""),
    "left out": ("choice of days left out", "choices of days left out"),
}
"""The choices of a specification, as the figure stacks them: one of each kind, and several."""
OVERLAP = "; approximate, as windows of several days overlap there"
NOTHING = "nothing"
"""The choice that leaves no days out."""
COLUMNS = (
    Column("rank", "place in the order of t, from 1"),
    Column("model", "return model, by its name in study.toml"),
    Column("sessions", "sessions of the estimation window"),
    Column("left out", "topics whose days are left out of the estimation window"),
    Column("portfolio", "portfolio, by its name in study.toml"),
    Column("window", "event window"),
    Column("estimate_bp", "abnormal return, basis points"),
    Column("t", "its t value"),
    Column("placebo_low_t", "2.5 % quantile of the t value at the same rank of the placebo dates' own curves"),
    Column("placebo_median_t", "median of the same"),
    Column("placebo_high_t", "97.5 % quantile of the same"),
    Column("own", "whether it is the study's own specification"),
)
BAND = (0.025, 0.5, 0.975)
"""Quantiles of the placebo curves at each rank: the middle of 95 % of them, and their median."""


@dataclass(frozen=True, eq=False, repr=False)
class Specifications(Piece):
    """All specifications, and whether what they find as a whole is unusual.

    Attributes
    ----------
    grid : Multiverse
        Each on the event date and on the placebo dates that all of them share.
    too_long : tuple of int
        Default lengths of the estimation window for which the prices have too few dates.
    looking : Looking
        Direction of the p-values.
    setting : Setting
    decides : bool
        Whether the portfolio's own move, which all of them estimate, is among the tests on which the verdict rests.
    """

    grid: Multiverse
    too_long: tuple[int, ...]
    looking: Looking
    setting: Setting
    decides: bool = True

    @property
    def critical(self) -> float:
        """T value from which on a specification is significant, in size: at the level of one direction."""
        from scipy.special import ndtri

        return float(ndtri(1 - self.setting.level))

    @property
    def own(self) -> Mapping[str, str]:
        """Choices of the study itself, in the words of the grid; no specification has them when the grid lacks one."""
        study = self.setting.study
        members = set(study.portfolio.members)
        return {
            "model": study.portfolio.model,
            "sessions": str(study.estimation.length),
            "left out": _topics(study.estimation.leave_out),
            "portfolio": next((n for n, p in study.multiverse.portfolios.items() if set(p) == members), ""),
            "window": self.setting.primary.name,
        }

    @once
    def record(self) -> dict[str, Any]:
        """Spread of the specifications, their joint tests on the placebo dates, and the medians by choice.

        ``significant`` counts those that find a move in the direction of the report at the level of the rule,
        ``opposite`` those that find the other; p-values look in that direction. ``own`` is None where the grid lacks
        the study's own specification, whose estimate stands with the effects. ``decisive`` names the dimension with
        the largest spread of medians.
        """
        grid, sign, side = self.grid, self.looking.sign, self.looking.alternative
        effect, mean_t = grid.median_effect(), grid.mean_t()
        share = grid.significant_share(self.critical, sign)
        found = int(np.count_nonzero(sign * grid.tvalues > self.critical))
        dimensions = [self._dimension(name) for name in NOUNS]
        return {
            "specifications": len(grid.specifications),
            "placebo_dates": len(grid.rows),
            "critical_t": self.critical,
            "significant": found,
            "significant_share": found / len(grid.specifications),
            "opposite": int(np.count_nonzero(-sign * grid.tvalues > self.critical)),
            "estimate_least_bp": 1e4 * float(grid.estimates.min()),
            "estimate_median_bp": 1e4 * effect.statistic,
            "estimate_greatest_bp": 1e4 * float(grid.estimates.max()),
            "t_least": float(grid.tvalues.min()),
            "t_mean": mean_t.statistic,
            "t_median": float(np.median(grid.tvalues)),
            "t_greatest": float(grid.tvalues.max()),
            "in_direction": int(np.count_nonzero(sign * grid.tvalues > 0)),
            "p_median_effect": effect.pvalue(side),
            "p_mean_t": mean_t.pvalue(side),
            # Of a move either way the direction is the event's own: both could have been counted.
            "p_significant_share": min(1.0, len(self.setting.claim.signs) * share.pvalue("greater")),
            "own": self._own(),
            "dimensions": dimensions,
            "decisive": max(dimensions, key=lambda d: d["spread"])["dimension"],
            **({"defaults_too_long": list(self.too_long)} if self.too_long else {}),
        }

    def _own(self) -> dict[str, Any] | None:
        table = self.tables()["specifications"].frame
        ranks = table.loc[table["own"], "rank"]
        return None if ranks.empty else {"rank": int(ranks.iloc[0]), **{name: self.own[name] for name in NOUNS}}

    def _dimension(self, name: str) -> dict[str, Any]:
        """Median t by choice of one dimension, in declared order; which is lowest, and which highest."""
        chosen = np.array([s[name] for s in self.grid.specifications])
        t = {str(choice): self.grid.tvalues[chosen == choice] for choice in dict.fromkeys(chosen.tolist())}
        medians = {choice: float(np.median(values)) for choice, values in t.items()}
        lowest, highest = min(medians, key=medians.__getitem__), max(medians, key=medians.__getitem__)
        return {
            "dimension": name,
            "spread": medians[highest] - medians[lowest],
            "lowest": lowest,
            "highest": highest,
            "choices": [
                {"choice": choice, "median_t": medians[choice], "specifications": len(values)}
                for choice, values in t.items()
            ],
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """The specifications in order of t, with the placebo dates' curves at the same rank."""
        grid = self.grid
        order = np.argsort(grid.tvalues, kind="stable")
        chosen = [dict(grid.specifications[n]) for n in order]
        curves = np.quantile(np.sort(grid.placebo_tvalues, axis=1), BAND, axis=0)
        numbers = {
            "rank": np.arange(1, len(order) + 1),
            "estimate_bp": 1e4 * grid.estimates[order],
            "t": grid.tvalues[order],
            **dict(zip(("placebo_low_t", "placebo_median_t", "placebo_high_t"), curves, strict=True)),
            "own": [choices == self.own for choices in chosen],
        }
        frame = pd.DataFrame(chosen).assign(**numbers)[[c.name for c in COLUMNS]]
        return {"specifications": Table(COLUMNS, frame)}

    @property
    def _windows(self) -> list[Window]:
        """Windows of the grid."""
        study = self.setting.study
        return [w for w in study.windows if w.name in study.multiverse.windows]

    def context(self) -> Mapping[str, Any]:
        """Counts in words, and the choice that matters most."""
        told = self.record()
        decisive = next(d for d in told["dimensions"] if d["dimension"] == told["decisive"])
        medians = {c["choice"]: c["median_t"] for c in decisive["choices"]}
        return {
            "choices": listing([count(len(d["choices"]), *NOUNS[d["dimension"]]) for d in told["dimensions"]]),
            "finds": f"{some(told['significant'])} {'finds' if told['significant'] < 2 else 'find'}",
            "move": self.looking.move,
            "sided": self.looking.sided,
            "overlap": OVERLAP if any(w.last > w.first for w in self._windows) else "",
            "decisive": NOUNS[told["decisive"]][0] if decisive["spread"] > 0 else "",
            "lowest": {"choice": decisive["lowest"], "t": medians[decisive["lowest"]]},
            "highest": {"choice": decisive["highest"], "t": medians[decisive["highest"]]},
        }


def specifications(case: Case) -> Specifications:
    """Estimate every combination of the declared choices on the event date and on the placebo dates.

    Raises
    ------
    WindowError
        If too few dates allow every choice.
    EstimationError
        If a combination cannot be estimated.

    References
    ----------
    Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020), "Specification curve analysis", Nature Human Behaviour 4,
    1208-1214.
    """
    plan = case.study.multiverse
    members = {t for portfolio in plan.portfolios.values() for t in portfolio}
    factors = {f for model in plan.models for f in case.study.models[model].terms}
    columns = tuple(sorted(members | factors))
    lengths, design = _common_dates(case, columns)
    branches = list(_branches(case, columns, design, lengths))
    too_long = tuple(length for length in plan.lengths if length not in lengths)
    grid, tests = explore(branches, design.event_row, design.rows), case.once(deciding)
    return Specifications(grid, too_long, case.once(looking), case.setting, tests.targets in tests.tests)


def _common_dates(case: Case, columns: tuple[str, ...]) -> tuple[tuple[int, ...], PlaceboDesign]:
    """Lengths of estimation windows, and one design for all: dates that every length, portfolio and factor allow.

    Lengths that are a default go, the longest first, down to the study's own, while too few dates allow them; those
    that were declared do not.
    """
    study, grid = case.study, case.study.multiverse
    windows = [w for w in study.windows if w.name in grid.windows]
    lengths = tuple(grid.lengths)
    while True:
        longest = max(lengths)
        try:
            design = case.design_alike("close-to-close", columns, windows, where="multiverse", length=longest)
        except (WindowError, NotApplicableError):
            if longest <= study.estimation.length or "multiverse.lengths" not in study.defaults:
                raise
            lengths = tuple(length for length in lengths if length < longest)
        else:
            return lengths, design


def _branches(case: Case, columns: tuple[str, ...], design: PlaceboDesign, lengths: Sequence[int]) -> Iterator[Branch]:
    """The grid, as sets of regressions that serve all portfolios and windows at once."""
    study, grid, last = case.study, case.study.multiverse, case.study.estimation.last
    tables = {kind: case.table(kind, columns) for kind, _ in case.kinds}
    returns = {kind: _portfolios(table, grid.portfolios) for kind, table in tables.items()}
    sessions = case.table("close-to-close", columns)
    usable = {
        topics: usable_sessions(sessions, design.event_row, case.timing.days_and_reactions(topics), case.setting)
        for topics in grid.leave_out
    }
    for model, length, left_out in product(grid.models, lengths, grid.leave_out):
        for kind, windows in case.kinds:
            spans = {w.name: (w.first, w.last) for w in windows if w.name in grid.windows}
            if spans:
                yield Branch(
                    choices={"model": model, "sessions": str(length), "left out": _topics(left_out)},
                    returns=returns[kind],
                    portfolios=tuple(grid.portfolios),
                    factors=tables[kind][list(study.models[model].terms)].to_numpy(),
                    estimation=(last - length + 1, last),
                    windows=spans,
                    usable=usable[left_out],
                    spans=case.spans(),
                )


def _portfolios(table: pd.DataFrame, portfolios: Mapping[str, Sequence[str]]) -> NDArray[np.float64]:
    """Mean return of the members of each portfolio, shape (T, P)."""
    return np.column_stack([table[list(p)].mean(axis=1, skipna=False).to_numpy() for p in portfolios.values()])


def _topics(left_out: tuple[str, ...]) -> str:
    return ", ".join(left_out) or NOTHING
