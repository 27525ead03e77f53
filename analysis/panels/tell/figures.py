"""Figures of a panel: the mean CAR with its band, the distribution of CARs, what was left out and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.drawing.caption import Caption
from analysis.drawing.names import LEAD, SIZE, End, name_ends
from analysis.drawing.page import (
    BAND,
    DASHES,
    FAINT,
    HUES,
    INK,
    MUTED,
    add_source,
    mark_day_zero,
    page,
    saved,
    shortened,
    styled,
    text_width,
    wrap,
)
from analysis.drawing.points import line_texts, tell_columns, tell_point
from analysis.panels.study import ALL
from analysis.panels.tell.told import ToldPanel
from analysis.words.numbers import digits

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_REASONS = 12
NAMES = 1.6
"""Inches for the names of groups, at most."""


def mean_car_caption(told: ToldPanel) -> Caption:
    """Where the mean CAR ends, and whether its band holds zero."""
    lines = told["mean-by-day"].frame
    every = lines[lines["group"] == ALL]
    first = int(lines["day"].min())
    if not every["events"].iloc[-1]:
        title = f"No event has a return on all days from {first} to {int(every['day'].iloc[-1])}"
        return Caption(title, "Mean cumulative abnormal return", f"Line chart: {title}.")
    last = every.iloc[-1]
    low, high = last["low_date_pct"], last["high_date_pct"]
    holds = "whose band holds zero" if not (low > 0 or high < 0) else "whose band does not hold zero"
    title = f"The mean CAR ends at {last['car_pct']:+.2f} %" + ("" if np.isnan(low) else f", {holds}")
    most, least = int(every["events"].max()), int(last["events"])
    events = digits(least, "event") if most == least else f"{most} to {least} events"
    subtitle = f"Mean cumulative abnormal return of {events} since event day {first}"
    subtitle += "" if most == least else ", fewer as prices end or miss a day"
    subtitle += "; no band: one date" if np.isnan(low) else "; band: 95 %, errors clustered by date"
    if (groups := len(told.panel.groups) - 1) > len(HUES):
        subtitle += f"; the first {len(HUES)} of {groups} groups"
    return Caption(title, subtitle, f"Line chart: {title}; {subtitle}.")


@styled
def plot_mean_car(told: ToldPanel) -> Axes:
    """Mean CAR by day with its band, and lines of the groups."""
    from matplotlib.ticker import MaxNLocator

    lines = told["mean-by-day"].frame
    groups = [g for g in told.panel.groups if g != ALL][: len(HUES)]
    names = [shortened(g, NAMES, SIZE, "bold") for g in [ALL, *groups]] if groups else []
    room = 0.25 + max((LEAD + text_width(name, SIZE, "bold") for name in names), default=0.0)
    ax = page(mean_car_caption(told), ax=None, height=3.6, right=room)
    every = lines[lines["group"] == ALL]
    ax.fill_between(every["day"], every["low_date_pct"], every["high_date_pct"], color=BAND, alpha=0.5, lw=0)
    dashes = ["-", *(DASHES[n % len(DASHES)] for n in range(len(groups)))]
    ends = []
    for n, (group, colour, dash) in enumerate(zip([ALL, *groups], [INK, *HUES], dashes, strict=False)):
        own = lines[lines["group"] == group]
        ax.plot(own["day"], own["car_pct"], lw=1.3 if n else 1.8, color=colour, ls=dash)
        known = own[own["car_pct"].notna()]
        if groups and len(known):
            ends.append(End(known["day"].iloc[-1], known["car_pct"].iloc[-1], names[n], colour, INK))
    drawn = lines[lines["group"].isin([ALL, *groups])]
    each = drawn.pivot(index="day", columns="group", values="car_pct")
    tell_columns(ax, list(each.index), line_texts(each, [f"event day {day}" for day in each.index], "{:+.2f} %"))
    ax.axhline(0, color=MUTED, lw=0.8)
    if every["day"].min() <= 0 <= every["day"].max():
        mark_day_zero(ax, "day 0")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("event day")
    ax.set_ylabel("%")
    _name_ends(ax, ends)
    return ax


def _name_ends(ax: Axes, ends: Sequence[End]) -> None:
    """Names at the right; a line that ends earlier ends in a dot, from which a dotted grey line leads to its name."""
    right = max((end.x for end in ends), default=0.0)
    early = [end.x < right for end in ends]
    for end in (end for end, is_early in zip(ends, early, strict=True) if is_early):
        ax.plot(end.x, end.y, "o", ms=4, color=end.colour)
    before = len(ax.lines)
    name_ends(ax, ends)
    for leader, is_early in zip(ax.lines[before:], early, strict=True):
        if is_early:
            leader.set(color=FAINT, linestyle=":", linewidth=0.8, zorder=1)


def distribution_caption(told: ToldPanel) -> Caption:
    """How the CARs of the first window lie around zero."""
    line = told["mean-by-window"].frame.iloc[0]
    title = f"{100 * line['positive']:.0f} % of the CARs are above zero"
    subtitle = (
        f"Cumulative abnormal returns of {digits(int(line['events']), 'event')} over event days {line['window']}, %; "
        "the outermost bars hold all beyond"
    )
    return Caption(title, subtitle, f"Histogram: {title}; {subtitle}.")


@styled
def plot_distribution(told: ToldPanel) -> Axes:
    """Histogram of the CARs of the first window; the outermost bars hold all that lies further out."""
    values = 100 * told.panel.result.car[:, 0]
    values = values[np.isfinite(values)]
    ax = page(distribution_caption(told), ax=None, height=3.0)
    low, high = np.quantile(values, [0.005, 0.995])
    if low == high:
        low, high = low - 1, high + 1
    bins = min(60, max(8, int(np.sqrt(len(values)))))
    heights, edges, _ = ax.hist(np.clip(values, low, high), bins=bins, color=BAND, edgecolor="white")
    for height, left, right in zip(np.asarray(heights), edges[:-1], edges[1:], strict=True):
        tell_point(ax, (left + right) / 2, height, f"{left:+.2f} to {right:+.2f} %: {digits(int(height), 'event')}")
    ax.axvline(0, color=MUTED, lw=0.8)
    ax.axvline(values.mean(), color=INK, lw=1.6)
    ax.set_ylim(0, 1.2 * float(np.max(heights)))  # room for the label above all bars
    mean, aside = values.mean(), -1 if values.mean() < 0 else 1  # away from the line at zero
    ax.annotate(
        f"mean {mean:+.2f} %", (mean, 1), (4 * aside, -12), xycoords=("data", "axes fraction"),
        textcoords="offset points", color=INK, ha="left" if aside > 0 else "right",
    )  # fmt: skip
    ax.set_xlabel("CAR, %")
    ax.set_ylabel("events")
    return ax


def exclusions_caption(told: ToldPanel) -> Caption:
    """How many events were left out."""
    panel = told.panel
    whole = panel.excluded[panel.excluded["window"] == "all"]
    title = f"{len(panel.result.included)} of {digits(len(panel.events), 'event')} could be measured"
    subtitle = "Events that were left out of all windows, by reason"
    return Caption(title, subtitle, f"Bar chart: {title}; {subtitle}, {len(whole)} in all.")


@styled
def plot_exclusions(told: ToldPanel) -> Axes:
    """Bars of the reasons."""
    from matplotlib.ticker import MaxNLocator

    whole = told.panel.excluded[told.panel.excluded["window"] == "all"]
    counts = whole["reason"].value_counts().head(MOST_REASONS)
    ax = page(exclusions_caption(told), ax=None, height=0.5 + 0.36 * len(counts), left=4.6)
    ax.barh(range(len(counts)), counts.to_numpy(), color=BAND)
    for y, (reason, count) in enumerate(counts.items()):
        tell_point(ax, count, y, f"{reason}: {digits(int(count), 'event')}")
    ax.set_yticks(range(len(counts)), ["\n".join(wrap(str(reason), 4.2, 9)) for reason in counts.index], fontsize=9)
    ax.invert_yaxis()
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("events")
    return ax


FIGURES: dict[str, tuple[Callable[[ToldPanel], Caption], Callable[[ToldPanel], Axes], Callable[[ToldPanel], bool]]] = {
    "mean-car": (mean_car_caption, plot_mean_car, lambda told: True),
    "distribution": (
        distribution_caption,
        plot_distribution,
        lambda told: told["mean-by-window"].frame["events"].iloc[0] > 1,
    ),
    "exclusions": (
        exclusions_caption,
        plot_exclusions,
        lambda told: told.panel.excluded.loc[told.panel.excluded["window"] == "all", "reason"].nunique() > 1,
    ),
}
"""Figures by the stem of their files: caption, drawing, and whether it shows more than the report's words say."""


def draw_figures(told: ToldPanel) -> dict[str, tuple[Caption, bytes, bytes]]:
    """Each figure: its caption, PNG and SVG."""
    source = "; ".join(f"{kind}: {name}" for kind, name in told.panel.sources.items())
    drawn = {}
    for stem, (caption, plot, shown) in FIGURES.items():
        if shown(told):
            ax = plot(told)
            add_source(ax, source)
            drawn[stem] = (caption(told), saved(ax, "png"), saved(ax, "svg"))
    return drawn
