"""Abnormal returns of any number of events over any number of securities, all at once. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.abnormal.batch import measure_events
from analysis.eventstudy.abnormal.exclusions import reasons_of
from analysis.eventstudy.abnormal.gather import gather
from analysis.eventstudy.abnormal.other_events import other_events
from analysis.eventstudy.abnormal.panel_data import Integers, PanelData
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.abnormal.thin import THIN_MODELS, thin_fit
from analysis.eventstudy.models.fitted import MODELS
from analysis.eventstudy.windows import EventWindow, event_days

PANEL_MODELS = ("constant mean", "market-adjusted", "ols", *THIN_MODELS)


def event_panel(
    returns: ArrayLike,
    factors: ArrayLike | None,
    events: ArrayLike,
    *,
    estimation: EventWindow,
    windows: Sequence[EventWindow],
    usable: ArrayLike | None = None,
    spans: ArrayLike | None = None,
    min_obs: int | None = None,
    model: str = "ols",
    adjust: ArrayLike | None = None,
    chunk: int = 256,
    keep_residuals: bool = True,
    log_returns: bool = True,
    mask_other_events: bool = True,
    lags: int = 1,
    allow_none: bool = False,
) -> PanelResult:
    """Estimate one return model per event and measure the abnormal returns around it.

    Parameters
    ----------
    returns : array_like, shape (T, N)
        Returns of N securities on T sessions; NaN where missing. Nothing is filled.
    factors : array_like, shape (T, q) or (T, N, q), or None
        Factor returns without a constant, shared by the securities or each security's own.
    events : array_like of int, shape (E0, 2)
        Column of the security and row of event day 0.
    estimation, windows : (int, int), sequence of (int, int)
        First and last event day, both included.
    usable : array_like of bool, shape (T,) or (T, N), optional
        Sessions that may serve in estimation windows; all by default.
    spans : array_like, shape (T,), optional
        Sessions that each return spans, for quotes with gaps: drift and variance grow with them, as in
        :func:`analysis.eventstudy.fit`. One when not given.
    min_obs : int, optional
        Least number of observations in an estimation window; by default k + 2, the least that can be estimated.
    model : {"ols", "constant mean", "market-adjusted", "dimson", "scholes-williams"}
        As in :func:`analysis.eventstudy.fit`, which has the models that cannot be batched, too.
    adjust : array_like, shape (T,) or (T, N), optional
        Returns that are subtracted from ``returns`` first, such as the risk-free rate.
    chunk : int
        Events computed at once: bounds the memory, never changes a number.
    keep_residuals : bool
        False saves E x L numbers where no test needs them.
    log_returns : bool
        Whether ``returns`` are log returns; only ``bhar`` depends on it.
    mask_other_events : bool
        Whether sessions from the first to the last event day of another event of the same security are left out of
        the estimation: its effect is no ordinary day. False where ``events`` are not events, such as placebo dates.
    lags : int
        Leads and lags on each side; for "dimson" only.
    allow_none : bool
        Whether a result without any event is one: of a part of a larger panel it is.

    Returns
    -------
    PanelResult
        An event whose estimation window starts before the data or has too few observations, whose returns are
        constant or explained exactly, whose factors are constant or collinear, or that has no return on any event
        day, is excluded; one that misses some event days is excluded from the windows that contain them. Each is
        listed with its reason.

    Raises
    ------
    WindowError
        If a window ends before it starts, or the estimation window reaches into the event days.
    EstimationError
        If the arrays do not fit together, a value is infinite, the model cannot be batched, or no event is left.

    Notes
    -----
    The formulas of :func:`analysis.eventstudy.abnormal_returns`. Each event is a regression of its own:
    what one security misses never changes the numbers of another.
    """
    est_days, days = event_days(estimation, windows, "panel")
    data = PanelData.of(returns, factors, usable, adjust, np.concatenate([est_days, days]), spans)
    security, position = data.events(events)
    if spans is not None and model not in ("ols", "constant mean"):
        what = f'"{model}" of returns that span several sessions'
        raise NotApplicableError("panel", what, allowed='"ols", "constant mean"')
    asked = tuple((int(a), int(b)) for a, b in windows)
    coefficients = _coefficients(model, data.factors.shape[1], lags)
    least = coefficients + 2 if min_obs is None else min_obs
    if chunk < 1 or least < coefficients + 2:
        allowed = f"chunk at least 1, min_obs at least {coefficients + 2}"
        raise EstimationError("panel", f"chunk = {chunk}, min_obs = {least}", allowed=allowed)
    others, masked = other_events(data, security, position, est_days, days)
    data = masked if mask_other_events else data
    fields: dict[str, NDArray[Any]] = {"other_events": others}
    thin = thin_fit(model, lags)
    alone = [np.arange(len(security))[None, :]]
    blocks = alone if thin else data.blocks(security, position, int(est_days[0]), int(est_days[-1]))
    for rows in _chunks(blocks, chunk):
        measured = measure_events(
            data,
            security[rows],
            position[rows[0]],
            est_days,
            days,
            asked,
            imposed=coefficients == 0,
            keep_residuals=keep_residuals,
            log_returns=log_returns,
            thin=thin,
        )
        for name, values in measured.items():
            if name not in fields:
                fields[name] = np.empty((len(security), *values.shape[2:]), dtype=values.dtype)
            fields[name][rows] = values
    early, late = position + est_days[0] < 0, position + est_days[-1] >= data.sessions
    reasons = reasons_of(fields, early, late, least, masked=mask_other_events)
    return gather(
        fields, reasons, security, position, (est_days, days), asked, data.sessions, mask_other_events, allow_none
    )


def _coefficients(model: str, factors: int, lags: int) -> int:
    """Number of estimated coefficients; refuse models that cannot be batched or do not take these factors."""
    if model not in PANEL_MODELS:
        single = model in MODELS
        what = f"model {model!r}: {'fitted one event at a time only' if single else 'unknown'}"
        remedy = "call abnormal_returns for each event" if single else ""
        raise EstimationError("panel", what, allowed=", ".join(PANEL_MODELS), remedy=remedy)
    one = ("market-adjusted", "scholes-williams")
    if (model == "constant mean" and factors) or (model in one and factors != 1):
        allowed = "no factors" if model == "constant mean" else "one factor"
        raise EstimationError("panel", f'"{model}" with {factors} factors', allowed=allowed)
    if model == "dimson":
        if not factors or lags < 1:
            raise EstimationError("panel", f'"dimson" with {factors} factors and lags = {lags}', allowed="one or more")
        return 1 + factors * (1 + 2 * lags)
    return 0 if model == "market-adjusted" else 1 + factors


def _chunks(blocks: list[Integers], size: int) -> Iterator[Integers]:
    """Parts of blocks (S, E) of at most ``size`` events, with as many securities of a date together as fit."""
    for block in blocks:
        deep = min(size, len(block))
        wide = size // deep
        for s, e in product(range(0, len(block), deep), range(0, block.shape[1], wide)):
            yield block[s : s + deep, e : e + wide]
