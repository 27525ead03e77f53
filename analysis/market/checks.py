"""Run the rules over a series and say what was found, in one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.exchanges import CORRECTED, Calendars, is_quoted, spans_of
from analysis.market.rules import dates, jumps, payments, quotes, values
from analysis.market.rules.moves import measure_moves, usual_moves
from analysis.market.rules.neighbours import Neighbours, neighbourhoods, neighbours_of_quotes
from analysis.market.rules.series import About, Finding, Rule, Severity, days_of
from analysis.study.declarations import Bars

COLUMNS = ("open", "high", "low", "close", "volume", "adj_close", "dividend")

# Later stages assume what earlier ones found in order.
STAGES: tuple[tuple[Rule, ...], ...] = (
    (dates.empty, dates.duplicate_dates, dates.unordered_dates),
    (dates.sessions, values.prices_positive, values.amounts_not_negative),
    (values.high_low_bounds, jumps.jumps, jumps.stray_opens, payments.adjusted_close, payments.dividend_size),
    (jumps.unexplained_steps,),
    (quotes.opens, quotes.repeated_bars, quotes.stale_prices, quotes.zero_volume),
    (quotes.lone_ticks, payments.regular_dividends),
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A finding of one check on one series.

    Attributes
    ----------
    ticker : str
    check : str
        Name of the check.
    severity : {"error", "warning"}
    message : str
        What is wrong, in one line.
    dates : tuple of str
        All sessions at fault, ISO format; empty when the series as a whole is.
    """

    ticker: str
    check: str
    severity: Severity
    message: str
    dates: tuple[str, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"{self.ticker}: {self.check}: {self.message}"


def check_bars(
    ticker: str,
    bars: pd.DataFrame,
    exchange: str,
    *,
    declared: Bars | None = None,
    neighbours: Neighbours | None = None,
    calendars: Calendars = CORRECTED,
) -> list[CheckResult]:
    """Run every check on one series.

    Parameters
    ----------
    ticker : str
    bars : DataFrame
        Columns `COLUMNS`, float64, prices in the currency of the listing; tz-naive DatetimeIndex of session labels.
    exchange : str
        Calendar that the dates must follow (`XNYS`, `XLON`, `24/5` for currencies).
    declared : {"full", "closes"}, optional
        What a study says of the bars: "full" when it takes the opens for prices that could be traded.
    neighbours : Neighbours, optional
        How other series moved, from :func:`compare_series`: evidence about a jump.
    calendars : Calendars
        A study's calendars; the library's with the project's corrections when not given.

    Returns
    -------
    list of CheckResult
        Empty when nothing is wrong. Later checks assume what earlier ones found in order: an error in the dates or a
        price that has no logarithm ends the list.
    """
    about = About(exchange, declared, neighbours, calendars)
    results: list[CheckResult] = []
    for stage in STAGES:
        for check in stage:
            results += [_result(ticker, check.__name__, finding) for finding in check(bars, about)]
        if any(result.severity == "error" for result in results):
            break
    return results


def compare_series(bars: Mapping[str, pd.DataFrame], exchanges: Mapping[str, str]) -> Mapping[str, Neighbours]:
    """How the others of its exchange moved on the days of each series; without those whose rows are in no order.

    Series that are quoted with gaps are compared with each other.

    Parameters
    ----------
    bars : mapping of ticker to DataFrame
        As in :func:`check_bars`, not checked yet.
    exchanges : mapping of ticker to str
    """
    quoted = {t: b for t, b in bars.items() if is_quoted(exchanges[t])}
    found = dict(compare_quotes(quoted))
    for exchange in sorted({exchanges[ticker] for ticker in bars.keys() - quoted.keys()}):
        own = {t: b for t, b in bars.items() if exchanges[t] == exchange and _measurable(b)}
        found |= neighbourhoods({t: usual_moves(b) for t, b in own.items()})
    return found


def _measurable(bars: pd.DataFrame) -> bool:
    """Whether moves can be measured: rows in order, each day once, prices that have a logarithm."""
    if len(bars) < 2 or not bars.index.is_unique or not bars.index.is_monotonic_increasing:
        return False
    prices = bars[["open", "high", "low", "close"]].to_numpy()
    amounts = bars[["volume", "dividend"]].to_numpy()
    return bool((np.isfinite(prices) & (prices > 0)).all() and (amounts >= 0).all())


def compare_quotes(bars: Mapping[str, pd.DataFrame]) -> Mapping[str, Neighbours]:
    """How the others moved between the quotes of each series that is quoted with gaps.

    Parameters
    ----------
    bars : mapping of ticker to DataFrame
        As in :func:`check_quotes`.
    """
    spans = {t: spans_of(days_of(b)) for t, b in bars.items()}
    moves = {t: measure_moves(as_bars(b), spans[t]) for t, b in bars.items()}
    levels = {t: pd.Series(np.nan_to_num(m.total).cumsum(), bars[t].index) for t, m in moves.items()}
    usual = {t: pd.Series(m.usual / np.sqrt(spans[t]), bars[t].index) for t, m in moves.items()}
    return neighbours_of_quotes(pd.DataFrame(levels), pd.DataFrame(usual)) if bars else {}


def check_quotes(
    ticker: str, bars: pd.DataFrame, exchange: str, neighbours: Neighbours | None = None
) -> list[CheckResult]:
    """Run the checks that fit quotes with gaps: those of prices that need no session, no volume, no opening.

    Parameters, Returns as :func:`check_bars`; ``exchange`` is the code of the series' own calendar, ``neighbours`` come
    from :func:`compare_quotes`.
    """
    about, known = About(exchange, "closes", neighbours), as_bars(bars)
    if found := [_result(ticker, "units", finding) for finding in jumps.units(known, about)]:
        return found
    rules = (jumps.jumps, jumps.unexplained_steps, quotes.stale_prices)
    return [_result(ticker, rule.__name__, finding) for rule in rules for finding in rule(known, about)]


def as_bars(quoted: pd.DataFrame) -> pd.DataFrame:
    """Quotes as bars of one price a day, which have no range, and of a volume that is not known."""
    close = quoted["close"]
    return quoted.assign(open=close, high=close, low=close, volume=1.0)


def _result(ticker: str, check: str, finding: Finding) -> CheckResult:
    severity, message, days = finding
    labels = tuple(day.strftime("%Y-%m-%d") for day in days)
    return CheckResult(ticker, check, severity, with_dates(message, labels), labels)


def with_dates(message: str, labels: tuple[str, ...], shown: int = 4) -> str:
    """Append the first few dates to a message."""
    if not labels:
        return message
    more = f" and {len(labels) - shown} more" if len(labels) > shown else ""
    return f"{message}: {', '.join(labels[:shown])}{more}"
