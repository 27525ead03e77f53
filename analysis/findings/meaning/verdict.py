"""What may be concluded: one of four outcomes, by the rule that study.toml declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from analysis.event.primary import PrimaryWindow
from analysis.findings.meaning.doubts import NO_DOUBTS, Doubts, doubts
from analysis.findings.meaning.headline import headline
from analysis.findings.meaning.power import Power, power
from analysis.findings.meaning.reasons import reasons, settling
from analysis.findings.meaning.rule import Condition, Outcome, rule
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.study_words import claim_words
from analysis.words.tables import Column, Table

CONDITIONS = (
    Column("asks", "the condition", "condition"),
    Column("value", "what was found", "found"),
    Column("threshold", "what it takes", "needed"),
    Column("met", "whether it is met; empty where the rule does not ask it", "met", lambda c: MET[c["met"]]),
)
MET: Mapping[bool | None, str] = {True: "yes", False: "no", None: "not asked"}


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
    conditions : tuple of Condition
        How each condition of the rule was decided.
    setting : Setting
    """

    outcome: Outcome
    headline: str
    reasons: tuple[str, ...]
    settle: tuple[str, ...]
    conditions: tuple[Condition, ...]
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """The outcome, why, and what would settle it."""
        return {
            "outcome": self.outcome,
            "headline": self.headline,
            "reasons": self.reasons,
            "settle": self.settle,
            "conditions": [asdict(c) for c in self.conditions],
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """How each condition of the rule was decided."""
        lines = [(c.asks, c.value, c.threshold, c.met) for c in self.conditions]
        return {
            "conditions": Table(CONDITIONS, pd.DataFrame(lines, columns=[c.name for c in CONDITIONS], dtype=object))
        }

    @once
    def shown(self) -> Mapping[str, Table]:
        """The same."""
        return self.tables()

    def context(self) -> Mapping[str, Any]:
        """What the tests look for."""
        claim = self.setting.claim
        said = f"Claimed is {claim_words(claim)}."
        if not claim.sign:
            return {"sought": f"{said} A move either way would be one, so the tests are two-sided."}
        return {"sought": f"{said.removesuffix('.')}; a significant move the other way contradicts it."}

    def summary(self) -> str:
        """The outcome in one sentence."""
        return self.headline


def verdict(case: Case) -> Verdict:
    """Apply the declared rule to what was measured and to what could have been seen."""
    unheld, found = case.holdings.unheld(case.members), case.once(power)
    return judge(found, case.timing.primary, unheld, doubts(case, found.tests.likes))


def judge(found: Power, window: PrimaryWindow, unheld: Sequence[str] = (), doubts: Doubts = NO_DOUBTS) -> Verdict:
    """Apply the declared rule, condition by condition.

    ============  ===========================================================================================
    supported     the targets' move, and the same less that of like funds without exposure, are significant in the
                  claimed direction; neither hangs on one member; the assets could have moved that far; the targets
                  can hold those of every issuer
    contradicted  the same in the other direction
    not found     the targets' move is not significant, and the effect of ``decision.judged_move_pct`` at the lowest
                  weight is ruled out
    cannot tell   all else, and always when the window is neither clean nor cleaned by comparison, a price of it was
                  not observed, or a step in the prices before it is unexplained
    ============  ===========================================================================================

    Parameters
    ----------
    found : Power
        The tests, and what could have been seen.
    window : PrimaryWindow
    unheld : sequence of str
        Issuers of the claim of whom no target can hold anything.
    doubts : Doubts
        What speaks against the prices. Of it unexplained steps before the event alone bar a verdict; the rest is said.

    Notes
    -----
    Other major news that concerns the like funds as well does not forbid a verdict: then the difference alone decides.
    """
    ruling = rule(found, window, unheld, doubts.before)
    return Verdict(
        ruling.outcome,
        headline(ruling, found),
        (*reasons(found, window, ruling), *doubts.sentences()),
        settling(ruling.outcome, found),
        ruling.conditions,
        found.setting,
    )
