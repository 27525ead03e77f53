"""Figure of the joint tests: how often each rejects on other dates, clear of the event's own story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analysis.drawing.caption import Caption
from analysis.drawing.page import FAINT, INK, MARK, MUTED, SHADE, WIDTH, page, panels, styled, text_width
from analysis.drawing.points import tell_point
from analysis.findings.unusual.joint import MAJOR, OUTSIDE, Joint, is_marked
from analysis.words.filters import level
from analysis.words.numbers import capital, count, digits, listing, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.eventstudy.inference.calibration import CalibratedTest

    Tests = Mapping[str, CalibratedTest]

LEFT, RIGHT, NAMES, GAP = 0.15, 0.2, 2.42, 0.3
HEAD, LINE, ROOM, BEYOND = 0.32, 0.26, 0.46, 0.6
"""Inches: names of the windows, height of a test, room left of zero and right of the largest rate for a number."""
SIZE = 10.0
SOUND, BAND, LEVEL = "#0072B2", "#CFE3D2", "#2E6B34"
GROUPS = {False: "Valid on one shared date", True: "Assumes independence"}
NOT_RUN = "not applicable"


def caption(piece: Joint) -> Caption:
    """How many tests keep their level on the placebo dates, and how far the naive ones are off."""
    alpha = level(piece.setting.rule.alpha)
    title = _of_several(piece, alpha) if piece.members.series > 1 else _of_one(piece, alpha)
    whose = f"each test of the {piece.members.series} members" if piece.members.series > 1 else "the t test"
    subtitle = (
        f"Share of {digits(piece.dates, 'placebo date')} on which {whose} rejects at {alpha}; windows: "
        f"{listing(piece.drawn)}. Rejections cluster in time: the green band, in which a sound "
        f"test lies, comes from blocks of {count(piece.told['block'], 'placebo date')}"
    )
    alt = f"Dots of false alarms on placebo dates. {title}."
    return Caption(title, subtitle, alt)


def _of_one(piece: Joint, alpha: str) -> str:
    (test,) = piece.primary
    where = "inside" if test.calibrated else "outside"
    return (
        f"{capital(piece.setting.primary.name)} window: the portfolio's t test rejects on {percent(test.rejections)} "
        f"of the placebo dates, {where} the band of a {alpha} test"
    )


def _of_several(piece: Joint, alpha: str) -> str:
    setting, naive, inside = piece.setting, piece.naive, len(piece.sound)
    title = (
        f"{capital(setting.primary.name)} window: {inside} of {len(piece.valid)} joint tests with a p-value "
        f"{'stays' if inside == 1 else 'stay'} inside the band of a {alpha} test on placebo dates"
    )
    if naive and not naive.calibrated:
        title += f"; {naive.name}, which assumes independence, rejects on {percent(naive.rejections)}"
    return title


@styled
def plot(piece: Joint, *, ax: Axes | None = None) -> Axes:
    """Rejection rate of each test on the placebo dates, with the band in which a sound test lies.

    A column a window and a line a test; of a single test one column, with a line a window.
    """
    single = piece.members.series == 1
    columns = _columns(piece)
    lines = list(columns[0][1]) if single else _lines(piece)
    names = 0.3 + max(text_width(line, SIZE) for line in lines) if single else NAMES
    notes = _notes(piece)
    width, up = WIDTH - LEFT - RIGHT, LINE * len(lines)
    each = (width - names - GAP * (len(columns) - 1)) / len(columns)
    height, bottom = HEAD + up, 0.56 + 0.2 * len(notes)
    ax = page(piece.caption, ax=ax, height=height, left=LEFT, right=RIGHT, bottom=bottom)
    axes = panels(ax, (width, height), [(names + n * (each + GAP), 0, each, up) for n in range(len(columns))])
    most = 100 * max(max(t.rejections, t.band[1]) for _, tests in columns for t in tests.values() if t.nobs)
    inch = most / (each - ROOM - BEYOND)
    for axis, (head, tests) in zip(axes, columns, strict=True):
        axis.set(xlim=(-ROOM * inch, most + BEYOND * inch), ylim=(len(lines) - 0.4, -0.6), yticks=[])
        _draw_column(piece, axis, head, lines, tests)
        axis.set_xticks([t for t in axis.get_xticks() if 0 <= t <= most + BEYOND * inch])
    _name_lines(axes[0], lines, columns[0][1], names)
    axes[0].annotate(
        "\n".join(notes), (0, 0), (-72 * names + 4, -42), xycoords="axes fraction", textcoords="offset points",
        va="top", color=MUTED, size=9.5, linespacing=1.4,
    )  # fmt: skip
    return ax


def _columns(piece: Joint) -> list[tuple[str, Tests]]:
    """Head of each column, and its tests by the names of their lines."""
    heads = {w: f"{w}{MAJOR * (w in piece.crowded)}" for w in piece.drawn}
    if piece.members.series == 1:
        return [(piece.primary[0].name, {head: piece.tests[w][0] for w, head in heads.items()})]
    return [(head, {t.name: t for t in piece.tests[w]}) for w, head in heads.items()]


def _lines(piece: Joint) -> list[str]:
    """Headings and names of tests from top to bottom: those valid on one date first, each group by rejection rate."""
    lines: list[str] = []
    for independent, heading in GROUPS.items():
        group = [t for t in piece.primary if bool(t.nobs and t.reason) is independent]
        if group:
            lines += [heading, *(t.name for t in sorted(group, key=lambda t: (not t.nobs, t.rejections)))]
    return lines


def _draw_column(piece: Joint, axis: Axes, head: str, lines: Sequence[str], tests: Tests) -> None:
    alpha = 100 * piece.setting.rule.alpha
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    axis.axvline(alpha, color=LEVEL, lw=1.2)
    if head.endswith(MAJOR):
        axis.set_facecolor(SHADE)
    for y, name in enumerate(lines):
        if name in tests:
            _draw_test(axis, y, tests[name], alpha)
    at: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
    axis.annotate(capital(head), (0, 1), (0, 8), weight="bold", size=11, **at)
    axis.set_xlabel("rejects on % of the placebo dates")


def _draw_test(axis: Axes, y: float, test: CalibratedTest, alpha: float) -> None:
    if not test.nobs:
        axis.annotate(NOT_RUN, (alpha, y), (8, 0), textcoords="offset points", va="center", color=MUTED, size=9)
        return
    low, high = (100 * end for end in test.band)
    told = f"rejects on {100 * test.rejections:.1f} % of the placebo dates; a sound test on {low:.1f} to {high:.1f} %"
    tell_point(axis, 100 * test.rejections, y, f"{test.name}: {told}")
    axis.barh(y, high - low, left=low, height=1.0, color=BAND, lw=0, zorder=0)
    x, marked = 100 * test.rejections, is_marked(test)
    colour = MARK if marked else SOUND
    axis.plot([alpha, x], [y, y], color=colour if not test.reason else FAINT, lw=1.4, zorder=2)
    axis.plot(x, y, "o", ms=8, mfc="white" if test.reason else colour, mec=colour, mew=1.6, zorder=3)
    text = f"{x:.1f}{OUTSIDE.strip() * marked}"
    # The stem comes from the level: its number stands beyond its end.
    side = -1 if x < alpha else 1
    axis.annotate(
        text, (x, y), (8 * side, 0), textcoords="offset points", ha="right" if side < 0 else "left", va="center",
        color=colour, size=9,
    )  # fmt: skip


def _name_lines(axis: Axes, lines: Sequence[str], tests: Tests, room: float) -> None:
    for y, name in enumerate(lines):
        heading = name not in tests
        axis.annotate(
            name, (0, y), (-72 * room + 4, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", color=MUTED if heading else INK, weight="bold" if heading else "normal", size=SIZE,
        )  # fmt: skip


def _notes(piece: Joint) -> list[str]:
    """What the marks mean that are drawn."""
    marks = ["● valid on one shared date", "○ assumes independence: no p-value"] if piece.members.series > 1 else []
    marks += ["† holds other major news"] * any(w in piece.crowded for w in piece.drawn)
    notes = ["    ".join(marks)] if marks else []
    if any(is_marked(t) for w in piece.drawn for t in piece.tests[w]):
        sound = f"a test of {level(piece.setting.rule.alpha)} lies with 95 % probability"
        notes.append(f"‡ outside the green band, in which {sound}")
    return notes
