"""A family on one set of prices: which events are in, each one's score, and the placebo dates between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import StudyError
from analysis.eventstudy.placebo.dates import Rows, admissible_rows, require_rows
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.family.declarations import FILE, LoadedFamily, PricesPlan
from analysis.family.events import Placed, place
from analysis.family.scores import FamilyScores, mean_scores, scores_of
from analysis.measure.design import rows_from
from analysis.study.faults import Fault, refuse, unknown
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import day

if TYPE_CHECKING:
    from analysis.measure.case import Case
    from analysis.study.declarations import Window
    from analysis.study.series import Series


@dataclass(frozen=True, eq=False)
class MeasuredFamily:
    """What one set of prices says of each event.

    Attributes
    ----------
    family : LoadedFamily
    plan : PricesPlan
    case : Case
        The study whose prices they are.
    members : tuple of str
        Of the portfolio.
    window : Window
    days : DatetimeIndex
        Sessions, shape (T,).
    placed : tuple of Placed
        All events, in order of time.
    placebo : ndarray of int, shape (M,)
        Rows of the placebo dates.
    usable : ndarray of bool, shape (T,)
        Sessions that may serve in estimation windows.
    scores : mapping of str to FamilyScores
        The portfolio, its members, the portfolio less each group, and what is shown beside them.
    """

    family: LoadedFamily
    plan: PricesPlan
    case: Case
    members: tuple[str, ...]
    window: Window
    days: pd.DatetimeIndex
    placed: tuple[Placed, ...]
    placebo: Rows
    usable: NDArray[np.bool_]
    scores: Mapping[str, FamilyScores]

    def __repr__(self) -> str:
        return f"<MeasuredFamily {self.plan.name!r}: {len(self.events)} of {len(self.placed)} events>"

    @cached_property
    def events(self) -> tuple[Placed, ...]:
        """Events that are in."""
        return tuple(p for p in self.placed if not p.out)

    @property
    def tests(self) -> tuple[str, ...]:
        """Series whose tests the answer needs: the portfolio, and the portfolio less each group."""
        return (PORTFOLIO, *self.plan.less)

    @property
    def apart(self) -> tuple[str, ...]:
        """Members of the portfolio, each by itself."""
        return self.members if len(self.members) > 1 else ()

    def label(self, key: str) -> str:
        """A series in words."""
        if key == PORTFOLIO:
            return f"portfolio {self.plan.portfolio}" if self.plan.portfolio else self.case.portfolio.label
        return f"less {key}" if key in self.plan.less else self.case.study.instrument(key).name

    def chosen(self, key: str, *, kind: str = "", clean: bool = False) -> tuple[Placed, ...]:
        """Events that are in, of a kind, without contamination, and on which a series was observed."""
        values = self.scores[key].scaled
        return tuple(
            p
            for p in self.events
            if (not kind or p.event.kind == kind) and (not clean or p.event.clean) and np.isfinite(values[p.row])
        )

    def placebo_of(self, key: str) -> Rows:
        """Placebo dates on which a series was observed."""
        return self.placebo[np.isfinite(self.scores[key].scaled[self.placebo])]

    def single(self, key: str, placed: Placed) -> SampleQuantileTest:
        """One event alone: its score among those of the placebo dates."""
        scores, rows = self.scores[key], self.placebo_of(key)
        return SampleQuantileTest(
            float(scores.scaled[placed.row]), scores.scaled[rows], rows, float(scores.noise[placed.row])
        )


def measure_family(family: LoadedFamily, plan: PricesPlan, case: Case) -> MeasuredFamily:
    """Place the events on the sessions of a study's portfolio and measure all series on all sessions.

    Raises
    ------
    StudyError
        If the plan names a window or a series that the study does not have, or no event is in.
    WindowError
        If fewer placebo dates are left than the study declared necessary.
    """
    window, members, series = _named(family, plan, case)
    study, home = case.study, case.timing.home
    table = case.table(window.returns, (*members, *case.portfolio.factors), home)
    days = pd.DatetimeIndex(table.index)
    kinds = tuple(family.declared.kinds)
    placed = [place(event, kinds, days, window, home, study.calendars) for event in family.events]
    listed = np.unique([row for p in placed for row in p.rows]).astype(np.intp)
    observed = table.notna().all(axis=1).to_numpy()
    usable = np.ones(len(days), dtype=bool)
    first, last = family.declared.rule.kept_out
    kept_out = (listed[:, None] + np.arange(first, last + 1)).ravel()
    usable[kept_out[(kept_out >= 0) & (kept_out < len(days))]] = False
    usable[rows_from(table, case.timing.days_and_reactions(study.estimation.leave_out))] = False
    scores = {key: scores_of(case, one, window, usable) for key, one in series.items()}
    scores[PORTFOLIO] = mean_scores([scores[t] for t in members], PORTFOLIO)
    for group, tickers in plan.less.items():
        scores[group] = scores[PORTFOLIO].less(mean_scores([scores[t] for t in tickers], group), group)
    placed = _one_a_session([_observed(p, scores[PORTFOLIO], observed, days) for p in placed])
    if not any(not p.out for p in placed):
        raise StudyError(str(family.folder / "events.csv"), f"no event is in on {plan.name}", remedy=placed[0].out[0])
    placebo = admissible_rows(
        observed,
        int(listed[0]),
        estimation=case.setting.estimation,
        windows=[(0, 0)],
        avoid=[*listed[1:], *rows_from(table, case.timing.days(study.placebo.keep_clear_of))],
        clearance=study.placebo.clearance,
    )
    placebo = placebo[np.isfinite(scores[PORTFOLIO].scaled[placebo])]
    require_rows(placebo, study.placebo.minimum, f"{family.name}: {plan.name}")
    return MeasuredFamily(family, plan, case, members, window, days, tuple(placed), placebo, usable, scores)


def _named(family: LoadedFamily, plan: PricesPlan, case: Case) -> tuple[Window, tuple[str, ...], dict[str, Series]]:
    """The window, the portfolio's members and the series that a panel names; members by the portfolio's model."""
    study, faults = case.study, []
    window = next((w for w in study.windows if w.name == plan.window), study.windows[0])
    single = [w.name for w in study.windows if w.first == w.last == 0]
    if plan.window not in single:
        what = f"{plan.window!r} is no window of event day 0 alone"
        faults.append(Fault(f"panels.{plan.name}.window", what, ", ".join(single) or f"none in {study.name}"))
    named = study.multiverse.portfolios
    if plan.portfolio and plan.portfolio not in named:
        faults += unknown(f"panels.{plan.name}.portfolio", [plan.portfolio], tuple(named))
    members = named.get(plan.portfolio or "", case.members)
    known = {s.key: s for s in case.series if s.key != PORTFOLIO}
    keys = dict.fromkeys((*members, *(t for group in plan.less.values() for t in group), *plan.shown))
    faults += unknown(f"panels.{plan.name}", keys, tuple(known))
    if taken := sorted(plan.less.keys() & {PORTFOLIO, *keys}):
        faults.append(Fault(f"panels.{plan.name}.less", f"{taken[0]!r} is a series, not a group of them"))
    refuse(family.folder / FILE, faults)
    own = case.portfolio
    alike = {t: replace(known[t], model=own.model, factors=own.factors) for t in members}
    return window, members, {key: alike.get(key, known[key]) for key in keys}


def _observed(placed: Placed, scores: FamilyScores, observed: NDArray[np.bool_], days: pd.DatetimeIndex) -> Placed:
    """The event, out where the portfolio has no score on its session."""
    if placed.out or np.isfinite(scores.scaled[placed.row]):
        return placed
    if observed[placed.row]:
        why = "too short a history of prices before it to estimate what is normal"
    else:
        why = f"not all prices are there on {day(days[placed.row].date())}"
    return Placed(placed.event, placed.rows, (why,))


def _one_a_session(placed: list[Placed]) -> list[Placed]:
    """A session counts once: of events of one kind the first is in, of events of several kinds none."""
    found = []
    for p in placed:
        others = [o for o in placed if not p.out and not o.out and o is not p and o.row == p.row]
        mixed = [o.event.name for o in others if o.event.kind != p.event.kind]
        earlier = [o.event.name for o in others if placed.index(o) < placed.index(p)]
        why = ""
        if mixed:
            why = f"its session holds {mixed[0]} too, of another kind"
        elif earlier:
            why = f"its session counts once, for {earlier[0]}"
        found.append(Placed(p.event, p.rows, (why,)) if why else p)
    return found
