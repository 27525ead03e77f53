"""Simulated series of which the truth is known, measured as a study's are, with many dates in the event's place."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy.stats import rankdata

from analysis.eventstudy.abnormal.panel import event_panel
from analysis.measure.design import PlaceboDesign
from analysis.measure.on_dates import OnDates, on_dates
from analysis.study.setting import Setting
from tests.cases import made_study

LENGTH, GAP, DATES, LATE = 250, 20, 520, 20
"""Sessions of the estimation window and between it and a date; dates; how many of them, the last ones, are events.

None of the last ones lies in the estimation window of another date: it does not matter which of them is the event.
"""
SESSIONS = LENGTH + GAP + DATES
CALM = SESSIONS - LATE - 60
"""Where the doubled noise begins that holds the events: three months before the first of them."""


def normal(rng, n):
    """Noise of one size on all sessions: errors and their true standard deviations, each of shape (T, n)."""
    return rng.standard_normal((SESSIONS, n)), np.ones((SESSIONS, n))


def heavy_tails(rng, n):
    """Student's t with 4 degrees of freedom, of variance 1."""
    return rng.standard_t(4, (SESSIONS, n)) / np.sqrt(2), np.ones((SESSIONS, n))


def garch(rng, n, alpha=0.08, beta=0.90, warm=500):
    """GARCH(1,1) with t(6) innovations, after a start that is forgotten."""
    shocks = rng.standard_t(6, (warm + SESSIONS, n)) * np.sqrt(4 / 6)
    variance, errors = np.ones(shocks.shape), np.empty(shocks.shape)
    for t in range(len(shocks)):
        if t:
            variance[t] = 1 - alpha - beta + alpha * errors[t - 1] ** 2 + beta * variance[t - 1]
        errors[t] = np.sqrt(variance[t]) * shocks[t]
    return errors[warm:], np.sqrt(variance[warm:])


def doubled(first, last):
    """Normal errors whose standard deviation is doubled on some sessions."""

    def errors(rng, n):
        sigma = np.ones((SESSIONS, n))
        sigma[first:last] = 2.0
        return sigma * rng.standard_normal(sigma.shape), sigma

    return errors


def autoregressive(phi, warm=50):
    """AR(1): the part that the day before does not explain is normal, of one size."""

    def errors(rng, n):
        values = rng.standard_normal((warm + SESSIONS, n))
        for t in range(1, len(values)):
            values[t] += phi * values[t - 1]
        return values[warm:], np.ones((SESSIONS, n))

    return errors


TRUTHS = {
    "normal": normal,
    "t(4)": heavy_tails,
    "GARCH": garch,
    "a wild year in the past": doubled(LENGTH + GAP, LENGTH + GAP + 250),
    "the event in wild times": doubled(CALM, SESSIONS),
    "AR(1) of +0.3": autoregressive(0.3),
    "AR(1) of -0.3": autoregressive(-0.3),
}


@cache
def setting(decay=0.94):
    """The made study with the estimation window of this file; its primary window is one session."""
    study = made_study(estimation={"length": LENGTH, "last": -GAP - 1}, placebo={"decay": decay})
    return Setting(study, study.windows[0])


@dataclass(frozen=True)
class ArraysCase:
    """As much of a case as measuring asks for: columns of returns, named by their numbers, and their factors.

    ``lengths``: sessions that each return spans, of quotes with gaps.
    """

    returns: np.ndarray
    factors: np.ndarray
    setting: Setting
    lengths: np.ndarray | None = None

    def spans(self, _exchange=""):
        return self.lengths

    def panel(self, _kind, keys, _factors, windows, design, *, exchange="", residuals=False, lag=0):
        assert not exchange
        assert not lag
        columns = [int(key) for key in keys]
        return event_panel(
            self.returns[:, columns],
            self.factors,
            design.events(len(columns)),
            estimation=self.setting.estimation,
            windows=tuple(windows),
            usable=design.usable,
            spans=self.lengths,
            keep_residuals=residuals,
            mask_other_events=False,
        )

    def on_dates(self, design):
        """Each column on the event date and the placebo dates, in the primary window."""
        keys = [str(n) for n in range(self.returns.shape[1])]
        return on_dates(self, "overnight", keys, (), [self.setting.primary], design)


def measured(errors, rng):
    """Series (T, n) of these errors, drift and three factors, measured on all dates: the event is the last one."""
    factors = rng.standard_normal((SESSIONS, 3))
    returns = errors + 0.05 + (factors @ [0.5, 0.3, -0.2])[:, None]
    return ArraysCase(returns, factors, setting()).on_dates(every_date())


def every_date():
    """All sessions that have an estimation window before them, the last one as the event."""
    rows = np.arange(LENGTH + GAP, SESSIONS)
    return PlaceboDesign(int(rows[-1]), rows[:-1], np.ones(SESSIONS, dtype=bool))


def with_event(one: OnDates, row) -> OnDates:
    """The same series with the event on another of its dates, among all others."""
    dates = np.append(one.event_row, one.rows)
    order = np.lexsort([dates, dates != row])
    tvalues = one.tvalues[order] if one.tvalues.size else one.tvalues
    moved = {"cars": one.cars[order], "starts": one.starts[order], "tvalues": tvalues}
    return replace(one, event_row=int(row), rows=dates[order[1:]], **moved)


def planted(one: OnDates, effect) -> OnDates:
    """The same series with an effect on the event date."""
    cars = one.cars.copy()
    cars[0] += effect
    return replace(one, cars=cars)


def in_order(test):
    """The statistic on all dates, in their order: the event's, which is the last, comes last."""
    return np.append(test.placebo, test.statistic)


def rejects(values, level=0.05):
    """Whether each date is significant among all others, the mean of both directions: shape as ``values`` (T,)."""
    n = len(values)
    above, below = (rankdata(sign * values) for sign in (-1, 1))
    return ((above / n <= level + 1e-12) + (below / n <= level + 1e-12).astype(float)) / 2


def on_fifth(values, noise):
    """Means over the calmest and over the wildest fifth of dates by some measure of noise; ties all count."""
    low, high = np.quantile(noise, [0.2, 0.8])
    return values[noise <= low].mean(), values[noise >= high].mean()


def summed(columns):
    """Mean and Monte Carlo error, in percent, over independent series: one line (k,) for each series."""
    lines = 100 * np.asarray(columns, dtype=float)
    return lines.mean(axis=0), lines.std(axis=0, ddof=1) / np.sqrt(len(lines))


def last_rows(step):
    """Every so many of the rows that stand in the event's place."""
    return range(SESSIONS - LATE, SESSIONS, step)
