"""What a study measures: its instruments, and the portfolio of its targets. Reads declarations, nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from analysis.study.declarations import Role, Window
from analysis.study.study import Study

PORTFOLIO = "portfolio"


@dataclass(frozen=True, slots=True)
class Series:
    """One dependent variable of the study: an instrument, or the portfolio of targets."""

    key: str
    label: str
    role: Role | str
    model: str
    factors: tuple[str, ...]
    exchange: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The series and its factors: the columns of its regression."""
        return (self.key, *self.factors)


def portfolio_of(study: Study) -> Series:
    """The portfolio as a series; its members trade on one exchange."""
    p = study.portfolio
    exchange = min(study.instrument(t).exchange for t in p.members)
    return Series(PORTFOLIO, p.name, PORTFOLIO, p.model, study.models[p.model].terms, exchange)


def series_of(study: Study, tickers: Collection[str]) -> tuple[Series, ...]:
    """The portfolio first, then the instruments among some tickers, in declared order; no peers and no witnesses."""
    single = [
        Series(i.ticker, i.name, i.role, i.model, study.models[i.model].terms, i.exchange)
        for i in study.instruments
        if i.ticker in tickers and i.role not in ("peer", "witness")
    ]
    return (portfolio_of(study), *single)


def affects_of(study: Study, key: str) -> frozenset[str]:
    """Markets and tickers of a series: the words of the calendar's column ``affects`` that concern it."""
    tickers = study.portfolio.members if key == PORTFOLIO else (key,)
    return frozenset(word for t in tickers for word in (*study.instrument(t).markets, t))


def shown_windows(study: Study, primary: Window) -> tuple[Window, ...]:
    """Windows that figures show side by side: the primary one, and the close-to-close day 0 where it is another."""
    daily = (w for w in study.windows if w.returns == "close-to-close" and w.first == w.last == 0)
    return (primary, *(w for w in daily if w != primary))[:2]
