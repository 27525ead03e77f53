"""The evidence as tables: one function a file of the folder ``tables``, or a figure's numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.eventstudy.inference.calibration import CalibratedTest
from analysis.eventstudy.numeric import interval
from analysis.findings.spells import shown_windows, story_news
from analysis.findings.twin import twin_path
from analysis.measure.effects import PORTFOLIO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.findings.results import Findings

BAND = (0.025, 0.5, 0.975)
"""Quantiles of the placebo curves at each rank: the middle of 95 % of them, and their median."""


def confounders_table(findings: Findings) -> pd.DataFrame:
    """One row a series, window and piece of news in it besides the event. Times are UTC.

    ``story`` is true for major news of the event's own story, false for other news.
    """
    columns = ["series", "window", "start", "end", "what", "topic", "weight", "sure", "story"]
    rows: list[tuple[object, ...]] = []
    for effect in findings.effects.effects:
        key, window = effect.series.key, effect.window.name
        others = findings.evidence.confounders[key, window]
        for story, entries in ((False, others), (True, story_news(findings, effect.window, effect.series))):
            rows += [
                (key, window, e.start.isoformat(), e.end.isoformat(), e.what, e.topic, e.weight, e.sure, story)
                for e in entries
            ]
    return pd.DataFrame(rows, columns=columns)


def is_marked(test: CalibratedTest) -> bool:
    """Whether a test gets a double dagger: its rejection rate on the placebo dates lies outside the band."""
    return math.isfinite(test.rejections) and not test.calibrated


def joint_table(findings: Findings) -> pd.DataFrame:
    """One row a window and joint test; ``p`` is empty where ``reason`` says why the test is none here."""
    rows = [
        {
            "window": window,
            "test": t.name,
            "statistic": t.statistic,
            "p": t.pvalue,
            "reason": t.reason,
            "rejections": t.rejections,
            "band_low": t.band[0],
            "band_high": t.band[1],
            "dates": t.nobs,
            "outside_band": is_marked(t),
        }
        for window, tests in findings.evidence.joint.items()
        for t in tests
    ]
    return pd.DataFrame(rows)


def calibration_numbers(findings: Findings) -> pd.DataFrame:
    """The rows of the joint tests that the figure of the calibration shows."""
    table = joint_table(findings)
    return table[table["window"].isin([w.name for w in shown_windows(findings.study)])].reset_index(drop=True)


def family_table(findings: Findings) -> pd.DataFrame:
    """One row a series and window: its own p-value, and those that account for all the others."""
    return pd.DataFrame(
        [
            {
                "series": m.series,
                "window": m.window,
                "t": m.tvalue,
                "p": m.pvalue,
                "holm": m.holm,
                "benjamini_hochberg": m.benjamini_hochberg,
                "romano_wolf": m.romano_wolf,
            }
            for m in findings.evidence.family
        ]
    )


def dose_table(findings: Findings) -> pd.DataFrame:
    """One row a fund: weight of the assets in percent, abnormal return and its 95 % interval in basis points."""
    dose, window = findings.evidence.dose, findings.study.primary.name
    rows = []
    for n, fund in enumerate(dose.funds):
        low, high = interval(dose.abnormal[n], dose.bse[n], findings.effects.get(fund, window).df_resid, 0.05)
        weights, returns = (100 * dose.low[n], 100 * dose.high[n]), (dose.abnormal[n], dose.bse[n], low, high)
        rows.append((fund, *weights, *(1e4 * r for r in returns)))
    columns = ["fund", "weight_low_pct", "weight_high_pct", "abnormal_bp", "bse_bp", "low_bp", "high_bp"]
    return pd.DataFrame(rows, columns=columns)


def synthetic_table(findings: Findings) -> pd.DataFrame:
    """The portfolio, then each donor as if it were the target: weight in the twin, gap and fit in basis points."""
    evidence = findings.evidence.synthetic
    weights = dict(zip(evidence.control.names, evidence.control.weights, strict=True))
    return pd.DataFrame(
        [
            {
                "unit": unit.where if n else PORTFOLIO,
                "weight": weights.get(unit.where, math.nan) if n else math.nan,
                "gap_bp": 1e4 * unit.cumulative_gap,
                "rmspe_bp": 1e4 * unit.rmspe,
                "rmspe_ratio": unit.rmspe_ratio,
                "rsquared": unit.rsquared,
            }
            for n, unit in enumerate(evidence.in_space.units)
        ]
    )


def twin_numbers(findings: Findings) -> pd.DataFrame:
    """The portfolio and its synthetic twin by event day, cumulated from the eve, in basis points."""
    path = twin_path(findings)
    return pd.DataFrame(
        {
            "event_day": path.days,
            "session": path.sessions,
            "portfolio_bp": 1e4 * path.portfolio,
            "synthetic_bp": 1e4 * path.synthetic,
            "gap_bp": 1e4 * path.gap,
            "placebo_low_bp": 1e4 * path.low,
            "placebo_high_bp": 1e4 * path.high,
        }
    )


def power_table(findings: Findings) -> pd.DataFrame:
    """Probability of finding an effect on the portfolio, by its size in basis points."""
    sight = findings.evidence.sight
    return pd.DataFrame({"effect_bp": 1e4 * sight.effects, "analytic": sight.analytic, "empirical": sight.empirical})


def own_specification(findings: Findings) -> Mapping[str, str]:
    """Choices of the study itself, in the words of the grid; no specification has them when the grid lacks one."""
    study = findings.study
    portfolios = (
        n for n, members in study.multiverse.portfolios.items() if set(members) == set(study.portfolio.members)
    )
    return {
        "model": study.portfolio.model,
        "sessions": str(study.estimation.length),
        "left out": ", ".join(study.estimation.leave_out) or "nothing",
        "portfolio": next(portfolios, ""),
        "window": study.primary.name,
    }


def specifications_table(findings: Findings) -> pd.DataFrame:
    """One row a specification in order of t: its choices, estimate in basis points, t, and the placebo curves.

    ``placebo_low_t``, ``placebo_median_t`` and ``placebo_high_t`` are quantiles of the t value at the same rank of the
    placebo dates' own curves; ``own`` marks the study's specification.
    """
    grid, own = findings.evidence.multiverse, own_specification(findings)
    order = np.argsort(grid.tvalues, kind="stable")
    curves = np.quantile(np.sort(grid.placebo_tvalues, axis=1), BAND, axis=0)
    table = pd.DataFrame([dict(grid.specifications[n]) for n in order])
    numbers: dict[str, Any] = {
        "estimate_bp": 1e4 * grid.estimates[order],
        "t": grid.tvalues[order],
        "placebo_low_t": curves[0],
        "placebo_median_t": curves[1],
        "placebo_high_t": curves[2],
        "own": [dict(grid.specifications[n]) == own for n in order],
    }
    table.insert(0, "rank", np.arange(1, len(order) + 1))
    return table.assign(**numbers)


def correlations_table(findings: Findings) -> pd.DataFrame:
    """One row a pair of series: correlations before and after, their change and its p-values."""
    return findings.evidence.comovement.change.to_frame()


def rolling_table(findings: Findings) -> pd.DataFrame:
    """Rolling correlations by session, each known at the end of it; one column a pair."""
    together = findings.evidence.comovement
    table = pd.DataFrame(together.rolling, columns=list(together.pairs))
    table.insert(0, "session", together.sessions.strftime("%Y-%m-%d"))
    return table


def diagnostics_table(findings: Findings) -> pd.DataFrame:
    """One row a series and check of its model in the primary window's kind of return."""
    rows = [
        {
            "series": series,
            "check": c.name,
            "method": c.test.method,
            "null": c.test.null,
            "statistic": c.test.statistic,
            "p": c.test.pvalue,
            "passed": c.passed,
            "reason": c.test.reason,
            "caution": c.test.caution,
        }
        for series, found in findings.evidence.diagnostics.items()
        for c in found.checks
    ]
    return pd.DataFrame(rows)
