"""How the report says the numbers of the evidence: filters of its templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from analysis.words.numbers import SMALL, count, percent, span

NONE = "–"
UNBOUNDED = "∞"
NOUNS = {
    "window": ("window", ""),
    "model": ("model", ""),
    "sessions": ("length of the estimation window", "lengths of the estimation window"),
    "portfolio": ("portfolio", ""),
    "left out": ("choice of days left out", "choices of days left out"),
}
"""Dimensions of the grid, one and several."""
ESTIMATORS = {"ols": "least squares", "huber": "Huber", "garch": "GARCH, maximum likelihood"}


def t_value(value: float | None) -> str:
    """Two decimals with a sign; a dash where there is none."""
    return NONE if value is None else f"{value:+z.2f}"


def hundredths(value: float | None) -> str:
    """Two decimals; a dash where there is none."""
    return NONE if value is None else f"{value:z.2f}"


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


def moves(row: Mapping[str, Any]) -> str:
    """Move that a fund would take to show anything: "37 % to 59 %", "214 % or more"; a dash when it holds nothing."""
    low, high = row["needed_low_pct"], row["needed_high_pct"]
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


def choices(dimensions: Sequence[Mapping[str, Any]]) -> list[str]:
    """How many choices each dimension of the grid has: "five windows", "one model"."""
    return [count(len(d["choices"]), *NOUNS[d["dimension"]]) for d in dimensions]


def power_range(row: Mapping[str, Any]) -> str:
    """Probability that the placebo test sees an effect at the lowest and the highest weight."""
    return span(percent(row["power_low"]), percent(row["power_high"]))


def t_power_range(row: Mapping[str, Any]) -> str:
    """The same of the t test."""
    return span(percent(row["t_power_low"]), percent(row["t_power_high"]))


FILTERS: Mapping[str, Callable[..., str | list[str]]] = {
    "t": t_value,
    "hundredths": hundredths,
    "table_p": table_p,
    "pct": signed_pct,
    "whole_pct": rounded_pct,
    "moves": moves,
    "counted": count,
    "small": small,
    "some": some,
    "level": level,
    "choices": choices,
    "power_range": power_range,
    "t_power_range": t_power_range,
    "estimator": estimator,
    "signed": lambda day: f"{day:+d}",
    "three": lambda number: f"{number:.3f}",
}
