"""The arithmetic of :mod:`analysis.eventstudy.panel`: many small regressions at once, with the accuracy of QR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analysis.eventstudy.abnormal import EventWindow, buy_and_hold
from analysis.eventstudy.fitted import Floats
from analysis.eventstudy.models import EXACT_FIT, RANK_TOLERANCE

Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class BatchFit:
    """E regressions on k columns.

    Attributes
    ----------
    params : ndarray, shape (E, k)
    root : ndarray, shape (E, k, k)
        Upper triangular R^-1 of X = QR, so that (X'X)^-1 = root @ root'.
    resid : ndarray, shape (E, L)
        Zero on rows that are not observed.
    ssr : ndarray, shape (E,)
        Sum of squared residuals.
    collinear, exact : ndarray of bool, shape (E,)
        The columns are linearly dependent; the columns explain y exactly. The numbers then mean nothing.
    """

    params: Floats
    root: Floats
    resid: Floats
    ssr: Floats
    collinear: NDArray[np.bool_]
    exact: NDArray[np.bool_]


def batch_least_squares(y: Floats, columns: list[Floats]) -> BatchFit:
    """Regress each row of ``y`` on the same rows of the k ``columns``, all of shape (E, L).

    Rows of the regression that are not observed are zero in ``y`` and in every column: they then add nothing to any
    sum, and no regression is touched by what another one misses.

    Notes
    -----
    Gram-Schmidt, each column orthogonalised twice, which is as accurate as Householder's QR and runs over all
    regressions in one pass. The normal equations would square the condition number.

    References
    ----------
    Giraud, L., Langou, J. and Rozložník, M. (2005), "The loss of orthogonality in the Gram-Schmidt
    orthogonalization process", Computers and Mathematics with Applications 50(7), 1069-1075.
    """
    count, k = len(y), len(columns)
    upper = np.zeros((count, k, k))
    basis: list[Floats] = []
    collinear = np.zeros(count, dtype=bool)
    for j, column in enumerate(columns):
        upper[:, :j, j], rest = _orthogonalise(column, basis)
        new = np.sqrt(_dot(rest, rest))
        dependent = new <= RANK_TOLERANCE * np.sqrt(_dot(column, column))
        collinear |= dependent
        upper[:, j, j] = np.where(dependent, 1.0, new)
        rest /= upper[:, j, j, None]
        basis.append(rest)
    projections, resid = _orthogonalise(y, basis)
    ssr = _dot(resid, resid)
    exact = np.sqrt(ssr) <= EXACT_FIT * np.sqrt(_dot(y, y))
    root = np.linalg.inv(upper)
    return BatchFit((root @ projections[:, :, None])[:, :, 0], root, resid, ssr, collinear, exact)


def _orthogonalise(column: Floats, basis: list[Floats]) -> tuple[Floats, Floats]:
    """Coefficients (E, j) of a column on the j columns of the basis, and what they leave of it (E, L)."""
    rest = column.copy()
    coefficients = np.zeros((len(column), len(basis)))
    for _ in range(2):
        for i, unit in enumerate(basis):
            part = _dot(unit, rest)
            coefficients[:, i] += part
            rest -= part[:, None] * unit
    return coefficients, rest


def _dot(a: Floats, b: Floats) -> Floats:
    return np.einsum("el,el->e", a, b)


@dataclass(frozen=True, slots=True, eq=False)
class PanelData:
    """Returns by security, so that a window is one run of memory; padded with NaN so that every window exists.

    ``returns`` (N, T'), ``factors`` (1 or N, q, T') and ``usable`` (1 or N, T'): the first row of the data is
    column ``before``; a leading 1 means that all securities share it.
    """

    returns: Floats
    factors: Floats
    usable: NDArray[np.bool_]
    before: int

    @classmethod
    def padded(cls, returns: Floats, factors: Floats, usable: NDArray[np.bool_], before: int, after: int) -> PanelData:
        """Arrange returns (T, N), factors (T, 1 or N, q) and usable (T, 1 or N)."""
        margin = (before, after)
        return cls(
            np.pad(returns.T, [(0, 0), margin], constant_values=np.nan),
            np.pad(factors.transpose(1, 2, 0), [(0, 0), (0, 0), margin], constant_values=np.nan),
            np.pad(usable.T, [(0, 0), margin], constant_values=False),
            before,
        )

    def windows(self, security: Integers, first_row: Integers, length: int) -> tuple[Floats, list[Floats]]:
        """Returns and each factor on ``length`` sessions from a row on, each of shape (E, length)."""
        start = first_row + self.before
        own = security if len(self.factors) > 1 else 0
        y = sliding_window_view(self.returns, length, axis=1)[security, start]
        views = sliding_window_view(self.factors, length, axis=2)
        return y, [views[own, j, start] for j in range(self.factors.shape[1])]

    def usable_in(self, security: Integers, first_row: Integers, length: int) -> NDArray[np.bool_]:
        """Which of the same sessions may serve in an estimation window, shape (E, length)."""
        own = security if len(self.usable) > 1 else 0
        return sliding_window_view(self.usable, length, axis=1)[own, first_row + self.before]


def measure_events(
    data: PanelData,
    security: Integers,
    position: Integers,
    est_days: NDArray[np.int_],
    days: NDArray[np.int_],
    windows: Sequence[EventWindow],
    *,
    imposed: bool,
    keep_residuals: bool,
    log_returns: bool,
) -> dict[str, NDArray[Any]]:
    """Fields of a PanelResult for some events, with ``collinear`` and ``exact`` (E,) for those to be left out.

    ``imposed`` is the market-adjusted model: no constant, a slope of one, nothing estimated.
    """
    y0, factors0 = data.windows(security, position + est_days[0], len(est_days))
    seen = np.isfinite(y0) & data.usable_in(security, position + est_days[0], len(est_days))
    for factor in factors0:
        seen &= np.isfinite(factor)
    y0 = np.where(seen, y0, 0.0)
    columns = ([] if imposed else [seen.astype(float)]) + [np.where(seen, f, 0.0) for f in factors0]
    fit = _imposed(y0, columns[0]) if imposed else batch_least_squares(y0, columns)
    nobs = seen.sum(axis=1)
    df = nobs - (0 if imposed else len(columns))
    sigma = np.sqrt(fit.ssr / np.maximum(df, 1))

    y1, factors1 = data.windows(security, position + days[0], len(days))
    exog = np.stack(([] if imposed else [np.ones_like(y1)]) + factors1, axis=1)
    ar = y1 - (fit.params[:, None, :] @ exog)[:, 0, :]
    spread = fit.root.transpose(0, 2, 1) @ exog  # R^-T x: its squared length is the leverage of a day, or of a sum
    spans = [slice(first - days[0], last - days[0] + 1) for first, last in windows]
    car = np.column_stack([ar[:, s].sum(axis=1) for s in spans])
    own = np.array([s.stop - s.start for s in spans])
    shared = np.column_stack([(spread[:, :, s].sum(axis=2) ** 2).sum(axis=1) for s in spans])
    return {
        "params": fit.params,
        "normalized_cov": fit.root @ fit.root.transpose(0, 2, 1),
        "exog": exog.transpose(0, 2, 1),
        "sigma": sigma,
        "nobs": nobs,
        "df": df,
        "resid": np.where(seen, fit.resid, np.nan) if keep_residuals else np.empty((len(y0), 0)),
        "ar": ar,
        "ar_bse": _where_known(ar, sigma[:, None] * np.sqrt(1 + (spread**2).sum(axis=1))),
        "car": car,
        "car_bse": _where_known(car, sigma[:, None] * np.sqrt(own + shared)),
        "bhar": np.column_stack(
            [buy_and_hold(y1[:, s], log_returns) - buy_and_hold((y1 - ar)[:, s], log_returns) for s in spans]
        ),
        "collinear": fit.collinear,
        "exact": fit.exact,
    }


def _imposed(y: Floats, factor: Floats) -> BatchFit:
    resid = y - factor
    ssr = _dot(resid, resid)
    nothing, one = np.zeros((len(y), 1, 1)), np.ones((len(y), 1))
    exact = np.sqrt(ssr) <= EXACT_FIT * np.sqrt(_dot(y, y))
    return BatchFit(one, nothing, resid, ssr, np.zeros(len(y), dtype=bool), exact)


def _where_known(values: Floats, errors: Floats) -> Floats:
    return np.where(np.isnan(values), np.nan, errors)
