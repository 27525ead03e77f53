"""The models behind all abnormal returns, one a line: coefficients, their standard errors, fit, residual tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.findings.piece import Piece
from analysis.findings.sure.diagnostics import CONSTANT, ModelChecks, diagnostics
from analysis.measure.case import Case
from analysis.measure.effects import measure
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.filters import NONE
from analysis.words.plain import records
from analysis.words.tables import Column, Line, Table

if TYPE_CHECKING:
    from analysis.eventstudy.models.fit import FittedModel

HEADING = "Models"
TESTED = {"autocorrelation": "Ljung-Box p", "heteroskedasticity": "ARCH p", "normality": "normality p"}
"""Tests of the residuals by the name of their check, and how a column calls them."""


@dataclass(frozen=True, eq=False, repr=False)
class Models(Piece):
    """Every series' return model for the primary window's kind of return.

    Attributes
    ----------
    fitted : mapping of str to FittedModel
        By series, the portfolio first.
    checks : ModelChecks
    setting : Setting
    """

    fitted: Mapping[str, FittedModel]
    checks: ModelChecks
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """One line a model; coefficients are per unit of the factor's log return, the constant is in basis points."""
        return {"models": records(self._frame())}

    @property
    def factors(self) -> list[str]:
        """Factors of any model, in the order in which they first occur."""
        return list(dict.fromkeys(n for m in self.fitted.values() for n in m.names if n != CONSTANT))

    @once
    def shown(self) -> Mapping[str, Table]:
        """One line a series."""
        coefficients = [column for f in self.factors for column in _columns(f, self.setting.label(f))]
        columns = (
            Column("series", "ticker, or portfolio", "series"),
            Column("sessions", "sessions of the estimation window", "N", "count"),
            Column("rsquared", "share of the variance that is explained", "R²", "hundredths"),
            Column("constant_bp", "the constant, basis points a session", "drift, bp", "bp"),
            Column("constant_se_bp", "its standard error"),
            *coefficients,
            Column("sd_bp", "residual standard deviation, basis points", "sd, bp", "size"),
            *(Column(f"p_{name}", f"p-value of the test: {name}", head, "p") for name, head in TESTED.items()),
        )
        return {"fits": Table(columns, self._frame().replace({"series": {PORTFOLIO: "Portfolio"}}))}

    def table(self) -> pd.DataFrame:
        """One line a series."""
        return self._frame()

    def _frame(self) -> pd.DataFrame:
        return pd.DataFrame([self._line(key, model) for key, model in self.fitted.items()])

    def _line(self, key: str, model: FittedModel) -> dict[str, Any]:
        values, errors = (dict(zip(model.names, v, strict=True)) for v in (model.params, model.bse))
        found = self.checks.checked[key].checks
        none = float("nan")
        return {
            "series": key,
            "sessions": model.nobs,
            "rsquared": model.rsquared,
            "constant_bp": 1e4 * values.get(CONSTANT, none),
            "constant_se_bp": 1e4 * errors.get(CONSTANT, none),
            **{f: values.get(f, none) for f in self.factors},
            **{f"{f}_se": errors.get(f, none) for f in self.factors},
            "sd_bp": 1e4 * model.sigma2**0.5,
            **{f"p_{name}": next(c.test.pvalue for c in found if c.name == name) for name in TESTED},
        }

    def summary(self) -> str:
        """How much the portfolio's model explains."""
        own = self.fitted[PORTFOLIO]
        return f"The portfolio’s model explains {own.rsquared:.0%} of its variance on {own.nobs} sessions".replace(
            "%", " %"
        )


def _columns(factor: str, label: str) -> tuple[Column, ...]:
    def both(line: Line) -> str:
        value, error = line[factor], line[f"{factor}_se"]
        return NONE if value is None else f"{value:z.2f} ({error:.2f})"

    return (
        Column(factor, f"coefficient of {factor}"),
        Column(f"{factor}_se", "its standard error"),
        Column(f"{factor}_both", "both", label, both, file=False),
    )


def models(case: Case) -> Models:
    """Collect the models and the tests of their residuals.

    Raises
    ------
    EstimationError
        If a model cannot be checked.
    """
    measured, checks = case.once(measure), case.once(diagnostics)
    return Models({key: measured.model(key) for key in checks.checked}, checks, case.setting)
