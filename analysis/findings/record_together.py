"""The grid of specifications and the comovement of the series, as plain data for results.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.findings.evidence_tables import specifications_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.eventstudy.comovement.contagion import Contagion
    from analysis.eventstudy.comovement.correlation import EffectiveNumber
    from analysis.findings.results import Findings
    from analysis.findings.single_sessions import SingleSession

DIMENSIONS = ("window", "model", "sessions", "portfolio", "left out")
"""The choices of a specification, as the figure stacks them."""


def critical_t(findings: Findings) -> float:
    """T value from which on a specification counts as significant: the one-sided level of the study's rule."""
    from scipy.special import ndtri

    return float(ndtri(1 - findings.study.decision.alpha))


def multiverse_record(findings: Findings) -> dict[str, Any]:
    """Spread of all specifications, their joint tests on the placebo dates, and the medians by choice."""
    grid, claim, critical = findings.evidence.multiverse, findings.study.claim, critical_t(findings)
    table = specifications_table(findings)
    share = grid.significant_share(critical, claim.sign)
    effect, mean_t = grid.median_effect(), grid.mean_t()
    own, dimensions = table[table["own"]], [_dimension(findings, table, d) for d in DIMENSIONS]
    significant = int(np.count_nonzero(claim.sign * grid.tvalues > critical))
    return {
        "specifications": len(table),
        "placebo_dates": len(grid.rows),
        "critical_t": critical,
        "significant": significant,
        "significant_share": significant / len(table),
        "opposite": int(np.count_nonzero(-claim.sign * grid.tvalues > critical)),
        "estimate_least_bp": float(table["estimate_bp"].min()),
        "estimate_median_bp": 1e4 * effect.statistic,
        "estimate_greatest_bp": float(table["estimate_bp"].max()),
        "t_least": float(table["t"].min()),
        "t_mean": mean_t.statistic,
        "t_median": float(table["t"].median()),
        "t_greatest": float(table["t"].max()),
        "in_direction": int(np.count_nonzero(claim.sign * grid.tvalues > 0)),
        "p_median_effect": effect.pvalue(claim.side),
        "p_mean_t": mean_t.pvalue(claim.side),
        "p_significant_share": share.pvalue("greater"),
        "own": None if own.empty else _own(own.iloc[0]),
        "dimensions": dimensions,
        "decisive": {k: v for k, v in max(dimensions, key=lambda d: d["spread"]).items() if k != "choices"},
    }


def _own(row: pd.Series[Any]) -> dict[str, Any]:
    return {
        "rank": int(row["rank"]),
        "estimate_bp": float(row["estimate_bp"]),
        "t": float(row["t"]),
        **{d: row[d] for d in DIMENSIONS},
    }


def _dimension(findings: Findings, table: pd.DataFrame, name: str) -> dict[str, Any]:
    """Median t by choice of one dimension, in declared order."""
    choices = dict.fromkeys(s[name] for s in findings.evidence.multiverse.specifications)
    medians = table.groupby(name)["t"].median()[list(choices)]
    return {
        "dimension": name,
        "spread": float(medians.max() - medians.min()),
        "lowest": str(medians.idxmin()),
        "lowest_t": float(medians.min()),
        "highest": str(medians.idxmax()),
        "highest_t": float(medians.max()),
        "choices": [
            {"choice": str(c), "median_t": float(m), "specifications": int((table[name] == c).sum())}
            for c, m in medians.items()
        ],
    }


def comovement_record(findings: Findings) -> dict[str, Any]:
    """Correlations before and after the event: their mean, their equality, the pairs that changed, contagion."""
    together, alpha = findings.evidence.comovement, findings.study.decision.alpha
    change = together.change
    pairs = change.to_frame().rename(
        columns={
            "pvalue": "p", "bootstrap_pvalue": "p_bootstrap", "familywise_pvalue": "p_familywise",
        }
    )  # fmt: skip
    found = pairs[pairs["p_familywise"] <= alpha].sort_values("p_familywise", kind="stable")
    changed = [{**pair, **_without_one(pair, together.singles, alpha)} for pair in found.to_dict("records")]
    return {
        "series": len(change.names),
        "sessions_before": change.nobs[0],
        "sessions_after": change.nobs[1],
        "mean_before": float(pairs["before"].mean()),
        "mean_after": float(pairs["after"].mean()),
        "mean_change": change.mean.statistic,
        "p_mean": change.mean.pvalue,
        "jennrich": change.equality.statistic,
        "jennrich_method": change.equality.method,
        "p_jennrich": change.equality.pvalue,
        "p_jennrich_bootstrap": change.equality_bootstrap.pvalue,
        "jennrich_caution": change.equality.caution,
        "block": change.block,
        "draws": change.replications,
        "pairs": len(pairs),
        "expected_by_chance": alpha * len(pairs),
        "significant": {c: int((pairs[c] <= alpha).sum()) for c in ("p", "p_bootstrap", "p_familywise")},
        "changed": changed,
        "lasting": sum(pair["lasts"] for pair in changed),
        "rows": pairs.to_dict("records"),
        "contagion": [_contagion(c, findings) for c in together.contagions],
        "members": _members(together.members),
        "rolling": _rolling(findings),
    }


def _without_one(pair: Mapping[Any, Any], singles: Sequence[SingleSession], alpha: float) -> dict[str, Any]:
    """What is left of a change without its most influential session; no session where none can be spared."""
    found = next(s for s in singles if (s.first, s.second) == (pair["first"], pair["second"]))
    return {
        "session": found.session,
        "before_without": found.before,
        "after_without": found.after,
        "p_without": found.pvalue,
        "lasts": not found.session or found.pvalue <= alpha,
    }


def _contagion(source: Contagion, findings: Findings) -> dict[str, Any]:
    """Mean correlation of a source with the portfolio's members, and its smallest p-value over all series."""
    inside = [n for n, name in enumerate(source.names) if name in findings.study.portfolio.members]
    smallest = int(np.argmin(source.pvalues))
    return {
        "source": source.source,
        "label": findings.study.factor_labels[source.source],
        "variance_ratio": source.variance_ratio,
        "before": float(source.before[inside].mean()),
        "after": float(source.after[inside].mean()),
        "adjusted": float(source.adjusted[inside].mean()),
        "smallest_p": float(source.pvalues[smallest]),
        "smallest_p_series": source.names[smallest],
        "significant": int((source.pvalues <= findings.study.decision.alpha).sum()),
        "series": len(source.names),
    }


def _members(worth: EffectiveNumber) -> dict[str, Any]:
    return {
        "series": worth.series,
        "mean_correlation": worth.mean_correlation,
        "effective_by_variance": worth.by_variance,
        "effective_by_eigenvalues": worth.by_eigenvalues,
    }


def _rolling(findings: Findings) -> dict[str, Any]:
    """Each rolling correlation on the eve, at the end and over all: its lowest, median and highest value."""
    together = findings.evidence.comovement
    day0 = pd.Timestamp(findings.effects.day0[findings.effects.path.series.exchange])
    eve = int(together.sessions.searchsorted(day0)) - 1
    values = together.rolling
    return {
        "sessions": findings.study.comovement.rolling,
        "first": f"{together.sessions[0]:%Y-%m-%d}",
        "last": f"{together.sessions[-1]:%Y-%m-%d}",
        "eve": f"{together.sessions[eve]:%Y-%m-%d}",
        "pairs": [
            {
                "pair": pair,
                "eve": float(v[eve]),
                "last": float(v[-1]),
                "lowest": float(v.min()),
                "median": float(np.median(v)),
                "highest": float(v.max()),
                "share_below_eve": float(np.mean(v[: eve + 1] < v[eve])),
            }
            for pair, v in zip(together.pairs, values.T, strict=True)
        ],
    }
