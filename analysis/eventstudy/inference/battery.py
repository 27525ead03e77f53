"""The battery: every test of the table METHODS on every event day and window of a panel. Arrays in, results out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.abnormal.plan import date_tiles
from analysis.eventstudy.hypothesis import HypothesisTest, check_alternative
from analysis.eventstudy.inference.battery_result import BatteryResult, BatteryRow
from analysis.eventstudy.inference.clustering import find_clusters
from analysis.eventstudy.inference.methods import Method, select_methods
from analysis.eventstudy.inference.outcome import Outcome, size_if_variance_rises
from analysis.eventstudy.inference.sums.column_tests import COLUMN_TESTS, TestRun
from analysis.eventstudy.inference.sums.correlations import kind_of_correlation
from analysis.eventstudy.inference.sums.events import EventColumns
from analysis.eventstudy.inference.sums.passes import (
    DaySums,
    Dispersions,
    Scores,
    day_sums,
    scores,
)
from analysis.eventstudy.inference.sums.samples import PanelColumn, panel_columns
from analysis.eventstudy.inference.sums.tile import Tile
from analysis.eventstudy.numeric import Alternative

if TYPE_CHECKING:
    from analysis.eventstudy.abnormal.panel_result import PanelResult

FEW_EVENTS = 30
"""Below this, dividing by the event's own dispersion makes GRANK and Corrado-Zivney over-reject."""

_KEPT = 2**28
_NONE = Outcome(np.asarray(np.nan), np.asarray(np.nan))


def battery(
    panel: PanelResult,
    *,
    tests: tuple[str, ...] | None = None,
    alternative: Alternative = "two-sided",
    rng: np.random.Generator,
    replications: int = 1999,
    shared_allowed: float = 0.0,
) -> BatteryResult:
    """Run the tests for every event day and every window.

    Parameters
    ----------
    panel : PanelResult
        Of :func:`analysis.eventstudy.event_panel`, with its residuals.
    tests : tuple of str, optional
        Names of the table METHODS; all by default.
    alternative : {"two-sided", "greater", "less"}
        Side of the p-values. The joint F has no side: it is given for "two-sided" only.
    rng : numpy.random.Generator
        For the bootstraps. Which other tests, days and windows are asked for does not change their numbers.
    replications : int
        Draws of each bootstrap.
    shared_allowed : float
        Largest share of the events that may have an event-window day in common with another before tests that assume
        independence are refused. With 0 a single shared day refuses them; up to the share they carry a caution.

    Returns
    -------
    BatteryResult
        Each day and each window is tested on the events that have a return on all its days, and on no other event days.
        A test that is not valid for the design has p = nan and the reason; one that is known to mislead in it, a
        caution.

    Raises
    ------
    EstimationError
        If the panel cannot be tested, or a name, side or share is none that exists.
    """
    checked_methods(tests, alternative, replications, shared_allowed)
    events = EventColumns.of(panel)
    complete = bool((panel.nobs == len(panel.est_days)).all())
    kind = kind_of_correlation(panel.position, int(events.lengths.max()), complete=complete)
    tiles = date_tiles(panel.position)
    # Copies of many residuals are made anew for the second pass.
    kept = [Tile.of(panel, rows) for rows in tiles] if panel.resid.nbytes <= _KEPT else None
    sums = DaySums.joined([day_sums(tile, kind) for tile in kept or _each(panel, tiles)], events.lengths, kind)
    dispersions = Dispersions.of(events)
    found = Scores.joined([scores(tile, dispersions) for tile in kept or _each(panel, tiles)])
    return battery_of_sums(
        events,
        sums,
        dispersions,
        found,
        tests=tests,
        alternative=alternative,
        rng=rng,
        replications=replications,
        shared_allowed=shared_allowed,
    )


def _each(panel: PanelResult, tiles: list[NDArray[np.intp]]) -> Iterator[Tile]:
    return (Tile.of(panel, rows) for rows in tiles)


def battery_of_sums(
    events: EventColumns,
    sums: DaySums,
    dispersions: Dispersions,
    scores: Scores,
    *,
    tests: tuple[str, ...] | None = None,
    alternative: Alternative = "two-sided",
    rng: np.random.Generator,
    replications: int = 1999,
    shared_allowed: float = 0.0,
) -> BatteryResult:
    """Run the tests as :func:`battery` on what two passes over the events have left.

    Parameters
    ----------
    events, sums, dispersions, scores
        Of all tiles, joined.
    tests, alternative, rng, replications, shared_allowed
        As in :func:`battery`.

    Raises
    ------
    EstimationError
        As :func:`battery`.
    """
    methods = checked_methods(tests, alternative, replications, shared_allowed)
    columns = panel_columns(events, sums, scores, dispersions)
    run = TestRun(alternative, int(rng.integers(2**63)), replications)
    rows = tuple(
        BatteryRow(c.measure, c.first, c.last, _test(m, c, run, shared_allowed)) for c in columns for m in methods
    )
    with np.errstate(invalid="ignore"):
        tvalues = events.values / events.bse
    days = len(events.days)
    return BatteryResult(
        rows=rows,
        alternative=alternative,
        clustering=find_clusters(events.position, int(events.days[-1] - events.days[0]) + 1),
        tvalues=tvalues[:days].T,
        car_tvalues=tvalues[days:].T,
        df=events.df,
    )


def checked_methods(
    tests: tuple[str, ...] | None, alternative: Alternative, replications: int, shared_allowed: float
) -> tuple[Method, ...]:
    """Methods that are asked for, after a check of all options.

    Parameters
    ----------
    tests, alternative, replications, shared_allowed
        As in :func:`battery`.

    Raises
    ------
    EstimationError
        If a name, side or share is none that exists.
    """
    check_alternative(alternative)
    if not 0 <= shared_allowed <= 1:
        raise EstimationError("battery: shared_allowed", f"{shared_allowed}", allowed="0 to 1")
    if replications < 1:
        raise EstimationError("battery: replications", f"{replications}", allowed="at least 1")
    return select_methods(tests)


def _test(m: Method, c: PanelColumn, run: TestRun, shared_allowed: float) -> HypothesisTest:
    reason = _reason(m, c, run.side, shared_allowed)
    outcome = _NONE
    if not reason:
        try:
            outcome = COLUMN_TESTS[m.name](c, run)
        except NotApplicableError as error:
            reason = error.what
    return HypothesisTest(
        statistic=float(outcome.statistic),
        pvalue=float(outcome.pvalue),
        null=m.null,
        alternative=run.side,
        method=m.name,
        nobs=c.sample.size,
        df=outcome.df,
        law=outcome.law,
        reason=reason,
        caution="" if reason else _caution(m, c, run.side, outcome.df),
        reference=m.reference,
    )


def _reason(m: Method, c: PanelColumn, alternative: Alternative, shared_allowed: float) -> str:
    """Say why a test is not valid for the design; empty if it is."""
    n = c.sample.size
    if n < m.minimum:
        return f"N = {n}: at least {m.minimum} event{'s' * (m.minimum > 1)} needed"
    if m.name == "t" and n > 1:
        return "judges each event by itself: see tvalues and car_tvalues"
    if m.independence and c.clustering.share > shared_allowed:
        # Rounded up, so that the number that is named is enough.
        enough = math.ceil(1e4 * c.clustering.share - 1e-6) / 1e4
        option = f"battery(shared_allowed={enough:g}) gives it all the same, with a caution"
        return f"assumes independent events, but {c.clustering.summary()}; {option}"
    if m.one_date and not c.one_design:
        return "is for events with one date, the same complete estimation days and the same regressors"
    if m.name == "joint F" and alternative != "two-sided":
        return "has no direction: ask for it two-sided"
    return ""


def _caution(m: Method, c: PanelColumn, side: Alternative, df: tuple[float, ...]) -> str:
    """Say in what way an applicable test is known to mislead in this design."""
    n, k = c.sample.size, c.clustering
    notes = [_variance_note(m, c, size_if_variance_rises(df, side))] if m.steady_variance else []
    if m.independence and not k.independent:
        notes.append(f"assumes independent events, but {k.summary()}")
    if m.name in ("GRANK-T", "GRANK-Z", "Corrado-Zivney") and (n < FEW_EVENTS or not k.independent):
        notes.append("over-rejects with few or correlated events (nominal 5 %: 8 to 12 % at N = 12)")
    if m.name == "Corrado rank" and n == 1 and c.days == 1:
        notes.append("with one event the statistic cannot exceed 1.73: no power at 5 %")
    if m.name in ("sign", "Wilcoxon", "wild bootstrap"):
        groups, what = (k.clusters, "independent groups") if m.name == "wild bootstrap" else (n, "events")
        if (smallest := 2.0 ** ((side == "two-sided") - groups)) > 0.05:
            sided = "two-sided" if side == "two-sided" else "one-sided"
            notes.append(f"with {groups} {what} the {sided} p-value cannot be below {smallest:g}")
    if m.name in ("crude dependence", "block bootstrap", "Corrado rank", "Corrado-Zivney", "GRANK-T") and k.overlapping:
        notes.append("event windows overlap in part: that correlation is not in the variance")
    if m.name in ("crude dependence", "block bootstrap") and not c.complete:
        notes.append("some estimation days have fewer securities: their mean varies more")
    if m.name in ("adjusted Patell", "adjusted BMP") and c.sums.correlations.pooled:
        notes.append("returns are missing and pairs too many: correlations are those of dates, by common days")
    if m.name == "joint F" and c.sample.excess_kurtosis > 1:
        notes.append(
            f"needs normality, but the residuals' excess kurtosis is {c.sample.excess_kurtosis:.1f}: over-rejects"
        )
    return "; ".join(note for note in notes if note)


def _variance_note(m: Method, c: PanelColumn, size: float) -> str:
    """Warn of a rise in variance, unless there are enough events to see that there was none."""
    from scipy.special import chdtrc

    n = c.sample.size
    # Of all tests only the joint F gets worse with every security.
    of = f" of {n} securities" if m.name == "joint F" and n > 1 else ""
    effect = f"over-rejects if the event raises the variance{of} (nominal 5 %: {100 * size:.0f} % when it doubles)"
    if n == 1:
        return f"{effect}; one event cannot show whether it did"
    try:
        ratio = c.variance_ratio
    except NotApplicableError as error:
        return f"{effect}; whether it did cannot be judged: {error.what}"
    if n >= FEW_EVENTS and chdtrc(n - 1, (n - 1) * ratio) >= 0.05:
        return ""
    return f"{effect}; over these {n} events it is {ratio:.1f} times what the estimation window lets expect"
