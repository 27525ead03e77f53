"""How far single sessions determine a regression, and event days lie outside it. Arrays in, results out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Leverage(Displayed):
    """Hat values of the estimation window and of event days.

    Attributes
    ----------
    hat : ndarray, shape (L,)
        Of each session of the estimation window; their sum is k.
    event_hat : ndarray, shape (m,)
        Of the event days' regressors relative to the estimation window: the error of the coefficients adds this share
        of the error variance to the variance of a prediction.
    pvalues : ndarray, shape (m,)
        Rank of each event day among the L sessions and itself, by its hat value in the sample of all L + 1.
    """

    hat: Floats
    event_hat: Floats
    pvalues: Floats


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Influence(Displayed):
    """Change of a least-squares fit when one session is left out. Shapes (L,).

    Attributes
    ----------
    cooks_distance : ndarray
        Squared change of the coefficients in the metric of their covariance, divided by k.
    dffits : ndarray
        Change of the session's own fitted value in its standard errors.
    """

    cooks_distance: Floats
    dffits: Floats

    def to_frame(self) -> pd.DataFrame:
        """One row a session: cooks_distance, dffits."""
        import pandas as pd

        return pd.DataFrame({"cooks_distance": self.cooks_distance, "dffits": self.dffits})


def leverage(exog: Floats, event_exog: Floats) -> Leverage:
    r"""Compare the regressors of m event days with those of an estimation window.

    Parameters
    ----------
    exog, event_exog : ndarray, shapes (L, k) and (m, k)

    Raises
    ------
    EstimationError
        If there is no event day or one of its factor returns is missing.

    Notes
    -----
    .. math:: h_1 = x_1'(X'X)^{-1}x_1, \qquad p = \frac{1 + \#\{i : h_i^* \ge h_1^*\}}{L + 1}

    where h* are the hat values in the sample of the L sessions and the event day, which treats both alike:
    :math:`h_1^* = h_1 / (1 + h_1)`. The p-value is exact if the event day's regressors are exchangeable with theirs,
    whatever their distribution.

    References
    ----------
    Hoaglin, D. C. and Welsch, R. E. (1978), "The hat matrix in regression and ANOVA", American Statistician 32(1),
    17-22.
    """
    if not len(event_exog) or not np.isfinite(event_exog).all():
        raise EstimationError(
            "leverage", f"{len(event_exog)} event days", allowed="at least 1, with finite factor returns"
        )
    Q, R = np.linalg.qr(exog)
    unit = np.linalg.solve(R.T, event_exog.T)  # R^-T x1, shape (k, m)
    hat, event_hat = (Q**2).sum(axis=1), (unit**2).sum(axis=0)
    joint = hat[:, None] - (Q @ unit) ** 2 / (1 + event_hat)
    own = event_hat / (1 + event_hat)
    rank = 1 + np.count_nonzero(joint >= own * (1 - 1e-12), axis=0)
    return Leverage(hat, event_hat, rank / (len(exog) + 1))


def influence(exog: Floats, resid: Floats) -> Influence:
    r"""Cook's distance and DFFITS of each session of a least-squares fit.

    Parameters
    ----------
    exog, resid : ndarray, shapes (L, k) and (L,)

    Raises
    ------
    EstimationError
        If a session alone determines a coefficient (its hat value is 1): nothing can be estimated without it.

    Notes
    -----
    .. math:: D_i = \frac{e_i^2}{k s^2} \frac{h_i}{(1 - h_i)^2}, \qquad
              DFFITS_i = \frac{e_i \sqrt{h_i}}{s_{(i)} (1 - h_i)}

    with the residual variance :math:`s_{(i)}^2` of the fit without session i.

    References
    ----------
    Cook, R. D. (1977), "Detection of influential observation in linear regression", Technometrics 19(1), 15-18.
    Belsley, D. A., Kuh, E. and Welsch, R. E. (1980), Regression Diagnostics, Wiley.
    """
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.outliers_influence import OLSInfluence

    sessions, k = exog.shape
    # Residuals regressed on the same columns have the residuals and the hat values of the fit itself.
    measured = OLSInfluence(OLS(resid, exog).fit())
    if (alone := measured.hat_matrix_diag > 1 - 1e-10).any():
        raise EstimationError(
            "influence",
            f"session {int(np.argmax(alone)) + 1} of {sessions} alone determines a coefficient",
            remedy="drop the factor that changes on this session only, or lengthen the estimation window",
        )
    # The library's DFFITS fits the model anew without each session; the variance without it has a closed form.
    df, studentised = sessions - k, measured.resid_studentized_internal
    dffits = measured.dffits_internal[0] * np.sqrt((df - 1) / (df - studentised**2))
    return Influence(np.asarray(measured.cooks_distance[0]), np.asarray(dffits))
