"""Whether the series of one fetch agree with each other: what moves with its peers today did so on the same day.

Prices that were known before are better witnesses; of a series that is fetched for the first time there are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from analysis.market.sources.query import Query

ENOUGH = 60  # returns that two series must have in common
SAME_HOUR = pd.Timedelta(30, "min")  # between the closes of exchanges whose days are the same
RELATED = 0.3  # rank correlation from which two series move together
LIKE = 0.5  # rank correlation from which they are of a kind
CLEARLY = 0.2  # by how much a correlation at a lag must exceed that of the same day
COPIED = 0.5  # of the sessions with equal closes
STEP, STEP_DEVIATIONS, AROUND = 0.03, 10.0, 20  # size of a change of level, in robust deviations of the sessions around
PAYS = 4  # dividends a year


def peer_disagreements(bars: Mapping[str, pd.DataFrame], queries: Mapping[str, Query]) -> Iterator[tuple[str, str]]:
    """Ticker and sentence of each series that most of its peers speak against.

    A series is a session late where its returns rank with those that its peers had the session before, clearly more
    than with those of the same session, and where more peers say so than say the contrary. Peers are series whose
    exchanges close within half an hour of each other.

    Parameters
    ----------
    bars : mapping of str to DataFrame
        In the form of :func:`analysis.market.bars.read_bars`.
    queries : mapping of str to Query
        What was asked for, with the hours of each exchange.
    """
    for group in _groups(bars, queries):
        returns = _returns(bars, group)
        yield from _on_other_days(group, *_correlations(returns), _common(returns))
        for i, j in zip(*np.nonzero(_copies(bars, group)), strict=True):
            yield group[i], f"the closes are those of {group[j]}"


def peer_notes(bars: Mapping[str, pd.DataFrame], queries: Mapping[str, Query]) -> Iterator[tuple[str, str]]:
    """Ticker and sentence of what is odd beside series of a kind and may be real: no dividends, another level."""
    for group in _groups(bars, queries):
        returns = _returns(bars, group)
        like = _correlations(returns)[0] >= LIKE
        pays = np.array([_payments_a_year(bars[ticker]) >= PAYS for ticker in group])
        none = np.array([not bars[ticker]["dividend"].any() for ticker in group])
        for i, ticker in enumerate(group):
            peers = np.flatnonzero(like[i])
            if none[i] and len(peers) >= 3 and pays[peers].mean() >= 0.75:
                yield ticker, f"pays no dividend, unlike {', '.join(group[j] for j in peers[pays[peers]][:3])}"
            if len(peers) >= 2 and (day := _new_level(returns.iloc[:, i], returns.iloc[:, peers].median(axis=1))):
                yield ticker, f"is on another level from {day} on, unlike {', '.join(group[j] for j in peers[:3])}"


def _on_other_days(
    group: list[str], same: np.ndarray, after: np.ndarray, common: np.ndarray
) -> Iterator[tuple[str, str]]:
    """Name the series that most speak against, then look again at the others without it."""
    clearly = np.maximum(CLEARLY, 4 / np.sqrt(np.maximum(common, 1)))
    today = (same > RELATED) & (same >= np.fmax(after, after.T))
    lags = {"late": after, "early": after.T}
    shifted = {says: (lagged > RELATED) & (lagged > np.abs(same) + clearly) for says, lagged in lags.items()}
    left = np.ones(len(group), dtype=bool)
    while True:
        against = (today & left).sum(axis=1)
        margins = {says: ((pairs & left).sum(axis=1) - against) * left for says, pairs in shifted.items()}
        most = max(margin.max() for margin in margins.values())
        if most <= 0:
            return
        accused = [(i, says) for says, margin in margins.items() for i in np.flatnonzero(margin == most)]
        for i, says in accused:
            peers = np.flatnonzero(shifted[says][i] & left)
            others = ", ".join(group[j] for j in peers[:3])
            size = f"rank correlation {lags[says][i, peers].max():.2f}"
            yield group[i], f"returns are a session {says} beside {others} ({size})"
        left[[i for i, _ in accused]] = False


def _groups(bars: Mapping[str, pd.DataFrame], queries: Mapping[str, Query]) -> list[list[str]]:
    """Tickers by the hour at which their exchanges close."""
    hours = {}
    for ticker in bars:
        closes = queries[ticker].hours["close"].dt.tz_localize(None)
        hours[ticker] = (closes - pd.DatetimeIndex(closes.index)).median()
    groups: list[list[str]] = []
    for ticker in sorted(bars, key=lambda t: (hours[t], t)):
        if groups and hours[ticker] - hours[groups[-1][0]] <= SAME_HOUR:
            groups[-1].append(ticker)
        else:
            groups.append([ticker])
    return [group for group in groups if len(group) > 1]


def _returns(bars: Mapping[str, pd.DataFrame], group: list[str]) -> pd.DataFrame:
    """Log returns from close to close of all series on the days that any has."""
    returns = {t: np.log(bars[t]["close"] + bars[t]["dividend"]) - np.log(bars[t]["close"].shift()) for t in group}
    return pd.DataFrame(returns)


def _common(returns: pd.DataFrame) -> np.ndarray:
    """Number of days that each two series have in common."""
    there = returns.notna().to_numpy(dtype=np.float64)
    return np.asarray(there.T @ there)


def _correlations(returns: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Rank correlations of the series of the rows with those of the columns: on the same day, and on the day before."""
    ranks = returns.rank()
    both = pd.concat([ranks, ranks.shift()], axis=1).corr(min_periods=ENOUGH).to_numpy()
    k = ranks.shape[1]
    same, before = both[:k, :k].copy(), both[:k, k:].copy()
    np.fill_diagonal(same, np.nan)
    np.fill_diagonal(before, np.nan)
    return same, before


def _copies(bars: Mapping[str, pd.DataFrame], group: list[str]) -> np.ndarray:
    """Which two series have equal closes on most of the days that they share."""
    closes = pd.DataFrame({t: bars[t]["close"] for t in group}).to_numpy()
    equal = np.stack([(closes == closes[:, [i]]).sum(axis=0) for i in range(len(group))])
    there = np.isfinite(closes).astype(np.float64)
    shared = there.T @ there
    copied: np.ndarray = (shared >= ENOUGH) & (equal > COPIED * shared)
    np.fill_diagonal(copied, False)
    return copied


def _payments_a_year(bars: pd.DataFrame) -> float:
    years = (bars.index[-1] - bars.index[0]) / pd.Timedelta(365.25, "D")
    return float((bars["dividend"] > 0).sum() / max(years, 0.1))


def _new_level(returns: pd.Series[float], peers: pd.Series[float]) -> str:
    """Day from which a series stays on another level than its peers, the starkest; empty when there is none."""
    own = (returns - peers).dropna()
    spread = 1.4826 * own.abs().rolling(2 * AROUND + 1, center=True, min_periods=AROUND).median()
    large = own.abs() > np.maximum(STEP, STEP_DEVIATIONS * spread)
    level = own.cumsum()
    for at in np.flatnonzero(large)[np.argsort(-(own.abs() / spread)[large])]:
        before, after = level.iloc[max(at - AROUND, 0) : at].median(), level.iloc[at : at + AROUND].median()
        if abs(after - before) > 0.7 * abs(own.iloc[at]):
            return f"{own.index[at]:%Y-%m-%d}"
    return ""
