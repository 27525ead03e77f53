"""The tests on which the verdict rests: the targets' own move, and the same less that of like funds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np

from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest, detectable_effect, needed_by_all
from analysis.measure.case import Case
from analysis.measure.compared import at_another_hour, likes_of, members_of, neighbours_of
from analysis.measure.effects import measure
from analysis.measure.looking import Looking, looking_at
from analysis.measure.on_dates import OnDates, mean_of
from analysis.measure.standstill import stood_still
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting

FEW = 3
"""From so many members on, the result must hold without any one of them."""


@dataclass(frozen=True, eq=False, repr=False)
class Deciding:
    """The primary tests, and whether they hang on one member of the portfolio. All in the primary window.

    Attributes
    ----------
    targets : SampleQuantileTest
        The portfolio's abnormal return over the volatility known on the eve.
    difference : SampleQuantileTest or None
        The same of the portfolio less the mean of the like funds; None where none is measured.
    likes : tuple of str
        These funds: without exposure, on the portfolio's exchange.
    beside : SampleQuantileTest or None
        The same of the portfolio less the mean of its neighbours; None where none is of its kind.
    neighbours : tuple of str
        Regional series of the portfolio's kind: what moves the whole region moves them.
    by_comparison : bool
        Whether the difference alone decides: other major news fell into the window, and all of it concerns the like
        funds as well.
    left_out : mapping of str to str
        Funds that cannot be compared with, and why: major news of their own in the window, or a price that stood still.
    still : tuple of str
        Members whose price stood still over the whole window: perhaps not quoted.
    without : mapping of str to tuple of SampleQuantileTest
        By member that is left out, the deciding tests. Empty for fewer than three members.
    alone : mapping of str to tuple of SampleQuantileTest
        By member, the deciding tests of it alone. Empty for fewer than three.
    aside : mapping of str to SampleQuantileTest
        By member, its abnormal return less the mean of the others'. Empty for fewer than three.
    setting : Setting
    """

    targets: SampleQuantileTest
    difference: SampleQuantileTest | None
    likes: tuple[str, ...]
    by_comparison: bool
    left_out: Mapping[str, str]
    still: tuple[str, ...]
    without: Mapping[str, tuple[SampleQuantileTest, ...]]
    aside: Mapping[str, SampleQuantileTest]
    setting: Setting
    alone: Mapping[str, tuple[SampleQuantileTest, ...]] = field(default_factory=dict)
    beside: SampleQuantileTest | None = None
    neighbours: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Deciding: {len(self.tests)} tests, compared with {', '.join(self.likes) or 'nothing'}>"

    @property
    def tests(self) -> tuple[SampleQuantileTest, ...]:
        """Those that must be significant."""
        own = () if self.difference is not None and self.by_comparison else (self.targets,)
        return (*own, *(t for t in (self.difference, self.beside) if t is not None))

    @property
    def _with_and_without(self) -> list[SampleQuantileTest]:
        """Those, and the same without each member."""
        return [*self.tests, *(t for tests in self.without.values() for t in tests)]

    @property
    def effect(self) -> float:
        """Abnormal return on which the verdict rests (log, decimal): of the targets, or of their difference."""
        return self.tests[0].effect

    @property
    def variance_factor(self) -> float:
        """Had the event raised the variance by this factor, one of the tests would just not be significant.

        With and without each member; nan where they are not all significant as it is.
        """
        sign, level = self.looking.sign, self.setting.level
        if not all(significant(t, sign, level) for t in self._with_and_without):
            return math.nan
        return min((t.effect / t.critical_value(level, sign)) ** 2 for t in self._with_and_without)

    @property
    def tilt(self) -> int:
        """Direction in which the first of them found a move, the claim's first; 0 for none."""
        return next((s for s in self._signs if significant(self.tests[0], s, self.setting.level)), 0)

    @property
    def found(self) -> int:
        """Direction in which all of them found a move; 0 for none."""
        return self.tilt if self.tilt and all(significant(t, self.tilt, self.setting.level) for t in self.tests) else 0

    @property
    def absent(self) -> bool:
        """Whether none of them found a move in a direction that supports the claim, nor the first one any."""
        level, signs = self.setting.level, self.setting.claim.signs
        return not self.tilt and not any(significant(t, s, level) for t in self.tests for s in signs)

    @property
    def _signs(self) -> tuple[int, int]:
        first = self.setting.claim.signs[0]
        return first, -first

    def hangs_on(self, sign: int) -> tuple[str, ...]:
        """Members without which a move in that direction is not found."""
        level = self.setting.level
        return tuple(k for k, tests in self.without.items() if not all(significant(t, sign, level) for t in tests))

    def each_alone(self, sign: int) -> bool:
        """Whether each member by itself is significant: then none of them is what the result rests on.

        Members may move unequally far and yet all move: bonds of unequal duration do.
        """
        level = self.setting.level
        return bool(self.alone) and all(significant(t, sign, level) for each in self.alone.values() for t in each)

    def standing_out(self, sign: int) -> tuple[str, ...]:
        """Members that moved farther in that direction than the others: at ``member_alpha`` over all (Bonferroni).

        None where each alone is significant.
        """
        if self.each_alone(sign):
            return ()
        level = self._level_aside
        return tuple(k for k, test in self.aside.items() if significant(test, sign, level))

    @property
    def _level_aside(self) -> float:
        return self.setting.rule.member_alpha / max(len(self.aside), 1)

    @cached_property
    def needed(self) -> Floats:
        """Effect on all members alike that the whole rule takes on each placebo date, shape (M,).

        Positive in the direction in which the report looks, at the noise of the event's own eve; infinite where there
        are too few dates, or where a member stands out.

        Notes
        -----
        As :func:`analysis.eventstudy.needed_by_all`, over the deciding tests with and without each member. An effect
        on all members alike does not change how far one of them stands out: on placebo dates on which one does, it
        takes what makes each member alone significant.
        """
        sign, level = self.looking.sign, self.setting.level
        needed, rows = needed_by_all(self._with_and_without, level, sign)
        out = [t.rows[t.needed(self._level_aside, sign) < 0] for t in self.aside.values()]
        if not out:
            return needed
        more = np.full(len(needed), np.inf)
        if self.alone:
            each, of = needed_by_all([t for tests in self.alone.values() for t in tests], level, sign)
            more[np.isin(rows, of)] = each[np.isin(of, rows)]
        return np.where(np.isin(rows, np.concatenate(out)), np.maximum(needed, more), needed)

    @property
    def detectable(self) -> float:
        """Smallest effect (log, decimal, positive) on all members alike that the whole rule finds.

        With the declared power. Infinite where there are too few dates.
        """
        return detectable_effect(self.needed, self.setting.rule.power)

    @property
    def looking(self) -> Looking:
        """Which way the report looks."""
        return looking_at(self.setting.claim, self.tilt, self.targets.effect)


def significant(test: SampleQuantileTest, sign: int, level: float) -> bool:
    """Whether a test finds a move in a direction at a one-sided level."""
    return sign * test.effect > 0 and test.pvalue("greater" if sign > 0 else "less") <= level


def deciding(case: Case) -> Deciding:
    """The tests on which the verdict rests, as :func:`decide` makes them."""
    measured, window = case.once(measure), case.setting.primary
    likes = likes_of(case)
    still = stood_still(case, (*case.members, *likes))
    spoilt = {t: "stood still to the last digit" for t in likes if t in still}
    spoilt |= at_another_hour(case, likes)
    news = case.timing.news_of_others(window, tuple(likes))
    spoilt |= {t: f"had news of its own: {what}" for t, what in news.items()}
    likes = {t: one for t, one in likes.items() if t not in spoilt}
    confounders = case.timing.primary.confounders
    by_comparison = bool(likes) and bool(confounders) and case.timing.common_to(confounders, (*likes, *case.members))
    members = members_of(case) if len(case.members) >= FEW else {}
    near, unlike = neighbours_of(case)
    spoilt |= unlike
    return decide(
        measured.dates[PORTFOLIO, window.returns],
        likes,
        members,
        case.setting,
        neighbours=near,
        by_comparison=by_comparison,
        left_out=spoilt,
        still=tuple(t for t in still if t in case.members),
    )


def decide(
    targets: OnDates,
    likes: Mapping[str, OnDates],
    members: Mapping[str, OnDates],
    setting: Setting,
    *,
    neighbours: Mapping[str, OnDates] = MappingProxyType({}),
    by_comparison: bool = False,
    left_out: Mapping[str, str] = MappingProxyType({}),
    still: Sequence[str] = (),
) -> Deciding:
    """The tests on which the verdict rests.

    Parameters
    ----------
    targets : OnDates
        The portfolio.
    likes : mapping of str to OnDates
        Like funds without exposure; perhaps none.
    members : mapping of str to OnDates
        The portfolio's members, none where they are too few to leave one out.
    setting : Setting
    neighbours : mapping of str to OnDates
        Regional series of the portfolio's kind; perhaps none.
    by_comparison : bool
        Whether the differences alone decide.
    left_out, still
        As in :class:`Deciding`.

    Notes
    -----
    Supported by two tests at the same level alpha, each of its own null hypothesis, both of which must reject: an
    intersection-union test, whose level is alpha without any correction.

    References
    ----------
    Berger, R. L. (1982), "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24(4), 295-300.
    """
    window = setting.primary
    like = mean_of(list(likes.values())) if likes else None
    near = mean_of(list(neighbours.values())) if neighbours else None

    def tests(one: OnDates) -> tuple[SampleQuantileTest, ...]:
        own = () if like is not None and by_comparison else (one.standardised(window),)
        return (*own, *(one.less(other).standardised(window) for other in (like, near) if other is not None))

    others = {t: mean_of([o for u, o in members.items() if u != t]) for t in members}
    return Deciding(
        targets=targets.standardised(window),
        difference=targets.less(like).standardised(window) if like else None,
        likes=tuple(likes),
        beside=targets.less(near).standardised(window) if near else None,
        neighbours=tuple(neighbours),
        by_comparison=by_comparison,
        left_out=left_out,
        still=tuple(still),
        without={t: tests(o) for t, o in others.items()},
        alone={t: tests(o) for t, o in members.items()},
        aside={t: one.less(others[t]).standardised(window) for t, one in members.items()},
        setting=setting,
    )


def looking(case: Case) -> Looking:
    """Which way the report looks."""
    return case.once(deciding).looking
