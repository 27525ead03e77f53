"""The doctor's round: every file of a study is looked at, however many others are wrong."""

from __future__ import annotations

from pathlib import Path

from analysis.doctor.declared import article, calendar, comparison, examples, treated, weights
from analysis.doctor.finding import Chart, Finding
from analysis.doctor.prices import prices, windows
from analysis.doctor.wording import wording
from analysis.errors import StudyError
from analysis.event.timing import time_event
from analysis.findings.steps.when import When
from analysis.market.prices import find_prices
from analysis.study.study import Study, load_study


def examine(folder: Path, source: str = "bundled") -> tuple[Finding, ...]:
    """Say what is missing or weak in a study, what is missing first.

    Parameters
    ----------
    folder : Path
    source : str
        Which prices: bundled, live, or the folder of a snapshot.

    Raises
    ------
    UsageError
        If the folder holds no study, or there are no such prices.
    """
    chart = Chart(folder)
    chart.add(examples(folder))
    study = _study(folder, chart)
    if study is not None:
        _examine(study, source, chart)
    return tuple(sorted(chart.found, key=lambda f: f.kind != "missing"))


def _study(folder: Path, chart: Chart) -> Study | None:
    try:
        return load_study(folder)
    except StudyError as error:  # a call for a folder without a study is another matter
        with chart.noting():
            raise error
    return None


def _examine(study: Study, source: str, chart: Chart) -> None:
    chart.add(wording(study))
    chart.add(comparison(study))
    found = article(study, chart)
    day = found.date if found else study.event.date or study.event.instant.date()
    news = calendar(study, chart)
    entries = weights(study, day, chart)
    with chart.noting():
        chart.add(treated(study, entries, news, day))
    if any(f.kind == "missing" and not f.where.startswith("study.toml: ") for f in chart.found):
        return  # the hours and the prices of a study that cannot be read say nothing
    place = find_prices(source, study)
    with chart.noting():
        timing = time_event(study)
        chart.add(windows(timing))
        prices(study, When(timing), place, chart)
