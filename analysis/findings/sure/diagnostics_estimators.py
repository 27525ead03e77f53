"""The portfolio's abnormal return by other estimators of the same model."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.measure.case import Case
from analysis.measure.effects import fit_series

OTHERS = ("huber", "garch")
ITERATED = ("garch",)
"""Estimators whose optimum is found by search, which stops a little elsewhere with another processor."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Abnormal return of the portfolio in the primary window by one estimator.

    ``abnormal`` and its standard error ``bse`` are log returns as decimals; the p-value is two-sided.
    """

    model: str
    abnormal: float
    bse: float
    tvalue: float
    pvalue: float


def other_estimates(case: Case) -> tuple[Estimate, ...]:
    """Measure the portfolio in the primary window by estimators that forgive outliers and changing variance."""
    return tuple(_estimate(case, model) for model in OTHERS)


def _estimate(case: Case, model: str) -> Estimate:
    window = case.setting.span
    car = fit_series(case, case.portfolio, case.setting.primary.returns, [window], model=model).car(*window)
    numbers = (car.value, car.bse, car.tvalue, car.pvalue())
    return Estimate(model, *(_rounded(x) if model in ITERATED else x for x in numbers))


def _rounded(value: float) -> float:
    """Five significant digits: what an iterated optimum gives alike on every processor."""
    return float(f"{value:.5g}")
