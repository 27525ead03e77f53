"""The rule of the verdict, condition by condition: each with what was found, what it takes, and whether it is met."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from analysis.event.primary import PrimaryWindow
from analysis.eventstudy.numeric import Alternative
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.meaning.power import Power
from analysis.findings.unusual.placebo import move_of_assets
from analysis.measure.deciding import FEW, Deciding
from analysis.words.filters import level, rounded_pct
from analysis.words.numbers import digits, listing, percent, probability
from analysis.words.study_words import assets_of

Outcome = Literal["supported", "contradicted", "not found", "cannot tell"]
Name = Literal[
    "window",
    "observed",
    "steps",
    "comparison",
    "targets",
    "difference",
    "neighbours",
    "members",
    "aside",
    "possible",
    "issuers",
    "ruled out",
]


WAIVED = "none, as declared"
"""What is said of like series where a study declares why there are none."""
COMMON = "so comparisons decide"
"""What follows from news that concerns like series too."""
LONGEST = 32
"""Characters of what was found that a brief table has room for."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the rule.

    Attributes
    ----------
    name : str
        By which the rule calls it.
    asks : str
        The condition in words.
    value, threshold : str
        What was found, and what it takes.
    met : bool or None
        None where the rule does not ask it.
    brief : str
        What was found in a few words, where ``value`` is long or needs what it takes beside it.
    """

    name: Name
    asks: str
    value: str
    threshold: str
    met: bool | None
    brief: str = ""

    @property
    def long(self) -> bool:
        """Whether what was found is too much for a brief table: names of news, or of series with reasons."""
        return self.met is not None and len(self.value) > LONGEST


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rule says.

    Attributes
    ----------
    outcome : {"supported", "contradicted", "not found", "cannot tell"}
    conditions : tuple of Condition
        In the order in which the rule asks them.
    """

    outcome: Outcome
    conditions: tuple[Condition, ...]

    def failed(self, name: Name) -> bool:
        """Whether a condition was asked and not met."""
        return any(c.name == name and c.met is False for c in self.conditions)


def rule(found: Power, window: PrimaryWindow, unheld: Sequence[str], steps: Sequence[str] = ()) -> Ruling:
    """Apply the declared rule.

    Parameters
    ----------
    found : Power
        The tests, and what could have been seen.
    window : PrimaryWindow
    unheld : sequence of str
        Issuers of the claim of whom no target can hold anything.
    steps : sequence of str
        Steps in the prices before the event of which nothing tells whether they are faults, in words.
    """
    tests = found.tests
    always = (_window(window, tests), _observed(tests), _steps(steps))
    significant = (_compared(tests), *_significance(tests))
    strong = (*_members(tests), _possible(found), _issuers(unheld, found))
    if tests.found:
        conditions = (*always, *significant, *strong)
        outcome: Outcome = "supported" if not tests.looking.against else "contradicted"
    else:
        ruled_out = _ruled_out(found)
        absent = (ruled_out,) if tests.absent else ()
        conditions = (*always, *significant, *(absent or (replace(ruled_out, met=None),)))
        outcome = "not found"
    # Of a move that was not found, nothing asks for significance.
    needed = conditions if tests.found else (*always, *absent, significant[0])
    met = bool(tests.found or absent) and all(c.met is not False for c in needed)
    return Ruling(outcome if met else "cannot tell", conditions)


def _window(window: PrimaryWindow, tests: Deciding) -> Condition:
    asks = "no other major news fell into the window, or all of it concerns like series too"
    news = "; ".join(e.what for e in window.confounders)
    if window.confounders:
        value = f"{news}: {'common to like series' if tests.by_comparison else 'not cleaned by a comparison'}"
        brief = COMMON if tests.by_comparison else "there was some"
    else:
        value = "none" if window.checked else "not checked: calendar.csv lists nothing near the event"
        brief = "none" if window.checked else "not checked"
    return Condition("window", asks, value, "none, or common", window.state == "clean" or tests.by_comparison, brief)


def _observed(tests: Deciding) -> Condition:
    unmoved = tests.still
    value = f"{listing(unmoved)} stood still to the last digit" if unmoved else "each moved"
    return Condition("observed", "the price of every member was quoted", value, "each moved", not unmoved)


def _steps(steps: Sequence[str]) -> Condition:
    asks = "no step in the prices before the event that may be a fault of a file"
    return Condition("steps", asks, "; ".join(steps) or "none", "none", not steps)


def _compared(tests: Deciding) -> Condition:
    asks, none = "like series are compared with", tests.setting.study.placebo.no_like_fund
    spoilt = [f"{t} {why}, and was left out" for t, why in tests.left_out.items()]
    if tests.likes or spoilt:
        value = "; ".join([*([listing(tests.likes)] if tests.likes else []), *spoilt])
        left = f"not {listing(tuple(tests.left_out))}" if spoilt else ""
        brief = "; ".join(filter(None, (listing(tests.likes), left)))
        return Condition("comparison", asks, value, "one or more", bool(tests.likes), brief)
    value = f"none, as declared: {none}" if none else "none is measured in this window"
    brief = WAIVED if none else "none"
    return Condition("comparison", asks, value, "one or more, or declared why there is none", bool(none), brief)


def _significance(tests: Deciding) -> tuple[Condition, ...]:
    decided = {
        "targets": "targets' own move",
        "difference": "targets less like series",
        "neighbours": "targets less their neighbours",
    }
    alpha = level(tests.setting.rule.alpha)

    def condition(name: Name, test: SampleQuantileTest, *, asked: bool) -> Condition:
        p = test.pvalue(tests.looking.alternative)
        met = p <= tests.setting.rule.alpha if asked else None
        asks = f"{decided[name]}: significant, {tests.looking.sided}"
        return Condition(name, asks, f"p = {probability(p)}", f"at most {alpha}", met)

    own = condition("targets", tests.targets, asked=not tests.by_comparison)
    if tests.by_comparison:
        other = tests.targets.pvalue(tests.looking.opposite)
        against = tests.looking.alternative != "two-sided" and other <= tests.setting.rule.alpha
        own = replace(
            own,
            asks="targets' own move: not significant the other way",
            value=f"p = {probability(other)}",
            threshold=f"above {alpha}",
            met=not against,
        )
    others: tuple[tuple[Name, SampleQuantileTest | None], ...] = (
        ("difference", tests.difference),
        ("neighbours", tests.beside),
    )
    return (own, *(condition(name, test, asked=True) for name, test in others if test is not None))


def _members(tests: Deciding) -> tuple[Condition, ...]:
    """Asked of three members or more."""
    if not tests.without:
        few = f"not asked of {digits(len(tests.setting.study.portfolio.members), 'member')}"
        return (Condition("members", "significant without any one member", few, f"{FEW} members or more", None),)
    sign, alpha = tests.looking.sign, level(tests.setting.rule.alpha)
    hangs, aside = tests.hangs_on(sign), tests.standing_out(sign)
    worst = max(t.pvalue(tests.looking.alternative) for each in tests.without.values() for t in each)
    side: Alternative = "greater" if sign > 0 else "less"
    farthest = min(t.pvalue(side) for t in tests.aside.values())
    most = tests.setting.rule.member_alpha / len(tests.aside)
    moved_alone = tests.each_alone(sign) and farthest <= most
    apart = "each significant alone" if moved_alone else f"smallest p = {probability(farthest)}"
    return (
        Condition(
            "members",
            "significant without any one member",
            f"not without {listing(hangs)}" if hangs else f"largest p = {probability(worst)}",
            f"at most {alpha}",
            not hangs,
        ),
        Condition(
            "aside",
            "no member moved farther than the others by more than chance, or each moved by itself",
            f"{listing(aside)} did" if aside else apart,
            f"above {level(most)} for each, one-sided, or each significant alone",
            not aside,
            "" if aside or moved_alone else f"{apart}, above {level(most)}",
        ),
    )


def least_move(found: Power) -> float:
    """Least move of the assets, in percent, that the abnormal return takes: at their highest weight."""
    return move_of_assets(found.tests.effect, found.weight_pct[1])


def _possible(found: Power) -> Condition:
    least, most = least_move(found), found.setting.rule.plausible_move_pct
    value = "more than any price can move" if math.isinf(least) else rounded_pct(least)
    asks = f"the move of the {assets_of(found.setting.claim)} that it takes is possible"
    limit = percent(most / 100)
    return Condition("possible", asks, value, f"at most {limit}", least <= most, f"{value} (limit {limit})")


def _issuers(unheld: Sequence[str], found: Power) -> Condition:
    issuers = found.setting.claim.issuers
    asks = f"the targets can hold {assets_of(found.setting.claim)}{' of every issuer of the claim' if issuers else ''}"
    needed = listing(issuers) or "nothing of anybody's is claimed"
    value = f"none of {listing(unheld)}" if unheld else needed
    return Condition("issuers", asks, value, needed, not unheld, "" if issuers else "none is named")


def _ruled_out(found: Power) -> Condition:
    judged = found.judged
    asks = f"the effect of a {judged.move_pct:g} % move at the lowest weight is ruled out"
    value = "no effect at weight 0" if math.isnan(judged.pvalue) else f"p = {probability(judged.pvalue)}"
    return Condition("ruled out", asks, value, f"at most {level(found.setting.rule.alpha)}", judged.ruled_out)
