"""The arithmetic of a panel: many small regressions at once, with the accuracy of QR. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.abnormal.panel_data import Integers, PanelData
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.models.fit import EXACT_FIT
from analysis.eventstudy.models.observations import RANK_TOLERANCE
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.windows import Days, EventWindow, buy_and_hold

TWICE = 0.5
"""What is left of a vector, as a share of its length, below which a second orthogonalisation is needed."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BatchFit(Displayed):
    """Regressions of one or several y on each of E sets of k columns; "..." are the leading axes of y, the last is E.

    Attributes
    ----------
    params : ndarray, shape (..., k)
    root : ndarray, shape (E, k, j)
        Upper triangular R^-1 of X = QR, so that (X'X)^-1 = root @ root'; of other estimators any such root.
    resid : ndarray, shape (..., L)
        Zero on rows that are not observed.
    ssr : ndarray, shape (...,)
        Sum of squared residuals.
    collinear : ndarray of bool, shape (E,)
        The columns are linearly dependent: the numbers mean nothing.
    exact : ndarray of bool, shape (...,)
        The columns explain y exactly: likewise.
    """

    params: Floats
    root: Floats
    resid: Floats
    ssr: Floats
    collinear: NDArray[np.bool_]
    exact: NDArray[np.bool_]


def batch_least_squares(y: Floats, columns: list[Floats]) -> BatchFit:
    """Regress each row of ``y`` on the same rows of the k ``columns``.

    Rows of the regression that are not observed are zero in ``y`` and in every column: they then add nothing to any
    sum, and no regression is touched by what another one misses.

    Parameters
    ----------
    y : ndarray, shape (E, L), or (S, E, L) for S regressions on the same columns
    columns : list of k ndarrays, each of shape (E, L), or (1, L) where all regressions share it

    Notes
    -----
    Gram-Schmidt, where a regression loses digits done twice: as accurate as Householder's QR, in one pass over all
    regressions. The normal equations would square the condition number. Every number is computed from its own rows
    alone, so that none depends on which regressions are done together.

    References
    ----------
    Giraud, L., Langou, J. and Rozložník, M. (2005), "The loss of orthogonality in the Gram-Schmidt
    orthogonalization process", Computers and Mathematics with Applications 50(7), 1069-1075. Parlett, B. N. (1980),
    The Symmetric Eigenvalue Problem, section 6-9: twice is enough, and needed only where most of the length goes.
    """
    count, k = y.shape[-2], len(columns)
    upper = np.zeros((count, k, k))
    basis: list[Floats] = []
    collinear = np.zeros(count, dtype=bool)
    for j, column in enumerate(columns):
        upper[:, :j, j], rest, length, new = _orthogonalise(column, basis)
        dependent = new <= RANK_TOLERANCE * length
        collinear |= dependent
        scale = np.where(dependent, 1.0, new)
        upper[:, j, j] = scale
        basis.append(rest / scale[..., None])
    projections, resid, length, left = _orthogonalise(y, basis)
    root = np.asarray(np.linalg.inv(upper), dtype=float)
    params = (root @ projections[..., None])[..., 0]
    if k == 1:
        # As event days are computed, so that returns that are equal leave equal residuals: ranks see ties as ties.
        resid = y - params * columns[0]
    return BatchFit(params, root, resid, left**2, collinear, left <= EXACT_FIT * length)


def _orthogonalise(y: Floats, basis: list[Floats]) -> tuple[Floats, Floats, Floats, Floats]:
    """Coefficients (..., j) of y on the basis, j arrays (E, L); what they leave of it (..., L); the lengths of both."""
    coefficients = np.zeros((*y.shape[:-1], len(basis)))
    length = np.sqrt(_dot(y, y))
    if not basis:
        return coefficients, y, length, length
    rest = _less_projections(y, basis, coefficients)
    left = np.sqrt(_dot(rest, rest))
    again = left < TWICE * length
    if again.any():
        # Most of the length is gone, and digits with it: what is left is orthogonalised anew.
        of = again.nonzero()[-1]
        more = np.zeros((len(of), len(basis)))
        these = [direction[of] if len(direction) > 1 else direction for direction in basis]
        rest[again] = _less_projections(rest[again], these, more)
        coefficients[again] += more
        left = np.sqrt(_dot(rest, rest))
    return coefficients, rest, length, left


def _less_projections(y: Floats, basis: list[Floats], coefficients: Floats) -> Floats:
    """What is left of y (..., L), one direction after the other; writes its coefficients."""
    part = np.empty_like(y)
    for j, direction in enumerate(basis):
        coefficients[..., j] = _dot(direction, y)
        np.multiply(coefficients[..., j, None], direction, out=part)
        y = np.subtract(y, part, out=None if j == 0 else y)
    return y


def _dot(a: Floats, b: Floats) -> Floats:
    products: Floats = np.einsum("...l,...l->...", a, b)
    return products


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Estimates(Displayed):
    """Models of S securities on each of E dates.

    Attributes
    ----------
    fit : BatchFit
    seen : ndarray of bool, shape (E, L)
        Sessions that serve in the estimation.
    nobs, df : ndarray of int, shape (E,)
    factors : list of ndarrays, each of shape (E, L)
    """

    fit: BatchFit
    seen: NDArray[np.bool_]
    nobs: Integers
    df: Integers
    factors: list[Floats]

    @property
    def resid(self) -> Floats:
        """Residuals of the estimation window, shape (S, E, L); NaN where a session does not serve."""
        return self.fit.resid if bool(self.seen.all()) else np.where(self.seen, self.fit.resid, np.nan)


ThinFit = Callable[..., tuple[BatchFit, NDArray[np.bool_], int]]


def estimate(
    data: PanelData,
    security: Integers,
    position: Integers,
    est_days: Days,
    *,
    imposed: bool,
    thin: ThinFit | None = None,
) -> Estimates:
    """Estimate the models of S securities on each of E dates.

    Parameters
    ----------
    data, security, position, est_days, imposed, thin
        As in :func:`measure_events`.
    """
    first = position + est_days[0]
    y, factors = data.windows(security, first, len(est_days))
    seen = np.isfinite(y[0]) & data.usable_in(security[0], first, len(est_days))
    for factor in factors:
        seen &= np.isfinite(factor)
    if thin:
        fit, seen, estimated = thin(np.where(seen, y, 0.0), seen, factors)
    else:
        columns = factors if imposed else [np.ones((1, len(est_days))), *factors]
        if not seen.all():
            y, columns = np.where(seen, y, 0.0), [np.where(seen, column, 0.0) for column in columns]
        if data.spans is not None:
            # Returns over several sessions are weighted by the inverse of their number: all is divided by its root,
            # the constant of returns that grow with them too.
            root = np.sqrt(data.spans_in(first, len(est_days)))
            y, columns = y / root, [columns[0] * root, *[column / root for column in columns[1:]]]
        fit = _imposed(y, columns[0]) if imposed else batch_least_squares(y, columns)
        estimated = 0 if imposed else len(columns)
    nobs = seen.sum(axis=-1)
    return Estimates(fit, seen, nobs, nobs - estimated, factors)


def measure_events(
    data: PanelData,
    security: Integers,
    position: Integers,
    est_days: Days,
    days: Days,
    windows: Sequence[EventWindow],
    *,
    imposed: bool,
    keep_residuals: bool,
    log_returns: bool,
    thin: ThinFit | None = None,
) -> dict[str, NDArray[Any]]:
    """Fields of a PanelResult for S securities on each of E dates, with ``constant``, ``collinear`` and ``exact``.

    Parameters
    ----------
    data : PanelData
    security : ndarray of int, shape (S, E)
        Columns of the securities, which on each date share their factors and the sessions that serve in estimation.
    position : ndarray of int, shape (E,)
        Row of each day 0.
    est_days, days : ndarray of int, shapes (L,) and (D,)
        Event days of the estimation window and of all windows.
    windows : sequence of (int, int)
    imposed : bool
        The market-adjusted model: no constant, a slope of one, nothing estimated.
    keep_residuals, log_returns : bool
        As in :func:`analysis.eventstudy.event_panel`.
    thin : callable, optional
        An estimator for thin trading instead of least squares, for S = 1: :func:`analysis.eventstudy.thin_fit`.

    Returns
    -------
    dict
        Arrays with the leading axes (S, E); of ``exog`` the last two are (k, D).
    """
    found = estimate(data, security, position, est_days, imposed=imposed, thin=thin)
    fit = found.fit
    sigma = np.sqrt(fit.ssr / np.maximum(found.df, 1))

    y1, factors1 = data.windows(security, position + days[0], len(days))
    wide = data.spans_in(position + days[0], len(days))
    exog = np.stack(([] if imposed else [wide]) + factors1, axis=1)
    # Sums, not products of matrices: these would round a day by how many days there are.
    ar = y1 - (fit.params[..., None] * exog).sum(axis=-2)
    # R^-T x: its squared length is the leverage of a day, or of a sum.
    spread = (fit.root[..., None] * exog[:, :, None, :]).sum(axis=1)
    spans = [slice(first - days[0], last - days[0] + 1) for first, last in windows]
    car = np.stack([ar[..., s].sum(axis=-1) for s in spans], axis=-1)
    own = np.column_stack([wide[:, s].sum(axis=1) for s in spans])
    shared = np.column_stack([(spread[:, :, s].sum(axis=2) ** 2).sum(axis=1) for s in spans])
    raw = data.raw(y1, security, position + days[0])
    held = [buy_and_hold(raw[..., s], log_returns) - buy_and_hold((raw - ar)[..., s], log_returns) for s in spans]
    by_date = {
        "normalized_cov": fit.root @ fit.root.transpose(0, 2, 1),
        "exog": exog if keep_residuals else exog[..., :0],
        "nobs": found.nobs,
        "df": found.df,
        "constant": fit.collinear & _any_constant(found.seen, found.factors) if fit.collinear.any() else fit.collinear,
        "collinear": fit.collinear,
    }
    return {name: np.broadcast_to(values, (len(security), *values.shape)) for name, values in by_date.items()} | {
        "params": fit.params,
        "sigma": sigma,
        "resid": found.resid if keep_residuals else np.empty((*security.shape, 0)),
        "ar": ar,
        "ar_bse": _where_known(ar, sigma[..., None] * np.sqrt(wide + (spread**2).sum(axis=1))),
        "car": car,
        "car_bse": _where_known(car, sigma[..., None] * np.sqrt(own + shared)),
        "bhar": np.stack(held, axis=-1),
        "exact": fit.exact,
    }


def _imposed(y: Floats, factor: Floats) -> BatchFit:
    resid = y - factor
    ssr = _dot(resid, resid)
    count = len(factor)
    exact = np.sqrt(ssr) <= EXACT_FIT * np.sqrt(_dot(y, y))
    return BatchFit(np.ones((*ssr.shape, 1)), np.zeros((count, 1, 1)), resid, ssr, np.zeros(count, dtype=bool), exact)


def _any_constant(seen: NDArray[np.bool_], factors: list[Floats]) -> NDArray[np.bool_]:
    """Whether a factor never changes on the sessions that serve, shape (E,)."""
    constant = np.zeros(len(seen), dtype=bool)
    for factor in factors:
        high, low = (np.max(np.where(seen, sign * factor, -np.inf), axis=-1) for sign in (1.0, -1.0))
        length = np.sqrt(_dot(*[np.where(seen, factor, 0.0)] * 2))
        constant |= high + low <= RANK_TOLERANCE * length
    return constant


def _where_known(values: Floats, errors: Floats) -> Floats:
    return np.where(np.isnan(values), np.nan, errors)
