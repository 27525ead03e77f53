"""What a test of a hypothesis returns: its statistic and p-value, or the reason why there is none. Touches no data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, get_args

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Alternative

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, repr=False)
class HypothesisTest(Displayed):
    """Result of one test, or the reason why there is none.

    Attributes
    ----------
    statistic, pvalue : float
        Both nan when the test is not applicable.
    null : str
        The null hypothesis in words.
    alternative : {"two-sided", "greater", "less"}
        Side of the p-value.
    method : str
        Name of the test.
    nobs : int
        Number of events.
    df : tuple of float
        Degrees of freedom: ``()`` for a normal, exact or resampled reference distribution, ``(nu,)`` for t,
        ``(nu1, nu2)`` for F.
    law : str
        Of a resampled reference distribution: what was drawn, and how often.
    reason : str
        Empty when valid; else why the test is not applicable to this design.
    caution : str
        For a test that is applicable: in what way it is known to mislead in this design.
    reference : str
        Where the test was published.
    """

    _line: ClassVar = ("method", "statistic", "pvalue", "alternative", "nobs", "reason")

    statistic: float
    pvalue: float
    null: str
    alternative: Alternative
    method: str
    nobs: int
    df: tuple[float, ...] = ()
    law: str = ""
    reason: str = ""
    caution: str = ""
    reference: str = ""

    def __post_init__(self) -> None:
        if bool(self.reason) != math.isnan(self.pvalue):
            raise EstimationError(
                self.method,
                f"p = {self.pvalue} with reason {self.reason!r}",
                allowed="a p-value, or nan and the reason why there is none",
            )

    @property
    def applicable(self) -> bool:
        """Whether the test is valid for the design."""
        return not self.reason

    def summary(self) -> str:
        """Return the result in one line."""
        if self.reason:
            return f"{self.method}: not applicable: {self.reason}"
        law = (
            f", {'t' if len(self.df) == 1 else 'F'}({_join(self.df)})" if self.df else f", {self.law}" * bool(self.law)
        )
        line = f"{self.method}: {self.statistic:.3f}, p = {self.pvalue:.4f} ({self.alternative}{law}), N = {self.nobs}"
        return f"{line}; caution: {self.caution}" if self.caution else line

    def to_frame(self) -> pd.DataFrame:
        """Return the result as a table of one row."""
        import pandas as pd

        return pd.DataFrame([self._row()])

    def _row(self) -> dict[str, object]:
        return {
            "test": self.method,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "alternative": self.alternative,
            "df": _join(self.df),
            "law": self.law,
            "nobs": self.nobs,
            "null": self.null,
            "reason": self.reason,
            "caution": self.caution,
            "reference": self.reference,
        }


def check_alternative(alternative: str) -> None:
    """Refuse a side that is not two-sided, greater or less.

    Parameters
    ----------
    alternative : str
        Side of a p-value.

    Raises
    ------
    EstimationError
        If it is another.
    """
    if alternative not in get_args(Alternative):
        raise EstimationError("alternative", f"unknown {alternative!r}", allowed=", ".join(get_args(Alternative)))


def _join(df: tuple[float, ...]) -> str:
    return ", ".join(f"{x:g}" for x in df)
