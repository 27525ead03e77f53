"""What the study measured: the abnormal return of every instrument and of the portfolio in every window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.eventstudy.abnormal.abnormal import AbnormalReturns, abnormal_returns
from analysis.eventstudy.placebo.power import minimum_detectable_effect
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.measure.case import Case, require_openings
from analysis.measure.on_dates import OnDates, on_dates
from analysis.measure.shortage import require_observed
from analysis.study.declarations import ReturnKind, Window
from analysis.study.series import PORTFOLIO, Series
from analysis.study.setting import Setting

if TYPE_CHECKING:
    from analysis.eventstudy.models.fit import FittedModel

DRIFT = "drift"


@dataclass(frozen=True, slots=True, repr=False)
class Effect:
    """Abnormal return of one series in one window.

    Returns are log returns as decimals. ``parts`` maps "drift" and each factor to its share of the raw move:
    ``raw = sum(parts.values()) + abnormal`` to 1e-12. ``pvalue`` is that of the two-sided t test.

    Attributes
    ----------
    placebo : SampleQuantileTest
        The abnormal return over the volatility known on the eve, among those of the placebo dates: the test that
        counts.
    placebo_plain, placebo_t : SampleQuantileTest
        The abnormal return as it is, and its t value, among those of the placebo dates.
    detectable_by_t : float
        Smallest effect that the t test finds with the declared power.
    setting : Setting
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
    interval: tuple[float, float]
    nobs: int
    placebo: SampleQuantileTest
    placebo_plain: SampleQuantileTest
    placebo_t: SampleQuantileTest
    detectable_by_t: float
    setting: Setting

    def detectable(self, sign: int) -> float:
        """Smallest effect in a direction that the placebo test finds with the declared power."""
        return self.placebo.minimum_detectable_effect(self.setting.level, self.setting.rule.power, sign)

    def __repr__(self) -> str:
        return f"<Effect {self.series.key}, {self.window.name}: {1e4 * self.abnormal:+.1f} bp, t = {self.tvalue:.2f}>"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Measured:
    """All effects of a study, in declared order: series by series, window by window.

    Attributes
    ----------
    effects : tuple of Effect
    fits : mapping of (series, kind of return) to AbnormalReturns
        The estimated models.
    dates : mapping of (series, kind of return) to OnDates
        The same series on the event date and on the placebo dates.
    setting : Setting
    """

    effects: tuple[Effect, ...]
    fits: Mapping[tuple[str, ReturnKind], AbnormalReturns]
    dates: Mapping[tuple[str, ReturnKind], OnDates]
    setting: Setting

    def __repr__(self) -> str:
        series = dict.fromkeys(e.series.key for e in self.effects)
        return f"<Measured: {len(series)} series in {len(self.setting.study.windows)} windows>"

    def get(self, key: str, window: str) -> Effect:
        """Effect of the series ``key`` (a ticker, or ``PORTFOLIO``) in the window of that name.

        Raises
        ------
        KeyError
            If that series was not measured in that window.
        """
        for e in self.effects:
            if e.series.key == key and e.window.name == window:
                return e
        raise KeyError(f"{key} was not measured in the window {window!r}")

    @property
    def primary(self) -> Effect:
        """The portfolio's effect in the primary window: the primary test."""
        return self.get(PORTFOLIO, self.setting.primary.name)

    def within(self, window: Window, role: str = "") -> tuple[Effect, ...]:
        """Effects in one window, of all series or of those of a role."""
        return tuple(e for e in self.effects if e.window == window and role in ("", e.series.role))

    def model(self, key: str) -> FittedModel:
        """Return model of a series for the primary window's kind of return."""
        return self.fits[key, self.setting.primary.returns].model


def measure(case: Case) -> Measured:
    """Estimate every declared model and return every declared effect.

    Raises
    ------
    StudyError, WindowError, EstimationError
        If a window needs prices that a series does not have, does not fit into them, or a model cannot be estimated.
    """
    require_openings(case.study)
    for series, kind, windows in _measured_in(case):
        table = case.table_of(kind, series)
        require_observed(table, case.returns.closes, case.event_row(table, series), windows, case.timing)
    found: dict[tuple[str, str], Effect] = {}
    # All event dates before any placebo date: what is wrong with a series is said of that series alone.
    fits = {(s.key, kind): fit_series(case, s, kind, _spans(windows)) for s, kind, windows in _measured_in(case)}
    dates: dict[tuple[str, ReturnKind], OnDates] = {}
    for series, kind, windows in _measured_in(case):
        if (series.key, kind) not in dates:
            dates |= _on_dates(case, series, kind, windows)
        for window in windows:
            which = series.key, kind
            found[series.key, window.name] = _effect(fits[which], dates[which], series, window, case.setting)
    order = ((s.key, w.name) for s in case.series for w in case.study.windows)
    return Measured(tuple(found[key] for key in order if key in found), fits, dates, case.setting)


def _measured_in(case: Case) -> Iterator[tuple[Series, ReturnKind, list[Window]]]:
    """Each series with each kind of return that is measured of it, and the windows of that kind."""
    for series in case.series:
        windows = case.timing.windows_of(series)
        for kind in case.timing.kinds_of(series):
            yield series, kind, [w for w in windows if w.returns == kind]


def _spans(windows: Sequence[Window]) -> list[tuple[int, int]]:
    return [(w.first, w.last) for w in windows]


def fit_series(
    case: Case, series: Series, kind: ReturnKind, spans: Sequence[tuple[int, int]], model: str = "ols"
) -> AbnormalReturns:
    """Estimate the return model of a series, by an estimator, and predict the event windows from it."""
    table, design = case.table_of(kind, series), case.design_of(kind, series)
    return abnormal_returns(
        table.iloc[:, 0].to_numpy(),
        table.iloc[:, 1:].to_numpy(),
        design.event_row,
        estimation=case.setting.estimation,
        windows=spans,
        model=model,
        names=series.factors,
        where=series.key,
        usable=design.usable,
        spans=case.spans(series.exchange),
    )


def _effect(fit: AbnormalReturns, dates: OnDates, series: Series, window: Window, setting: Setting) -> Effect:
    car, rule, level = fit.car(window.first, window.last), setting.rule, setting.level
    test = dates.standardised(window)
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
        interval=car.conf_int(0.05),
        nobs=fit.model.nobs,
        placebo=test,
        placebo_plain=dates.plain(window),
        placebo_t=dates.of_t(window),
        detectable_by_t=minimum_detectable_effect(car.bse, car.df_resid, alpha=level, power=rule.power, sided=1),
        setting=setting,
    )


def _on_dates(
    case: Case, series: Series, kind: ReturnKind, windows: Sequence[Window]
) -> dict[tuple[str, ReturnKind], OnDates]:
    """A series in all its windows of a kind on all dates, and those that one batch of regressions serves too.

    These have the same factors, windows and dates.
    """
    design = case.design_of(kind, series)
    alike = [s.key for s, k, w in _measured_in(case) if k == kind and w == windows and _shares(case, kind, s, series)]
    found = on_dates(case, kind, alike, series.factors, windows, design, exchange=series.exchange)
    return {(key, kind): one for key, one in zip(alike, found, strict=True)}


def _shares(case: Case, kind: ReturnKind, one: Series, other: Series) -> bool:
    """Whether two series have the same exchange, factors, placebo dates and usable sessions."""
    if (one.exchange, one.factors) != (other.exchange, other.factors):
        return False
    first, second = case.design_of(kind, one), case.design_of(kind, other)
    return np.array_equal(first.dates, second.dates) and np.array_equal(first.usable, second.usable)
