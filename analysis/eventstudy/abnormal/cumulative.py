"""Abnormal returns added up over an event window. Arrays in, results out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Alternative, Floats, interval, tail_probability
from analysis.eventstudy.windows import Days, EventWindow

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CumulativeAbnormalReturn(Displayed):
    """Sum of the abnormal returns of a window.

    Attributes
    ----------
    window : tuple of int
        First and last event day, both included.
    value, bse : float
        CAR and the standard error of its prediction.
    df_resid : int
        Degrees of freedom of the residual variance.
    contributions : ndarray, shape (k,)
        Parts of the raw return that the constant and each factor explain.
    raw : float
        Raw return of the window: ``contributions.sum() + value``.
    """

    window: EventWindow
    value: float
    bse: float
    df_resid: int
    contributions: Floats
    raw: float

    @property
    def tvalue(self) -> float:
        """``value / bse``; Student's t with ``df_resid`` degrees of freedom when nothing happened."""
        return self.value / self.bse

    def pvalue(self, alternative: Alternative = "two-sided") -> float:
        """P-value of the t statistic."""
        return float(tail_probability(self.tvalue, self.df_resid, alternative))

    def conf_int(self, alpha: float = 0.05) -> tuple[float, float]:
        """Interval that holds the effect of the event with probability 1 - alpha."""
        low, high = interval(self.value, self.bse, self.df_resid, alpha).tolist()
        return low, high

    def summary(self) -> str:
        """Window, CAR, standard error, t and two-sided p-value in one line."""
        return (
            f"CAR [{self.window[0]}, {self.window[1]}]  {self.value:.6f}  bse {self.bse:.6f}  t {self.tvalue:.3f}  "
            f"p {self.pvalue():.4f} (two-sided, {self.df_resid} degrees of freedom)"
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CumulativePath(Displayed):
    """Cumulative abnormal return at the end of each of D event days.

    Attributes
    ----------
    days : ndarray of int, shape (D,)
        Event days.
    values, bse : ndarray, shape (D,)
        Sum of the abnormal returns up to each day (log, decimal), and its standard error.
    df_resid : int
        Degrees of freedom of the residual variance.
    """

    days: Days
    values: Floats
    bse: Floats
    df_resid: int

    def conf_int(self, alpha: float = 0.05) -> Floats:
        """Pointwise intervals at level 1 - alpha, shape (D, 2)."""
        return interval(self.values, self.bse, self.df_resid, alpha)

    def to_frame(self) -> pd.DataFrame:
        """Table by event day: car, bse, low, high (95 %)."""
        import pandas as pd

        low, high = self.conf_int().T
        columns = {"car": self.values, "bse": self.bse, "low": low, "high": high}
        return pd.DataFrame(columns, index=pd.Index(self.days, name="day"))
