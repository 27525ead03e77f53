"""The result in plain language, in at most 120 words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from analysis.findings.meaning.power import Power, power
from analysis.findings.meaning.reasons import as_many
from analysis.findings.meaning.verdict import Verdict, verdict
from analysis.findings.piece import Piece, supplement
from analysis.findings.unusual.joint import Joint, joint
from analysis.findings.unusual.placebo import Placebo, placebo
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.filters import small
from analysis.words.numbers import between_quotes_words, capital, out_of, signed_percent, window_words
from analysis.words.study_words import proxy_words, themselves


@dataclass(frozen=True, eq=False, repr=False)
class Summary(Piece):
    """What the prices are of, how they moved and how unusual that was, for a reader who knows no statistics.

    Attributes
    ----------
    answer : str
        The verdict in one sentence.
    proxy : str
        What the prices are of, in another.
    rest : str
        How they moved, how unusual that was, and how far the assets would have had to move where that was not found.
    themselves : bool
        Whether the prices are those of the claim's assets: of others the first screen says what they are.
    setting : Setting
    """

    answer: str
    proxy: str
    rest: str
    setting: Setting
    themselves: bool = False

    @property
    def words(self) -> str:
        """The whole, at most 120 words. A report says the first two sentences on its first screen."""
        return f"{self.answer} {self.proxy} {self.rest}".replace("  ", " ")

    def context(self) -> Mapping[str, Any]:
        """What a report has not said on its first screen."""
        return {"rest": f"{self.proxy} {self.rest}" if self.themselves else self.rest}

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
    said = summary_of(
        case.once(verdict),
        case.once(power),
        case.once(placebo),
        found if isinstance(found, Joint) else None,
        proxy_words(case.setting, case.holdings),
    )
    return replace(said, themselves=themselves(case.setting, case.holdings))


def summary_of(judged: Verdict, seen: Power, ranked: Placebo, found: Joint | None, proxy: str) -> Summary:
    """The same from the pieces that it rests on; without joint tests nothing is said of the funds' correlation."""
    setting, effect = seen.setting, seen.effect
    market = "drift and market explain" if setting.portfolio.factors else "their drift explains"
    found_one = judged.outcome in ("supported", "contradicted")
    sentences = [
        f"{_when(setting)} the prices moved by {signed_percent(effect.raw)}: {market} "
        f"{signed_percent(effect.raw - effect.abnormal)}, {signed_percent(effect.abnormal)} remains.",
        f"On {out_of(ranked.as_far, ranked.test.nobs)} other days as much remained, given how restless prices were.",
        *_compared(seen),
        *_worth(found),
        *([] if found_one else [seen.needed_words]),  # after a finding it reads as a doubt
    ]
    return Summary(judged.headline, proxy, " ".join(sentences), setting)


def _compared(seen: Power) -> list[str]:
    """What is left beside like series and neighbours, and on how many days as much; or that there were none."""
    tests = seen.tests
    if tests.difference is None:
        return ["Nothing was compared with like series, so a move common to all of them is not excluded."]
    why = "Other major news fell into these hours, so only comparisons decide. " if tests.by_comparison else ""
    less = {"like series": tests.difference} | ({"neighbours": tests.beside} if tests.beside else {})
    left = (f"{name}: {signed_percent(t.effect)}, as much on {as_many(t, seen)} days" for name, t in less.items())
    return [f"{why}Less {'; less '.join(left)}."]


def _worth(found: Joint | None) -> list[str]:
    """How many independent observations several funds are: nothing to say of one."""
    if found is None or found.members.series < 2 or math.isinf(found.members.by_variance):
        return []
    worth = found.members
    return [
        f"At a correlation of {worth.mean_correlation:.2f}, {small(worth.series)} series tell as much as "
        f"{worth.by_variance:.1f} independent ones."
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
    return f"In the {window.name} window ({window_words(window, setting.between_quotes)})"
