"""The family's answer by its declared rule, with its reasons in sentences made of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.family.judged import LEAST_PLACED, FamilyCase, Judged, Outcome, Pooled
from analysis.family.pieces.family_piece import FamilyPiece
from analysis.family.pieces.others import others
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.words.filters import level, some
from analysis.words.numbers import bp, bp_interval, capital, count, out_of, p_value, percent

HEADING = "The answer"
WORDS: Mapping[Outcome, str] = {
    "found": "Found",
    "the opposite": "The opposite was found",
    "not found": "Not found",
}
STEADY = ("BMP", "wild bootstrap", "sign")
"""Tests of the battery that stay right where events raise the variance."""


@dataclass(frozen=True, eq=False, repr=False)
class FamilyAnswer(FamilyPiece):
    """What may be concluded.

    Attributes
    ----------
    case : FamilyCase
    steady : mapping of str to float
        P-values, on the events that decide, of tests that let event days be wilder than others.
    """

    case: FamilyCase
    steady: Mapping[str, float]

    @property
    def first(self) -> Judged:
        """The prices that decide."""
        return self.case.judged[0]

    @property
    def outcome(self) -> Outcome:
        """By the declared rule, on the first set of prices."""
        return self.first.outcome

    @property
    def hangs_on(self) -> tuple[str, ...]:
        """Events without any one of which the answer would be another."""
        return tuple(p.event.name for p, outcome, _ in self.first.without_each if outcome != self.outcome)

    @property
    def headline(self) -> str:
        """The answer in one or two sentences."""
        judged, test = self.first, self.first.primary.test
        name, alpha = judged.measured.plan.name, judged.family.declared.rule.alpha
        if test is None:
            return f"{WORDS[self.outcome]} on {name}: no event decides ({judged.primary.reason})."
        events = count(len(judged.primary.events), "clean event" if judged.clean else "event")
        size = f"over {events} the average effect is {bp(test.effect)} in the claimed direction"
        alike = ", as if all had moved prices alike, which they did not" if judged.unlike else ""
        told = f"{size} ({percent(1 - alpha)} interval {bp_interval(*test.conf_int(alpha))}{alike})"
        rare = _rare_kinds(judged)
        about = f" It says next to nothing of the kind {_either(rare)}." if rare else ""
        if not self.hangs_on:
            return f"{WORDS[self.outcome]} on {name}: {told}.{about}"
        without = _either([f"without {event}" for event in self.hangs_on])
        by_rule = f"{WORDS[self.outcome]} by the rule on {name}, but it hangs on single events"
        return f"{by_rule}: {told}; {without} it is another.{about}"

    @once
    def record(self) -> dict[str, Any]:
        """Outcome, headline, reasons; the same on each set of prices."""
        return {
            "outcome": self.outcome,
            "headline": self.headline,
            "reasons": self.reasons(),
            "hangs_on": self.hangs_on,
            "by_prices": [{"prices": j.measured.plan.name, "outcome": j.outcome} for j in self.case.judged],
        }

    def reasons(self) -> list[str]:
        """The tests of the rule, what the answer is about, what contamination changes, what the other prices say."""
        return [
            _tests_words(self.first),
            *_plain_words(self.first),
            *self._hanging(),
            *self._steady_words(),
            *_kinds_words(self.first),
            *_contaminated_words(self.first),
            *(_other_words(judged) for judged in self.case.judged[1:]),
        ]

    def _hanging(self) -> list[str]:
        """Which single events carry the answer, and how many moved prices less than an ordinary day does."""
        without = self.first.without_each
        if not without:
            return []
        other = [(p.event.name, tests) for p, outcome, tests in without if outcome != self.outcome]
        changed = [f"{name} ({self._turned(tests)})" for name, tests in other]
        scores = np.array([self.first.measured.scores[PORTFOLIO].scaled[p.row] for p, _, _ in without])
        small = int((np.abs(scores) < 1).sum())
        calm = f"on {out_of(small, len(scores))} events prices moved by less than an ordinary day's volatility"
        if not changed:
            return [f"Without any one of its events the answer is the same; {calm}"]
        return [f"The answer is another without {_either(changed)}; {calm}"]

    def _turned(self, tests: Sequence[Pooled]) -> str:
        """The tests that are no longer significant; all of them where none had been."""
        sign, alpha = -1 if self.outcome == "the opposite" else 1, self.first.family.declared.rule.alpha
        lost = [test for test in tests if not test.pvalue(sign) <= alpha] if self.outcome != "not found" else tests
        return ", ".join(f"{self.first.measured.label(test.key)} {p_value(test.pvalue(sign))}" for test in lost)

    def _steady_words(self) -> list[str]:
        """What tests say that do not take the events' days for as calm as others."""
        if not self.steady:
            return []
        alpha = self.first.family.declared.rule.alpha
        confirming = sum(p <= alpha for p in self.steady.values())
        told = ", ".join(f"{name} {p_value(p)}" for name, p in self.steady.items())
        return [
            "The rule's tests take the events' days to be no wilder than others; of tests that do not, significant "
            f"for the claim: {out_of(confirming, len(self.steady))} ({told})"
        ]

    def summary(self) -> str:
        """The headline."""
        return self.headline


def family_answer(case: FamilyCase) -> FamilyAnswer:
    """Judge the family."""
    first = case.judged[0]
    found = case.once(others).batteries.get((first.measured.plan.name, "clean" if first.clean else "all"))
    tests = [row.test for row in found.rows if row.measure == "CAR"] if found else []
    return FamilyAnswer(case, {t.method: t.pvalue for t in tests if t.method in STEADY and not t.reason})


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _told(judged: Judged, pooled: Pooled) -> str:
    if pooled.test is None:
        return f"{judged.measured.label(pooled.key)}: no test, {pooled.reason}"
    return f"{judged.measured.label(pooled.key)} {bp(pooled.test.effect)}, {p_value(pooled.pvalue())}"


def _all_told(judged: Judged, tests: Sequence[Pooled]) -> str:
    return "; ".join(_told(judged, test) for test in tests)


def _tests_words(judged: Judged) -> str:
    alpha = judged.family.declared.rule.alpha
    asked = f"The rule asks that all be significant at {level(alpha)}, one-sided for the claim"
    return f"{asked}: {_all_told(judged, judged.deciding)}"


def _plain_words(judged: Judged) -> list[str]:
    """Plain mean and median of the deciding events: the rule's test weighs those of calm eves more."""
    events, scores = judged.primary.events, judged.measured.scores[PORTFOLIO]
    if len(events) < 2:
        return []
    rows = [p.row for p in events]
    claimed = np.array([judged.sign(p) for p in events]) * scores.scaled[rows] * scores.noise[rows]
    return [
        f"That average counts an event the more, the calmer its eve; the plain mean of the abnormal returns is "
        f"{bp(float(np.mean(claimed)))}, their median {bp(float(np.median(claimed)))}"
    ]


def _rare_kinds(judged: Judged) -> list[str]:
    """Kinds of which fewer than a few events decide."""
    kinds = [p.event.kind for p in judged.primary.events]
    return [kind for kind in judged.family.declared.kinds if kinds.count(kind) < LEAST_PLACED]


def _kinds_words(judged: Judged) -> list[str]:
    """What each kind says by itself; of a kind with few events, that the answer says little of it."""
    told = []
    for kind in judged.family.declared.kinds:
        number = sum(p.event.kind == kind for p in judged.primary.events)
        if kind in _rare_kinds(judged):
            are = f"{some(number)} {'is' if number == 1 else 'are'}"
            told.append(f"Of the deciding events {are} of the kind {kind}: too few to say anything of it")
        else:
            alone = [judged.pooled(key, kind=kind, clean=judged.clean) for key in judged.measured.tests]
            told.append(f"The kind {kind} alone, {count(number, 'event')}: {_all_told(judged, alone)}")
    return told


def _contaminated_words(judged: Judged) -> list[str]:
    """The other set of events, and each kind of it."""
    other = not judged.clean
    whole = [judged.pooled(key, clean=other) for key in judged.measured.tests]
    extra = len(judged.pooled(PORTFOLIO).events) - len(judged.pooled(PORTFOLIO, clean=True).events)
    if not extra:
        return []
    which = count(extra, "contaminated event")
    words = f"Without the {which}" if other else f"With the {which} as well"
    told = [f"{words}, {count(len(whole[0].events), 'event')}: {_all_told(judged, whole)}"]
    for kind in judged.family.declared.kinds:
        tests = [judged.pooled(key, kind=kind, clean=other) for key in judged.measured.tests]
        if tests[0].test and len(tests[0].events) >= LEAST_PLACED:
            many = count(len(tests[0].events), "event")
            told.append(f"Of these the kind {kind} alone, {many}: {_all_told(judged, tests)}")
    return told


def _other_words(judged: Judged) -> str:
    many = count(len(judged.primary.events), "event")
    told = f"{capital(judged.measured.plan.name)}, {many}: {judged.outcome} ({_all_told(judged, judged.deciding)})"
    if judged.primary.test is None:
        return told
    return f"{told}; an average below {bp(judged.detectable(judged.primary), sign=False)} would not be found there"
