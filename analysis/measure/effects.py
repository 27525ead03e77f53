"""What the study measured: the abnormal return of every instrument and of the portfolio in every window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.eventstudy.abnormal.abnormal import AbnormalReturns, abnormal_returns
from analysis.eventstudy.placebo.power import minimum_detectable_effect
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.measure.case import Case, require_openings
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
    ``raw = sum(parts.values()) + abnormal`` to 1e-12. One-sided p-values look in the claim's direction.

    Attributes
    ----------
    placebo, placebo_t : SampleQuantileTest
        The abnormal return, and its t value, among those of the placebo dates.
    detectable_by_t, detectable_by_placebo : float
        Smallest effects that the one-sided t test and the placebo test find with the declared power.
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
    nobs: int
    placebo: SampleQuantileTest
    placebo_t: SampleQuantileTest
    detectable_by_t: float
    detectable_by_placebo: float

    def __repr__(self) -> str:
        return f"<Effect {self.series.key}, {self.window.name}: {1e4 * self.abnormal:+.1f} bp, t = {self.tvalue:.2f}>"

    @property
    def detectable(self) -> float:
        """Smallest effect that could have been seen: the larger of the t test's and the placebo test's."""
        return max(self.detectable_by_t, self.detectable_by_placebo)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Measured:
    """All effects of a study, in declared order: series by series, window by window.

    Attributes
    ----------
    effects : tuple of Effect
    fits : mapping of (series, kind of return) to AbnormalReturns
        The estimated models.
    setting : Setting
    """

    effects: tuple[Effect, ...]
    fits: Mapping[tuple[str, ReturnKind], AbnormalReturns]
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
    found: dict[tuple[str, str], Effect] = {}
    fits: dict[tuple[str, ReturnKind], AbnormalReturns] = {}
    for series in case.series:
        for kind in case.timing.kinds_of(series):
            windows = [w for w in case.timing.windows_of(series) if w.returns == kind]
            spans = [(w.first, w.last) for w in windows]
            fit = fits[series.key, kind] = fit_series(case, series, kind, spans)
            tests = _placebos(case, series, kind, spans)
            for window, test in zip(windows, tests, strict=True):
                found[series.key, window.name] = _effect(fit, series, window, test, case.setting)
    order = ((s.key, w.name) for s in case.series for w in case.study.windows)
    return Measured(tuple(found[key] for key in order if key in found), fits, case.setting)


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
    )


def _effect(
    fit: AbnormalReturns,
    series: Series,
    window: Window,
    tests: tuple[SampleQuantileTest, SampleQuantileTest],
    setting: Setting,
) -> Effect:
    car, rule, claim = fit.car(window.first, window.last), setting.rule, setting.claim
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
        pvalue_claim=car.pvalue(claim.side),
        interval=car.conf_int(0.05),
        nobs=fit.model.nobs,
        placebo=tests[0],
        placebo_t=tests[1],
        detectable_by_t=minimum_detectable_effect(car.bse, car.df_resid, alpha=rule.alpha, power=rule.power, sided=1),
        detectable_by_placebo=tests[0].minimum_detectable_effect(rule.alpha, rule.power, claim.sign),
    )


def _placebos(
    case: Case, series: Series, kind: ReturnKind, spans: Sequence[tuple[int, int]]
) -> list[tuple[SampleQuantileTest, SampleQuantileTest]]:
    """Tests of the abnormal return and of its t value in all windows of one kind, from one batch of regressions.

    The dates of a test are so far apart that its windows do not overlap.
    """
    design = case.design_of(kind, series)
    panel = case.panel(kind, (series.key,), series.factors, spans, design, exchange=series.exchange)
    tests = []
    for (first, last), car, t in zip(spans, panel.car.T, (panel.car / panel.car_bse).T, strict=True):
        keep = design.apart(last - first + 1)
        by_value, by_t = (SampleQuantileTest(float(v[0]), v[1:][keep], design.rows[keep]) for v in (car, t))
        tests.append((by_value, by_t))
    return tests
