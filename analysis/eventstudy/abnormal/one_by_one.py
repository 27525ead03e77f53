"""Panels of the models that cannot be batched: each event is fitted by itself. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.exclusions import NO_RETURN
from analysis.eventstudy.abnormal.gather import gather
from analysis.eventstudy.abnormal.other_events import other_events
from analysis.eventstudy.abnormal.panel_data import Integers, PanelData
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.models.fit import fit
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.windows import Days, EventWindow, buy_and_hold, event_days

SINGLE_MODELS = ("garch", "huber")


def panel_one_by_one(
    returns: ArrayLike,
    factors: ArrayLike | None,
    events: ArrayLike,
    *,
    model: str,
    estimation: EventWindow,
    windows: Sequence[EventWindow],
    usable: ArrayLike | None = None,
    min_obs: int | None = None,
    adjust: ArrayLike | None = None,
    keep_residuals: bool = True,
    log_returns: bool = True,
    mask_other_events: bool = True,
) -> PanelResult:
    """The same as :func:`analysis.eventstudy.event_panel` for the models "garch" and "huber".

    Sessions without a return, and those of other events, are left out of the estimation window; the variance of a
    GARCH model goes on from the last one that is there, and its forecasts count sessions from the window's end.

    Raises
    ------
    EstimationError
        If the arrays do not fit together. What a single fit refuses excludes that event; none may be left.
    """
    if model not in SINGLE_MODELS:
        raise EstimationError("panel", f"model {model!r}", allowed=", ".join(SINGLE_MODELS))
    est_days, days = event_days(estimation, windows, "panel")
    data = PanelData.of(returns, factors, usable, adjust, np.concatenate([est_days, days]))
    security, position = data.events(events)
    asked = tuple((int(a), int(b)) for a, b in windows)
    others, data = other_events(data, security, position, est_days, days, mask=mask_other_events)
    least = data.factors.shape[1] + 3 if min_obs is None else min_obs
    measured = [
        _measure(data, int(s), int(p), est_days, days, asked, model, least, log_returns)
        for s, p in zip(security, position, strict=True)
    ]
    fields = {name: np.stack([one[name] for one in measured]) for name in measured[0] if name != "reason"}
    fields |= {"other_events": others}
    if not keep_residuals:
        fields |= {"resid": np.empty((len(security), 0)), "exog": fields["exog"][:, :0]}
    return gather(
        fields,
        np.array([str(one["reason"]) for one in measured], dtype=object),
        np.arange(len(security)),
        security,
        position,
        (est_days, days),
        asked,
        data,
        mask_other_events,
    )


def _measure(
    data: PanelData,
    security: int,
    position: int,
    est_days: Days,
    days: Days,
    windows: Sequence[EventWindow],
    model: str,
    least: int,
    log_returns: bool,
) -> dict[str, NDArray[Any]]:
    """Fields of a PanelResult for one event, all missing where there is a ``reason`` against it."""
    at, column = np.array([position]), np.array([security])
    y0, X0 = _window(data, column, at + est_days[0], len(est_days))
    y1, X1 = _window(data, column, at + days[0], len(days))
    seen = np.isfinite(y0) & np.isfinite(X0).all(axis=1) & data.usable_in(column, at + est_days[0], len(est_days))[0]
    k, spans = 1 + X0.shape[1], [slice(a - days[0], b - days[0] + 1) for a, b in windows]
    exog = np.column_stack([np.ones(len(days)), X1])
    found = _missing(k, len(est_days), len(days), len(windows))
    found |= {"exog": exog, "nobs": seen.sum(), "df": np.asarray(0), "at_edge": np.asarray(False)}
    try:
        if outside := _outside(data, position, est_days):
            raise EstimationError("panel", outside)
        if seen.sum() < least:
            raise EstimationError("panel", f"fewer than {least} observations in the estimation window")
        fitted = fit(y0[seen], X0[seen], model=model)
    except EstimationError as error:
        return found | {"reason": np.asarray(error.what)}
    ar = y1 - exog @ fitted.params
    known = np.isfinite(ar)
    cov = np.full((len(days), len(days)), np.nan)
    cov[np.ix_(known, known)] = fitted.forecast_cov(X1[known], steps=(days - est_days[-1])[known])
    resid = np.full(len(est_days), np.nan)
    resid[seen] = fitted.resid
    raw = data.raw(y1[None], column, at + days[0])[0]
    held = [buy_and_hold(raw[s], log_returns) - buy_and_hold((raw - ar)[s], log_returns) for s in spans]
    return found | {
        "reason": np.asarray("" if known.any() else NO_RETURN),
        "params": fitted.params,
        "normalized_cov": fitted.normalized_cov,
        "sigma": np.asarray(np.sqrt(fitted.sigma2)),
        "df": np.asarray(fitted.df_resid),
        "at_edge": np.asarray(bool(fitted.caution)),
        "resid": resid,
        "ar": ar,
        "ar_bse": np.sqrt(np.diag(cov)),
        "car": np.array([ar[s].sum() for s in spans]),
        "car_bse": np.array([np.sqrt(cov[s, s].sum()) for s in spans]),
        "bhar": np.asarray(held),
    }


def _window(data: PanelData, security: Integers, first: Integers, length: int) -> tuple[Floats, Floats]:
    """Returns (length,) and factors (length, q) of one event."""
    returns, factors = data.windows(security, first, length)
    return returns.reshape(length), np.array([f[0] for f in factors]).reshape(len(factors), length).T


def _outside(data: PanelData, position: int, est_days: Days) -> str:
    if position + est_days[0] < 0:
        return "the estimation window starts before the data"
    return "the estimation window ends after the data" if position + est_days[-1] >= data.sessions else ""


def _missing(k: int, sessions: int, days: int, windows: int) -> dict[str, NDArray[Any]]:
    shapes = {
        "params": (k,), "normalized_cov": (k, k), "sigma": (), "resid": (sessions,), "ar": (days,), "ar_bse": (days,),
        "car": (windows,), "car_bse": (windows,), "bhar": (windows,),
    }  # fmt: skip
    return {name: np.full(shape, np.nan) for name, shape in shapes.items()}
