"""Figure of the smallest piece."""

from analysis.drawing.caption import Caption
from analysis.drawing.page import page, styled


def caption(piece):
    """How many words were asked for is counted with the piece's own."""
    from tests.findings.tiny import COUNTED

    COUNTED.append("caption")
    return Caption(piece.title, "Made up", f"A bar a fund. {piece.title}.")


@styled
def plot(piece, *, ax=None):
    """A bar a fund."""
    ax = page(piece.caption, ax=ax, height=2)
    ax.bar(list(piece.moves), list(piece.numbers().frame["move_bp"]))
    return ax
