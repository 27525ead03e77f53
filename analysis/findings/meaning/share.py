"""What the rule of the verdict says of some assets, with the numbers that decided: a line of a table."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.findings.meaning.power import power
from analysis.findings.meaning.rule import Outcome
from analysis.findings.meaning.verdict import Verdict, verdict
from analysis.measure.case import Case
from analysis.measure.effects import measure


@dataclass(frozen=True, slots=True)
class Share:
    """What the rule says of one issuer's assets, or of all together; effects are log returns (decimal)."""

    issuer: str
    raw: float
    abnormal: float
    interval: tuple[float, float]
    pvalue: float
    difference: float | None
    difference_p: float | None
    neighbours: float | None
    neighbours_p: float | None
    detectable: float
    verdict: Verdict

    @property
    def outcome(self) -> Outcome:
        """By the rule."""
        return self.verdict.outcome


def share_by_rule(case: Case, name: str) -> Share:
    """Apply the rule to a case, whose line is to be called ``name``."""
    judged, seen = case.once(verdict), case.once(power)
    tests, effect = seen.tests, case.once(measure).primary
    difference, side = tests.difference, tests.looking.alternative
    return Share(
        name,
        effect.raw,
        effect.abnormal,
        effect.placebo.conf_int(),
        tests.targets.pvalue(side),
        difference.effect if difference else None,
        difference.pvalue(side) if difference else None,
        tests.beside.effect if tests.beside else None,
        tests.beside.pvalue(side) if tests.beside else None,
        seen.detectable,
        judged,
    )
