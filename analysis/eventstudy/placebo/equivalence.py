"""Equivalence: is an effect so close to zero that the one in question is ruled out? Arrays in, results out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import interval, tail_probability


@dataclass(frozen=True, slots=True, repr=False)
class EquivalenceTest(Displayed):
    """Two one-sided t tests of an effect against -bound and +bound.

    Attributes
    ----------
    effect, bse, df : float
        Estimate, its standard error and its degrees of freedom.
    bound : float
        Smallest effect that would matter, in the units of ``effect``.
    alpha : float
        Level of each of the two tests, and of the two as one test.
    tvalues, pvalues : (float, float)
        Of "effect <= -bound" and of "effect >= bound"; both must be rejected.
    conf_int : (float, float)
        Interval at level 1 - 2 alpha: inside the bounds exactly when the effect is equivalent to none.
    """

    _line: ClassVar = ("effect", "bse", "df", "bound", "alpha", "pvalue")

    effect: float
    bse: float
    df: float
    bound: float
    alpha: float
    tvalues: tuple[float, float]
    pvalues: tuple[float, float]
    conf_int: tuple[float, float]

    @property
    def pvalue(self) -> float:
        """Larger of the two p-values."""
        return max(self.pvalues)

    @property
    def equivalent(self) -> bool:
        """Whether effects of ``bound`` and beyond, of either sign, are ruled out at ``alpha``."""
        return self.pvalue < self.alpha

    @property
    def smallest_bound(self) -> float:
        """Bound at which p is ``alpha``: every larger effect, of either sign, is ruled out."""
        return max(abs(end) for end in self.conf_int)

    def summary(self) -> str:
        """The effect, whether it is equivalent to none, and the smallest effect that is ruled out, in one line."""
        found = "ruled out" if self.equivalent else "not ruled out"
        return (
            f"effect {self.effect:.6f}: effects of {self.bound:.6f} and beyond are {found} (p = {self.pvalue:.4f}), "
            f"those beyond {self.smallest_bound:.6f} are"
        )


def equivalence(effect: float, bse: float, df: float, bound: float, alpha: float = 0.05) -> EquivalenceTest:
    r"""Test whether an effect lies between -bound and +bound.

    H0: the effect matters, it is at least as large as the bound. Assumes: the estimate over its standard error has
    Student's t. Invalid: when the bound was chosen after the estimate was seen.

    Parameters
    ----------
    effect, bse : float
        Estimate (an abnormal return, a slope) and its standard error.
    df : float
        Degrees of freedom of its t; infinite for a known variance.
    bound : float
        Smallest effect that would matter, above 0, chosen before the estimate is known.
    alpha : float
        Level.

    Raises
    ------
    EstimationError
        If a number is missing, ``bse``, ``df`` or ``bound`` is not positive, or ``alpha`` is not between 0 and 1/2.

    Notes
    -----
    The null hypothesis is an effect that matters, :math:`|\theta| \ge \Delta`. It is rejected when both
    one-sided tests reject,

    .. math:: t_1 = \frac{\hat\theta + \Delta}{se}, \quad t_2 = \frac{\hat\theta - \Delta}{se}, \qquad
              p = \max\{P(T > t_1),\, P(T < t_2)\}

    A large p-value is no evidence of an effect, only the absence of evidence against one.

    References
    ----------
    Schuirmann, D. J. (1987), "A comparison of the two one-sided tests procedure and the power approach for assessing
    the equivalence of average bioavailability", Journal of Pharmacokinetics and Biopharmaceutics 15(6), 657-680.
    """
    if not np.isfinite([effect, bse, bound]).all() or not (bse > 0 and df > 0 and bound > 0):
        raise EstimationError(
            "equivalence",
            f"effect {effect}, standard error {bse}, degrees of freedom {df}, bound {bound}",
            allowed="numbers; the last three positive",
        )
    if not 0 < alpha < 0.5:
        raise EstimationError("equivalence: alpha", f"{alpha}", allowed="between 0 and 0.5")
    lower, upper = (effect + bound) / bse, (effect - bound) / bse
    low, high = interval(effect, bse, df, 2 * alpha)
    return EquivalenceTest(
        effect=effect,
        bse=bse,
        df=df,
        bound=bound,
        alpha=alpha,
        tvalues=(lower, upper),
        pvalues=(float(tail_probability(lower, df, "greater")), float(tail_probability(upper, df, "less"))),
        conf_int=(float(low), float(high)),
    )
