"""Whether a change of a correlation rests on one session alone: each changed pair without its most influential one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.eventstudy.comovement.change import CorrelationChange, compare_correlations
from analysis.eventstudy.comovement.correlation import FEWEST_IN_A_PERIOD, fisher_z
from analysis.study.study import Study


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
