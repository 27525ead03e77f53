"""What may be concluded: one of four outcomes, by the rule that study.toml declared, with its reasons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.event.calendar import CalendarEntry
from analysis.findings.effects import PORTFOLIO, Effect, Effects
from analysis.study import Study

Outcome = Literal["supported", "contradicted", "not found", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Implied:
    """What a gain of ``gain_pct`` in the bonds would have added to the portfolio, by the funds' weights.

    ``low`` and ``high`` are log returns as decimals, from the lowest and the highest weight that the sources allow.
    """

    gain_pct: float
    low: float
    high: float


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
    detectable = max(
        primary.detectable, primary.placebo.minimum_detectable_effect(decision.alpha, decision.power, sign)
    )
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
    needed = (_divide(detectable, weight[1]), _divide(detectable, weight[0]))
    return Verdict(
        outcome,
        _headline(outcome, study),
        _reasons(study, effects, confounders, direction, rivals, detectable, judged, needed),
        _settle(study, outcome, detectable, weight),
        detectable,
        weight,
        needed,
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


def _divide(effect: float, weight_pct: float) -> float:
    return effect / (weight_pct / 100) if weight_pct > 0 else float("inf")


def bp(value: float, *, sign: bool = True) -> str:
    """Format a log return as basis points: 0.00123 -> "+12.3 bp"."""
    return f"{value * 1e4:+.1f} bp" if sign else f"{value * 1e4:.1f} bp"


def probability(p: float) -> str:
    """Format a p-value: two significant digits, never "0.00"."""
    return f"{p:.2g}" if p >= 0.001 else "below 0.001"


def percent(share: float) -> str:
    """Format a share of 1 as percent, in whole numbers above 10 %."""
    return f"{share:.0%}".replace("%", " %") if share >= 0.10 else f"{share:.1%}".replace("%", " %")


def _headline(outcome: Outcome, study: Study) -> str:
    verb = {"gain": "gained", "loss": "lost"}[study.claim.direction]
    return {
        "supported": f"Supported: the funds that hold these bonds {verb} more than the rest of the market explains.",
        "contradicted": "Contradicted: the funds that hold these bonds moved the other way.",
        "not found": "Not found: the funds show no such move, and one of that size would have been seen.",
        "cannot tell": "We cannot tell from public fund prices.",
    }[outcome]


def _reasons(
    study: Study,
    effects: Effects,
    confounders: Sequence[CalendarEntry],
    direction: int,
    rivals: tuple[str, ...],
    detectable: float,
    judged: Implied,
    needed: tuple[float, float],
) -> tuple[str, ...]:
    primary = effects.get(PORTFOLIO, study.primary.name)
    explained = primary.raw - primary.abnormal
    found = (
        f"{study.portfolio.name}: {bp(primary.raw)} in the {primary.window.name} window, of which {bp(explained)} is "
        f"explained by drift, {_list([study.factor_labels[f] for f in primary.series.factors])}; "
        f"{bp(primary.abnormal)} is abnormal (95 % interval {bp(primary.interval[0])} to {bp(primary.interval[1])})."
    )
    p = primary.placebo.pvalue(study.claim.side)
    rank = (
        f"Among {primary.placebo.nobs} dates on which nothing is known to have happened, a share of {probability(p)} "
        f"had a move at least as large in the claimed direction (the p-value): "
        f"{'significant' if direction == study.claim.sign else 'not significant'} at {study.decision.alpha:g}."
    )
    reasons = [found, rank]
    if confounders:
        reasons.append(
            f"No declared window holds the news without other major news; into the {primary.window.name} window fell: "
            f"{'; '.join(e.what for e in confounders)}. What moved the prices there cannot be told apart."
        )
    if rivals:
        reasons.append(
            f"{_list(list(rivals))}, which {'hold' if len(rivals) > 1 else 'holds'} none of these bonds, moved as "
            "strongly in the same direction: the cause is shared by funds that have nothing to do with the claim."
        )
    low, high = judged.low, judged.high
    seen = "could" if low >= detectable else "could not"
    reach = f"{percent(needed[0])}" if needed[1] == float("inf") else f"{percent(needed[0])} to {percent(needed[1])}"
    beyond = " or more" if needed[1] == float("inf") else ""
    reasons.append(
        f"A {judged.gain_pct:g} % move in the bonds would have shifted the portfolio by {bp(low, sign=False)} to "
        f"{bp(high, sign=False)}; the smallest effect that this test finds with {percent(study.decision.power)} "
        f"probability is {bp(detectable, sign=False)}. It {seen} have seen that move: the bonds would have had to "
        f"move by {reach}{beyond}."
    )
    return tuple(reasons)


def _settle(study: Study, outcome: Outcome, detectable: float, weight: tuple[float, float]) -> tuple[str, ...]:
    if outcome in ("supported", "contradicted"):
        return ("Quotes of the bonds themselves would show the size of the move, which the funds only bound.",)
    issuers = _list(list(study.claim.issuers))
    need = 100 * detectable / (study.decision.judged_gain_pct / 100)
    return (
        f"Quotes of the bonds themselves: daily prices of any bond of {issuers} around {study.event.instant:%d %B %Y}.",
        f"Or a fund with at least {need:.0f} % in these bonds and the same noise: the funds here hold "
        f"{weight[0]:.2f} % to {weight[1]:.2f} %.",
    )


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
