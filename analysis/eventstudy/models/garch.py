"""GARCH(1,1) errors: the best of several optima, and what is wrong with it. Arrays in, results out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.errors import EstimationError
from analysis.eventstudy.numeric import Floats

if TYPE_CHECKING:
    from arch.univariate.base import ARCHModelResult

LEAST_SESSIONS = 100
"""Sessions below which the dynamics of a variance cannot be told from noise."""

# Starting values of (alpha, beta), besides the library's own: slow and fast reactions, short and long memory.
_STARTS = (
    (0.02, 0.97),
    (0.05, 0.9),
    (0.1, 0.8),
    (0.2, 0.5),
    (0.05, 0.3),
    (0.01, 0.985),
    (0.001, 0.998),
    (0.3, 0.695),
)
_SAME = 1e-4  # log likelihoods closer than this are one optimum: the search stops within about as much
_EDGE = 1e-4
_UNIT_ROOT = 0.99


def garch_optimum(y: Floats, X: Floats | None, where: str) -> tuple[ARCHModelResult, str]:
    r"""Gaussian quasi maximum likelihood of a GARCH(1,1) regression, the best of nine searches, and what to mind.

    Parameters
    ----------
    y : ndarray, shape (L,)
        Returns in units near one.
    X : ndarray, shape (L, q), or None
        Factor returns without a constant, in the same units.
    where : str
        What is estimated, for messages.

    Raises
    ------
    EstimationError
        If there are fewer than 100 sessions, or no search converges.

    Notes
    -----
    The likelihood has several maxima: of samples of 250 sessions one in six stopped below another when it was
    searched from one point. The library's own starting values win where the others find nothing better.

    An optimum with alpha = 0 is no GARCH: nothing that happens moves the variance, which then runs from its starting
    value along a curve of time, and forecasts carry a falling or rising trend on. It is taken only where no search
    ends elsewhere; where its likelihood is the higher one, the caution says by how much.

    References
    ----------
    Bollerslev, T. (1986), Journal of Econometrics 31(3), 307-327. Zumbach, G. (2000), "The pitfalls in fitting
    GARCH(1,1) processes", in Advances in Quantitative Asset Management, Springer.
    """
    from arch.univariate import GARCH, LS

    if len(y) < LEAST_SESSIONS:
        raise EstimationError(
            where,
            f"{len(y)} sessions for a GARCH(1,1) variance",
            allowed=f"at least {LEAST_SESSIONS}",
            remedy='lengthen the estimation window or use "ols"',
        )
    mean = LS(y, X, volatility=GARCH(), rescale=False)
    exog = np.ones((len(y), 1)) if X is None else np.column_stack([np.ones(len(y)), X])
    coefficients = np.linalg.lstsq(exog, y, rcond=None)[0]
    variance = float(np.var(y - exog @ coefficients))
    starts = [np.r_[coefficients, variance * (1 - a - b), a, b] for a, b in _STARTS]
    found = [mean.fit(disp="off", show_warning=False, starting_values=start) for start in (None, *starts)]
    found = [r for r in found if r.convergence_flag == 0 and np.isfinite(r.loglikelihood)]
    if not found:
        what = "the optimiser finds no maximum of the GARCH(1,1) likelihood"
        raise EstimationError(where, what, remedy='lengthen the estimation window or use "ols"')
    moving = [r for r in found if r.params["alpha[1]"] > _EDGE]
    best, highest = _best(moving or found), _best(found)
    notes = [garch_caution(*(float(best.params[name]) for name in ("omega", "alpha[1]", "beta[1]")))]
    if (gain := highest.loglikelihood - best.loglikelihood) > _SAME:
        notes.append(f"a variance that is a curve of time alone (alpha = 0) has a log likelihood higher by {gain:.2f}")
    return best, "; ".join(note for note in notes if note)


def _best(results: list[ARCHModelResult]) -> ARCHModelResult:
    """First of those with the highest likelihood, up to where a search stops."""
    highest = max(r.loglikelihood for r in results)
    return next(r for r in results if r.loglikelihood >= highest - _SAME)


def garch_caution(omega: float, alpha: float, beta: float) -> str:
    """Say why an optimum is no ordinary one; empty if it is.

    Parameters
    ----------
    omega, alpha, beta : float
        Coefficients of the variance, of returns in units near one.
    """
    notes = []
    if alpha <= _EDGE:
        notes.append("alpha is zero: the variance does not react to returns, and beta means little")
    elif beta <= _EDGE:
        notes.append("beta is zero: only the last return moves the variance")
    if omega <= _EDGE * (1 - alpha - beta):
        notes.append("omega is zero: the variance has no level that it returns to")
    if alpha + beta >= _UNIT_ROOT:
        notes.append(f"alpha + beta = {alpha + beta:.4f}, near one: forecasts hang on the last sessions")
    return "; ".join([*notes, "standard errors at such an edge are rough"]) if notes else ""
