"""The content of results.json: everything that report, README and figures say, as plain nested data."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from analysis.findings.evidence_tables import (
    confounders_table,
    correlations_table,
    diagnostics_table,
    dose_table,
    family_table,
    joint_table,
    power_table,
    rolling_table,
    specifications_table,
    synthetic_table,
)
from analysis.findings.moves import days_apart_from_zero, moved_targets, price_moves
from analysis.findings.plots import FIGURES, files_of
from analysis.findings.record_evidence import evidence_record, rows_of
from analysis.findings.record_placebo import placebo_record
from analysis.findings.results import (
    decomposition_table,
    effects_table,
    models_table,
    path_table,
    placebo_table,
    weights_table,
)
from analysis.findings.spells import (
    major_news,
    other_news,
    own_story,
    shown_windows,
    spells,
    story_news,
    window_news,
)
from analysis.findings.summary import needed_sentence, plain_summary, proxy_sentence
from analysis.measure.effects import PORTFOLIO
from analysis.words.numbers import exchange_name, hours, time_span, window_words

if TYPE_CHECKING:
    from analysis.event.calendar import CalendarEntry
    from analysis.findings.results import Findings
    from analysis.study.declarations import Window

TABLES = {
    "effects": effects_table,
    "decomposition": decomposition_table,
    "models": models_table,
    "placebo": placebo_table,
    "path": path_table,
    "weights": weights_table,
    "confounders": confounders_table,
    "joint-tests": joint_table,
    "family": family_table,
    "dose-response": dose_table,
    "synthetic-control": synthetic_table,
    "power": power_table,
    "specifications": specifications_table,
    "correlations": correlations_table,
    "rolling-correlation": rolling_table,
    "diagnostics": diagnostics_table,
}
"""Files of the folder ``tables``, and what fills them."""
REPORTS = ("report.html", "report.md", "results.json")


def record(findings: Findings) -> dict[str, Any]:
    """Sections of results.json; :func:`analysis.findings.results.as_dict` says what each holds."""
    return {
        "study": _study(findings),
        "claim": _claim(findings),
        "verdict": _verdict(findings),
        "summary": plain_summary(findings),
        "proxy": proxy_sentence(findings),
        "needed": needed_sentence(findings),
        "event": _event(findings),
        "windows": _windows(findings),
        "timeline": [_entry(e) for e in (*own_story(findings), *other_news(findings))],
        "series": _series(findings),
        "effects": rows_of(effects_table(findings)),
        "decomposition": rows_of(decomposition_table(findings)),
        "models": rows_of(models_table(findings)),
        "path": rows_of(path_table(findings)),
        "prices": _prices(findings),
        "placebo": placebo_record(findings),
        "counts": _counts(findings),
        "weights": rows_of(weights_table(findings)),
        "evidence": evidence_record(findings),
        "choices": _choices(findings),
        "data": _data(findings),
        "figures": _figures(findings),
        "files": sorted([*REPORTS, *(f"tables/{t}.csv" for t in TABLES), *(f for e in FIGURES for f in files_of(e))]),
    }


def _study(findings: Findings) -> dict[str, Any]:
    study = findings.study
    return {"name": study.name, "title": study.title, "question": study.question, "seed": study.seed}


def _claim(findings: Findings) -> dict[str, Any]:
    claim = findings.study.claim
    return {
        "quote": findings.study.claim.quote,
        "direction": findings.claim.direction,
        "assets": claim.assets,
        "issuers": claim.issuers,
    }


def _verdict(findings: Findings) -> dict[str, Any]:
    v = findings.verdict
    return {
        "outcome": v.outcome,
        "headline": v.headline,
        "reasons": v.reasons,
        "settle": v.settle,
        "rivals": v.rivals,
        "detectable_bp": v.detectable * 1e4,
        "weight_low_pct": v.weight_pct[0],
        "weight_high_pct": v.weight_pct[1],
        "needed_gain_low_pct": 100 * v.needed_gain[0],
        "needed_gain_high_pct": 100 * v.needed_gain[1],
        "implied": [{"gain_pct": i.gain_pct, "low_bp": i.low * 1e4, "high_bp": i.high * 1e4} for i in v.implied],
    }


def _event(findings: Findings) -> dict[str, Any]:
    event, declared = findings.event, findings.study.event
    return {
        "name": declared.name,
        "date": event.date,
        "date_from": declared.date_from,
        "instant": declared.instant,
        "source": declared.source,
        "published": event.published,
        "evidence": [{"cue": e.cue, "rule": e.rule, "contribution": e.contribution} for e in event.evidence],
        "ruled_out": [{"date": r.date, "reason": r.reason} for r in event.ruled_out],
        "first_sessions": [
            {
                "exchange": s.exchange,
                "city": exchange_name(s.exchange),
                "session": s.session,
                "open": s.open,
                "close": s.close,
                "position": s.position,
                "wait_hours": s.wait.total_seconds() / 3600,
                "wait": hours(s.wait),
            }
            for s in findings.sessions.values()
        ],
    }


def _entry(entry: CalendarEntry) -> dict[str, Any]:
    return {
        "start": entry.start,
        "end": entry.end,
        "when": time_span(entry.start, entry.end, day_only=entry.day_only),
        "what": entry.what,
        "topic": entry.topic,
        "weight": entry.weight,
        "sure": entry.sure,
        "source": entry.source,
    }


def _windows(findings: Findings) -> list[dict[str, Any]]:
    shown = shown_windows(findings.study)
    return [
        {
            "name": w.name,
            "returns": w.returns,
            "first": w.first,
            "last": w.last,
            "primary": w == findings.study.primary,
            "shown": w in shown,
            "words": window_words(w),
            "spells": [{"start": a, "end": b} for a, b in spells(findings, w)],
            "major": [e.what for e in major_news(findings, w)],
            "other": [e.what for e in window_news(findings, w) if e not in major_news(findings, w)],
            "spared": _spared(findings, w) if major_news(findings, w) else [],
            "unmeasured": _unmeasured(findings, w),
            "story": [e.what for e in story_news(findings, w, findings.effects.path.series)],
        }
        for w in findings.study.windows
    ]


def _spared(findings: Findings, window: Window) -> list[str]:
    """Series into whose window no major other news fell: it concerns other markets, or came after their close."""
    others = findings.evidence.confounders
    return [
        e.series.key
        for e in findings.effects.effects
        if e.window == window and not any(n.weight == "major" for n in others[e.series.key, window.name])
    ]


def _unmeasured(findings: Findings, window: Window) -> list[dict[str, Any]]:
    """Series that a window is not measured for, by reason."""
    measured = {e.series.key for e in findings.effects.effects if e.window == window}
    absent = dict.fromkeys(e.series.key for e in findings.effects.effects if e.series.key not in measured)
    groups: dict[str, list[str]] = {}
    for key in absent:
        closes_only = window.returns != "close-to-close" and findings.study.instrument(key).bars == "closes"
        reason = (
            "there are no opening prices"
            if closes_only
            else "on their own exchange this window does not hold the same news"
        )
        groups.setdefault(reason, []).append(key)
    return [{"series": keys, "reason": reason} for reason, keys in groups.items()]


def _series(findings: Findings) -> list[dict[str, Any]]:
    every = dict.fromkeys(e.series for e in findings.effects.effects)
    return [
        {"key": s.key, "name": s.label, "role": s.role, "factors": s.factors, "exchange": s.exchange} for s in every
    ]


def _prices(findings: Findings) -> dict[str, Any]:
    moves = price_moves(findings)
    whole = moves[PORTFOLIO]
    return {
        "first_day": whole.first_day,
        "last_day": whole.last_day,
        "moves": [
            {"series": k, "day0_pct": 100 * math.expm1(m.event_day), "last_pct": 100 * math.expm1(m.last)}
            for k, m in moves.items()
        ],
    }


def _counts(findings: Findings) -> dict[str, Any]:
    study, closes = findings.study, findings.returns.closes
    targets, moved = moved_targets(findings)
    return {
        "targets": targets,
        "targets_moved": moved,
        "path_days": len(findings.effects.path.days),
        "path_days_apart": days_apart_from_zero(findings),
        "members": len(study.portfolio.members),
        "price_series": closes.shape[1],
    }


def _choices(findings: Findings) -> dict[str, Any]:
    study = findings.study
    chosen = study.model_dump(
        mode="json",
        include={"portfolio", "estimation", "placebo", "decision", "models", "factor_labels", "snapshot"},
    )
    estimation = {"first": study.estimation.first, **chosen.pop("estimation")}
    return {**chosen, "estimation": estimation}


def _data(findings: Findings) -> dict[str, Any]:
    snapshot, closes = findings.snapshot, findings.returns.closes
    absent: Iterable[str] = [t for t in findings.study.tickers(bundled=False) if t not in closes]
    return {
        "source": findings.source,
        "fetched": snapshot.fetched,
        "own": [i.ticker for i in findings.study.instruments if i.source == "csv"],
        "first": f"{closes.index[0]:%Y-%m-%d}",
        "last": f"{closes.index[-1]:%Y-%m-%d}",
        "files": [{"ticker": str(t), **row} for t, row in snapshot.manifest.to_dict("index").items()],
        "absent": absent,
        "oddities": [
            {"ticker": w.ticker, "check": w.check, "message": w.message, "sessions": w.dates} for w in snapshot.warnings
        ],
    }


def _figures(findings: Findings) -> list[dict[str, Any]]:
    figures = []
    for entry in FIGURES:
        words = entry.caption(findings)
        figures.append(
            {
                "stem": entry.stem,
                "title": words.title,
                "subtitle": words.subtitle,
                "source": words.source,
                "alt": words.alt,
                "main": entry.main,
            }
        )
    return figures
