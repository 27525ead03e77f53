"""The part ``evidence`` of results.json: other news, joint tests, corrections for many tests, checks of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.event.news import holds
from analysis.findings.evidence_tables import diagnostics_table, family_table, is_marked, joint_table
from analysis.findings.record_exposed import dose_record, sight_record, synthetic_record
from analysis.findings.record_together import comovement_record, multiverse_record
from analysis.findings.spells import major_news, story_news
from analysis.measure.effects import PORTFOLIO
from analysis.words.numbers import listing

if TYPE_CHECKING:
    from analysis.event.calendar import CalendarEntry
    from analysis.findings.results import Findings

PORTFOLIO_TEST = "portfolio t"
"""The joint test that is also the t test of the portfolio in the tables of effects."""


def evidence_record(findings: Findings) -> dict[str, Any]:
    """What stands between the numbers and the verdict, as plain data.

    ===============  ===============================================================================================
    primary          how the declared rule chose the primary window: the windows that it passed over, and why
    confounders      other news in the windows: when, weight, windows that hold it, series that it concerns
    story            major news of the event's own story, other than the event itself, that windows hold too
    joint            one row a window and joint test: statistic, p, rejection rate on placebo dates with its band;
                     counts: how many are valid, calibrated, significant in the primary window; ``portfolio_marked``:
                     windows in which the portfolio's own t test is out of its band
    naive            of the tests that assume independence, the one that rejects most often, in the primary window
    family           corrections for many tests: counts, the smallest p-values, one row a series and window
    dose             abnormal return on weight: slopes in percent of the assets themselves, bounds over the admissible
                     weights, largest p-values over them; placebo_funds: funds that hold none; ``reason`` when there is
                     no slope
    synthetic        synthetic control: donors with weights, fit, gap, placebo in time and in space
    sight            what could have been seen: detectable effects, power at the implied ones, needed moves, equivalence
    multiverse       the grid: counts, spread, joint p-values, the study's own specification, medians by choice
    comovement       correlations before and after: mean, equality, pairs that changed, each with what is left of it
                     without its most influential session (``lasts``: still a change), contagion; ``members``: effective
                     number of funds, from what their models leave unexplained
    diagnostics      checks of the portfolio's model; rows: one a series and check; failing: checks failed by series
    variants         the portfolio's abnormal return by other estimators
    ===============  ===============================================================================================

    The cells of the grid, the rolling correlations and the curves are too long for here: they are in ``tables/``.
    """
    return {
        "primary": primary_record(findings),
        "confounders": confounders_record(findings),
        "story": story_record(findings),
        "joint": joint_record(findings),
        "naive": naive_record(findings),
        "family": family_record(findings),
        "dose": dose_record(findings),
        "synthetic": synthetic_record(findings),
        "sight": sight_record(findings),
        "multiverse": multiverse_record(findings),
        "comovement": comovement_record(findings),
        "diagnostics": diagnostics_record(findings),
        "variants": variants_record(findings),
    }


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as dictionaries."""
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def primary_record(findings: Findings) -> dict[str, Any]:
    """Which windows the rule passed over before it chose, and what spoke against each."""
    study, chosen = findings.study, findings.evidence.primary
    exchange = findings.effects.path.series.exchange
    passed_over = []
    for window in study.windows[: study.windows.index(chosen.window)]:
        held = holds(window, exchange, findings.sessions[exchange].session, study.event.instant)
        news = [e.what for e in major_news(findings, window)]
        passed_over.append({"window": window.name, "holds_the_event": held, "major": news})
    return {
        "rule": study.decision.primary,
        "window": chosen.window.name,
        "clean": not chosen.confounders,
        "confounders": [e.what for e in chosen.confounders],
        "passed_over": passed_over,
    }


def confounders_record(findings: Findings) -> list[dict[str, Any]]:
    """Each piece of other news once, in order of time, with the windows and the series that it concerns."""
    windows: dict[CalendarEntry, dict[str, None]] = {}
    series: dict[CalendarEntry, dict[str, None]] = {}
    for (key, window), entries in findings.evidence.confounders.items():
        for entry in entries:
            windows.setdefault(entry, {})[window] = None
            series.setdefault(entry, {})[key] = None
    order = [w.name for w in findings.study.windows]
    return [
        {
            "when": _when(entry),
            "what": entry.what,
            "weight": entry.weight,
            "sure": entry.sure,
            "source": entry.source,
            "windows": [w for w in order if w in windows[entry]],
            "portfolio": PORTFOLIO in series[entry],
            "series": [s for s in series[entry] if s != PORTFOLIO],
            "concerns": _concerns(findings, set(series[entry])),
        }
        for entry in sorted(windows, key=lambda e: (e.start, e.end, e.what))
    ]


def story_record(findings: Findings) -> list[dict[str, Any]]:
    """Windows with major news of the event's own story other than the event itself; those with the same together."""
    windows: dict[tuple[str, ...], list[str]] = {}
    for window in findings.study.windows:
        news = tuple(e.what for e in story_news(findings, window, findings.effects.path.series))
        if news:
            windows.setdefault(news, []).append(window.name)
    return [{"windows": names, "news": news} for news, names in windows.items()]


def _when(entry: CalendarEntry) -> str:
    """Day, and hour where it is known: "20 Sep 18:00", "18 Sep to 22 Sep"."""
    form = "{0.day} {0:%b}" if entry.day_only else "{0.day} {0:%b %H:%M}"
    first, last = form.format(entry.start), form.format(entry.end)
    if first == last:
        return first
    same_day = entry.start.date() == entry.end.date()
    return f"{first} to {entry.end:%H:%M}" if same_day else f"{first} to {last}"


def _concerns(findings: Findings, affected: set[str]) -> str:
    """The series in words, by those left out where these are fewer."""
    every = [str(t) for t in findings.returns.closes.columns]
    every = [t for t in findings.study.tickers(bundled=False) if t in every]
    inside, outside = [t for t in every if t in affected], [t for t in every if t not in affected]
    if not outside:
        return "all"
    return f"all but {listing(outside)}" if len(outside) < len(inside) / 2 else listing(inside)


def joint_record(findings: Findings) -> dict[str, Any]:
    """Joint tests of all windows, and a count of those of the primary one.

    ``valid`` are those that could be run and do not assume independence; the band is theirs.
    """
    joint, window, alpha = findings.evidence.joint, findings.study.primary.name, findings.study.decision.alpha
    run = [t for t in joint[window] if t.nobs]
    valid = [t for t in run if not t.reason]
    sound = [t for t in valid if t.calibrated]
    reasons = {r: [t.name for t in joint[window] if t.reason == r] for r in (t.reason for t in joint[window]) if r}
    return {
        "valid": len(valid),
        "calibrated": len(sound),
        "significant_and_calibrated": sum(t.pvalue <= alpha for t in sound),
        "names": [t.name for t in valid],
        "reasons": [{"reason": reason, "tests": tests} for reason, tests in reasons.items()],
        "dates": max(t.nobs for t in run),
        "band_low": run[0].band[0],
        "band_high": run[0].band[1],
        "portfolio_marked": [
            w for w, tests in joint.items() if any(t.name == PORTFOLIO_TEST and is_marked(t) for t in tests)
        ],
        "rows": rows_of(joint_table(findings)),
    }


def naive_record(findings: Findings) -> dict[str, Any] | None:
    """The test that assumes independence and rejects most often on the placebo dates; None when none could be run."""
    tests = findings.evidence.joint[findings.study.primary.name]
    run = [t for t in tests if t.reason and t.nobs]
    if not run:
        return None
    worst = max(run, key=lambda t: t.rejections)
    return {"test": worst.name, "statistic": worst.statistic, "rejections": worst.rejections}


def family_record(findings: Findings) -> dict[str, Any]:
    """How many of the tests are significant by themselves and after each correction, and the most striking of them."""
    table, alpha = family_table(findings), findings.study.decision.alpha
    smallest = table.sort_values(["romano_wolf", "p"], kind="stable").head(5)
    return {
        "tests": len(table),
        "series": table["series"].nunique(),
        "windows": table["window"].nunique(),
        "expected_by_chance": alpha * len(table),
        "significant": {c: int((table[c] <= alpha).sum()) for c in ("p", "holm", "benjamini_hochberg", "romano_wolf")},
        "smallest": rows_of(smallest),
        "rows": rows_of(table),
    }


def diagnostics_record(findings: Findings) -> dict[str, Any]:
    """Checks of the portfolio's model, and which checks the models of the other series fail."""
    found = findings.evidence.diagnostics
    own = found[PORTFOLIO]
    rolling = [
        {"coefficient": name, "lowest": low, "highest": high}
        for name, low, high in zip(own.rolling.names, own.rolling.low, own.rolling.high, strict=True)
    ]
    return {
        "alpha": own.alpha,
        "checks": sum(c.passed is not None for c in own.checks),
        "failed": own.failed,
        "failing": [{"series": s, "failed": d.failed} for s, d in found.items() if d.failed],
        "single_models": len(found) - 1,
        "single_failing": sum(bool(d.failed) for s, d in found.items() if s != PORTFOLIO),
        "rolling_sessions": own.rolling.window,
        "rolling": rolling,
        "event_leverage": float(own.leverage.event_hat.max()),
        "rows": rows_of(diagnostics_table(findings)),
    }


def variants_record(findings: Findings) -> list[dict[str, Any]]:
    """Abnormal return of the portfolio in the primary window by each estimator."""
    return [
        {"model": v.model, "abnormal_bp": 1e4 * v.abnormal, "bse_bp": 1e4 * v.bse, "t": v.tvalue, "p": v.pvalue}
        for v in findings.evidence.variants
    ]
