"""A fitted return model: coefficients, residuals, predictions and the covariance of their errors. Arrays only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats, interval, tail_probability

if TYPE_CHECKING:
    import pandas as pd

ModelName = Literal["constant mean", "market-adjusted", "ols", "huber", "garch", "dimson", "scholes-williams"]

MODELS: tuple[ModelName, ...] = (
    "constant mean",
    "market-adjusted",
    "ols",
    "huber",
    "garch",
    "dimson",
    "scholes-williams",
)


@dataclass(frozen=True, slots=True, eq=False)
class VarianceForecast:
    r"""Forecasts of a GARCH(1,1) variance from the last session of the estimation window.

    ``first`` is the forecast one session ahead, and :math:`h_{j+1} = \omega + (\alpha + \beta) h_j` from there.
    """

    omega: float
    persistence: float
    first: float

    def at(self, steps: NDArray[np.int_]) -> Floats:
        """Variance ``steps`` sessions after the estimation window, shape of ``steps``."""
        path = [self.first]
        while len(path) < steps.max():
            path.append(self.omega + self.persistence * path[-1])
        return np.asarray(path)[steps - 1]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FittedModel(Displayed):
    r"""A return model estimated on L sessions with k coefficients.

    Attributes
    ----------
    method : str
        One of :data:`MODELS`.
    names : tuple of str
        Names of the k coefficients; "const" first where the model has a constant.
    params : ndarray, shape (k,)
        Coefficients; for "market-adjusted" the imposed slope of one.
    normalized_cov : ndarray, shape (k, k)
        Covariance of ``params`` divided by ``sigma2``: :math:`(X'X)^{-1}` for least squares.
    exog, resid : ndarray, shapes (nobs, k) and (nobs,)
        Design with its constant, and residuals, on the sessions used.
    sigma2 : float
        Residual variance :math:`e'e / (L - k)` of a session's return.
    df_resid : int
        Its degrees of freedom: sessions used less estimated coefficients.
    rsquared : float
        1 - e'e / (sum of squares about the mean); negative where an imposed slope fits worse than the mean.
    triangle : ndarray, shape (k, k), or None
        For "constant mean", "ols" and "huber": R with ``normalized_cov`` = :math:`(R'R)^{-1}`, from the design's QR
        decomposition, which keeps the digits that the inverse loses.
    variance : VarianceForecast or None
        Only for "garch": the event days' own variance.
    caution : str
        In what way an estimate that could be had is known to mislead; empty for none.
    by_span : bool
        Whether returns span several sessions: the drift and the variance are then those of one session, and ``exog``
        and ``resid`` are divided by the square root of their spans.
    """

    _line: ClassVar = ("method", "names", "nobs", "df_resid", "sigma2", "rsquared")

    method: ModelName
    names: tuple[str, ...]
    params: Floats
    normalized_cov: Floats
    exog: Floats
    resid: Floats
    sigma2: float
    df_resid: int
    rsquared: float
    triangle: Floats | None = None
    variance: VarianceForecast | None = None
    caution: str = ""
    by_span: bool = False

    @property
    def nobs(self) -> int:
        """Sessions used; Dimson and Scholes-Williams lose those that have no lead or lag."""
        return len(self.resid)

    @property
    def bse(self) -> Floats:
        """Standard errors of the coefficients, shape (k,); zero where the model imposes them."""
        return np.sqrt(self.sigma2 * np.diag(self.normalized_cov))

    @property
    def tvalues(self) -> Floats:
        """Coefficients over their standard errors, shape (k,); NaN where the model imposes them."""
        bse = self.bse
        return np.divide(self.params, bse, out=np.full_like(bse, np.nan), where=bse > 0)

    @property
    def pvalues(self) -> Floats:
        """Two-sided p-values of the coefficients from t with ``df_resid`` degrees of freedom, shape (k,)."""
        return tail_probability(self.tvalues, self.df_resid)

    def conf_int(self, alpha: float = 0.05) -> Floats:
        """Confidence intervals of the coefficients at level 1 - alpha, shape (k, 2)."""
        return interval(self.params, self.bse, self.df_resid, alpha)

    def design(self, X1: ArrayLike, spans: ArrayLike | None = None) -> Floats:
        """Design of other sessions, shape (m, k), from their factor returns (m, q) without a constant.

        ``spans`` (m,): sessions that each return spans; its drift is so many times that of one. One when not given.
        """
        X1 = np.asarray(X1, dtype=float)
        constant = self.names[:1] == ("const",)
        if X1.ndim != 2 or X1.shape[1] != len(self.names) - constant:
            expected = ", ".join(self.names[constant:]) or "none"
            raise EstimationError("factors", f"array of shape {X1.shape}", allowed=f"(sessions, factors: {expected})")
        drift = np.ones(len(X1)) if spans is None else np.asarray(spans, dtype=float)
        return np.column_stack([drift, X1]) if constant else X1

    def predict(self, X1: ArrayLike) -> Floats:
        """Expected returns, shape (m,), given factor returns ``X1``, shape (m, q)."""
        return np.asarray(self.design(X1) @ self.params)

    def forecast_cov(self, X1: ArrayLike, steps: ArrayLike | None = None, spans: ArrayLike | None = None) -> Floats:
        r"""Covariance of the prediction errors of m sessions outside the estimation window.

        Parameters
        ----------
        X1 : array_like, shape (m, q)
            Factor returns without a constant.
        steps : array_like of int, shape (m,), optional
            Sessions after the last one of the estimation window; only "garch" needs them (default 1, ..., m).
        spans : array_like, shape (m,), optional
            Sessions that each return spans: its own variance is so many times ``sigma2``. One when not given.

        Returns
        -------
        ndarray, shape (m, m)

        Notes
        -----
        .. math:: V = s^2 (I + X_1 (X_0'X_0)^{-1} X_1')

        The second term is the error of the coefficients, which all event days share. For "garch" the identity is
        replaced by the forecast variances, on the diagonal. Where the model has R, the second term is S'S with
        R'S = X1', which loses as many digits as the design's condition number has, not twice as many.

        References
        ----------
        Salinger, M. (1992), "Standard errors in event studies", Journal of Financial and Quantitative Analysis
        27(1), 39-53.
        """
        exog = self.design(X1, spans)
        cov = self.sigma2 * self._leverage(exog)
        own = self.sigma2 * (np.ones(len(exog)) if spans is None else np.asarray(spans, dtype=float))
        if self.variance is not None:
            ahead = np.arange(1, len(exog) + 1) if steps is None else np.asarray(steps, dtype=np.int_)
            if ahead.shape != (len(exog),) or ahead.min() < 1:
                raise EstimationError(
                    "garch",
                    "a variance forecast for a session that does not follow the estimation window",
                    remedy="put the estimation window before the event windows",
                )
            own = self.variance.at(ahead)
        cov[np.diag_indices_from(cov)] += own
        return np.asarray(cov)

    def _leverage(self, exog: Floats) -> Floats:
        """Covariance of the predictions in units of ``sigma2``, shape (m, m)."""
        if self.triangle is None:
            return np.asarray(exog @ self.normalized_cov @ exog.T)
        spread = np.linalg.solve(self.triangle.T, exog.T)
        return np.asarray(spread.T @ spread)

    def robust_bse(self, kind: Literal["HC1", "HAC"] = "HC1", maxlags: int | None = None) -> Floats:
        """Standard errors of alpha and beta under heteroskedasticity or autocorrelation, shape (k,).

        Parameters
        ----------
        kind : {"HC1", "HAC"}
            White's covariance with the factor L / (L - k), or Newey and West's with the same factor.
        maxlags : int, optional
            Lags of "HAC"; by default floor(4 (L / 100)^(2/9)).

        Raises
        ------
        EstimationError
            If the model was not estimated by ordinary least squares.

        Notes
        -----
        For the coefficients of the estimation window only, never for abnormal returns. A dummy for an event day
        makes that day's residual exactly zero, and these covariances estimate each session's variance from its
        residual: the event day's is then estimated as nothing. In simulations a nominal 5 % test built so rejects
        most true null hypotheses. The error of an abnormal return comes from :meth:`forecast_cov`.

        References
        ----------
        White, H. (1980), Econometrica 48(4), 817-838. Newey, W. K. and West, K. D. (1987), Econometrica 55(3),
        703-708.
        """
        if self.method not in ("constant mean", "ols"):
            what = f"robust_bse of {self.method!r}"
            raise EstimationError(what, "not defined", allowed="constant mean, ols", remedy='fit "ols"')
        if kind not in ("HC1", "HAC"):
            raise EstimationError("robust_bse", f"unknown kind {kind!r}", allowed="HC1, HAC")
        from statsmodels.regression.linear_model import OLS

        result = OLS(self.exog @ self.params + self.resid, self.exog).fit()
        if kind == "HC1":
            return np.asarray(result.get_robustcov_results("HC1").bse)
        lags = int(4 * (self.nobs / 100) ** (2 / 9)) if maxlags is None else maxlags
        return np.asarray(result.get_robustcov_results("HAC", maxlags=lags, use_correction=True).bse)

    def to_frame(self) -> pd.DataFrame:
        """Coefficients as a table, one row each: coef, bse, t, pvalue."""
        import pandas as pd

        columns = {"coef": self.params, "bse": self.bse, "t": self.tvalues, "pvalue": self.pvalues}
        return pd.DataFrame(columns, index=pd.Index(self.names, name="name"))

    def summary(self) -> str:
        """Coefficients, residual variance and degrees of freedom as text."""
        head = (
            f"{self.method}: {self.nobs} sessions, {self.df_resid} degrees of freedom, "
            f"sigma {np.sqrt(self.sigma2):.6f}, R-squared {self.rsquared:.3f}"
        )
        caution = f"\ncaution: {self.caution}" if self.caution else ""
        return f"{head}\n{self.to_frame().to_string(float_format='{:.6f}'.format)}{caution}"
