"""What may be concluded: one of four outcomes, by the rule that study.toml declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.event.calendar import CalendarEntry
from analysis.findings.meaning.power import Power, power
from analysis.findings.meaning.reasons import Outcome, headline, reasons, settling
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.effects import Effect, Measured, measure
from analysis.once import once
from analysis.study.setting import Setting


@dataclass(frozen=True, eq=False, repr=False)
class Verdict(Piece):
    """Outcome and reasons.

    Attributes
    ----------
    outcome : {"supported", "contradicted", "not found", "cannot tell"}
    headline : str
        The outcome in one sentence.
    reasons : tuple of str
        Sentences that carry the numbers that decided.
    settle : tuple of str
        Evidence that would decide the question.
    rivals : tuple of str
        Placebo funds that moved as strongly as the portfolio, in its direction.
    setting : Setting
    """

    outcome: Outcome
    headline: str
    reasons: tuple[str, ...]
    settle: tuple[str, ...]
    rivals: tuple[str, ...]
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """The outcome, why, and what would settle it."""
        return {
            "outcome": self.outcome,
            "headline": self.headline,
            "reasons": self.reasons,
            "settle": self.settle,
            "rivals": self.rivals,
        }

    def table(self) -> pd.DataFrame:
        """The reasons, and what would settle it: one line a sentence."""
        lines = [("reason", said) for said in self.reasons] + [("would settle it", said) for said in self.settle]
        return pd.DataFrame(lines, columns=["kind", "sentence"])

    def summary(self) -> str:
        """The outcome in one sentence."""
        return self.headline


def verdict(case: Case) -> Verdict:
    """Apply the declared rule to what was measured and to what could have been seen."""
    return judge(case.once(power), case.once(measure), case.timing.primary.confounders)


def judge(found: Power, measured: Measured, confounders: Sequence[CalendarEntry] = ()) -> Verdict:
    """Apply the declared rule.

    ============  ===========================================================================================
    supported     the primary test finds a move in the claimed direction, and no placebo fund moved as strongly
    contradicted  it finds a move in the opposite direction, and no placebo fund moved as strongly
    not found     it finds neither, and it could have seen the effect of ``decision.judged_gain_pct``
    cannot tell   all else: the test could not have seen that effect, funds without the assets moved as much, or
                  major other news fell into every window that holds the event
    ============  ===========================================================================================

    Parameters
    ----------
    found : Power
        What could have been seen.
    measured : Measured
    confounders : sequence of CalendarEntry
        Major other news in the primary window; empty when the window is clean.

    Notes
    -----
    Strength is the t value of the abnormal return in the direction in question. What the test could have seen is
    judged at the lowest weight that the sources allow, and by the larger of the analytic and the empirical minimum
    detectable effect.
    """
    setting = measured.setting
    direction = significant_direction(measured.primary, setting)
    rivals = _rivals(measured, direction) if direction else ()
    if confounders or rivals:
        outcome: Outcome = "cannot tell"
    elif direction:
        outcome = "supported" if direction == setting.claim.sign else "contradicted"
    else:
        outcome = "not found" if found.judged.effect[0] >= found.detectable else "cannot tell"
    return Verdict(
        outcome,
        headline(outcome, found),
        reasons(found, confounders, direction, rivals),
        settling(outcome, found),
        rivals,
        setting,
    )


def significant_direction(effect: Effect, setting: Setting) -> int:
    """+1 or -1 when the primary test finds a move that way, 0 when it finds none."""
    claim, alpha = setting.claim, setting.rule.alpha
    for sign, side in ((claim.sign, claim.side), (-claim.sign, claim.other_side)):
        if sign * effect.abnormal > 0 and effect.placebo.pvalue(side) <= alpha:
            return sign
    return 0


def _rivals(measured: Measured, direction: int) -> tuple[str, ...]:
    """Placebo funds whose abnormal return was as strong as the portfolio's in that direction."""
    bar = direction * measured.primary.tvalue
    funds = measured.within(measured.setting.primary, "placebo")
    return tuple(e.series.key for e in funds if direction * e.tvalue >= bar)
