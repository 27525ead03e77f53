"""Dose-response, synthetic control and what could have been seen, as plain data for results.json."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.eventstudy.placebo.power import power_of
from analysis.findings.evidence_tables import dose_table, synthetic_table
from analysis.findings.moves import detectable_effects
from analysis.findings.twin import twin_path
from analysis.measure.effects import PORTFOLIO

if TYPE_CHECKING:
    from analysis.eventstudy.funds.dose_response import DoseResponse
    from analysis.eventstudy.placebo.equivalence import EquivalenceTest
    from analysis.findings.results import Findings


def dose_record(findings: Findings) -> dict[str, Any]:
    """Slopes of the abnormal return on the weight, in percent of the assets themselves, and the funds without any."""
    study, dose = findings.study, findings.evidence.dose
    side = study.claim.side
    placebo = None
    if dose.placebo is not None:
        middle = dose.placebo.middle
        placebo = {"dates": middle.nobs, "p": dose.placebo.pvalue(side), "p_at_middle": middle.pvalue(side)}
    return {
        "reason": dose.reason,
        "funds": dose_table(findings).to_dict("records"),
        "gls": _slope(dose.gls, findings),
        "ols": _slope(dose.ols, findings),
        "placebo": placebo,
        "placebo_funds": _placebo_funds(findings),
    }


def _slope(fit: DoseResponse | None, findings: Findings) -> dict[str, float] | None:
    if fit is None:
        return None
    low, high = fit.conf_int(0.05)[1]
    return {
        "intercept_bp": 1e4 * float(fit.params[0]),
        "slope_pct": 100 * float(fit.params[1]),
        "bse_pct": 100 * float(fit.bse[1]),
        "low_pct": 100 * float(low),
        "high_pct": 100 * float(high),
        "least_pct": 100 * fit.slope_bounds[0],
        "greatest_pct": 100 * fit.slope_bounds[1],
        "t": float(fit.tvalues[1]),
        "t_least": fit.tvalue_bounds[0],
        "t_greatest": fit.tvalue_bounds[1],
        "df": fit.df_resid,
        "p": fit.pvalue(findings.study.claim.side),
        "p_two_sided": fit.pvalue("two-sided"),
        "p_opposite": fit.pvalue(findings.study.claim.other_side),
    }


def _placebo_funds(findings: Findings) -> list[dict[str, Any]]:
    """Placebo funds in the primary window, and whether each moved at least as strongly as the portfolio, as claimed."""
    study, window = findings.study, findings.study.primary.name
    sign, bar = study.claim.sign, findings.effects.get(PORTFOLIO, window).tvalue
    return [
        {
            "series": e.series.key,
            "abnormal_bp": 1e4 * e.abnormal,
            "t": e.tvalue,
            "as_strong": sign * e.tvalue >= sign * bar,
        }
        for e in findings.effects.effects
        if e.series.role == "placebo" and e.window.name == window
    ]


def synthetic_record(findings: Findings) -> dict[str, Any]:
    """Donors by weight, fit before the event, and the gap among placebo dates and among the donors."""
    evidence, side = findings.evidence.synthetic, findings.study.claim.side
    control, time, space = evidence.control, evidence.in_time.cumulative_gap, evidence.in_space
    table = synthetic_table(findings)
    donors = sorted(zip(control.names, control.weights, strict=True), key=lambda d: -d[1])
    beyond = time.placebo >= time.statistic if side == "greater" else time.placebo <= time.statistic
    ratios = table["rmspe_ratio"]
    path = twin_path(findings)
    return {
        "donors": [{"donor": name, "weight": float(w)} for name, w in donors],
        "used": [name for name, w in donors if w >= 0.0005],
        "sessions": control.nobs,
        "rsquared": control.rsquared,
        "rmspe_bp": 1e4 * control.rmspe,
        "portfolio_bp": 1e4 * float(control.actual.sum()),
        "synthetic_bp": 1e4 * float(control.synthetic.sum()),
        "gap_bp": 1e4 * control.cumulative_gap,
        "in_time": {
            "dates": time.nobs,
            "as_far": int(np.count_nonzero(beyond)),
            "p": time.pvalue(side),
            "p_ratio": evidence.in_time.rmspe_ratio.pvalue("greater"),
        },
        "in_space": {
            "units": len(ratios),
            "rank": int((ratios >= ratios.iloc[0]).sum()),
            "ratio": float(ratios.iloc[0]),
            "p": space.test.pvalue,
            "caution": space.test.caution,
        },
        "path_dates": path.dates,
        "path_first_day": int(path.days[0]),
        "path_last_day": int(path.days[-1]),
        "path_last_gap_bp": 1e4 * float(path.gap[-1]),
        "path_days": len(path.days),
        "path_days_outside": int(np.count_nonzero((path.gap < path.low) | (path.gap > path.high))),
        "rows": table.to_dict("records"),
    }


def sight_record(findings: Findings) -> dict[str, Any]:
    """Smallest detectable effects, power at the effects that moves of the assets imply, and equivalence.

    ``power_low`` and ``power_high`` are those of the primary, the placebo test; ``t_power_`` those of the t test.
    """
    study, verdict = findings.study, findings.verdict
    rule = study.decision
    by_t, by_placebo = detectable_effects(findings.effects.get(PORTFOLIO, study.primary.name), study)
    tests = dict(findings.evidence.sight.equivalence)
    implied = [
        {
            "gain_pct": i.gain_pct,
            "low_bp": 1e4 * i.low,
            "high_bp": 1e4 * i.high,
            "power_low": _placebo_power(findings, i.low),
            "power_high": _placebo_power(findings, i.high),
            "t_power_low": _t_power(findings, i.low),
            "t_power_high": _t_power(findings, i.high),
            "needed_weight_pct": 100 * verdict.detectable / (i.gain_pct / 100),
            "equivalence": _equivalence(tests.get(i.gain_pct)),
            "judged": i.gain_pct == rule.judged_gain_pct,
        }
        for i in verdict.implied
    ]
    smallest = max((t.smallest_bound for t in tests.values() if t), default=math.nan)
    return {
        "analytic_bp": 1e4 * by_t,
        "empirical_bp": 1e4 * by_placebo,
        "needed_by_t_pct": _divide(100 * by_t, verdict.weight_pct[1]),
        "needed_by_placebo_pct": _divide(100 * by_placebo, verdict.weight_pct[1]),
        "detectable_bp": 1e4 * verdict.detectable,
        "implied": implied,
        "ruled_out_level": 1 - 2 * rule.alpha,
        "ruled_out_from_bp": 1e4 * smallest,
        "ruled_out_move_low_pct": _divide(100 * smallest, verdict.weight_pct[1]),
        "ruled_out_move_high_pct": _divide(100 * smallest, verdict.weight_pct[0]),
        "portfolio": _needed(*verdict.weight_pct, 100 * verdict.detectable),
        "funds": [{"fund": fund, **_needed(*w, _detectable(findings, fund))} for fund, w in findings.weights.items()],
    }


def _t_power(findings: Findings, effect: float) -> float:
    """Probability that the t test of the portfolio finds an effect."""
    study = findings.study
    primary = findings.effects.get(PORTFOLIO, study.primary.name)
    return float(power_of(effect, primary.bse, primary.df_resid, alpha=study.decision.alpha, sided=1))


def _placebo_power(findings: Findings, effect: float) -> float:
    """Power of the placebo test: share of the dates on which the effect, once added, exceeds the critical value."""
    study = findings.study
    test, sign = findings.effects.get(PORTFOLIO, study.primary.name).placebo, study.claim.sign
    return float(np.mean(sign * test.placebo + effect > test.critical_value(study.decision.alpha, sign)))


def _equivalence(test: EquivalenceTest | None) -> dict[str, Any] | None:
    if test is None:
        return None
    return {"bound_bp": 1e4 * test.bound, "p": test.pvalue, "ruled_out": test.equivalent}


def _detectable(findings: Findings, fund: str) -> float:
    """Smallest effect in percent that a fund's own test finds: as for the portfolio, the larger of two.

    Not a number where the fund is not measured in the primary window.
    """
    for e in findings.effects.effects:
        if e.series.key == fund and e.window == findings.study.primary:
            return 100 * max(detectable_effects(e, findings.study))
    return math.nan


def _needed(low: float, high: float, detectable_pct: float) -> dict[str, float]:
    """Bounds of a weight, the smallest detectable effect, and the move of the assets that it takes."""
    return {
        "weight_low_pct": low,
        "weight_high_pct": high,
        "detectable_bp": 100 * detectable_pct,
        "needed_low_pct": _divide(detectable_pct, high),
        "needed_high_pct": _divide(detectable_pct, low),
    }


def _divide(effect_pct: float, weight_pct: float) -> float:
    """Move in the assets, in percent, that moves a fund by ``effect_pct``; infinite at weight 0."""
    return 100 * effect_pct / weight_pct if weight_pct > 0 else math.inf
