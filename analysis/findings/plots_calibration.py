"""Figure of TOGETHER: how often each joint test rejects on other dates, clear of the event's own story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.drawing.page import FAINT, INK, MARK, MUTED, SHADE, WIDTH, page, panels, styled
from analysis.findings.captions_evidence import calibration_caption
from analysis.findings.evidence_tables import is_marked
from analysis.findings.spells import major_news, shown_windows
from analysis.words.numbers import capital

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.eventstudy.inference.calibration import CalibratedTest
    from analysis.findings.results import Findings
    from analysis.study.declarations import Window

LEFT, RIGHT, NAMES, GAP = 0.15, 0.2, 2.42, 0.3
HEAD, ROW = 0.32, 0.26
"""Inches: names of the windows, height of a test."""
SIZE = 10.0
SOUND, BAND = "#0072B2", "#CFE3D2"
DAGGER = "‡"
GROUPS = {False: "Valid on one shared date", True: "Assumes independence"}
NOT_RUN = "not applicable"


@styled
def plot_calibration(findings: Findings, *, ax: Axes | None = None) -> Axes:
    """Rejection rate of each test on the placebo dates, with the band in which a sound test lies."""
    windows, rows = shown_windows(findings.study), _rows(findings)
    width, up = WIDTH - LEFT - RIGHT, ROW * len(rows)
    each = (width - NAMES - GAP * (len(windows) - 1)) / len(windows)
    height = HEAD + up
    ax = page(calibration_caption(findings), ax=ax, height=height, left=LEFT, right=RIGHT, bottom=1.0)
    axes = panels(ax, (width, height), [(NAMES + n * (each + GAP), 0, each, up) for n in range(len(windows))])
    tests = {w.name: {t.name: t for t in findings.evidence.joint[w.name]} for w in windows}
    reach = 122 * max(t.rejections for column in tests.values() for t in column.values() if t.nobs)
    for axis, window in zip(axes, windows, strict=True):
        _draw_column(findings, axis, window, rows, tests[window.name], reach)
    _name_rows(axes[0], rows, tests[windows[0].name])
    _explain(findings, axes[0])
    return ax


def _rows(findings: Findings) -> list[str]:
    """Headings and names of tests from top to bottom: those valid on one date first, each group by rejection rate."""
    tests = findings.evidence.joint[findings.study.primary.name]
    rows: list[str] = []
    for independent, heading in GROUPS.items():
        group = [t for t in tests if bool(t.nobs and t.reason) is independent]
        if group:
            rows += [heading, *(t.name for t in sorted(group, key=lambda t: (not t.nobs, t.rejections)))]
    return rows


def _draw_column(
    findings: Findings, axis: Axes, window: Window, rows: list[str], tests: dict[str, CalibratedTest], reach: float
) -> None:
    alpha = 100 * findings.study.decision.alpha
    axis.set(xlim=(0, reach), ylim=(len(rows) - 0.4, -0.6), yticks=[])
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    band = next(t.band for t in tests.values() if t.nobs)
    axis.axvspan(100 * band[0], 100 * band[1], color=BAND, lw=0, zorder=0)
    axis.axvline(alpha, color="#2E6B34", lw=1.2)
    crowded = bool(major_news(findings, window))
    if crowded:
        axis.set_facecolor(SHADE)
    for y, name in enumerate(rows):
        if name in tests:
            _draw_test(axis, y, tests[name], alpha)
    at: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
    name = f"{capital(window.name)}{' †' if crowded else ''}"
    axis.annotate(name, (0, 1), (0, 8), weight="bold", size=11, **at)
    axis.set_xlabel("rejects on % of the placebo dates")


def _draw_test(axis: Axes, y: float, test: CalibratedTest, alpha: float) -> None:
    if not test.nobs:
        axis.annotate(NOT_RUN, (alpha, y), (8, 0), textcoords="offset points", va="center", color=MUTED, size=9)
        return
    x = 100 * test.rejections
    marked = is_marked(test)
    colour = MARK if marked else SOUND
    axis.plot([alpha, x], [y, y], color=colour if not test.reason else FAINT, lw=1.4, zorder=2)
    axis.plot(x, y, "o", ms=8, mfc="white" if test.reason else colour, mec=colour, mew=1.6, zorder=3)
    text = f"{x:.1f}{DAGGER if marked else ''}"
    # Left of the level the number would lie on its own stem.
    ground = {"fc": axis.get_facecolor(), "ec": "none", "pad": 1} if x < alpha else None
    axis.annotate(text, (x, y), (9, 0), textcoords="offset points", va="center", color=colour, size=9, bbox=ground)


def _name_rows(axis: Axes, rows: list[str], tests: dict[str, CalibratedTest]) -> None:
    for y, name in enumerate(rows):
        heading = name not in tests
        axis.annotate(
            name, (0, y), (-72 * NAMES + 4, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", color=MUTED if heading else INK, weight="bold" if heading else "normal", size=SIZE,
        )  # fmt: skip


def _explain(findings: Findings, axis: Axes) -> None:
    alpha = f"{100 * findings.study.decision.alpha:g} %"
    crowded = any(major_news(findings, w) for w in shown_windows(findings.study))
    lines = (
        f"● valid on one shared date    ○ assumes independence: no p-value{'    † holds other major news' * crowded}\n"
        f"{DAGGER} outside the green band, in which a test of {alpha} would lie with 95 % probability if dates were "
        "independent"
    )
    axis.annotate(
        lines, (0, 0), (-72 * NAMES + 4, -42), xycoords="axes fraction", textcoords="offset points", va="top",
        color=MUTED, size=9.5, linespacing=1.4,
    )  # fmt: skip
