"""How far off the day's line each group of units is, by lines that the group itself does not bend. Arrays in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.cross_section.lines import DayLines, day_lines, solve_each
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats

Truths = NDArray[np.bool_]
_BOUND = 2.5  # standard deviations at which a residual is cut off where units of a group are compared


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GroupResiduals(Displayed):
    r"""Mean residual of each group of units on each day, by a line that goes through none of its own units.

    Attributes
    ----------
    labels : tuple of str, length G
    treated, left_out : tuple of str
        Groups through which no line goes.
    mean : ndarray, shape (T, G)
        Log, decimal; nan where no unit of the group is observed, or the day has no line.
    count : ndarray of int, shape (T, G)
        Units of the group that are observed.
    lines : DayLines
        Through the units of all control groups.
    intraclass : float
        Correlation of the residuals of two units of one group on one day, between 0 and 1.
    unobserved : ndarray of int, shape (T,)
        Units with a return or a characteristic missing.
    stale : ndarray of int, shape (T,)
        Units taken as not observed because their price did not change, or had not changed the day before.
    """

    _line: ClassVar = ("labels", "treated", "left_out", "mean", "intraclass")

    labels: tuple[str, ...]
    treated: tuple[str, ...]
    left_out: tuple[str, ...]
    mean: Floats
    count: NDArray[np.intp]
    lines: DayLines
    intraclass: float
    unobserved: NDArray[np.intp]
    stale: NDArray[np.intp]
    _units: _Units
    _sums: _Sums

    @property
    def control(self) -> Truths:
        """Which groups the lines go through, shape (G,)."""
        return ~np.isin(self.labels, [*self.treated, *self.left_out])

    @property
    def share(self) -> Floats:
        r"""Variance of a group's mean over that of one unit, shape (T, G): :math:`\rho + (1 - \rho) / n`; nan if n = 0.

        References
        ----------
        Moulton, B. R. (1986), "Random group effects and the precision of regression estimates", Journal of
        Econometrics 32(3), 385-397; as the variance of a group's mean by its size in Ferman and Pinto (2019).
        """
        count = np.where(self.count > 0, self.count, np.nan)
        return np.asarray(self.intraclass + (1 - self.intraclass) / count)

    def places(self, names: Sequence[str]) -> NDArray[np.intp]:
        """Columns of some groups."""
        return np.array([self.labels.index(n) for n in names], dtype=np.intp)

    def without(self, sets: Truths, names: Sequence[str], anew: Sequence[int] = ()) -> Floats:
        """Mean residual of some groups, each counted alike, by lines that go through none of a set of others.

        Parameters
        ----------
        sets : ndarray of bool, shape (R, G)
            Control groups to be left out, a set a row.
        names : sequence of str
            Groups that no line goes through.
        anew : sequence of int
            Days on which the robust line without the set is found from the beginning. Elsewhere it is the first step
            of :func:`group_residuals`, which still bears the weights of a group that had bent the line.

        Returns
        -------
        ndarray, shape (T, R)
            nan where one of the groups is not observed, or too few units are left for a line.
        """
        at, sums, units = self.places(names), self._sums, self._units
        lines = sums.lines_without(sets & self.control)
        returns, design = sums.returns[:, at].mean(axis=1), sums.design[:, at].mean(axis=1)
        found = returns[:, None] - np.einsum("trk,tk->tr", lines, design)
        for t in anew:
            found[t] = units.off_line(t, units.observed[t] & (self.control & ~sets)[:, units.at])[:, at].mean(axis=1)
        return np.asarray(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """What was observed of every unit, and its group."""

    returns: Floats
    characteristics: Floats
    observed: Truths
    at: NDArray[np.intp]

    @property
    def member(self) -> Floats:
        """1 where a unit is of a group, (N, G)."""
        return np.eye(int(self.at.max()) + 1)[self.at]

    def off_line(self, day: int, included: Truths) -> Floats:
        """Mean residual of each group on one day by each of R lines through the units included (R, N); (R, G)."""
        count, seen = len(included), self.observed[day]
        x = self.characteristics[day]
        lines = day_lines(np.tile(self.returns[day], (count, 1)), np.tile(x, (count, 1, 1)), included).params
        off = np.where(seen, self.returns[day] - lines[:, :1] - lines[:, 1:] @ np.where(seen[:, None], x, 0.0).T, 0.0)
        units = seen @ self.member
        return np.asarray(off @ self.member / np.where(units > 0, units, np.nan))


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Of each group: mean return (T, G) and design row (T, G, K), weighted products (T, G, K, K), moments (T, G, K)."""

    returns: Floats
    design: Floats
    products: Floats
    moments: Floats

    def lines_without(self, sets: Truths) -> Floats:
        """Line of each day without each set of groups (R, G), shape (T, R, K); nan on days without a line."""
        kept = (~sets).astype(np.float64)
        left = np.tensordot(kept, self.products, axes=(1, 1)).transpose(1, 0, 2, 3)
        return solve_each(left, np.tensordot(kept, self.moments, axes=(1, 1)).transpose(1, 0, 2))


def _sums_of(units: _Units, lines: DayLines) -> _Sums:
    """Add up the units of each group, one product of columns at a time: (T, N), and never (T, N, K, K)."""
    member, y = units.member, np.where(units.observed, units.returns, 0.0)
    inside = lines.design * units.observed[..., None]
    weighted = inside * lines.weights[..., None]
    count = units.observed @ member
    many = np.where(count > 0, count, np.nan)

    def by_group(columns: Floats) -> Floats:
        return np.asarray((columns.transpose(0, 2, 1) @ member).transpose(0, 2, 1))

    return _Sums(
        returns=y @ member / many,
        design=by_group(inside) / many[..., None],
        products=np.stack([by_group(weighted * inside[..., [k]]) for k in range(inside.shape[-1])], axis=-1),
        moments=by_group(weighted * y[..., None]),
    )


def group_residuals(
    returns: Floats,
    characteristics: Floats,
    groups: Sequence[str] | NDArray[np.str_],
    *,
    treated: Sequence[str],
    left_out: Sequence[str] = (),
    stale: Truths | None = None,
) -> GroupResiduals:
    r"""Take off what the day did to all units alike, and say how far each group is from it.

    Parameters
    ----------
    returns : ndarray, shape (T, N)
        Log returns as decimals; nan where not observed.
    characteristics : ndarray, shape (T, N, K)
        Known on the eve of each day; nan where unknown: such a unit is not observed on that day.
    groups : sequence of str, length N
        Group of each unit.
    treated : sequence of str
        Groups that the event is about. No line goes through them: it would bend towards their reaction, which the
        residual would then lack, and every control group would get the opposite of what is missing.
    left_out : sequence of str
        Groups with a story of their own in these days: they neither enter a line nor serve for comparison.
    stale : ndarray of bool, shape (T, N), optional
        Units whose price did not change. They are not observed on that day nor on the next, whose return is one of
        several days. Left out, a price that stood still counts as a return like any other.

    Returns
    -------
    GroupResiduals

    Raises
    ------
    EstimationError
        If shapes do not fit together, a return is infinite, no group is treated, one is unknown or declared twice, or
        nothing is left to compare with.

    Notes
    -----
    The line of the day (:func:`day_lines`) is that of the control units. The mean residual of a control group g is
    taken from the line without g, so that it errs by as much as a treated group does, through which no line goes
    either: ranks compare like with like. Weights and scatter stay those of the whole day, which makes the line

    .. math:: \beta_{-g} = \Big(\sum_{i \notin g} w_i x_i x_i'\Big)^{-1} \sum_{i \notin g} w_i x_i r_i

    a first step of the robust line without g, exact for least squares. :math:`\rho`, the correlation of units in a
    group, comes from all days, with residuals cut off at 2.5 standard deviations of the day:

    .. math:: \hat\rho = \frac{\sum_{t,g} \big[(\sum_i u_i)^2 - \sum_i u_i^2\big]}{\sum_{t,g} (n_{tg} - 1) \sum_i u_i^2}

    References
    ----------
    Huber and Ronchetti (2009) for the line. Donner, A. (1986), "A review of inference procedures for the intraclass
    correlation coefficient in the one-way random effects model", International Statistical Review 54(1), 67-82.
    """
    labels, at = _checked(returns, characteristics, groups, (*treated, *left_out), stale)
    if not treated:
        raise EstimationError("cross-section", "no treated group", remedy="name the groups that the event is about")
    known = np.isfinite(returns) & np.isfinite(characteristics).all(axis=-1)
    still = np.zeros_like(known) if stale is None else stale | np.vstack([np.zeros_like(stale[:1]), stale[:-1]])
    observed = known & ~still
    control = ~np.isin(labels, [*treated, *left_out])
    lines = day_lines(returns, characteristics, observed & control[at])
    units = _Units(returns, characteristics, observed, at)
    sums, inner = _sums_of(units, lines), control[at]
    off = (returns - (lines.design @ lines.standardised[..., None])[..., 0]) / lines.scatter[:, None]
    return GroupResiduals(
        labels=tuple(str(n) for n in labels),
        treated=tuple(treated),
        left_out=tuple(left_out),
        mean=sums.returns - (sums.design * sums.lines_without(np.diag(control))).sum(axis=-1),
        count=(observed @ units.member).astype(np.intp),
        lines=lines,
        intraclass=_intraclass(off[:, inner], observed[:, inner], units.member[inner]),
        unobserved=np.asarray(np.count_nonzero(~known, axis=-1)),
        stale=np.asarray(np.count_nonzero(known & still, axis=-1)),
        _units=units,
        _sums=sums,
    )


def _intraclass(off: Floats, observed: Truths, member: Floats) -> float:
    """Correlation of the standardised residuals (T, N) of two units of one group."""
    bounded = np.where(observed & np.isfinite(off), np.clip(off, -_BOUND, _BOUND), 0.0)
    squares, others = bounded**2 @ member, np.maximum(observed @ member - 1, 0.0)
    scale, common = float((others * squares).sum()), float(((bounded @ member) ** 2 - squares).sum())
    return min(max(common / scale, 0.0), 1.0) if scale > 0 else 0.0


def _checked(
    returns: Floats,
    characteristics: Floats,
    groups: Sequence[str] | NDArray[np.str_],
    declared: Sequence[str],
    stale: Truths | None,
) -> tuple[NDArray[np.str_], NDArray[np.intp]]:
    """Names of the groups in order, and which of them each unit is of."""
    shapes = [characteristics.shape[:2], (len(returns), len(groups)), returns.shape if stale is None else stale.shape]
    if characteristics.ndim != 3 or any(s != returns.shape for s in shapes):
        what = f"returns {returns.shape}, characteristics {characteristics.shape}, {len(groups)} groups"
        raise EstimationError("cross-section", what, allowed="(T, N), (T, N, K), N, and stale as returns")
    if np.isinf(returns).any():
        raise EstimationError("cross-section", "infinite returns", remedy="check the prices for zeros")
    labels, at = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
    if strange := sorted(set(declared) - set(labels)):
        allowed, remedy = ", ".join(labels), "correct the name, or get the units of the group"
        raise EstimationError("cross-section", f"no group {', '.join(strange)}", allowed=allowed, remedy=remedy)
    if len(set(declared)) < len(declared):
        twice = ", ".join(sorted({d for d in declared if list(declared).count(d) > 1}))
        raise EstimationError("cross-section", f"declared twice: {twice}", remedy="treated or left out, and once")
    if len(declared) == len(labels):
        raise EstimationError("cross-section", "no control group is left", remedy="leave fewer groups out")
    return labels, at
