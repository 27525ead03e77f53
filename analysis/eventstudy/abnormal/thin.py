"""Slopes for thin trading, of many events at once: Dimson's sum and the instrument of Scholes and Williams. Arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.abnormal.batch import BatchFit, batch_least_squares
from analysis.eventstudy.models.fit import EXACT_FIT
from analysis.eventstudy.numeric import Floats

Truths = NDArray[np.bool_]
ThinFit = Callable[[Floats, Truths, list[Floats]], tuple[BatchFit, Truths, int]]
THIN_MODELS = ("dimson", "scholes-williams")
NO_SLOPE = 1e-3  # share of the factor's variance below which the instrument's covariance with it is none


def thin_fit(model: str, lags: int) -> ThinFit | None:
    """The estimator of a model for thin trading; None for every other model.

    It takes returns (1, E, L), which of them serve (E, L), and the factors, each (E, L); it returns the fit, the
    sessions that served, and how many coefficients were estimated.
    """
    if model == "dimson":
        return partial(_dimson, lags=lags)
    return _scholes_williams if model == "scholes-williams" else None


def _dimson(y: Floats, seen: Truths, factors: list[Floats], lags: int) -> tuple[BatchFit, Truths, int]:
    """Regress on the factors of ``lags`` sessions before and after as well; a factor's slope is the sum of its own.

    A session serves where the factors of all these sessions, within the estimation window, are known: a return that is
    missing beside it does no harm.

    References
    ----------
    Dimson, E. (1979), Journal of Financial Economics 7(2), 197-226.
    """
    moved = [_moved(f, shift) for shift in range(-lags, lags + 1) for f in factors]
    seen = seen & np.isfinite(np.stack(moved)).all(axis=0)
    columns = [np.where(seen, 1.0, 0.0)] + [np.where(seen, f, 0.0) for f in moved]
    wide = batch_least_squares(np.where(seen, y[0], 0.0), columns)
    q = len(factors)
    total = np.hstack([np.zeros((q, 1)), np.tile(np.eye(q), 2 * lags + 1)])
    spread = np.einsum("qk,ekj->eqj", total, wide.root)
    used = len(columns)
    slopes = np.einsum("qk,ek->eq", total, wide.params)
    return _through_means(y[0], seen, factors, slopes, spread, wide.collinear, wide.ssr), seen, used


def _scholes_williams(y: Floats, seen: Truths, factors: list[Floats]) -> tuple[BatchFit, Truths, int]:
    """The slope by the instrument x(t-1) + x(t) + x(t+1), all within the estimation window.

    References
    ----------
    Scholes, M. and Williams, J. (1977), Journal of Financial Economics 5(3), 309-327.
    """
    instrument = np.sum([_moved(factors[0], shift) for shift in (-1, 0, 1)], axis=0)
    seen = seen & np.isfinite(instrument)
    z, x, r = (_centred(values, seen) for values in (instrument, factors[0], y[0]))
    zx, xx = (z * x).sum(axis=1), (x * x).sum(axis=1)
    undefined = np.abs(zx) <= NO_SLOPE * xx
    zx = np.where(undefined, 1.0, zx)
    slopes = ((z * r).sum(axis=1) / zx)[:, None]
    spread = (np.sqrt((z * z).sum(axis=1)) / np.abs(zx))[:, None, None]
    return _through_means(y[0], seen, factors, slopes, spread, undefined), seen, 2


def _through_means(
    y: Floats,
    seen: Truths,
    factors: list[Floats],
    slopes: Floats,
    spread: Floats,
    bad: Truths,
    wide: Floats | None = None,
) -> BatchFit:
    """Fit with given slopes (E, q), whose constant makes the mean residual zero.

    ``spread @ spread'`` is the slopes' covariance for a residual variance of one: of the regression with the sum of
    squares ``wide`` and as many degrees of freedom, where there was one. The constant's variance is that of a
    mean, and it and the slopes are taken to be independent but for the means of the factors.
    """
    count = np.maximum(seen.sum(axis=1), 1)
    middle = np.column_stack([np.where(seen, f, 0.0).sum(axis=1) / count for f in factors])
    mean = np.where(seen, y, 0.0).sum(axis=1) / count
    params = np.column_stack([mean - (middle * slopes).sum(axis=1), slopes])
    expected = params[:, :1] + np.einsum("eq,qel->el", slopes, np.stack(factors))
    resid = np.where(seen, y - np.where(seen, expected, 0.0), 0.0)
    ssr = np.einsum("el,el->e", resid, resid)
    if wide is not None:
        spread = spread * np.sqrt(np.divide(wide, ssr, out=np.ones_like(ssr), where=ssr > 0))[:, None, None]
    q, wider = len(factors), spread.shape[2]
    half = np.zeros((len(y), 1 + q, 1 + wider))
    half[:, 0, 0] = 1 / np.sqrt(count)
    half[:, 0, 1:] = -np.einsum("eq,eqj->ej", middle, spread)
    half[:, 1:, 1:] = spread
    exact = np.sqrt(ssr) <= EXACT_FIT * np.sqrt(np.einsum("el,el->e", y * seen, y * seen))
    return BatchFit(params[None], half, resid[None], ssr[None], bad, exact[None])


def _moved(factor: Floats, shift: int) -> Floats:
    """The factor so many sessions later (negative: earlier); not a number where that leaves the window."""
    moved = np.full_like(factor, np.nan)
    inside = slice(max(0, -shift), factor.shape[1] - max(0, shift))
    moved[:, inside] = factor[:, inside.start + shift : inside.stop + shift]
    return moved


def _centred(values: Floats, seen: Truths) -> Floats:
    mean = np.where(seen, values, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return np.where(seen, values - mean[:, None], 0.0)
