"""What all figures share: the style, the page with its title and source line, colours, and the saved bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from math import inf
from typing import TYPE_CHECKING, Any, Literal, ParamSpec

from analysis.drawing.caption import Caption
from analysis.drawing.points import told_points, with_points
from analysis.drawing.style import font_file, style
from analysis.study.series import PORTFOLIO
from analysis.study.study import Study
from analysis.words.markdown import unbroken
from analysis.words.numbers import true_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

P = ParamSpec("P")
WIDTH = 9.0
"""Inches; with 160 dots an inch and text of 10 points a figure stays legible at the width of a README."""
EDGE = 0.18
TITLE, SUBTITLE, SOURCE = 13.5, 10.5, 9.0
FONT_SIZE = 100.0
"""Points at which letters are measured; their shape is the same at every size."""
SOURCE_LINE = 0.175
"""Inches a line of the source."""
INK, MUTED, FAINT = "#222222", "#5A5A5A", "#8A8A8A"
MARK = "#B3261E"
"""The event itself, in every figure."""
SHADE = "#F1EDE4"
BAND, BAND_TEXT = "#B9CBDA", "#3F5E78"
"""An interval around a line, half transparent, and words about it."""
HUES = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7")
"""Okabe and Ito's colours without yellow, which is too pale for a line, and black, which is the portfolio's."""
DASHES: tuple[str | tuple[float, tuple[float, ...]], ...] = (
    "-",
    (0, (5, 1.6)),
    (0, (1.2, 1.2)),
    (0, (7, 1.5, 1.5, 1.5)),
    (0, (3, 1, 1, 1, 1, 1)),
)
SHAPES = ("o", "s", "^", "D", "v", "p", "h")


@dataclass(frozen=True, slots=True)
class Look:
    """How one instrument is drawn, in every figure; no two look alike, in colour or in grey."""

    colour: str
    dash: str | tuple[float, tuple[float, ...]]
    shape: str

    @property
    def text(self) -> str:
        """The colour, darkened until small text in it is legible on white."""
        red, green, blue = (int(self.colour[n : n + 2], 16) for n in (1, 3, 5))
        luminance = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
        keep = min(1.0, 0.34 / luminance) if luminance else 1.0
        return f"#{round(red * keep):02X}{round(green * keep):02X}{round(blue * keep):02X}"


def looks(study: Study) -> dict[str, Look]:
    """Look of every declared instrument, by its place in study.toml, and of the portfolio."""
    own = {
        i.ticker: Look(HUES[n % len(HUES)], DASHES[n % len(DASHES)], SHAPES[n % len(SHAPES)])
        for n, i in enumerate(study.instruments)
    }
    return {PORTFOLIO: Look("#000000", "-", "D")} | own


def styled(plot: Callable[P, Axes]) -> Callable[P, Axes]:
    """Draw in the project's style, whatever the reader's own settings are, and leave those as they were."""

    @wraps(plot)
    def draw(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with style():
            return plot(*args, **kwargs)

    return draw


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text in inches."""
    start = end = 0.0
    for word in text.split(" "):
        step, reach = _measured(word, weight)
        end = max(end, start + reach)
        start += step
    return end * size / FONT_SIZE / 72


@cache
def _measured(word: str, weight: str) -> tuple[float, float]:
    """How far a word of ``FONT_SIZE`` points moves what follows the space after it, and how far it reaches itself.

    Letters on both sides of a space do not attract each other, so the words of a line can be measured one by one, and
    those that many lines share only once.
    """
    from matplotlib.font_manager import get_font
    from matplotlib.textpath import text_to_path

    font = get_font(font_file(weight))
    font.set_size(FONT_SIZE, 72)
    glyphs, outlines, _ = text_to_path.get_glyphs_with_font(font, f"{word}  ")
    reach = (x + outlines[glyph][0][:, 0].max(initial=-inf) for glyph, x, _, _ in glyphs[:-2])
    return float(glyphs[-1][1]), float(max(reach, default=-inf))


def longest_word(texts: Sequence[str], size: float, weight: str = "normal") -> float:
    """Width in inches of the longest word of some texts: what no line can be narrower than."""
    return max((text_width(word, size, weight) for text in texts for word in text.split()), default=0.0)


def shortened(name: str, width: float, size: float, weight: str = "normal") -> str:
    """A name as far as there is room for it, in inches."""
    kept = len(name)
    while kept and text_width(name[:kept], size, weight) > width:
        kept -= 1
    return name if kept == len(name) else f"{name[:kept].rstrip()} …"


def wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break text into lines of at most ``width`` inches; "5 %", "12 bp" and "p = 0.1" stay whole."""
    lines: list[str] = []
    for word in unbroken(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def page(
    caption: Caption,
    *,
    ax: Axes | None,
    height: float,
    left: float = 0.75,
    right: float = 0.25,
    bottom: float = 0.6,
) -> Axes:
    """Axes of ``height`` inches to draw in, below a title and above the room for a source line.

    Parameters
    ----------
    caption : Caption
    ax : Axes or None
        When given, it is used as it is and gets the title only: the page is the caller's.
    height : float
        Of the axes, in inches; the page is as high as title and one source line need (:func:`add_source`).
    left, right, bottom : float
        Inches around the axes, for tick labels.
    """
    if ax is not None:
        ax.set_title("\n".join(wrap(caption.title, axes_size(ax)[0], 11, "bold")))
        return ax
    from matplotlib.figure import Figure

    room = 0.98 * (WIDTH - 2 * EDGE)
    title = wrap(caption.title, room, TITLE, "bold")
    subtitle = wrap(caption.subtitle, room, SUBTITLE)
    below_title = EDGE + 0.25 * len(title) + 0.05
    foot = bottom + SOURCE_LINE + 0.12
    total = below_title + 0.2 * len(subtitle) + 0.2 + height + foot
    figure = Figure(figsize=(WIDTH, total))
    lines: dict[str, Any] = {"va": "top", "linespacing": 1.25}
    x = EDGE / WIDTH
    figure.text(x, 1 - EDGE / total, "\n".join(title), size=TITLE, weight="bold", color=INK, **lines)
    figure.text(x, 1 - below_title / total, "\n".join(subtitle), size=SUBTITLE, color=MUTED, **lines)
    place = (left / WIDTH, foot / total, (WIDTH - left - right) / WIDTH, height / total)
    return figure.add_axes(_page_axes()(figure, place))


@cache
def _page_axes() -> type[Axes]:
    from matplotlib.axes import Axes

    class PageAxes(Axes):
        """The axes of a page of its own: a notebook that shows them shows the whole page."""

        def _repr_png_(self) -> bytes:
            return saved(self, "png")

    return PageAxes


def add_source(ax: Axes, source: str) -> None:
    """Write where the data come from at the foot of a page; a page grows when that takes more than one line."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    lines = wrap(source, 0.98 * (WIDTH - 2 * EDGE), SOURCE)
    width, old = figure.get_size_inches()
    more = SOURCE_LINE * (len(lines) - 1)
    total = old + more
    if more:
        for text in figure.texts:
            x, y = text.get_position()
            text.set_position((x, (y * old + more) / total))
        for axes in figure.axes:
            box = axes.get_position()
            axes.set_position((box.x0, (box.y0 * old + more) / total, box.width, box.height * old / total))
        figure.set_size_inches(width, total)
    with style():
        figure.text(
            EDGE / WIDTH, (0.12 + SOURCE_LINE * len(lines)) / total, "\n".join(lines), size=SOURCE, color=MUTED,
            va="top", linespacing=1.25,
        )  # fmt: skip


def axes_size(ax: Axes) -> tuple[float, float]:
    """Width and height of axes in inches."""
    box: Bbox = ax.get_window_extent()
    dpi = ax.get_figure(root=True).dpi  # type: ignore[union-attr]
    return float(box.width) / dpi, float(box.height) / dpi


def panels(ax: Axes, size: tuple[float, float], boxes: Sequence[tuple[float, float, float, float]]) -> list[Axes]:
    """Axes within ``ax``, which itself becomes invisible.

    Parameters
    ----------
    ax : Axes
    size : tuple of float
        Width and height of ``ax`` in inches on our own page; on another page all is scaled.
    boxes : sequence of (left, bottom, width, height)
        In the same inches.
    """
    across, up = size
    ax.set_axis_off()
    return [ax.inset_axes((x / across, y / up, w / across, h / up)) for x, y, w, h in boxes]


def panel_title(ax: Axes, text: str, loc: Literal["left", "center", "right"] = "left") -> None:
    """Name of one panel of several, quieter than a figure's title."""
    ax.set_title(text, size=10, weight="normal", color=MUTED, loc=loc)


def say_instead(ax: Axes, words: str) -> None:
    """Words in place of a panel that cannot be drawn."""
    ax.set_axis_off()
    text = "\n".join(wrap(words, axes_size(ax)[0], SUBTITLE))
    ax.text(0, 1, text, va="top", color=MUTED, size=SUBTITLE, transform=ax.transAxes)


def mark_day_zero(ax: Axes, text: str) -> None:
    """Line at event day 0 with its label above the axes, where no data can be."""
    ax.axvline(0, color=MARK, lw=1.4, ls=(0, (4, 2)))
    ax.annotate(
        text, (0, 1), (0, 3), xycoords=("data", "axes fraction"), textcoords="offset points", ha="center", color=MARK
    )  # fmt: skip


def saved(ax: Axes, kind: Literal["png", "svg"]) -> bytes:
    """The figure of these axes as a file's bytes; the same figure gives the same bytes."""
    metadata: dict[str, str | None] = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
    from matplotlib.text import Text

    into, figure = io.BytesIO(), ax.get_figure(root=True)
    assert figure is not None
    for text in figure.findobj(Text):
        text.set_text(true_minus(text.get_text()))
    with style():
        figure.savefig(into, format=kind, metadata=metadata)
    if kind == "svg":
        return with_points(into.getvalue().decode(), told_points(figure)).encode()
    return into.getvalue()
