"""Both answers together, where a study has the assets' own prices beside the funds: what stands first everywhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.findings.itself.control import Control, control
from analysis.findings.itself.countries import Countries, countries
from analysis.findings.itself.happened import Happened, happened
from analysis.findings.itself.issuers import Issuers, issuers
from analysis.findings.itself.resolution import Resolution, resolution
from analysis.findings.meaning.rule import Condition, Outcome
from analysis.findings.meaning.verdict import Verdict, verdict
from analysis.findings.piece import Piece, supplement
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.filters import rounded_pct
from analysis.words.numbers import capital, listing, moment, p_value, signed_percent
from analysis.words.study_words import assets_of, proxies

if TYPE_CHECKING:
    import pandas as pd

HEADING = "Conclusion"


@dataclass(frozen=True, eq=False, repr=False)
class Conclusion(Piece):
    """Did it happen, and was it more than chance and the market: by the assets' own prices, and by the funds.

    Attributes
    ----------
    happened : Happened
    issuers : Issuers
    funds : Verdict
        By the funds that hold some of the assets.
    resolution : Resolution
    control, countries : Piece
        Of which the words take what was computed.
    setting : Setting
        Of the assets' own study.
    """

    happened: Happened
    issuers: Issuers
    funds: Verdict
    resolution: Resolution
    control: Piece
    countries: Piece
    setting: Setting

    @property
    def outcome(self) -> Outcome:
        """By the rule, on the assets' own prices: evidence of the thing itself comes before evidence of funds."""
        return self.issuers.whole.outcome

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences that carry the numbers that decided."""
        return self.issuers.whole.verdict.reasons

    @property
    def headline(self) -> str:
        """Both answers in two sentences."""
        judged = self.issuers.whole.verdict
        return f"Did it happen? {self.happened.words} More than chance and the market? {judged.headline}"

    @property
    def words(self) -> str:
        """Both answers in plain language, at most 120 words."""
        first = self.happened.moves[0]
        hours = f"That is from {moment(first.before)} to {moment(first.after)} UTC."
        return f"{self.happened.words} {hours} {self._rest}"

    @property
    def _rest(self) -> str:
        """What they say after what moved and when, which a report says elsewhere."""
        sentences = (self._eve(), self._judged(), self._alone(), self._neighbours(), self._seen())
        return " ".join(words for words in sentences if words)

    def _eve(self) -> str:
        if not isinstance(self.control, Control):
            return ""
        return f"The day before, the move was {signed_percent(self.control.raw[PORTFOLIO])}."

    def _judged(self) -> str:
        whole = self.issuers.whole
        said = f"More than chance and the market? {capital(whole.outcome)}:"
        if whole.difference is None or whole.difference_p is None:
            return f"{said} {signed_percent(whole.abnormal)} remains ({p_value(whole.pvalue)})."
        said = f"{said} less like series {signed_percent(whole.difference)} remains ({p_value(whole.difference_p)})"
        if whole.neighbours is not None and whole.neighbours_p is not None:
            said += f", less neighbours {signed_percent(whole.neighbours)} ({p_value(whole.neighbours_p)})"
        if isinstance(self.countries, Countries) and (less := self.countries.less_peers):
            said += f"; less the {less.other}, which decides nothing, {signed_percent(less.abnormal)}"
            said += f" ({p_value(less.pvalue)})"
        return f"{said}."

    def _alone(self) -> str:
        alone = [f"{name}: {outcome or 'not judged'}" for name, outcome in self._outcomes().items()]
        return f"Alone, {'; '.join(alone)}." if alone else ""

    def _outcomes(self) -> dict[str, Outcome | None]:
        """Of each issuer alone, none where it cannot be judged alone; empty where the claim is of one."""
        return {s.issuer: s.outcome for s in self.issuers.shares[:-1]} | dict.fromkeys(self.issuers.unseen)

    def _neighbours(self) -> str:
        """A neighbour that moved as far says that the difference to it is none."""
        if not isinstance(self.countries, Countries):
            return ""
        whole = next(line for line in self.countries.lines if line.series == PORTFOLIO)
        sign = math.copysign(1, whole.raw)
        far = [
            f"{line.name} ({signed_percent(line.raw)})"
            for line in self.countries.lines
            if line.group == "neighbour" and sign * line.raw >= sign * whole.raw
        ]
        return f"Neighbours that moved as far: {listing(far)}." if far else ""

    def _seen(self) -> str:
        own, funds = self.resolution.best
        seen = (
            f"a move of {rounded_pct(funds.needed_pct)} or more" if math.isfinite(funds.needed_pct) else "none at all"
        )
        return (
            f"By the {proxies(self.funds.setting.study)} alone: {self.funds.outcome}; they would see {seen}, "
            f"own prices of the {assets_of(self.setting.claim)} one of {rounded_pct(own.needed_pct)}."
        )

    def told_in_lines(self) -> list[str]:
        """Both answers, the reasons, and what the funds say, for a terminal."""
        lines = [
            f"Did it happen? {self.happened.words}",
            f"More than chance and the market? {self.issuers.whole.verdict.headline}",
            *(f"- {reason}" for reason in self.reasons),
            self._alone(),
            self._seen(),
        ]
        return [line for line in lines if line]

    @once
    def record(self) -> dict[str, Any]:
        """Both answers, and the outcome by the funds beside them."""
        return {
            "happened": self.happened.answer,
            "outcome": self.outcome,
            "headline": self.headline,
            "words": self.words,
            "issuers": [
                {"issuer": name, "happened": self.happened.answers.get(name), "outcome": outcome}
                for name, outcome in self._outcomes().items()
            ],
            "by_funds": self.funds.outcome,
        }

    def context(self) -> Mapping[str, Any]:
        """What the reader is to know of how this came about."""
        others = proxies(self.funds.setting.study)
        return {
            "rest": self._rest,
            "long": [_said(c) for c in self.issuers.whole.verdict.conditions if c.long],
            "title": self.setting.study.title,
            "proxies": others,
            "assets": assets_of(self.setting.claim),
        }

    def table(self) -> pd.DataFrame:
        """Issuer by issuer, and all together."""
        return self.issuers.table()

    def summary(self) -> str:
        """Both answers."""
        return self.headline


def _said(condition: Condition) -> str:
    """A condition whose finding is too long for a brief table: of news what the rule makes of it, then its names."""
    if condition.name == "window" and ": " in condition.value:
        news, _, state = condition.value.rpartition(": ")
        return f"Other major news in the window, {state}: {news}"
    return f"{capital(condition.asks)}: {condition.value}"


def conclusion(case: Case) -> Conclusion:
    """Collect both answers.

    Raises
    ------
    NotApplicableError
        If a study has not both, own prices and funds.
    """
    each, seen, did = case.once(issuers), case.once(resolution), case.once(happened)
    beside = [supplement(case, piece, case.setting) for piece in (control, countries)]
    return Conclusion(did, each, case.once(verdict), seen, beside[0], beside[1], each.setting)


def answer(case: Case) -> Verdict | Conclusion:
    """What stands first: both answers, where a study has the assets' own prices beside funds; or else the verdict."""
    return case.once(conclusion) if case.itself else case.once(verdict)
