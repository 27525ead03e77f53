"""The portfolio by models that no reaction of its factors to the news can touch, tested as it is by its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.measure.case import Case
from analysis.measure.on_dates import OnDates, mean_of, on_dates
from analysis.study.series import Series
from analysis.study.setting import Setting
from analysis.words.numbers import count

OWN = "as declared"
CONSTANT = "no factor (constant mean)"


@dataclass(frozen=True, slots=True, repr=False)
class OtherModel:
    """The portfolio's effect in the primary window by a model with other factors.

    Attributes
    ----------
    name : str
    tvalue : float
        T of the abnormal return.
    targets : SampleQuantileTest
        The abnormal return over the volatility known on the eve, among the placebo dates that can be measured.
    difference : SampleQuantileTest or None
        The same of the portfolio less the like funds, whose factors are altered likewise; None without like funds.
    """

    name: str
    tvalue: float
    targets: SampleQuantileTest
    difference: SampleQuantileTest | None

    def __repr__(self) -> str:
        return f"<OtherModel {self.name}: {1e4 * self.targets.effect:+.1f} bp, t = {self.tvalue:.2f}>"


def lag_of(setting: Setting) -> int:
    """Sessions by which factors precede the portfolio: the window's last day too is predicted from before the news."""
    return max(1, setting.span[1] + 1)


def alternatives(case: Case, likes: Sequence[str]) -> Iterator[OtherModel]:
    """The portfolio by earlier factors, by none, and by all but one of several; the like funds in the same way."""
    factors, lag = case.portfolio.factors, lag_of(case.setting)
    funds = [s for s in case.series if s.key in likes]

    def measured(name: str, left_out: Sequence[str], lag: int = 0) -> OtherModel:
        portfolio, *others = (_measured(case, s, left_out, lag) for s in (case.portfolio, *funds))
        window = case.setting.primary
        difference = portfolio.less(mean_of(others)).standardised(window) if others else None
        return OtherModel(name, float(portfolio.tvalues[0, 0]), portfolio.standardised(window), difference)

    # Of whole sessions, whatever part of one the window is: all that was known of the factors on its eve.
    yield measured(f"{OWN}, {count(lag, 'session')} earlier", (), lag)
    every = {f for s in (case.portfolio, *funds) for f in s.factors}
    yield measured(CONSTANT, sorted(every))
    for factor in factors if len(factors) > 1 else ():
        yield measured(f"all but {case.setting.label(factor)}", (factor,))


def _measured(case: Case, series: Series, left_out: Sequence[str], lag: int) -> OnDates:
    """A series without some of its factors, or with earlier ones, on the dates on which that can be measured."""
    kind, window = case.setting.primary.returns, case.setting.primary
    factors = [f for f in series.factors if f not in left_out]
    design = case.design_of(kind, replace(series, exchange=case.timing.home))
    (found,) = on_dates(case, kind, [series.key], factors, [window], design, exchange=case.timing.home, lag=lag)
    known = np.isfinite(found.cars[:, 0])
    known[0] = True
    return replace(
        found,
        rows=found.rows[known[1:]],
        cars=found.cars[known],
        tvalues=found.tvalues[known],
        starts=found.starts[known],
    )
