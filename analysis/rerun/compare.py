"""The same study on two snapshots: which results move, and by how much."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.market.prices import PriceFolder
from analysis.measure.deciding import looking
from analysis.measure.effects import measure
from analysis.pipeline import STAGES, Run, run
from analysis.study.study import Study
from analysis.words.study_words import proxies

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
        One row a series and window, of the study and of the one of the assets' own prices within it: study (its name),
        series, window, abnormal_a_bp, abnormal_b_bp, moved_bp, placebo_p_a, placebo_p_b; NaN where only one snapshot
        holds the series. The largest moves first, series that cannot be compared last.
    outcomes : (str, str)
        What stands first on each snapshot; with a study within, the outcome by the funds too.

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
    order = ["study", "series", "window", "abnormal_a_bp", "abnormal_b_bp", "moved_bp", "placebo_p_a", "placebo_p_b"]
    return table[order], (_outcome(found["a"]), _outcome(found["b"]))


def _outcome(found: Run) -> str:
    first = found.answer.outcome
    return f"{first}; by the {proxies(found.study)} {found.verdict.outcome}" if found.case.itself else first


def _effects(found: Run, side: str) -> pd.DataFrame:
    """Abnormal returns in basis points and placebo p-values, by study, series and window."""
    cases = [case for case in (found.case, found.case.itself) if case]
    effects = [(case, e) for case in cases for e in case.once(measure).effects]
    keys = [(case.study.name, e.series.key, e.window.name) for case, e in effects]
    return pd.DataFrame(
        {
            f"abnormal_{side}_bp": [1e4 * e.abnormal for _, e in effects],
            f"placebo_p_{side}": [e.placebo.pvalue(case.once(looking).alternative) for case, e in effects],
        },
        index=pd.MultiIndex.from_tuples(keys, names=["study", "series", "window"]),
    )
