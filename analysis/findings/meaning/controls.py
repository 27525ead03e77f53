"""Studies in which an effect is known, by the same program and rule: whether the method finds what is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.findings.meaning.share import Share, share_by_rule
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.filters import small, some
from analysis.words.numbers import capital, count, listing
from analysis.words.plain import records
from analysis.words.study_words import RISE
from analysis.words.tables import Column, Table

HEADING = "Where an effect is known"
COLUMNS = (
    Column("study", "name of the study"),
    Column("title", "its title", "study"),
    Column("day", "day of its event", "event"),
    Column("assets", "of what its claim is"),
    Column("direction", "which way they are claimed to have moved", "claimed"),
    Column("raw_bp", "log return in its primary window", "move", "bp"),
    Column("abnormal_bp", "what drift and factors do not explain of it", "abnormal", "bp"),
    Column("placebo_p", "p of that among other dates", "placebo p", "p"),
    Column("difference_bp", "the same less like series", "less like series", "bp"),
    Column("difference_p", "its p", "p of that", "p"),
    Column("detectable_bp", "smallest effect that the rule finds with the declared power", "detectable", "amount"),
    Column("outcome", "by the rule of the verdict", "outcome"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """One control: its study, the day of its event, and what the rule says."""

    setting: Setting
    day: dt.date
    share: Share

    @property
    def found(self) -> bool:
        """Whether the effect is found."""
        return self.share.outcome == "supported"


@dataclass(frozen=True, eq=False, repr=False)
class KnownEffects(Piece):
    """What the same rule says of studies in which an effect is known.

    Attributes
    ----------
    known : tuple of Known
        In declared order, each run anew on its own bundled prices.
    setting : Setting
        Of the study that names them.
    """

    known: tuple[Known, ...]
    setting: Setting

    @property
    def words(self) -> str:
        """In how many the effect is found, and in how many of those on assets of the same kind."""
        found = [k for k in self.known if k.found]
        alike = [k for k in self.known if self._alike(k)]
        said = f"A {self._sought} is found in {_of(len(found), len(self.known))}"
        if alike:
            kind = listing(self.setting.claim.assets)
            said += f"; on {kind} in {_of(len([k for k in alike if k.found]), len(alike))}"
        return f"{said}."

    @property
    def missed(self) -> str:
        """What is not found, which is a finding about the method; empty where all is."""
        missed = [f"{k.setting.study.title} ({k.share.outcome})" for k in self.known if not k.found]
        return f"Not found: {listing(missed)}. That is a finding about the method." if missed else ""

    @property
    def _sought(self) -> str:
        """What is claimed of all: of how far prices went, or of a record, no test asks."""
        directions = {k.setting.claim.direction for k in self.known}
        return RISE[directions.pop()] if len(directions) == 1 else "move"

    def _alike(self, one: Known) -> bool:
        return bool(set(one.setting.claim.assets) & set(self.setting.claim.assets))

    @once
    def record(self) -> dict[str, Any]:
        """Each control with its numbers, and in how many the effect is found."""
        return {
            "words": self.words,
            "found": len([k for k in self.known if k.found]),
            "of": len(self.known),
            "controls": [
                {**line, "reasons": list(k.share.verdict.reasons)}
                for line, k in zip(records(self.tables()["controls"].frame), self.known, strict=True)
            ],
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a control."""
        lines = [(*_declared(k), *_numbers(k.share)) for k in self.known]
        return {"controls": Table(COLUMNS, pd.DataFrame(lines, columns=[c.name for c in COLUMNS]))}

    def shown(self) -> Mapping[str, Table]:
        """The same."""
        return self.tables()

    def context(self) -> Mapping[str, Any]:
        """What is found and what is not, in sentences."""
        return {"missed": self.missed, "number": capital(count(len(self.known), "study", "studies"))}

    def summary(self) -> str:
        """In how many the effect is found."""
        return f"{self.words} {self.missed}".strip()


def _of(number: int, total: int) -> str:
    if number == total:
        return {1: "the one", 2: "both"}.get(total, f"all {small(total)}")
    return f"{some(number)} of {small(total)}"


def _declared(one: Known) -> tuple[str, ...]:
    study, claim = one.setting.study, one.setting.claim
    return study.name, study.title, f"{one.day:%Y-%m-%d}", listing(claim.assets), claim.direction


def _numbers(share: Share) -> tuple[float | str | None, ...]:
    return (
        1e4 * share.raw,
        1e4 * share.abnormal,
        share.pvalue,
        None if share.difference is None else 1e4 * share.difference,
        share.difference_p,
        1e4 * share.detectable,
        share.outcome,
    )


def controls(case: Case) -> KnownEffects:
    """Apply the rule to each study that is named as a control, anew and on its own bundled prices.

    Raises
    ------
    AnalysisError
        Of the first control that cannot be run.
    """
    loaded = [load() for load in case.controls.values()]
    known = tuple(Known(c.setting, c.timing.event.date, share_by_rule(c, c.portfolio.label)) for c in loaded)
    return KnownEffects(known, case.setting)
