"""What was declared beforehand: every choice of the study on which its numbers depend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.numbers import listing, window_words
from analysis.words.tables import Column, Table

COLUMNS = (Column("choice", "what was chosen", "choice"), Column("value", "what was declared", "value"))


@dataclass(frozen=True, eq=False, repr=False)
class Choices(Piece):
    """Declared models, estimation window, placebo dates and rule of the verdict.

    Attributes
    ----------
    setting : Setting
    """

    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """The tables of study.toml on models, estimation, placebo dates and the decision, as declared."""
        study = self.setting.study
        chosen = study.model_dump(
            mode="json",
            include={"portfolio", "estimation", "placebo", "decision", "models", "factor_labels", "snapshot"},
        )
        return {**chosen, "estimation": {"first": study.estimation.first, **chosen["estimation"]}}

    @once
    def shown(self) -> Mapping[str, Table]:
        """One line a choice."""
        return {"choices": Table(COLUMNS, pd.DataFrame(self._lines(), columns=[c.name for c in COLUMNS]))}

    def table(self) -> pd.DataFrame:
        """One line a choice, in words."""
        return self.shown()["choices"].frame

    def _lines(self) -> list[tuple[str, str]]:
        study, rule, claim = self.setting.study, self.setting.rule, self.setting.claim
        portfolio, placebo, near = study.portfolio, study.placebo, study.placebo.near
        return [
            ("portfolio", f"{portfolio.name}: {listing(portfolio.members)}, {portfolio.weights} weights"),
            ("its model", self._factors(self.setting.portfolio.factors)),
            ("estimation window", self._estimation()),
            ("windows", "; ".join(f"{w.name} ({window_words(w)})" for w in study.windows)),
            *([("windows left out", self._unquoted())] if study.unquoted else []),
            ("primary window", f"{rule.primary}: {self.setting.primary.name}"),
            ("placebo dates", f"{self._clear()}; at least {placebo.minimum}"),
            ("nearby placebo dates", f"within {near} sessions of the event"),
            ("decay of the volatility known on the eve", f"{placebo.decay:g}"),
            ("like series to compare with", self._likes()),
            (
                "level of the test",
                f"{rule.alpha} for each of two one-sided tests: one for a {claim.direction}, as claimed, and one for "
                "the opposite; their outcomes exclude each other"
                if claim.sign
                else f"{rule.alpha}, two-sided",
            ),
            ("power of the detectable effect", f"{rule.power}"),
            ("move that “not found” must rule out", f"{rule.judged_move_pct:g} %"),
            ("level at which a member stands out", f"{rule.member_alpha:g} over all members"),
            ("largest move that is possible", f"{rule.plausible_move_pct:g} %"),
            ("random seed", f"{study.seed}"),
        ]

    def _unquoted(self) -> str:
        return f"{listing(self.setting.study.unquoted)}: quotes have no opening"

    def _likes(self) -> str:
        study = self.setting.study
        likes, why = study.tickers("placebo"), study.placebo.no_like_fund
        return listing(likes) if likes else f"none: {why or 'no reason given'}"

    def _factors(self, tickers: Sequence[str]) -> str:
        named = [f"{self.setting.label(t)} ({t})" for t in tickers]
        return listing(named) if named else "constant mean"

    def _estimation(self) -> str:
        e = self.setting.study.estimation
        words = f"{e.length} sessions, event days {e.first} to {e.last}"
        return f"{words}, without the days of {listing(e.leave_out)}" if e.leave_out else words

    def _clear(self) -> str:
        p = self.setting.study.placebo
        words = f"more than {p.clearance} sessions from the event"
        topics = f" and from every date of the topic {listing(p.keep_clear_of)}" if p.keep_clear_of else ""
        return words + topics

    def summary(self) -> str:
        """The rule of the verdict in one sentence."""
        rule = self.setting.rule
        return f"Declared in study.toml: {rule.primary}, level {rule.alpha:g}, power {rule.power:g}"


def choices(case: Case) -> Choices:
    """Collect what study.toml declared."""
    return Choices(case.setting)
