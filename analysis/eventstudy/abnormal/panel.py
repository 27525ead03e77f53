"""Abnormal returns of any number of events over any number of securities, all at once. Arrays in, results out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.batch import measure_events
from analysis.eventstudy.abnormal.panel_data import Integers, PanelData
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.models.fitted import MODELS
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability
from analysis.eventstudy.windows import Days, EventWindow, event_days, holding_caution

if TYPE_CHECKING:
    import pandas as pd

PANEL_MODELS = ("constant mean", "market-adjusted", "ols")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An event that is left out, of one window or (``window`` None) of all, and why."""

    event: int
    security: int
    position: int
    reason: str
    window: EventWindow | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PanelResult(Displayed):
    """Abnormal returns of E events on D event days and in W windows.

    Attributes
    ----------
    included : ndarray of int, shape (E,)
        Row of each event in the ``events`` that were handed in; the others are in ``excluded``.
    security, position : ndarray of int, shape (E,)
        Column of the security and row of event day 0.
    days, est_days : ndarray of int, shapes (D,) and (L,)
        Event days of the windows and of the estimation window.
    windows : tuple of (int, int)
        The W windows.
    params : ndarray, shape (E, k)
        Coefficients: the constant, then the factors ("market-adjusted": the imposed slope of one).
    normalized_cov : ndarray, shape (E, k, k)
        (X0'X0)^-1 of the estimation windows; zero for "market-adjusted".
    exog : ndarray, shape (E, D, k)
        Design of the event days.
    sigma : ndarray, shape (E,)
        Residual standard deviation, the square root of e'e / df.
    nobs, df : ndarray of int, shape (E,)
        Observations of the estimation window, and these less estimated coefficients.
    resid : ndarray, shape (E, L), or (E, 0) if not kept
        Estimation residuals; NaN on sessions that are missing or not usable.
    ar, ar_bse : ndarray, shape (E, D)
        Abnormal returns and their prediction's standard errors; NaN where the return or a factor is missing.
    car, car_bse, bhar : ndarray, shape (E, W)
        Cumulative abnormal returns, the standard errors from the full covariance of the prediction errors, and
        buy-and-hold abnormal returns; NaN where a day of the window is missing. Over long windows ``bhar`` is skewed:
        see ``cautions`` and :meth:`analysis.eventstudy.AbnormalReturns.bhar`.
    excluded : tuple of Exclusion
        What is left out, by event and window.
    """

    _line: ClassVar = ("ar", "windows", "resid", "excluded")

    included: Integers
    security: Integers
    position: Integers
    days: Days
    est_days: Days
    windows: tuple[EventWindow, ...]
    params: Floats
    normalized_cov: Floats
    exog: Floats
    sigma: Floats
    nobs: Integers
    df: Integers
    resid: Floats
    ar: Floats
    ar_bse: Floats
    car: Floats
    car_bse: Floats
    bhar: Floats
    excluded: tuple[Exclusion, ...]

    @property
    def tvalues(self) -> Floats:
        """CARs over their standard errors, shape (E, W)."""
        return self.car / self.car_bse

    def pvalues(self, alternative: Alternative = "two-sided") -> Floats:
        """P-values of each event's CARs from t with its ``df``, shape (E, W)."""
        return tail_probability(self.tvalues, self.df[:, None], alternative)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to mind about the W windows' ``bhar``; empty where there is nothing."""
        return tuple(holding_caution(window) for window in self.windows)

    def to_frame(self) -> pd.DataFrame:
        """Table with a row for each event and window, in the order of the events; ``caution`` is about ``bhar``."""
        import pandas as pd

        count, width = self.car.shape
        first, last = np.array(self.windows).T
        columns: dict[str, Any] = {
            name: np.repeat(getattr(self, name), width) for name in ("included", "security", "position")
        }
        columns |= {"first": np.tile(first, count), "last": np.tile(last, count)}
        columns |= {name: getattr(self, name).ravel() for name in ("car", "car_bse", "bhar")}
        columns |= {"t": self.tvalues.ravel(), "pvalue": self.pvalues().ravel(), "caution": self.cautions * count}
        columns |= {name: np.repeat(getattr(self, name), width) for name in ("nobs", "df", "sigma")}
        return pd.DataFrame(columns).rename(columns={"included": "event"})

    def summary(self) -> str:
        """Events in and out with the reasons, and the mean CAR of each window, as text."""
        whole = [x for x in self.excluded if x.window is None]
        lines = [f"{len(self.included)} events of {len(self.included) + len(whole)}, {len(self.days)} event days"]
        for w, ((first, last), caution) in enumerate(zip(self.windows, self.cautions, strict=True)):
            car = self.car[~np.isnan(self.car[:, w]), w]
            mean = f"mean CAR {car.mean():.6f}" if len(car) else "no CAR"
            lines += [f"[{first}, {last}]  {len(car)} events  {mean}", *[f"  caution: {caution}"] * bool(caution)]
        reasons = Counter(x.reason if x.window is None else f"{list(x.window)}: {x.reason}" for x in self.excluded)
        lines += [f"excluded, {n}: {reason}" for reason, n in reasons.most_common()]
        return "\n".join(lines)


def event_panel(
    returns: ArrayLike,
    factors: ArrayLike | None,
    events: ArrayLike,
    *,
    estimation: EventWindow,
    windows: Sequence[EventWindow],
    usable: ArrayLike | None = None,
    min_obs: int | None = None,
    model: str = "ols",
    adjust: ArrayLike | None = None,
    chunk: int = 256,
    keep_residuals: bool = True,
    log_returns: bool = True,
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
    min_obs : int, optional
        Least number of observations in an estimation window; by default k + 2, the least that can be estimated.
    model : {"ols", "constant mean", "market-adjusted"}
        As in :func:`analysis.eventstudy.fit`, which has the models that cannot be batched, too.
    adjust : array_like, shape (T,) or (T, N), optional
        Returns that are subtracted from ``returns`` first, such as the risk-free rate.
    chunk : int
        Events computed at once: bounds the memory, never changes a number.
    keep_residuals : bool
        False saves E x L numbers where no test needs them.
    log_returns : bool
        Whether ``returns`` are log returns; only ``bhar`` depends on it.

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
    data = PanelData.of(returns, factors, usable, adjust, np.concatenate([est_days, days]))
    security, position = data.events(events)
    spans = tuple((int(a), int(b)) for a, b in windows)
    coefficients = _coefficients(model, data.factors.shape[1])
    least = coefficients + 2 if min_obs is None else min_obs
    if chunk < 1 or least < coefficients + 2:
        allowed = f"chunk at least 1, min_obs at least {coefficients + 2}"
        raise EstimationError("panel", f"chunk = {chunk}, min_obs = {least}", allowed=allowed)
    fields: dict[str, NDArray[Any]] = {}
    for rows in _chunks(data.blocks(security, position, int(est_days[0]), int(est_days[-1])), chunk):
        measured = measure_events(
            data,
            security[rows],
            position[rows[0]],
            est_days,
            days,
            spans,
            imposed=coefficients == 0,
            keep_residuals=keep_residuals,
            log_returns=log_returns,
        )
        for name, values in measured.items():
            if name not in fields:
                fields[name] = np.empty((len(security), *values.shape[2:]), dtype=values.dtype)
            fields[name][rows] = values
    reasons = _reasons(fields, position + est_days[0] < 0, position + est_days[-1] >= data.sessions, least)
    out = [Exclusion(int(e), int(security[e]), int(position[e]), reasons[e]) for e in np.flatnonzero(reasons != "")]
    keep = np.flatnonzero(reasons == "")
    if not len(keep):
        raise EstimationError(
            "panel",
            f"none of {len(security)} events can be measured; the first: {out[0].reason}",
            remedy="start the data earlier, shorten the windows or complete the returns",
        )
    kept = {name: values[keep] for name, values in fields.items() if name not in ("constant", "collinear", "exact")}
    result = PanelResult(keep, security[keep], position[keep], days, est_days, spans, excluded=(), **kept)
    return replace(result, excluded=tuple(sorted(out + _missing_days(result, data.sessions), key=lambda x: x.event)))


def _coefficients(model: str, factors: int) -> int:
    """Number of estimated coefficients; refuse models that cannot be batched or do not take these factors."""
    if model not in PANEL_MODELS:
        single = model in MODELS
        what = f"model {model!r}: {'fitted one event at a time only' if single else 'unknown'}"
        remedy = "call abnormal_returns for each event" if single else ""
        raise EstimationError("panel", what, allowed=", ".join(PANEL_MODELS), remedy=remedy)
    if (model == "constant mean" and factors) or (model == "market-adjusted" and factors != 1):
        allowed = "no factors" if model == "constant mean" else "one factor"
        raise EstimationError("panel", f'"{model}" with {factors} factors', allowed=allowed)
    return 0 if model == "market-adjusted" else 1 + factors


def _chunks(blocks: list[Integers], size: int) -> Iterator[Integers]:
    """Parts of blocks (S, E) of at most ``size`` events, with as many securities of a date together as fit."""
    for block in blocks:
        deep = min(size, len(block))
        wide = size // deep
        for s, e in product(range(0, len(block), deep), range(0, block.shape[1], wide)):
            yield block[s : s + deep, e : e + wide]


def _reasons(
    fields: dict[str, NDArray[Any]], early: NDArray[np.bool_], late: NDArray[np.bool_], least: int
) -> NDArray[np.str_]:
    """Why an event cannot be measured at all, the first reason that holds; empty where it can. Shape (E0,)."""
    cases = {
        "the estimation window starts before the data": early,
        "the estimation window ends after the data": late,
        f"fewer than {least} observations in the estimation window": fields["nobs"] < least,
        "a factor that is constant in the estimation window": fields["constant"],
        "collinear factors in the estimation window": fields["collinear"],
        "returns that are constant or explained exactly in the estimation window": fields["exact"],
        "no return on any event day": np.isnan(fields["ar"]).all(axis=1),
    }
    return np.select(list(cases.values()), [np.array(reason) for reason in cases], default=np.array(""))


def _missing_days(result: PanelResult, sessions: int) -> list[Exclusion]:
    """Windows of measured events that contain a day without an abnormal return."""
    return [
        Exclusion(
            int(result.included[e]),
            int(result.security[e]),
            int(result.position[e]),
            _missing_day(result, e, result.windows[w], sessions),
            result.windows[w],
        )
        for e, w in np.argwhere(np.isnan(result.car))
    ]


def _missing_day(result: PanelResult, row: int, window: EventWindow, sessions: int) -> str:
    start = window[0] - int(result.days[0])
    d = start + int(np.argmax(np.isnan(result.ar[row, start : start + window[1] - window[0] + 1])))
    day = int(result.days[d])
    if not 0 <= result.position[row] + day < sessions:
        return f"event day {day} lies outside the data"
    return f"no {'factor return' if np.isnan(result.exog[row, d]).any() else 'return'} on event day {day}"
