"""One series measured in the same way on the event date and on every placebo date, and its tests among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import TYPE_CHECKING

import numpy as np

from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.dates import Rows, apart, rows_spanning
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.eventstudy.placebo.volatility import volatility_before
from analysis.measure.design import PlaceboDesign
from analysis.study.declarations import ReturnKind, Window
from analysis.study.setting import Setting

if TYPE_CHECKING:
    from analysis.measure.case import Case


@dataclass(frozen=True, eq=False)
class OnDates:
    """Abnormal returns of one series, or of a difference of series, on the event date and on the placebo dates.

    Attributes
    ----------
    event_row : int
        Row of the event's day 0 in the table of returns.
    rows : ndarray of int, shape (M,)
        Rows of the placebo dates.
    windows : tuple of Window
        W windows of one kind of return.
    cars : ndarray, shape (1 + M, W)
        Cumulative abnormal returns (log, decimal) on the event date, then on the placebo dates.
    tvalues : ndarray, shape (1 + M, W)
        These over their standard errors; empty for a difference.
    starts : ndarray of int, shape (1 + M, W)
        Rows in which these begin. Of quotes with gaps a window has on every date as many sessions as on the event
        date, in as many rows as it takes; -1 on dates on which no quotes lie just so far apart.
    apart : tuple of int
        For each window, rows between dates whose windows do not overlap.
    errors : ndarray, shape (T,)
        By row: the abnormal return of that session alone, by the model of its own date. Before the first date they
        are the residuals and the prediction errors of the first date's model. NaN where there are none.
    setting : Setting
    """

    event_row: int
    rows: Rows
    windows: tuple[Window, ...]
    cars: Floats
    tvalues: Floats
    starts: Rows
    apart: tuple[int, ...]
    errors: Floats
    setting: Setting

    def __repr__(self) -> str:
        return f"<OnDates: the event and {len(self.rows)} placebo dates in {len(self.windows)} windows>"

    def of_t(self, window: Window) -> SampleQuantileTest:
        """The t value among those of the placebo dates: each measured by the noise of its own estimation window."""
        n = self.windows.index(window)
        return replace(self._among(self.tvalues[:, n], window), scale=float(self.cars[0, n] / self.tvalues[0, n]))

    def plain(self, window: Window) -> SampleQuantileTest:
        """The abnormal return as it is among those of the placebo dates."""
        return self._among(self.cars[:, self.windows.index(window)], window)

    def standardised(self, window: Window) -> SampleQuantileTest:
        """The abnormal return over the volatility known on the eve of the window, among those of the placebo dates.

        With a decay of 1 all sessions of the estimation window count alike, and no other does.
        """
        n, dates = self.windows.index(window), np.append(self.event_row, self.rows)
        if self.setting.study.placebo.decay < 1:
            eve = self._volatility[self.starts[:, n]]
        else:
            first, last = self.setting.estimation
            eve = np.sqrt(np.nanmean(self.errors[dates[:, None] + np.arange(first, last + 1)] ** 2, axis=1))
        found = self._among(self.cars[:, n] / eve, window)
        return replace(found, scale=float(eve[0]))

    @cached_property
    def _volatility(self) -> Floats:
        return volatility_before(self.errors, self.setting.study.placebo.decay)

    def _among(self, values: Floats, window: Window) -> SampleQuantileTest:
        """Rank of the event's value, by dates so far apart that their windows do not overlap."""
        n = self.windows.index(window)
        keep = apart(self.rows, self.event_row, self.apart[n]) & (self.starts[1:, n] >= 0)
        return SampleQuantileTest(float(values[0]), values[1:][keep], self.rows[keep])

    def without_errors_of(self, rows: Rows) -> OnDates:
        """The same with the volatility known on an eve measured without the errors of some rows."""
        errors = self.errors.copy()
        errors[rows] = np.nan
        return replace(self, errors=errors)

    def less(self, other: OnDates) -> OnDates:
        """The same of this series less another, on the dates that both have."""
        return _combined((1.0, -1.0), (self, other))


def mean_of(several: Sequence[OnDates]) -> OnDates:
    """The same of the mean of some series, on the dates that all of them have."""
    return several[0] if len(several) == 1 else _combined([1 / len(several)] * len(several), several)


def _combined(weights: Sequence[float], several: Sequence[OnDates]) -> OnDates:
    """Abnormal returns are linear in returns: those of a combination are the combination of those of its parts."""
    rows = reduce(np.intersect1d, (one.rows for one in several))
    kept = [np.append(0, 1 + np.searchsorted(one.rows, rows)) for one in several]
    cars = [one.cars[k] for one, k in zip(several, kept, strict=True)]
    first = several[0]
    return OnDates(
        first.event_row,
        rows,
        first.windows,
        np.tensordot(weights, cars, axes=1),
        np.empty((1 + len(rows), 0)),
        first.starts[kept[0]],
        first.apart,
        np.tensordot(weights, [one.errors for one in several], axes=1),
        first.setting,
    )


def on_dates(
    case: Case,
    kind: ReturnKind,
    keys: Sequence[str],
    factors: Sequence[str],
    windows: Sequence[Window],
    design: PlaceboDesign,
    *,
    exchange: str = "",
    lag: int = 0,
) -> list[OnDates]:
    """Measure series that share their factors and placebo dates, all in one batch of regressions.

    Parameters
    ----------
    case : Case
    kind : {"overnight", "intraday", "close-to-close"}
    keys, factors : sequence of str
        Tickers, or "portfolio".
    windows : sequence of Window
        Of that kind.
    design : PlaceboDesign
    exchange : str
        The portfolio's when not given.
    lag : int
        Sessions by which the factors, then from close to close, come before.
    """
    dates = np.sort(design.dates)
    # Every session from the first date to the last is measured: noise is known from all of them.
    rows = np.arange(dates[0], dates[-1] + 1)
    every = replace(design, event_row=int(rows[0]), rows=rows[1:])
    spans = case.spans(exchange)
    gap = case.setting.estimation[1]
    extents = _reaching(windows, spans, design.event_row, gap)
    panel = case.panel(kind, keys, factors, [*extents, (0, 0)], every, exchange=exchange, lag=lag)
    shape = (len(keys) * len(rows), len(extents) + 1)
    cars, t = np.full(shape, np.nan), np.full(shape, np.nan)
    cars[panel.included], t[panel.included] = panel.car, panel.tvalues
    by_key = [a.reshape(len(keys), len(rows), -1) for a in (cars, t)]
    errors = np.full((len(keys), len(design.usable)), np.nan)
    # A return over several sessions is as noisy as so many: errors are counted by the root of one.
    errors[:, rows] = by_key[0][:, :, -1] / (1.0 if spans is None else np.sqrt(spans[rows]))
    errors[:, : rows[0]] = _before(case, kind, keys, factors, int(rows[0]), design, exchange, lag)
    chosen = design.dates - rows[0]
    which, starts, lengths = _windows_on(design, windows, spans, gap)
    return [
        OnDates(
            design.event_row,
            design.rows,
            tuple(windows),
            np.take_along_axis(c[chosen], which, axis=1),
            np.take_along_axis(v[chosen], which, axis=1),
            starts,
            lengths,
            e,
            case.setting,
        )
        for c, v, e in zip(*by_key, errors, strict=True)
    ]


def _most_rows(window: Window, spans: Floats, event_row: int, gap: int) -> int:
    """Rows that a window may take on another date: one a session, and none of the estimation window, up to ``gap``."""
    return min(_total(window, spans, event_row), window.last - gap)


def _total(window: Window, spans: Floats, event_row: int) -> int:
    """Sessions that a window spans on the event date."""
    return int(spans[event_row + window.first : event_row + window.last + 1].sum())


def _reaching(windows: Sequence[Window], spans: Floats | None, event_row: int, gap: int) -> list[tuple[int, int]]:
    """The windows; of quotes for each all stretches up to its last row that may span as many as on the event date."""
    if spans is None:
        return [(w.first, w.last) for w in windows]
    return [(w.last - m + 1, w.last) for w in windows for m in range(1, _most_rows(w, spans, event_row, gap) + 1)]


def _windows_on(
    design: PlaceboDesign, windows: Sequence[Window], spans: Floats | None, gap: int
) -> tuple[Rows, Rows, tuple[int, ...]]:
    """On each date which measured stretch is the window, and its first row, (1 + M, W); rows apart by window."""
    dates = design.dates
    if spans is None:
        starts = dates[:, None] + np.array([w.first for w in windows])
        which = np.broadcast_to(np.arange(len(windows)), starts.shape)
        return which, starts, tuple(w.last - w.first + 1 for w in windows)
    chosen, begins, lengths, offset = [], [], [], 0
    for w in windows:
        total = _total(w, spans, design.event_row)
        start = rows_spanning(spans, dates + w.last, total)
        start = np.where(start > dates + gap, start, -1)
        rows = np.where(start >= 0, dates + w.last - start + 1, 1)
        chosen.append(offset + rows - 1)
        begins.append(start)
        lengths.append(total)
        offset += _most_rows(w, spans, design.event_row, gap)
    return np.stack(chosen, axis=1), np.stack(begins, axis=1), tuple(lengths)


def _before(
    case: Case,
    kind: ReturnKind,
    keys: Sequence[str],
    factors: Sequence[str],
    row: int,
    design: PlaceboDesign,
    exchange: str,
    lag: int,
) -> Floats:
    """Errors before the first date, shape (N, row): by its own model, which is known on its eve."""
    first, last = case.setting.estimation
    alone = replace(design, event_row=row, rows=design.rows[:0])
    gap = [(last + 1, -1)] if last < -1 else [(0, 0)]
    panel = case.panel(kind, keys, factors, gap, alone, exchange=exchange, residuals=True, lag=lag)
    errors = np.full((len(keys), row), np.nan)
    errors[:, row + first : row + last + 1] = panel.resid
    if last < -1:
        spans = case.spans(exchange)
        root = 1.0 if spans is None else np.sqrt(spans[row + last + 1 : row])
        errors[:, row + last + 1 : row] = panel.ar / root
    return errors
