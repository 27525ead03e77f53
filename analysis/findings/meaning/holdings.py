"""How much of each fund lies in the claim's assets: what every size in this study is divided by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.findings.piece import Piece
from analysis.market.holdings import Holdings
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.plain import records
from analysis.words.study_words import proxy_words
from analysis.words.tables import Column, Table

COLUMNS = (
    Column("ticker", "the fund", "series"),
    Column("low_pct", "lowest weight of the claim's assets in it, percent", "lowest weight, %", "hundredths"),
    Column("high_pct", "highest weight", "highest weight, %", "hundredths"),
    Column("lists", "days of the lists of holdings that the weights rest on", "lists of"),
)


@dataclass(frozen=True, eq=False, repr=False)
class FundWeights(Piece):
    """Weight of the claim's assets in each fund: an interval, because sources give bounds as often as numbers.

    The report shows them where they are used, among what could have been seen; the paragraph of this piece is empty.

    Attributes
    ----------
    holdings : Holdings
        Weights and the days of the lists, by fund.
    setting : Setting
    """

    holdings: Holdings
    setting: Setting

    @property
    def portfolio(self) -> tuple[float, float]:
        """Lowest and highest weight in the equal-weighted portfolio, in percent."""
        return self.holdings.weight_of(self.setting.study.portfolio.members)

    @once
    def record(self) -> dict[str, Any]:
        """Weights of the portfolio and of each fund, and the days of the lists that say so."""
        low, high = self.portfolio
        return {"portfolio": {"low_pct": low, "high_pct": high}, "funds": records(self.table())}

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a fund, in declared order."""
        lists = self.holdings.lists
        lines = [(t, *weight, ", ".join(map(str, lists[t]))) for t, weight in self.holdings.weights.items()]
        return {"weights": Table(COLUMNS, pd.DataFrame(lines, columns=[c.name for c in COLUMNS]))}

    def summary(self) -> str:
        """What the prices are of."""
        return proxy_words(self.setting, self.holdings)

    def _repr_html_(self) -> str:
        return self.tables()["weights"].to_html()


def holdings(case: Case) -> FundWeights:
    """Weight of the claim's assets in each fund, as the study's lists of holdings give it."""
    return FundWeights(case.holdings, case.setting)
