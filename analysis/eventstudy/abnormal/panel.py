"""Abnormal returns of any number of events over any number of securities, all at once. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.abnormal.plan import PanelPlan
from analysis.eventstudy.windows import EventWindow


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
    chunk: int = 512,
    keep_residuals: bool = True,
    log_returns: bool = True,
    mask_other_events: bool = True,
    lags: int = 1,
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
        False saves the residuals (E, L) and the design of the event days (E, D, k) where no test needs them.
    log_returns : bool
        Whether ``returns`` are log returns; only ``bhar`` depends on it.
    mask_other_events : bool
        Whether sessions from the first to the last event day of another event of the same security are left out of
        the estimation: its effect is no ordinary day. False where ``events`` are not events, such as placebo dates.
    lags : int
        Leads and lags on each side; for "dimson" only.

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
    plan = PanelPlan.of(
        returns,
        factors,
        events,
        estimation=estimation,
        windows=windows,
        usable=usable,
        spans=spans,
        min_obs=min_obs,
        model=model,
        adjust=adjust,
        chunk=chunk,
        keep_residuals=keep_residuals,
        log_returns=log_returns,
        mask_other_events=mask_other_events,
        lags=lags,
    )
    result = plan.measure()
    if not len(result.included):
        raise EstimationError(
            "panel",
            f"none of {len(plan.security)} events can be measured; the first: {result.excluded[0].reason}",
            remedy="start the data earlier, shorten the windows or complete the returns",
        )
    return result
