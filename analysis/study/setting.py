"""A study with its primary window: what every piece of evidence may know of the study beside its own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from analysis.exchanges import BetweenQuotes, is_quoted, quotes_around
from analysis.study.declarations import Claim, Decision, Window, factor_and_lag
from analysis.study.series import Series, portfolio_of, shown_windows
from analysis.study.study import Study


@dataclass(frozen=True, eq=False)
class Setting:
    """What was declared, and the window that the declared rule chose.

    Attributes
    ----------
    study : Study
    primary : Window
        The window on which the verdict rests.
    """

    study: Study
    primary: Window

    def __repr__(self) -> str:
        return f"<Setting of {self.study.name}: primary window {self.primary.name!r}>"

    @property
    def claim(self) -> Claim:
        """The claim: its direction, assets and issuers."""
        return self.study.claim

    @property
    def rule(self) -> Decision:
        """The rule of the verdict: level, power, sizes."""
        return self.study.decision

    @property
    def level(self) -> float:
        """Level of a test in one direction: half of alpha where the claim allows both."""
        return self.rule.alpha / len(self.claim.signs)

    @cached_property
    def portfolio(self) -> Series:
        """The portfolio of targets, on which the primary test is done."""
        return portfolio_of(self.study)

    @cached_property
    def shown(self) -> tuple[Window, ...]:
        """Windows that figures show side by side, the primary one first."""
        return shown_windows(self.study, self.primary)

    @property
    def span(self) -> tuple[int, int]:
        """First and last event day of the primary window."""
        return self.primary.first, self.primary.last

    @property
    def estimation(self) -> tuple[int, int]:
        """First and last event day of the estimation window."""
        return self.study.estimation.first, self.study.estimation.last

    @property
    def event_days(self) -> tuple[int, int]:
        """First and last event day of all declared windows: the event's own period."""
        return min(w.first for w in self.study.windows), max(w.last for w in self.study.windows)

    @cached_property
    def between_quotes(self) -> BetweenQuotes | None:
        """The quotes of the portfolio between which the news fell; None where it follows an exchange's sessions.

        Raises
        ------
        StudyError
            If nothing was quoted before the news, or after it.
        """
        home = self.portfolio.exchange
        return quotes_around(home, self.study.event.instant) if is_quoted(home) else None

    def label(self, factor: str) -> str:
        """A factor in the study's words, its ticker where it has none; earlier sessions of it named as such."""
        ticker, lag = factor_and_lag(factor)
        name = self.study.factor_labels.get(ticker, ticker)
        return f"{name} ({lag} earlier)" if lag else name
