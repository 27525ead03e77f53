"""Whether a change of a correlation rests on one session alone."""

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

    ``session`` is empty, and the rest are nan, where both periods are too short to spare one. ``pvalue`` accounts for
    all pairs, as that of the change itself.
    """

    first: str
    second: str
    session: str
    before: float
    after: float
    pvalue: float


def without_one_session(
    before: pd.DataFrame, after: pd.DataFrame, change: CorrelationChange, study: Study
) -> tuple[SingleSession, ...]:
    """Compare again, for each pair that changed, without its most influential session.

    Parameters
    ----------
    before, after : DataFrame
        Returns of the same series by session.
    change : CorrelationChange
        Their comparison.
    study : Study
        Level, seed, and plan of the comparison.

    Notes
    -----
    The session is the one, of either period, without which Fisher's z of the pair lies nearest to zero. The bootstrap
    of all pairs is then run again with the study's seed.
    """
    pairs = change.to_frame()
    changed = pairs[pairs["familywise_pvalue"] <= study.decision.alpha]
    return tuple(
        _without_one(before, after, a, b, study) for a, b in zip(changed["first"], changed["second"], strict=True)
    )


def _without_one(before: pd.DataFrame, after: pd.DataFrame, first: str, second: str, study: Study) -> SingleSession:
    fewest = max(FEWEST_IN_A_PERIOD, before.shape[1] + 1)
    spare = [day for period in (before, after) if len(period) > fewest for day in period.index]
    if not spare:
        return SingleSession(first, second, "", np.nan, np.nan, np.nan)

    def left(day: pd.Timestamp) -> float:
        one, two = (period.drop(index=day, errors="ignore") for period in (before, after))
        z = fisher_z(one[first].corr(one[second]), two[first].corr(two[second]), (len(one), len(two)))
        return abs(float(z))

    day = min(spare, key=left)
    again = compare_correlations(
        *(period.drop(index=day, errors="ignore").to_numpy() for period in (before, after)),
        rng=np.random.default_rng(study.seed),
        names=list(before.columns),
        block=study.comovement.block,
        replications=study.comovement.draws,
    )
    i, j = again.names.index(first), again.names.index(second)
    return SingleSession(
        first,
        second,
        f"{day:%Y-%m-%d}",
        float(again.before[i, j]),
        float(again.after[i, j]),
        float(again.familywise_pvalues[i, j]),
    )
