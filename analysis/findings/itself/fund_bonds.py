"""Single bonds out of the lists that funds publish: what each issuer's did beyond bonds alike of the same day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.event.claim.issuers import same_issuer
from analysis.exchanges import first_sessions
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.looking import looking_at
from analysis.measure.single_bonds import single_bonds
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.numbers import listing
from analysis.words.tables import Column, Table

if TYPE_CHECKING:
    from analysis.eventstudy.cross_section.ranked import RankAmong
    from analysis.eventstudy.numeric import Alternative
    from analysis.market.lists.panel import BondPanel
    from analysis.measure.single_bonds import SingleBonds
    from analysis.study.plans import HoldingsPlan

HEADING = "Single bonds out of a fund's lists"
MISSING = "its lists are not beside these prices"
WINDOWS = ((0, 0), (0, 1))
"""Valuations lag: a day's news may take two."""
COLUMNS = (
    Column("fund", "whose lists", "lists of"),
    Column("issuers", "whose bonds", "bonds of"),
    Column("window", "days of the lists from the first that could hold the news", "days"),
    Column("bonds", "how many of them were observed", "bonds", "count"),
    Column("abnormal_bp", "what bonds of like duration and yield did not do on that day", "abnormal, bp", "bp"),
    Column("p_countries", "rank among the countries of the day, each by its own noise", "p, countries", "p"),
    Column("p_days", "rank among other days of the same bonds", "p, days", "p"),
    Column("detectable_bp", "smallest effect that the rank among days finds", "detectable, bp", "amount"),
    Column("reason", "why a rank is missing", "not compared, because"),
)


@dataclass(frozen=True, slots=True)
class OfFund:
    """What the lists of one fund say.

    Attributes
    ----------
    fund : str
    found : SingleBonds or None
        None where there are no lists, or they cannot be used.
    why : str
        Why not.
    absent : tuple of str
        Issuers of the claim of whom the fund held nothing.
    days : int
        Lists.
    """

    fund: str
    found: SingleBonds | None
    why: str
    absent: tuple[str, ...] = ()
    days: int = 0


@dataclass(frozen=True, eq=False, repr=False)
class FundBonds(Piece):
    """Single bonds, fund by fund. No verdict rests on them.

    Attributes
    ----------
    funds : tuple of OfFund
    alternative : {"greater", "less", "two-sided"}
        Side of the claim.
    setting : Setting
    """

    funds: tuple[OfFund, ...]
    alternative: Alternative
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """Effects by fund, issuer and window; or why there are none."""
        return {
            "effects": self.tables()["single-bonds"].frame.to_dict("records") if self._measured else [],
            "funds": [{"fund": f.fund, "lists": f.days, "why": f.why, "absent": list(f.absent)} for f in self.funds],
        }

    @property
    def _measured(self) -> list[tuple[str, SingleBonds]]:
        return [(f.fund, f.found) for f in self.funds if f.found is not None]

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a fund, issuer and window."""
        lines = [self._line(fund, found, n) for fund, found in self._measured for n in range(len(found.effects))]
        frame = pd.DataFrame(lines, columns=[c.name for c in COLUMNS])
        return {"single-bonds": Table(COLUMNS, frame)} if lines else {}

    def _line(self, fund: str, found: SingleBonds, n: int) -> tuple[Any, ...]:
        effect, (first, last) = found.effects[n], found.windows[n]
        ranks: tuple[RankAmong, RankAmong] = (effect.among_groups, effect.among_days)
        sign = self.setting.claim.sign or int(np.sign(effect.effect)) or 1
        return (
            fund,
            listing(effect.names),
            f"{first:+d}" if first == last else f"{first:+d} to {last:+d}",
            min(effect.units),
            1e4 * effect.effect,
            *(rank.pvalue(self.alternative) for rank in ranks),
            1e4 * effect.among_days.minimum_detectable_effect(self.setting.level, self.setting.rule.power, sign),
            "; ".join(dict.fromkeys(rank.reason for rank in ranks if rank.reason)),
        )

    @once
    def shown(self) -> Mapping[str, Table]:
        """The same."""
        return {name.replace("-", "_"): table for name, table in self.tables().items()}

    def context(self) -> Mapping[str, Any]:
        """What the lists would add, and of whom they hold nothing."""
        return {
            "assets": listing(self.setting.claim.assets),
            "measured": bool(self._measured),
            "missing": listing([f.fund for f in self.funds if f.why == MISSING]),
            "unused": [(f.fund, f.why) for f in self.funds if f.why not in ("", MISSING)],
            "absent": [(f.fund, listing(f.absent)) for f in self.funds if f.absent and f.found is not None],
        }

    def summary(self) -> str:
        """What was measured, or what is missing."""
        if self._measured:
            return f"Single bonds out of the lists of {listing([fund for fund, _ in self._measured])}"
        return "; ".join(f"{f.fund}: {f.why}" for f in self.funds)


def fund_bonds(case: Case) -> FundBonds:
    """Measure the claim's bonds in the lists of each declared fund, where there are lists."""
    found = tuple(_of_fund(case, plan) for plan in case.study.holdings)
    return FundBonds(found, looking_at(case.study.claim, 0, 0.0).alternative, case.setting)


def _of_fund(case: Case, plan: HoldingsPlan) -> OfFund:
    panel = case.panels.get(plan.fund)
    if panel is None:
        return OfFund(plan.fund, None, MISSING)
    issuers = case.study.claim.issuers
    treated = _of_issuers(panel, issuers)
    absent = tuple(name for name in issuers if not _of_issuers(panel, [name]))
    if not treated:
        return OfFund(plan.fund, None, f"it held no bonds of {listing(absent)}", absent, len(panel.days))
    day0 = first_sessions(case.study.event.instant, [plan.exchange], case.study.calendars)[plan.exchange].session
    try:
        found = single_bonds(
            panel,
            pd.Timestamp(day0),
            treated=treated,
            left_out=_of_issuers(panel, plan.left_out),
            windows=WINDOWS,
            avoid=_own_story(case, panel, pd.Timestamp(day0)),
        )
    except AnalysisError as error:
        return OfFund(plan.fund, None, str(error), absent, len(panel.days))
    return OfFund(plan.fund, found, "", absent, len(panel.days))


def _of_issuers(panel: BondPanel, names: Sequence[str]) -> list[str]:
    """Countries as a fund's lists write them that are those of the names."""
    return [group for group in dict.fromkeys(map(str, panel.groups)) if any(same_issuer(group, n) for n in names)]


def _own_story(case: Case, panel: BondPanel, day0: pd.Timestamp) -> list[pd.Timestamp]:
    """Days of the lists on which the event's own story had news, other than the event's: no days to compare with."""
    listed = case.timing.days_and_reactions(case.study.placebo.keep_clear_of)
    inside = sorted({d for d in listed if d in panel.days})
    later = panel.days[panel.days >= day0]
    return [d for d in inside if d not in later[: WINDOWS[-1][-1] + 1]]
