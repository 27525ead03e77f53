"""The reasons of the verdict as sentences built from the numbers, and what would settle it. Pure functions."""

from __future__ import annotations

import math

import numpy as np

from analysis.event.primary import PrimaryWindow
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.meaning.power import Power
from analysis.findings.meaning.reach import Pair, needed_moves
from analysis.findings.meaning.rule import Outcome, Ruling
from analysis.study.setting import Setting
from analysis.words.filters import level
from analysis.words.numbers import (
    between_quotes_words,
    bp,
    bp_interval,
    day,
    digits,
    listing,
    out_of,
    p_value,
    percent,
    share_of,
    signed_percent,
    span,
)
from analysis.words.study_words import assets_of


def reasons(power: Power, window: PrimaryWindow, ruling: Ruling) -> tuple[str, ...]:
    """Sentences that carry the numbers that decided, in the order of the rule.

    Parameters
    ----------
    power : Power
    window : PrimaryWindow
    ruling : Ruling
    """
    tests = power.tests
    said = [_what_was_found(power), _how_unusual(power), _compared(power), *_beside_neighbours(power)]
    if ruling.failed("window"):
        said.append(_not_clean(window, power))
    elif tests.by_comparison:
        said.append(
            f"Into the {power.setting.primary.name} window fell other major news, common to like series "
            f"({_news(window)}): only the {'comparisons decide' if tests.beside else 'comparison decides'}."
        )
    said += _what_fails(power, ruling)
    if not tests.found:
        said.append(_what_could_be_seen(power))
    elif power.proxy or ruling.failed("possible"):
        said.append(_what_it_would_mean(power, ruling))
    return tuple(said)


def _news(window: PrimaryWindow) -> str:
    return "; ".join(e.what for e in window.confounders)


def _not_clean(window: PrimaryWindow, power: Power) -> str:
    name = power.setting.primary.name
    if not window.checked:
        unknown = f"whether other news moved prices in the {name} window was not checked"
        return f"calendar.csv lists no news near the event: {unknown}."
    return (
        f"No declared window holds the news without other major news; into the {name} window fell: {_news(window)}. "
        "What moved the prices there cannot be told apart."
    )


def _what_was_found(power: Power) -> str:
    effect, setting = power.effect, power.setting
    ends = effect.placebo.conf_int(0.05)
    within = f" (two-sided 95 % interval {bp_interval(*ends)})" if np.isfinite(ends).all() else ""
    return (
        f"{setting.portfolio.label}: {signed_percent(effect.raw)} in the {setting.primary.name} window"
        f"{_by_the_close(power)}, a log return of {bp(effect.raw)}; {bp(effect.abnormal)} is abnormal{within}."
        f"{_long(setting)}"
    )


def _by_the_close(power: Power) -> str:
    """The move of the whole session, where a report shows it first: with the assets' own prices."""
    shown = not power.proxy and math.isfinite(power.by_close)
    return f" ({signed_percent(power.by_close)} by the close)" if shown else ""


def _long(setting: Setting) -> str:
    """How long event day 0 is, where it is a return from quote to quote."""
    around = setting.between_quotes
    return f" Event day 0 runs {between_quotes_words(around)}." if around else ""


def _how_unusual(power: Power) -> str:
    tests, setting = power.tests, power.setting
    decides = " It does not decide here." if tests.by_comparison else ""
    return (
        f"It moved at least as far on {as_many(tests.targets, power)} other dates, by the noise of their eve "
        f"({tests.looking.sided}, {_p(tests.targets, power)}): "
        f"{_significant(tests.targets, power)} at {level(setting.rule.alpha)}.{decides}"
    )


def _compared(power: Power) -> str:
    tests, study = power.tests, power.setting.study
    if tests.difference is None:
        declared = study.placebo.no_like_fund
        missing = ": none is left" if tests.left_out else ": none is measured here"
        why = f", as study.toml declares: {declared.rstrip('.')}" if declared else missing
        return f"Nothing was compared with like series{why}."
    return (
        f"Less like series {listing(tests.likes)}, {bp(tests.difference.effect)} remains; as much on "
        f"{as_many(tests.difference, power)} dates ({_p(tests.difference, power)}): "
        f"{_significant(tests.difference, power)}."
    )


def _beside_neighbours(power: Power) -> list[str]:
    """What is left beside neighbours of the same kind: a shock common to the region moves these too."""
    tests = power.tests
    if tests.beside is None:
        return []
    test, whose = tests.beside, "its neighbour" if len(tests.neighbours) == 1 else "the mean of its neighbours"
    return [
        f"Less {whose} {listing(tests.neighbours)}, {bp(test.effect)} remains; as much on {as_many(test, power)} "
        f"dates ({_p(test, power)}): {_significant(test, power)}. What moves a whole region moves these too; so may "
        "the news itself, and prices cannot tell the two apart."
    ]


def as_many(test: SampleQuantileTest, power: Power) -> str:
    """On how many placebo dates the statistic is as far out, of either direction in its own: "172 of 509"."""
    looking = power.tests.looking
    own = 1 if test.statistic >= 0 else -1
    return out_of(test.as_far(own if looking.alternative == "two-sided" else looking.sign), test.nobs)


def _p(test: SampleQuantileTest, power: Power) -> str:
    return p_value(test.pvalue(power.tests.looking.alternative))


def _significant(test: SampleQuantileTest, power: Power) -> str:
    found = test.pvalue(power.tests.looking.alternative) <= power.setting.rule.alpha
    return "significant" if found else "not significant"


def _what_fails(power: Power, ruling: Ruling) -> list[str]:
    """Conditions on a significant move that are not met, a sentence each."""
    tests, said = power.tests, []
    value = {c.name: c.value for c in ruling.conditions}
    if ruling.failed("observed"):
        said.append(f"{value['observed']} over the whole window: the move was not observed.")
    if tests.by_comparison and ruling.failed("targets"):
        said.append("By themselves the targets moved the other way, by more than chance.")
    if tests.tilt and ruling.failed("difference"):
        said.append("Like series moved as well: the cause may be common to all.")
    if tests.left_out:
        said.append(f"Not compared with: {'; '.join(f'{t}, which {why}' for t, why in tests.left_out.items())}.")
    if tests.found and ruling.failed("comparison"):
        said.append("Whether such series moved alike was not tested: a move common to all of them is not excluded.")
    if tests.found and not tests.without:
        members = digits(len(power.setting.study.portfolio.members), "member")
        said.append(f"With {members} the result may be that of one price alone: nothing was left out to see.")
    if not tests.tilt and not tests.absent:
        said.append("Less like series the move is significant, by itself it is not.")
    if ruling.failed("members"):
        said.append(f"The result hangs on one member: it is {value['members']}.")
    if ruling.failed("aside"):
        apart = listing(tests.standing_out(tests.looking.sign))
        said.append(f"{apart} moved farther than the others: the result may be its own.")
    if ruling.failed("issuers"):
        said.append(f"The targets hold {value['issuers']}, of whom the claim speaks too.")
    return said


def _what_could_be_seen(power: Power) -> str:
    judged, assets = power.judged, assets_of(power.setting.claim)
    if math.isinf(power.detectable):
        return "There are too few placebo dates for any effect to be significant at the declared level."
    told = judged if judged.ruled_out else power.declared
    low, high = told.effect
    if math.isinf(high):
        return f"A {told.move_pct:g} % move of the {assets} would leave nothing of the portfolio."
    most = power.setting.rule.plausible_move_pct
    beyond = f", more than study.toml holds possible ({most:g} %)" if power.portfolio.needed_pct[0] > most else ""
    if judged.ruled_out:
        return (
            f"A {judged.move_pct:g} % move in the {assets} would have shifted the portfolio by "
            f"{span(bp(low, sign=False), bp(high, sign=False))}: as much as the least of these is ruled out "
            f"({p_value(judged.pvalue)})."
        )
    return (
        f"A {told.move_pct:g} % move in the {assets} would have shifted the portfolio by "
        f"{span(bp(low, sign=False), bp(high, sign=False))}; with {percent(power.setting.rule.power)} probability the "
        f"rule finds {bp(power.detectable, sign=False)}, a move of "
        f"{_moves_in_words(power.portfolio.needed_pct)}{beyond}."
    )


def _what_it_would_mean(power: Power, ruling: Ruling) -> str:
    least, most = needed_moves(power.tests.effect, power.weight_pct)
    assets, way = assets_of(power.setting.claim), "gain" if power.tests.looking.sign > 0 else "loss"
    if math.isinf(least):
        return f"No loss of the {assets} alone does it: it would be more than the whole value."
    allowed = percent(power.setting.rule.plausible_move_pct / 100)
    alone = f": more than study.toml holds possible ({allowed}), so not of the {assets} alone"
    impossible = alone if ruling.failed("possible") else ""
    return (
        f"If all of it came from the {assets}, with {share_of(*power.weight_pct)} of the portfolio, that takes a {way} "
        f"of {_moves_in_words((least, most))}{impossible}."
    )


def _moves_in_words(moves_pct: Pair) -> str:
    """Moves of the assets: the least, and the most where it is bounded."""
    least, most = moves_pct
    if math.isinf(least):
        return "more than any price can"
    return f"{percent(least / 100)} or more" if math.isinf(most) else span(percent(least / 100), percent(most / 100))


def settling(outcome: Outcome, power: Power) -> tuple[str, ...]:
    """Evidence that would decide the question."""
    claim, event = power.setting.claim, power.setting.study.event
    assets = assets_of(claim)
    # What a study within already has is no longer asked for.
    if not power.proxy or outcome == "not found" or power.setting.study.itself:
        return ()
    if outcome in ("supported", "contradicted"):
        return (f"Own prices of the {assets} would show the size of the move, which these series only bound.",)
    whose = f"any of the {assets} that {listing(claim.issuers)} issued" if claim.issuers else f"the {assets}"
    quotes = f"Daily prices of {whose}, around {day(event.instant)}."
    need = power.weight_for(power.judged.move_pct) / 100
    if need > 1 or need <= power.weight_pct[1] / 100:
        return (quotes,)
    return (
        quotes,
        f"Or a series with at least {percent(need)} in the {assets} and the same noise: those here hold "
        f"{share_of(*power.weight_pct)}.",
    )
