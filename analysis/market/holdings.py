"""How much of a fund lies in the issuers' bonds: an interval, because sources give bounds as often as numbers."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from analysis.errors import StudyError
from analysis.market.exposures import WORLD, Exposure, counted, exposure_faults, fitting, read_exposures, same_issuer
from analysis.study.declarations import Role
from analysis.study.faults import Fault, refuse
from analysis.study.study import Study

WHOLE = 100.0
"""Percent: no fund holds more than all its assets."""


@dataclass(frozen=True, slots=True, repr=False)
class Holdings:
    """How much of each fund lies in the issuers' bonds on a day, and how that is known.

    Attributes
    ----------
    on : datetime.date
    weights : mapping of ticker to (low, high)
        Lowest and highest weight that the sources allow, in percent of the fund's assets.
    lists : mapping of ticker to tuple of datetime.date
        Days of the lists that the weight rests on, in order.
    by_issuer : mapping of issuer to mapping of ticker to (low, high)
        The weights issuer by issuer.
    """

    on: dt.date
    weights: Mapping[str, tuple[float, float]]
    lists: Mapping[str, tuple[dt.date, ...]]
    by_issuer: Mapping[str, Mapping[str, tuple[float, float]]]

    def weight_of(self, members: Sequence[str]) -> tuple[float, float]:
        """Lowest and highest weight in an equal-weighted portfolio of some funds, in percent of its assets.

        Raises
        ------
        KeyError
            If the weight of a member is not known: what is not known is not zero.
        """
        each = [self.weights[t] for t in members]
        return math.fsum(low for low, _ in each) / len(each), math.fsum(high for _, high in each) / len(each)

    def unheld(self, members: Sequence[str]) -> tuple[str, ...]:
        """Issuers of whom some funds can hold nothing: their highest weight is zero in each."""
        return tuple(name for name, held in self.by_issuer.items() if not any(held[t][1] for t in members))

    def table(self) -> pd.DataFrame:
        """One row a fund: index ticker; columns low_pct, high_pct and lists (their days, or "by rule")."""
        rows = [(low, high, ", ".join(map(str, self.lists[t])) or "by rule") for t, (low, high) in self.weights.items()]
        index = pd.Index(list(self.weights), name="ticker")
        return pd.DataFrame(rows, columns=["low_pct", "high_pct", "lists"], index=index)

    def __repr__(self) -> str:
        most = max((high for _, high in self.weights.values()), default=0.0)
        return f"<Holdings of {len(self.weights)} series on {self.on}: at most {most:g} % of one>"

    def _repr_html_(self) -> str:
        return f"<p>Weight of the claim's assets in each series on {self.on}, percent</p>{self.table().to_html()}"


def fund_weights(study: Study, on: dt.date) -> Holdings:
    """Weights of the issuers' bonds in the funds of a study that exposures.csv lists.

    Parameters
    ----------
    study : Study
    on : datetime.date

    Returns
    -------
    Holdings
        Targets first, then placebo funds and witnesses, in declared order.

    Raises
    ------
    StudyError
        With a line for each fault of exposures.csv: a fund that the study does not have; an issuer of the claim without
        a row, or a row of another; weights of a fund above 100 % in sum; a member of the portfolio, or an issuer in a
        fund, whose weight is not known; a target whose weight is zero, or a placebo fund whose weight may be above it.
    """
    path = study.folder / "exposures.csv"
    entries = read_exposures(path)
    refuse(path, [*exposure_faults(entries, study), *_faults_on(on, fitting(entries, study), study)])
    listed = {e.ticker for e in entries}
    roles: tuple[Role, ...] = ("target", "placebo", "witness")
    funds = [t for role in roles for t in study.tickers(role) if t in listed]
    issuers = [i for i in dict.fromkeys(e.issuer for e in entries) if i != WORLD] or [WORLD]
    by_issuer = {i: {t: issuer_weight(entries, t, i, on) for t in funds} for i in issuers}
    weights = {t: country_weight(entries, t, on) for t in funds}
    lists = {t: list_dates(entries, t, on) for t in funds}
    return Holdings(on, MappingProxyType(weights), MappingProxyType(lists), MappingProxyType(by_issuer))


def _faults_on(on: dt.date, entries: Sequence[Exposure], study: Study) -> Iterator[Fault]:
    """Say which weights of a day are not known, or do not fit the part that a fund has in the study."""
    listed = dict.fromkeys(e.ticker for e in entries)
    for ticker in study.portfolio.members:
        if ticker not in listed:
            yield Fault(ticker, "no weight of this member of the portfolio", remedy="add a row")
    for ticker in listed:
        if lacking := _lacking(entries, ticker, on, study):
            what = f"no weight of {', '.join(lacking)} on or before {on}"
            yield Fault(ticker, what, remedy="add a row, zero_by_rule if the series may not hold it")
            continue
        low, high = country_weight(entries, ticker, on)
        if ticker in study.tickers("target", bundled=False) and not high:
            remedy = "correct its rows, or its role: without exposure it is a placebo"
            yield Fault(ticker, f"weight 0 on {on}, and its role is target", "above 0 %", remedy)
        alike = (*study.tickers("placebo", bundled=False), *study.tickers("peer", bundled=False))
        if ticker in alike and high:
            remedy = "add rows zero_by_rule if it may hold nothing, or correct its role"
            known = f"weight {high:g} %" if low == high else f"weight of up to {high:g} %"
            yield Fault(ticker, f"{known} on {on}, and its role is {study.instrument(ticker).role}", "0 %", remedy)


def _lacking(entries: Sequence[Exposure], ticker: str, on: dt.date, study: Study) -> list[str]:
    """Issuers whose weight in a fund is not known on a day: of the file, and of the claim where the file lacks them."""
    needed = _issuers(entries, ticker)
    if WORLD in {e.issuer for e in entries} and WORLD not in needed:
        needed += [c for c in study.claim.issuers if not any(same_issuer(c, i) for i in needed)]
    known = {e.issuer for e in entries if e.ticker == ticker and e.as_of <= on}
    return [issuer for issuer in needed if issuer not in known]


def country_weight(entries: Sequence[Exposure], ticker: str, on: dt.date) -> tuple[float, float]:
    """Lowest and highest weight of all issuers' bonds in a fund on a day, in percent of its assets.

    Parameters
    ----------
    entries : sequence of Exposure
    ticker : str
    on : datetime.date

    Returns
    -------
    tuple of float
        Sum over the issuers of the file, at most 100: bounds may add up to more. For each, the span of the last list
        on or before the day and of the first after it: a list says what was held on its own day, and the truth may lie
        anywhere between two. Of a list its total counts where one is given, or else its bonds; a bond that a rule
        excludes by then counts as zero.

    Raises
    ------
    StudyError
        If there is no row of an issuer for this fund on or before the day: what is not known is not zero.
    """
    return _sum_of([issuer_weight(entries, ticker, issuer, on) for issuer in _issuers(entries, ticker)])


def issuer_weight(entries: Sequence[Exposure], ticker: str, issuer: str, on: dt.date) -> tuple[float, float]:
    """The same of one issuer: of all together where a fund's rows speak of them alone."""
    stated = issuer if issuer in _issuers(entries, ticker) else WORLD
    lists = _lists_around(entries, ticker, stated, on)
    weights = [tuple(math.fsum(e.interval[end] for e in rows) for end in (0, 1)) for rows in lists]
    return min(w[0] for w in weights), max(w[1] for w in weights)


def _sum_of(weights: Sequence[tuple[float, float]]) -> tuple[float, float]:
    low, high = (round(math.fsum(ends), 10) for ends in zip(*weights, strict=True))
    return min(low, WHOLE), min(high, WHOLE)


def _issuers(entries: Sequence[Exposure], ticker: str) -> list[str]:
    """Issuers that count in a fund: those of the file, or its own where one of them stands for all."""
    of_fund = list(dict.fromkeys(e.issuer for e in entries if e.ticker == ticker))
    return of_fund if WORLD in of_fund else [i for i in dict.fromkeys(e.issuer for e in entries) if i != WORLD]


def list_dates(entries: Sequence[Exposure], ticker: str, on: dt.date) -> tuple[dt.date, ...]:
    """Days of the lists that :func:`country_weight` rests on, in order."""
    lists = [rows for issuer in _issuers(entries, ticker) for rows in _lists_around(entries, ticker, issuer, on)]
    return tuple(sorted({e.as_of for rows in lists for e in rows}))


def _lists_around(entries: Sequence[Exposure], ticker: str, issuer: str, on: dt.date) -> list[list[Exposure]]:
    """The last list of an issuer's bonds in a fund up to a day, and the first after it where there is one."""
    rows = [e for e in entries if e.ticker == ticker and e.issuer == issuer]
    before = [e for e in rows if e.as_of <= on]
    if not before:
        what = f"no weight of {issuer} in {ticker} on or before {on}"
        raise StudyError("exposures.csv", what, remedy="add a row, zero_by_rule if the series may not hold it")
    later = sorted({e.as_of for e in rows if e.as_of > on and e.bound != "zero_by_rule"})
    return [_list_of(before), *([_list_of([e for e in rows if e.as_of <= later[0]])] if later else [])]


def _list_of(rows: Sequence[Exposure]) -> list[Exposure]:
    """The newest list among some rows of one fund and issuer, less the bonds that a rule excludes by its end."""
    newest = {e.instrument: e for e in sorted(rows, key=lambda e: e.as_of)}
    barred = {name for name, e in newest.items() if e.bound == "zero_by_rule"}
    held = [e for e in rows if e.instrument not in barred]
    latest = max((e.as_of for e in held), default=None)
    return counted([e for e in held if e.as_of == latest])
