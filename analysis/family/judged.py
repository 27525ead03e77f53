"""The family's tests: its events together, by kind and with or without the contaminated ones, series by series."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from analysis.errors import NotApplicableError
from analysis.eventstudy.placebo.pooled import episodes, placebo_sets, pooled_test, spread_test
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.family.declarations import LoadedFamily
from analysis.family.events import Placed
from analysis.family.measured import MeasuredFamily
from analysis.once import Once
from analysis.study.series import PORTFOLIO

Outcome = Literal["found", "the opposite", "not found"]
LEAST_PLACED = 3
"""Events of a kind below which an answer says little of that kind."""


@dataclass(frozen=True, eq=False)
class Pooled:
    """One pooled test.

    Attributes
    ----------
    key : str
        The series.
    kind : str
        Kind of the events; empty for all kinds together.
    clean : bool
        Whether contaminated events are left out.
    events : tuple of Placed
    episodes : int
        Groups of events that lie close together.
    test : SampleQuantileTest or None
        Effects are positive in the claimed direction; None where it could not be done.
    spread : SampleQuantileTest or None
        How far apart the events are; None of fewer than two.
    reason : str
        Why there is no test.
    """

    key: str
    kind: str
    clean: bool
    events: tuple[Placed, ...]
    episodes: int
    test: SampleQuantileTest | None
    spread: SampleQuantileTest | None
    reason: str = ""

    def pvalue(self, sign: int = 1) -> float:
        """P-value of an effect in the claimed direction, or (-1) in the other; NaN where it could not be done."""
        return self.test.pvalue("greater" if sign > 0 else "less") if self.test else float("nan")


@dataclass(frozen=True, eq=False)
class Judged(Once):
    """What one set of prices says of the family."""

    measured: MeasuredFamily

    @property
    def family(self) -> LoadedFamily:
        """The family."""
        return self.measured.family

    def sign(self, placed: Placed) -> int:
        """The claimed direction of an event."""
        return self.family.declared.sign(placed.event.kind)

    def pooled(self, key: str, *, kind: str = "", clean: bool = False, without: tuple[Placed, ...] = ()) -> Pooled:
        """A pooled test; its numbers do not depend on which others are asked for."""
        return self.once_for(("pooled", key, kind, clean, without), lambda: self._pooled(key, kind, clean, without))

    def _pooled(self, key: str, kind: str, clean: bool, without: tuple[Placed, ...]) -> Pooled:
        m, rule = self.measured, self.family.declared.rule
        events = tuple(p for p in m.chosen(key, kind=kind, clean=clean) if p not in without)
        if not events:
            return Pooled(key, kind, clean, events, 0, None, None, "no event")
        rows, signs = np.array([p.row for p in events]), [self.sign(p) for p in events]
        scores, groups = m.scores[key], len(episodes(rows, rule.apart))
        rng = self.rng("pooled", key, kind, clean, ", ".join(p.event.name for p in without))
        try:
            sets = placebo_sets(rows, m.placebo_of(key), apart=rule.apart, draws=rule.draws, rng=rng)
        except NotApplicableError as error:
            return Pooled(key, kind, clean, events, groups, None, None, error.what)
        test = pooled_test(scores.scaled, rows, signs, scores.noise[rows], sets)
        spread = spread_test(scores.scaled, rows, signs, sets) if len(rows) > 1 else None
        return Pooled(key, kind, clean, events, groups, test, spread)

    def rng(self, *question: object) -> np.random.Generator:
        """A generator of a question's own."""
        asked = zlib.crc32(repr((self.measured.plan.name, *question)).encode())
        return np.random.default_rng([self.family.declared.seed, asked])

    @property
    def clean(self) -> bool:
        """Whether the events that decide are those without contamination."""
        return self.family.declared.rule.decides == "clean"

    @cached_property
    def deciding(self) -> tuple[Pooled, ...]:
        """The tests that the answer needs: of the portfolio, and of the portfolio less each group."""
        return tuple(self.pooled(key, clean=self.clean) for key in self.measured.tests)

    @property
    def primary(self) -> Pooled:
        """The portfolio's own test."""
        return self.deciding[0]

    @property
    def unlike(self) -> bool:
        """Whether the deciding events' scores are further apart than those of placebo dates."""
        spread = self.primary.spread
        return spread is not None and spread.pvalue("greater") <= self.family.declared.rule.alpha

    def outcome_of(self, tests: Sequence[Pooled]) -> Outcome:
        """By the rule: found where all tests are significant in the claimed direction."""
        alpha = self.family.declared.rule.alpha
        for sign, outcome in ((1, "found"), (-1, "the opposite")):
            if all(test.pvalue(sign) <= alpha for test in tests):
                return outcome  # type: ignore[return-value]
        return "not found"

    @cached_property
    def outcome(self) -> Outcome:
        """The answer on these prices."""
        return self.outcome_of(self.deciding)

    @cached_property
    def without_each(self) -> tuple[tuple[Placed, Outcome, tuple[Pooled, ...]], ...]:
        """For each deciding event: the answer without it, and the tests that give it."""
        found = []
        for left_out in self.primary.events if len(self.primary.events) > 1 else ():
            tests = tuple(self.pooled(key, clean=self.clean, without=(left_out,)) for key in self.measured.tests)
            found.append((left_out, self.outcome_of(tests), tests))
        return tuple(found)

    @property
    def carrying(self) -> tuple[Placed, ...]:
        """Deciding events without any one of which the answer would be another."""
        return tuple(p for p, outcome, _ in self.without_each if outcome != self.outcome)

    @cached_property
    def rest(self) -> tuple[Pooled, ...]:
        r"""The tests of the answer on the deciding events that do not carry it: all that do are left out at once.

        Returns
        -------
        tuple of Pooled
            In the order of :attr:`deciding`; empty where no event carries the answer, or each does.

        Notes
        -----
        .. math:: \hat\delta = \frac{\sum_i d_i \, AR_i / \hat\sigma_i}{\sum_i 1 / \hat\sigma_i}

        over the events that are left, with the claimed signs d: the effect of
        :func:`analysis.eventstudy.placebo.pooled.pooled_test` on fewer events. To leave out one at a time cannot show
        what several carry together. The events that are left were chosen by what the others did: their p-values
        describe them, and no answer rests on them.

        References
        ----------
        Belsley, D. A., Kuh, E. and Welsch, R. E. (1980), Regression Diagnostics, section 2.1, on deleting several
        observations at once.
        """
        out = self.carrying
        if not out or len(out) == len(self.primary.events):
            return ()
        return tuple(self.pooled(key, clean=self.clean, without=out) for key in self.measured.tests)

    def lines(self) -> Iterator[Pooled]:
        """All tests that are shown: series by series, all kinds and each, with and without contaminated events."""
        m = self.measured
        for key in (*m.tests, *m.apart, *m.plan.shown):
            for kind in ("", *self.family.declared.kinds):
                for clean in (True, False):
                    yield self.pooled(key, kind=kind, clean=clean)

    def detectable(self, pooled: Pooled) -> float:
        """Smallest common effect in the claimed direction that a pooled test finds with the declared power."""
        rule = self.family.declared.rule
        return pooled.test.minimum_detectable_effect(rule.alpha, rule.power) if pooled.test else float("nan")

    def noise(self, events: Sequence[Placed], key: str = PORTFOLIO) -> float:
        """Volatility of a series on the eves of some events: the harmonic mean (decimal)."""
        return float(1 / np.mean(1 / self.measured.scores[key].noise[[p.row for p in events]]))


@dataclass(frozen=True, eq=False)
class FamilyCase(Once):
    """A family and what each set of prices says of it: the first decides."""

    family: LoadedFamily
    judged: tuple[Judged, ...]

    def __repr__(self) -> str:
        return f"<FamilyCase {self.family.name}: {self.judged[0].outcome}>"
