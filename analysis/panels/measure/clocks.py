"""Clocks: securities that share sessions, with their returns, factors and rates on them. Arrays and calendars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.errors import StudyError, TableError
from analysis.eventstudy.numeric import Floats
from analysis.panels.measure.gross import converted, gross_returns
from analysis.panels.measure.regressors import Regressors
from analysis.panels.reading.dates import Days
from analysis.panels.reading.events import Events, of_each
from analysis.panels.reading.factors import Factors
from analysis.panels.reading.prices import SecurityPrices
from analysis.panels.reading.roles import column_of
from analysis.panels.settings import Settings
from analysis.study.faults import Fault, refuse
from analysis.words.numbers import digits

if TYPE_CHECKING:
    import pandas as pd

Integers = NDArray[np.intp]
OWN_DAYS = "days of the prices"


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """N securities on T sessions.

    Attributes
    ----------
    name : str
        The exchange's code, or what stands for it.
    sessions : ndarray of datetime64[D], shape (T,)
    closes : ndarray of datetime64[ns], shape (T,), or None
        Ends of the sessions in UTC; None where no exchange is known.
    members : ndarray of int, shape (N,)
        Columns of the securities in the prices.
    returns : ndarray, shape (T, N)
        Simple or log, as decimals; nan where one of the two prices is missing.
    factors : ndarray, shape (T, q), or None
    free : ndarray, shape (T,), or None
        The risk-free rate.
    spans : ndarray, shape (T,), or None
        Sessions that each return spans, from trade to trade; None where it is one.
    """

    name: str
    sessions: Days
    closes: NDArray[np.datetime64] | None
    members: Integers
    returns: Floats
    factors: Floats | None
    free: Floats | None
    spans: Floats | None = None


def exchanges_of(prices: SecurityPrices, events: Events, default: str) -> NDArray[np.object_]:
    """Exchange of each security, shape (N,): of the prices, the events, or the one for all; empty where none is known.

    Raises
    ------
    TableError
        If two are said of one security.
    """
    remedy = "give listings on two exchanges names of their own"
    return of_each(prices.securities, prices.exchange, events, events.exchange, default, "on", remedy)


def make_clocks(
    prices: SecurityPrices, events: Events, factors: Factors | None, rates: Factors | None, settings: Settings
) -> tuple[list[Clock], pd.DataFrame, tuple[str, ...]]:
    """Clocks of all securities, values on days without a session or a rate of exchange, and what is to be said.

    Raises
    ------
    TableError, StudyError
        If currencies or exchanges are mixed without a declaration, or an exchange is unknown.
    """
    import pandas as pd

    exchange = exchanges_of(prices, events, settings.exchange)
    money, said, unpriced = converted(prices, events, rates, settings.currency)
    regressors = Regressors.of(factors, money, settings)
    clocks, strays, hours = [], [unpriced], _hours(exchange, prices, events, settings)
    for code in sorted(set(exchange)):
        members = np.flatnonzero(exchange == code)
        sessions, closes = _sessions(code, prices, members, hours)
        off, at = np.nonzero(np.isfinite(money.cells[:, members]) & ~np.isin(prices.days, sessions)[:, None])
        strays.append(prices.without(off, members[at], f"{code} had no session"))
        clocks += list(_clocks(code, sessions, closes, members, money, regressors, settings))
    if np.any(exchange == ""):
        count = digits(int((exchange == "").sum()), "security", "securities")
        said = (*said, f"no exchange is declared of {count}: their sessions are the days of the prices")
    return clocks, pd.concat(strays), (*said, *_suspect_days(clocks), *regressors.said)


def _suspect_days(clocks: Sequence[Clock]) -> Iterator[str]:
    """Say which sessions look like days without one, which somebody filled: every window then counts too few days."""
    days = [clock.sessions for clock in clocks if clock.name == OWN_DAYS]
    if days and (weekend := int((~np.is_busday(every := np.unique(np.concatenate(days)))).sum())):
        yield f"{weekend} of {len(every)} days of the prices are at weekends: declare an --exchange if it was shut"
    still = 0
    for clock in clocks:
        known = np.isfinite(clock.returns)
        still += int(((known.sum(axis=1) > 1) & ((clock.returns == 0) | ~known).all(axis=1)).sum())
    if still:
        yield f"on {digits(still, 'session')} no price moves at all: prices filled on days without trade?"


def _hours(
    exchange: NDArray[np.object_], prices: SecurityPrices, events: Events, settings: Settings
) -> dict[str, pd.DataFrame]:
    """Sessions of each exchange over the days of the prices.

    Raises
    ------
    TableError
        For all of a table that are unknown or do not reach so far, with the place that names each first.
    """
    from analysis.exchanges import exchange_hours

    first, last = (day.astype("datetime64[D]").item() for day in (prices.days[0], prices.days[-1]))
    found: dict[str, pd.DataFrame] = {}
    faults: dict[str, list[Fault]] = {}
    for code in sorted(set(exchange) - {""}):
        try:
            found[code] = exchange_hours(code, first, last)
        except StudyError as error:
            table, where = _named_at(code, prices, events, settings)
            fault = Fault(where, f"{error.where}: {error.what}", error.allowed, error.remedy)
            faults.setdefault(table, []).append(fault)
    for table, of_table in faults.items():
        refuse(table, of_table, kind=TableError)
    return found


def _named_at(code: str, prices: SecurityPrices, events: Events, settings: Settings) -> tuple[str, str]:
    """Table and place that name an exchange first: a cell of the events, a line of the prices, or the option."""
    if len(rows := np.flatnonzero(events.exchange == code)):
        column = column_of(events.table, "events", "exchange", events.form.roles)
        return events.table.name, events.table.where(int(rows[0]), column)
    if code == settings.exchange:
        return "--exchange", ""
    named = [n for n, security in enumerate(prices.securities) if prices.exchange.get(security) == code]
    known = np.isfinite(prices.cells[:, named])
    line = prices.lines[:, named][known].min() if known.any() else 1
    return prices.name, f"{prices.unit} {line} (exchange)"


def _sessions(
    code: str, prices: SecurityPrices, members: Integers, hours: Mapping[str, pd.DataFrame]
) -> tuple[Days, NDArray[np.datetime64] | None]:
    if not code:
        return prices.days[np.isfinite(prices.cells[:, members]).any(axis=1)], None
    found = hours[code]
    closes = found["close"].dt.tz_localize(None).to_numpy("datetime64[ns]")
    return found.index.to_numpy().astype("datetime64[D]"), closes


def _clocks(
    code: str,
    sessions: Days,
    closes: NDArray[np.datetime64] | None,
    members: Integers,
    prices: SecurityPrices,
    regressors: Regressors,
    settings: Settings,
) -> Iterator[Clock]:
    """One clock an exchange; from trade to trade one a security, whose sessions are its trades."""
    name = code or OWN_DAYS
    factors, free = regressors.on(sessions)
    if settings.model != "trade-to-trade":
        returns = gross_returns(prices, members, sessions, settings.log)
        yield Clock(name, sessions, closes, members, returns, factors, free)
        return
    if prices.returns:
        what = "holds returns, from which those from trade to trade do not follow"
        raise TableError(prices.name, what, remedy="give prices, or choose another --model")
    for member in members:
        own = np.isfinite(prices.cells[:, member]) & np.isin(prices.days, sessions)
        rows = np.searchsorted(sessions, prices.days[own])
        if len(rows) < 2:
            rows = np.arange(min(len(sessions), 2))
        returns = gross_returns(prices, np.array([member]), sessions[rows], settings.log)
        spans = np.diff(rows, prepend=rows[0] - 1).astype(float)
        yield Clock(
            name,
            sessions[rows],
            None if closes is None else closes[rows],
            np.array([member]),
            returns,
            None if factors is None else _over(factors, rows, settings.log),
            None if free is None else _over(free[:, None], rows, settings.log)[:, 0],
            spans,
        )


def _over(returns: Floats, rows: Integers, log: bool) -> Floats:
    """Returns (T, q) compounded from each of some rows to the next; the first row is not known."""
    moves = returns if log else np.log1p(returns)
    added = np.add.reduceat(moves[: rows[-1] + 1], rows[:-1] + 1, axis=0)
    whole = np.concatenate([np.full((1, returns.shape[1]), np.nan), added])
    return whole if log else np.expm1(whole)
