"""Figure of the checks: six small panels on the portfolio's model for the primary window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.drawing.caption import Caption
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
    longest_word,
    looks,
    page,
    panel_title,
    panels,
    say_instead,
    styled,
    wrap,
)
from analysis.drawing.points import line_texts, tell_columns, tell_point
from analysis.findings.sure.diagnostics import CONSTANT, ModelChecks
from analysis.study.declarations import factor_and_lag
from analysis.study.series import PORTFOLIO
from analysis.words.filters import level, small
from analysis.words.numbers import bp, capital, listing, p_value
from analysis.words.study_words import estimation_words, model_words

if TYPE_CHECKING:
    from typing import Literal

    from matplotlib.axes import Axes

LEFT, RIGHT, ACROSS = 0.6, 0.72, 2
HIGH, GAP_UP, GAP_ACROSS = 1.75, 0.8, 0.8
SIZE, BESIDE = 9.5, 0.14
"""Points of small text, inches around a name at the right edge."""
PASSED, FAILED, NEITHER = "✓", "✗", "–"


def caption(piece: ModelChecks) -> Caption:
    """Which checks the portfolio's model fails."""
    setting, failed, checks = piece.setting, list(piece.own.failed), small(piece.told["applicable"])
    found = f"passes all {checks} checks"
    if failed:
        found = f"fails {small(len(failed))} of {checks} checks: {listing(failed)}"
    title = f"{setting.portfolio.label}: its model {found}"
    subtitle = (
        f"{capital(model_words(setting))}; {setting.primary.returns} returns; {estimation_words(setting)}; "
        f"abnormal return {bp(piece.effect.abnormal)}"
    )
    alt = f"Residuals, coefficients and leverage of the model. {title}."
    return Caption(title, subtitle, alt)


@styled
def plot(piece: ModelChecks, *, ax: Axes | None = None) -> Axes:
    """Residuals, checks, stability, quantiles and leverage of the portfolio's model."""
    table = piece.numbers().frame
    parts: tuple[tuple[str, Callable[[Axes], None]], ...] = (
        ("Residuals, bp", lambda axis: _residuals(piece, axis, table)),
        ("Checks", lambda axis: _checks(piece, axis)),
        ("Cumulated recursive residuals", lambda axis: _cusum(piece, axis, table)),
        (_coefficients_title(piece), lambda axis: _coefficients(piece, axis, table, right)),
        ("Quantiles against the normal's", lambda axis: _quantiles(axis, table)),
        ("Leverage", lambda axis: _leverage(piece, axis, table)),
    )
    up = -(-len(parts) // ACROSS)
    right = max(RIGHT, longest_word(_labels(piece), SIZE, "bold") + BESIDE)
    width, height = WIDTH - LEFT - right, up * HIGH + (up - 1) * GAP_UP + 0.25
    each = (width - (ACROSS - 1) * GAP_ACROSS) / ACROSS
    ax = page(piece.caption, ax=ax, height=height, left=LEFT, right=right)
    boxes = [
        ((n % ACROSS) * (each + GAP_ACROSS), (up - 1 - n // ACROSS) * (HIGH + GAP_UP), each, HIGH)
        for n in range(len(parts))
    ]
    for axis, (title, draw) in zip(panels(ax, (width, height), boxes), parts, strict=True):
        panel_title(axis, title)
        draw(axis)
    return ax


def _sessions(axis: Axes, table: pd.DataFrame) -> None:
    axis.set(xlim=(0, len(table) + 1), xlabel="session of the estimation window")


def _heads(table: pd.DataFrame) -> list[str]:
    return [f"session {session}" for session in table["session"]]


def _corner(axis: Axes, text: str, colour: str) -> None:
    """Words in the upper right corner of a panel."""
    axis.annotate(
        text,
        (1, 1),
        (0, -2),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="top",
        color=colour,
        size=SIZE,
    )


def _residuals(piece: ModelChecks, axis: Axes, table: pd.DataFrame) -> None:
    """Residuals within twice their standard deviation of the last sessions."""
    twice = 2 * table["rolling_sd_bp"]
    axis.fill_between(table["session"], -twice, twice, color=BAND, alpha=0.55, lw=0)
    axis.plot(table["session"], table["residual_bp"], ".", ms=3.5, color=INK)
    for session, value in zip(table["session"], table["residual_bp"], strict=True):
        tell_point(axis, session, value, f"session {session}: {value:+.1f} bp")
    axis.axhline(0, color=INK, lw=0.8)
    reach = 1.3 * float(table["residual_bp"].abs().max())
    axis.set_ylim(-reach, reach)
    _corner(axis, f"band: twice the deviation of {piece.own.rolling.window} sessions", BAND_TEXT)
    _sessions(axis, table)


def _checks(piece: ModelChecks, axis: Axes) -> None:
    """Name, mark and p-value of each check."""
    found = piece.own
    axis.set(xlim=(0, 1), ylim=(len(found.checks) - 0.4, -0.6))
    axis.set_axis_off()
    places: tuple[tuple[float, Literal["left", "right"]], ...] = ((0.0, "left"), (0.07, "left"), (1.0, "right"))
    for y, check in enumerate(found.checks):
        mark = {True: PASSED, False: FAILED, None: NEITHER}[check.passed]
        colour = MARK if check.passed is False else INK if check.passed else MUTED
        test = check.test
        value = p_value(test.pvalue) if test.applicable else "not applicable"
        if test.caution:  # no p-value, but a level
            value = f"distance {test.statistic:.2f}"
        weight = "bold" if check.passed is False else "normal"
        for (x, ha), text in zip(places, (mark, check.name, value), strict=True):
            axis.text(x, y, text, ha=ha, va="center", color=colour, size=10, weight=weight)
        tell_point(axis, 0.0, y, f"{check.name}: {value}")


def _cusum(piece: ModelChecks, axis: Axes, table: pd.DataFrame) -> None:
    """Cumulative sum of the recursive residuals within the bounds of the test."""
    if table["cusum"].isna().all():
        say_instead(axis, f"Not applicable: {piece.own.check('stability').test.reason}")
        return
    for side in (-1, 1):
        axis.plot(table["session"], side * table["cusum_bound"], color=MARK, lw=1.2, ls=(0, (4, 2)))
    axis.axhline(0, color=INK, lw=0.8)
    axis.plot(table["session"], table["cusum"], color=INK, lw=1.8)
    sums = table[["cusum", "cusum_bound"]].rename(columns={"cusum": "sum", "cusum_bound": "bound"})
    tell_columns(axis, list(table["session"]), line_texts(sums, _heads(table), "{:.1f}"))
    top = 1.35 * float(max(table["cusum_bound"].max(), table["cusum"].abs().max()))
    axis.set_ylim(-top, top)
    _corner(axis, f"bounds at {level(piece.own.alpha)}", MARK)
    _sessions(axis, table)


def _names(piece: ModelChecks) -> list[str]:
    """Coefficients that are followed: those of the factors, or the constant where there is none."""
    return [name for name in piece.own.rolling.names if name != CONSTANT] or [CONSTANT]


def _labels(piece: ModelChecks) -> list[str]:
    return ["mean" if name == CONSTANT else piece.setting.label(name) for name in _names(piece)]


def _coefficients_title(piece: ModelChecks) -> str:
    earlier = any(factor_and_lag(name)[1] for name in _names(piece))
    return "Rolling coefficients" + ("; thin: of earlier sessions" if earlier else "")


def _coefficients(piece: ModelChecks, axis: Axes, table: pd.DataFrame, right: float) -> None:
    """Each coefficient over the last sessions, named at its end in the margin at the right."""
    names = _names(piece)
    known = looks(piece.setting.study)
    style = {name: known.get(factor_and_lag(name)[0], known[PORTFOLIO]) for name in names}
    axis.axhline(0, color=FAINT, lw=0.8)
    for name, look in style.items():
        width = 0.8 if factor_and_lag(name)[1] else 1.6  # of an earlier session thinner
        axis.plot(table["session"], table[name], color=look.colour, ls=look.dash, lw=width)
    labels = dict(zip(names, _labels(piece), strict=True))
    tell_columns(axis, list(table["session"]), line_texts(table[names], _heads(table), "{:+.2f}", labels))
    _sessions(axis, table)
    axis.margins(y=0.08)
    low, high = axis.get_ylim()
    # Lines of earlier sessions are thin and look as their factor's own, whose name serves both.
    named = {n: label for n, label in labels.items() if not factor_and_lag(n)[1]}
    ends = table[list(named)].iloc[-1].to_numpy(dtype=float)
    lines = [wrap(label, right - BESIDE / 2, SIZE, "bold") for label in named.values()]
    gap = (high - low) * 1.3 * SIZE * max(map(len, lines)) / 72 / axes_size(axis)[1]
    places = spread(ends, gap, low + gap / 2, high - gap / 2)
    for look, label, y in zip((style[n] for n in named), lines, places, strict=True):
        axis.annotate(
            "\n".join(label),
            (1, y),
            (3, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            color=look.text,
            size=SIZE,
            weight="bold",
            annotation_clip=False,
        )
    axis.set_ylim(low, high)


def _quantiles(axis: Axes, table: pd.DataFrame) -> None:
    """The residuals' quantiles against those of the normal distribution."""
    across, low, high = table["normal"].abs().max(), table["ordered"].min(), table["ordered"].max()
    low, high = min(low, -across), max(high, across)
    axis.plot([-1.1 * across, 1.1 * across], [-1.1 * across, 1.1 * across], color=MARK, lw=1.1, ls=(0, (4, 2)))
    axis.plot(table["normal"], table["ordered"], "o", ms=3.2, color=INK, mew=0)
    for x, y in zip(table["normal"], table["ordered"], strict=True):
        tell_point(axis, x, y, f"residual of {y:+.2f} standard deviations, where a normal one has {x:+.2f}")
    axis.set(xlim=(-1.1 * across, 1.1 * across), ylim=(1.1 * low, 1.1 * high))
    axis.set_xlabel("standard deviations of a normal residual")


def _leverage(piece: ModelChecks, axis: Axes, table: pd.DataFrame) -> None:
    """Hat values of the estimation window, with the largest of the event days."""
    test = piece.own.check("leverage").test
    if not test.applicable:
        say_instead(axis, f"Not applicable: {test.reason}")
        return
    event, hat = float(piece.own.leverage.event_hat.max()), table["hat"]
    low, high = 0.9 * min(event, hat.min()), 1.1 * max(event, hat.max())
    axis.hist(hat, bins=np.geomspace(low, high, 26).tolist(), color="#A9B8C4", ec="white", lw=0.5)
    axis.axvline(event, color=MARK, lw=2)
    tell_point(axis, event, 0, f"event day: hat value {event:.3f}")
    axis.set(xscale="log", xlim=(low, high), xlabel="hat value of a session (logarithmic)")
    axis.set_ylim(0, 1.2 * axis.get_ylim()[1])
    ticks = [t for power in range(-5, 1) for t in (10.0**power, 2 * 10.0**power, 5 * 10.0**power) if low <= t <= high]
    axis.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axis.set_xticks([], minor=True)
    right = event > np.sqrt(low * high)
    axis.annotate(
        f"event day: {event:.3f}",
        (event, 1),
        (-5 if right else 5, -2),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        va="top",
        ha="right" if right else "left",
        color=MARK,
        size=SIZE,
    )
