"""Several studies one beside the other, in processes of their own; what each said comes in order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError, system_words
from analysis.processes import cores, end, forked

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Said:
    """What a job said: lines for people, its errors, and the exit code that it asks for."""

    lines: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    code: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do, by name; ``do`` is given a function that it tells each stage, of which there are so many."""

    name: str
    do: Callable[[Progress], Said]
    stages: int = 1


def carry_out(jobs: Sequence[Job], progress: Progress = lambda stage: None) -> Iterator[Said]:
    """Do all jobs, as many at once as there are cores; what each said, in their order, as soon as it is known.

    An error that a user can mend ends its job alone. Each job has a process of its own, so that none finds what
    another left in memory; a single one, or where there is one core, is done in this process.
    """
    if min(cores(), len(jobs)) < 2:
        for job in jobs:
            yield _outcome(job, lambda stage, name=job.name: progress(f"{name}: {stage}"))  # type: ignore[misc]
        return
    said: dict[int, Said] = {}
    working: dict[Connection, tuple[int, BaseProcess]] = {}
    shown = started = 0
    try:
        while shown < len(jobs):
            while started < len(jobs) and len(working) < cores():
                ours, theirs = Pipe(duplex=False)
                working[ours] = started, forked(_work, jobs[started], theirs)
                theirs.close()  # so that its end is seen here when the process ends
                started += 1
            for pipe in wait(list(working)):
                _hear(pipe, working, jobs, said, progress)  # type: ignore[arg-type]
            while shown in said:
                yield said[shown]
                shown += 1
    finally:
        end(process for _, process in working.values())


def _hear(
    pipe: Connection,
    working: dict[Connection, tuple[int, BaseProcess]],
    jobs: Sequence[Job],
    said: dict[int, Said],
    progress: Progress,
) -> None:
    """Take one message of a process: a stage, its outcome, or that it ended without one."""
    number, process = working[pipe]
    try:
        message = pipe.recv()
    except EOFError:
        process.join()
        message = Said(errors=(f"{jobs[number].name}: its process ended with {process.exitcode}",), code=1)
    if isinstance(message, Said):
        said[number] = message
        del working[pipe]
        pipe.close()
        process.join()
    else:
        progress(f"{jobs[number].name}: {message}")


def _work(job: Job, pipe: Connection) -> None:
    """Do a job in a process of its own."""
    try:
        pipe.send(_outcome(job, pipe.send))
    except KeyboardInterrupt:  # it reaches the whole group, and the parent reports it
        sys.exit(1)


def _outcome(job: Job, progress: Progress) -> Said:
    try:
        return job.do(progress)
    except AnalysisError as error:
        return Said(errors=tuple(str(error).split("\n")), code=error.exit_code)
    except OSError as error:
        return Said(errors=(system_words(error),), code=1)
