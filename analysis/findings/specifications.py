"""The declared grid of specifications, laid out for the multiverse."""

from __future__ import annotations

from itertools import product

import pandas as pd

from analysis.eventstudy.placebo.multiverse import Branch, Multiverse, explore
from analysis.findings.joint import kinds_of
from analysis.market.returns import Returns
from analysis.measure.design import PlaceboDesign, Timing, placebo_design, usable_sessions
from analysis.measure.effects import series_of, table_for
from analysis.study.study import Study


def multiverse(returns: Returns, timing: Timing, study: Study) -> Multiverse:
    """Estimate every combination of the declared choices on the event date and on the placebo dates.

    Raises
    ------
    WindowError
        If too few dates allow every choice.
    EstimationError
        If a combination cannot be estimated.
    """
    grid = study.multiverse
    sessions = _sessions(returns, study)
    design = _common_design(returns.close_to_close.loc[sessions], timing, study)
    branches = []
    for model, length, left_out in product(grid.models, grid.lengths, grid.leave_out):
        days = timing.days_moved(left_out)
        for kind, windows in kinds_of(study):
            chosen = {w.name: (w.first, w.last) for w in windows if w.name in grid.windows}
            if chosen:
                table = returns.of(kind).loc[sessions]
                portfolios = {n: table[list(m)].mean(axis=1, skipna=False) for n, m in grid.portfolios.items()}
                branches.append(
                    Branch(
                        choices={
                            "model": model,
                            "sessions": str(length),
                            "left out": ", ".join(left_out) or "nothing",
                        },
                        returns=pd.DataFrame(portfolios).to_numpy(),
                        portfolios=tuple(portfolios),
                        factors=table[list(study.models[model].factors)].to_numpy(),
                        estimation=(study.estimation.last - length + 1, study.estimation.last),
                        windows=chosen,
                        usable=usable_sessions(table, design.event_row, days, study),
                    )
                )
    return explore(branches, design.event_row, design.rows)


def _sessions(returns: Returns, study: Study) -> pd.Index:
    """Sessions of the portfolio's exchange: a table of returns has those of all exchanges."""
    portfolio = series_of(study, study.portfolio.members)[0]
    return table_for(returns, "close-to-close", portfolio, study).index


def _common_design(table: pd.DataFrame, timing: Timing, study: Study) -> PlaceboDesign:
    """Placebo dates that the longest estimation window and every portfolio and factor of the grid allow."""
    grid = study.multiverse
    members = {t for portfolio in grid.portfolios.values() for t in portfolio}
    factors = {f for model in grid.models for f in study.models[model].factors}
    portfolio = series_of(study, study.portfolio.members)[0]
    whole = table[sorted(members | factors)]
    return placebo_design(whole, "multiverse", portfolio.exchange, timing, study, length=max(grid.lengths))
