"""How the assets' own prices moved, from the last before the news to the first after it; quotes of no known hour."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.eventstudy.numeric import Floats
from analysis.exchanges import exchange_hours
from analysis.measure.as_quoted import as_quoted
from analysis.measure.case import Case
from analysis.measure.deciding import deciding
from analysis.measure.design import row_of
from analysis.measure.itself import by_issuer
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import listing
from analysis.words.study_words import assets_of, whose

Answer = Literal["yes", "no", "mixed", "not observed"]
UNKNOWN: Answer = "not observed"


@dataclass(frozen=True, slots=True)
class OwnMove:
    """One series of the assets' own prices, from the last price before the news to the first after it.

    ``raw`` is the log return, ``rounding`` how far the last digit of both prices reaches (log, decimal).
    """

    issuer: str
    series: str
    name: str
    before: dt.datetime
    after: dt.datetime
    raw: float
    rounding: float
    answer: Answer


@dataclass(frozen=True, slots=True)
class Witness:
    """A quote whose hour is not known, around the news: log moves by both readings.

    Attributes
    ----------
    issuer, series, name : str
    days : tuple of (str or None)
        Of the last quote surely from before the news, of the one that may be from before or after, and of the first
        surely from after.
    to_between, from_between : float
        Log move to the uncertain quote, and from it: what the news did if that quote was struck after it, and before.
        NaN where there is none.
    whole : float
        From the first to the last of the three.
    """

    issuer: str
    series: str
    name: str
    days: tuple[str | None, str | None, str | None]
    to_between: float
    from_between: float
    whole: float


def answer_of(raw: float, rounding: float, sign: int) -> Answer:
    """Whether a move is one as claimed: not observed where it is no more than the last digit of both prices.

    Parameters
    ----------
    raw, rounding : float
        Log return, and how far rounding reaches.
    sign : {1, -1, 0}
        Direction of the claim; 0 for a move either way.
    """
    if math.isnan(raw) or abs(raw) <= rounding:
        return UNKNOWN
    return "yes" if sign in (0, math.copysign(1, raw)) else "no"


def rounding_of(closes: Floats, price: float) -> float:
    """How far the last digit of two prices reaches, as a log return.

    Parameters
    ----------
    closes : ndarray, shape (T,)
        All prices of the series: the smallest step between two of them is one of its last digit.
    price : float
        About the level of both.
    """
    steps = np.diff(np.unique(closes[np.isfinite(closes)].round(6)))
    return float(steps.min()) / price if len(steps) else 0.0


def owners(own: Case) -> tuple[str, ...]:
    """Names that answers are given for: the claim's issuers, or its assets where no series is of one issuer's alone."""
    claim = own.study.claim
    return whose(claim) if any(by_issuer(own, own.members).values()) else (assets_of(claim),)


def own_moves(own: Case) -> tuple[OwnMove, ...]:
    """The portfolio's members, each from the last price before the news to the first after it."""
    table = own.table("close-to-close", own.members)
    row, last = own.event_row(table, own.portfolio), row_of(table, own.timing.last_day0(own.timing.home), PORTFOLIO)
    days = (table.index[row - 1], table.index[last])
    hours = exchange_hours(own.timing.home, days[0].date(), days[1].date(), own.study.calendars)
    before, after = (hours["close"].loc[day].to_pydatetime() for day in days)
    of = {t: name for name, tickers in by_issuer(own, own.members).items() for t in tickers}
    still = own.once(deciding).still
    found = []
    for ticker in own.members:
        closes = as_quoted(own, ticker)
        rounding = rounding_of(np.asarray(closes, dtype=np.float64), float(closes[: table.index[row]].iloc[-1]))
        raw = float(table[ticker].iloc[row : last + 1].sum(skipna=False))
        answer = UNKNOWN if ticker in still else answer_of(raw, rounding, own.study.claim.sign)
        name = own.study.instrument(ticker).name
        issuer = of.get(ticker) or listing(owners(own))
        found.append(OwnMove(issuer, ticker, name, before, after, raw, rounding, answer))
    return tuple(found)


def witnesses_of(own: Case) -> tuple[Witness, ...]:
    """The study's witnesses around the news, in declared order."""
    ends = own.study.event.ends
    tickers = [t for t in own.study.tickers("witness") if t in own.snapshot.bars]
    of = {t: name for name, kept in by_issuer(own, tickers).items() for t in kept}
    return tuple(_witness(own, t, of.get(t, ""), ends[0], ends[-1]) for t in tickers)


def _witness(own: Case, ticker: str, issuer: str, first: dt.datetime, last: dt.datetime) -> Witness:
    i, closes = own.study.instrument(ticker), own.snapshot.bars[ticker]["close"]
    hours = exchange_hours(i.exchange, closes.index[0].date(), closes.index[-1].date(), own.study.calendars)
    days = closes.index
    before, after = days[hours["close"] <= first][-1:], days[hours["open"] > last][:1]
    between = days[(hours["open"] <= last) & (hours["close"] > first)]
    chosen = [part[0] if len(part) else None for part in (before, between, after)]
    price = [math.nan if day is None else float(np.log(closes[day])) for day in chosen]
    told = tuple(None if day is None else day.strftime("%Y-%m-%d") for day in chosen)
    start, middle, end = price
    return Witness(issuer, ticker, i.name, told, middle - start, end - middle, end - start)  # type: ignore[arg-type]
