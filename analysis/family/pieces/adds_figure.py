"""Figure of the smallest effect that is found, by the number of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.drawing.caption import Caption
from analysis.drawing.page import DASHES, HUES, INK, MARK, MUTED, page, styled
from analysis.drawing.points import tell_point
from analysis.family.pieces.adds import NUMBERS, Adds, detectable_alone, own_event
from analysis.study.series import PORTFOLIO
from analysis.words.filters import level
from analysis.words.numbers import bp, capital, count, digits, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TICKS = (10, 20, 50, 100, 200, 500, 1000)


def caption(piece: Adds) -> Caption:
    """From one event to the family."""
    said = piece.context()
    many = said["by_family"] is not None
    number, size = (said["count"], said["by_family"]) if many else (said["all_count"], said["by_all"])
    rule = piece.case.family.declared.rule
    title = f"the portfolio's test alone finds an average of {size:.0f} bp over {count(number, 'event')}"
    if said["own"]:
        title += f", {said['alone']:.0f} bp on {said['own']}"
    title += f" (power {percent(rule.power)})"
    first = piece.case.judged[0]
    subtitle = (
        f"{capital(first.measured.plan.name)}: smallest common effect that a one-sided test at {level(rule.alpha)} "
        f"finds with a power of {percent(rule.power)}, by the number of events; dots: each event alone, the family"
    )
    m = first.measured
    source = f"Data: {len(m.placebo)} placebo dates of the study {m.case.study.name}. Family: {piece.case.family.name}."
    return Caption(capital(title), subtitle, f"Falling lines on logarithmic scales. {capital(title)}.", source)


@styled
def plot(piece: Adds, *, ax: Axes | None = None) -> Axes:
    """Lines by test, events alone at one, the family's sets where they stand."""
    from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

    ax = page(piece.caption, ax=ax, height=4.2, left=0.8, right=0.35, bottom=0.6)
    first = piece.case.judged[0]
    m = first.measured
    for n, (key, sizes) in enumerate(piece.curves.items()):
        colour = INK if key == PORTFOLIO else HUES[n % len(HUES)]
        label = "portfolio" if key == PORTFOLIO else f"portfolio less {key}"
        for number, size in zip(NUMBERS, sizes, strict=True):
            tell_point(ax, number, 1e4 * size, f"{label}: {digits(int(number), 'event')}, from {bp(size)} on")
        ax.plot(NUMBERS, 1e4 * sizes, color=colour, ls=DASHES[n % len(DASHES)], lw=2, label=label, zorder=2)
    own = own_event(first)
    alone = {p: 1e4 * detectable_alone(first, p) for p in m.events}
    for placed, size in alone.items():
        is_own = placed is own
        tell_point(ax, 1, size, f"{placed.event.name} alone: from {size:+.1f} bp on")
        ax.plot(
            1, size, "o", mfc=MARK if is_own else "white", mec=MARK if is_own else MUTED, ms=6, zorder=4 + is_own,
            label=f"{placed.event.name} alone" if is_own else None,
        )  # fmt: skip
    both = [(first.pooled(PORTFOLIO, clean=clean), clean) for clean in (False, True)]
    sets = {len(line.events): (line, clean) for line, clean in both if line.test}
    for number, (line, clean) in sets.items():
        size = 1e4 * first.detectable(line)
        which = "clean" if clean else "in all"
        tell_point(ax, number, size, f"{digits(number, 'event')}, {which}: from {size:+.1f} bp on")
        ax.plot(number, size, "D", mfc=INK if clean else "white", mec=INK, ms=8, zorder=5)
        words = f"{number} {which}"
        ax.annotate(words, (number, size), (4, 11), textcoords="offset points", ha="center", color=INK, size=9.5)
    low = min(min(1e4 * s) for s in piece.curves.values())
    high = max(*(max(1e4 * s) for s in piece.curves.values()), *alone.values())
    ax.set(xscale="log", yscale="log", xlim=(0.9, 1.1 * NUMBERS[-1]), ylim=(0.8 * low, 1.25 * high))
    ticks = [t for t in TICKS if 0.8 * low <= t <= 1.25 * high]
    for axis, at in ((ax.xaxis, [1, 2, 3, 5, 10, 20, 50]), (ax.yaxis, ticks)):
        axis.set_major_locator(FixedLocator(at))
        axis.set_major_formatter(FixedFormatter([f"{t:g}" for t in at]))
        axis.set_minor_locator(NullLocator())
    ax.set(xlabel="events", ylabel="smallest effect that is found, bp")
    ax.grid(True, axis="both")
    ax.legend(loc="upper right", frameon=False)
    return ax
