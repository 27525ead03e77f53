"""Columns of the tables of abnormal returns and of models, and their lines from what was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from analysis.measure.effects import Effect, Measured
from analysis.measure.looking import Looking
from analysis.study.setting import Setting
from analysis.words.filters import signed
from analysis.words.tables import Column, Line


def _interval(line: Line) -> str:
    return f"{signed(line['low_bp'])} to {signed(line['high_bp'])}"


COLUMNS = (
    Column("series", "ticker, or portfolio", "series"),
    Column("role", "its part in the study"),
    Column("window", "event window", "window"),
    Column("returns", "kind of return"),
    Column("primary", "whether the verdict rests on this window"),
    Column("raw_bp", "log return, basis points", "raw", "bp"),
    Column("abnormal_bp", "what the factors do not explain of it", "abnormal", "bp"),
    Column("bse_bp", "standard error of the abnormal return"),
    Column("low_bp", "lower end of its 95 % interval by the t test"),
    Column("high_bp", "upper end"),
    Column("interval", "both ends", "95 % interval (t)", _interval, file=False),
    Column("t", "abnormal return over its standard error", "t", "hundredths"),
    Column("df", "degrees of freedom of t"),
    Column("p_two_sided", "p-value of the t test, two-sided", "p (two-sided)", "p"),
    Column("eve_sd_bp", "volatility known on the eve of the window: sd of prediction errors, the latest weighted most"),
    Column("placebo_dates", "placebo dates", "dates", "count"),
    Column("placebo_p_two_sided", "p-value of the abnormal return over that volatility among placebo dates, two-sided"),
    Column("placebo_p_greater", "the same, one-sided for a gain"),
    Column("placebo_p_less", "one-sided for a loss"),
    Column("placebo_p", "that of the direction in which the report looks", "placebo p", "p"),
    Column("placebo_low_bp", "lower end of the 95 % interval by the same test; empty where the dates are too few"),
    Column("placebo_high_bp", "upper end"),
    Column("detectable_t_bp", "smallest effect that the t test in one direction finds with the declared power"),
    Column("detectable_bp", "the same of the placebo test", "detectable", "size"),
)
SHOWN = (
    "raw_bp", "abnormal_bp", "interval", "t", "p_two_sided", "placebo_p", "placebo_dates", "detectable_bp",
)  # fmt: skip
MODELS = (
    Column("series", "ticker, or portfolio", "series"),
    Column("returns", "kind of return", "returns"),
    Column("coefficient", "const, or the factor", "coefficient"),
    Column("value", "its value; the constant is a log return a session", "value", "thousandths"),
    Column("bse", "its standard error", "standard error", "thousandths"),
    Column("t", "one over the other", "t", "t"),
    Column("nobs", "sessions of the estimation window", "sessions", "count"),
    Column("df", "residual degrees of freedom"),
    Column("sigma_bp", "residual standard deviation, basis points", "residual sd, bp", "size"),
    Column("rsquared", "share of the variance that is explained", "R²", "hundredths"),
)


def numbers_of(e: Effect, setting: Setting, looking: Looking) -> dict[str, Any]:
    """Cells of an effect's line, by the names of the columns."""
    return {
        "series": e.series.key,
        "role": e.series.role,
        "window": e.window.name,
        "returns": e.window.returns,
        "primary": e.window == setting.primary,
        "raw_bp": 1e4 * e.raw,
        "abnormal_bp": 1e4 * e.abnormal,
        "bse_bp": 1e4 * e.bse,
        "low_bp": 1e4 * e.interval[0],
        "high_bp": 1e4 * e.interval[1],
        "t": e.tvalue,
        "df": e.df_resid,
        "p_two_sided": e.pvalue,
        "eve_sd_bp": 1e4 * e.placebo.scale,
        "placebo_dates": e.placebo.nobs,
        "placebo_p_two_sided": e.placebo.pvalue("two-sided"),
        "placebo_p_greater": e.placebo.pvalue("greater"),
        "placebo_p_less": e.placebo.pvalue("less"),
        "placebo_p": e.placebo.pvalue(looking.alternative),
        "placebo_low_bp": 1e4 * e.placebo.conf_int(0.05)[0],
        "placebo_high_bp": 1e4 * e.placebo.conf_int(0.05)[1],
        "detectable_t_bp": 1e4 * e.detectable_by_t,
        "detectable_bp": 1e4 * e.detectable(looking.sign),
    }


def coefficients(measured: Measured) -> Sequence[tuple[Any, ...]]:
    """Lines of the table of models."""
    return [
        (key, kind, name, value, bse, t, m.nobs, m.df_resid, 1e4 * math.sqrt(m.sigma2), m.rsquared)
        for (key, kind), m in ((which, fit.model) for which, fit in measured.fits.items())
        for name, value, bse, t in zip(m.names, m.params, m.bse, m.tvalues, strict=True)
    ]
