"""Where an effect stands among those of other groups, or of other days. Arrays in, results out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.hypothesis import HypothesisTest
from analysis.eventstudy.numeric import Alternative, Floats
from analysis.eventstudy.placebo.dates import Rows
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest

Among = Literal["groups", "days"]
_NULL = {
    "groups": "the treated group moved as the other groups of the day did",
    "days": "the treated group moved on the day as it does on other days",
}
_PUBLISHED = {
    "groups": "Abadie, Diamond and Hainmueller (2010); Conley and Taber (2011); Ferman and Pinto (2019)",
    "days": "Gelbach, Helland and Klick (2013)",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RankAmong(Displayed):
    r"""Rank of an effect, in units of the noise that was to be expected, or the reason why it has none.

    Attributes
    ----------
    among : {"groups", "days"}
    effect : float
        Log, decimal.
    quantile : SampleQuantileTest or None
        The event's statistic and those that it is compared with; ``rows`` are columns of groups, or rows of days.
    reason : str
        Why there is no test; empty where there is one.

    Notes
    -----
    .. math:: p = \frac{1 + \#\{j : z_j \ge z\}}{1 + J}

    among J control groups (a permutation of the treatment over all groups), or among J other days of the same group.
    The smallest p is 1 / (1 + J). Critical value, interval, detectable effect and equivalence all invert this rank, at
    the event's own expected noise.

    References
    ----------
    Abadie, A., Diamond, A. and Hainmueller, J. (2010), "Synthetic control methods for comparative case studies",
    Journal of the American Statistical Association 105(490), 493-505. Conley, T. G. and Taber, C. R. (2011),
    "Inference with 'difference in differences' with a small number of policy changes", Review of Economics and
    Statistics 93(1), 113-125. Ferman, B. and Pinto, C. (2019), "Inference in differences-in-differences with few
    treated groups and heteroskedasticity", Review of Economics and Statistics 101(3), 452-467. Gelbach, J. B.,
    Helland, E. and Klick, J. (2013), "Valid inference in single-firm, single-event studies", American Law and
    Economics Review 15(2), 495-541, for days.
    """

    _line: ClassVar = ("among", "effect", "nobs", "reason")

    among: Among
    effect: float
    quantile: SampleQuantileTest | None
    reason: str = ""

    @property
    def nobs(self) -> int:
        """Groups, or days, that the effect is compared with."""
        return self.quantile.nobs if self.quantile else 0

    def pvalue(self, alternative: Alternative = "two-sided") -> float:
        """Rank p-value; nan where there is no test."""
        return self.quantile.pvalue(alternative) if self.quantile else math.nan

    def critical_value(self, alpha: float, sign: int = 1) -> float:
        """Effect in the direction ``sign`` beyond which it is significant one-sided, counted positive in it."""
        return self.quantile.critical_value(alpha, sign) if self.quantile else math.nan

    def conf_int(self, alpha: float = 0.05) -> tuple[float, float]:
        """Effects that the two-sided test does not reject; infinite ends where J is too small for the level."""
        return self.quantile.conf_int(alpha) if self.quantile else (math.nan, math.nan)

    def minimum_detectable_effect(self, alpha: float, power: float, sign: int = 1) -> float:
        """Smallest effect, positive in the direction ``sign``, that is found with probability ``power``.

        Added to each of the groups or days in turn, at the event's own expected noise.
        """
        return self.quantile.minimum_detectable_effect(alpha, power, sign) if self.quantile else math.nan

    def equivalence_pvalue(self, bound: float) -> float:
        """P-value of "the true effect is ``bound`` or larger, of either sign": small where both are ruled out.

        Parameters
        ----------
        bound : float
            Smallest effect that would matter, above zero, log.

        Raises
        ------
        EstimationError
            If ``bound`` is not above zero.

        References
        ----------
        Schuirmann, D. J. (1987), "A comparison of the two one-sided tests procedure and the power approach", Journal
        of Pharmacokinetics and Biopharmaceutics 15(6), 657-680, with the rank test in the place of t.
        """
        if not bound > 0:
            raise EstimationError("equivalence", f"bound = {bound}", allowed="above 0")
        if self.quantile is None:
            return math.nan
        return max(self.quantile.pvalue_of(bound, "less"), self.quantile.pvalue_of(-bound, "greater"))

    def test(self, alternative: Alternative = "two-sided") -> HypothesisTest:
        """The same as other tests tell it: statistic in standard deviations, p, null hypothesis, reason."""
        return HypothesisTest(
            statistic=self.quantile.statistic if self.quantile else math.nan,
            pvalue=self.pvalue(alternative),
            null=_NULL[self.among],
            alternative=alternative,
            method=f"rank among {self.among}",
            nobs=self.nobs,
            law=f"rank among {self.nobs} {self.among}" if self.quantile else "",
            reason=self.reason,
            caution=f"no p is below {1 / (1 + self.nobs):.3f}" if self.quantile and self.among == "groups" else "",
            reference=_PUBLISHED[self.among],
        )


def rank_among(among: Among, effect: float, noise: float, others: Floats, rows: Rows, *, alpha: float) -> RankAmong:
    """Rank an effect by its noise among statistics, where there are enough of them.

    Parameters
    ----------
    among : {"groups", "days"}
    effect, noise : float
        Log, decimal; standard deviation that was to be expected.
    others : ndarray, shape (J,)
        Effects of other groups or days over their own noise; nan where there is none.
    rows : ndarray of int, shape (J,)
        Where they stand.
    alpha : float
        Level at which the rank must be able to reject, one-sided.
    """
    there = np.isfinite(others)
    count = int(there.sum())
    reason = ""
    if not math.isfinite(effect):
        reason = "a treated group was not observed in the window"
    elif not (math.isfinite(noise) and noise > 0):
        reason = "too few observed days before the window, or none on which it moved: its noise is not known"
    elif (1 + count) * alpha < 1 - 1e-9:
        reason = f"{count} {among} to compare with: the smallest p is {1 / (1 + count):.3f}, above {alpha:g}"
    if reason:
        return RankAmong(among, effect, None, reason)
    return RankAmong(among, effect, SampleQuantileTest(effect / noise, others[there], rows[there], noise))
