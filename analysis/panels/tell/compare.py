"""Differences of groups, and regressions of CARs on characteristics, with errors clustered by date, as lines of tables.

A slope whose regressor differs on few dates looks surer than it is: the residuals of the few are fitted away, and so
their share of the variance (MacKinnon and Webb 2017). So t has the dates that a slope rests on, less one, as degrees of
freedom, and there is no number where these are too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.numeric import Floats, tail_probability
from analysis.panels.study import ALL, Panel, window_name
from analysis.panels.tell.dates import FEW_DATES, LEAST_DATES, LEAST_RESTING, resting_dates
from analysis.panels.tell.summaries import Line
from analysis.words.numbers import digits

MOST_GROUPS = 8
NO_GROUP = "one of the groups has no event with a CAR in this window"
ROUGH = f"rests on fewer than {FEW_DATES} dates: where CARs are very skewed the test rejects too often"
_NEEDED = f"errors clustered by date need {LEAST_DATES} or more"
_NO_ERROR = 1e-10
"""Share of a coefficient at which its error is rounding."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients of a regression; the first is the constant.

    Attributes
    ----------
    params, bse, pvalues : ndarray, shape (K,)
        nan where there is a reason.
    rests : ndarray, shape (K,)
        Dates that each rests on: :func:`analysis.panels.tell.dates.resting_dates`.
    rsquared : float
    reasons : tuple of str
        Why a coefficient has no number; empty where it has one.
    """

    params: Floats
    bse: Floats
    pvalues: Floats
    rests: Floats
    rsquared: float
    reasons: tuple[str, ...]

    def line(self, n: int, value: str, error: str) -> Line:
        """One coefficient under the names of its value and its error."""
        caution = ROUGH if not self.reasons[n] and self.rests[n] < FEW_DATES else ""
        told = {value: self.params[n], error: self.bse[n], "p": self.pvalues[n], "rests": self.rests[n]}
        return told | {"reason": self.reasons[n], "caution": caution}


def group_differences(panel: Panel) -> list[Line]:
    """Differences of the groups' mean CARs, each pair once, with errors clustered by date: groups may share days.

    With d = 1 for one group and 0 for the other, the slope of CAR on d, by statsmodels with errors clustered by date.
    """
    names = [g for g in panel.groups if g != ALL][:MOST_GROUPS]
    lines = []
    for one, other in combinations(names, 2):
        for w, window in enumerate(panel.result.windows):
            y, first = panel.result.car[:, w], panel.groups[one]
            use = np.isfinite(y) & (first | panel.groups[other])
            line: Line = {"group": one, "other": other, "window": window_name(window), "events": int(use.sum())}
            fitted = _two_groups(100 * y[use], first[use], panel.date[use])
            lines.append(line | fitted.line(1, "difference_pct", "se_pct"))
    return lines


def _two_groups(y: Floats, first: NDArray[np.bool_], labels: NDArray[np.intp]) -> Fit:
    """The difference of two groups, or which of them has no event, or too few dates."""
    dates = min(len(np.unique(labels[first])), len(np.unique(labels[~first])))
    if not dates:
        return _none(2, NO_GROUP)
    if dates < LEAST_DATES:
        return _none(2, f"one of the groups has events on {digits(dates, 'date')}: {_NEEDED} in each")
    return clustered_fit(y, first.astype(float)[:, None], labels)


def regressions(panel: Panel) -> list[Line]:
    """Cross-section of CARs on characteristics, a regression a window, errors clustered by date; CARs in percent."""
    if not panel.characteristics:
        return []
    names, X = list(panel.characteristics), np.column_stack(list(panel.characteristics.values()))
    lines = []
    for w, window in enumerate(panel.result.windows):
        y = 100 * panel.result.car[:, w]
        use = np.isfinite(y) & np.isfinite(X).all(axis=1)
        fitted = clustered_fit(y[use], X[use], panel.date[use], names)
        for n, name in enumerate(["constant", *names]):
            line: Line = {"window": window_name(window), "characteristic": name, "events": int(use.sum())}
            lines.append(line | fitted.line(n, "slope", "se") | {"r2": fitted.rsquared})
    return lines


def clustered_fit(y: Floats, X: Floats, labels: NDArray[np.intp], names: Sequence[str] = ()) -> Fit:
    """Coefficients of y on a constant and X, with errors clustered by date.

    Parameters
    ----------
    y : ndarray, shape (E,)
    X : ndarray, shape (E, K - 1)
    labels : ndarray of int, shape (E,)
        Date of each event.
    names : sequence of str, optional
        Of the K - 1 regressors, for reasons.
    """
    from statsmodels.regression.linear_model import OLS

    exog = np.column_stack([np.ones(len(X)), X])
    dates, count = len(np.unique(labels)), exog.shape[1]
    if dates <= count:
        return _none(count, f"{dates} dates, and {count} coefficients: errors clustered by date need more dates")
    scaled = exog / np.maximum(np.abs(exog).max(axis=0), 1e-300)
    if np.linalg.matrix_rank(scaled) < count:
        return _none(count, f"{_dependent(scaled, names)} is constant, or follows from the others")
    numbers = np.unique(labels, return_inverse=True)[1]
    result = OLS(y, exog).fit(cov_type="cluster", cov_kwds={"groups": numbers})
    rests = np.array([resting_dates(lever, numbers) for lever in np.linalg.pinv(scaled)])
    spread = np.diag(result.cov_params()) > (_NO_ERROR * np.asarray(result.params)) ** 2
    reasons = [_too_few(x, rest, numbers) for x, rest in zip(exog.T, rests, strict=True)]
    reasons = [why or ("" if some else "the residuals are zero") for why, some in zip(reasons, spread, strict=True)]
    known = np.array([not why for why in reasons])
    params, variance = (np.where(known, v, np.nan) for v in (result.params, np.diag(result.cov_params())))
    p = tail_probability(params / np.sqrt(variance), np.where(known, rests - 1, np.nan))
    return Fit(params, np.sqrt(variance), p, rests, float(result.rsquared), tuple(reasons))


def _dependent(exog: Floats, names: Sequence[str]) -> str:
    """The first regressor that those before it, and the constant, settle."""
    ranks = [np.linalg.matrix_rank(exog[:, : n + 1]) for n in range(exog.shape[1])]
    first = next(n for n, rank in enumerate(ranks) if rank <= n)
    return f"the characteristic {names[first - 1]}" if names else "a characteristic"


def _too_few(x: Floats, rests: float, labels: NDArray[np.intp]) -> str:
    """Why the slope of a regressor has no number: one of its two values, or its variation, is on too few dates."""
    values = np.unique(x)
    if len(values) == 2:
        dates = min(len(np.unique(labels[x == value])) for value in values)
        if dates < LEAST_DATES:
            return f"one of its two values is on {digits(dates, 'date')}: {_NEEDED} for each"
    return f"it rests on {rests:.1f} dates, as an effective number" if rests < LEAST_RESTING else ""


def _none(count: int, reason: str) -> Fit:
    """Coefficients without numbers, all for one reason."""
    nothing = np.full(count, np.nan)
    return Fit(nothing, nothing, nothing, nothing, np.nan, (reason,) * count)
