"""Synthetic control: the mixture of series without the claim's assets that tracked the portfolio before the event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.eventstudy.funds.few_treated import few_treated
from analysis.eventstudy.funds.synthetic import SyntheticControl, synthetic_control
from analysis.eventstudy.funds.synthetic_placebo import (
    PlaceboInSpace,
    PlaceboInTime,
    placebo_in_space,
    placebo_in_time,
)
from analysis.eventstudy.hypothesis import HypothesisTest
from analysis.findings.piece import Piece
from analysis.findings.sure.synthetic_path import SyntheticPath, synthetic_path
from analysis.measure.case import Case
from analysis.measure.deciding import deciding
from analysis.measure.design import PlaceboDesign
from analysis.measure.looking import Looking
from analysis.once import once
from analysis.study.declarations import ReturnKind
from analysis.study.plans import require_several
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.filters import NONE, hundredths, signed
from analysis.words.plain import records
from analysis.words.tables import Column, Table

HEADING = "Synthetic control"
UNITS = (
    Column("unit", "the portfolio, then each donor as if it were the target"),
    Column("weight", "weight of the donor in the portfolio's synthetic control, share of 1"),
    Column("gap_bp", "move of the unit less that of its synthetic control in the primary window, basis points"),
    Column("rmspe_bp", "root mean squared gap in the estimation window, basis points"),
    Column("rmspe_ratio", "root mean squared gap of the primary window, divided by it"),
    Column("rsquared", "share of the unit's variance that its control explains in the estimation window"),
)
PATH = (
    Column("event_day", "sessions from event day 0"),
    Column("session", "date"),
    Column("portfolio_bp", "portfolio, cumulated from the eve, basis points"),
    Column("synthetic_bp", "its synthetic control, likewise"),
    Column("gap_bp", "difference of the two"),
    Column("placebo_low_bp", "2.5 % quantile of the gap on the placebo dates"),
    Column("placebo_high_bp", "97.5 % quantile of the gap on the placebo dates"),
)
AGAINST_DONORS = (
    Column("compared", "what of the gap is compared with the same of each donor", "against the donors"),
    Column("value", "of the portfolio, as text", "value"),
    Column("alternative", "side of the p-value", "side"),
    Column("p", "p-value", "p", "p"),
    Column("note", "what so few units allow", "note"),
)
WHOLE_DAYS: ReturnKind = "close-to-close"
USED = 0.0005
"""Donors with less than this share are none."""


@dataclass(frozen=True, eq=False, repr=False)
class Synthetic(Piece):
    """The portfolio beside a synthetic control that was fitted before the event.

    Attributes
    ----------
    control : SyntheticControl
        In the primary window.
    in_time : PlaceboInTime
        Its gap among those of placebo dates, each with weights of its own.
    in_space : PlaceboInSpace
        Its gap among those of the donors, each with a control from the others.
    difference : HypothesisTest
        Its gap less those of the donors, each measured by its own noise.
    path : SyntheticPath
        Both day by day, from close to close.
    looking : Looking
        Direction of the p-values.
    setting : Setting
    spoilt : mapping of str to str
        Series with which the verdict does not compare, and why: one of them may be a donor.
    """

    control: SyntheticControl
    in_time: PlaceboInTime
    in_space: PlaceboInSpace
    difference: HypothesisTest
    path: SyntheticPath
    looking: Looking
    setting: Setting
    spoilt: Mapping[str, str] = field(default_factory=dict)

    @property
    def fits(self) -> bool:
        """Whether the control tracked the portfolio before the event as closely as the study asks."""
        return self.control.rsquared >= self.setting.study.synthetic.floor_r2

    @property
    def as_far(self) -> int:
        """On how many placebo dates the gap lies as far out as the event's, in the direction of the report."""
        return self.in_time.cumulative_gap.as_far(self.looking.sign)

    @property
    def donors(self) -> list[tuple[str, float]]:
        """Donors with their weights, the heaviest first."""
        return sorted(zip(self.control.names, self.control.weights.tolist(), strict=True), key=lambda d: -d[1])

    @once
    def record(self) -> dict[str, Any]:
        """Fit before the event, the gap, and where it stands among placebo dates and among the donors.

        ``donors`` says of each its weight, and how it would stand as the target with a control from the others.
        ``in_time`` looks in the direction of the report, and so does ``difference``, the gap less those of the donors;
        ``p_ratio`` and ``in_space`` rank the ratio of root mean squared gaps, which has no direction. The portfolio's
        own move stands with the effects. Where the control does not fit, it says nothing: all p-values and ranks are
        None.
        """
        units = self.tables()["synthetic-control"].frame
        return {
            "sessions": self.control.nobs,
            "synthetic_bp": 1e4 * float(self.control.synthetic.sum()),
            **{name: units[name].iloc[0] for name in ("gap_bp", "rmspe_bp", "rmspe_ratio", "rsquared")},
            "floor_r2": self.setting.study.synthetic.floor_r2,
            "fits": "yes" if self.fits else "no",
            "donors": records(units.iloc[1:].rename(columns={"unit": "donor"})),
            "in_time": self._in_time(),
            "in_space": self._in_space(),
            "difference": self._difference(),
            "path": self._path(),
        }

    def _in_time(self) -> dict[str, Any]:
        gap, ratio = self.in_time.cumulative_gap, self.in_time.rmspe_ratio
        return {
            "dates": gap.nobs,
            "as_far": self.as_far if self.fits else None,
            "p": gap.pvalue(self.looking.alternative) if self.fits else None,
            "p_ratio": ratio.pvalue("greater") if self.fits else None,
        }

    def _in_space(self) -> dict[str, Any]:
        ratios, test = [u.rmspe_ratio for u in self.in_space.units], self.in_space.test
        return {
            "units": len(ratios),
            "rank": sum(r >= ratios[0] for r in ratios) if self.fits else None,
            "p": test.pvalue if self.fits else None,
            "caution": test.caution,
        }

    def _difference(self) -> dict[str, Any]:
        test = self.difference
        return {
            "less_donors_bp": 1e4 * test.statistic,
            "p": test.pvalue if self.fits else None,
            "caution": test.caution,
            "reason": test.reason,
        }

    def _path(self) -> dict[str, Any]:
        path = self.path
        return {
            "dates": path.dates,
            "first_day": int(path.days[0]),
            "last_day": int(path.days[-1]),
            "last_gap_bp": 1e4 * float(path.gap[-1]),
            "days": len(path.days),
            "days_outside": int(np.count_nonzero(path.outside)),
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """The portfolio and each donor as if it were the target."""
        weights = dict(self.donors)
        portfolio, *donors = self.in_space.units
        lines = [(PORTFOLIO, np.nan, *_fit(portfolio)), *((u.where, weights[u.where], *_fit(u)) for u in donors)]
        return {"synthetic-control": Table(UNITS, pd.DataFrame(lines, columns=[c.name for c in UNITS]))}

    @once
    def numbers(self) -> Table:
        """The path by event day."""
        path = self.path
        moves = (path.portfolio, path.synthetic, path.gap, path.low, path.high)
        columns = (path.days, path.sessions.strftime("%Y-%m-%d"), *(1e4 * x for x in moves))
        return Table(PATH, pd.DataFrame({c.name: v for c, v in zip(PATH, columns, strict=True)}))

    @once
    def shown(self) -> Mapping[str, Table]:
        """The gap beside those of the donors; nothing where the control does not fit."""
        told = self.record()
        space, difference = told["in_space"], told["difference"]
        ratio = f"{hundredths(told['rmspe_ratio'])}, number {space['rank']} of {space['units']}"
        less_donors = NONE if difference["reason"] else f"{signed(difference['less_donors_bp'])} bp"
        why, side = self.difference.reason, self.looking.move
        note = f"not tested: {why}" if why else self.difference.caution
        lines = [
            ("size of the gap over its RMSPE", ratio, "a move", space["p"], space["caution"]),
            ("gap less their mean, each by its own noise", less_donors, side, difference["p"], note),
        ]
        frame = pd.DataFrame(lines, columns=[c.name for c in AGAINST_DONORS]).astype({"p": float})
        return {"donors": Table(AGAINST_DONORS, frame)} if self.fits else {}

    def context(self) -> Mapping[str, Any]:
        """The mixture, and words around the numbers."""
        return {
            "mixture": [{"donor": name, "weight": weight} for name, weight in self.donors if weight >= USED],
            "spoilt": [f"{d} {self.spoilt[d]}" for d, weight in self.donors if d in self.spoilt and weight >= USED],
            "portfolio_bp": 1e4 * float(self.control.actual.sum()),
            "or_more": self.looking.or_more,
            "sided": self.looking.sided,
        }


def _fit(unit: SyntheticControl) -> tuple[float, ...]:
    return (1e4 * unit.cumulative_gap, 1e4 * unit.rmspe, unit.rmspe_ratio, unit.rsquared)


def synthetic(case: Case) -> Synthetic:
    """Build the portfolio from the declared donors before the event, and compare the two in the primary window.

    Raises
    ------
    NothingToTestError
        If there are fewer than two donors.
    WindowError, EstimationError
        If the donors share too few sessions or placebo dates, or repeat each other.

    References
    ----------
    As for :func:`analysis.eventstudy.synthetic_control`.
    """
    setting, tests = case.setting, case.once(deciding)
    fitted = _fitted(case, setting.primary.returns)
    in_space = placebo_in_space(*fitted.data, **fitted.options)
    # The path goes from close to close, so that it is made of whole days: a control of opening gaps is fitted anew.
    whole = fitted if setting.primary.returns == WHOLE_DAYS else _fitted(case, WHOLE_DAYS)
    path = synthetic_path(case.table(WHOLE_DAYS, whole.columns), whole.event, whole.control, whole.in_time, setting)
    difference = difference_of(in_space, tests.looking, setting)
    return Synthetic(fitted.control, fitted.in_time, in_space, difference, path, tests.looking, setting, tests.left_out)


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A control of one kind of returns, the same on placebo dates, and what both were made of."""

    columns: tuple[str, ...]
    data: tuple[Any, ...]
    options: dict[str, Any]
    control: SyntheticControl
    in_time: PlaceboInTime

    @property
    def event(self) -> int:
        """Row of event day 0."""
        return int(self.data[2])


def _fitted(case: Case, kind: ReturnKind) -> _Fitted:
    setting, study = case.setting, case.study
    require_several(study.synthetic.donors, "synthetic control", "synthetic.donors")
    columns = (PORTFOLIO, *study.synthetic.donors)
    design = case.design_alike(kind, columns, [setting.primary], where="synthetic control")
    scaled = case.scaled(columns, kind).to_numpy()
    data = (scaled[:, 0], scaled[:, 1:], design.event_row)
    options: dict[str, Any] = {
        "estimation": setting.estimation,
        "window": setting.span,
        "demean": study.synthetic.demean,
        "names": study.synthetic.donors,
        "where": study.portfolio.name,
    }
    control = synthetic_control(*data, **options)
    in_time = placebo_in_time(*data, _untouched(design, setting), **options)
    return _Fitted(columns, data, options, control, in_time)


def difference_of(in_space: PlaceboInSpace, looking: Looking, setting: Setting) -> HypothesisTest:
    """The portfolio's gap less those of the donors, each measured by its own noise before the event."""
    target, *donors = in_space.units
    return few_treated(
        [target.cumulative_gap],
        [d.cumulative_gap for d in donors],
        [target.rmspe],
        [d.rmspe for d in donors],
        alternative=looking.alternative,
        rng=np.random.default_rng(setting.study.seed),
    )


def _untouched(design: PlaceboDesign, setting: Setting) -> NDArray[np.intp]:
    """Placebo dates whose estimation window holds none of the event's own days: weights are fitted to whole windows."""
    (first, last), (opens, closes) = setting.estimation, setting.event_days
    before = design.rows + last < design.event_row + opens
    after = design.rows + first > design.event_row + closes
    return design.rows[(before | after) & design.apart(setting.span[1] - setting.span[0] + 1)]
