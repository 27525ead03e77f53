"""Contagion: does a correlation rise with a shock, or only because its source became more volatile? Arrays only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.eventstudy.comovement.correlation import correlations, require_periods
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability

if TYPE_CHECKING:
    import pandas as pd


CAUTION = (
    "reject too often with fat tails: of a nominal 5 % a pair, 10 to 13 % when returns are t(5); and when something "
    "left out drives source and series, with clusters of volatility, 8 to 19 %"
)
"""Sizes in simulation, over 60 and 30 sessions and over 250 and 250: see tests/eventstudy/comovement."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Contagion(Displayed):
    """Correlations of a source with N - 1 other series, after an event corrected for the source's variance.

    Attributes
    ----------
    source : str
        Name of the source.
    names : tuple of str
        The other series.
    before, after, adjusted : ndarray, shape (N - 1,)
        Correlations with the source; ``adjusted`` is what ``after`` would be had the source's variance not changed.
    variance_ratio : float
        The source's variance after, divided by that before.
    zvalues, pvalues : ndarray, shape (N - 1,)
        Of ``adjusted`` against ``before``.
    alternative : {"two-sided", "greater", "less"}
    nobs : (int, int)
        Sessions before and after.
    caution : str
        In what way the p-values are known to mislead.
    """

    _line: ClassVar = ("source", "names", "variance_ratio", "nobs", "alternative")

    source: str
    names: tuple[str, ...]
    before: Floats
    after: Floats
    adjusted: Floats
    variance_ratio: float
    zvalues: Floats
    pvalues: Floats
    alternative: Alternative
    nobs: tuple[int, int]
    caution: str = CAUTION

    def to_frame(self) -> pd.DataFrame:
        """One row a series: correlation with the source before, after and corrected, z and p-value."""
        import pandas as pd

        columns = {
            "before": self.before,
            "after": self.after,
            "adjusted": self.adjusted,
            "z": self.zvalues,
            "pvalue": self.pvalues,
        }
        return pd.DataFrame(columns, index=pd.Index(self.names, name="series"))


def forbes_rigobon(correlation: ArrayLike, variance_ratio: ArrayLike) -> Floats:
    r"""Correct a correlation with a source of shocks for the rise in the source's variance.

    Parameters
    ----------
    correlation : array_like
        Correlation in the turbulent period.
    variance_ratio : array_like
        Variance of the source in the turbulent period divided by that in the calm one, above 0.

    Raises
    ------
    EstimationError
        If a correlation is outside -1 to 1 or a ratio is not positive.

    Notes
    -----
    .. math:: \rho^* = \frac{\rho}{\sqrt{1 + \delta (1 - \rho^2)}}, \qquad \delta = \text{variance ratio} - 1

    In y = a + b x + e with unchanged b and var(e), a higher variance of x alone raises corr(x, y): this takes it back.
    Assumes that x drives y and not the reverse, and that nothing left out drives both.

    References
    ----------
    Forbes, K. J. and Rigobon, R. (2002), "No contagion, only interdependence: measuring stock market comovements",
    Journal of Finance 57(5), 2223-2261.
    """
    r, ratio = np.asarray(correlation, dtype=np.float64), np.asarray(variance_ratio, dtype=np.float64)
    if not (np.abs(r) <= 1).all():
        raise EstimationError("Forbes-Rigobon", "a correlation outside its range", allowed="-1 to 1")
    if not ((ratio > 0) & np.isfinite(ratio)).all():
        raise EstimationError("Forbes-Rigobon", "a variance ratio that is not positive", allowed="above 0")
    return np.asarray(r / np.sqrt(1 + (ratio - 1) * (1 - r**2)))


def contagion(
    before: ArrayLike,
    after: ArrayLike,
    source: int,
    *,
    names: Sequence[str] | None = None,
    alternative: Alternative = "greater",
) -> Contagion:
    r"""Test whether the source's correlations rose by more than its own variance explains.

    H0: the series follow the source as before. Assumes: independent sessions and normal returns; the source drives the
    others. Invalid: when returns have fat tails; when something left out drives both, worst in clusters of volatility.

    Parameters
    ----------
    before, after : array_like, shapes (T1, N) and (T2, N)
        Returns of the calm and of the turbulent period.
    source : int
        Column of the source of the shock.
    names : sequence of str, optional
        Names of the series; "series 1", ... by default.
    alternative : {"two-sided", "greater", "less"}
        "greater": the corrected correlation is higher.

    Raises
    ------
    EstimationError
        If a value is missing, a series is constant, a period is too short, or there is no such column.

    Notes
    -----
    With :math:`\kappa` the variance ratio, r1 the correlation before and r* the corrected one after,

    .. math:: z = \frac{\operatorname{artanh} r^* - \operatorname{artanh} r_1}{\sqrt{v_1 + v_2}}, \qquad
              v_1 = \frac{1 - r_1^2 / 2}{T_1 - 3}, \quad
              v_2 = \frac{(1 - r^{*2}) / \kappa + r^{*2} / 2}{T_2 - 3}

    This is the test that b / sd(e) is the same in both periods, given the source's returns. The variances follow from
    those of b and sd(e) under independent normal errors; Fisher's would be those for an uncorrected correlation,
    which makes the usual version of this test too timid when the variance has risen.

    References
    ----------
    Forbes and Rigobon (2002), as for :func:`forbes_rigobon`. Dungey, M., Fry, R., González-Hermosillo, B. and Martin,
    V. L. (2005), "Empirical modelling of contagion: a review of methodologies", Quantitative Finance 5(1), 9-24, on
    the size of the usual version.
    """
    first, second, labels = require_periods(before, after, names, "contagion")
    if not 0 <= source < len(labels):
        raise EstimationError("contagion: source", f"column {source}", allowed=f"0 to {len(labels) - 1}")
    others = [k for k in range(len(labels)) if k != source]
    r1, r2 = (correlations(x)[source, others] for x in (first, second))
    ratio = float(second[:, source].var(ddof=1) / first[:, source].var(ddof=1))
    adjusted = forbes_rigobon(r2, ratio)
    v1 = (1 - r1**2 / 2) / (len(first) - 3)
    v2 = ((1 - adjusted**2) / ratio + adjusted**2 / 2) / (len(second) - 3)
    z = (np.arctanh(adjusted) - np.arctanh(r1)) / np.sqrt(v1 + v2)
    return Contagion(
        source=labels[source],
        names=tuple(labels[k] for k in others),
        before=r1,
        after=r2,
        adjusted=adjusted,
        variance_ratio=ratio,
        zvalues=z,
        pvalues=tail_probability(z, np.inf, alternative),
        alternative=alternative,
        nobs=(len(first), len(second)),
    )
