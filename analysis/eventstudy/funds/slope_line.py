"""The least-squares line of returns on weights that are known only between bounds. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SlopeLine(Displayed):
    """Least squares of y on (1, w) as a function of w: slope = w'Py / w'Pw, with variance w'PVPw / (w'Pw)^2.

    P = A - A11'A / 1'A1 takes out the intercept; A is the inverse of the covariance V for GLS, the identity for OLS.
    """

    P: Floats
    level: Floats  # A1 / 1'A1: the intercept of y is level'y
    low: Floats
    high: Floats

    @property
    def middle(self) -> Floats:
        """Middle of each weight's interval, shape (N,)."""
        return (self.low + self.high) / 2

    def slope(self, y: Floats) -> Floats:
        """Slopes (...,) of returns (..., N) at the middle weights."""
        w = self.middle
        return np.asarray(y @ self.P @ w / (w @ self.P @ w))


def slope_line(
    abnormal: ArrayLike, low: ArrayLike, high: ArrayLike, cov: ArrayLike, method: str, names: Sequence[str] | None
) -> tuple[Floats, SlopeLine, Floats]:
    """Checked abnormal returns, the line as a function of the weights, and the checked covariance.

    The parameters are those of :func:`analysis.eventstudy.dose_response`.

    Raises
    ------
    NotApplicableError
        If all weights may be equal, which leaves the slope without bounds.
    EstimationError
        If a value is missing, a lower bound exceeds the upper one, or ``cov`` is not a covariance.
    """
    where = "dose-response"
    y, a, b, V = (np.asarray(v, dtype=np.float64) for v in (abnormal, low, high, cov))
    n = y.size
    if n < 2 or y.shape != (n,) or a.shape != (n,) or b.shape != (n,) or V.shape != (n, n):
        shapes = f"abnormal returns {y.shape}, weights {a.shape} and {b.shape}, covariance {V.shape}"
        raise EstimationError(where, shapes, allowed="(N,), (N,), (N,) and (N, N), N >= 2")
    for i, values in enumerate(np.column_stack([y, a, b])):
        fund = names[i] if names is not None else f"fund {i + 1}"
        if not np.isfinite(values).all():
            raise EstimationError(f"{where}: {fund}", "a missing value", allowed="finite returns and weights")
        if a[i] > b[i]:
            raise EstimationError(f"{where}: {fund}", f"weight between {a[i]:g} and {b[i]:g}", remedy="swap them")
    if not np.isfinite(V).all() or not np.allclose(V, V.T, rtol=1e-8, atol=0):
        raise EstimationError(where, "the covariance is not a symmetric matrix of numbers")
    scale = np.sqrt(np.abs(np.diag(V)))
    if not (scale > 0).all() or np.linalg.eigvalsh(V / np.outer(scale, scale))[0] < 1e-12:
        raise EstimationError(
            where, "the covariance is not positive definite", remedy="leave out a fund that repeats the others"
        )
    if a.max() <= b.min():
        raise NotApplicableError(where, f"no slope: all weights may be equal (between {a.max():g} and {b.min():g})")
    if method not in ("gls", "ols"):
        raise EstimationError(f"{where}: method", f"unknown {method!r}", allowed="gls, ols")
    A = np.linalg.inv(V) if method == "gls" else np.eye(n)
    level = A.sum(axis=1) / A.sum()
    return y, SlopeLine(A - np.outer(level, level) * A.sum(), level, a, b), V
