"""How sure can we be? All that stands between a number and a conclusion, weighed in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.event.calendar import CalendarEntry
from analysis.event.news import PrimaryWindow, confounders_of
from analysis.eventstudy.diagnostics.diagnostics import Diagnostics
from analysis.eventstudy.inference.calibration import CalibratedTest
from analysis.eventstudy.placebo.multiverse import Multiverse
from analysis.findings.exposed import Dose, Sight, Synthetic, dose, sight, synthetic
from analysis.findings.joint import FamilyMember, family, joint_tests
from analysis.findings.specifications import multiverse
from analysis.findings.spells import affects_of
from analysis.findings.together import Comovement, Variant, comovement, diagnostics, variants
from analysis.findings.verdict import Verdict
from analysis.market.returns import Returns
from analysis.measure.design import Timing
from analysis.measure.effects import Effects
from analysis.study.study import Study

Confounders = Mapping[tuple[str, str], tuple[CalendarEntry, ...]]
"""Other news in a window, by series and window, as far as it concerns the series' market."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What bears on the verdict beyond the primary test.

    Attributes
    ----------
    primary : PrimaryWindow
    confounders : mapping
    joint : mapping of window to tests
        Tests of the targets together, each with its rejection rate on the placebo dates.
    family : tuple of FamilyMember
        Corrections for testing many instruments in many windows.
    dose, synthetic, sight, multiverse, comovement
    diagnostics : mapping of series to Diagnostics
    variants : tuple of Variant
    """

    primary: PrimaryWindow
    confounders: Confounders
    joint: Mapping[str, tuple[CalibratedTest, ...]]
    family: tuple[FamilyMember, ...]
    dose: Dose
    synthetic: Synthetic
    sight: Sight
    multiverse: Multiverse
    comovement: Comovement
    diagnostics: Mapping[str, Diagnostics]
    variants: tuple[Variant, ...]


def weigh(
    study: Study,
    returns: Returns,
    effects: Effects,
    timing: Timing,
    primary: PrimaryWindow,
    calendar: Sequence[CalendarEntry],
    weights: Mapping[str, tuple[float, float]],
    verdict: Verdict,
    progress: Callable[[str], None] = lambda stage: None,
) -> Evidence:
    """Collect the evidence; random numbers follow from the study's seed.

    Raises
    ------
    AnalysisError
        If any part cannot be computed: none is left out silently.
    """
    rng = np.random.default_rng(study.seed)
    progress("testing the targets jointly")
    joint = joint_tests(returns, timing, weights, study)
    tested = family(returns, effects, timing, study)
    progress("dose-response and synthetic control")
    by_dose, control = dose(returns, timing, weights, study), synthetic(returns, timing, study)
    progress("exploring other specifications")
    grid = multiverse(returns, timing, study)
    progress("comparing correlations")
    together = comovement(returns, effects, timing, study, rng)
    progress("checking the models")
    return Evidence(
        primary,
        confounders(study, effects, calendar),
        joint,
        tested,
        by_dose,
        control,
        sight(effects, verdict, study),
        grid,
        together,
        diagnostics(returns, effects, study),
        variants(returns, timing, study),
    )


def confounders(study: Study, effects: Effects, calendar: Sequence[CalendarEntry]) -> Confounders:
    """Other news in each window of each series, as far as it concerns the series' market."""
    found = {}
    for e in effects.effects:
        found[e.series.key, e.window.name] = confounders_of(
            e.window,
            e.series.exchange,
            effects.day0[e.series.exchange].date(),
            calendar,
            own=study.placebo.keep_clear_of,
            affects=affects_of(study, e.series.key),
        )
    return found
