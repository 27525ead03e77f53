"""From prices to returns: currencies converted, splits and dividends counted, never over a missing session. Arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.eventstudy.numeric import Floats
from analysis.panels.reading.dates import Days
from analysis.panels.reading.events import Events, of_each
from analysis.panels.reading.factors import Factors
from analysis.panels.reading.prices import SecurityPrices
from analysis.words.numbers import digits, listing

if TYPE_CHECKING:
    import pandas as pd

Integers = NDArray[np.intp]


def gross_returns(prices: SecurityPrices, members: Integers, sessions: Days, log: bool) -> Floats:
    r"""Returns of some securities on their sessions, shape (T, N); nan where a price of the two is missing.

    Parameters
    ----------
    prices : SecurityPrices
        In one currency, or returns.
    members : ndarray of int, shape (N,)
    sessions : ndarray of datetime64[D], shape (T,)
    log : bool

    Notes
    -----
    With the price P, the dividend D a share and S new shares for one old since the session before,

    .. math:: R_t = \frac{S_t (P_t + D_t)}{P_{t-1}} - 1, \quad r_t = \ln(1 + R_t).

    A dividend or split of a day without a session counts on the next one.
    """
    place = np.searchsorted(prices.days, sessions)
    here = np.minimum(place, len(prices.days) - 1)
    found = np.where((prices.days[here] == sessions)[:, None], prices.cells[:, members][here], np.nan)
    if prices.returns:
        return found
    since = np.searchsorted(sessions, prices.days)  # the session on or after each day of the prices
    paid = _gathered(prices.dividends, members, since, len(sessions), np.add, 0.0)
    shares = _gathered(prices.splits, members, since, len(sessions), np.multiply, 1.0)
    gross = np.full_like(found, np.nan)
    gross[1:] = shares[1:] * (found[1:] + paid[1:]) / found[:-1]
    return np.log(gross) if log else gross - 1


def _gathered(
    events: Floats | None, members: Integers, since: Integers, sessions: int, add: np.ufunc, none: float
) -> Floats:
    whole = np.full((sessions, len(members)), none)
    if events is None:
        return whole
    own = events[:, members]
    own = np.where(np.isfinite(own) & (own != 0), own, none)
    inside = since < sessions
    add.at(whole, since[inside], own[inside])
    return whole


def converted(
    prices: SecurityPrices, events: Events, rates: Factors | None, target: str
) -> tuple[SecurityPrices, tuple[str, ...], pd.DataFrame]:
    """Prices and dividends of all securities in one currency, what was done, and the rows that a rate is missing for.

    Parameters
    ----------
    prices : SecurityPrices
    events : Events
    rates : Factors, optional
        Units of ``target`` for one of each currency, by day.
    target : str
        The currency of the results, and of securities whose table does not say theirs.

    Raises
    ------
    TableError
        If securities are in several currencies and no rates were given, or rates are missing of one of them.
    """
    own = of_each(prices.securities, prices.currency, events, events.currency, target, "in", "correct the currency")
    mixed = sorted(set(own) - {""})
    every = np.zeros(0, dtype=np.intp)
    none = prices.without(every, every, "")
    idle = (f"no price is converted: {rates.name} is not needed",) if rates is not None else ()
    if not mixed:
        return prices, ("no currency is declared: all securities are taken to be in one", *idle), none
    if "" in own:
        what = f"no currency of {prices.securities[own == ''][0]} ({(own == '').sum()} such securities)"
        raise TableError(prices.name, what, remedy="complete the column, or say --currency for all others")
    if mixed == [target] or (len(mixed) == 1 and not target):
        return prices, (f"prices are in {mixed[0]}", *idle), none
    if not target or rates is None:
        remedy = "declare --currency and --rates FILE (units of it for one of each other currency, by day)"
        raise TableError(prices.name, f"prices are in {listing(mixed)}", allowed="one currency", remedy=remedy)
    if prices.returns:
        raise TableError(prices.name, f"returns are in {listing(mixed)}", remedy="give prices, which can be converted")
    rate, levels = _rates(prices, own, rates, target)
    paid = prices.dividends
    money = replace(prices, cells=prices.cells * rate, dividends=None if paid is None else paid * rate)
    said = (
        f"prices in {listing([c for c in mixed if c != target])} were converted to {target} with {rates.name}{levels}"
    )
    unpriced, more = _without_rate(prices, own, np.isfinite(rate))
    return money, (said, *more), unpriced


def _rates(prices: SecurityPrices, own: NDArray[np.object_], rates: Factors, target: str) -> tuple[Floats, str]:
    """Rate of exchange of each price, shape (T, N), and the size of those of each currency."""
    rate, levels = np.ones_like(prices.cells), ""
    for currency in sorted(set(own) - {target}):
        if currency not in rates.columns:
            allowed = ", ".join(rates.columns)
            raise TableError(rates.name, f"no column {currency}", allowed=allowed, remedy="complete the rates")
        found = rates.on(prices.days, rates.columns[currency])
        rate[:, own == currency] = found[:, None]
        if np.isfinite(found).any():
            levels += f"; one {currency} is {np.nanmedian(found):.4g} {target} at the median"
    return rate, levels


def _without_rate(
    prices: SecurityPrices, own: NDArray[np.object_], known: NDArray[np.bool_]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Rows with a price or dividend on days without a rate, each with the reason, and how many there are."""
    priced = np.isfinite(prices.cells) & ~known
    paid = np.zeros_like(priced)
    if prices.dividends is not None:
        paid = np.isfinite(prices.dividends) & (prices.dividends != 0) & ~known
    rows, columns = np.nonzero(priced | paid)
    cash = np.where(paid[rows, columns], ", and its dividend is not counted", "").astype(object)
    reasons = "no rate of exchange of " + own[columns] + " on the day" + cash
    said = [f"{digits(int(priced.sum()), 'price')} on days without a rate of exchange: not used"] * bool(priced.any())
    lost = f"{digits(int(paid.sum()), 'dividend')} on days without a rate of exchange: not counted; complete the rates"
    return prices.without(rows, columns, reasons), (*said, *([lost] * bool(paid.any())))
