"""The project's style, and the very font file it is drawn with: neither is the reader's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

STYLE = Path(__file__).with_name("style.mplstyle")
FAMILY = "DejaVu Sans as bundled"
"""Name under which matplotlib's own DejaVu Sans is known here.

Asked for by its real name it may be another edition that the system has, with other glyph numbers and widths: which of
the two is taken depends on a list that matplotlib keeps between runs, in the order of whatever it once found.
"""
WEIGHTS = {"normal": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}


@cache
def _font_known() -> None:
    """Make the bundled files known under :data:`FAMILY`, once a process."""
    from matplotlib import get_data_path
    from matplotlib.font_manager import FontEntry, fontManager

    folder = Path(get_data_path()) / "fonts" / "ttf"
    for weight, name in WEIGHTS.items():
        fontManager.ttflist.append(FontEntry(fname=str(folder / name), name=FAMILY, weight=weight, size="scalable"))


@contextmanager
def style() -> Iterator[None]:
    """Draw in the project's style, whatever the reader's own settings are, and leave those as they were."""
    from matplotlib import rc_context

    _font_known()
    with rc_context({"font.family": [FAMILY]}, fname=STYLE):
        yield


def font_file(weight: str = "normal") -> str:
    """Path of the file that letters of one weight, ``normal`` or ``bold``, are drawn from."""
    from matplotlib.font_manager import FontProperties, findfont

    _font_known()
    return str(findfont(FontProperties(family=FAMILY, weight=weight)))
