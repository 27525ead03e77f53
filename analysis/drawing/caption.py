"""What a figure says: its title, subtitle and alternative text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caption:
    """Words of a figure.

    ``title`` is the finding, ``subtitle`` data and window, ``alt`` what a listener is told. ``source`` is empty where
    the figure shows the prices: their source is the page's to name.
    """

    title: str
    subtitle: str
    alt: str
    source: str = ""
