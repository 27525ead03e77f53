"""WHAT IT MEANS, as a step: the verdict, and what could have been seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.findings.piece import Piece
from analysis.findings.steps.step import Step, require_same
from analysis.findings.steps.unusual import Unusual
from analysis.measure.case import Case

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.findings.meaning.holdings import FundWeights
    from analysis.findings.meaning.power import Power
    from analysis.findings.meaning.summary import Summary
    from analysis.findings.meaning.verdict import Verdict
    from analysis.study.study import Study


class Meaning(Step):
    """WHAT IT MEANS: the verdict with its reasons, and what could have been seen.

    Examples
    --------
    >>> from analysis import load_study, meaning, moved, unusual, when
    >>> study = load_study("seeds/karabakh-2023")
    >>> w = when(study)
    >>> meaning(study, unusual(study, w, moved(study, w))).outcome
    'cannot tell'
    """

    def __init__(self, case: Case) -> None:
        self.case = case

    def _main(self) -> Piece:
        return self.verdict

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """What could have been seen."""
        return self.power.plot(ax=ax)

    @property
    def outcome(self) -> str:
        """One of supported, contradicted, not found, cannot tell."""
        return self.verdict.outcome

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences that carry the numbers that decided."""
        return self.verdict.reasons

    @property
    def verdict(self) -> Verdict:
        """What may be concluded, by the declared rule."""
        from analysis.findings.meaning.verdict import verdict

        return self.case.once(verdict)

    @property
    def power(self) -> Power:
        """What could have been seen."""
        from analysis.findings.meaning.power import power

        return self.case.once(power)

    @property
    def holdings(self) -> FundWeights:
        """Weight of the assets in each fund."""
        from analysis.findings.meaning.holdings import holdings

        return self.case.once(holdings)

    @property
    def in_plain_words(self) -> Summary:
        """The result in at most 120 words."""
        from analysis.findings.meaning.summary import summary

        return self.case.once(summary)


def meaning(study: Study, unusual: Unusual) -> Meaning:
    """Apply the declared rule: what may be concluded, and what could have been seen.

    Parameters
    ----------
    study : Study
    unusual : Unusual
        The step before.

    Raises
    ------
    StudyError
        If the step is of another study.

    Examples
    --------
    >>> from analysis import load_study, meaning, moved, unusual, when
    >>> study = load_study("seeds/karabakh-2023")
    >>> w = when(study)
    >>> meaning(study, unusual(study, w, moved(study, w))).outcome
    'cannot tell'
    """
    require_same(study, unusual.case.study)
    return Meaning(unusual.case)
