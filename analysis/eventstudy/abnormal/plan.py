"""Events, windows and data of a panel, checked once, and cut into tiles that are measured one by one. Arrays in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.abnormal.batch import estimate, measure_events
from analysis.eventstudy.abnormal.exclusions import reasons_of
from analysis.eventstudy.abnormal.gather import gather
from analysis.eventstudy.abnormal.other_events import other_events
from analysis.eventstudy.abnormal.panel_data import Integers, PanelData
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.abnormal.thin import THIN_MODELS, thin_fit
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.models.fitted import MODELS
from analysis.eventstudy.numeric import Floats, as_slice
from analysis.eventstudy.windows import Days, EventWindow, event_days

PANEL_MODELS = ("constant mean", "market-adjusted", "ols", *THIN_MODELS)
TILE = 2048
"""Events of a tile, about: their residuals fit the caches of a processor, and a million events are 500 tiles."""


def date_tiles(position: ArrayLike) -> list[Integers]:
    """Rows of the events in each tile, by date and within a date in the order given.

    Parameters
    ----------
    position : array_like of int
        Row of day 0 of each event, shape (E,).

    Notes
    -----
    Events of one date are in one tile, because correlations and portfolios are of dates. Where the cuts lie depends
    on the dates alone.
    """
    rows = np.asarray(position)
    order = np.argsort(rows, kind="stable")
    _, start, count = np.unique(rows[order], return_index=True, return_counts=True)
    tile = np.repeat(start // TILE, count)
    return np.split(order, np.flatnonzero(np.diff(tile)) + 1) if len(rows) else []


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PanelPlan(Displayed):
    """What :func:`analysis.eventstudy.event_panel` measures: E0 events on checked data.

    A million events are planned at once and measured tile by tile, by this process or others: a plan can be pickled,
    and no number depends on which events are measured when.

    Attributes
    ----------
    data : PanelData
        With the days of other events masked, if they are to be.
    security, position : ndarray of int, shape (E0,)
        Column of the security and row of day 0 of each event.
    others : ndarray of int, shape (E0,)
        Sessions of each estimation window that are event days of another event of the same security.
    days, est_days : ndarray of int, shapes (D,) and (L,)
    windows : tuple of (int, int)
    coefficients, least : int
        Estimated of each event, and observations needed for it.
    model : str
    lags, chunk : int
    keep_residuals, log_returns, masked : bool
        As in :func:`analysis.eventstudy.event_panel`.
    """

    _line: ClassVar = ("position", "windows")

    data: PanelData
    security: Integers
    position: Integers
    others: Integers
    days: Days
    est_days: Days
    windows: tuple[EventWindow, ...]
    coefficients: int
    least: int
    model: str
    lags: int
    chunk: int
    keep_residuals: bool
    log_returns: bool
    masked: bool

    @classmethod
    def of(
        cls,
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
    ) -> PanelPlan:
        """Check the inputs of :func:`analysis.eventstudy.event_panel`, whose parameters these are.

        Raises
        ------
        WindowError
            If a window ends before it starts, or the estimation window reaches into the event days.
        EstimationError
            If the arrays do not fit together, a value is infinite, or the model cannot be batched.
        """
        est_days, days = event_days(estimation, windows, "panel")
        data = PanelData.of(returns, factors, usable, adjust, np.concatenate([est_days, days]), spans)
        security, position = data.events(events)
        if spans is not None and model not in ("ols", "constant mean"):
            what = f'"{model}" of returns that span several sessions'
            raise NotApplicableError("panel", what, allowed='"ols", "constant mean"')
        coefficients = _coefficients(model, data.factors.shape[1], lags)
        least = coefficients + 2 if min_obs is None else min_obs
        if chunk < 1 or least < coefficients + 2:
            allowed = f"chunk at least 1, min_obs at least {coefficients + 2}"
            raise EstimationError("panel", f"chunk = {chunk}, min_obs = {least}", allowed=allowed)
        others, data = other_events(data, security, position, est_days, days, mask=mask_other_events)
        return cls(
            data,
            security,
            position,
            others,
            days,
            est_days,
            tuple((int(a), int(b)) for a, b in windows),
            coefficients,
            least,
            model,
            lags,
            chunk,
            keep_residuals,
            log_returns,
            mask_other_events,
        )

    @property
    def tiles(self) -> list[Integers]:
        """Rows of the events in each tile."""
        return date_tiles(self.position)

    @property
    def complete(self) -> bool:
        """Whether no return, factor or session is missing in an estimation window that lies within the data."""
        data, first = self.data, self.position + self.est_days[0]
        seen = np.isfinite(data.returns) & data.usable & np.isfinite(data.factors).all(axis=1)
        missing = np.pad((~seen).cumsum(axis=1, dtype=np.int32), [(0, 0), (1, 0)])
        whole = (first >= 0) & (self.position + self.est_days[-1] < data.sessions)
        security, start = self.security[whole], first[whole] + data.before
        return not (missing[security, start + len(self.est_days)] - missing[security, start]).any()

    def measure(self, events: Integers | None = None) -> PanelResult:
        """Measure some of the events; all by default.

        Parameters
        ----------
        events : ndarray of int, shape (n,), optional
            Their rows, such as one of the ``tiles``.

        Returns
        -------
        PanelResult
            Its events may be none: who has measured all has to see whether there are any.
        """
        events = np.arange(len(self.position)) if events is None else events
        security, position = self.security[events], self.position[events]
        fields: dict[str, NDArray[Any]] = {
            "other_events": self.others[events],
            "at_edge": np.zeros(len(events), dtype=bool),
        }
        first, last = int(self.est_days[0]), int(self.est_days[-1])
        for part in self._parts(security, position):
            measured = measure_events(
                self.data,
                security[part],
                position[part[0]],
                self.est_days,
                self.days,
                self.windows,
                keep_residuals=self.keep_residuals,
                log_returns=self.log_returns,
                **self._estimator,
            )
            for name, values in measured.items():
                if name not in fields:
                    fields[name] = np.empty((len(security), *values.shape[2:]), dtype=values.dtype)
                _put(fields[name], part, values)
        fields["exog"] = fields["exog"].swapaxes(1, 2)
        early, late = position + first < 0, position + last >= self.data.sessions
        reasons = reasons_of(fields, early, late, self.least, masked=self.masked)
        return gather(
            fields, reasons, events, security, position, (self.est_days, self.days), self.windows, self.data,
            self.masked,
        )  # fmt: skip

    def residuals(self, events: Integers) -> Floats:
        """Estimation residuals of some of the events, shape (n, L): those of ``measure``, without its event days.

        Parameters
        ----------
        events : ndarray of int, shape (n,)
            Their rows.
        """
        security, position = self.security[events], self.position[events]
        found = np.empty((len(events), len(self.est_days)))
        for part in self._parts(security, position):
            estimates = estimate(self.data, security[part], position[part[0]], self.est_days, **self._estimator)
            _put(found, part, estimates.resid)
        return found

    @property
    def _estimator(self) -> dict[str, Any]:
        return {"imposed": self.coefficients == 0, "thin": thin_fit(self.model, self.lags)}

    def _parts(self, security: Integers, position: Integers) -> Iterator[Integers]:
        """What is computed at once: arrays (S, E) of the numbers of events that share their regressors."""
        alone = [np.arange(len(security))[None, :]]
        ends = int(self.est_days[0]), int(self.est_days[-1])
        thin = thin_fit(self.model, self.lags)
        return _chunks(alone if thin else self.data.blocks(security, position, *ends), self.chunk)


def _put(into: NDArray[Any], part: Integers, values: NDArray[Any]) -> None:
    """Values (S, E, ...) of the events of a part, to their rows."""
    if len(part) == 1:
        into[as_slice(part[0])] = values[0]
    else:
        into[part] = values


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
