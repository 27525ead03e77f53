"""The verdict in words: its reasons as sentences built from the numbers, and what would settle it. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from analysis.event.calendar import CalendarEntry
from analysis.findings.meaning.power import Power
from analysis.findings.meaning.reach import Pair, needed_moves
from analysis.measure.effects import Effect
from analysis.study.setting import Setting
from analysis.words.numbers import bp, day, listing, percent, probability, share_of, span

WHOLE = (100.0, 100.0)
"""Weight of the portfolio in what the claim is about when it is no proxy."""
Outcome = Literal["supported", "contradicted", "not found", "cannot tell"]


def headline(outcome: Outcome, power: Power) -> str:
    """One sentence."""
    claim = power.setting.claim
    verb, assets = {"gain": "gained", "loss": "lost"}[claim.direction], listing(claim.assets)
    whole = power.weight_pct == WHOLE
    what, prices = (assets, f"prices of {assets}") if whole else (f"funds that hold these {assets}", "fund prices")
    return {
        "supported": f"Supported: the {what} {verb} more than the rest of the market explains.",
        "contradicted": f"Contradicted: the {what} moved the other way.",
        "not found": f"Not found: the {what} show no such move, and one of that size would have been seen.",
        "cannot tell": f"We cannot tell from public {prices}.",
    }[outcome]


def reasons(
    power: Power, confounders: Sequence[CalendarEntry], direction: int, rivals: Sequence[str]
) -> tuple[str, ...]:
    """Sentences that carry the numbers that decided, in the order of the rule.

    Parameters
    ----------
    power : Power
    confounders : sequence of CalendarEntry
        Other major news in the primary window.
    direction : {-1, 0, 1}
        In which the primary test found a move; 0: in none.
    rivals : sequence of str
        Placebo funds that moved as strongly.
    """
    setting = power.setting
    said = [_what_was_found(power.effect, setting), _how_unusual(power.effect, direction, setting)]
    if confounders:
        said.append(
            f"No declared window holds the news without other major news; into the {setting.primary.name} window fell: "
            f"{'; '.join(e.what for e in confounders)}. What moved the prices there cannot be told apart."
        )
    if rivals:
        said.append(
            f"{listing(rivals)}, which {'hold' if len(rivals) > 1 else 'holds'} none of these "
            f"{listing(setting.claim.assets)}, moved as strongly in the same direction: the cause is shared by funds "
            "that have nothing to do with the claim."
        )
    if direction and not setting.study.tickers("placebo"):
        said.append("No placebo fund is declared: whether funds without exposure moved as strongly was not tested.")
    if not direction:
        said.append(_what_could_be_seen(power))
    elif power.weight_pct != WHOLE:
        said.append(_what_it_would_mean(power))
    return tuple(said)


def _what_was_found(effect: Effect, setting: Setting) -> str:
    explained = ["drift", *map(setting.label, effect.series.factors)]
    return (
        f"{setting.portfolio.label}: {bp(effect.raw)} in the {setting.primary.name} window, of which "
        f"{bp(effect.raw - effect.abnormal)} is explained by {listing(explained)}; {bp(effect.abnormal)} is "
        f"abnormal (95 % interval {bp(effect.interval[0])} to {bp(effect.interval[1])})."
    )


def _how_unusual(effect: Effect, direction: int, setting: Setting) -> str:
    claim = setting.claim
    against = direction == -claim.sign
    p = effect.placebo.pvalue(claim.other_side if against else claim.side)
    return (
        f"Among {effect.placebo.nobs} other dates, clear of this story's own news and of no other, a share of "
        f"{probability(p)} had a move at least as large in the {'opposite' if against else 'claimed'} direction (the "
        f"one-sided p-value): {'significant' if direction else 'not significant'} at {setting.rule.alpha:g}."
    )


def _what_could_be_seen(power: Power) -> str:
    judged, assets = power.judged, listing(power.setting.claim.assets)
    if math.isinf(power.detectable):
        return "There are too few placebo dates for any effect to be significant at the declared level."
    low, high = judged.effect
    seen = "could" if low >= power.detectable else "could not"
    return (
        f"A {judged.gain_pct:g} % move in the {assets} would have shifted the portfolio by "
        f"{span(bp(low, sign=False), bp(high, sign=False))}; the smallest effect that this test finds with "
        f"{percent(power.setting.rule.power)} probability is {bp(power.detectable, sign=False)}. It {seen} have seen "
        f"that move: the {assets} would have had to move by {_moves_in_words(power.portfolio.needed_pct)}."
    )


def _what_it_would_mean(power: Power) -> str:
    moves = needed_moves(abs(power.effect.abnormal), power.weight_pct)
    return (
        f"If all of it came from these {listing(power.setting.claim.assets)}, which are {share_of(*power.weight_pct)} "
        f"of the funds, they would have moved by {_moves_in_words(moves)}."
    )


def _moves_in_words(moves_pct: Pair) -> str:
    """Moves of the assets: the least, and the most where it is bounded."""
    least, most = moves_pct
    if math.isinf(least):
        return "more than any price can (the funds hold none)"
    return f"{percent(least / 100)} or more" if math.isinf(most) else span(percent(least / 100), percent(most / 100))


def settling(outcome: Outcome, power: Power) -> tuple[str, ...]:
    """Evidence that would decide the question."""
    claim, event = power.setting.claim, power.setting.study.event
    assets = listing(claim.assets)
    if power.weight_pct == WHOLE:
        return ()
    if outcome in ("supported", "contradicted"):
        return (f"Quotes of the {assets} themselves would show the size of the move, which the funds only bound.",)
    quotes = (
        f"Quotes of the {assets} themselves: daily prices of any that {listing(claim.issuers)} issued, around "
        f"{day(event.instant)}."
    )
    need = power.detectable / (power.judged.gain_pct / 100)
    if need > 1:
        return (quotes,)
    return (
        quotes,
        f"Or a fund with at least {percent(need)} in these {assets} and the same noise: the funds here hold "
        f"{share_of(*power.weight_pct)}.",
    )
