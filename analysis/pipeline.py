"""The straight line from an article to a verdict. Read it as the abstract of the method."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from analysis.findings.steps.meaning import meaning
from analysis.findings.steps.moved import moved
from analysis.findings.steps.unusual import unusual
from analysis.findings.steps.when import when
from analysis.market.prices import PriceFolder
from analysis.report.exhibits import in_order_of_computing
from analysis.report.findings import Findings
from analysis.study.study import Study

Progress = Callable[[str], None]
PIECES = tuple(e.name for e in in_order_of_computing())
STAGES = ("dating the event", "loading the prices", "measuring abnormal returns", *PIECES)
"""What :func:`run` calls its ``progress`` with, in order."""


class Run(Findings):
    """What a run found, ready to be written."""

    def write(self, out: Path | str, *, figures: bool = True, progress: Progress = lambda stage: None) -> Path:
        """Write results.json, tables, figures and report into a folder, which is replaced as a whole or not at all.

        Raises
        ------
        UsageError
            If the folder holds files that are not results of an earlier run, or cannot be written.
        """
        from analysis.report.write import write_findings

        write_findings(self, Path(out), figures=figures, progress=progress)
        return Path(out)


def run(
    study: Study,
    *,
    source: str | Path | PriceFolder = "bundled",
    date: dt.date | None = None,
    progress: Progress = lambda stage: None,
) -> Run:
    """Run a study on a snapshot of prices and return all that it found. Writes nothing.

    Parameters
    ----------
    study : Study
    source : {"bundled", "live"} or path
        The study's own snapshot; a new one, fetched now; or the folder of another.
    date : datetime.date, optional
        The event's date when the article's own cues cannot settle it.
    progress : callable
        Called with the name of each stage as it starts.

    Raises
    ------
    AnalysisError
        With one line that says what is missing or wrong: whatever the verdict rests on is whole, or the run stops.

    Examples
    --------
    >>> from analysis import load_study, run
    >>> run(load_study("seeds/karabakh-2023"))  # doctest: +SKIP
    <Run of karabakh-2023: supported>
    """
    progress("dating the event")
    dated = when(study, date=date)
    progress("loading the prices")
    prices = moved(study, dated, source=source)
    progress("measuring abnormal returns")
    measured = unusual(study, dated, prices)
    for exhibit in in_order_of_computing():
        progress(exhibit.name)
        if exhibit.applies(measured.case):
            exhibit.piece(measured.case)
    return Run(meaning(study, measured).case)
