"""A made study of the assets' own prices, two issuers', quoted every day at one hour; and funds that hold some of them.

Own series: EAST and WEST. Beside them a neighbour, a like series without exposure, peers, and witnesses: single bonds
whose hour of quoting is known no better than from midnight to 13:30 UTC. Nothing is read but files that a test wrote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.event.calendar import CalendarEntry
from analysis.market.holdings import Holdings
from analysis.market.returns import Returns, log_returns
from analysis.market.sources.own_csv import own_bars
from analysis.measure.case import Case
from analysis.study.study import Study, on_days_of_quotes
from tests.cases import (
    CALENDAR,
    DAY0,
    FACTORS,
    WEIGHTS,
    declared,
    made_case,
    made_returns,
    made_snapshot,
    made_study,
    made_timing,
)
from tests.quoted import HOUR, write_quotes

ISSUERS = ("East", "West")
OWN = {"EAST": "East", "WEST": "West"}
LIKE, NEIGHBOUR = "LIKE", "NEAR"
PEERS = ("P01", "P02", "P03", "P04")
WITNESS_HOURS = "00:00 to 13:30 UTC"
LOADING = {"EAST": 0.5, "WEST": 0.3, "LIKE": 0.4, "NEAR": 0.6}
CLEAN = tuple(e for e in CALENDAR if e.topic != "fed")
"""Without the rate decision of the event's afternoon, which falls between the two quotes."""
EVE = DAY0 - pd.Timedelta(days=1)


def own_tables(
    *,
    own: Mapping[str, str] = OWN,
    peers: Sequence[str] = PEERS,
    witnesses: Sequence[str] = (),
    beside: bool = True,
    **tables: Any,
) -> dict[str, Any]:
    """Declarations of the made study of own prices."""

    def quoted(ticker: str, role: str, valued: str = HOUR) -> dict[str, Any]:
        base = {"ticker": ticker, "name": f"Index {ticker}", "role": role, "model": "market", "source": "csv"}
        return {**base, "markets": ["emerging-debt"], "sessions": "quoted", "valued": valued}

    members = list(own)
    base: dict[str, Any] = {
        "name": "made-within", "title": "The made study on own prices",
        "claim": {"issuers": list(dict.fromkeys(own.values()))},
        "instruments": [
            *(quoted(t, "target") for t in members),
            *([quoted(LIKE, "placebo"), quoted(NEIGHBOUR, "regional")] if beside else []),
            *(quoted(t, "peer") for t in peers), *(quoted(t, "witness", WITNESS_HOURS) for t in witnesses),
            *(i for i in declared()["instruments"] if i["role"] == "factor"),
        ],
        "models": {"market": {"factors": ["FFF"]}, "mean": {"factors": []}},
        "factor_labels": {"FFF": "rates", "GGG": "credit"},
        "portfolio": {"name": "Widgets themselves", "members": members},
        "multiverse": {"portfolios": {"all": members}, "windows": ["day 0"]},
        "comovement": {"series": [*members, *([LIKE, NEIGHBOUR] if beside else []), "FFF"]},
        "synthetic": {"donors": [*([LIKE, NEIGHBOUR] if beside else []), "FFF", "GGG"]},
        "placebo": {} if beside else {"no_like_fund": "No other series is anything like it."},
    }  # fmt: skip
    for name, table in tables.items():
        base[name] = {**base[name], **table} if isinstance(base.get(name), dict) and isinstance(table, dict) else table
    # These are the study's own and no others: nothing of the funds' models stays.
    return declared(**base) | {name: base[name] for name in ("models", "factor_labels")}


def own_prices(tickers: Sequence[str], moves: Mapping[str, float], eve: Mapping[str, float], seed: int) -> pd.DataFrame:
    """Prices near 100 that follow the factor, with noise of 20 bp a day; log moves added on day 0 and on its eve."""
    factor = made_returns(made_study()).close_to_close["FFF"].fillna(0)
    table = {}
    for ticker in tickers:
        noise = np.random.default_rng([seed, *map(ord, ticker)]).normal(0, 0.002, len(factor))
        daily = LOADING.get(ticker, 0.5) * factor + noise
        daily[DAY0] += moves.get(ticker, 0.0)
        daily[EVE] += eve.get(ticker, 0.0)
        table[ticker] = 100 * np.exp(daily.cumsum())
    return pd.DataFrame(table)


def own_made(
    folder: Path,
    *,
    moves: Mapping[str, float] | None = None,
    eve: Mapping[str, float] | None = None,
    quotes: Mapping[str, Mapping[str, float]] | None = None,
    gone: Mapping[str, Sequence[str]] | None = None,
    digits: int = 6,
    own: Mapping[str, str] = OWN,
    calendar: tuple[CalendarEntry, ...] = CLEAN,
    seed: int = 1,
    **tables: Any,
) -> Case:
    """The made study of own prices.

    Parameters
    ----------
    folder : Path
        Where the files of quotes are written.
    moves, eve : mapping of str to float
        By series the log return added on day 0, and on the day before.
    quotes : mapping of str to mapping of str to float
        By witness its prices by day; these series are the study's witnesses. One called EAST29 is of East.
    gone : mapping of str to sequence of str
        By series the days on which it was not quoted.
    digits : int
        To which prices are rounded.
    own : mapping of str to str
        By own series its issuer.
    calendar, seed
        Other news, and of the prices.
    **tables
        Declarations to change; ``peers``; ``beside``: whether there are a like series and a neighbour.
    """
    quotes, gone = quotes or {}, gone or {}
    declared_all = own_tables(own=own, witnesses=list(quotes), **{"folder": folder, **tables})
    tickers = [i["ticker"] for i in declared_all["instruments"] if i["role"] not in ("witness", "factor")]
    prices = own_prices(tickers, moves or {}, eve or {}, seed).round(digits)
    for ticker in tickers:
        days = {f"{d:%Y-%m-%d}": float(p) for d, p in prices[ticker].items()}
        write_quotes(folder, ticker, {d: p for d, p in days.items() if d not in gone.get(ticker, ())})
    for ticker, struck in quotes.items():
        write_quotes(folder, ticker, struck)
    study = on_days_of_quotes(Study.model_validate(declared_all))
    bars = {t: own_bars(folder / "prices" / f"{t}.csv", study.instrument(t)) for t in (*tickers, *quotes)}
    returns = _with(study, bars)
    snapshot = replace(made_snapshot(study, returns.closes), bars=bars)
    held = {**own, **{t: next(i for i in own.values() if t.startswith(i.upper())) for t in quotes}}
    return Case(made_timing(study, calendar), snapshot, returns, holdings_of(held, study.claim.issuers), "bundled")


def holdings_of(issuer: Mapping[str, str], issuers: Sequence[str]) -> Holdings:
    """Series that are whole in one issuer's assets each, and a like one that holds none."""
    by = {name: {t: (100.0, 100.0) if i == name else (0.0, 0.0) for t, i in issuer.items()} for name in issuers}
    by = {name: {**held, LIKE: (0.0, 0.0)} for name, held in by.items()}
    weights = {**dict.fromkeys(issuer, (100.0, 100.0)), LIKE: (0.0, 0.0)}
    return Holdings(DAY0.date(), weights, dict.fromkeys(weights, (dt.date(2023, 1, 31),)), by)


def _with(study: Study, bars: Mapping[str, pd.DataFrame]) -> Returns:
    full, factors = made_returns(made_study()), list(FACTORS)
    tables = [t[factors] for t in (full.overnight, full.intraday, full.close_to_close, full.closes)]
    legs = {t: log_returns(b) for t, b in bars.items()}
    days = full.closes.index.union(pd.DatetimeIndex(np.concatenate([b.index for b in bars.values()]))).unique()
    found = []
    for table, leg in zip(tables, ("overnight", "intraday", "close-to-close", "close"), strict=True):
        own = {t: (b["close"] if leg == "close" else legs[t][leg]).reindex(days) for t, b in bars.items()}
        found.append(table.reindex(days).assign(**own)[list(study.tickers())])
    return Returns(*found)


def beside_funds(own: Case, *, weights: Mapping[str, tuple[float, float]] = WEIGHTS, **changes: Any) -> Case:
    """The made study of funds that hold little of the same assets, with the study of own prices within it."""
    claim = {"issuers": list(own.study.claim.issuers), "direction": own.study.claim.direction}
    funds = made_case(claim=claim, weights=dict(weights), **changes)
    by_issuer = dict.fromkeys(own.study.claim.issuers, weights)
    return replace(funds, itself=own, holdings=replace(funds.holdings, by_issuer=by_issuer))
