"""What a panel of events returns: abnormal returns by event, what was left out, tables. Touches nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.abnormal.excluded import Exclusions
from analysis.eventstudy.abnormal.other_events import other_events_warning
from analysis.eventstudy.abnormal.panel_data import Integers
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability
from analysis.eventstudy.windows import Days, EventWindow, holding_caution

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PanelResult(Displayed):
    """Abnormal returns of E events on D event days and in W windows.

    Attributes
    ----------
    included : ndarray of int, shape (E,)
        Row of each event in the ``events`` that were handed in; the others are in ``excluded``.
    security, position : ndarray of int, shape (E,)
        Column of the security and row of event day 0.
    days, est_days : ndarray of int, shapes (D,) and (L,)
        Event days of the windows and of the estimation window.
    windows : tuple of (int, int)
        The W windows.
    params : ndarray, shape (E, k)
        Coefficients: the constant, then the factors ("market-adjusted": the imposed slope of one).
    normalized_cov : ndarray, shape (E, k, k)
        (X0'X0)^-1 of the estimation windows; zero for "market-adjusted".
    exog : ndarray, shape (E, D, k), or (E, 0, k) if residuals are not kept
        Design of the event days.
    sigma : ndarray, shape (E,)
        Residual standard deviation, the square root of e'e / df.
    nobs, df : ndarray of int, shape (E,)
        Observations of the estimation window, and these less estimated coefficients.
    other_events : ndarray of int, shape (E,)
        Sessions of the estimation window that are event days of another event of the same security.
    other_events_masked : bool
        Whether these sessions were left out of the estimation.
    at_edge : ndarray of bool, shape (E,)
        Whether the fit carries a caution: a GARCH variance at an edge of what is allowed (``FittedModel.caution``).
    resid : ndarray, shape (E, L), or (E, 0) if not kept
        Estimation residuals; NaN on sessions that are missing or not usable.
    ar, ar_bse : ndarray, shape (E, D)
        Abnormal returns and their prediction's standard errors; NaN where the return or a factor is missing.
    car, car_bse, bhar : ndarray, shape (E, W)
        Cumulative abnormal returns, the standard errors from the full covariance of the prediction errors, and
        buy-and-hold abnormal returns, which compound what was subtracted from the returns too; NaN where a day of the
        window is missing. Over long windows ``bhar`` is skewed: see ``cautions`` and
        :meth:`analysis.eventstudy.AbnormalReturns.bhar`.
    excluded : Exclusions
        What is left out, by event and window.
    """

    _line: ClassVar = ("ar", "windows", "resid", "excluded")

    included: Integers
    security: Integers
    position: Integers
    days: Days
    est_days: Days
    windows: tuple[EventWindow, ...]
    params: Floats
    normalized_cov: Floats
    exog: Floats
    sigma: Floats
    nobs: Integers
    df: Integers
    other_events: Integers
    other_events_masked: bool
    at_edge: NDArray[np.bool_]
    resid: Floats
    ar: Floats
    ar_bse: Floats
    car: Floats
    car_bse: Floats
    bhar: Floats
    excluded: Exclusions

    @property
    def tvalues(self) -> Floats:
        """CARs over their standard errors, shape (E, W)."""
        return self.car / self.car_bse

    def pvalues(self, alternative: Alternative = "two-sided") -> Floats:
        """P-values of each event's CARs from t with its ``df``, shape (E, W)."""
        return tail_probability(self.tvalues, self.df[:, None], alternative)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to mind about the W windows' ``bhar``; empty where there is nothing."""
        return tuple(holding_caution(window) for window in self.windows)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to mind about estimation windows that hold another event, and about fits at an edge; or nothing."""
        edge = int(np.count_nonzero(self.at_edge))
        rough = (
            f"the GARCH variance of {edge} of {len(self.at_edge)} events lies at an edge (alpha, beta or omega zero, "
            "alpha + beta near one, or a curve of time fits better): their standard errors are rough"
        )
        return (*other_events_warning(self.other_events, self.other_events_masked), *[rough] * bool(edge))

    def to_frame(self) -> pd.DataFrame:
        """Table with a row for each event and window, in the order of the events; ``caution`` is about ``bhar``."""
        import pandas as pd

        count, width = self.car.shape
        first, last = np.array(self.windows).T
        columns: dict[str, Any] = {
            name: np.repeat(getattr(self, name), width) for name in ("included", "security", "position")
        }
        columns |= {"first": np.tile(first, count), "last": np.tile(last, count)}
        columns |= {name: getattr(self, name).ravel() for name in ("car", "car_bse", "bhar")}
        columns |= {"t": self.tvalues.ravel(), "pvalue": self.pvalues().ravel(), "caution": self.cautions * count}
        fitted = ("nobs", "df", "sigma", "other_events", "at_edge")
        columns |= {name: np.repeat(getattr(self, name), width) for name in fitted}
        return pd.DataFrame(columns).rename(columns={"included": "event"})

    def summary(self) -> str:
        """Events in and out with the reasons, and the mean CAR of each window, as text."""
        whole = int(self.excluded.whole.sum())
        lines = [f"{len(self.included)} events of {len(self.included) + whole}, {len(self.days)} event days"]
        lines += [f"warning: {warning}" for warning in self.warnings]
        for w, ((first, last), caution) in enumerate(zip(self.windows, self.cautions, strict=True)):
            car = self.car[~np.isnan(self.car[:, w]), w]
            mean = f"mean CAR {car.mean():.6f}" if len(car) else "no CAR"
            lines += [f"[{first}, {last}]  {len(car)} events  {mean}", *[f"  caution: {caution}"] * bool(caution)]
        reasons = Counter(x.reason if x.window is None else f"{list(x.window)}: {x.reason}" for x in self.excluded)
        lines += [f"excluded, {n}: {reason}" for reason, n in reasons.most_common()]
        return "\n".join(lines)
