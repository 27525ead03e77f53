"""The same study on two snapshots: which results move, and by how much."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.market.prices import PriceFolder
from analysis.measure.deciding import looking
from analysis.pipeline import STAGES, Run, run
from analysis.study.study import Study

STEPS = 2 * len(STAGES)
"""How often :func:`compare_results` calls its ``progress``."""


def compare_results(
    study: Study, a: Path, b: Path, *, progress: Callable[[str], None] = lambda stage: None
) -> tuple[pd.DataFrame, tuple[str, str]]:
    """Run a study on two snapshots and set the results side by side.

    Parameters
    ----------
    study : Study
    a, b : Path
        Folders of the older and of the newer snapshot.
    progress : callable
        Called with the name of each stage of both runs as it starts.

    Returns
    -------
    table : DataFrame
        One row a series and window: series, window, abnormal_a_bp, abnormal_b_bp, moved_bp, placebo_p_a, placebo_p_b;
        NaN where only one snapshot holds the series. The largest moves first, series that cannot be compared last.
    outcomes : (str, str)
        The verdicts.

    Raises
    ------
    AnalysisError
        As for :func:`analysis.pipeline.run`, on either snapshot.
    """
    found = {
        side: run(study, source=PriceFolder(str(folder), folder), progress=progress)
        for side, folder in (("a", a), ("b", b))
    }
    table = pd.concat([_effects(run_on, side) for side, run_on in found.items()], axis=1).reset_index()
    table["moved_bp"] = table["abnormal_b_bp"] - table["abnormal_a_bp"]
    table = table.sort_values("moved_bp", key=abs, ascending=False, kind="stable", ignore_index=True)
    order = ["series", "window", "abnormal_a_bp", "abnormal_b_bp", "moved_bp", "placebo_p_a", "placebo_p_b"]
    return table[order], (found["a"].verdict.outcome, found["b"].verdict.outcome)


def _effects(found: Run, side: str) -> pd.DataFrame:
    """Abnormal returns in basis points and placebo p-values, by series and window."""
    effects, side_of = found.measured.effects, found.case.once(looking).alternative
    return pd.DataFrame(
        {
            f"abnormal_{side}_bp": [1e4 * e.abnormal for e in effects],
            f"placebo_p_{side}": [e.placebo.pvalue(side_of) for e in effects],
        },
        index=pd.MultiIndex.from_tuples([(e.series.key, e.window.name) for e in effects], names=["series", "window"]),
    )
