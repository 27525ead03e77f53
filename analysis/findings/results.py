"""All results of a run in one frozen object, and the same as plain data for results.json and the tables."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.findings.evidence import Evidence
from analysis.findings.verdict import Verdict
from analysis.measure.effects import PORTFOLIO, Effect, Effects
from analysis.study.study import Study

if TYPE_CHECKING:
    from analysis.event.article import ClaimSentence
    from analysis.event.calendar import CalendarEntry
    from analysis.event.dates import EventDate
    from analysis.exchanges import FirstSession
    from analysis.market.returns import Returns
    from analysis.market.snapshot import Snapshot

SIGNIFICANT_DIGITS = 10
"""Enough for any reader, and few enough that another processor writes the same digits."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything a run found; what is drawn, written or said comes from here."""

    study: Study
    claim: ClaimSentence
    event: EventDate
    sessions: Mapping[str, FirstSession]
    calendar: tuple[CalendarEntry, ...]
    source: str
    snapshot: Snapshot
    returns: Returns
    effects: Effects
    weights: Mapping[str, tuple[float, float]]
    lists: Mapping[str, tuple[dt.date, ...]]
    verdict: Verdict
    evidence: Evidence


def as_dict(findings: Findings) -> dict[str, Any]:
    """All results as plain data: the content of results.json, from which report and README are filled.

    Keys end in their unit: ``_bp`` basis points of a log return, ``_pct`` percent, ``_hours``; times are UTC.

    ==============  ================================================================================================
    study, claim    name, title, question and seed; the quoted claim, its direction, assets and issuers
    verdict         outcome, reasons, what would settle it; smallest detectable effect, the weight of the assets in
                    the portfolio, the gain in them that could have been seen (null: none), effects implied by gains
    summary         the result in plain language, at most 120 words; proxy and needed: two of its sentences
    event           date with evidence and what was ruled out; instant; first session of each exchange
    windows         each window in clock time, other news that fell into it, by weight, and major news of the same story
    timeline        the event's story and other news on the days of the timeline
    series          what was measured: portfolio and instruments with role and factors
    effects         one row a series and window: raw and abnormal return, interval, t, p, placebo p, detectable effect
    decomposition   one row a series and window: drift, each factor's part, abnormal return
    models          one row a coefficient of the estimated models
    path            cumulative abnormal return of the portfolio by event day, with its band
    prices          moves from the eve (close of event day -1) to day 0 and to the last day of the price figure
    placebo         the primary test: dates, how many lie as far out, p, critical value; ``t``: the same of the t value;
                    ``near``: among the dates near the event; ``years``: standard deviation by year
    counts          targets that moved, days on which the path's band excludes zero, and the like
    weights         lowest and highest weight of the assets in each fund, and the days of the lists that say so
    evidence        what stands between the numbers and the verdict: other news, joint tests, dose-response, power,
                    other choices, comovement, checks (:func:`analysis.findings.record_evidence.evidence_record`)
    choices         what study.toml declared about models, windows, placebo dates and the decision
    data            where the prices come from: files with rows, days and sha256; oddities; absent instruments
    figures         title, subtitle, source line and alternative text of each figure
    files           all files of the folder that holds results.json
    ==============  ================================================================================================
    """
    from analysis.findings.record import record

    data: dict[str, Any] = plain(record(findings))
    return data


def plain(value: Any) -> Any:
    """Plain JSON data: numbers at ten significant digits, dates as ISO text, not-a-number and infinite as null."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return number(value)
    return value if value is None or isinstance(value, (str, int)) else value.isoformat()


def number(value: float) -> float | None:
    """Round to ten significant digits; rounding noise around zero is zero."""
    if not math.isfinite(value):
        return None
    return 0.0 if abs(value) < 1e-14 else float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def to_json(data: Any) -> str:
    """Deterministic JSON text."""
    return json.dumps(plain(data), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def to_csv(table: pd.DataFrame) -> str:
    """Deterministic CSV text of a table without its index."""
    rounded = table.map(lambda v: plain(v) if isinstance(v, (float, np.floating)) else v)
    return rounded.astype(object).to_csv(index=False, lineterminator="\n")


def effects_table(findings: Findings) -> pd.DataFrame:
    """One row a series and window: raw, abnormal, standard error, tests. Returns in basis points (``_bp``).

    ``detectable_bp`` is the larger of the smallest effects that the t test and the placebo test find, one-sided.
    """
    return pd.DataFrame([_effect_row(e, findings.study) for e in findings.effects.effects])


def _effect_row(e: Effect, study: Study) -> dict[str, Any]:
    from analysis.findings.moves import detectable_effects

    by_t, by_placebo = detectable_effects(e, study)
    return {
        "series": e.series.key,
        "role": e.series.role,
        "window": e.window.name,
        "returns": e.window.returns,
        "primary": e.window == study.primary,
        "raw_bp": e.raw * 1e4,
        "abnormal_bp": e.abnormal * 1e4,
        "bse_bp": e.bse * 1e4,
        "low_bp": e.interval[0] * 1e4,
        "high_bp": e.interval[1] * 1e4,
        "t": e.tvalue,
        "df": e.df_resid,
        "p_two_sided": e.pvalue,
        "p_claim": e.pvalue_claim,
        "placebo_dates": e.placebo.nobs,
        "placebo_p_two_sided": e.placebo.pvalue("two-sided"),
        "placebo_p_claim": e.placebo.pvalue(study.claim.side),
        "placebo_p_opposite": e.placebo.pvalue(study.claim.other_side),
        "detectable_t_bp": by_t * 1e4,
        "detectable_placebo_bp": by_placebo * 1e4,
        "detectable_bp": max(by_t, by_placebo) * 1e4,
    }


def decomposition_table(findings: Findings) -> pd.DataFrame:
    """One row a series and window: raw = drift + each factor's part + abnormal, in basis points."""
    rows = []
    for e in findings.effects.effects:
        parts = {f"{_label(findings.study, k)}_bp": v * 1e4 for k, v in e.parts.items()}
        rows.append(
            {"series": e.series.key, "window": e.window.name, "raw_bp": e.raw * 1e4}
            | parts
            | {"abnormal_bp": e.abnormal * 1e4}
        )
    table = pd.DataFrame(rows)
    return table[[c for c in table if c != "abnormal_bp"] + ["abnormal_bp"]]


def _label(study: Study, part: str) -> str:
    return study.factor_labels.get(part, part).replace(" ", "_")


def models_table(findings: Findings) -> pd.DataFrame:
    """One row a series, kind of return and coefficient: the fitted return models."""
    rows = []
    for (key, kind), fit in findings.effects.fits.items():
        m = fit.model
        for name, value, se, t in zip(m.names, m.params, m.bse, m.tvalues, strict=True):
            rows.append(
                {
                    "series": key,
                    "returns": kind,
                    "coefficient": name,
                    "value": value,
                    "bse": se,
                    "t": t,
                    "nobs": m.nobs,
                    "df": m.df_resid,
                    "sigma_bp": math.sqrt(m.sigma2) * 1e4,
                    "rsquared": m.rsquared,
                }
            )
    return pd.DataFrame(rows)


def path_table(findings: Findings) -> pd.DataFrame:
    """The portfolio's cumulative abnormal return by event day, in basis points."""
    p = findings.effects.path
    return pd.DataFrame(
        {
            "event_day": p.days,
            "session": p.sessions,
            "car_bp": p.car * 1e4,
            "bse_bp": p.bse * 1e4,
            "low_bp": p.low * 1e4,
            "high_bp": p.high * 1e4,
        }
    )


def placebo_table(findings: Findings) -> pd.DataFrame:
    """The primary test's placebo dates in order of time, each with the portfolio's abnormal return in basis points."""
    primary = findings.effects.get(PORTFOLIO, findings.study.primary.name)
    test = primary.placebo
    sessions = findings.effects.sessions[primary.series.exchange][test.rows]
    return pd.DataFrame({"session": sessions.strftime("%Y-%m-%d"), "abnormal_bp": test.placebo * 1e4})


def weights_table(findings: Findings) -> pd.DataFrame:
    """Weight of the issuers' bonds in each fund: lowest and highest, in percent, and the days of the lists used."""
    rows = [
        {"ticker": t, "low_pct": low, "high_pct": high, "lists": ", ".join(f"{d}" for d in findings.lists[t])}
        for t, (low, high) in findings.weights.items()
    ]
    return pd.DataFrame(rows)
