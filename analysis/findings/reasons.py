"""The verdict in words: its reasons as sentences built from the numbers, and what would settle the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.event.calendar import CalendarEntry
from analysis.measure.effects import Effect
from analysis.study.study import Study
from analysis.words.numbers import bp, listing, percent, probability, share_of, span

WHOLE = (100.0, 100.0)
"""Weight of the portfolio in what the claim is about when it is no proxy."""
Outcome = Literal["supported", "contradicted", "not found", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Implied:
    """What a gain of ``gain_pct`` in the bonds would have added to the portfolio, by the funds' weights.

    ``low`` and ``high`` are log returns as decimals, from the lowest and the highest weight that the sources allow.
    """

    gain_pct: float
    low: float
    high: float


def moves_of_the_bonds(effect: float, weight_pct: tuple[float, float]) -> tuple[float, float]:
    """Moves in the bonds (decimal) that would give the portfolio this effect, at its highest and lowest weight.

    Infinite at weight 0.
    """
    low, high = weight_pct
    return tuple(effect / (w / 100) if w > 0 else float("inf") for w in (high, low))  # type: ignore[return-value]


def headline(outcome: Outcome, study: Study, weight_pct: tuple[float, float]) -> str:
    """One sentence."""
    verb = {"gain": "gained", "loss": "lost"}[study.claim.direction]
    assets = listing(study.claim.assets)
    what, prices = (assets, "prices of") if weight_pct == WHOLE else (f"funds that hold these {assets}", "fund")
    return {
        "supported": f"Supported: the {what} {verb} more than the rest of the market explains.",
        "contradicted": f"Contradicted: the {what} moved the other way.",
        "not found": f"Not found: the {what} show no such move, and one of that size would have been seen.",
        "cannot tell": f"We cannot tell from public {prices} {'prices' if prices == 'fund' else assets}.",
    }[outcome]


def reasons(
    study: Study,
    primary: Effect,
    confounders: Sequence[CalendarEntry],
    direction: int,
    rivals: tuple[str, ...],
    detectable: float,
    judged: Implied,
    weight_pct: tuple[float, float],
) -> tuple[str, ...]:
    """Sentences that carry the numbers that decided, in the order of the rule."""
    said = [_what_was_found(study, primary), _how_unusual(study, primary, direction)]
    if confounders:
        said.append(
            f"No declared window holds the news without other major news; into the {primary.window.name} window fell: "
            f"{'; '.join(e.what for e in confounders)}. What moved the prices there cannot be told apart."
        )
    if rivals:
        said.append(
            f"{listing(rivals)}, which {'hold' if len(rivals) > 1 else 'holds'} none of these "
            f"{listing(study.claim.assets)}, moved as strongly in the same direction: the cause is shared by funds "
            "that have nothing to do with the claim."
        )
    if direction and not study.tickers("placebo"):
        said.append("No placebo fund is declared: whether funds without exposure moved as strongly was not tested.")
    if not direction:
        said.append(_sight(study, detectable, judged, weight_pct))
    elif weight_pct != WHOLE:
        said.append(_what_it_would_mean(study, primary, weight_pct))
    return tuple(said)


def _what_was_found(study: Study, primary: Effect) -> str:
    explained = ["drift", *(study.factor_labels[f] for f in primary.series.factors)]
    return (
        f"{study.portfolio.name}: {bp(primary.raw)} in the {primary.window.name} window, of which "
        f"{bp(primary.raw - primary.abnormal)} is explained by {listing(explained)}; {bp(primary.abnormal)} is "
        f"abnormal (95 % interval {bp(primary.interval[0])} to {bp(primary.interval[1])})."
    )


def _how_unusual(study: Study, primary: Effect, direction: int) -> str:
    against = direction == -study.claim.sign
    p = primary.placebo.pvalue(study.claim.other_side if against else study.claim.side)
    return (
        f"Among {primary.placebo.nobs} other dates, clear of this story's own news and of no other, a share of "
        f"{probability(p)} had a move at least as large in the {'opposite' if against else 'claimed'} direction (the "
        f"one-sided p-value): "
        f"{'significant' if direction else 'not significant'} at {study.decision.alpha:g}."
    )


def _sight(study: Study, detectable: float, judged: Implied, weight_pct: tuple[float, float]) -> str:
    assets = listing(study.claim.assets)
    if detectable == float("inf"):
        return "There are too few placebo dates for any effect to be significant at the declared level."
    seen = "could" if judged.low >= detectable else "could not"
    return (
        f"A {judged.gain_pct:g} % move in the {assets} would have shifted the portfolio by "
        f"{span(bp(judged.low, sign=False), bp(judged.high, sign=False))}; the smallest effect that this test finds "
        f"with {percent(study.decision.power)} probability is {bp(detectable, sign=False)}. It {seen} have seen that "
        f"move: the {assets} would have had to move by {_reach(moves_of_the_bonds(detectable, weight_pct))}."
    )


def _what_it_would_mean(study: Study, primary: Effect, weight_pct: tuple[float, float]) -> str:
    reach = _reach(moves_of_the_bonds(abs(primary.abnormal), weight_pct))
    return (
        f"If all of it came from these {listing(study.claim.assets)}, which are {share_of(*weight_pct)} of the "
        f"funds, they would have moved by {reach}."
    )


def _reach(moves: tuple[float, float]) -> str:
    """Moves in the bonds in words: the least, and the most where it is bounded."""
    least, most = moves
    if least == float("inf"):
        return "more than any price can (the funds hold none)"
    return f"{percent(least)} or more" if most == float("inf") else span(percent(least), percent(most))


def settling(study: Study, outcome: Outcome, detectable: float, weight_pct: tuple[float, float]) -> tuple[str, ...]:
    """Evidence that would decide the question."""
    assets, issuers = listing(study.claim.assets), listing(study.claim.issuers)
    if weight_pct == WHOLE:
        return ()
    if outcome in ("supported", "contradicted"):
        return (f"Quotes of the {assets} themselves would show the size of the move, which the funds only bound.",)
    quotes = (
        f"Quotes of the {assets} themselves: daily prices of any that {issuers} issued, around "
        f"{study.event.instant.day} {study.event.instant:%B %Y}."
    )
    need = detectable / (study.decision.judged_gain_pct / 100)
    if need > 1:
        return (quotes,)
    return (
        quotes,
        f"Or a fund with at least {percent(need)} in these {assets} and the same noise: the funds here hold "
        f"{share_of(*weight_pct)}.",
    )
