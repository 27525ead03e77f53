"""All figures of a study: what each is called, draws, holds in numbers and says in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.drawing.page import saved
from analysis.findings.captions import (
    Caption,
    decomposition_caption,
    forest_caption,
    path_caption,
    placebo_caption,
    prices_caption,
    timeline_caption,
)
from analysis.findings.captions_evidence import (
    calibration_caption,
    correlations_caption,
    dose_caption,
    fit_caption,
    rolling_caption,
    sight_caption,
    specifications_caption,
    twin_caption,
)
from analysis.findings.evidence_tables import (
    calibration_numbers,
    correlations_table,
    dose_table,
    rolling_table,
    specifications_table,
    twin_numbers,
)
from analysis.findings.fit_numbers import fit_numbers
from analysis.findings.moves import indexed_prices
from analysis.findings.plots_calibration import plot_calibration
from analysis.findings.plots_exposed import plot_dose, plot_twin
from analysis.findings.plots_fit import plot_fit
from analysis.findings.plots_moved import decomposition_numbers, plot_decomposition, plot_prices
from analysis.findings.plots_sight import detectability_numbers, plot_sight
from analysis.findings.plots_specifications import plot_specifications
from analysis.findings.plots_timeline import plot_timeline, timeline_numbers
from analysis.findings.plots_together import plot_correlations, plot_rolling
from analysis.findings.plots_unusual import forest_numbers, plot_forest, plot_path, plot_placebo
from analysis.findings.results import path_table, placebo_table, to_csv

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from analysis.findings.results import Findings

__all__ = [
    "FIGURES",
    "FigureEntry",
    "draw",
    "files_of",
    "plot_calibration",
    "plot_correlations",
    "plot_decomposition",
    "plot_dose",
    "plot_fit",
    "plot_forest",
    "plot_path",
    "plot_placebo",
    "plot_prices",
    "plot_rolling",
    "plot_sight",
    "plot_specifications",
    "plot_timeline",
    "plot_twin",
]


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """One figure of a study.

    Attributes
    ----------
    stem : str
        Name of its files without the ending.
    plot : callable
        ``plot(findings, *, ax=None) -> Axes``.
    numbers : callable
        The numbers that it shows, as a table.
    caption : callable
        Title, subtitle, source line and alternative text, filled from the numbers.
    main : bool
        Whether it is the one picture of the README.
    """

    stem: str
    plot: Callable[..., Axes]
    numbers: Callable[[Findings], pd.DataFrame]
    caption: Callable[[Findings], Caption]
    main: bool = False


FIGURES = (
    FigureEntry("timeline", plot_timeline, timeline_numbers, timeline_caption),
    FigureEntry("prices", plot_prices, indexed_prices, prices_caption),
    FigureEntry("decomposition", plot_decomposition, decomposition_numbers, decomposition_caption),
    FigureEntry("abnormal-returns", plot_forest, forest_numbers, forest_caption, main=True),
    FigureEntry("car-path", plot_path, path_table, path_caption),
    FigureEntry("placebo", plot_placebo, placebo_table, placebo_caption),
    FigureEntry("calibration", plot_calibration, calibration_numbers, calibration_caption),
    FigureEntry("dose-response", plot_dose, dose_table, dose_caption),
    FigureEntry("synthetic-control", plot_twin, twin_numbers, twin_caption),
    FigureEntry("specification-curve", plot_specifications, specifications_table, specifications_caption),
    FigureEntry("detectability", plot_sight, detectability_numbers, sight_caption),
    FigureEntry("correlations", plot_correlations, correlations_table, correlations_caption),
    FigureEntry("rolling-correlation", plot_rolling, rolling_table, rolling_caption),
    FigureEntry("diagnostics", plot_fit, fit_numbers, fit_caption),
)
"""In the order of the report. A new figure is a new entry here, and its stem in the report's template."""


def files_of(entry: FigureEntry) -> tuple[str, str, str]:
    """Names of a figure's picture, drawing and numbers."""
    return f"{entry.stem}.png", f"{entry.stem}.svg", f"{entry.stem}.csv"


def draw(entry: FigureEntry, findings: Findings) -> dict[str, bytes]:
    """Files of a figure by name: picture, drawing and numbers. The same findings give the same bytes."""
    axes = entry.plot(findings)
    png, svg, csv = files_of(entry)
    return {png: saved(axes, "png"), svg: saved(axes, "svg"), csv: to_csv(entry.numbers(findings)).encode()}
