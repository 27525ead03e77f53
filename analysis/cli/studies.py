"""Commands about several studies: make the figures of all, verify the results of all."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.terminal import FIGURES, named, say, stages
from analysis.commands import command
from analysis.errors import UsageError
from analysis.folders import restore_folder
from analysis.words.numbers import digits

if TYPE_CHECKING:
    from analysis.rerun.jobs import Job, Progress, Said

FOLDERS = click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
SEEDS = click.option(
    "--seeds", type=click.Path(path_type=Path), default=Path("seeds"), show_default=True,
    help="Where the studies lie, when no FOLDER is named.",
)  # fmt: skip


@click.command()
@FOLDERS
@SEEDS
@click.option("--force", is_flag=True, help="Run them all, whether anything changed or not.")
def figures(folders: tuple[Path, ...], seeds: Path, force: bool) -> None:
    """Run the studies in FOLDERS, or all of seeds/, and those within them, where anything changed; then the index.

    Results lie in figures/<study>. A study is unchanged only if its files, its prices, this program, its libraries and
    its results are what they were when it was last run here. figures/index.html and README.md lead to all results.
    """
    from analysis.rerun.jobs import Job
    from analysis.rerun.kinds import find_all, kind_of, within
    from analysis.rerun.made import changed, program_hash

    program = program_hash()  # before the code that runs is loaded
    wanted = _each(within(folder) for folder in folders) or find_all(seeds)
    todo = []
    for folder in wanted:
        why, out = changed(folder)
        if force or why:
            do = partial(_make, folder, program, "asked for" if force else why)
            todo.append(Job(str(folder), do, kind_of(folder).stages))
        else:
            say(f"{named(folder)} (unchanged): {out}/report.html")
    code = _carry_out(todo)
    if pages := _write_index():
        say(f"Index: {', '.join(map(str, pages))}")
    sys.exit(code)


def _make(folder: Path, program: str, why: str, progress: Progress) -> Said:
    """Run one study, write its results, and remember what they were made from."""
    from analysis.rerun.jobs import Said
    from analysis.rerun.kinds import kind_of
    from analysis.rerun.made import keep, look

    kind = kind_of(folder)
    if absent := kind.lacks(folder):
        return _left_out(folder, absent)
    declared = kind.load(folder)
    out = FIGURES / declared.name
    before = look(kind.inputs(declared), out)
    declared = kind.load(folder)  # once more: what is run is never older than what was looked at
    found = kind.run(declared, progress)
    found.write(out, progress=progress)
    keep(folder, program, before, look(kind.inputs(declared), out))
    return Said((f"{named(folder)} ({why}): {named(out)}/report.html", f"  {found.summary()}"))


def _write_index() -> Sequence[Path]:
    from analysis.report.index import write_index

    return write_index(FIGURES)


@click.command()
@FOLDERS
@SEEDS
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="Committed results of one FOLDER alone; when not given figures/<study>, and those of the studies within it.",
)
def verify(folders: tuple[Path, ...], seeds: Path, against: Path | None) -> None:
    """Rebuild the studies in FOLDERS, or all of seeds/, and those within them; compare with the committed results."""
    from analysis.report.index import index_differences
    from analysis.rerun.jobs import Job
    from analysis.rerun.kinds import find_all, kind_of, within

    if against and len(folders) != 1:
        raise UsageError("--against", f"{len(folders)} folders", allowed="one FOLDER", remedy="name the study's")
    wanted = _each(within(folder) for folder in folders) or find_all(seeds)
    if against:
        wanted = wanted[:1]
    jobs = [
        Job(str(f), partial(_verify, f, against, bool(folders) and f not in folders), kind_of(f).stages) for f in wanted
    ]
    code = _carry_out(jobs)
    if not folders:
        for line in index_differences(FIGURES):
            say(line)
            code = max(code, 1)
    sys.exit(code)


def _verify(folder: Path, against: Path | None, inner: bool, progress: Progress) -> Said:
    """Compare the committed results of one study with what it gives."""
    from analysis.rerun.jobs import Said
    from analysis.rerun.kinds import kind_of
    from analysis.rerun.verify import differences

    kind = kind_of(folder)
    if absent := kind.lacks(folder):
        return _left_out(folder, absent)
    declared = kind.load(folder)
    committed = against or FIGURES / declared.name
    if inner and not restore_folder(committed).is_dir():
        return Said(
            (f"{named(committed)}: no such folder, so {named(folder)} was verified as a part of the outer study alone",)
        )
    again = command("run", folder, *(["--out", against] if against else []))
    found = differences(kind, declared, committed, remedy=again, progress=progress)
    if found:
        number = digits(len(found), "difference")
        errors = (f"{number} from {named(committed)}; {again} draws them anew: look at what changed",)
        return Said(tuple(found), errors, 1)
    return Said((f"{named(committed)} is what {named(folder)} gives",))


def _left_out(folder: Path, absent: Sequence[str]) -> Said:
    from analysis.rerun.jobs import Said

    return Said((f"{named(folder)}: left out, because these are not there: {', '.join(absent)}",))


def _each(found: Iterable[Sequence[Path]]) -> list[Path]:
    """All folders once, in order."""
    return list(dict.fromkeys(folder for several in found for folder in several))


def _carry_out(jobs: Sequence[Job]) -> int:
    """Do all jobs, and say what each said when the progress bar is gone; the exit code."""
    from analysis.rerun.jobs import carry_out

    total, stopped = 0, False
    for job in jobs:
        total += job.stages
    found: list[Said] = []
    seen = click.get_current_context().find_root().params["traceback"]
    try:
        with stages(total) as progress:
            for said in (job.do(progress) for job in jobs) if seen else carry_out(jobs, progress):
                found.append(said)  # one by one: what is done counts when the rest is stopped
    except KeyboardInterrupt:
        stopped = True
    for said in found:
        for line in said.lines:
            say(line)
        for line in said.errors:
            say(f"error: {line}", err=True)
    if stopped:
        done = f"{len(found)} of {digits(len(jobs), 'study', 'studies')} done"
        say(f"stopped: {done}, the others are as they were", err=True)
        sys.exit(130)
    return max((said.code for said in found), default=0)
