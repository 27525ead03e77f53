"""A new study's folder, written whole or not at all, and what to do next."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePath

from analysis.commands import command
from analysis.errors import UsageError, unseen_in
from analysis.folders import whole_folder
from analysis.market.exposures import WORLD
from analysis.scaffold.draft import Draft
from analysis.scaffold.render import IGNORED, article_md, calendar_csv, exposures_csv, study_toml
from analysis.study.toml.defaults import SNAPSHOT


def require_new(folder: Path) -> None:
    """Refuse a folder that is there, or a name that nobody can see.

    Raises
    ------
    UsageError
    """
    if folder.exists():
        raise UsageError(str(folder), "is there already", remedy="name a new folder, as seeds/NAME, or remove this one")
    if unseen := unseen_in(folder.absolute().name):
        raise UsageError(str(folder), f"its name holds {unseen}, which nobody sees", remedy="choose another")


def write_study(draft: Draft, folder: Path, prices: Path | None) -> None:
    """Write the folder of a new study: its four files, its own prices, and a .gitignore for the article's own words.

    Parameters
    ----------
    draft : Draft
    folder : Path
        Must not be there.
    prices : Path or None
        Folder of the bundled prices.

    Raises
    ------
    UsageError
        If the folder is there already, or cannot be written.
    """
    require_new(folder)
    snapshot = SNAPSHOT
    if prices is not None:
        snapshot = PurePath(os.path.relpath(prices, folder.absolute())).as_posix()
    files = {
        "study.toml": study_toml(draft, snapshot),
        "article.md": article_md(draft),
        "calendar.csv": calendar_csv(draft),
        "exposures.csv": exposures_csv(draft),
        ".gitignore": IGNORED,
    }
    with whole_folder(folder) as staging:
        for name, text in files.items():
            (staging / name).write_text(text, encoding="utf-8", newline="\n")
        for series in draft.selection.series:
            if series.file:
                (staging / "prices").mkdir(exist_ok=True)
                shutil.copyfile(series.file, staging / "prices" / f"{series.ticker}.csv")


def series_told(draft: Draft) -> Iterator[str]:
    """The series of a draft, a line each: what it is for, and where its prices are."""
    whose = draft.selection.issuers or (WORLD,)
    for p in draft.selection.series:
        held = {issuer: percent for issuer, percent in p.holds.items() if issuer in whose}
        weight = ", ".join(f"{percent:g} % {f'of {i}' if i != WORLD else 'of it'}" for i, percent in held.items())
        unknown = "weight to be given in exposures.csv" if p.role != "factor" else ""
        yield f"  {p.role:<8} {p.ticker:<8} {p.name}: {'; '.join(filter(None, (p.where, weight or unknown)))}"
    if draft.selection.no_like:
        fetched = draft.selection.likes_to_fetch
        others = f"; to be fetched, with --placebo: {', '.join(fetched)}" if fetched else ""
        yield f"  placebo  none: {draft.selection.no_like}{others}"


def next_commands(draft: Draft, folder: Path) -> Iterator[str]:
    """Commands that lead from the folder to a report, each ready to be pasted."""
    live = ("--source", "live") if draft.selection.fetches else ()
    if live:
        yield command("fetch", folder)
    yield command("doctor", folder, *live)
    yield command("run", folder, *live)
