"""What the study measured: the abnormal return of every instrument and of the portfolio in every window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import StudyError
from analysis.event.news import holds
from analysis.eventstudy.abnormal.abnormal import AbnormalReturns, abnormal_returns
from analysis.eventstudy.placebo.power import minimum_detectable_effect
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest, apart
from analysis.exchanges import first_sessions
from analysis.market.returns import Returns
from analysis.measure.design import PlaceboDesign, Timing, placebo_design
from analysis.study.declarations import ReturnKind, Window
from analysis.study.study import Study

PORTFOLIO = "portfolio"
DRIFT = "drift"


Placebos = tuple[SampleQuantileTest, ...]
"""Tests of an abnormal return and of its t value."""


@dataclass(frozen=True, slots=True)
class Series:
    """One dependent variable of the study: an instrument, or the portfolio of targets."""

    key: str
    label: str
    role: str
    model: str
    factors: tuple[str, ...]
    exchange: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Abnormal return of one series in one window.

    Returns are log returns as decimals. ``parts`` maps "drift" and each factor to its share of the raw move:
    ``raw = sum(parts.values()) + abnormal`` to 1e-12. One-sided p-values look in the claim's direction;
    ``placebo`` holds the sample-quantile test of the abnormal return, ``placebo_t`` that of its t value.
    """

    series: Series
    window: Window
    raw: float
    parts: Mapping[str, float]
    abnormal: float
    bse: float
    df_resid: int
    tvalue: float
    pvalue: float
    pvalue_claim: float
    interval: tuple[float, float]
    detectable: float
    nobs: int
    placebo: SampleQuantileTest
    placebo_t: SampleQuantileTest


@dataclass(frozen=True, slots=True)
class Path:
    """Cumulative abnormal return of one series by event day, with pointwise 95 % bounds. Shapes (D,)."""

    series: Series
    days: NDArray[np.int_]
    sessions: tuple[str, ...]
    car: NDArray[np.float64]
    bse: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effects:
    """All effects of a study, in declared order: series by series, window by window.

    ``fits`` holds the estimated models by series and kind of return; ``sessions`` the sessions that the rows of a
    placebo test count, and ``day0`` the first that could react, by exchange.
    """

    effects: tuple[Effect, ...]
    path: Path
    fits: Mapping[tuple[str, str], AbnormalReturns]
    sessions: Mapping[str, pd.DatetimeIndex]
    day0: Mapping[str, pd.Timestamp]

    def get(self, key: str, window: str) -> Effect:
        """Effect of the series ``key`` (a ticker, or ``PORTFOLIO``) in the window of that name."""
        return next(e for e in self.effects if e.series.key == key and e.window.name == window)


def series_of(study: Study, tickers: Iterable[str]) -> tuple[Series, ...]:
    """The portfolio first, then the instruments that the snapshot has, in declared order."""
    p, present = study.portfolio, set(tickers)
    exchanges = {study.instrument(t).exchange for t in p.members}
    portfolio = Series(PORTFOLIO, p.name, "portfolio", p.model, study.models[p.model].factors, min(exchanges))
    single = [
        Series(i.ticker, i.name, i.role, i.model, study.models[i.model].factors, i.exchange)
        for i in study.instruments
        if i.ticker in present
    ]
    return (portfolio, *single)


def windows_measured(study: Study, series: Series) -> list[Window]:
    """Declared windows that mean for a series what they mean for the portfolio.

    Where a source has closing prices alone, those from close to close. On another exchange than the portfolio's, those
    that hold the news there if and only if they hold it on the portfolio's: of an exchange that was open when the news
    broke, the last close to open ended before it.
    """
    if series.key == PORTFOLIO:
        return list(study.windows)
    home = study.instrument(study.portfolio.members[0]).exchange
    closes_only = study.instrument(series.key).bars == "closes"
    return [
        w
        for w in study.windows
        if (w.returns == "close-to-close" or not closes_only)
        and (series.exchange == home or _holds_news(study, w, series.exchange) == _holds_news(study, w, home))
    ]


def _holds_news(study: Study, window: Window, exchange: str) -> bool:
    instant = study.event.instant
    return holds(window, exchange, first_sessions(instant, [exchange])[exchange].session, instant)


def kinds_measured(study: Study, series: Series) -> list[ReturnKind]:
    """Kinds of return of the windows that are measured for a series."""
    return list(dict.fromkeys(w.returns for w in windows_measured(study, series)))


def require_openings(study: Study) -> None:
    """Stop when a window needs opening prices of a series that has none and that others are computed from.

    Raises
    ------
    StudyError
    """
    needing = [w.name for w in study.windows if w.returns != "close-to-close"]
    portfolios = (study.portfolio.members, *study.multiverse.portfolios.values())
    used = {t for p in portfolios for t in p} | {f for m in study.models.values() for f in m.factors}
    used |= set(study.synthetic.donors)
    for i in study.instruments:
        if needing and i.bars == "closes" and i.ticker in used:
            raise StudyError(
                f"{study.folder / 'study.toml'}: {i.ticker}",
                f'bars = "closes", but the window {needing[0]!r} needs opening prices',
                remedy="declare windows from close to close only, or leave it out of portfolios, models and donors",
            )


def table_for(returns: Returns, kind: ReturnKind, series: Series, study: Study) -> pd.DataFrame:
    """Returns of a series (first column) and its factors on the sessions of the series' exchange.

    The portfolio's return is the mean of its members' log returns, so that its abnormal return is the mean of
    theirs; it exists from the day on which all members do.
    """
    wide = returns.of(kind)
    if series.key == PORTFOLIO:
        own = wide[list(study.portfolio.members)].mean(axis=1, skipna=False)
    else:
        own = wide[series.key]
    peers = [i.ticker for i in study.instruments if i.exchange == series.exchange and i.ticker in wide]
    open_days = returns.closes[peers].notna().any(axis=1)
    return pd.concat([own.rename(series.key), wide[list(series.factors)]], axis=1)[open_days]


def measure(returns: Returns, timing: Timing, study: Study) -> Effects:
    """Estimate every declared model and return every declared effect.

    Raises
    ------
    StudyError, WindowError, EstimationError
        If a window needs prices that a series does not have, does not fit into them, or a model cannot be estimated.
    """
    require_openings(study)
    all_series = series_of(study, returns.closes.columns)
    effects: dict[tuple[str, str], Effect] = {}
    fits: dict[tuple[str, str], AbnormalReturns] = {}
    sessions: dict[str, pd.DatetimeIndex] = {}
    for series in all_series:
        for kind in kinds_measured(study, series):
            windows = [w for w in windows_measured(study, series) if w.returns == kind]
            table = table_for(returns, kind, series, study)
            fit, found = _measure_one(table, series, windows, timing, study)
            fits[series.key, kind] = fit
            sessions[series.exchange] = pd.DatetimeIndex(table.index)
            effects.update({(series.key, w.name): e for w, e in zip(windows, found, strict=True)})
    order = ((s.key, w.name) for s in all_series for w in study.windows)
    ordered = tuple(effects[key] for key in order if key in effects)
    path = _path(returns, all_series[0], timing, study)
    return Effects(ordered, path, fits, sessions, timing.day0)


def _measure_one(
    table: pd.DataFrame, series: Series, windows: Sequence[Window], timing: Timing, study: Study
) -> tuple[AbnormalReturns, list[Effect]]:
    """Fit of one series and kind of return, and its effects in the windows of that kind."""
    design = placebo_design(table, series.key, series.exchange, timing, study)
    spans = [(w.first, w.last) for w in windows]
    fit = _fit(table, series, design, spans, study)
    tests = _placebos(table, design, spans, study)
    return fit, [_effect(fit, series, w, test, study) for w, test in zip(windows, tests, strict=True)]


def _fit(
    table: pd.DataFrame, series: Series, design: PlaceboDesign, spans: Sequence[tuple[int, int]], study: Study
) -> AbnormalReturns:
    return abnormal_returns(
        table.iloc[:, 0].to_numpy(),
        table.iloc[:, 1:].to_numpy(),
        design.event_row,
        estimation=(study.estimation.first, study.estimation.last),
        windows=spans,
        names=series.factors,
        where=series.key,
        usable=design.usable,
    )


def _effect(fit: AbnormalReturns, series: Series, window: Window, placebos: Placebos, study: Study) -> Effect:
    car = fit.car(window.first, window.last)
    rule = study.decision
    return Effect(
        series=series,
        window=window,
        raw=car.raw,
        parts=dict(zip((DRIFT, *series.factors), car.contributions.tolist(), strict=True)),
        abnormal=car.value,
        bse=car.bse,
        df_resid=car.df_resid,
        tvalue=car.tvalue,
        pvalue=car.pvalue("two-sided"),
        pvalue_claim=car.pvalue(study.claim.side),
        interval=car.conf_int(0.05),
        detectable=minimum_detectable_effect(car.bse, car.df_resid, alpha=rule.alpha, power=rule.power, sided=1),
        nobs=fit.model.nobs,
        placebo=placebos[0],
        placebo_t=placebos[1],
    )


def _placebos(
    table: pd.DataFrame, design: PlaceboDesign, spans: Sequence[tuple[int, int]], study: Study
) -> list[Placebos]:
    """Sample-quantile tests of all windows of one kind, from one batch of regressions.

    The dates of a test are so far apart that its windows do not overlap.
    """
    from analysis.eventstudy.abnormal.panel import event_panel

    panel = event_panel(
        table.iloc[:, :1].to_numpy(),
        table.iloc[:, 1:].to_numpy(),
        design.events(1),
        estimation=(study.estimation.first, study.estimation.last),
        windows=tuple(spans),
        usable=design.usable,
        keep_residuals=False,
    )
    tests = []
    for (first, last), car, t in zip(spans, panel.car.T, (panel.car / panel.car_bse).T, strict=True):
        keep = apart(design.rows, design.event_row, last - first + 1)
        tests.append(tuple(SampleQuantileTest(float(v[0]), v[1:][keep], design.rows[keep]) for v in (car, t)))
    return tests


def _path(returns: Returns, series: Series, timing: Timing, study: Study) -> Path:
    table = table_for(returns, "close-to-close", series, study)
    design = placebo_design(table, series.key, series.exchange, timing, study)
    first, last = study.drawing.path_first, study.drawing.path_last
    path = _fit(table, series, design, [(first, last)], study).path()
    bounds = path.conf_int(0.05)
    row = design.event_row
    dates = tuple(f"{d:%Y-%m-%d}" for d in table.index[row + first : row + last + 1])
    return Path(series, path.days, dates, path.values, path.bse, bounds[:, 0], bounds[:, 1])
