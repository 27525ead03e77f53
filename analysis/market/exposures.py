"""exposures.csv: the weights that sources give of the claim's issuers in each fund, row by row."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from analysis.errors import StudyError
from analysis.study.csv_tables import CellError, Day, Row, Sure, read_table
from analysis.study.faults import Fault, refuse
from analysis.study.study import Study

Bound = Literal["exact", "at_most", "zero_by_rule"]

TOTAL = "all"
"""The word in the column ``instrument`` for an issuer's total."""
WORLD = "World"
"""The word in the column ``issuer`` for all issuers together: for assets that no one country issues, such as oil."""
STEM = 4
"""Letters that a country and its adjective have in common: Turkey and Turkish, Peru and Peruvian."""
MOST_ROWS, MOST_ISSUERS = 2000, 100
ROUNDING = 0.005
"""Percent by which a published weight of two decimals may be too high."""


def _percent(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    try:
        weight = float(cell if cell.isascii() and "_" not in cell else "")
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
    for what, number, most in (
        ("rows", len(rows), MOST_ROWS),
        ("issuers", len({row.issuer for _, row in rows}), MOST_ISSUERS),
    ):
        if number > most:
            raise StudyError(
                str(path), f"{number:,} {what}", allowed=f"at most {most:,}", remedy="keep those of the claim"
            )
    for where, row in rows:
        key = (row.ticker, row.as_of, row.issuer, row.instrument)
        if key in seen:
            faults.append(Fault(where, f"{', '.join(map(str, key))} stands twice", remedy="remove one row"))
        seen.add(key)
    refuse(path, faults)
    return tuple(row for _, row in rows)


def exposure_faults(entries: Sequence[Exposure], study: Study) -> Iterator[Fault]:
    """Say what of the rows does not fit the study, whatever the day: funds, issuers, weights above the whole fund."""
    issuers = dict.fromkeys(e.issuer for e in entries)
    tickers = study.tickers(bundled=False)
    for ticker in dict.fromkeys(e.ticker for e in entries if e.ticker not in tickers):
        yield Fault(ticker, "is no instrument of the study", remedy="correct the ticker, or remove its rows")
    for issuer in issuers:
        if not _claimed(issuer, study):
            allowed = ", ".join(study.claim.issuers) + ", or " * bool(study.claim.issuers) + f"{WORLD} for all issuers"
            remedy = "write it as the claim does, or remove its rows: they would count"
            yield Fault(f"issuer {issuer}", "is none of claim.issuers", allowed, remedy)
    for claimed in study.claim.issuers:
        if WORLD not in issuers and not any(same_issuer(issuer, claimed) for issuer in issuers):
            remedy = f"add a row of it for each series, or of {WORLD} where nobody by that name issues the assets"
            yield Fault(f"issuer {claimed}", "is one of claim.issuers, and has no row", remedy=remedy)
    lists: dict[tuple[str, dt.date], dict[str, list[Exposure]]] = {}
    for e in entries:
        lists.setdefault((e.ticker, e.as_of), {}).setdefault(e.issuer, []).append(e)
    for (ticker, day), by_issuer in lists.items():
        rows = [r for issuer in issuers for r in counted(by_issuer.get(issuer, []))]
        weight = math.fsum(r.interval[0] for r in rows)
        if weight > 100 + ROUNDING * len(rows):
            what = f"weights of {weight:.6g} % in sum"
            yield Fault(f"{ticker}, {day}", what, "at most 100, where rows at_most count as nothing", "correct them")


def fitting(entries: Sequence[Exposure], study: Study) -> list[Exposure]:
    """Rows of funds of the study and of issuers of the claim."""
    tickers = study.tickers(bundled=False)
    return [e for e in entries if e.ticker in tickers and _claimed(e.issuer, study)]


def _claimed(issuer: str, study: Study) -> bool:
    return issuer == WORLD or any(same_issuer(issuer, claimed) for claimed in study.claim.issuers)


def counted(rows: Sequence[Exposure]) -> list[Exposure]:
    """Rows of a list of one issuer that count: its total where one is given, or else its bonds."""
    return [r for r in rows if r.instrument == TOTAL] or list(rows)


def same_issuer(one: str, other: str) -> bool:
    """Whether two names are of the same issuer: word by word the same, or the same in their first four letters.

    So a country's adjective in a claim fits the country in the file ("Turkish", "Turkey"), and "South Korea" does not
    fit "South Africa". Accents and capitals do not count.
    """
    words, others = _words(one), _words(other)
    return len(words) == len(others) and all(map(_same_word, words, others))


def _words(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.findall(r"[^\s-]+", plain.casefold())


def _same_word(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= STEM and one[:STEM] == other[:STEM])
