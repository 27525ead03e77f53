"""Figure of the correlations: before and after the event in one matrix, and beside it their change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.drawing.caption import Caption
from analysis.drawing.page import INK, MARK, MUTED, WIDTH, longest_word, page, panels, styled
from analysis.drawing.points import tell_point
from analysis.findings.sure.comovement import Comovement
from analysis.words.filters import level, small
from analysis.words.numbers import capital, digits

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

NAMES, TOP, GAP, BESIDE = 0.52, 0.72, 0.2, 0.17
"""Inches: least room for names at the left and above a matrix; the space between the two; beside a name."""
LEFT, RIGHT, BOTTOM = 0.08, 0.12, 0.2
SMALL_PRINT = 9.0
FEWEST_INCHES = 0.275
"""A cell as wide as this holds its number."""
SIGNED = ("#0072B2", "#8CBFDC", "#FFFFFF", "#F0B487", "#D55E00")
"""Blue is negative, orange positive; in grey the sign of the number tells them apart."""


def caption(piece: Comovement) -> Caption:
    """How many correlations changed with the event."""
    told = piece.told
    title = _changes(piece)
    subtitle = (
        f"Close-to-close returns, {told['sessions_before']} sessions before and {told['sessions_after']} after the "
        f"event's windows; in hundredths. Framed: changed at {level(piece.setting.rule.alpha)} after correction for "
        f"{digits(told['pairs'], 'correlation')} (bootstrap); dotted: only with one session in it"
    )
    alt = f"Correlations before and after the event, and their change. {title}."
    return Caption(title, subtitle, alt)


def _changes(piece: Comovement) -> str:
    """Which correlations changed, and which of these changes rest on one session."""
    changed, pairs = piece.changed(), piece.told["pairs"]
    lasting = [pair for pair in changed if pair["lasts"]]
    fragile = [pair for pair in changed if not pair["lasts"]]
    if not changed:
        return f"No correlation of {pairs} differs after the event" if pairs > 1 else "The correlation does not differ"
    if not lasting:
        first = fragile[0]
        found = (
            f"No correlation of {pairs} differs lastingly: the change of {_change(first)}, rests on one session, "
            f"{first['session']}"
        )
        more = len(fragile) - 1
        return f"{found}, and so {'does' if more == 1 else 'do'} {small(more)} more" if more else found
    number = f"{capital(small(len(lasting)))} of {digits(pairs, 'correlation')}"
    differ = "differs" if len(lasting) == 1 else "differ"
    found = f"{number} {differ} after the event, by a test that rejects too often: {_change(lasting[0])}"
    found += f" and {len(lasting) - 1} more" if len(lasting) > 1 else ""
    if not fragile:
        return found
    return (
        f"{found}; {small(len(fragile))} more {'change rests' if len(fragile) == 1 else 'changes rest'} on one session"
    )


def _change(pair: dict[str, Any]) -> str:
    return f"{pair['first']} and {pair['second']}, {pair['before']:.2f} to {pair['after']:.2f}"


@styled
def plot(piece: Comovement, *, ax: Axes | None = None) -> Axes:
    """Correlations before (below the diagonal) and after (above it), and beside them the change."""
    change = piece.change
    n = len(change.names)
    width = WIDTH - LEFT - RIGHT
    room = max(NAMES, longest_word(change.names, SMALL_PRINT) + BESIDE)
    each = (width - 2 * room - GAP) / 2
    height = TOP + room - NAMES + each
    ax = page(piece.caption, ax=ax, height=height, left=LEFT, right=RIGHT, bottom=BOTTOM)
    both, moved = panels(ax, (width, height), [(room, 0, each, each), (2 * room + each + GAP, 0, each, each)])
    below = np.tri(n, k=-1, dtype=bool)
    mixed = np.where(below, change.before, change.after)
    np.fill_diagonal(mixed, np.nan)
    _draw_matrix(both, mixed, change.names, each / n, 1.0)
    difference = np.where(below, change.change, np.nan)
    largest = max(0.1, float(np.nanmax(np.abs(difference))))
    _draw_matrix(moved, difference, change.names, each / n, largest)
    _frame(moved, piece)
    _title(both, f"▼ {change.nobs[0]} sessions before   ▲ {change.nobs[1]} after", room)
    _title(moved, "Change, after less before", room)
    return ax


def _draw_matrix(axis: Axes, values: NDArray[np.float64], names: tuple[str, ...], cell: float, reach: float) -> None:
    """Cells with their numbers in hundredths, where these fit in."""
    n = len(names)
    axis.pcolormesh(np.arange(n + 1) - 0.5, np.arange(n + 1) - 0.5, values, cmap=_hues(), vmin=-reach, vmax=reach)
    axis.set(xlim=(-0.5, n - 0.5), ylim=(n - 0.5, -0.5))
    axis.set_xticks(range(n), names, rotation=90, size=SMALL_PRINT)
    axis.set_yticks(range(n), names, size=SMALL_PRINT)
    axis.tick_params(length=0, labeltop=True, labelbottom=False)
    axis.grid(False)
    for spine in axis.spines.values():
        spine.set_visible(False)
    for i, j in np.argwhere(np.isfinite(values)):
        tell_point(axis, j, i, f"{names[i]} and {names[j]}: {values[i, j]:+.2f}")
    if cell < FEWEST_INCHES:
        return
    for i, j in np.argwhere(np.isfinite(values)):
        # Only on the full blue has white more contrast.
        colour = "white" if values[i, j] < -0.8 * reach else INK
        axis.text(j, i, f"{100 * values[i, j]:z.0f}", ha="center", va="center", size=SMALL_PRINT, color=colour)


def _hues() -> Colormap:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("signed", SIGNED)


def _frame(axis: Axes, piece: Comovement) -> None:
    """Frames around the correlations that changed; dotted around those that did so with one session only."""
    from matplotlib.patches import Rectangle

    names = piece.change.names
    for single in piece.singles:
        column, line = sorted((names.index(single.first), names.index(single.second)))
        dash = "-" if single.lasts else (0, (1.2, 1.2))
        corner = (column - 0.5, line - 0.5)
        axis.add_patch(Rectangle(corner, 1, 1, fill=False, ec=MARK, lw=2.2, ls=dash, zorder=5, clip_on=False))


def _title(axis: Axes, text: str, room: float) -> None:
    axis.annotate(
        text,
        (0, 1),
        (0, 72 * room - 4),
        xycoords="axes fraction",
        textcoords="offset points",
        va="bottom",
        color=MUTED,
        size=10,
    )
