"""What a model regresses on: columns of the factors, or a security of the prices that is the market. Arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.errors import UsageError
from analysis.eventstudy.numeric import Floats
from analysis.panels.measure.gross import gross_returns
from analysis.panels.reading.dates import Days
from analysis.panels.reading.factors import FREE_NAMES, Factors, is_excess
from analysis.panels.reading.prices import SecurityPrices
from analysis.panels.settings import NO_FACTORS, ONE_FACTOR, Settings
from analysis.study.faults import closest
from analysis.words.numbers import listing

MARKET_NAMES = ("mkt-rf", "mkt", "market", "mktrf", "rm", "vwretd", "index")
LONG_SHORT = ("smb", "hml", "rmw", "cma", "umd", "mom", "wml", "bab", "qmj", "st_rev", "lt_rev")
"""Factors that are published as returns of long less short, of which no risk-free rate is to be subtracted."""


@dataclass(frozen=True, slots=True, eq=False)
class Regressors:
    """Factors by name, and the market out of the prices, which has each clock's own sessions.

    Attributes
    ----------
    names : tuple of str
        Of the q factors.
    factors : Factors or None
    market : int
        Column of the prices that is the market; -1 where it is a factor, or none.
    raw : bool
        Whether the market among the factors is no excess return, so that the risk-free rate is subtracted from it.
    said : tuple of str
    """

    names: tuple[str, ...]
    factors: Factors | None
    prices: SecurityPrices
    market: int
    raw: bool
    log: bool
    said: tuple[str, ...]

    @classmethod
    def of(cls, factors: Factors | None, prices: SecurityPrices, settings: Settings) -> Regressors:
        """Choose them.

        Raises
        ------
        UsageError
            If the model needs a market that is not known, or a name is none of those that there are.
        """
        columns = () if factors is None else tuple(factors.columns)
        for name in settings.use:
            if name not in columns:
                allowed = ", ".join(columns) or "no factors were given"
                raise UsageError("--use", f"no factor {name!r}", allowed=allowed, remedy=closest(name, columns))
        # Where a risk-free rate is not to be subtracted, it is no factor either, unless somebody asks for it.
        chosen = settings.use or tuple(c for c in columns if c.lower() not in FREE_NAMES)
        market, names = -1, chosen
        if settings.model in NO_FACTORS:
            names = ()
        elif settings.market or settings.model in ONE_FACTOR or not (settings.use or settings.model == "factors"):
            market, names = _market(settings, chosen, prices)
            _refuse_idle(settings, chosen, names)
        if settings.model == "factors" and not names:
            raise UsageError("--model factors", "no factors", remedy="give them with --factors FILE")
        if factors is not None and factors.free is None and (market >= 0 or not names):
            beside = f"the market {names[0]}" if names else f"--model {settings.model}"
            what = f"{listing(columns)} would not count beside {beside}, and there is no risk-free rate"
            raise UsageError("--factors", what, remedy="leave it out, or --market, or choose another --model")
        said = [f"regressors: {listing(names)}" if names else "no regressors"]
        if market < 0 and names and settings.market in prices.securities:
            said.append(f"{settings.market}: the factor of that name is the market, and not the security")
        free = factors is not None and factors.free is not None
        raw = free and market < 0 and len(names) == 1 and _is_raw(names[0], settings)
        if free and names:
            said.append(_said(names, raw=raw or market >= 0))
        return cls(names, factors, prices, market, raw, settings.log, tuple(said))

    def on(self, sessions: Days) -> tuple[Floats | None, Floats | None]:
        """Factors (T, q) and the risk-free rate (T,) on some sessions; nan on days that a table does not have."""
        free = None
        if self.factors is not None and self.factors.free is not None:
            free = self.factors.on(sessions, self.factors.free)
        if not self.names:
            return None, free
        if self.market >= 0:
            own = gross_returns(self.prices, np.array([self.market]), sessions, self.log)
            return (own if free is None else own - free[:, None]), free
        assert self.factors is not None
        found = np.column_stack([self.factors.on(sessions, self.factors.columns[n]) for n in self.names])
        return (found - free[:, None] if self.raw and free is not None else found), free


def _refuse_idle(settings: Settings, chosen: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Refuse factors that were asked for beside a market, and would not count."""
    idle = [name for name in chosen if name not in names]
    if idle and (settings.use or settings.model == "factors"):
        what = f"{listing(idle)} would not count beside the market {names[0]}"
        one_by_one = f"--model factors{'' if settings.use else ' without --market'} for all of them"
        raise UsageError(f"--model {settings.model}", what, remedy=f"{one_by_one}, or --use {names[0]}")


def _is_raw(name: str, settings: Settings) -> bool:
    """Whether the only factor is a market's raw return, rather than one in excess of the rate, or of long less short.

    A market is raw unless its name says that it is not. Of "factors" none needs to be a market: they are taken as they
    are published, one as well as several, unless it has a market's name or is called the market.
    """
    if _is_named_net(name):
        return False
    return settings.model != "factors" or name == settings.market or name.strip().lower() in MARKET_NAMES


def _is_named_net(name: str) -> bool:
    """Whether a factor's name says that its return is in excess of the rate, or of long less short."""
    return is_excess(name) or name.strip().lower() in LONG_SHORT


def _said(names: tuple[str, ...], *, raw: bool) -> str:
    """How the factors are taken beside a risk-free rate, and where it is not known how else to say it."""
    if raw:
        return f"{names[0]} is taken as a raw return: the risk-free rate is subtracted from it, too"
    said = f"{listing(names)}: taken as returns in excess of the risk-free rate, or of long less short"
    known = len(names) > 1 or _is_named_net(names[0])
    return said if known else f"{said}; --market {names[0]} where it is a market's raw return"


def _market(settings: Settings, factors: tuple[str, ...], prices: SecurityPrices) -> tuple[int, tuple[str, ...]]:
    """The market as a column of the prices, or -1, and its name."""
    name = settings.market
    if name in factors:
        return -1, (name,)
    if name:
        found = np.flatnonzero(prices.securities == name)
        if len(found):
            return int(found[0]), (name,)
        known = [*factors, *prices.securities]
        raise UsageError("--market", f"no factor or security {name!r}", remedy=closest(name, known) or "correct it")
    alike = [f for f in factors if f.lower() in MARKET_NAMES]
    alone = len(factors) == 1 and (bool(settings.use) or factors[0].strip().lower() not in LONG_SHORT)
    if len(alike) == 1 or alone:
        return -1, tuple(alike or factors)
    allowed = f"one of {', '.join(factors)}, or a security of the prices" if factors else "a security of the prices"
    raise UsageError(f"--model {settings.model}", "no market", allowed=allowed, remedy="say which with --market NAME")
