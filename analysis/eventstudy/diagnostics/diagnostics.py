"""Diagnostics of a fitted return model: does it keep the assumptions of the tests? Arrays in, results out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.diagnostics.influence import Influence, Leverage, influence, leverage
from analysis.eventstudy.diagnostics.stability import (
    RollingCoefficients,
    cusum,
    recursive_residuals,
    rolling_coefficients,
)
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.hypothesis import HypothesisTest
from analysis.eventstudy.models.fitted import FittedModel
from analysis.eventstudy.numeric import Floats

if TYPE_CHECKING:
    import pandas as pd

LEAST_SQUARES = ("constant mean", "ols")
FEWEST_RESIDUALS = 20
COOKS_LEVEL = 0.5
STANDARDISED = "it needs the standardised residuals, which the fit does not keep"


@dataclass(frozen=True, slots=True, repr=False)
class Diagnostic(Displayed):
    """One check of the model.

    Attributes
    ----------
    name : str
        "autocorrelation", "heteroskedasticity", "normality", "stability", "leverage" or "influence".
    test : HypothesisTest
        Statistic, p-value, null hypothesis and method, or the reason why there is no p-value.
    passed : bool or None
        None if the check is not applicable to this model.
    """

    _line: ClassVar = ("name", "passed", "test.method", "test.pvalue")

    name: str
    test: HypothesisTest
    passed: bool | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Diagnostics(Displayed):
    """All checks of one fitted model.

    Attributes
    ----------
    checks : tuple of Diagnostic
    alpha : float
        Level at which each check by itself passes or fails.
    rolling : RollingCoefficients
        Least-squares coefficients over time, whatever the model.
    leverage : Leverage
        Of the event days and of the estimation window.
    recursive : ndarray, shape (n,)
        Recursive residuals, for a figure of their cumulative sum; empty when stability is not applicable.
    influence : Influence or None
        None when influence is not applicable.
    """

    _line: ClassVar = ("failed", "checks", "alpha", "rolling.window")

    checks: tuple[Diagnostic, ...]
    alpha: float
    rolling: RollingCoefficients
    leverage: Leverage
    recursive: Floats
    influence: Influence | None

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the checks that failed."""
        return tuple(c.name for c in self.checks if c.passed is False)

    def check(self, name: str) -> Diagnostic:
        """Return one check by its name.

        Raises
        ------
        EstimationError
            If there is no check of this name.
        """
        for c in self.checks:
            if c.name == name:
                return c
        raise EstimationError("diagnostics", f"no {name!r}", allowed=", ".join(c.name for c in self.checks))

    def summary(self) -> str:
        """Each check and whether the model passed it, one a line."""
        words = {True: "passed", False: "failed", None: "not applicable"}
        return "\n".join(f"{c.name}, {words[c.passed]}: {c.test.summary()}" for c in self.checks)

    def to_frame(self) -> pd.DataFrame:
        """One row a check: name, passed, and the columns of its test."""
        import pandas as pd

        tests = pd.concat([c.test.to_frame() for c in self.checks], ignore_index=True)
        tests.insert(0, "check", [c.name for c in self.checks])
        tests.insert(1, "passed", pd.Series([c.passed for c in self.checks], dtype="boolean"))
        return tests


def diagnose(
    model: FittedModel,
    event_factors: ArrayLike,
    *,
    alpha: float = 0.05,
    lags: int | None = None,
    rolling: int = 60,
    spans: ArrayLike | None = None,
) -> Diagnostics:
    r"""Check the residuals, the coefficients and the event days of a fitted model.

    Parameters
    ----------
    model : FittedModel
        From an estimation window of L sessions in time order.
    event_factors : array_like, shape (m, q)
        Factor returns of the event days, without a constant.
    alpha : float
        Level of each check but influence. One or more of the five fail in about 1 - (1 - alpha)^5 of sound models.
    lags : int, optional
        Of the autocorrelations; by default the smaller of 10 and L / 5.
    rolling : int
        Sessions of each rolling window.
    spans : array_like, shape (m,), optional
        Sessions that the return of each event day spans, of a model that was fitted by spans; one if not given.

    Raises
    ------
    EstimationError
        If there are fewer than 20 residuals, ``lags`` or ``rolling`` do not fit the estimation window, the factors
        are collinear in a rolling window, or one session alone determines a coefficient.

    Notes
    -----
    - autocorrelation: Ljung and Box's Q.
    - heteroskedasticity: Engle's Lagrange multiplier test for ARCH.
    - normality: D'Agostino and Pearson's K2, whose size is close to alpha from about 50 sessions on.
    - stability: CUSUM of the recursive residuals, :func:`analysis.eventstudy.cusum`.
    - leverage: rank of the event days' hat values, :func:`analysis.eventstudy.leverage`, Bonferroni over the
      m days. A failure means that the model is extrapolated.
    - influence: Cook's largest distance D. Its level is P(F(k, L - k) > D), that of the confidence region to whose edge
      the coefficients move without that session; below 1/2 it fails.

    Heteroskedasticity and normality of a "garch" model would need its standardised residuals; stability and influence
    are defined for least squares. Clusters of volatility alone make the check of autocorrelation fail too often.

    References
    ----------
    Ljung, G. M. and Box, G. E. P. (1978), Biometrika 65(2), 297-303. Engle, R. F. (1982), Econometrica 50(4), 987-1007.
    D'Agostino, R. and Pearson, E. S. (1973), Biometrika 60(3), 613-622. Brown, R. L., Durbin, J. and Evans, J. M.
    (1975), Journal of the Royal Statistical Society B 37(2), 149-192. Cook, R. D. (1977), Technometrics 19(1), 15-18.
    """
    sessions = model.nobs
    lags = min(10, sessions // 5) if lags is None else lags
    if not 0 < alpha < 1:
        raise EstimationError("diagnostics: alpha", f"{alpha}", allowed="between 0 and 1")
    if sessions < FEWEST_RESIDUALS:
        raise EstimationError("diagnostics", f"{sessions} residuals", allowed=f"at least {FEWEST_RESIDUALS}")
    if not 1 <= lags <= sessions // 4:
        raise EstimationError(
            "diagnostics: lags", f"{lags}", allowed=f"1 to {sessions // 4}, a quarter of the sessions"
        )
    y = model.exog @ model.params + model.resid
    event = model.design(event_factors, spans)
    if spans is not None:
        event = event / np.sqrt(np.asarray(spans, dtype=float))[:, None]  # as the model's own rows are
    lever = leverage(model.exog, event)
    stability, recursive = _stability(model, y)
    influential, measured = _influence(model)
    tests = {
        "autocorrelation": _autocorrelation(model, lags),
        "heteroskedasticity": _heteroskedasticity(model, lags),
        "normality": _normality(model),
        "stability": stability,
        "leverage": _leverage(model, lever),
    }
    checks = [_judged(name, test, alpha) for name, test in tests.items()]
    checks.append(_judged("influence", influential, COOKS_LEVEL))
    rolled = rolling_coefficients(y, model.exog, rolling, model.names)
    return Diagnostics(tuple(checks), alpha, rolled, lever, recursive, measured)


def _judged(name: str, test: HypothesisTest, level: float) -> Diagnostic:
    return Diagnostic(name, test, test.pvalue >= level if test.applicable else None)


def _test(
    model: FittedModel, method: str, null: str, statistic: float = np.nan, pvalue: float = np.nan, reason: str = ""
) -> HypothesisTest:
    return HypothesisTest(statistic, pvalue, null, "greater", method, nobs=model.nobs, reason=reason)


def _autocorrelation(model: FittedModel, lags: int) -> HypothesisTest:
    from scipy.special import chdtrc

    # The sum itself: statsmodels' acorr_ljungbox is the same, but loads all of signal processing first.
    e = model.resid - model.resid.mean()
    n, shifts = len(e), np.arange(1, lags + 1)
    correlation = np.array([e[k:] @ e[:-k] for k in shifts]) / (e @ e)
    q = float(n * (n + 2) * np.sum(correlation**2 / (n - shifts)))
    null = "the residuals are not autocorrelated"
    return _test(model, f"Ljung-Box, {lags} lags", null, q, float(chdtrc(lags, q)))


def _heteroskedasticity(model: FittedModel, lags: int) -> HypothesisTest:
    from statsmodels.stats.diagnostic import het_arch

    method, null = f"ARCH-LM, {lags} lags", "the variance does not depend on past squared residuals"
    if model.variance is not None:
        return _test(model, method, null, reason=STANDARDISED)
    result = het_arch(model.resid, nlags=lags, result_object=True)
    return _test(model, method, null, float(result.lm), float(result.lmpval))


def _normality(model: FittedModel) -> HypothesisTest:
    from scipy.stats import normaltest

    method, null = "D'Agostino-Pearson K2", "the residuals are normal"
    if model.variance is not None:
        return _test(model, method, null, reason=STANDARDISED)
    result = normaltest(model.resid)
    return _test(model, method, null, float(result.statistic), float(result.pvalue))


def _stability(model: FittedModel, y: Floats) -> tuple[HypothesisTest, Floats]:
    method, null = "CUSUM of recursive residuals", "the coefficients are constant over the estimation window"
    if model.method not in LEAST_SQUARES:
        return _test(model, method, null, reason=f"defined for least squares, not for {model.method!r}"), np.empty(0)
    try:
        residuals = recursive_residuals(y, model.exog)
    except NotApplicableError as not_applicable:
        return _test(model, method, null, reason=not_applicable.what), np.empty(0)
    statistic, pvalue = cusum(residuals)
    return _test(model, method, null, statistic, pvalue), residuals


def _leverage(model: FittedModel, lever: Leverage) -> HypothesisTest:
    days = len(lever.event_hat)
    method = f"largest hat value of {days} event day{'s' * (days != 1)}, rank"
    null = "the event days' factor returns are like those of the estimation window"
    if model.method in ("constant mean", "market-adjusted"):
        return _test(model, method, null, reason=f"{model.method!r} estimates no coefficient of a factor")
    pvalue = min(1.0, len(lever.pvalues) * float(lever.pvalues.min()))
    return _test(model, method, null, float(lever.event_hat.max()), pvalue)


def _influence(model: FittedModel) -> tuple[HypothesisTest, Influence | None]:
    from scipy.special import fdtrc

    method, null = "largest Cook's distance", "no single session determines the coefficients"
    if model.method not in LEAST_SQUARES:
        return _test(model, method, null, reason=f"defined for least squares, not for {model.method!r}"), None
    measured = influence(model.exog, model.resid)
    largest = float(measured.cooks_distance.max())
    level = float(fdtrc(model.exog.shape[1], model.df_resid, largest))
    caution = f"a descriptive level, not an error probability; it fails below {COOKS_LEVEL}"
    return replace(_test(model, method, null, largest, level), caution=caution), measured
