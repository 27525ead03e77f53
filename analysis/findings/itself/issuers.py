"""Was it more than chance and the market? By the rule of the verdict: issuer by issuer, and together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.errors import AnalysisError
from analysis.eventstudy.numeric import Alternative
from analysis.findings.meaning.share import Share, share_by_rule
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.deciding import looking
from analysis.measure.effects import measure
from analysis.measure.itself import by_issuer, case_of, require_own
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.numbers import between_quotes_words, percent
from analysis.words.study_words import assets_of
from analysis.words.tables import Column, Table

HEADING = "More than chance and the market?"
COLUMNS = (
    Column("issuer", "whose assets; the last line is the portfolio of all", "whose"),
    Column("raw_bp", "log return in the primary window", "move", "bp"),
    Column("abnormal_bp", "what drift and factors do not explain of it", "abnormal", "bp"),
    Column("low_bp", "95 % interval by the placebo dates, lower end"),
    Column("high_bp", "upper end", "95 % interval", lambda c: f"{c['low_bp']:+.1f} to {c['high_bp']:+.1f}"),
    Column("placebo_p", "p of the own move among other dates", "placebo p", "p"),
    Column("difference_bp", "the same less like series", "less like series", "bp"),
    Column("difference_p", "its p", "p of that", "p"),
    Column("neighbours_bp", "the same less neighbours of its kind", "less neighbours", "bp"),
    Column("neighbours_p", "its p", "p of that", "p"),
    Column("detectable_bp", "smallest effect that the rule finds with the declared power", "detectable", "amount"),
    Column("outcome", "by the rule of the verdict", "outcome"),
)
NOTE = (
    "Abnormal: not explained by drift and market factors. Placebo p: share of dates, the event's too, on which as much "
    "remained by their noise."
)
"""What the columns mean, but one: from which effect on the rule finds it depends on the declared power."""


@dataclass(frozen=True, eq=False, repr=False)
class Issuers(Piece):
    """The verdict of each issuer alone, and of all together.

    Attributes
    ----------
    shares : tuple of Share
        By issuer in the claim's order; the portfolio last.
    unseen : mapping of str to str
        Issuers that cannot be judged alone, and why.
    windows : mapping of str to (float, float, int)
        Abnormal return (log, decimal) of all together in each other window, its placebo p and number of dates.
    alternative : {"greater", "less", "two-sided"}
        Of the placebo tests.
    setting : Setting
        Of the assets' own study.
    """

    shares: tuple[Share, ...]
    unseen: Mapping[str, str]
    windows: Mapping[str, tuple[float, float, int]]
    alternative: Alternative
    setting: Setting

    @property
    def whole(self) -> Share:
        """All together."""
        return self.shares[-1]

    @once
    def record(self) -> dict[str, Any]:
        """Numbers and outcome of each, with the reasons."""
        lines = self.tables()["issuers"].frame.to_dict("records")
        return {
            "shares": [
                {**line, "reasons": list(s.verdict.reasons)} for line, s in zip(lines, self.shares, strict=True)
            ],
            "unseen": [{"issuer": name, "why": why} for name, why in self.unseen.items()],
            "windows": [
                {"window": w, "abnormal_bp": 1e4 * ar, "p": p, "dates": dates}
                for w, (ar, p, dates) in self.windows.items()
            ],
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line an issuer, and the portfolio."""
        lines = [
            (
                s.issuer,
                1e4 * s.raw,
                1e4 * s.abnormal,
                *(1e4 * end for end in s.interval),
                s.pvalue,
                None if s.difference is None else 1e4 * s.difference,
                s.difference_p,
                None if s.neighbours is None else 1e4 * s.neighbours,
                s.neighbours_p,
                1e4 * s.detectable,
                s.outcome,
            )
            for s in self.shares
        ]
        return {"issuers": Table(COLUMNS, pd.DataFrame(lines, columns=[c.name for c in COLUMNS]))}

    @once
    def shown(self) -> Mapping[str, Table]:
        """The same."""
        return self.tables()

    def context(self) -> Mapping[str, Any]:
        """The window, and what it is compared with."""
        quotes, tests = self.setting.between_quotes, self.whole.verdict
        return {
            "note": f"{NOTE} Detectable: found with {percent(self.setting.rule.power)} probability.",
            "one_sided": self.alternative != "two-sided",
            "from_to": between_quotes_words(quotes) if quotes else "",
            "by_comparison": any("common to like series" in c.value for c in tests.conditions),
            "several_comparisons": self.whole.neighbours is not None,
            "alone": [(s.issuer, s.verdict.headline) for s in self.shares[:-1]],
            "whole": self.whole.verdict.headline,
            "several": len(self.shares) > 2,
            "assets": assets_of(self.setting.claim),
        }

    def summary(self) -> str:
        """Outcome of all together."""
        return f"{self.whole.issuer}: {self.whole.outcome}"


def issuers(case: Case) -> Issuers:
    """Apply the rule to each issuer's own series, and to all.

    Raises
    ------
    NotApplicableError
        If the study has no own prices.
    """
    own = require_own(case)
    shares, unseen = [], {}
    for name, members in by_issuer(own, own.members).items():
        if not members:
            unseen[name] = "no series is of its assets alone"
        elif len(own.study.claim.issuers) > 1:
            try:
                shares.append(share_by_rule(case_of(own, name), name))
            except AnalysisError as error:
                unseen[name] = str(error)
    return Issuers(
        (*shares, share_by_rule(own, own.portfolio.label)), unseen, _windows(own), looking(own).alternative, own.setting
    )


def _windows(own: Case) -> dict[str, tuple[float, float, int]]:
    measured, side = own.once(measure), looking(own).alternative
    others = [w for w in own.timing.windows_of(own.portfolio) if w != own.setting.primary]
    effects = {w.name: measured.get(PORTFOLIO, w.name) for w in others}
    return {name: (e.abnormal, e.placebo.pvalue(side), e.placebo.nobs) for name, e in effects.items()}
