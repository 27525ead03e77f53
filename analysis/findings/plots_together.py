"""Figures of COMOVEMENT: correlations before and after the event, and over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.drawing.labels import spread
from analysis.drawing.page import FAINT, INK, MARK, MUTED, WIDTH, Look, axes_size, looks, page, panels, styled
from analysis.findings.captions_evidence import correlations_caption, rolling_caption
from analysis.findings.evidence_tables import rolling_table
from analysis.findings.record_together import comovement_record
from analysis.measure.effects import PORTFOLIO

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

    from analysis.findings.results import Findings

NAMES, TOP, GAP = 0.52, 0.72, 0.2
"""Inches: names at the left and above a matrix, and the space between the two."""
SMALL = 9.0
FEWEST_INCHES = 0.275
"""A cell as wide as this holds its number."""
HUES = ("#0072B2", "#8CBFDC", "#FFFFFF", "#F0B487", "#D55E00")
"""Blue is negative, orange positive; in grey the sign of the number tells them apart."""


@styled
def plot_correlations(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Correlations before (below the diagonal) and after (above it), and beside them the change."""
    change = findings.evidence.comovement.change
    n, left, right = len(change.names), 0.08, 0.12
    width = WIDTH - left - right
    each = (width - 2 * NAMES - GAP) / 2
    height = TOP + each
    ax = page(correlations_caption(findings), ax=ax, height=height, left=left, right=right, bottom=0.2)
    both, moved = panels(ax, (width, height), [(NAMES, 0, each, each), (2 * NAMES + each + GAP, 0, each, each)])
    below = np.tri(n, k=-1, dtype=bool)
    mixed = np.where(below, change.before, change.after)
    np.fill_diagonal(mixed, np.nan)
    _draw_matrix(both, mixed, change.names, each / n, 1.0)
    difference = np.where(below, change.change, np.nan)
    largest = max(0.1, float(np.nanmax(np.abs(difference))))
    _draw_matrix(moved, difference, change.names, each / n, largest)
    _frame(moved, findings)
    _title(both, f"▼ {change.nobs[0]} sessions before   ▲ {change.nobs[1]} after")
    _title(moved, "Change, after less before")
    return ax


def _draw_matrix(axis: Axes, values: NDArray[np.float64], names: tuple[str, ...], cell: float, reach: float) -> None:
    """Cells with their numbers in hundredths, where these fit in."""
    n = len(names)
    axis.pcolormesh(np.arange(n + 1) - 0.5, np.arange(n + 1) - 0.5, values, cmap=_hues(), vmin=-reach, vmax=reach)
    axis.set(xlim=(-0.5, n - 0.5), ylim=(n - 0.5, -0.5))
    axis.set_xticks(range(n), names, rotation=90, size=SMALL)
    axis.set_yticks(range(n), names, size=SMALL)
    axis.tick_params(length=0, labeltop=True, labelbottom=False)
    axis.grid(False)
    for spine in axis.spines.values():
        spine.set_visible(False)
    if cell < FEWEST_INCHES:
        return
    for i, j in np.argwhere(np.isfinite(values)):
        # Only on the full blue has white more contrast.
        colour = "white" if values[i, j] < -0.8 * reach else INK
        axis.text(j, i, f"{100 * values[i, j]:z.0f}", ha="center", va="center", size=SMALL, color=colour)


def _hues() -> Colormap:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("signed", HUES)


def _frame(axis: Axes, findings: Findings) -> None:
    """Frames around the correlations that changed; dotted around those that did so with one session only."""
    from matplotlib.patches import Rectangle

    names = findings.evidence.comovement.change.names
    for pair in comovement_record(findings)["changed"]:
        j, i = sorted((names.index(pair["first"]), names.index(pair["second"])))
        dash = "-" if pair["lasts"] else (0, (1.2, 1.2))
        frame = Rectangle((j - 0.5, i - 0.5), 1, 1, fill=False, ec=MARK, lw=2.2, ls=dash, zorder=5, clip_on=False)
        axis.add_patch(frame)


def _title(axis: Axes, text: str) -> None:
    axis.annotate(
        text, (0, 1), (0, 72 * NAMES - 4), xycoords="axes fraction", textcoords="offset points", va="bottom",
        color=MUTED, size=10,
    )  # fmt: skip


@styled
def plot_rolling(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Correlations over the last sessions, day by day, each line named at its end."""
    table = rolling_table(findings)
    ax = page(rolling_caption(findings), ax=ax, height=3.9, left=0.65, right=1.55, bottom=0.4)
    dates = pd.to_datetime(table["session"]).to_numpy()
    pairs = list(table.columns[1:])
    style = {pair: looks(findings.study)[_factor(pair) or PORTFOLIO] for pair in pairs}
    ax.axhline(0, color=FAINT, lw=0.8)
    for pair in reversed(pairs):
        look, heavy = style[pair], not _factor(pair)
        ax.plot(dates, table[pair], color=look.colour, ls=look.dash, lw=2.2 if heavy else 1.6, zorder=3 if heavy else 2)
    low = float(table[pairs].to_numpy().min(initial=0))
    ax.set(xlim=(dates[0], dates[-1]), ylim=(min(-0.05, low - 0.05), 1.03))
    _mark_event(findings, ax)
    _name_ends(findings, ax, table, style)
    return ax


def _factor(pair: str) -> str:
    """The factor of a pair of the portfolio with it; nothing for the pair of the targets."""
    return pair.removeprefix(f"{PORTFOLIO} and ") if pair.startswith(f"{PORTFOLIO} and ") else ""


def _mark_event(findings: Findings, ax: Axes) -> None:
    day0 = pd.Timestamp(findings.effects.day0[findings.effects.path.series.exchange])
    ax.axvline(day0.to_numpy(), color=MARK, lw=1.4, ls=(0, (4, 2)))  # type: ignore[arg-type]
    ax.annotate(
        "day 0", (day0.to_numpy(), 1), (0, 3), xycoords=("data", "axes fraction"), textcoords="offset points",
        ha="center", color=MARK,
    )  # fmt: skip


def _name_ends(findings: Findings, ax: Axes, table: pd.DataFrame, style: dict[str, Look]) -> None:
    """Names of the lines right of the axes, in the order of the ends and clear of each other."""
    factors = [_factor(pair) for pair in style]
    names = {f: f"portfolio and\n{findings.study.factor_labels[f]} ({f})" for f in factors if f}
    labels = [names.get(f, "the targets,\nmean of pairs") for f in factors]
    ends = table[list(style)].iloc[-1].to_numpy(dtype=float)
    low, top = ax.get_ylim()
    gap = (top - low) * 3.0 * SMALL / 72 / axes_size(ax)[1]
    at: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "annotation_clip": False}
    places = spread(ends, gap, low + gap / 2, top - gap / 2)
    for look, label, end, y in zip(style.values(), labels, ends, places, strict=True):
        ax.plot([1, 1.025], [end, y], color=look.colour, lw=0.9, clip_on=False, transform=ax.get_yaxis_transform())
        ax.annotate(
            label, (1.025, y), (3, 0), textcoords="offset points", va="center", color=look.text, size=SMALL + 0.5,
            weight="bold", linespacing=1.15, **at,
        )  # fmt: skip
