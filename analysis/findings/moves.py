"""Numbers that figures and words need beside the effects: indexed prices, and counts of what stood out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analysis.measure.effects import PORTFOLIO, Effect, series_of, table_for

if TYPE_CHECKING:
    from analysis.findings.results import Findings
    from analysis.study.study import Study

FIRST_DAY, LAST_DAY = -30, 20
"""Event days of the price figure, as far as the prices reach; no number of the study depends on them."""
EVE = -1


@dataclass(frozen=True, slots=True)
class Move:
    """Log return of one series from the eve (close of event day -1) to the close of day 0 and of ``last_day``."""

    first_day: int
    last_day: int
    event_day: float
    last: float


def indexed_prices(findings: Findings) -> pd.DataFrame:
    r"""Total return of every series, 100 at the close of event day -1.

    Returns
    -------
    pandas.DataFrame
        One row an event day; columns ``event_day``, ``session`` (of the portfolio's exchange), and one a series,
        the portfolio first. A cell is NaN where the series has no prices.

    Notes
    -----
    .. math:: I_d = 100 \exp\Big(\sum_{j \le d} r_j - \sum_{j \le -1} r_j\Big)

    with the close-to-close log returns r, dividends included, on the sessions of the series' own exchange. The
    portfolio's return is the mean of its members' log returns, as in the tests.
    """
    columns: dict[str, pd.Series] = {}
    sessions = pd.Series(dtype=object)
    for series in series_of(findings.study, list(findings.returns.closes.columns)):
        own = table_for(findings.returns, "close-to-close", series, findings.study)[series.key]
        day0 = pd.Timestamp(findings.sessions[series.exchange].session)
        days = pd.Index(np.arange(len(own)) - own.index.get_indexer(pd.DatetimeIndex([day0]))[0])
        if series.key == PORTFOLIO:
            sessions = pd.Series(pd.DatetimeIndex(own.index).strftime("%Y-%m-%d"), index=days)
        total = own.set_axis(days).cumsum()
        columns[series.key] = 100 * np.exp(total - total[EVE])
    table = pd.DataFrame(columns)
    table = table[(table.index >= FIRST_DAY) & (table.index <= LAST_DAY)]
    table.insert(0, "session", sessions.reindex(table.index))
    return table.rename_axis("event_day").reset_index()


def price_moves(findings: Findings) -> Mapping[str, Move]:
    """How far each series moved from the eve to day 0, and to the last day of the price figure."""
    table = indexed_prices(findings).set_index("event_day")
    first, last = int(table.index[0]), int(table.index[-1])
    levels = table.drop(columns="session") / 100
    return {
        str(k): Move(first, last, math.log(column.loc[0]), math.log(column.loc[last])) for k, column in levels.items()
    }


def moved_targets(findings: Findings) -> tuple[int, int]:
    """Number of targets, and of those whose 95 % interval in the primary window excludes zero."""
    primary = findings.study.primary
    targets = [e for e in findings.effects.effects if e.series.role == "target" and e.window == primary]
    return len(targets), sum(not e.interval[0] <= 0 <= e.interval[1] for e in targets)


def days_apart_from_zero(findings: Findings) -> int:
    """Number of event days on which the pointwise band of the path excludes zero."""
    path = findings.effects.path
    return int(np.count_nonzero((path.low > 0) | (path.high < 0)))


def detectable_effects(effect: Effect, study: Study) -> tuple[float, float]:
    """Smallest effects (log, decimal) that the one-sided t test and the placebo test find with the declared power."""
    rule = study.decision
    return effect.detectable, effect.placebo.minimum_detectable_effect(rule.alpha, rule.power, study.claim.sign)


def placebo_side(findings: Findings) -> tuple[Literal["greater", "less"], int]:
    """Side on which the event is compared with the placebo dates, and how many of them lie as far out.

    The side is the claim's, unless the event is significant on the other side only.
    """
    study = findings.study
    test = findings.effects.get(PORTFOLIO, study.primary.name).placebo
    sides: tuple[Literal["greater"], Literal["less"]] = ("greater", "less")
    claimed, opposite = sides if study.claim.sign > 0 else sides[::-1]
    side = opposite if test.pvalue(opposite) <= study.decision.alpha < test.pvalue(claimed) else claimed
    beyond = test.placebo >= test.statistic if side == "greater" else test.placebo <= test.statistic
    return side, int(np.count_nonzero(beyond))
