"""Which way the report looks: where the claim points, or the other way once the tests have found a move there."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.eventstudy.numeric import Alternative
from analysis.study.declarations import Claim


@dataclass(frozen=True, slots=True)
class Looking:
    """Side of every p-value, title and sentence of a report.

    Attributes
    ----------
    sign : {1, -1}
        Direction in which sizes are counted: for a claim of a move either way, that of the event's own.
    alternative : {"greater", "less", "two-sided"}
        Alternative of the tests.
    against : bool
        Whether that is the direction which contradicts the claim.
    """

    sign: int
    alternative: Alternative
    against: bool

    @property
    def move(self) -> str:
        """What is looked for, with its article: "a gain", "a loss", "a move"."""
        return {"greater": "a gain", "less": "a loss", "two-sided": "a move"}[self.alternative]

    @property
    def opposite(self) -> Alternative:
        """The alternative of a move the other way."""
        other: dict[Alternative, Alternative] = {"greater": "less", "less": "greater", "two-sided": "two-sided"}
        return other[self.alternative]

    @property
    def sided(self) -> str:
        """Of a test in words: "one-sided for a gain", "two-sided"."""
        return "two-sided" if self.alternative == "two-sided" else f"one-sided for {self.move}"

    @property
    def direction(self) -> str:
        """Which of the two directions that is: "the claimed direction", "the opposite direction"."""
        if self.alternative == "two-sided":
            return "the same direction"
        return "the opposite direction" if self.against else "the claimed direction"

    @property
    def or_more(self) -> str:
        """What is as extreme as a number: that number "or more", "or less"."""
        return "more" if self.sign > 0 else "less"


def looking_at(claim: Claim, found: int, abnormal: float) -> Looking:
    """Which way to look.

    Parameters
    ----------
    claim : Claim
    found : {1, 0, -1}
        Direction in which the verdict's tests found a move; 0 in none.
    abnormal : float
        The portfolio's abnormal return in the primary window.
    """
    if not claim.sign:
        return Looking(found or (1 if abnormal >= 0 else -1), "two-sided", against=False)
    sign = found or claim.sign
    return Looking(sign, "greater" if sign > 0 else "less", against=sign != claim.sign)
