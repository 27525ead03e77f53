"""Where the files of a study's own series lie: in its folder prices/, or in folders that studies share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

OWN_PRICES = ("prices",)
"""Where they are looked for unless a study says otherwise."""


def own_place(study_folder: Path, places: Sequence[str], ticker: str) -> Path:
    """Folder of one series: the first of the declared ones that has its file, or else the first of all."""
    folders = [study_folder / place for place in places]
    return next((folder for folder in folders if (folder / f"{ticker}.csv").exists()), folders[0])


def own_file(study_folder: Path, places: Sequence[str], ticker: str) -> Path:
    """File of one series."""
    return own_place(study_folder, places, ticker) / f"{ticker}.csv"
