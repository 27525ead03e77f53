"""What others reported of the same prices, beside this study's own over the same time. No test uses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.exchanges import exchange_hours
from analysis.findings.piece import Piece
from analysis.market.reported import Bound, Unit
from analysis.market.reported import Reported as Figure
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.declarations import Instrument
from analysis.study.quoted.accrual import Bond, accrued_and_paid
from analysis.study.setting import Setting
from analysis.words.plain import records
from analysis.words.tables import Column, Line, Table

HEADING = "What others reported"
BOUNDS: Mapping[Bound, str] = {"exact": "{}", "at_least": "{} or more", "at_most": "{} at most"}
UNITS: Mapping[Unit, str] = {"percent": " %", "points": " points", "price": ""}
WAYS = {1: "rise of ", -1: "fall of ", 0: ""}
"""What a bound is of: a fall of five points or more is no change of -5 or more."""
HEADS = {"middle": "own", "bid": "own bid", "ask": "own ask"}
SIDES = tuple(HEADS)
"""Of a quote; of any other price there is the first alone."""


def _said(value: float | None, unit: Unit) -> str:
    if value is None or np.isnan(value):
        return "–"
    return f"{value:.2f}" if unit == "price" else f"{value:+.2f}{UNITS[unit]}"


def _reported(line: Line) -> str:
    value, unit = line["value"], line["unit"]
    if unit == "price" or line["bound"] == "exact":
        told = _said(value, unit)
    else:
        told = f"{WAYS[int(np.sign(value))]}{abs(value):.2f}{UNITS[unit]}"
    return BOUNDS[line["bound"]].format(told) + (" (price)" if unit == "price" else "")


def _own_side(side: str) -> Callable[[Line], str]:
    return lambda line: _said(line[side], line["unit"])


COLUMNS = (
    Column("what", "what was reported, in words", "what"),
    Column("utc", "when, or on which day"),
    Column("series", "the study's series beside which it stands; empty for the mean of the portfolio's members"),
    Column("unit", "percent or points of a change since the news, or a price"),
    Column("bound", "how the source gives it; of a change in size"),
    Column("value", "the value reported", "reported", _reported),
    Column("beside", "the study's series", "beside it", file=False),
    Column("last", "day of the study's price that is compared, the first at or after the report", "until"),
    *(Column(side, f"the study's own, {side}", HEADS[side], _own_side(side)) for side in SIDES),
    Column("source", "who reported it"),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """A reported figure, and the study's own in its unit by sides of the quote, of the day ``last``."""

    figure: Figure
    last: str
    own: Mapping[str, float]


@dataclass(frozen=True, eq=False, repr=False)
class ReportedFigures(Piece):
    """Figures that others reported, each beside the study's own."""

    lines: tuple[Beside, ...]
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """Each figure, its source, and the study's own beside it."""
        return {"figures": records(self.tables()["reported"].frame)}

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a figure."""
        lines = [self._line(one) for one in self.lines]
        columns = tuple(c for c in COLUMNS if c.name not in SIDES or any(line[c.name] is not None for line in lines))
        return {"reported": Table(columns, pd.DataFrame(lines, columns=[c.name for c in columns]))}

    def _line(self, one: Beside) -> dict[str, Any]:
        f, whole = one.figure, f"mean of {len(self.setting.study.portfolio.members)}"
        return {
            **{name: getattr(f, name) for name in ("what", "series", "unit", "bound", "value", "source")},
            "utc": f.utc.cell,
            "beside": f.series or whole,
            "last": one.last,
            **{side: one.own.get(side) for side in SIDES},
        }

    def shown(self) -> Mapping[str, Table]:
        """The same."""
        return self.tables()

    def context(self) -> Mapping[str, Any]:
        """Who reported, and whether interest was taken off."""
        kinds = {i.coupon is not None for i in self.setting.study.instruments if i.sessions == "quoted"}
        return {
            "sources": list(dict.fromkeys(one.figure.source for one in self.lines)),
            "clean": True in kinds,
            "quotes": bool(kinds),
        }


def reported(case: Case) -> ReportedFigures:
    """Put the study\'s own beside what others reported, from the last price before the news to theirs."""
    return ReportedFigures(tuple(_beside(case, figure) for figure in case.reported), case.setting)


def _beside(case: Case, figure: Figure) -> Beside:
    tickers = (figure.series,) if figure.series else case.members
    found = [_own(case, ticker, figure) for ticker in tickers]
    days = sorted({day for day, _ in found})
    sides = [side for side in SIDES if all(side in own for _, own in found)]
    mean = {side: float(np.mean([own[side] for _, own in found])) for side in sides}
    return Beside(figure, days[-1] if days else "", mean)


def _own(case: Case, ticker: str, figure: Figure) -> tuple[str, dict[str, float]]:
    """When the first price at or after a report was struck, and the change to it from the last before the news.

    Of a day without its hour that is the close.
    """
    i, bars = case.study.instrument(ticker), case.snapshot.bars[ticker]
    closes = bars["close"].dropna()
    hours = exchange_hours(i.exchange, closes.index[0].date(), closes.index[-1].date(), case.study.calendars)
    days = closes.index[closes.index.isin(hours.index)]  # of quotes the days that the portfolio shares
    struck, news = hours["close"].loc[days], case.study.event.instant
    before, after = days[struck <= news], days[(struck >= figure.utc.first) & (struck > news)]
    if not len(before) or not len(after):
        return "", {}
    start, end = before[-1], after[0]
    opens = hours["open"].loc[end]
    if i.bars == "full" and not figure.utc.day_only and opens > news and opens >= figure.utc.first:
        return f"{end:%Y-%m-%d}, open", {SIDES[0]: _told(figure, closes.loc[start], bars["open"].loc[end])}
    prices = _prices(i, bars.loc[days])
    return f"{end:%Y-%m-%d}", {side: _told(figure, p[start], p[end]) for side, p in prices.items()}


def _told(figure: Figure, before: float, after: float) -> float:
    """The study's own in the unit of a figure: a price, or the change to it."""
    if figure.unit == "price":
        return float(after)
    return float(after - before) if figure.unit == "points" else float(100 * (after / before - 1))


def _prices(i: Instrument, bars: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """Prices as a market quotes them, without interest: the middle, and both sides where they are known."""
    sides: Sequence[tuple[str, str]] = (("middle", "close"), ("bid", "low"), ("ask", "high"))
    kept = sides if i.sessions == "quoted" and bars[["low", "high"]].notna().all(axis=None) else sides[:1]
    interest = np.zeros(len(bars))
    if i.coupon is not None and i.maturity is not None:
        bond = Bond(i.coupon, i.maturity, i.frequency, i.day_count)
        interest, _ = accrued_and_paid(bond, pd.DatetimeIndex(bars.index), i.ticker)
    return {side: bars[column] - interest for side, column in kept}
