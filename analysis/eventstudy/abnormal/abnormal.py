"""Abnormal returns of one security around one event, with their full covariance. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError, WindowError
from analysis.eventstudy.abnormal.cumulative import CumulativeAbnormalReturn, CumulativePath
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.models.fit import fit
from analysis.eventstudy.models.fitted import FittedModel
from analysis.eventstudy.models.observations import Observations
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability
from analysis.eventstudy.windows import Days, EventWindow, buy_and_hold, event_days, require_sessions

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AbnormalReturns(Displayed):
    """Abnormal returns (AR) on D event days from a model with k coefficients.

    Attributes
    ----------
    days : ndarray of int, shape (D,)
        Event days, from the first to the last day of all windows.
    actual, expected, ar : ndarray, shape (D,)
        Return, the model's prediction, and their difference.
    cov : ndarray, shape (D, D)
        Covariance of the prediction errors, the error of the coefficients included.
    contributions : ndarray, shape (D, k)
        Parts of ``expected``: each column of the design times its coefficient.
    model : FittedModel
        The estimated model.
    windows : tuple of (int, int)
        The windows asked for.
    where : str
        Name of the security, for messages.
    """

    _line: ClassVar = ("where", "model.method", "model.nobs", "windows", "days")

    days: Days
    actual: Floats
    expected: Floats
    ar: Floats
    cov: Floats
    contributions: Floats
    model: FittedModel
    windows: tuple[EventWindow, ...]
    where: str

    @property
    def bse(self) -> Floats:
        """Standard errors of ``ar``, shape (D,)."""
        return np.asarray(np.sqrt(np.diag(self.cov)))

    @property
    def tvalues(self) -> Floats:
        """``ar / bse``, shape (D,)."""
        return self.ar / self.bse

    @property
    def df_resid(self) -> int:
        """Degrees of freedom of the residual variance."""
        return self.model.df_resid

    def pvalues(self, alternative: Alternative = "two-sided") -> Floats:
        """P-values of the days' t statistics, shape (D,)."""
        return tail_probability(self.tvalues, self.df_resid, alternative)

    def _inside(self, first: int, last: int) -> slice:
        if not self.days[0] <= first <= last <= self.days[-1]:
            raise WindowError(
                self.where,
                f"no window [{first}, {last}]",
                allowed=f"first <= last within [{self.days[0]}, {self.days[-1]}]",
                remedy="name it among the windows",
            )
        return slice(first - int(self.days[0]), last - int(self.days[0]) + 1)

    def car(self, first: int, last: int) -> CumulativeAbnormalReturn:
        r"""Cumulative abnormal return from event day ``first`` to ``last``, both included.

        Raises
        ------
        WindowError
            If the window leaves the event days.

        Notes
        -----
        .. math:: CAR = 1'AR, \quad Var(CAR) = 1'V1

        with V = ``cov``: not the sum of the days' variances, because all days share the error of the coefficients.

        References
        ----------
        Campbell, J. Y., Lo, A. W. and MacKinlay, A. C. (1997), The Econometrics of Financial Markets, chapter 4.
        """
        days = self._inside(first, last)
        return CumulativeAbnormalReturn(
            window=(first, last),
            value=float(self.ar[days].sum()),
            bse=float(np.sqrt(self.cov[days, days].sum())),
            df_resid=self.df_resid,
            contributions=self.contributions[days].sum(axis=0),
            raw=float(self.actual[days].sum()),
        )

    def bhar(self, first: int, last: int, *, log_returns: bool = True) -> float:
        r"""Buy-and-hold abnormal return, a simple return: what holding gained beyond the model's prediction.

        Notes
        -----
        .. math:: BHAR = \exp(\sum R_t) - \exp(\sum E R_t) \quad\text{or}\quad \prod(1+R_t) - \prod(1+E R_t)

        for log returns (the default) and for simple returns.

        Over windows of more than about 60 sessions it is skewed, and errors of the estimated constant compound: in a
        made market without any effect the mean over single firms was -19.6 % and 16 % of firms lay below -100 %. It
        describes then, and tests nothing (:func:`analysis.eventstudy.holding_caution`).

        References
        ----------
        Barber, B. M. and Lyon, J. D. (1997), Journal of Financial Economics 43(3), 341-372.
        """
        days = self._inside(first, last)
        return float(buy_and_hold(self.actual[days], log_returns) - buy_and_hold(self.expected[days], log_returns))

    def path(self, first: int | None = None, last: int | None = None, since: int | None = None) -> CumulativePath:
        r"""Cumulate from the close of event day ``since`` to each day from ``first`` to ``last``.

        ``since`` is the day before ``first`` when not given. The path is zero on that day; before it stands what was
        still to come, with the sign turned.

        Notes
        -----
        .. math:: C_d = \sum_{since < j \le d} AR_j - \sum_{d < j \le since} AR_j

        with variance c'Vc, V the covariance of the abnormal returns and c these ones and minus ones.
        """
        opens, closes = self.days[[0, -1]].tolist()
        inside = self._inside(opens if first is None else first, closes if last is None else last)
        days = self.days[inside]
        start = int(days[0]) - 1 if since is None else since
        to, summed = days[:, None], days[None, :]
        contrast = ((start < summed) & (summed <= to)).astype(float) - ((to < summed) & (summed <= start))
        variance = np.einsum("di,ij,dj->d", contrast, self.cov[inside, inside], contrast)
        return CumulativePath(days, contrast @ self.ar[inside], np.sqrt(variance), self.df_resid)

    def to_frame(self) -> pd.DataFrame:
        """Table by event day: actual, expected, ar, bse, t, pvalue (two-sided)."""
        import pandas as pd

        return pd.DataFrame(
            {
                "actual": self.actual,
                "expected": self.expected,
                "ar": self.ar,
                "bse": self.bse,
                "t": self.tvalues,
                "pvalue": self.pvalues(),
            },
            index=pd.Index(self.days, name="day"),
        )

    def summary(self) -> str:
        """The model, the abnormal returns by day, and the windows' CARs as text."""
        table = self.to_frame().to_string(float_format="{:.6f}".format)
        return "\n".join(
            [self.where, self.model.summary(), "", table, "", *(self.car(*w).summary() for w in self.windows)]
        )


def abnormal_returns(
    y: ArrayLike,
    X: ArrayLike | None,
    day0: int,
    *,
    estimation: EventWindow,
    windows: Sequence[EventWindow],
    model: str = "ols",
    names: Sequence[str] | None = None,
    where: str = "",
    lags: int = 1,
    usable: ArrayLike | None = None,
    spans: ArrayLike | None = None,
) -> AbnormalReturns:
    r"""Estimate a return model before an event and measure the abnormal returns around it.

    Parameters
    ----------
    y : array_like, shape (T,)
        Returns of the security, one a session, in time order.
    X : array_like, shape (T, q), or None
        Factor returns without a constant.
    day0 : int
        Row of event day 0.
    estimation, windows : (int, int), sequence of (int, int)
        First and last event day, both included: ``estimation=(-270, -21)`` is 250 sessions.
    model, names, lags
        As in :func:`analysis.eventstudy.fit`.
    where : str
        Name of the security, for messages.
    usable : array_like of bool, shape (T,), optional
        Sessions that may serve in the estimation window; all by default. The window stays where it is and loses the
        others.
    spans : array_like, shape (T,), optional
        Sessions that each return spans, for quotes with gaps, as in :func:`analysis.eventstudy.fit`; one if not given.

    Raises
    ------
    WindowError
        If the windows leave the data or overlap the estimation window.
    EstimationError
        If a value in the windows is missing, or the model cannot be estimated.

    Notes
    -----
    .. math:: AR = y_1 - X_1 b, \quad Cov(AR) = s^2 (I + X_1 (X_0'X_0)^{-1} X_1')

    with b and s2 from the estimation window, index 0, and the event days, index 1. It assumes that without the
    event the days would have followed the estimated model with the same error variance ("garch": with its
    forecasts).

    References
    ----------
    MacKinlay, A. C. (1997), "Event studies in economics and finance", Journal of Economic Literature 35(1), 13-39.
    """
    obs = Observations.of(y, X, names, where or "event study")
    est_days, days = event_days(estimation, windows, obs.where)
    require_sessions(len(obs.y), day0, est_days, days, obs.where)
    last_day = est_days[-1]
    if usable is not None:
        est_days = est_days[np.asarray(usable, dtype=bool)[day0 + est_days]]
    needed = np.concatenate([est_days, days])
    obs.rows(day0 + needed).require_finite([f"event day {d} (row {day0 + d})" for d in needed])
    before, event = obs.rows(day0 + est_days), obs.rows(day0 + days)
    wide = None if spans is None else np.asarray(spans, dtype=float)
    if wide is not None and wide.shape != obs.y.shape:
        raise EstimationError(obs.where, f"spans of shape {wide.shape}", allowed=f"{obs.y.shape}, as the returns")
    span0, span1 = (None if wide is None else wide[day0 + d] for d in (est_days, days))
    fitted = fit(before.y, before.X, model=model, names=obs.names, lags=lags, where=obs.where, spans=span0)
    contributions = fitted.design(event.X, span1) * fitted.params
    expected = contributions.sum(axis=1)
    return AbnormalReturns(
        days=days,
        actual=event.y,
        expected=expected,
        ar=event.y - expected,
        cov=fitted.forecast_cov(event.X, steps=days - last_day, spans=span1),
        contributions=contributions,
        model=fitted,
        windows=tuple((int(a), int(b)) for a, b in windows),
        where=obs.where,
    )


def dummy_regression(
    y: ArrayLike, X: ArrayLike | None, day0: int, estimation: EventWindow, days: ArrayLike
) -> tuple[Floats, Floats]:
    """Abnormal returns from one regression over both windows with a dummy variable for each event day.

    The independent proof of :func:`abnormal_returns`: the same ARs and, with the classical covariance, the same
    standard errors. With more than a few days it is slower; use it to check.

    Parameters
    ----------
    y, X, day0, estimation
        As in :func:`abnormal_returns`.
    days : array_like of int, shape (D,)
        Event days.

    Returns
    -------
    params, bse : ndarray, shape (D,)

    References
    ----------
    Karafiath, I. (1988), "Using dummy variables in the event methodology", Financial Review 23(3), 351-357.
    """
    from statsmodels.regression.linear_model import OLS

    days = np.asarray(days)
    sessions = np.concatenate([np.arange(estimation[0], estimation[1] + 1), days])
    both = Observations.of(y, X, None, "dummy regression").rows(day0 + sessions)
    dummies = (sessions[:, None] == days[None, :]).astype(float)
    result = OLS(both.y, np.hstack([both.design(), dummies])).fit()
    return np.asarray(result.params[-len(days) :]), np.asarray(result.bse[-len(days) :])
