"""Correlations before and after the event: which changed, and whether more than the variance did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import WindowError
from analysis.eventstudy.comovement.change import PAIRS_SIZES, CorrelationChange, compare_correlations
from analysis.eventstudy.comovement.contagion import Contagion, contagion
from analysis.eventstudy.comovement.correlation import FEWEST_IN_A_PERIOD, fisher_z
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.plans import require_several
from analysis.study.setting import Setting
from analysis.study.study import Study
from analysis.words.filters import table_p
from analysis.words.plain import records
from analysis.words.tables import Column, Line, Table

HEADING = "Comovement"
COLUMNS = (
    Column("first", "one series of the pair"),
    Column("second", "the other"),
    Column("before", "correlation of their daily returns before the event"),
    Column("after", "correlation after it"),
    Column("change", "after less before"),
    Column("z", "Fisher's z of the change"),
    Column("pvalue", "two-sided p-value of z by the normal distribution"),
    Column("bootstrap_pvalue", "p-value of z by the bootstrap, of this pair by itself"),
    Column("familywise_pvalue", "p-value of z by the bootstrap, all pairs accounted for"),
)
P_VALUES = ("pvalue", "bootstrap_pvalue", "familywise_pvalue")


@dataclass(frozen=True, slots=True)
class SingleSession:
    """A change of a correlation without the session whose absence leaves least of it.

    Attributes
    ----------
    first, second : str
        The pair.
    session : str
        The session; empty, and the numbers nan, where both periods are too short to spare one.
    before_without, after_without : float
        Correlations when it is left out.
    pvalue_without : float
        Of their change, all pairs accounted for.
    lasts : bool
        Whether the change is still significant, or no session could be spared to find out.
    """

    first: str
    second: str
    session: str
    before_without: float
    after_without: float
    pvalue_without: float
    lasts: bool


def compare_periods(before: pd.DataFrame, after: pd.DataFrame, study: Study) -> CorrelationChange:
    """Compare the correlations of two periods by the study's plan, each time with the same random numbers."""
    return compare_correlations(
        before.to_numpy(),
        after.to_numpy(),
        rng=np.random.default_rng(study.seed),
        names=[str(name) for name in before.columns],
        block=study.comovement.block,
        replications=study.comovement.draws,
    )


def without_one_session(
    before: pd.DataFrame, after: pd.DataFrame, change: CorrelationChange, study: Study
) -> tuple[SingleSession, ...]:
    """Compare again, for each pair that changed, without its most influential session.

    Parameters
    ----------
    before, after : DataFrame, shapes (T1, N) and (T2, N)
        Log returns of the same series by session.
    change : CorrelationChange
        Their comparison.
    study : Study
        Level, seed, and plan of the comparison.

    Returns
    -------
    tuple of SingleSession
        The clearest change first.

    Notes
    -----
    The session is the one, of either period, without which Fisher's z of the pair lies nearest to zero. The bootstrap
    of all pairs is then run again with the study's seed.
    """
    pairs = change.to_frame()
    changed = pairs[pairs["familywise_pvalue"] <= study.decision.alpha]
    changed = changed.sort_values("familywise_pvalue", kind="stable")
    return tuple(
        _without_one(before, after, a, b, study) for a, b in zip(changed["first"], changed["second"], strict=True)
    )


def _without_one(before: pd.DataFrame, after: pd.DataFrame, first: str, second: str, study: Study) -> SingleSession:
    fewest = max(FEWEST_IN_A_PERIOD, before.shape[1] + 1)
    spare = [day for period in (before, after) if len(period) > fewest for day in period.index]
    if not spare:
        return SingleSession(first, second, "", np.nan, np.nan, np.nan, lasts=True)

    pairs = [(period.index, period[[first, second]].to_numpy()) for period in (before, after)]

    def left(day: pd.Timestamp) -> float:
        one, two = (returns[days != day] for days, returns in pairs)
        z = fisher_z(np.corrcoef(one.T)[0, 1], np.corrcoef(two.T)[0, 1], (len(one), len(two)))
        return abs(float(z))

    day = min(spare, key=left)
    again = compare_periods(before.drop(index=day, errors="ignore"), after.drop(index=day, errors="ignore"), study)
    i, j = again.names.index(first), again.names.index(second)
    p = float(again.familywise_pvalues[i, j])
    return SingleSession(
        first,
        second,
        f"{day:%Y-%m-%d}",
        float(again.before[i, j]),
        float(again.after[i, j]),
        p,
        lasts=p <= study.decision.alpha,
    )


@dataclass(frozen=True, eq=False, repr=False)
class Comovement(Piece):
    """Correlations of daily returns before the event against those after it, its own windows left out of both.

    Attributes
    ----------
    change : CorrelationChange
        Correlations of all pairs of series, and the tests of their change.
    contagions : tuple of Contagion
        For each factor of the portfolio's model as the source: correlations corrected for its variance.
    singles : tuple of SingleSession
        For each pair whose correlation changed, all pairs accounted for: the same without one session. The clearest
        change first.
    setting : Setting
    """

    change: CorrelationChange
    contagions: tuple[Contagion, ...]
    singles: tuple[SingleSession, ...]
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """Mean and equality of the correlations, each pair, the pairs that changed without one session, contagion.

        ``pairs`` and ``series`` count; ``correlations`` holds one line a pair. What a changed pair was with all
        sessions stands there.
        """
        change, alpha = self.change, self.setting.rule.alpha
        pairs = self.table()
        return {
            "series": len(change.names),
            "sessions_before": change.nobs[0],
            "sessions_after": change.nobs[1],
            "mean_before": float(pairs["before"].mean()),
            "mean_after": float(pairs["after"].mean()),
            "mean_change": change.mean.statistic,
            "p_mean": change.mean.pvalue,
            "jennrich": change.equality.statistic,
            "jennrich_method": change.equality.method,
            "p_jennrich": change.equality.pvalue,
            "p_jennrich_bootstrap": change.equality_bootstrap.pvalue,
            "jennrich_caution": change.equality.caution,
            "caution": change.mean.caution,
            "pairs_caution": change.caution,
            "jennrich_bootstrap_caution": change.equality_bootstrap.caution,
            "contagion_caution": self.contagions[0].caution if self.contagions else "",
            "block": change.block,
            "draws": change.replications,
            "pairs": len(pairs),
            "expected_by_chance": alpha * len(pairs),
            "significant": {p: int((pairs[p] <= alpha).sum()) for p in P_VALUES},
            "changed": [asdict(single) for single in self.singles],
            "lasting": sum(bool(single.lasts) for single in self.singles),
            "correlations": records(pairs),
            "contagion": [self._contagion(source) for source in self.contagions],
        }

    def _contagion(self, source: Contagion) -> dict[str, Any]:
        """Mean correlation of a source with the portfolio's members, and its smallest p-value over all series."""
        members = self.setting.study.portfolio.members
        inside = [n for n, name in enumerate(source.names) if name in members]
        smallest = int(np.argmin(source.pvalues))
        return {
            "source": source.source,
            "label": self.setting.label(source.source),
            "variance_ratio": source.variance_ratio,
            "before": _mean(source.before[inside]),
            "after": _mean(source.after[inside]),
            "adjusted": _mean(source.adjusted[inside]),
            "smallest_p": float(source.pvalues[smallest]),
            "smallest_p_series": source.names[smallest],
            "significant": int((source.pvalues <= self.setting.rule.alpha).sum()),
            "series": len(source.names),
        }

    def changed(self) -> list[dict[str, Any]]:
        """The pairs that changed: their line of the table, and what is left without one session."""
        lines = {(line["first"], line["second"]): line for line in records(self.table())}
        return [lines[single.first, single.second] | asdict(single) for single in self.singles]

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a pair of series."""
        return {"correlations": Table(COLUMNS, self.change.to_frame())}

    @once
    def shown(self) -> Mapping[str, Table]:
        """Correlations with each source, corrected for its variance; nothing where there is no source."""
        if not self.contagions:
            return {}
        before = "mean correlation before" if self._members > 1 else "correlation before"
        columns = (
            Column("factor", "a factor of the portfolio's model", "source"),
            Column("variance_ratio", "its variance after by that before", "variance after / before", "hundredths"),
            Column("before", "mean over the portfolio's members", before, "hundredths"),
            Column("after", "the same after the event", "after", "hundredths"),
            Column("adjusted", "had the variance not changed", "corrected", "hundredths"),
            Column("smallest_p", "over all series", f"smallest p of {len(self.contagions[0].names)} series", _smallest),
        )
        frame = pd.DataFrame(self.record()["contagion"])
        return {"sources": Table(columns, frame.assign(factor=frame["label"] + " (" + frame["source"] + ")"))}

    def context(self) -> Mapping[str, Any]:
        """The pairs that changed, with all sessions and without one; sizes of their test when volatility changes."""
        return {"changed": self.changed(), "pairs_sizes": PAIRS_SIZES, "members": self._members}

    @property
    def _members(self) -> int:
        """Members of the portfolio among the series."""
        return len(set(self.change.names) & set(self.setting.study.portfolio.members))


def _smallest(line: Line) -> str:
    return f"{table_p(line['smallest_p'])} ({line['smallest_p_series']})"


def _mean(values: NDArray[np.float64]) -> float:
    """Mean; nan of nothing, where no fund of the portfolio is among the series."""
    return float(values.mean()) if len(values) else float("nan")


def comovement(case: Case) -> Comovement:
    """Compare correlations of daily returns before and after the event, over the sessions that the study declares.

    Raises
    ------
    NothingToTestError, WindowError
        If there are fewer than two series, the prices do not hold day 0, or fewer sessions before or after the event's
        windows than are compared.
    """
    study = case.study
    before, after = _periods(case)
    change = compare_periods(before, after, study)
    names = list(change.names)
    contagions = tuple(
        contagion(before.to_numpy(), after.to_numpy(), names.index(f), names=names, alternative="two-sided")
        for f in case.portfolio.factors
        if f in names
    )
    return Comovement(change, contagions, without_one_session(before, after, change, study), case.setting)


def _periods(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Daily returns before and after the event's own period, on sessions of which all series have one."""
    plan = case.study.comovement
    require_several(plan.series, "comovement", "comovement.series")
    whole = case.scaled(plan.series)
    table, row = whole.dropna(), case.event_row(whole, case.portfolio, "comovement")
    first, last = case.setting.event_days
    eve = int(table.index.searchsorted(whole.index[max(0, row + first)]))
    then = int(table.index.searchsorted(whole.index[min(row + last, len(whole) - 1)], side="right"))
    if eve < plan.before or len(table) - then < plan.after:
        raise WindowError(
            "comovement",
            f"{eve} sessions before and {len(table) - then} after the event's windows",
            allowed=f"at least {plan.before} and {plan.after}",
            remedy="use prices that reach further, or shorten comovement.before or comovement.after",
        )
    return table.iloc[eve - plan.before : eve], table.iloc[then : then + plan.after]
