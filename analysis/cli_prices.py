"""Commands about prices: fetch a snapshot, check one, compare two."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli_tools import DATE, series_bar, show_table

if TYPE_CHECKING:
    from analysis.study import Study

CACHE = Path(".cache") / "prices"
BEFORE, AFTER = dt.timedelta(days=1600), dt.timedelta(days=90)
"""What is fetched around the event: the estimation windows of some hundred placebo dates, and what came after."""


def live_folder(study: Study) -> Path:
    """Where a study's live snapshot lies when no folder is named."""
    return CACHE / study.name


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--into", type=click.Path(path_type=Path), help="Folder of the snapshot; .cache/prices/<study> if not given."
)
@click.option("--start", type=DATE, help="First date; 1,600 days before the event when not given.")
@click.option("--end", type=DATE, help="Last date; 90 days after the event, or today, when not given.")
def fetch(folder: Path, into: Path | None, start: dt.date | None, end: dt.date | None) -> None:
    """Fetch the prices of the study in FOLDER from Yahoo into a new snapshot.

    A fetch that stops half-way keeps what is complete: repeat the command. The snapshot before it stays until the new
    one is whole.
    """
    from analysis.market.fetch import fetch_snapshot
    from analysis.study import load_study

    study = load_study(folder)
    event = study.event.instant.date()
    target = into or live_folder(study)
    instruments = [i for i in study.instruments if i.source == "yahoo"]
    with series_bar(len(instruments)) as progress:
        manifest = fetch_snapshot(
            instruments,
            target,
            start=start or event - BEFORE,
            end=end or min(event + AFTER, dt.datetime.now(dt.UTC).date()),
            progress=progress,
        )
    click.echo(f"{len(manifest)} series, {manifest['first'].min()} to {manifest['last'].max()}, in {target}")


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
def check(directory: Path) -> None:
    """Check every price file of the snapshot in DIRECTORY; exit 1 when one has an error."""
    from analysis.market.snapshot import check_snapshot, read_manifest, results_table

    count = len(read_manifest(directory))
    table = results_table(check_snapshot(directory))
    show_table(table)
    errors = int((table["severity"] == "error").sum())
    click.echo(f"{directory}: {count} series, {errors} errors, {len(table) - errors} warnings")
    if errors:
        sys.exit(1)


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--study", "folder", type=click.Path(path_type=Path), help="Also compare this study's results on both.")
@click.option("--rows", default=20, show_default=True, type=click.IntRange(1), help="Rows shown of each table.")
def diff(a: Path, b: Path, folder: Path | None, rows: int) -> None:
    """Show what changed from snapshot A to snapshot B: rows, prices, dividends and, with --study, results."""
    from analysis.market.compare import compare_snapshots

    changed = compare_snapshots(a, b)
    show_table(changed.head(rows))
    kinds = ", ".join(f"{n} in {what}" for what, n in changed["what"].value_counts().items())
    click.echo(f"{len(changed)} differences from {a} to {b}{f': {kinds}' if kinds else ''}")
    if folder is not None:
        from analysis.compare import compare_results
        from analysis.study import load_study

        moved, outcomes = compare_results(load_study(folder), a, b)
        show_table(moved.head(rows).round(3))
        same = "unchanged" if outcomes[0] == outcomes[1] else f"was: {outcomes[0]}"
        largest = moved["moved_bp"].abs().max()
        click.echo(f"verdict: {outcomes[1]} ({same}); largest move of an abnormal return {largest:.1f} bp")
