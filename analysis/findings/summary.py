"""The result in plain language, in at most 120 words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.findings.moves import placebo_side
from analysis.measure.effects import PORTFOLIO
from analysis.words.filters import small
from analysis.words.numbers import bp, capital, count, listing, percent, share_of, window_words

if TYPE_CHECKING:
    from analysis.findings.results import Findings
    from analysis.study.declarations import Window


def plain_summary(findings: Findings) -> str:
    """What the prices are of, how they moved and how unusual that was, for a reader who knows no statistics."""
    study = findings.study
    effect = findings.effects.get(PORTFOLIO, study.primary.name)
    side, as_far = placebo_side(findings)
    far = {"greater": "high", "less": "low"}[side]
    sentences = [
        _verdict(findings),
        proxy_sentence(findings),
        f"{_when(study.primary)} they moved {bp(effect.raw)} (100 bp are 1 %): the market accounts for "
        f"{bp(effect.raw - effect.abnormal)}, {bp(effect.abnormal)} remains.",
        f"On {as_far} of {effect.placebo.nobs} other days the remainder was at least as {far}.",
        *_together(findings),
        needed_sentence(findings),
    ]
    return " ".join(sentences)


def _verdict(findings: Findings) -> str:
    """Outcome and direction of the test in one sentence."""
    direction = findings.study.claim.direction
    found = {
        "supported": "and found one",
        "contradicted": "and found the opposite",
        "not found": "and found none that it could have seen",
        "cannot tell": "and decides nothing",
    }[findings.verdict.outcome]
    return f"{capital(findings.verdict.outcome)}: the test looked for a {direction} {found}."


def _together(findings: Findings) -> list[str]:
    """How many independent observations several funds are: nothing to say of one."""
    worth = findings.evidence.comovement.members
    if worth.series < 2 or math.isinf(worth.by_variance):
        return []
    return [
        f"Unexplained moves correlate ({worth.mean_correlation:.2f} on average): {small(worth.series)} "
        f"funds count as {worth.by_variance:.1f} independent ones."
    ]


def _when(window: Window) -> str:
    if window.first == window.last == 0:
        return {
            "overnight": "From the last close before the news to the next open",
            "intraday": "From the open to the close of the first session with the news",
            "close-to-close": "From the last close before the news to the next close",
        }[window.returns]
    return f"In the {window.name} window ({window_words(window)})"


def proxy_sentence(findings: Findings) -> str:
    """What the prices are of: the claim's assets themselves, or funds that hold some of them."""
    low, high = findings.verdict.weight_pct
    assets = listing(list(findings.study.claim.assets))
    members = len(findings.study.portfolio.members)
    if low == high == 100:
        return f"The prices are those of the {assets} themselves."
    return (
        f"The prices are of a proxy, not of the {assets}: {count(members, 'fund')} with {share_of(low, high)} of the "
        f"money in such {assets}{_as_of(findings)}."
    )


def _as_of(findings: Findings) -> str:
    """How old the lists are that the weights of the portfolio's funds rest on; nothing where rules alone say it."""
    years = [day.year for t in findings.study.portfolio.members for day in findings.lists[t]]
    if not years:
        return ""
    # Between years stands a dash: "2021 to 2024" beside "0.46 % to 1.29 %" is hard to read.
    first_to_last = dict.fromkeys((min(years), max(years)))
    return f" by the latest lists found ({'–'.join(map(str, first_to_last))})"


def needed_sentence(findings: Findings) -> str:
    """How far the assets themselves would have had to move to be seen."""
    nearest = findings.verdict.needed_gain[0]
    assets = listing(list(findings.study.claim.assets))
    if math.isinf(nearest):
        return f"No move of the {assets} could have been seen: the funds hold none."
    chance = percent(findings.study.decision.power)
    return f"Only a move of the {assets} by {percent(nearest)} or more would be seen with {chance} probability."
