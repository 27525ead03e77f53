"""How much of a fund lies in the issuers' bonds: an interval, because sources give bounds as often as numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BeforeValidator, model_validator

from analysis.errors import StudyError
from analysis.study.csv_tables import CellError, Day, Fault, Row, Sure, read_table, refuse
from analysis.study.study import Study

Bound = Literal["exact", "at_most", "zero_by_rule"]

TOTAL = "all"
"""The word in the column ``instrument`` for an issuer's total."""


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
        return sum(low for low, _ in each) / len(each), sum(high for _, high in each) / len(each)

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
        return f"<Holdings of {len(self.weights)} funds on {self.on}: at most {most:g} % of a fund>"

    def _repr_html_(self) -> str:
        return f"<p>Weight of the claim's assets in each fund on {self.on}, percent</p>{self.table().to_html()}"


def _percent(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    try:
        weight = float(cell)
    except ValueError as error:
        raise CellError(f"{cell!r} is no number", remedy="give percent of net assets") from error
    if not 0 <= weight <= 100:
        raise CellError(f"{weight:g}", allowed="0 to 100", remedy="give percent of net assets")
    return weight


class Exposure(Row):
    """Weight of one bond, or of all bonds of an issuer (``instrument`` "all"), in a fund, in percent of its assets.

    ``bound``: "exact"; "at_most" for a bond that is not among the lines that a source lists, so at most as heavy as
    the lightest of them; "zero_by_rule" from ``as_of`` on, for a bond that the fund's index does not admit, or that
    was repaid.
    """

    ticker: str
    as_of: Day
    issuer: str
    instrument: str
    weight_pct: Annotated[float, BeforeValidator(_percent)]
    bound: Bound
    sure: Sure
    source: str

    @model_validator(mode="after")
    def _zero_is_zero(self) -> Exposure:
        if self.bound == "zero_by_rule" and self.weight_pct:
            raise CellError(f"{self.weight_pct:g}, though zero by rule", column="weight_pct", remedy="write 0")
        return self

    def __repr__(self) -> str:
        of = f"{self.issuer}, {self.instrument}"
        return f"<Exposure {self.ticker} {self.as_of}: {of}, {self.weight_pct:g} % {self.bound}>"

    __str__ = __repr__

    @property
    def interval(self) -> tuple[float, float]:
        """Lowest and highest weight that the row allows, in percent."""
        return (self.weight_pct if self.bound == "exact" else 0.0, self.weight_pct)


COLUMNS = tuple(Exposure.model_fields)


def read_exposures(path: Path | str) -> tuple[Exposure, ...]:
    """Read exposures.csv: one row a fund, date and bond (or an issuer's total).

    Raises
    ------
    StudyError
        Naming file, row and column of what is wrong; also for a row that stands twice.
    """
    path, seen, faults = Path(path), set(), []
    rows = read_table(path, Exposure)
    for where, row in rows:
        key = (row.ticker, row.as_of, row.issuer, row.instrument)
        if key in seen:
            faults.append(Fault(where, f"{', '.join(map(str, key))} stands twice", remedy="remove one row"))
        seen.add(key)
    refuse(path, faults)
    return tuple(row for _, row in rows)


def fund_weights(study: Study, on: dt.date) -> Holdings:
    """Weights of the issuers' bonds in the funds of a study that exposures.csv lists.

    Parameters
    ----------
    study : Study
    on : datetime.date

    Returns
    -------
    Holdings
        Targets first, then placebo funds, in declared order.

    Raises
    ------
    StudyError
        If a member of the portfolio has no weight in exposures.csv: the verdict needs it. Or if a row is of a fund
        that the study does not have, perhaps a misspelt one.
    """
    path = study.folder / "exposures.csv"
    entries = read_exposures(path)
    listed = {e.ticker for e in entries}
    if strangers := sorted(listed - set(study.tickers(bundled=False))):
        raise StudyError(
            str(path), f"{strangers[0]} is no instrument of the study", remedy="correct the ticker, or remove its rows"
        )
    for ticker in study.portfolio.members:
        if ticker not in listed:
            raise StudyError(str(path), f"no weight for {ticker}, a member of the portfolio", remedy="add a row")
    funds = [t for t in (*study.tickers("target"), *study.tickers("placebo")) if t in listed]
    issuers = dict.fromkeys(e.issuer for e in entries)
    by_issuer = {i: {t: issuer_weight(entries, t, i, on) for t in funds} for i in issuers}
    weights = {t: _sum_of([held[t] for held in by_issuer.values()]) for t in funds}
    lists = {t: list_dates(entries, t, on) for t in funds}
    return Holdings(on, MappingProxyType(weights), MappingProxyType(lists), MappingProxyType(by_issuer))


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
        Sum over the issuers of the file. For each, the span of the last list on or before the day and of the first
        after it: a list says what was held on its own day, and the truth may lie anywhere between two. Of a list its
        total counts where one is given, or else its bonds; a bond that a rule excludes by then counts as zero.

    Raises
    ------
    StudyError
        If there is no row of an issuer for this fund on or before the day: what is not known is not zero.
    """
    return _sum_of([issuer_weight(entries, ticker, issuer, on) for issuer in dict.fromkeys(e.issuer for e in entries)])


def issuer_weight(entries: Sequence[Exposure], ticker: str, issuer: str, on: dt.date) -> tuple[float, float]:
    """The same of one issuer."""
    lists = _lists_around(entries, ticker, issuer, on)
    weights = [(sum(e.interval[0] for e in rows), sum(e.interval[1] for e in rows)) for rows in lists]
    return min(w[0] for w in weights), max(w[1] for w in weights)


def _sum_of(weights: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return round(sum(low for low, _ in weights), 10), round(sum(high for _, high in weights), 10)


def list_dates(entries: Sequence[Exposure], ticker: str, on: dt.date) -> tuple[dt.date, ...]:
    """Days of the lists that :func:`country_weight` rests on, in order."""
    issuers = dict.fromkeys(e.issuer for e in entries)
    lists = [rows for issuer in issuers for rows in _lists_around(entries, ticker, issuer, on)]
    return tuple(sorted({e.as_of for rows in lists for e in rows}))


def _lists_around(entries: Sequence[Exposure], ticker: str, issuer: str, on: dt.date) -> list[list[Exposure]]:
    """The last list of an issuer's bonds in a fund up to a day, and the first after it where there is one."""
    rows = [e for e in entries if e.ticker == ticker and e.issuer == issuer]
    before = [e for e in rows if e.as_of <= on]
    if not before:
        what = f"no weight of {issuer} in {ticker} on or before {on}"
        raise StudyError("exposures.csv", what, remedy="add a row, zero_by_rule if the fund may not hold it")
    later = sorted({e.as_of for e in rows if e.as_of > on and e.bound != "zero_by_rule"})
    return [_list_of(before), *([_list_of([e for e in rows if e.as_of <= later[0]])] if later else [])]


def _list_of(rows: Sequence[Exposure]) -> list[Exposure]:
    """The newest list among some rows of one fund and issuer, less the bonds that a rule excludes by its end."""
    newest = {e.instrument: e for e in sorted(rows, key=lambda e: e.as_of)}
    barred = {name for name, e in newest.items() if e.bound == "zero_by_rule"}
    held = [e for e in rows if e.instrument not in barred]
    latest = [e for e in held if e.as_of == max(h.as_of for h in held)]
    return [e for e in latest if e.instrument == TOTAL] or latest
