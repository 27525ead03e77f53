"""A report on paper: what stands where on each sheet, read from the PDF that Chromium prints.

Each kind of thing is printed in a colour of its own: a page's commands say where it stands, in any font.
"""

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MARGIN = 16 / 25.4 * 72
"""Points above and below a page's text, as the page's style has them."""
KINDS = {"heading": "h2, summary h3", "caption": "figure:not(.table) figcaption", "head": "thead th", "cell": "tbody"}
"""What is told apart, by its place in the page; what is none of these is "other"."""
COLOURS = {kind: (250, 10 * n, 0) for n, kind in enumerate((*KINDS, "drawing"))}
STYLE = "* { color: black !important; } .drawing img { visibility: hidden; }" + "".join(
    f":is({place}), :is({place}) * {{ color: rgb{COLOURS[kind]} !important; }}" for kind, place in KINDS.items()
)
STYLE += f".drawing {{ background: rgb{COLOURS['drawing']} !important; border-radius: 0; }}"
WHITE = (255, 255, 255)
TOKEN = re.compile(rb"<[^>]*>|[^\s<>\[\]]+")
OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)


@dataclass(frozen=True)
class Mark:
    """A line of text or a filled box: its kind, and its edges in points below the page's top."""

    kind: str
    top: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    """One page: its marks from top to bottom, and its height in points."""

    marks: tuple[Mark, ...]
    height: float

    @property
    def filled(self):
        """Share of the room between the margins that lies above the lowest mark."""
        lowest = max((mark.bottom for mark in self.marks), default=MARGIN)
        return (lowest - MARGIN) / (self.height - 2 * MARGIN)

    def of(self, *kinds):
        """The marks of some kinds."""
        return [mark for mark in self.marks if mark.kind in kinds]


def printed(shown, paper):
    """Sheets of a page that a browser shows, on paper of a named size."""
    shown.ask(f"document.head.appendChild(document.createElement('style')).textContent = {json.dumps(STYLE)}")
    pdf = shown.page.pdf(format=paper, print_background=True)
    objects = dict(OBJECT.findall(pdf))
    return [_sheet(page, objects) for page in objects.values() if re.search(rb"/Type /Page\b", page)]


def _sheet(page, objects):
    height = float(re.search(rb"/MediaBox \[0 0 \S+ ([\d.]+)\]", page)[1])
    written = objects[re.search(rb"/Contents (\d+)", page)[1]]
    commands = zlib.decompress(written[written.index(b"stream\n") + 7 : written.rindex(b"\nendstream")])
    marks = sorted(_marks(commands, height), key=lambda mark: mark.top)
    return Sheet(tuple(marks), height)


def _marks(commands, height) -> Iterator[Mark]:
    """Follow the commands: scale and shift (cm), saved and restored (q, Q), colours (rg), boxes (re f), text (Tm)."""
    kinds = {colour: kind for kind, colour in COLOURS.items()}
    given, kept, boxes = [], [], []
    scale, shift, colour, size = 1.0, 0.0, (0, 0, 0), 0.0  # upwards on the page only

    def mark(low, high):
        ends = sorted(height - (shift + scale * end) for end in (low, high))
        return Mark(kinds.get(colour, "other"), *ends)

    for token in TOKEN.findall(commands):
        match token:
            case b"q":
                kept.append((scale, shift, colour))
            case b"Q":
                scale, shift, colour = kept.pop()
            case b"cm":
                scale, shift = scale * _number(given[-3]), shift + scale * _number(given[-1])
            case b"rg":
                colour = tuple(round(255 * _number(part)) for part in given[-3:])
            case b"re":
                boxes.append((_number(given[-3]), _number(given[-3]) + _number(given[-1])))
            case b"f":
                yield from (mark(*box) for box in boxes if colour != WHITE)
            case b"Tf":
                size = _number(given[-1])
            case b"Tm":
                yield mark(_number(given[-1]) - 0.7 * size, _number(given[-1]))
        if token in (b"f", b"n", b"S"):
            boxes = []
        given = [*given[-5:], token]


def _number(token):
    return float(token)
