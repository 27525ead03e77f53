"""Cues that do not settle on one day: what is wrong, and the days between which they leave the choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

MOST_NAMED = 4
"""Candidates that an error names: more help nobody to decide."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A day, or the days up to ``last``, that may be the event's, and what speaks for it."""

    date: dt.date
    evidence: str = ""
    last: dt.date | None = None

    def __str__(self) -> str:
        days = f"{self.date}..{self.last}" if self.last and self.last != self.date else str(self.date)
        return f"{days} ({self.evidence})" if self.evidence else days


class UnsettledError(Exception):
    """The cues do not settle on one day.

    ``candidates`` are the days between which they leave the choice; ``possible`` all days that some reading allows,
    empty where any day may be declared.
    """

    def __init__(
        self, what: str, candidates: Sequence[Candidate | dt.date] = (), possible: Sequence[dt.date] = ()
    ) -> None:
        self.what = what
        self.candidates = tuple(c if isinstance(c, Candidate) else Candidate(c) for c in candidates)
        self.possible = tuple(possible)
        super().__init__(what)

    @property
    def named(self) -> str:
        """The candidates in words: at most four, and how many more there are."""
        few = ", ".join(map(str, self.candidates[:MOST_NAMED]))
        more = len(self.candidates) - MOST_NAMED
        return f"{few} and {more} more" if more > 0 else few
