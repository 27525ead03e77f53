"""The family's answer by its declared rule, with its reasons in sentences made of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.eventstudy.numeric import Floats
from analysis.family.judged import LEAST_PLACED, FamilyCase, Judged, Outcome, Pooled
from analysis.family.pieces.family_piece import FamilyPiece
from analysis.family.pieces.others import others
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.words.filters import level, small
from analysis.words.numbers import bp, bp_interval, capital, count, listing, out_of, p_value, percent

HEADING = "The answer"
WORDS: Mapping[Outcome, str] = {"found": "By the rule, yes", "the opposite": "By the rule the opposite"}
"""Answers to the family's question. What is not found is not ruled out: there is no answer of no."""
STEADY = ("BMP", "wild bootstrap", "sign", "Wilcoxon")
"""Tests of the battery that allow for events that raise the variance."""


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
        return tuple(p.event.name for p in self.first.carrying)

    @property
    def headline(self) -> str:
        """The answer in a few sentences."""
        judged, test = self.first, self.first.primary.test
        words = found_words(judged, judged.deciding)
        if test is None:
            return f"{capital(words)} on {judged.measured.plan.name}: no event decides ({judged.primary.reason})."
        rare = _rare_kinds(judged)
        about = f" Of {either(rare)} events it says next to nothing." if rare else ""
        alpha, alike = judged.family.declared.rule.alpha, ", if all had moved alike: they did not"
        interval = f"{percent(1 - alpha)} interval {bp_interval(*test.conf_int(alpha))}{alike if judged.unlike else ''}"
        middle = f", the median {bp(float(np.median(claimed_moves(judged))))}" if len(judged.primary.events) > 1 else ""
        size = f"the average effect is {bp(test.effect)} in the claimed direction ({interval}){middle}"
        many = len(judged.primary.events)
        if not self.hangs_on:
            events = count(many, "clean event" if judged.clean else "event")
            return f"{capital(words)}, on {judged.measured.plan.name}: over {events} {size}.{about}"
        few = len(self.hangs_on)
        carry = f"{small(few)} of {small(many)} events {'carries' if few == 1 else 'carry'} it"
        all_of_them = {1: "", 2: "both "}.get(few, "all ")
        known = f", {all_of_them}known before the rules" if self._known else ""
        return f"{capital(words)}; but {carry}{known}: {self._without()}. {capital(size)}.{about}"

    @property
    def _known(self) -> bool:
        """Whether the rules were written with the moves of all events known on which the answer hangs."""
        return set(self.hangs_on) <= set(self.case.family.declared.known)

    def _without(self) -> str:
        """What becomes of the answer without one of the events that carry it, and what the others average."""
        lost = "not so" if self.outcome in WORDS else "another"
        said = f"without {either([f'“{name}”' for name in self.hangs_on])} it is {lost}"
        if not (self.first.rest and (test := self.first.rest[0].test)):
            return said
        left = len(self.first.rest[0].events)
        return f"{said}, and the {small(left)} {'others average' if left > 1 else 'other moved by'} {bp(test.effect)}"

    @once
    def record(self) -> dict[str, Any]:
        """Outcome, headline, reasons; the same on each set of prices."""
        return {
            "outcome": self.outcome,
            "headline": self.headline,
            "reasons": self.reasons(),
            "hangs_on": self.hangs_on,
            "rest": self._rest(),
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

    def _rest(self) -> dict[str, Any]:
        """The answer and its tests without all events that it hangs on; empty where it hangs on none, or on each."""
        tests = self.first.rest
        if not tests:
            return {}
        return {
            "without": self.hangs_on,
            "events": len(tests[0].events),
            "outcome": self.first.outcome_of(tests),
            "tests": [
                {"series": t.key, "effect_bp": 1e4 * t.test.effect, "p_claim": t.pvalue(), "p_against": t.pvalue(-1)}
                for t in tests
                if t.test
            ],
        }

    def _hanging(self) -> list[str]:
        """Which single events carry the answer, and how many moved prices less than an ordinary day does."""
        without = self.first.without_each
        if not without:
            return []
        other = [(p.event.name, tests) for p, outcome, tests in without if outcome != self.outcome]
        changed = [f"{name} ({self._turned(tests)})" for name, tests in other]
        scores = np.array([self.first.measured.scores[PORTFOLIO].scaled[p.row] for p, _, _ in without])
        calm = int((np.abs(scores) < 1).sum())
        ordinary = f"on {out_of(calm, len(scores))} events prices moved by less than an ordinary day's volatility"
        if not changed:
            return [f"Without any one of its events the answer is the same; {ordinary}"]
        told = [f"The answer is another without {either(changed)}; {ordinary}"]
        if tests := self.first.rest:
            left = len(tests[0].events)
            are = f"{count(left, 'event')} {'is' if left == 1 else 'are'} left"
            told.append(f"Without {listing(self.hangs_on)} {are}: {_all_told(self.first, tests)}")
        return told

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


def found_words(judged: Judged, tests: Sequence[Pooled]) -> str:
    """What the rule's tests find: that nothing is significant is no answer of no, and rules nothing out."""
    if (outcome := judged.outcome_of(tests)) in WORDS:
        return WORDS[outcome]
    alpha = judged.family.declared.rule.alpha
    one = any(test.pvalue(sign) <= alpha for test in tests for sign in (1, -1))
    return "not every test is significant" if one else "nothing is significant"


def claimed_moves(judged: Judged) -> Floats:
    """Abnormal return (log, decimal) of each deciding event, positive in the claimed direction; shape (N,)."""
    events, scores = judged.primary.events, judged.measured.scores[PORTFOLIO]
    rows = [p.row for p in events]
    return np.array([judged.sign(p) for p in events]) * scores.scaled[rows] * scores.noise[rows]


def either(words: Sequence[str]) -> str:
    """Words with commas and a last "or"."""
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
    moves = claimed_moves(judged)
    if len(moves) < 2:
        return []
    return [
        f"That average gives more weight to events after calm days; the plain mean of the abnormal returns is "
        f"{bp(float(np.mean(moves)))}, their median {bp(float(np.median(moves)))}"
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
            few = f"{count(number, f'{kind} event')} {'decides' if number == 1 else 'decide'}"
            told.append(f"{capital(few)}: too few to say anything of such events")
        else:
            alone = [judged.pooled(key, kind=kind, clean=judged.clean) for key in judged.measured.tests]
            told.append(f"{capital(kind)} events alone, {small(number)}: {_all_told(judged, alone)}")
    return told


def _contaminated_words(judged: Judged) -> list[str]:
    """The other set of events, and each kind of it."""
    other = not judged.clean
    whole = [judged.pooled(key, clean=other) for key in judged.measured.tests]
    extra = len(judged.pooled(PORTFOLIO).events) - len(judged.pooled(PORTFOLIO, clean=True).events)
    if not extra:
        return []
    words = f"Without the {small(extra)} that are not clean" if other else f"With the {small(extra)} that are not clean"
    told = [f"{words}, {count(len(whole[0].events), 'event')}: {_all_told(judged, whole)}"]
    for kind in judged.family.declared.kinds:
        tests = [judged.pooled(key, kind=kind, clean=other) for key in judged.measured.tests]
        if tests[0].test and len(tests[0].events) >= LEAST_PLACED:
            told.append(f"Of these the {kind} events alone, {small(len(tests[0].events))}: {_all_told(judged, tests)}")
    return told


def _other_words(judged: Judged) -> str:
    many, found = count(len(judged.primary.events), "event"), found_words(judged, judged.deciding)
    told = f"{capital(judged.measured.plan.name)}, {many}: {found} ({_all_told(judged, judged.deciding)})"
    if judged.primary.test is None:
        return told
    size, power = bp(judged.detectable(judged.primary), sign=False), percent(judged.family.declared.rule.power)
    return f"{told}; the first of these tests finds an average of {size} with {power} probability"
