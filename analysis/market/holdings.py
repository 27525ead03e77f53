"""How much of a fund lies in the issuers' bonds: an interval, because sources give bounds as often as numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from analysis.errors import StudyError
from analysis.event.calendar import Sure, filled, one_of, read_rows
from analysis.study.study import Study

Bound = Literal["exact", "at_most", "zero_by_rule"]

COLUMNS = ("ticker", "as_of", "issuer", "instrument", "weight_pct", "bound", "sure", "source")
TOTAL = "all"
"""The word in the column ``instrument`` for an issuer's total."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Weight of one bond, or of all bonds of an issuer (``instrument`` "all"), in a fund, in percent of its assets.

    ``bound``: "exact"; "at_most" for a bond that is not among the lines that a source lists, so at most as heavy as
    the lightest of them; "zero_by_rule" from ``as_of`` on, for a bond that the fund's index does not admit, or that
    was repaid.
    """

    ticker: str
    as_of: dt.date
    issuer: str
    instrument: str
    weight_pct: float
    bound: Bound
    sure: Sure
    source: str

    @property
    def interval(self) -> tuple[float, float]:
        """Lowest and highest weight that the row allows, in percent."""
        return (self.weight_pct if self.bound == "exact" else 0.0, self.weight_pct)


def read_exposures(path: Path | str) -> tuple[Exposure, ...]:
    """Read exposures.csv: one row a fund, date and bond (or an issuer's total).

    Raises
    ------
    StudyError
        Naming file, row and column of what is wrong; also for a row that stands twice.
    """
    entries: dict[tuple[str, dt.date, str, str], Exposure] = {}
    for where, row in read_rows(Path(path), COLUMNS):
        entry = _exposure(where, row)
        key = (entry.ticker, entry.as_of, entry.issuer, entry.instrument)
        if key in entries:
            raise StudyError(where, f"{', '.join(map(str, key))} stands twice", remedy="remove one row")
        entries[key] = entry
    return tuple(entries.values())


def _exposure(where: str, row: dict[str, str]) -> Exposure:
    filled(where, row, COLUMNS)
    try:
        as_of = dt.date.fromisoformat(row["as_of"])
    except ValueError as error:
        raise StudyError(f"{where}: as_of", f"{row['as_of']!r}", allowed="YYYY-MM-DD", remedy="correct it") from error
    try:
        weight = float(row["weight_pct"])
    except ValueError as error:
        what = f"{row['weight_pct']!r} is no number"
        raise StudyError(f"{where}: weight_pct", what, remedy="give percent of net assets") from error
    if not 0 <= weight <= 100:
        raise StudyError(f"{where}: weight_pct", f"{weight:g}", allowed="0 to 100", remedy="give percent of net assets")
    bound = cast(Bound, one_of(where, row, "bound", get_args(Bound)))
    if bound == "zero_by_rule" and weight:
        raise StudyError(f"{where}: weight_pct", f"{weight:g}, though zero by rule", remedy="write 0")
    sure = cast(Sure, one_of(where, row, "sure", get_args(Sure)))
    return Exposure(row["ticker"], as_of, row["issuer"], row["instrument"], weight, bound, sure, row["source"])


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
    low = high = 0.0
    for issuer in dict.fromkeys(e.issuer for e in entries):
        lists = _lists_around(entries, ticker, issuer, on)
        weights = [(sum(e.interval[0] for e in rows), sum(e.interval[1] for e in rows)) for rows in lists]
        low += min(w[0] for w in weights)
        high += max(w[1] for w in weights)
    return round(low, 10), round(high, 10)


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


@dataclass(frozen=True, slots=True, repr=False)
class Holdings:
    """Weight of the issuers' bonds in each listed fund.

    Attributes
    ----------
    weights : mapping of ticker to (float, float)
        Lowest and highest, in percent of the fund.
    lists : mapping of ticker to dates
        Days of the lists that they rest on.
    """

    weights: Mapping[str, tuple[float, float]]
    lists: Mapping[str, tuple[dt.date, ...]]

    def __repr__(self) -> str:
        return f"<Holdings of {len(self.weights)} funds>"

    def weight_of(self, members: Sequence[str]) -> tuple[float, float]:
        """Lowest and highest weight in an equal-weighted portfolio, in percent."""
        pairs = [self.weights[t] for t in members]
        return sum(w[0] for w in pairs) / len(pairs), sum(w[1] for w in pairs) / len(pairs)


def fund_weights(study: Study, on: dt.date) -> Holdings:
    """Lowest and highest weight, in percent, of the issuers' bonds in each listed fund; and the lists they rest on.

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
    weights = {t: country_weight(entries, t, on) for t in funds}
    return Holdings(weights, {t: list_dates(entries, t, on) for t in funds})
