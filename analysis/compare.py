"""The same study on two snapshots: which results move, and by how much."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.pipeline import run_study
from analysis.study import Study


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
        NaN where only one snapshot holds the series. The largest moves first.
    outcomes : (str, str)
        The verdicts.

    Raises
    ------
    AnalysisError
        As for :func:`analysis.pipeline.run_study`, on either snapshot.
    """
    found = [run_study(study, snapshot_folder=folder, progress=progress) for folder in (a, b)]
    tables = [
        pd.DataFrame(
            [
                {
                    "series": e.series.key,
                    "window": e.window.name,
                    "abnormal_bp": e.abnormal * 1e4,
                    "placebo_p": e.placebo.pvalue(study.claim.side),
                }
                for e in findings.effects.effects
            ]
        ).set_index(["series", "window"])
        for findings in found
    ]
    table = tables[0].join(tables[1], how="outer", lsuffix="_a", rsuffix="_b", sort=False)
    table = table.rename(columns={f"abnormal_bp_{s}": f"abnormal_{s}_bp" for s in "ab"}).reset_index()
    table["moved_bp"] = table["abnormal_b_bp"] - table["abnormal_a_bp"]
    table = table[["series", "window", "abnormal_a_bp", "abnormal_b_bp", "moved_bp", "placebo_p_a", "placebo_p_b"]]
    table = table.sort_values("moved_bp", key=abs, ascending=False, kind="stable", ignore_index=True)
    return table, (found[0].verdict.outcome, found[1].verdict.outcome)
