"""Correlations over time: how closely the targets moved with each other, and the portfolio with its factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import NothingToTestError, WindowError
from analysis.eventstudy.comovement.correlation import rolling_correlation
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.tables import Column, Table

HEADING = "Rolling correlation"
TARGETS = "mean of the targets"
SHOWN = (
    Column("pair", "which correlation", "correlation"),
    Column("lowest", "over all sessions", "lowest", "hundredths"),
    Column("median", "over all sessions", "median", "hundredths"),
    Column("eve", "on the last session before day 0", "on the eve", "hundredths"),
    Column("last", "on the last session", "at the end", "hundredths"),
    Column("highest", "over all sessions", "highest", "hundredths"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Rolling(Piece):
    """Correlations over the last sessions, day by day.

    Attributes
    ----------
    sessions : DatetimeIndex, shape (S,)
        At the end of each the correlation is known.
    factors : tuple of str
        With which factor the portfolio is correlated; "" for the mean correlation of the targets with each other.
    correlations : ndarray, shape (S, P)
        Rolling correlation of each.
    day0 : Timestamp
        First session that could react to the news.
    setting : Setting
    """

    sessions: pd.DatetimeIndex
    factors: tuple[str, ...]
    correlations: NDArray[np.float64]
    day0: pd.Timestamp
    setting: Setting

    @property
    def pairs(self) -> tuple[str, ...]:
        """What is correlated, in words."""
        return tuple(f"{PORTFOLIO} and {factor}" if factor else TARGETS for factor in self.factors)

    @property
    def eve(self) -> int:
        """Row of the last session before day 0."""
        return int(self.sessions.searchsorted(self.day0)) - 1

    @once
    def record(self) -> dict[str, Any]:
        """Each correlation on the eve, at the end and over all: its lowest, median and highest value."""
        eve = self.eve
        return {
            "sessions": self.setting.study.comovement.rolling,
            "first": f"{self.sessions[0]:%Y-%m-%d}",
            "last": f"{self.sessions[-1]:%Y-%m-%d}",
            "eve": f"{self.sessions[eve]:%Y-%m-%d}",
            "pairs": [
                {
                    "pair": pair,
                    "eve": float(v[eve]),
                    "last": float(v[-1]),
                    "lowest": float(v.min()),
                    "median": float(np.median(v)),
                    "highest": float(v.max()),
                    "share_below_eve": float(np.mean(v[: eve + 1] < v[eve])),
                }
                for pair, v in zip(self.pairs, self.correlations.T, strict=True)
            ],
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a session, one column a pair."""
        columns = (
            Column("session", "last of the sessions over which the correlations are taken"),
            *(Column(pair, "correlation of daily returns") for pair in self.pairs),
        )
        frame = pd.DataFrame(self.correlations, columns=list(self.pairs))
        frame.insert(0, "session", self.sessions.strftime("%Y-%m-%d"))
        return {"rolling-correlation": Table(columns, frame)}

    @once
    def shown(self) -> Mapping[str, Table]:
        """One line a pair."""
        names = [c.name for c in SHOWN]
        return {"pairs": Table(SHOWN, pd.DataFrame(self.record()["pairs"], columns=names))}


def rolling(case: Case) -> Rolling:
    """Follow correlations of daily returns over time, from the day on which the portfolio and its factors exist.

    Raises
    ------
    NothingToTestError
        If there is no pair of series.
    WindowError
        If no correlation is known before day 0.
    EstimationError
        If the prices hold fewer sessions than the correlations are taken over, or a series is constant over them.
    """
    window = case.study.comovement.rolling
    factors = case.study.models[case.portfolio.model].factors  # of the day itself, whatever days before explain too
    own = case.scaled((PORTFOLIO, *factors)).dropna()
    members = [t for t in case.members if t in case.study.comovement.series]
    if not factors and len(members) < 2:
        what = "one series and no factor, which are no pair"
        raise NothingToTestError("rolling correlation", what, remedy="declare a factor, or a second member")
    wide = case.scaled(members).loc[own.index]
    rolled = rolling_correlation(np.column_stack([wide, own]), window, names=[*members, *own.columns])
    sessions, day0 = pd.DatetimeIndex(own.index[-len(rolled) :]), case.timing.day0[case.timing.home]
    if sessions[0] >= day0:
        raise WindowError(
            "rolling correlation",
            f"no correlation over {window} sessions is known before day 0, {day0:%Y-%m-%d}",
            remedy="use prices that begin earlier, or shorten comovement.rolling",
        )
    n = len(members)
    found = {factor: rolled[:, n, n + 1 + k] for k, factor in enumerate(factors)}
    if n > 1:
        i, j = np.triu_indices(n, 1)
        found = {"": rolled[:, i, j].mean(axis=1)} | found
    correlations = np.column_stack(list(found.values()))
    return Rolling(sessions, tuple(found), correlations, day0, case.setting)
