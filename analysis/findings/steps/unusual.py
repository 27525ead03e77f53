"""HOW UNUSUAL, as a step: the primary test, and the pieces of evidence beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.errors import StudyError
from analysis.findings.piece import Piece, supplement
from analysis.findings.steps.moved import Moved
from analysis.findings.steps.step import Step, require_same
from analysis.findings.steps.when import When
from analysis.measure.case import Case
from analysis.measure.effects import measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.findings.unusual.effects import Effects
    from analysis.findings.unusual.placebo import Placebo
    from analysis.study.study import Study


class Unusual(Step):
    """HOW UNUSUAL, and how sure: abnormal returns, the placebo test, and all that stands beside it.

    Examples
    --------
    >>> from analysis import load_study, moved, unusual, when
    >>> study = load_study("seeds/karabakh-2023")
    >>> w = when(study)
    >>> u = unusual(study, w, moved(study, w))
    >>> round(float(u.effects.get("portfolio", "overnight").tvalue), 2)
    0.3
    """

    def __init__(self, case: Case) -> None:
        self.case = case

    def _main(self) -> Piece:
        return self.effects

    def _supplement(self, compute: Callable[[Case], Piece]) -> Piece:
        return supplement(self.case, compute, self.case.setting)

    @property
    def effects(self) -> Effects:
        """Abnormal return of every series in every window."""
        from analysis.findings.unusual.effects import effects

        return self.case.once(effects)

    @property
    def placebo(self) -> Placebo:
        """The event among other dates: the primary test."""
        from analysis.findings.unusual.placebo import placebo

        return self.case.once(placebo)

    @property
    def path(self) -> Piece:
        """Cumulative abnormal return by event day."""
        from analysis.findings.unusual.path import path

        return self._supplement(path)

    @property
    def joint(self) -> Piece:
        """Joint tests of the targets, each with its rate of false alarms."""
        from analysis.findings.unusual.joint import joint

        return self._supplement(joint)

    @property
    def family(self) -> Piece:
        """Corrections for testing many series in many windows."""
        from analysis.findings.unusual.family import family

        return self._supplement(family)

    @property
    def dose(self) -> Piece:
        """Do funds with more of the assets move more?"""
        from analysis.findings.sure.dose import dose

        return self._supplement(dose)

    @property
    def synthetic(self) -> Piece:
        """The portfolio against its synthetic control."""
        from analysis.findings.sure.synthetic import synthetic

        return self._supplement(synthetic)

    @property
    def specifications(self) -> Piece:
        """The same study by other choices."""
        from analysis.findings.sure.specifications import specifications

        return self._supplement(specifications)

    @property
    def reaction(self) -> Piece:
        """The primary test, had the news moved the factors too."""
        from analysis.findings.sure.reaction import reaction

        return self._supplement(reaction)

    @property
    def comovement(self) -> Piece:
        """Correlations before and after the event."""
        from analysis.findings.sure.comovement import comovement

        return self._supplement(comovement)

    @property
    def rolling(self) -> Piece:
        """Correlations over time."""
        from analysis.findings.sure.rolling import rolling

        return self._supplement(rolling)

    @property
    def diagnostics(self) -> Piece:
        """Whether the return models fit."""
        from analysis.findings.sure.diagnostics import diagnostics

        return self._supplement(diagnostics)


def unusual(study: Study, when: When, moved: Moved) -> Unusual:
    """Measure abnormal returns and rank them among other dates.

    Parameters
    ----------
    study : Study
    when : When
    moved : Moved
        The steps before, of the same study.

    Raises
    ------
    StudyError
        If the steps are of another study.
    WindowError, EstimationError
        If a window does not fit into the prices, or a model cannot be estimated.

    Examples
    --------
    >>> from analysis import load_study, moved, unusual, when
    >>> study = load_study("seeds/karabakh-2023")
    >>> w = when(study)
    >>> unusual(study, w, moved(study, w)).placebo.test.nobs
    509
    """
    require_same(study, moved.case.study, when.timing.study)
    if when.event != moved.case.timing.event:
        raise StudyError(study.name, "prices were loaded for another date of the event", remedy="load them again")
    moved.case.once(measure)
    return Unusual(moved.case)
