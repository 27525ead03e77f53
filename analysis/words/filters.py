"""How text says a value: formats of the cells of tables, and filters of the templates. Pure functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from analysis.words.numbers import (
    SMALL,
    at_most,
    capital,
    count,
    day,
    digits,
    listing,
    moment,
    out_of,
    p_value,
    percent,
    probability,
    span,
)

NONE = "–"
UNBOUNDED = "∞"
ESTIMATORS = {"ols": "least squares", "huber": "Huber", "garch": "GARCH, maximum likelihood"}


def signed(bp: float | None) -> str:
    """Basis points with one decimal and their sign; a dash where there are none."""
    return NONE if bp is None else f"{bp:+z.1f}"


def size(bp: float | None) -> str:
    """An amount with one decimal; unbounded where there is none."""
    return UNBOUNDED if bp is None else f"{bp:.1f}"


def t_value(value: float | None) -> str:
    """Two decimals with a sign; a dash where there is none."""
    return NONE if value is None else f"{value:+z.2f}"


def hundredths(value: float | None) -> str:
    """Two decimals; a dash where there is none."""
    return NONE if value is None else f"{value:z.2f}"


def thousandths(value: float | None) -> str:
    """Three decimals; a dash where there is none."""
    return NONE if value is None else f"{value:.3f}"


def table_p(p: float | None) -> str:
    """P-value in a table: two decimals, three below 0.1."""
    if p is None:
        return NONE
    return f"{p:.2f}" if p >= 0.1 else f"{p:.3f}" if p >= 0.001 else "< 0.001"


def signed_pct(value: float | None) -> str:
    """A percentage with one decimal and its sign."""
    return UNBOUNDED if value is None else f"{value:+z.1f} %"


def rounded_pct(value: float | None) -> str:
    """A percentage in whole numbers, with one decimal below ten."""
    return UNBOUNDED if value is None else percent(value / 100)


def share(value: float | None) -> str:
    """A share of 1 as percent; a dash where there is none."""
    return NONE if value is None else percent(value)


def needed(low: float | None, high: float | None) -> str:
    """Move that a fund would take to show anything: "37 % to 59 %", "214 % or more"; a dash when it holds nothing."""
    if low is None:
        return NONE
    return f"{rounded_pct(low)} or more" if high is None else span(rounded_pct(low), rounded_pct(high))


def small(number: int) -> str:
    """A count in words up to nine."""
    return SMALL[number] if 0 <= number < len(SMALL) else str(number)


def some(number: int) -> str:
    """A count that stands for things: "none", "one", "12"."""
    return small(number) if number else "none"


def level(alpha: float) -> str:
    """The level of a test: "5 %"."""
    return f"{100 * alpha:g} %"


def estimator(model: str) -> str:
    """Name of an estimator; its own where we have no better one."""
    return ESTIMATORS.get(model, model)


def text(value: Any) -> str:
    """A word or a count as it is; a dash where there is nothing."""
    return NONE if value is None or value == "" else str(value)


FORMATS: Mapping[str, Callable[[Any], str]] = {
    "text": text,
    "count": text,
    "bp": signed,
    "size": size,
    "amount": lambda value: NONE if value is None else size(value),
    "t": t_value,
    "hundredths": hundredths,
    "thousandths": thousandths,
    "p": table_p,
    "pct": signed_pct,
    "whole_pct": rounded_pct,
    "share": share,
    "brief_pct": lambda value: f"{value:g} %",
    "estimator": estimator,
}
"""How the cells of a column are said."""

FILTERS: Mapping[str, Callable[..., str]] = {
    "bp": signed,
    "size": size,
    "t": t_value,
    "hundredths": hundredths,
    "two": hundredths,
    "table_p": table_p,
    "p": probability,
    "p_value": p_value,
    "at_most": at_most,
    "pct": signed_pct,
    "whole_pct": rounded_pct,
    "share": share,
    "percent": percent,
    "level": level,
    "brief": lambda number: f"{number:g}",
    "signed": lambda day: f"{day:+d}",
    "counted": count,
    "counted_digits": digits,
    "out_of": out_of,
    "small": small,
    "some": some,
    "listing": lambda words: listing(list(words)),
    "semicolons": "; ".join,
    "capital": capital,
    "sentence": lambda words: capital(words.rstrip(".")) + ".",
    "day": lambda date: day(dt.date.fromisoformat(date)),
    "moment": lambda time: moment(dt.datetime.fromisoformat(time)),
    "estimator": estimator,
}
"""What templates may say of a value beside itself."""
