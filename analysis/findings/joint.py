"""The targets together on their one date: joint tests, how far each can be trusted, and corrections for many tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.inference.calibration import CalibratedTest, calibrate
from analysis.eventstudy.inference.date_sample import date_sample
from analysis.eventstudy.placebo.corrections import benjamini_hochberg, holm, romano_wolf
from analysis.market.returns import Returns
from analysis.measure.design import Timing, placebo_design
from analysis.measure.effects import Effects, Series, kinds_measured, series_of, table_for
from analysis.study.declarations import ReturnKind, Window
from analysis.study.study import Study

FAMILY_ROLES = ("target", "placebo", "regional")


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """One hypothesis among many: its own p-values and those that account for the others.

    ``pvalue`` is the exact two-sided t test's; ``holm`` and ``benjamini_hochberg`` correct it; ``romano_wolf`` comes
    from the largest absolute t of the whole family on each placebo date, also where windows overlap: see
    :class:`analysis.eventstudy.Multiverse`.
    """

    series: str
    window: str
    tvalue: float
    pvalue: float
    holm: float
    benjamini_hochberg: float
    romano_wolf: float


def kinds_of(study: Study) -> list[tuple[ReturnKind, list[Window]]]:
    """Declared windows by kind of return, in declared order."""
    kinds = list(dict.fromkeys(w.returns for w in study.windows))
    return [(kind, [w for w in study.windows if w.returns == kind]) for kind in kinds]


def joint_tests(
    returns: Returns, timing: Timing, weights: Mapping[str, tuple[float, float]], study: Study
) -> dict[str, tuple[CalibratedTest, ...]]:
    """Test the portfolio's members jointly in each window, and calibrate every test on the placebo dates.

    Beside the equal-weighted portfolio: weights by inverse variance, and by exposure (the middle of each interval).
    """
    members = list(study.portfolio.members)
    portfolio = series_of(study, members)[0]
    middle = np.array([sum(weights[t]) / 2 for t in members])
    extra = {"exposure-weighted portfolio t": middle} if middle.sum() > 0 else {}
    found: dict[str, tuple[CalibratedTest, ...]] = {}
    for kind, windows in kinds_of(study):
        factors = table_for(returns, kind, portfolio, study).iloc[:, 1:]
        table = pd.concat([returns.of(kind)[members].loc[factors.index], factors], axis=1)
        design = placebo_design(table, "joint tests", portfolio.exchange, timing, study)
        panel = event_panel(
            table[members].to_numpy(),
            factors.to_numpy(),
            design.events(len(members)),
            estimation=(study.estimation.first, study.estimation.last),
            windows=tuple((w.first, w.last) for w in windows),
            usable=design.usable,
        )
        for i, window in enumerate(windows):
            sample = date_sample(panel, len(design.dates), i)
            found[window.name] = calibrate(sample, study.claim.side, study.decision.alpha, extra)
    return {w.name: found[w.name] for w in study.windows}


def family(returns: Returns, effects: Effects, timing: Timing, study: Study) -> tuple[FamilyMember, ...]:
    """Correct for testing many instruments in many windows, on the portfolio's exchange and so on common dates.

    The portfolio, their mean, is not among them, nor are series that are not measured in every window.
    """
    everyone = series_of(study, returns.closes.columns)
    kinds = [kind for kind, _ in kinds_of(study)]
    members = [
        s
        for s in everyone
        if s.role in FAMILY_ROLES and s.exchange == everyone[0].exchange and kinds_measured(study, s) == kinds
    ]
    t = _tvalues_on_common_dates(returns, members, timing, study)
    order = [(s.key, w.name) for s in members for w in study.windows]
    stacked = np.column_stack([t[key] for key in order])
    adjusted = romano_wolf(stacked[0], stacked[1:], alternative="two-sided")
    pvalues = np.array([effects.get(*key).pvalue for key in order])
    columns = zip(order, stacked[0], pvalues, holm(pvalues), benjamini_hochberg(pvalues), adjusted, strict=True)
    return tuple(FamilyMember(*key, *map(float, numbers)) for key, *numbers in columns)


def _tvalues_on_common_dates(
    returns: Returns, members: list[Series], timing: Timing, study: Study
) -> dict[tuple[str, str], np.ndarray]:
    """T values of every series and window on the event date and on the dates that are placebo dates for all."""
    found: dict[tuple[str, str], np.ndarray] = {}
    for kind, windows in kinds_of(study):
        tables = {s.key: table_for(returns, kind, s, study) for s in members}
        whole = pd.concat(tables.values(), axis=1).loc[:, lambda x: ~x.columns.duplicated()]
        design = placebo_design(whole, "family of tests", members[0].exchange, timing, study)
        for factors in dict.fromkeys(s.factors for s in members):
            alike = [s.key for s in members if s.factors == factors]
            panel = event_panel(
                whole[alike].to_numpy(),
                whole[list(factors)].to_numpy(),
                design.events(len(alike)),
                estimation=(study.estimation.first, study.estimation.last),
                windows=tuple((w.first, w.last) for w in windows),
                usable=design.usable,
                keep_residuals=False,
            )
            t = (panel.car / panel.car_bse).reshape(len(alike), len(design.dates), len(windows))
            found |= {(key, w.name): t[i, :, j] for i, key in enumerate(alike) for j, w in enumerate(windows)}
    return found
