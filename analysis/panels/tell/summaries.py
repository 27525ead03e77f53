"""Means by day and window, portfolios in calendar time, tests: as lines of tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.calendar_time import calendar_time, held_sums
from analysis.eventstudy.cross_section.means import ClusteredMeans, clustered_means, two_way_means
from analysis.eventstudy.inference.clustering import find_clusters
from analysis.eventstudy.numeric import Floats, tail_probability
from analysis.eventstudy.windows import EventWindow
from analysis.panels.study import Panel, window_name
from analysis.panels.tell.dates import LEAST_RESTING, resting_dates

Line = dict[str, Any]
ERRORS = ("plain", "date", "security", "both")
"""How errors are clustered: not at all, by date of day 0, by security, by both."""
LONG_WINDOW = 60
"""Sessions from which on a window is also looked at in calendar time."""
_DEPENDENT = "events share days: the plain errors and those by security are too small, and so are their p-values"
_NO_PORTFOLIO = {
    "constant-mean": "no factor explains the portfolio: its mean return is no abnormal one",
    "trade-to-trade": "returns from trade to trade are of several sessions",
}


def means_by_day(panel: Panel) -> list[Line]:
    """Mean abnormal return, and mean cumulative one since the first event day, by group and day, in percent."""
    lines = []
    path = panel.result.ar.cumsum(axis=1)
    for group, rows in panel.groups.items():
        ar = clustered_means(panel.result.ar[rows], panel.date[rows])
        car = _each(panel, path, rows)
        positive = _share_positive(path[rows])
        for d, day in enumerate(panel.result.days):
            line: Line = {"group": group, "day": int(day), "events": int(car["plain"].count[d])}
            line |= {"ar_pct": 100 * ar.mean[d], "ar_p_date": ar.pvalues[d]}
            line |= {"car_pct": 100 * car["plain"].mean[d], "positive": positive[d]}
            for kind, found in car.items():
                low, high = 100 * found.conf_int()[d]
                line |= {f"low_{kind}_pct": low, f"high_{kind}_pct": high}
            lines.append(line)
    return lines


def means_by_window(panel: Panel) -> list[Line]:
    """Mean CAR of each group and window with errors of each kind, share positive, weighted means, BHAR; in percent."""
    lines = []
    result = panel.result
    precision = np.where(np.isfinite(result.car_bse) & (result.car_bse > 0), 1 / result.car_bse**2, 0.0)
    for group, rows in panel.groups.items():
        found = _each(panel, result.car, rows)
        weights = {"precise": precision[rows]}
        if panel.weight is not None:
            weights["weighted"] = np.broadcast_to(panel.weight[rows, None], result.car[rows].shape)
        held = clustered_means(result.bhar[rows], panel.date[rows])
        positive = _share_positive(result.car[rows])
        for w, window in enumerate(result.windows):
            line: Line = {"group": group, "window": window_name(window), "events": int(found["plain"].count[w])}
            line |= {"car_pct": 100 * found["plain"].mean[w], "positive": positive[w]}
            shared = _shared(panel, rows, w)
            valid = ERRORS if shared <= panel.settings.shared_allowed else ("date", "both")
            for kind, means in found.items():
                p = means.pvalues[w] if kind in valid else np.nan
                line |= {f"se_{kind}_pct": 100 * means.bse[w], f"p_{kind}": p}
            for kind, weight in weights.items():
                mean, p = _weighted(result.car[rows, w], panel.date[rows], weight[:, w])
                line |= {f"car_{kind}_pct": 100 * mean, f"p_{kind}_date": p}
            line |= {"bhar_pct": 100 * held.mean[w], "p_bhar_date": held.pvalues[w]}
            cautions = [result.cautions[w], _DEPENDENT if shared and "plain" in valid else ""]
            line |= {"dates": int(found["date"].df[w]) + 1, "caution": "; ".join(filter(None, cautions))}
            lines.append(line)
    return lines


def _weighted(values: Floats, labels: NDArray[np.intp], weights: Floats) -> tuple[float, float]:
    """Weighted mean and its p, errors clustered by date; none where a few heavy events are nearly all of the mean."""
    found = clustered_means(values[:, None], labels, weights)
    known = np.isfinite(values) & (weights > 0)
    rests = resting_dates(weights[known], np.unique(labels[known], return_inverse=True)[1])
    p = tail_probability(found.tvalues, rests - 1)[0] if rests >= LEAST_RESTING else np.nan
    return float(found.mean[0]), float(p)


def _each(panel: Panel, values: Floats, rows: NDArray[np.bool_]) -> dict[str, ClusteredMeans]:
    inside, date, security = values[rows], panel.date[rows], panel.result.security[rows]
    by_date, by_security, both = two_way_means(inside, date, security)
    return {"plain": clustered_means(inside), "date": by_date, "security": by_security, "both": both}


def _shared(panel: Panel, rows: NDArray[np.bool_], window: int) -> float:
    """Share of the events of a window that have days in common with others: these are not independent."""
    first, last = panel.result.windows[window]
    measured = rows & np.isfinite(panel.result.car[:, window])
    return find_clusters(panel.result.position[measured], last - first + 1).share


def _share_positive(values: Floats) -> Floats:
    known = np.isfinite(values).sum(axis=0)
    return np.asarray((values > 0).sum(axis=0) / np.where(known > 0, known, np.nan))


def in_calendar_time(panel: Panel) -> list[Line]:
    """Portfolios of all recent events, by group, for windows of 60 sessions or more; alphas in percent a session."""
    windows = [w for w in panel.settings.windows if w[1] - w[0] + 1 >= LONG_WINDOW]
    lines = []
    for group, rows in panel.groups.items() if windows else ():
        for window in windows:
            line: Line = {"group": group, "window": window_name(window)}
            try:
                total, count, factors = _portfolio(panel, rows, window)
                found = calendar_time(total, count, factors, window)
            except EstimationError as error:
                lines.append(
                    line | dict.fromkeys(("sessions", "held", "alpha_pct", "se_pct", "p")) | {"reason": error.what}
                )
                continue
            line |= {"sessions": found.sessions, "held": found.mean_count, "alpha_pct": 100 * found.alpha}
            lines.append(line | {"se_pct": 100 * float(found.bse[0]), "p": found.pvalue, "reason": ""})
    return lines


def _portfolio(panel: Panel, rows: NDArray[np.bool_], window: EventWindow) -> tuple[Floats, Floats, Floats | None]:
    """Sums and numbers of the securities held on the days of all clocks, and the factors on them, of simple returns.

    A portfolio earns the mean of its members' simple returns. The mean of their log returns is lower by half their
    variance, which would pass for an abnormal return: at 2 % a day for two basis points each session.
    """
    if why := _NO_PORTFOLIO.get(panel.settings.model):
        raise EstimationError("calendar time", why)
    events = panel.result.included[rows]
    every = np.unique(np.concatenate([clock.sessions for clock in panel.clocks]))
    total, count = np.zeros(len(every)), np.zeros(len(every))
    wide = next((c.factors for c in panel.clocks if c.factors is not None), None)
    factors = None if wide is None else np.full((len(every), wide.shape[1]), np.nan)
    simple = np.expm1 if panel.settings.log else np.asarray
    for number, clock in enumerate(panel.clocks):
        own = events[panel.places.clock[events] == number]
        place = np.searchsorted(every, clock.sessions)
        if factors is not None and clock.factors is not None and clock.spans is None:
            known = np.isnan(factors[place]).any(axis=1)
            factors[place[known]] = simple(clock.factors[known])
        if len(own):
            returns = simple(clock.returns if clock.free is None else clock.returns - clock.free[:, None])
            returns = (
                returns - simple(clock.factors)
                if panel.settings.model == "market-adjusted" and clock.factors is not None
                else returns
            )
            pairs = np.column_stack([panel.places.column[own], panel.places.position[own]])
            added, held = held_sums(returns, pairs, window)
            total[place] += added
            count[place] += held
    if panel.settings.model == "market-adjusted":
        return total, count, None
    return total, count, factors


def battery_lines(panel: Panel, progress: Callable[[str, int, int], None] = lambda s, d, t: None) -> list[Line]:
    """The battery of each group: statistic, p-value, or why there is none and which option gives it all the same."""
    from analysis.panels.tell.batteries import run_battery

    lines = []
    for n, (group, rows) in enumerate(panel.groups.items()):
        progress("testing", n, len(panel.groups))
        lines += [{"group": group} | line for line in run_battery(panel, rows)]
    return lines
