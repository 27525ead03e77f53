"""Which prices a study runs on: its bundled snapshot, a live one, or a folder; and how a live one is made anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.commands import command
from analysis.errors import SnapshotError, UsageError
from analysis.files import shown
from analysis.folders import restore_folder
from analysis.market.manifest import MANIFEST, read_manifest

if TYPE_CHECKING:
    import pandas as pd

    from analysis.study.declarations import Instrument
    from analysis.study.study import Study

CACHE = Path(".cache") / "prices"
BEFORE, AFTER = dt.timedelta(days=1600), dt.timedelta(days=90)
"""What is fetched around the event: the estimation windows of some hundred placebo dates, and what came after."""


@dataclass(frozen=True, slots=True)
class PriceFolder:
    """Where prices come from: what the results call them, and the folder of the snapshot."""

    name: str
    folder: Path


def live_folder(study: Study) -> Path:
    """Where a study's live snapshot lies when no folder is named."""
    return CACHE / study.name


def find_prices(word: str, study: Study) -> PriceFolder:
    """Find the snapshot that a word names: bundled, live, or a folder.

    Raises
    ------
    UsageError
        If there is no such folder.
    """
    if word == "bundled":
        return PriceFolder(word, study.snapshot_folder)
    folder = restore_folder(live_folder(study) if word == "live" else Path(word))
    if not folder.is_dir():
        if word == "live":
            raise UsageError(str(folder), "no live prices yet", remedy=command("fetch", study.called))
        raise UsageError(word, "no such folder", allowed="bundled, live, or the folder of a snapshot", remedy="name it")
    # The slash tells a folder of that name from the two words.
    return PriceFolder("live" if word == "live" else f"{folder.resolve().name}/", folder)


def require_bundled(found: PriceFolder, study: Study) -> None:
    """Say how to get prices where a study is to run on bundled ones and has none.

    Raises
    ------
    SnapshotError
        If there is no snapshot, and the study's own files do not hold all prices.
    """
    if found.name == "bundled" and to_fetch(study) and not (restore_folder(found.folder) / MANIFEST).is_file():
        remedy = f"fetch them: {command('fetch', study.called)}, then add --source live"
        raise SnapshotError(shown(found.folder), f"no bundled prices (no {MANIFEST})", remedy=remedy)


def fetch_prices(
    study: Study,
    *,
    into: Path | None = None,
    start: dt.date | None = None,
    end: dt.date | None = None,
    without: Sequence[str] = (),
    accept: Sequence[str] = (),
    progress: Callable[[str], None] = lambda ticker: None,
) -> pd.DataFrame:
    """Fetch the prices of a study into a new snapshot; return its manifest.

    Parameters
    ----------
    study : Study
    into : Path, optional
        Folder of the snapshot; that of the study's live prices when not given.
    start, end : datetime.date, optional
        First and last date; those of :func:`dates_to_fetch` when not given.
    without : sequence of str
        Series to leave out that only live snapshots have.
    accept : sequence of str
        Series whose new prices are right where they differ from the bundled ones or from the snapshot before.
    progress : callable
        Called with each ticker as it is fetched.

    Raises
    ------
    FetchError
        Naming what failed; what is complete is kept for the next attempt.
    UsageError
        If a series to leave out is none that the study can do without, or one to accept is not fetched.
    """
    from analysis.market.sources.fetch import fetch_snapshot

    first, last = dates_to_fetch(study)
    target = into or live_folder(study)
    instruments = to_fetch(study, without)
    return fetch_snapshot(
        instruments,
        target,
        start=start or first,
        end=end or last,
        witnesses={"the bundled prices": study.snapshot_folder},
        accept=accept,
        calendars=study.calendars,
        progress=progress,
    )


def to_fetch(study: Study, without: Sequence[str] = ()) -> list[Instrument]:
    """Instruments to fetch: all that are not the study's own, without those that it can do without and that are named.

    Raises
    ------
    UsageError
        If a name is of no such instrument.
    """
    fetched = [i for i in study.instruments if not i.own]
    dispensable = [i.ticker for i in fetched if i.available == "live"]
    if unknown := [t for t in without if t not in dispensable]:
        what = "no series that the study can do without"
        allowed = ", ".join(dispensable) or "none: all are needed"
        raise UsageError(f"--without {unknown[0]}", what, allowed=allowed, remedy="name one of these")
    return [i for i in fetched if i.ticker not in without]


def dates_to_fetch(study: Study) -> tuple[dt.date, dt.date]:
    """First and last date to fetch: those of the bundled prices, so that results compare; or else around the event."""
    event = study.event.instant.date()
    if (study.snapshot_folder / MANIFEST).is_file():
        bundled = read_manifest(study.snapshot_folder)
        held = bundled[bundled.index.isin(study.tickers())]
        if len(held):  # a study of which nothing is bundled has no dates to share
            first, last = (dt.date.fromisoformat(d) for d in (held["first"].min(), held["last"].max()))
            if first < event < last:
                return first, last
    return event - BEFORE, min(event + AFTER, dt.datetime.now(dt.UTC).date())
