"""What may be concluded: one of four outcomes, by the rule that study.toml declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.event.calendar import CalendarEntry
from analysis.findings.moves import detectable_effects
from analysis.findings.reasons import Implied, Outcome, headline, moves_of_the_bonds, reasons, settling
from analysis.measure.effects import PORTFOLIO, Effect, Effects
from analysis.study.study import Study


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome and reasons. ``detectable`` is the smallest effect that the primary test could have seen.

    ``needed_gain`` is that effect divided by the highest and by the lowest weight of the bonds in the portfolio:
    the gain in the bonds themselves (decimal) without which nothing could have been seen; infinite at weight 0.
    """

    outcome: Outcome
    headline: str
    reasons: tuple[str, ...]
    settle: tuple[str, ...]
    detectable: float
    weight_pct: tuple[float, float]
    needed_gain: tuple[float, float]
    implied: tuple[Implied, ...]
    rivals: tuple[str, ...]


def judge(
    study: Study,
    effects: Effects,
    weights: Mapping[str, tuple[float, float]],
    confounders: Sequence[CalendarEntry] = (),
) -> Verdict:
    """Apply the declared rule.

    ============  ===========================================================================================
    supported     the primary test finds a move in the claimed direction, and no placebo fund moved as strongly
    contradicted  it finds a move in the opposite direction, and no placebo fund moved as strongly
    not found     it finds neither, and it could have seen the effect of ``decision.judged_gain_pct``
    cannot tell   all else: the test could not have seen that effect, funds without the bonds moved as much, or major
                  other news fell into every window that holds the event
    ============  ===========================================================================================

    Parameters
    ----------
    study : Study
    effects : Effects
    weights : mapping of ticker to (low, high)
        Percent of each fund in bonds of the issuers of the claim.
    confounders : sequence of CalendarEntry
        Major other news in the primary window; empty when the window is clean.

    Notes
    -----
    Strength is the t value of the abnormal return in the direction in question. What the test could have seen is
    judged at the lowest weight that the sources allow, and by the larger of the analytic and the empirical minimum
    detectable effect.
    """
    sign, decision = study.claim.sign, study.decision
    primary = effects.get(PORTFOLIO, study.primary.name)
    detectable = max(detectable_effects(primary, study))
    members = [weights[t] for t in study.portfolio.members]
    weight = (sum(w[0] for w in members) / len(members), sum(w[1] for w in members) / len(members))
    implied = tuple(
        Implied(g, g * weight[0] / 1e4, g * weight[1] / 1e4)
        for g in sorted({*decision.gains_of_interest_pct, decision.judged_gain_pct})
    )
    judged = next(i for i in implied if i.gain_pct == decision.judged_gain_pct)
    direction = _significant_direction(primary, study)
    rivals = _rivals(effects, study, direction) if direction else ()
    if confounders:
        outcome: Outcome = "cannot tell"
    elif direction and not rivals:
        outcome = "supported" if direction == sign else "contradicted"
    elif not direction and judged.low >= detectable:
        outcome = "not found"
    else:
        outcome = "cannot tell"
    return Verdict(
        outcome,
        headline(outcome, study, weight),
        reasons(study, primary, confounders, direction, rivals, detectable, judged, weight),
        settling(study, outcome, detectable, weight),
        detectable,
        weight,
        moves_of_the_bonds(detectable, weight),
        implied,
        rivals,
    )


def _significant_direction(effect: Effect, study: Study) -> int:
    """+1 or -1 when the primary test finds a move that way, 0 when it finds none."""
    claim, alpha = study.claim, study.decision.alpha
    for sign, side in ((claim.sign, claim.side), (-claim.sign, claim.other_side)):
        if sign * effect.abnormal > 0 and effect.placebo.pvalue(side) <= alpha:
            return sign
    return 0


def _rivals(effects: Effects, study: Study, direction: int) -> tuple[str, ...]:
    """Placebo funds whose abnormal return was as strong as the portfolio's in that direction."""
    window = study.primary.name
    bar = direction * effects.get(PORTFOLIO, window).tvalue
    return tuple(
        e.series.key
        for e in effects.effects
        if e.series.role == "placebo" and e.window.name == window and direction * e.tvalue >= bar
    )
