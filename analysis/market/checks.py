"""Run the rules over a series and say what was found, in one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from analysis.market import rules
from analysis.market.rules import Finding, Severity

Check = Callable[[pd.DataFrame, str], Iterator[Finding]]

COLUMNS = ("open", "high", "low", "close", "volume", "adj_close", "dividend")

# Later stages assume what earlier ones found in order.
STAGES: tuple[tuple[Check, ...], ...] = (
    (rules.empty, rules.duplicate_dates, rules.unordered_dates),
    (rules.sessions, rules.prices_positive, rules.amounts_not_negative),
    (rules.high_low_bounds, rules.jumps, rules.adjusted_close, rules.dividend_size),
    (rules.regular_dividends, rules.stale_prices, rules.zero_volume, rules.bad_ticks),
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


def check_bars(ticker: str, bars: pd.DataFrame, exchange: str) -> list[CheckResult]:
    """Run every check on one series.

    Parameters
    ----------
    ticker : str
    bars : DataFrame
        Columns `COLUMNS`, float64, prices in the currency of the listing; tz-naive DatetimeIndex of session labels.
    exchange : str
        Calendar that the dates must follow (`XNYS`, `XLON`, `24/5` for currencies).

    Returns
    -------
    list of CheckResult
        Empty when nothing is wrong. Later checks assume what earlier ones found in order: an error in the dates or a
        price that has no logarithm ends the list.
    """
    results: list[CheckResult] = []
    for stage in STAGES:
        for check in stage:
            for severity, message, dates in check(bars, exchange):
                labels = tuple(day.strftime("%Y-%m-%d") for day in dates)
                results.append(CheckResult(ticker, check.__name__, severity, with_dates(message, labels), labels))
        if any(result.severity == "error" for result in results):
            break
    return results


def check_quotes(ticker: str, bars: pd.DataFrame, exchange: str) -> list[CheckResult]:
    """Run the checks that fit quotes with gaps: those of prices that need no session, no volume, no opening.

    Parameters, Returns as :func:`check_bars`; ``exchange`` is the code of the series' own calendar.
    """
    found = [f for check in (rules.jumps, rules.stale_prices) for f in check(bars, exchange)]
    labels = [tuple(day.strftime("%Y-%m-%d") for day in dates) for _, _, dates in found]
    return [
        CheckResult(ticker, "quotes", "warning", with_dates(message, days), days)
        for (_, message, _), days in zip(found, labels, strict=True)
    ]


def with_dates(message: str, labels: tuple[str, ...], shown: int = 4) -> str:
    """Append the first few dates to a message."""
    if not labels:
        return message
    more = f" and {len(labels) - shown} more" if len(labels) > shown else ""
    return f"{message}: {', '.join(labels[:shown])}{more}"
