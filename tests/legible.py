"""Figures are looked at by measuring every text: none is small, cut off, or covers another."""

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis.drawing.style import style


@style()
def texts_of(figure):
    """Every text as it is saved, in the project's style: its words, its size in points, and its box in inches."""
    FigureCanvasAgg(figure).draw()
    drawn, ticks = [], set()
    for axes in figure.findobj(Axes):
        for axis, view in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            ticks |= {id(label) for tick in axis.get_major_ticks() for label in (tick.label1, tick.label2)}
            inside = (t for t in axis.get_major_ticks() if min(view) <= t.get_loc() <= max(view))
            drawn += [tick.label1 for tick in inside if axes.axison]
    drawn += [text for text in figure.findobj(Text) if id(text) not in ticks]
    return [
        # The box of an annotation as such would include its arrow.
        (text.get_text(), text.get_fontsize(), [v / figure.dpi for v in Text.get_window_extent(text).extents])
        for text in drawn
        if text.get_visible() and text.get_text().strip()
    ]


def assert_legible(figure):
    """No text is below nine points, outside the page, or over another text."""
    shown = texts_of(figure)
    width, height = figure.get_size_inches()
    for words, size, (left, bottom, right, top) in shown:
        assert size >= 9, words
        assert left >= 0, words
        assert right <= width, words
        assert bottom >= 0, words
        assert top <= height, words
    for (a, _, one), (b, _, two) in combinations(shown, 2):
        across = min(one[2], two[2]) - max(one[0], two[0])
        up = min(one[3], two[3]) - max(one[1], two[1])
        # Boxes hold the room of letters that reach low or high: a hair of overlap is no collision of ink.
        assert across < 0.01 or up < 0.03, f"{a!r} and {b!r} overlap"


def words_in(axis):
    """Texts of one panel."""
    return [t.get_text() for t in axis.texts]
