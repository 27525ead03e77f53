"""Figure of the placebo dates: the portfolio's abnormal return on each, with the event among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.drawing.caption import Caption
from analysis.drawing.page import FAINT, MARK, axes_size, page, styled, text_width
from analysis.drawing.points import tell_point
from analysis.findings.unusual.placebo import Placebo
from analysis.words.filters import level
from analysis.words.numbers import bp, digits, out_of, p_value
from analysis.words.study_words import model_words, proxies

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CRITICAL = "#8A5A12"


def caption(piece: Placebo) -> Caption:
    """Where the event stands among other dates."""
    setting, test, p = piece.setting, piece.test, piece.pvalue
    stands = "stands out" if p <= setting.rule.alpha else "does not stand out"
    stands += " by itself, which does not decide here" * piece.tests.by_comparison
    the_event = f"By the {proxies(setting.study)} the event" if setting.study.itself else "The event"
    title = (
        f"{the_event} {stands}: {bp(test.effect)}; by the noise of its own eve {out_of(piece.as_far, test.nobs)} "
        f"placebo dates {'lies' if piece.as_far == 1 else 'lie'} as far out ({piece.looking.sided}, {p_value(p)})"
    )
    subtitle = (
        f"{setting.portfolio.label}, abnormal return in the {setting.primary.name} window on {test.nobs} other dates, "
        f"each over the volatility known on its own eve; {model_words(setting)}"
    )
    alt = f"Histogram of placebo dates and the event. {title}."
    return Caption(title, subtitle, alt)


@styled
def plot(piece: Placebo, *, ax: Axes | None = None) -> Axes:
    """Histogram of the placebo dates, coloured beyond the critical value, with the event among them."""
    test, sign = piece.test, piece.looking.sign
    values, event, critical = 1e4 * test.placebo_effects, 1e4 * test.effect, 1e4 * piece.critical
    ax = page(piece.caption, ax=ax, height=3.6, left=0.75)
    edges = _bins(values, critical)
    heights, _ = np.histogram(values, bins=edges)
    width = edges[1] - edges[0]
    beyond = sign * (edges[:-1] + width / 2) > sign * critical
    colours = np.where(beyond, "#E0A458", "#A9B8C4")
    ax.bar(edges[:-1], heights, width, align="edge", ec="white", lw=0.6, color=list(colours))
    for left, height in zip(edges[:-1], heights, strict=True):
        told = f"{left:+.1f} to {left + width:+.1f} bp: {digits(int(height), 'placebo date')}"
        tell_point(ax, left + width / 2, height, told)
    tell_point(ax, event, 0, f"the event: {bp(test.effect)}, {p_value(piece.pvalue)}")
    top = float(heights.max())
    ax.plot(values, np.full_like(values, -0.045 * top), "|", ms=7, color=FAINT, alpha=0.35, mew=0.8)
    ax.axhline(0, color=FAINT, lw=0.8)
    ax.set(
        ylim=(-0.09 * top, 1.4 * top),
        xlabel="abnormal return of the portfolio, each at the noise of the event's eve, bp",
        ylabel="placebo dates",
    )
    text = f"the event: {bp(test.effect)}, {p_value(piece.pvalue)}"
    _flag(ax, event, 1.32 * top, "-", MARK, text, right=event >= critical)
    if np.isfinite(critical):
        text = f"significant at {level(piece.setting.rule.alpha)}\nfrom {bp(piece.critical)} on"
        _flag(ax, critical, 1.16 * top, "--", CRITICAL, text, right=critical > event)
    return ax


def _bins(values: NDArray[np.float64], critical: float) -> NDArray[np.float64]:
    """Edges of equal bins, one at the critical value: no bar then stands on both sides of it."""
    width = float(np.diff(np.histogram_bin_edges(values, bins="fd")[:2])[0])
    start = critical if np.isfinite(critical) else 0.0
    first, last = np.floor((values.min() - start) / width), np.ceil((values.max() - start) / width)
    return np.asarray(start + width * np.arange(first, max(last, first + 1) + 1))


def _flag(ax: Axes, x: float, height: float, dash: str, colour: str, text: str, *, right: bool) -> None:
    """Line with its text at the top, above all bars; on the wanted side if it fits in there."""
    ax.plot([x, x], [0, height], color=colour, lw=2, ls=dash)
    low, high = ax.get_xlim()
    room = axes_size(ax)[0] * ((high - x) if right else (x - low)) / (high - low)
    if max(text_width(line, 10.5) for line in text.splitlines()) + 0.15 > room:
        right = not right
    ax.annotate(
        text,
        (x, height),
        (6 if right else -6, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="top",
        color=colour,
        bbox={"fc": "white", "ec": "none", "pad": 1.5},
    )
