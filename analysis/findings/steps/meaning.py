"""WHAT IT MEANS, as a step: both answers or the verdict, and what could have been seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.findings.piece import Piece, supplement
from analysis.findings.steps.step import Step, require_same
from analysis.findings.steps.unusual import Unusual
from analysis.measure.case import Case
from analysis.measure.itself import require_funds, require_own

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from analysis.findings.itself.conclusion import Conclusion
    from analysis.findings.itself.happened import Happened
    from analysis.findings.itself.issuers import Issuers
    from analysis.findings.itself.resolution import Resolution
    from analysis.findings.meaning.holdings import FundWeights
    from analysis.findings.meaning.power import Power
    from analysis.findings.meaning.summary import Summary
    from analysis.findings.meaning.verdict import Verdict
    from analysis.study.study import Study


class Meaning(Step):
    """WHAT IT MEANS: the answers with their reasons, and what could have been seen.

    Where the assets' own prices stand beside funds, the step speaks for them: ``conclusion`` stands first, ``funds`` is
    the verdict by the funds. Where there are none, the verdict by the study's portfolio is the answer.

    Examples
    --------
    >>> from analysis import load_study, meaning, moved, unusual, when
    >>> study = load_study("seeds/karabakh-2023")
    >>> w = when(study)
    >>> v = meaning(study, unusual(study, w, moved(study, w)))
    >>> v.happened.answer, v.outcome, v.funds.outcome
    ('yes', 'supported', 'cannot tell')
    >>> v.issuers.summary()
    'Armenia: cannot tell; Azerbaijan: supported; Bonds of both countries: supported'
    """

    def __init__(self, case: Case) -> None:
        self.case = case

    def _main(self) -> Piece:
        return self._answer

    def _beside(self, compute: Callable[[Case], Piece]) -> Piece:
        require_own(self.case)
        return supplement(self.case, compute, self.case.setting)

    @property
    def _answer(self) -> Verdict | Conclusion:
        from analysis.findings.itself.conclusion import answer

        return answer(self.case)

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """What could have been seen: by the assets' own prices and by the funds, or by the study's portfolio alone."""
        return self.resolution.plot(ax=ax) if self.case.itself else self.power.plot(ax=ax)

    @property
    def outcome(self) -> str:
        """One of supported, contradicted, not found, cannot tell: by the assets' own prices, where there are such."""
        return self._answer.outcome

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences that carry the numbers that decided."""
        return self._answer.reasons

    @property
    def conclusion(self) -> Conclusion:
        """Both answers together, where a study has own prices and funds; an AnalysisError where it has not."""
        from analysis.findings.itself.conclusion import conclusion

        return self.case.once(conclusion)

    @property
    def happened(self) -> Happened:
        """Did it happen: how the assets' own prices moved, or that there are none."""
        from analysis.findings.itself.happened import happened

        return self.case.once(happened)

    @property
    def issuers(self) -> Issuers:
        """The verdict of each issuer alone; an AnalysisError where there are no own prices, as of the next three."""
        from analysis.findings.itself.issuers import issuers

        return self.case.once(issuers)

    @property
    def countries(self) -> Piece:
        """Own prices beside neighbours, like series and other countries."""
        from analysis.findings.itself.countries import countries

        return self._beside(countries)

    @property
    def control(self) -> Piece:
        """The day before, as a control."""
        from analysis.findings.itself.control import control

        return self._beside(control)

    @property
    def resolution(self) -> Resolution:
        """Funds against the assets' own prices: what each could have seen."""
        from analysis.findings.itself.resolution import resolution

        return self.case.once(resolution)

    @property
    def funds(self) -> Verdict:
        """The verdict by the funds alone; an AnalysisError where the portfolio is the assets themselves."""
        require_funds(self.case)
        return self.verdict

    @property
    def verdict(self) -> Verdict:
        """What may be concluded from the study's own portfolio, by the declared rule."""
        from analysis.findings.meaning.verdict import verdict

        return self.case.once(verdict)

    @property
    def power(self) -> Power:
        """What the study's own portfolio could have seen."""
        from analysis.findings.meaning.power import power

        return self.case.once(power)

    @property
    def holdings(self) -> FundWeights:
        """Weight of the assets in each fund."""
        from analysis.findings.meaning.holdings import holdings

        return self.case.once(holdings)

    @property
    def in_plain_words(self) -> Summary:
        """What the study's own portfolio shows, in at most 120 words; ``conclusion.words`` says both answers."""
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
    >>> study = load_study("seeds/karabakh-2023/bonds")
    >>> w = when(study)
    >>> meaning(study, unusual(study, w, moved(study, w))).outcome
    'supported'
    """
    require_same(study, unusual.case.study)
    return Meaning(unusual.case)
