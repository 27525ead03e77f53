"""The declared grid of specifications, laid out for the multiverse."""

from __future__ import annotations

from itertools import product

import pandas as pd

from analysis.eventstudy.multiverse import Branch, Multiverse, explore
from analysis.findings.joint import kinds_of
from analysis.findings.placebos import PlaceboDesign, Timing, placebo_design
from analysis.market.returns import Returns
from analysis.study import Study


def multiverse(returns: Returns, timing: Timing, study: Study) -> Multiverse:
    """Estimate every combination of the declared choices on the event date and on the placebo dates."""
    grid = study.multiverse
    design = _common_design(returns, timing, study)
    branches = []
    for model, length, left_out in product(grid.models, grid.lengths, grid.leave_out):
        days = timing.days(left_out)
        for kind, windows in kinds_of(study):
            chosen = {w.name: (w.first, w.last) for w in windows if w.name in grid.windows}
            if chosen:
                table = returns.of(kind)
                portfolios = {n: table[list(m)].mean(axis=1, skipna=False) for n, m in grid.portfolios.items()}
                usable = design.usable.copy()
                usable[table.index.isin(days)] = False
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
                        usable=usable,
                    )
                )
    return explore(branches, design.event_row, design.rows)


def _common_design(returns: Returns, timing: Timing, study: Study) -> PlaceboDesign:
    """Placebo dates that the longest estimation window and every portfolio and factor of the grid allow."""
    grid = study.multiverse
    members = {t for portfolio in grid.portfolios.values() for t in portfolio}
    factors = {f for model in grid.models for f in study.models[model].factors}
    table = returns.close_to_close[sorted(members | factors)]
    exchange = study.instrument(study.portfolio.members[0]).exchange
    return placebo_design(table, "multiverse", exchange, timing, study, length=max(grid.lengths))
