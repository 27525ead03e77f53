"""The result in plain language, in at most 120 words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from analysis.findings.meaning.power import Power, power
from analysis.findings.meaning.verdict import Verdict, verdict
from analysis.findings.piece import Piece, supplement
from analysis.findings.unusual.joint import Joint, joint
from analysis.findings.unusual.placebo import Placebo, placebo
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.filters import small
from analysis.words.numbers import between_quotes_words, capital, out_of, signed_percent, window_words
from analysis.words.study_words import proxy_words


@dataclass(frozen=True, eq=False, repr=False)
class Summary(Piece):
    """What the prices are of, how they moved and how unusual that was, for a reader who knows no statistics.

    Attributes
    ----------
    words : str
        The whole, at most 120 words.
    proxy : str
        Of it the sentence that says what the prices are of.
    needed : str
        Of it the sentence that says how far the assets would have had to move to be seen.
    setting : Setting
    """

    words: str
    proxy: str
    needed: str
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """The words."""
        return {"words": self.words}

    def summary(self) -> str:
        """The words."""
        return self.words


def summary(case: Case) -> Summary:
    """Say the result in plain language."""
    found = supplement(case, joint, case.setting)
    return summary_of(
        case.once(verdict),
        case.once(power),
        case.once(placebo),
        found if isinstance(found, Joint) else None,
        proxy_words(case.setting, case.holdings),
    )


def summary_of(judged: Verdict, seen: Power, ranked: Placebo, found: Joint | None, proxy: str) -> Summary:
    """The same from the pieces that it rests on; without joint tests nothing is said of the funds' correlation."""
    setting, effect = seen.setting, seen.effect
    explained = math.expm1(effect.raw) - math.expm1(effect.abnormal)
    market = "the market accounts" if setting.portfolio.factors else "their drift accounts"
    sentences = [
        _outcome(judged, against=seen.tests.looking.against),
        proxy,
        f"{_when(setting)} they moved by {signed_percent(effect.raw)}: {market} for "
        f"{signed_percent(math.log1p(explained))}, {signed_percent(effect.abnormal)} remains.",
        f"On {out_of(ranked.as_far, ranked.test.nobs)} other days as much remained, by the noise of their time.",
        *_compared(seen),
        *_worth(found),
        seen.needed_words,
    ]
    return Summary(" ".join(sentences), proxy, seen.needed_words, setting)


def _outcome(judged: Verdict, *, against: bool) -> str:
    """Outcome and direction of the test in one sentence."""
    found = {
        "supported": "and found one",
        "contradicted": "and found the opposite",
        "not found": "and rules out one of the size in question",
        "cannot tell": "and decides nothing",
    }[judged.outcome]
    looked = f"{capital(judged.outcome)}: the test looked for a {judged.setting.claim.direction}"
    if judged.outcome == "cannot tell" and against:
        return f"{looked}, found the opposite, and decides nothing."
    return f"{looked} {found}."


def _compared(seen: Power) -> list[str]:
    """What stands beside like series, where that is what decides or where there are none."""
    tests = seen.tests
    if tests.difference is None:
        return ["Nothing was compared with like series, so a move common to all of them is not excluded."]
    if tests.by_comparison:
        difference = signed_percent(tests.difference.effect)
        return [f"Other major news moved all such prices; less like series {difference} remains: that alone decides."]
    return []


def _worth(found: Joint | None) -> list[str]:
    """How many independent observations several funds are: nothing to say of one."""
    if found is None or found.members.series < 2 or math.isinf(found.members.by_variance):
        return []
    worth = found.members
    return [
        f"Unexplained moves correlate ({worth.mean_correlation:.2f} on average): {small(worth.series)} "
        f"series count as {worth.by_variance:.1f} independent ones."
    ]


def _when(setting: Setting) -> str:
    window = setting.primary
    if window.first == window.last == 0:
        if setting.between_quotes:
            return capital(between_quotes_words(setting.between_quotes))
        return {
            "overnight": "From the last close before the news to the next open",
            "intraday": "From the open to the close of the first session with the news",
            "close-to-close": "From the last close before the news to the next close",
        }[window.returns]
    return f"In the {window.name} window ({window_words(window)})"
