"""Figure of DOES THE MODEL FIT: six small panels on the portfolio's model for the primary window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.drawing.labels import spread
from analysis.drawing.page import (
    BAND,
    BAND_TEXT,
    FAINT,
    INK,
    MARK,
    MUTED,
    WIDTH,
    axes_size,
    looks,
    page,
    panel_title,
    panels,
    say_instead,
    styled,
)
from analysis.findings.captions_evidence import fit_caption
from analysis.findings.fit_numbers import CONSTANT, fit_numbers
from analysis.measure.effects import PORTFOLIO
from analysis.words.numbers import probability

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.findings.results import Findings

LEFT, RIGHT, COLUMNS = 0.6, 0.72, 2
HIGH, GAP_UP, GAP_ACROSS = 1.75, 0.8, 0.8
SIZE = 9.5
PASSED, FAILED, NEITHER = "✓", "✗", "–"


@styled
def plot_fit(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Residuals, checks, stability, quantiles and leverage of the portfolio's model."""
    table = fit_numbers(findings)
    parts: tuple[tuple[str, Callable[[Axes], None]], ...] = (
        ("Residuals, bp", lambda axis: _residuals(findings, axis, table)),
        ("Checks", lambda axis: _checks(findings, axis)),
        ("Cumulated recursive residuals", lambda axis: _cusum(findings, axis, table)),
        ("Rolling coefficients", lambda axis: _coefficients(findings, axis, table)),
        ("Quantiles against the normal's", lambda axis: _quantiles(axis, table)),
        ("Leverage", lambda axis: _leverage(findings, axis, table)),
    )
    rows = -(-len(parts) // COLUMNS)
    width, height = WIDTH - LEFT - RIGHT, rows * HIGH + (rows - 1) * GAP_UP + 0.25
    each = (width - (COLUMNS - 1) * GAP_ACROSS) / COLUMNS
    ax = page(fit_caption(findings), ax=ax, height=height, left=LEFT, right=RIGHT)
    boxes = [
        ((n % COLUMNS) * (each + GAP_ACROSS), (rows - 1 - n // COLUMNS) * (HIGH + GAP_UP), each, HIGH)
        for n in range(len(parts))
    ]
    for axis, (title, draw) in zip(panels(ax, (width, height), boxes), parts, strict=True):
        panel_title(axis, title)
        draw(axis)
    return ax


def _sessions(axis: Axes, table: pd.DataFrame) -> None:
    axis.set(xlim=(0, len(table) + 1), xlabel="session of the estimation window")


def _residuals(findings: Findings, axis: Axes, table: pd.DataFrame) -> None:
    """Residuals within twice their standard deviation of the last sessions."""
    window = findings.evidence.diagnostics[PORTFOLIO].rolling.window
    axis.fill_between(
        table["session"], -2 * table["rolling_sd_bp"], 2 * table["rolling_sd_bp"], color=BAND, alpha=0.55, lw=0
    )
    axis.plot(table["session"], table["residual_bp"], ".", ms=3.5, color=INK)
    axis.axhline(0, color=INK, lw=0.8)
    reach = 1.3 * float(table["residual_bp"].abs().max())
    axis.set_ylim(-reach, reach)
    axis.annotate(
        f"band: twice the deviation of {window} sessions", (1, 1), (0, -2), xycoords="axes fraction",
        textcoords="offset points", ha="right", va="top", color=BAND_TEXT, size=SIZE,
    )  # fmt: skip
    _sessions(axis, table)


def _checks(findings: Findings, axis: Axes) -> None:
    """Name, mark and p-value of each check."""
    found = findings.evidence.diagnostics[PORTFOLIO]
    axis.set(xlim=(0, 1), ylim=(len(found.checks) - 0.4, -0.6))
    axis.set_axis_off()
    for y, check in enumerate(found.checks):
        mark = {True: PASSED, False: FAILED, None: NEITHER}[check.passed]
        colour = MARK if check.passed is False else INK if check.passed else MUTED
        test = check.test
        value = f"p = {probability(test.pvalue)}" if test.applicable else "not applicable"
        if test.caution:  # no p-value, but a level
            value = f"distance {test.statistic:.2f}"
        for x, text, ha in ((0.0, mark, "left"), (0.07, check.name, "left"), (1.0, value, "right")):
            weight = "bold" if check.passed is False else "normal"
            axis.text(x, y, text, ha=ha, va="center", color=colour, size=10, weight=weight)


def _cusum(findings: Findings, axis: Axes, table: pd.DataFrame) -> None:
    if table["cusum"].isna().all():
        say_instead(axis, f"Not applicable: {findings.evidence.diagnostics[PORTFOLIO].check('stability').test.reason}")
        return
    for side in (-1, 1):
        axis.plot(table["session"], side * table["cusum_bound"], color=MARK, lw=1.2, ls=(0, (4, 2)))
    axis.axhline(0, color=INK, lw=0.8)
    axis.plot(table["session"], table["cusum"], color=INK, lw=1.8)
    alpha = f"bounds at {100 * findings.study.decision.alpha:g} %"
    top = 1.35 * float(max(table["cusum_bound"].max(), table["cusum"].abs().max()))
    axis.set_ylim(-top, top)
    axis.annotate(
        alpha, (1, 1), (0, -2), xycoords="axes fraction", textcoords="offset points", ha="right", va="top",
        color=MARK, size=SIZE,
    )  # fmt: skip
    _sessions(axis, table)


def _coefficients(findings: Findings, axis: Axes, table: pd.DataFrame) -> None:
    """Each coefficient over the last sessions, named at its end; its full estimate as a thin line."""
    found = findings.evidence.diagnostics[PORTFOLIO].rolling
    names = [n for n in found.names if n != CONSTANT] or [CONSTANT]
    style = looks(findings.study)
    axis.axhline(0, color=FAINT, lw=0.8)
    for name in names:
        look = style.get(name, style[PORTFOLIO])
        axis.plot(table["session"], table[name], color=look.colour, ls=look.dash, lw=1.6)
    _sessions(axis, table)
    axis.margins(y=0.08)
    low, high = axis.get_ylim()
    ends = table[names].iloc[-1].to_numpy(dtype=float)
    gap = (high - low) * 1.3 * SIZE / 72 / axes_size(axis)[1]
    for name, y in zip(names, spread(ends, gap, low + gap / 2, high - gap / 2), strict=True):
        look = style.get(name, style[PORTFOLIO])
        label = findings.study.factor_labels.get(name, "mean")
        axis.annotate(
            label, (1, y), (3, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
            color=look.text, size=SIZE, weight="bold", annotation_clip=False,
        )  # fmt: skip
    axis.set_ylim(low, high)


def _quantiles(axis: Axes, table: pd.DataFrame) -> None:
    reach = 1.1 * float(table[["normal", "ordered"]].abs().to_numpy().max())
    axis.plot([-reach, reach], [-reach, reach], color=MARK, lw=1.1, ls=(0, (4, 2)))
    axis.plot(table["normal"], table["ordered"], "o", ms=3.2, color=INK, mew=0)
    axis.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="standard deviations of a normal residual")
    axis.set_yticks(axis.get_xticks()[1:-1])


def _leverage(findings: Findings, axis: Axes, table: pd.DataFrame) -> None:
    """Hat values of the estimation window, with those of the event days."""
    found = findings.evidence.diagnostics[PORTFOLIO]
    test = found.check("leverage").test
    if not test.applicable:
        say_instead(axis, f"Not applicable: {test.reason}")
        return
    event, hat = float(found.leverage.event_hat.max()), table["hat"]
    low, high = 0.9 * min(event, hat.min()), 1.1 * max(event, hat.max())
    axis.hist(hat, bins=np.geomspace(low, high, 26).tolist(), color="#A9B8C4", ec="white", lw=0.5)
    axis.axvline(event, color=MARK, lw=2)
    axis.set(xscale="log", xlim=(low, high), xlabel="hat value of a session (logarithmic)")
    axis.set_ylim(0, 1.2 * axis.get_ylim()[1])
    ticks = [t for power in range(-5, 1) for t in (10.0**power, 2 * 10.0**power, 5 * 10.0**power) if low <= t <= high]
    axis.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axis.set_xticks([], minor=True)
    right = event > np.sqrt(low * high)
    axis.annotate(
        f"event day: {event:.3f}", (event, 1), (-5 if right else 5, -2), xycoords=("data", "axes fraction"),
        textcoords="offset points", va="top", ha="right" if right else "left", color=MARK, size=SIZE,
    )  # fmt: skip
