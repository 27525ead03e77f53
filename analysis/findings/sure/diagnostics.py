"""Do the return models fit? Checks of each, and the portfolio's abnormal return by other estimators."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.diagnostics.diagnostics import Diagnostic, Diagnostics, diagnose
from analysis.findings.piece import Piece
from analysis.findings.sure.diagnostics_sessions import Influential, days_of_primary, most_influential, session_numbers
from analysis.measure.case import Case
from analysis.measure.effects import Effect, fit_series, measure
from analysis.once import once
from analysis.study.series import PORTFOLIO, Series
from analysis.study.setting import Setting
from analysis.words.filters import estimator, level, table_p
from analysis.words.numbers import capital, listing
from analysis.words.plain import records
from analysis.words.tables import Column, Line, Table

if TYPE_CHECKING:
    from analysis.eventstudy.models.fit import FittedModel

HEADING = "Does the model fit"
ROLLING = 60
"""Sessions of the rolling coefficients, or half of the estimation window where that is shorter."""
CONSTANT, OWN = "const", "ols"
"""Names of the constant among coefficients, and of the study's own estimator."""
REMEDIES = {
    "autocorrelation": (
        "windows of several days are judged too mildly by t; the same window on placebo dates has the same "
        "autocorrelation"
    ),
    "heteroskedasticity": (
        "the t test may be too strict or too mild; the placebo test needs dates of like noise instead (nearby ones: "
        "section “Placebo”)"
    ),
    "normality": "the placebo test does not need it",
    "stability": "the coefficients drift over the estimation window; other lengths: section “Other choices”",
    "leverage": "the factors moved on the event day as they rarely did before, so that the model extrapolates",
    "influence": "single sessions determine the coefficients",
}
"""What a failed check means for the tests, and what answers it."""
TRIED = {
    "heteroskedasticity": ("garch", "; GARCH: below"),
    "normality": ("huber", "; Huber's estimator, which gives outliers less weight, is below"),
    "influence": ("huber", "; Huber's estimator is tried below"),
}
"""Which other estimator answers a failed check, and what points to it where it could be tried."""


def _p(line: Line) -> str:
    """A p-value; none where the number is a descriptive level, of which the caution warns."""
    return table_p(None if line["caution"] else line["p"])


COLUMNS = (
    Column("series", "whose model is checked"),
    Column("check", "what is checked", "check"),
    Column("method", "name of the test", "method"),
    Column("null", "null hypothesis"),
    Column("statistic", "its value", "statistic", "thousandths"),
    Column("p", "p-value, or a descriptive level where there is a caution", "p", _p),
    Column("passed", "whether it passes at the level of the verdict; empty where not applicable", "passed"),
    Column("reason", "why it is not applicable"),
    Column("caution", "in what way it may mislead"),
)
ESTIMATE_COLUMNS = (
    Column("estimator", "of the portfolio's model", "estimator"),
    Column("abnormal_bp", "abnormal return in the primary window", "abnormal, bp", "bp"),
    Column("bse_bp", "its standard error", "standard error, bp", "amount"),
    Column("t", "t value", "t", "t"),
    Column("p", "two-sided", "p", "p"),
)


OTHERS = ("huber", "garch")
SPANNING = {
    "returns that span several sessions": "some returns of the estimation window span several sessions",
}
"""Reasons of the estimators as a report says them."""
ITERATED = ("garch",)
"""Estimators whose optimum is found by search, which stops a little elsewhere with another processor."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Abnormal return of the portfolio in the primary window by one estimator.

    ``abnormal`` and its standard error ``bse`` are log returns as decimals; the p-value is two-sided. ``reason`` says
    why an estimator is none for this study, a short estimation window perhaps; the numbers are then nan.
    """

    model: str
    abnormal: float = math.nan
    bse: float = math.nan
    tvalue: float = math.nan
    pvalue: float = math.nan
    reason: str = ""


def other_estimates(case: Case) -> tuple[Estimate, ...]:
    """Measure the portfolio in the primary window by estimators that forgive outliers and changing variance."""
    return tuple(_estimate(case, model) for model in OTHERS)


def _estimate(case: Case, model: str) -> Estimate:
    window = case.setting.span
    try:
        car = fit_series(case, case.portfolio, case.setting.primary.returns, [window], model=model).car(*window)
    except (EstimationError, NotApplicableError) as error:
        return Estimate(model, reason=str(error))
    numbers = (car.value, car.bse, car.tvalue, car.pvalue())
    abnormal, bse, t, p = (_rounded(x) if model in ITERATED else x for x in numbers)
    return Estimate(model, abnormal, bse, t, p)


def _rounded(value: float) -> float:
    """Five significant digits: what an iterated optimum gives alike on every processor."""
    return float(f"{value:.5g}")


@dataclass(frozen=True, eq=False, repr=False)
class ModelChecks(Piece):
    """Checks of the return models for the primary window's kind of return.

    Attributes
    ----------
    checked : mapping of series to Diagnostics
        The portfolio first, then each series that is measured by such returns, in declared order.
    estimates : tuple of Estimate
        The portfolio's abnormal return in the primary window by other estimators of the same model.
    effect : Effect
        The same by the study's own estimator: the primary effect.
    model : FittedModel
        The portfolio's.
    influential : Influential or None
        Of its estimation window.
    setting : Setting
    """

    checked: Mapping[str, Diagnostics]
    estimates: tuple[Estimate, ...]
    effect: Effect
    model: FittedModel
    influential: Influential | None
    setting: Setting

    @property
    def own(self) -> Diagnostics:
        """Checks of the portfolio's model."""
        return self.checked[PORTFOLIO]

    @once
    def record(self) -> dict[str, Any]:
        """Checks of all models, which of them fail, rolling coefficients, and the other estimators.

        ``applicable`` counts the checks that exist for the portfolio's model. The study's own estimate stands with
        the effects.
        """
        rolling, estimates = self.own.rolling, self._estimates()
        return {
            "applicable": sum(check.passed is not None for check in self.own.checks),
            "failing": [{"series": s, "failed": found.failed} for s, found in self.checked.items() if found.failed],
            "single_models": len(self.checked) - 1,
            "single_failing_by_chance": self.failing_by_chance,
            "single_failing": sum(bool(found.failed) for s, found in self.checked.items() if s != PORTFOLIO),
            "rolling_sessions": rolling.window,
            "rolling": [
                {"coefficient": name, "lowest": low, "highest": high}
                for name, low, high in zip(rolling.names, rolling.low, rolling.high, strict=True)
            ],
            "influential": self.influential.record() if self.influential and "influence" in self.own.failed else None,
            "estimators": records(estimates[estimates["model"] != OWN]),
            "checks": records(self.table()),
        }

    def _estimates(self) -> pd.DataFrame:
        """One line an estimator, the study's own first."""
        e = self.effect
        own = Estimate(OWN, e.abnormal, e.bse, e.tvalue, e.pvalue)
        return pd.DataFrame(
            {"model": x.model, "abnormal_bp": 1e4 * x.abnormal, "bse_bp": 1e4 * x.bse, "t": x.tvalue, "p": x.pvalue}
            for x in (own, *self.estimates)
        )

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a series and check of its model."""
        lines = [
            {
                "series": series,
                "check": check.name,
                "method": check.test.method,
                "null": check.test.null,
                "statistic": check.test.statistic,
                "p": check.test.pvalue,
                "passed": check.passed,
                "reason": check.test.reason,
                "caution": check.test.caution,
            }
            for series, found in self.checked.items()
            for check in found.checks
        ]
        return {"diagnostics": Table(COLUMNS, pd.DataFrame(lines))}

    @once
    def numbers(self) -> Table:
        """The portfolio's model session by session."""
        return session_numbers(self.model, self.own)

    @once
    def shown(self) -> Mapping[str, Table]:
        """Checks of the portfolio's model, and its abnormal return by each estimator where there is another."""
        checks = self.tables()["diagnostics"]
        own = checks.where(checks.frame["series"] == PORTFOLIO).frame
        shown = {"checks": Table(COLUMNS, own.assign(passed=[_outcome(check) for check in self.own.checks]))}
        estimates = self._estimates().dropna(subset="abnormal_bp")
        if len(estimates) > 1:  # the study's own alone stands with the effects
            named = estimates.assign(estimator=estimates["model"].map(estimator))
            shown["estimators"] = Table(ESTIMATE_COLUMNS, named)
        return shown

    def context(self) -> Mapping[str, Any]:
        """The portfolio's failed checks with what answers each, and its coefficients over time in words."""
        rolling = [line for line in self.record()["rolling"] if line["coefficient"] != CONSTANT]
        return {
            "failed": [f"{capital(name)}: {REMEDIES[name]}{self._tried(name)}." for name in self.own.failed],
            "coefficients": [{**line, "label": self.setting.label(line["coefficient"])} for line in rolling],
            "level": level(self.own.alpha),
            "missing": self._missing(),
        }

    def _tried(self, check: str) -> str:
        """What is left without the session that fails a check; where another estimator answers it, if one was tried."""
        without = self.influential.words if self.influential and check == "influence" else ""
        model, words = TRIED.get(check, ("", ""))
        return without + words * any(x.model == model and not x.reason for x in self.estimates)

    @property
    def failing_by_chance(self) -> float:
        r"""How many models of single series would fail a check although all their assumptions hold.

        Notes
        -----
        .. math:: \sum_i \left( 1 - (1 - \alpha)^{c_i} \right)

        with the c checks of a model that have a p-value, taken for independent; a descriptive level has no rate of
        false alarms.

        References
        ----------
        Sidak, Z. (1967), "Rectangular confidence regions for the means of multivariate normal distributions", Journal
        of the American Statistical Association 62, 626-633.
        """
        singles = (found.checks for series, found in self.checked.items() if series != PORTFOLIO)
        counts = (len([c for c in checks if c.passed is not None and not c.test.caution]) for checks in singles)
        return math.fsum(1 - (1 - self.own.alpha) ** count for count in counts)

    def _missing(self) -> list[tuple[str, str]]:
        """Estimators that are none for this study, those with one reason together."""
        found: dict[str, list[str]] = {}
        for x in (x for x in self.estimates if x.reason):
            why = x.reason.partition("; allowed")[0].removeprefix("portfolio: ").removeprefix(f'"{x.model}" of ')
            why = SPANNING.get(why, why)
            found.setdefault(why, []).append(estimator(x.model))
        return [(listing(names), why) for why, names in found.items()]


def _outcome(check: Diagnostic) -> str:
    if check.passed is None:
        return f"not applicable: {check.test.reason}"
    return "yes" if check.passed else "no"


def diagnostics(case: Case) -> ModelChecks:
    """Check every model of the primary window's kind of return, and measure the portfolio by other estimators.

    Raises
    ------
    EstimationError
        If a model cannot be checked or estimated.
    """
    measured, kind = case.once(measure), case.setting.primary.returns
    checked = {s.key: _checks(case, s) for s in case.series if (s.key, kind) in measured.fits}
    model, influential = measured.model(PORTFOLIO), most_influential(case, checked[PORTFOLIO])
    return ModelChecks(checked, other_estimates(case), measured.primary, model, influential, case.setting)


def _checks(case: Case, series: Series) -> Diagnostics:
    """Checks of a series' model, with its factors on every day of the primary window."""
    model, (event, spans) = case.once(measure).model(series.key), days_of_primary(case, series)
    return diagnose(model, event, alpha=case.setting.rule.alpha, rolling=min(ROLLING, model.nobs // 2), spans=spans)
