"""Inference for a synthetic control: the same procedure on other dates, and on the donors. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.funds.synthetic import SyntheticControl, donor_observations, fit_controls, synthetic_control
from analysis.eventstudy.hypothesis import HypothesisTest
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.dates import Rows, require_rows
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.eventstudy.windows import EventWindow, event_days

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlaceboInTime(Displayed):
    """The event among M placebo dates with the same procedure.

    Attributes
    ----------
    cumulative_gap : SampleQuantileTest
        Sum of the gaps of the event window.
    rmspe_ratio : SampleQuantileTest
        Ratio of the root mean squared gaps; only its "greater" side speaks against the null.
    weights : ndarray, shape (M, J)
        Of each placebo date.
    """

    _line: ClassVar = ("cumulative_gap.statistic", "cumulative_gap.nobs", "weights")

    cumulative_gap: SampleQuantileTest
    rmspe_ratio: SampleQuantileTest
    weights: Floats

    def summary(self) -> str:
        """Both statistics among the placebo dates, one a line."""
        return f"cumulative gap: {self.cumulative_gap.summary()}\nratio of gaps: {self.rmspe_ratio.summary()}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlaceboInSpace(Displayed):
    """The target among the J donors, each with a synthetic control from the other donors.

    Attributes
    ----------
    units : tuple of SyntheticControl
        The target first, then each donor as if it were the target.
    test : HypothesisTest
        Rank of the target's ratio of root mean squared gaps.
    """

    _line: ClassVar = ("units", "test.statistic", "test.pvalue")

    units: tuple[SyntheticControl, ...]
    test: HypothesisTest

    def summary(self) -> str:
        """The rank of the target in one line."""
        return self.test.summary()

    def to_frame(self) -> pd.DataFrame:
        """One row a unit, the target first: unit, cumulative_gap, rmspe, rsquared, rmspe_ratio."""
        import pandas as pd

        names = ("cumulative_gap", "rmspe", "rsquared", "rmspe_ratio")
        return pd.DataFrame([{"unit": u.where} | {name: getattr(u, name) for name in names} for u in self.units])


def placebo_in_time(
    y: ArrayLike,
    donors: ArrayLike,
    day0: int,
    rows: Rows,
    *,
    estimation: EventWindow,
    window: EventWindow,
    demean: bool,
    names: Sequence[str] | None = None,
    where: str = "",
) -> PlaceboInTime:
    """Rank the event among placebo dates, each with its own estimation window and weights.

    Parameters
    ----------
    rows : ndarray of int, shape (M,)
        Rows of the placebo dates: see :func:`analysis.eventstudy.admissible_rows`.
    y, donors, day0, estimation, window, demean, names, where
        As for :func:`analysis.eventstudy.synthetic_control`.

    Raises
    ------
    WindowError, EstimationError
        As for :func:`analysis.eventstudy.synthetic_control`, on any of the dates, or if there are none.
    """
    obs = donor_observations(y, donors, names, where)
    require_rows(rows, 1, obs.where)
    before, days = event_days(estimation, [window], obs.where)
    c = fit_controls(obs, np.concatenate([[day0], rows]).astype(np.intp), before, days, demean)
    gap, ratio = c.gap.sum(axis=1), c.rmspe_ratio
    return PlaceboInTime(
        SampleQuantileTest(float(gap[0]), gap[1:], rows),
        SampleQuantileTest(float(ratio[0]), ratio[1:], rows),
        c.weights[1:],
    )


def placebo_in_space(
    y: ArrayLike,
    donors: ArrayLike,
    day0: int,
    *,
    estimation: EventWindow,
    window: EventWindow,
    demean: bool,
    names: Sequence[str] | None = None,
    where: str = "",
) -> PlaceboInSpace:
    r"""Rank the target's gap among those of the donors, each with a control from the other donors.

    Parameters
    ----------
    y, donors, day0, estimation, window, demean, names, where
        As for :func:`analysis.eventstudy.synthetic_control`; at least 2 donors.

    Raises
    ------
    WindowError, EstimationError
        As for :func:`analysis.eventstudy.synthetic_control`, for any of the units.

    Notes
    -----
    .. math:: p = \frac{\#\{j : r_j \ge r_1\}}{J + 1}, \qquad r_j = \frac{RMSPE_{j,event}}{RMSPE_{j,before}}

    with the target among the J + 1. It is exact if the event could have struck each unit with the same probability.
    The target is no donor of the others, because its gap would then appear in theirs. The ratio keeps units with a
    poor fit from looking like an effect.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), as for :func:`analysis.eventstudy.synthetic_control`, section 3.4.
    """
    obs = donor_observations(y, donors, names, where)
    count = len(obs.names)
    if count < 2:
        raise EstimationError(obs.where, f"{count} donor for a placebo in space", allowed="at least 2")

    def unit(target: Floats, others: Sequence[int], name: str) -> SyntheticControl:
        return synthetic_control(
            target,
            obs.X[:, others],
            day0,
            estimation=estimation,
            window=window,
            demean=demean,
            names=[obs.names[k] for k in others],
            where=name,
        )

    placebos = (unit(obs.X[:, j], [k for k in range(count) if k != j], obs.names[j]) for j in range(count))
    units = (unit(obs.y, range(count), obs.where), *placebos)
    ratio = units[0].rmspe_ratio
    test = HypothesisTest(
        statistic=ratio,
        pvalue=sum(u.rmspe_ratio >= ratio for u in units) / len(units),
        null="the event moved the target no more than it moved the donors",
        alternative="greater",
        method="ratio of root mean squared gaps, permuted over units",
        nobs=len(units),
        caution=f"with {len(units)} units no p-value is below {1 / len(units):.3f}",
        reference="Abadie, Diamond and Hainmueller (2010)",
    )
    return PlaceboInSpace(units, test)
