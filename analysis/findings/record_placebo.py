"""The primary test as plain data for results.json: among all placebo dates, of the t value, and among nearby dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.moves import placebo_side
from analysis.measure.effects import PORTFOLIO

if TYPE_CHECKING:
    import pandas as pd

    from analysis.findings.results import Findings


def placebo_record(findings: Findings) -> dict[str, Any]:
    """Where the event stands among the placebo dates, and how much their noise depends on which dates they are.

    ``t`` ranks the t value instead of the abnormal return, so that each date is measured by the noise of its own
    estimation window. ``near`` repeats the test among the dates at most ``placebo.near`` sessions from the event, where
    noise is most like the event's own; None where there is no such date.
    """
    study = findings.study
    effect = findings.effects.get(PORTFOLIO, study.primary.name)
    test, sign, alpha = effect.placebo, study.claim.sign, study.decision.alpha
    days = findings.effects.sessions[effect.series.exchange]
    sessions, row = days[test.rows], int(days.searchsorted(findings.effects.day0[effect.series.exchange]))
    side, as_far = placebo_side(findings)
    return {
        "dates": test.nobs,
        "first": f"{sessions.min():%Y-%m-%d}",
        "last": f"{sessions.max():%Y-%m-%d}",
        "event_bp": test.statistic * 1e4,
        "side": side,
        "as_far": as_far,
        "p": test.pvalue(side),
        "critical_bp": sign * test.critical_value(alpha, sign) * 1e4,
        "detectable_bp": test.minimum_detectable_effect(alpha, study.decision.power, sign) * 1e4,
        "t": {"t": effect.placebo_t.statistic, "dates": effect.placebo_t.nobs, "p": effect.placebo_t.pvalue(side)},
        "near": _near(findings, test, row),
        "years": _years(sessions, test),
    }


def _near(findings: Findings, test: SampleQuantileTest, event_row: int) -> dict[str, Any] | None:
    study, (low, high) = findings.study, findings.verdict.weight_pct
    rule, sign = study.decision, study.claim.sign
    near = test.within(study.placebo.near, event_row)
    if not near.nobs:
        return None
    detectable = near.minimum_detectable_effect(rule.alpha, rule.power, sign)
    side, _ = placebo_side(findings)
    return {
        "sessions": study.placebo.near,
        "dates": near.nobs,
        "p": near.pvalue(side),
        "critical_bp": sign * near.critical_value(rule.alpha, sign) * 1e4,
        "detectable_bp": detectable * 1e4,
        "needed_low_pct": _move(detectable, high),
        "needed_high_pct": _move(detectable, low),
    }


def _move(effect: float, weight_pct: float) -> float:
    """Move in the assets, in percent, that moves the portfolio by ``effect`` (decimal); infinite at weight 0."""
    return 1e4 * effect / weight_pct if weight_pct > 0 else float("inf")


def _years(sessions: pd.DatetimeIndex, test: SampleQuantileTest) -> list[dict[str, Any]]:
    """Standard deviation of the placebo values by calendar year; none for a year of one date."""
    found = []
    for year in np.unique(sessions.year):
        values = test.placebo[sessions.year == year]
        spread = float(values.std(ddof=1)) * 1e4 if len(values) > 1 else None
        found.append({"year": int(year), "dates": len(values), "sd_bp": spread})
    return found
