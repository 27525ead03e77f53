"""Funds against the assets themselves on one scale: how far these would have had to move for each to see it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.findings.itself.issuers import issuers
from analysis.findings.meaning.power import power
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.effects import measure
from analysis.measure.itself import require_funds, require_own
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.filters import rounded_pct
from analysis.words.numbers import signed_percent
from analysis.words.study_words import assets_of
from analysis.words.tables import Column, Table

HEADING = "What own prices could see, and what others"
COLUMNS = (
    Column("key", "series, or whose", "measured by"),
    Column("kind", "the assets' own prices, or a series that holds some", "what it is"),
    Column("weight_pct", "highest weight of the assets in it, percent", "highest weight, %", "hundredths"),
    Column(
        "needed_pct", "move of the assets that it would see with the declared power, percent", "would see", "whole_pct"
    ),
)


@dataclass(frozen=True, slots=True)
class Eye:
    """One way to look: ``needed_pct`` is the move of the assets that it sees with the declared power, inf for none."""

    key: str
    own: bool
    weight_pct: float
    needed_pct: float


@dataclass(frozen=True, eq=False, repr=False)
class Resolution(Piece):
    """What each could have seen.

    Attributes
    ----------
    eyes : tuple of Eye
        The assets' own prices first, then the portfolio of funds and each fund.
    moved : float
        Log return of the assets' own portfolio on the day.
    other : (str, str)
        What series that only hold some of the assets are called, one and several.
    holder : str
        What holds their mean weight: the portfolio of all, or the only one.
    setting : Setting
    """

    eyes: tuple[Eye, ...]
    moved: float
    other: tuple[str, str]
    holder: str
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """Move of the assets that each would have seen, percent."""
        return {
            "resolution": self.tables()["resolution"].frame.to_dict("records"),
            "moved_pct": 100 * math.expm1(self.moved),
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line for each."""
        lines = [(e.key, "own prices" if e.own else self.other[0], e.weight_pct, e.needed_pct) for e in self.eyes]
        return {"resolution": Table(COLUMNS, pd.DataFrame(lines, columns=[c.name for c in COLUMNS]))}

    @once
    def shown(self) -> Mapping[str, Table]:
        """The same; own prices are those with the whole weight."""
        return {"resolution": self.tables()["resolution"].only("key", "weight_pct", "needed_pct")}

    @property
    def best(self) -> tuple[Eye, Eye]:
        """The portfolio of own prices, and the portfolio of funds."""
        return next(e for e in self.eyes if e.own), next(e for e in self.eyes if not e.own)

    def context(self) -> Mapping[str, Any]:
        """Both in words."""
        own, funds = self.best
        return {
            "assets": assets_of(self.setting.claim),
            "proxies": self.other[1],
            "holder": self.holder,
            "moved": signed_percent(self.moved),
            "own": rounded_pct(own.needed_pct),
            "funds": rounded_pct(funds.needed_pct) if math.isfinite(funds.needed_pct) else "",
            "held": f"{funds.weight_pct:.2f} %",
            "below": self._below(),
            "times": round(funds.needed_pct / own.needed_pct) if math.isfinite(funds.needed_pct) else 0,
        }

    def _below(self) -> str:
        """Who shows only moves larger than that of the day."""
        moved, (own, funds) = 100 * abs(math.expm1(self.moved)), self.best
        blind = (moved < own.needed_pct, moved < funds.needed_pct)
        said = {
            (True, True): "either shows",
            (True, False): "own prices show",
            (False, True): f"the {self.holder} shows",
        }
        return said.get(blind, "")


def resolution(case: Case) -> Resolution:
    """Compare what the assets' own prices and the funds could have seen.

    Raises
    ------
    NotApplicableError
        If a study has not both.
    """
    require_funds(case)
    own, each = require_own(case), case.once(issuers)
    eyes = [Eye(own.portfolio.label, True, 100.0, own.once(power).portfolio.needed_pct[0])]
    eyes += [Eye(s.issuer, True, 100.0, 100 * math.expm1(s.detectable)) for s in each.shares[:-1]]
    seen = case.once(power)
    for reach in (seen.portfolio, *seen.funds):
        name = case.portfolio.label if reach.key == PORTFOLIO else reach.key
        if reach.weight_pct[1] and not math.isnan(reach.needed_pct[0]):
            eyes.append(Eye(name, False, reach.weight_pct[1], reach.needed_pct[0]))
    one, several = noun = case.study.portfolio.noun
    holder = one if len(case.members) == 1 else f"portfolio of {several}"
    return Resolution(tuple(eyes), own.once(measure).primary.raw, noun, holder, own.setting)
