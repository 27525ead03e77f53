"""What the commands share: dates as options, progress bars, tables."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.commands import command
from analysis.errors import printable
from analysis.instants import FIRST_YEAR, LAST_YEAR, within_years

if TYPE_CHECKING:
    import pandas as pd
    from rich.progress import Progress


class _Date(click.ParamType[dt.date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            day = dt.date.min
        if not within_years(day):
            self.fail(f"{value!r} is not a date; allowed: YYYY-MM-DD, {FIRST_YEAR} to {LAST_YEAR}", param, ctx)
        return day


DATE = _Date()
FIGURES = Path("figures")
"""Where results lie, in the working folder, whatever the program itself lies in."""
WORDS = "analysis.words"
"""Under what the words of a command line are kept."""


def say(text: object, *, err: bool = False) -> None:
    """Print text: what files, answers and arguments put into it moves no cursor."""
    click.echo("\n".join(printable(line, len(line)) for line in str(text).split("\n")), err=err)


def remember(ctx: click.Context, words: Sequence[str]) -> None:
    """Keep the words of a command line, for :func:`again`."""
    ctx.meta[WORDS] = tuple(words)


def again(*further: str, less: str = "") -> str:
    """The command as it was given, to be pasted, with further words or less one of its own."""
    words = click.get_current_context().meta[WORDS]
    return command(*(word for word in words if word != less), *further)


def named(path: Path) -> str:
    """A path as a part of one line: line ends in it are spelt out as well."""
    return printable(str(path), len(str(path)))


def _bar() -> Progress:
    """A bar on the terminal, with what is done, how much of it, and for how long."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<34}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


@contextmanager
def stages(total: int) -> Iterator[Callable[[str], None]]:
    """Progress bar of the stages of a run on a terminal; silent where there is none, whatever the environment says."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    with _bar() as bar:
        task = bar.add_task("starting", total=total)

        def start(stage: str) -> None:
            bar.update(task, description=stage, advance=1)

        yield start


@contextmanager
def counting() -> Iterator[Callable[[str, int, int], None]]:
    """Progress bar of work that is counted: stage, how much of it is done, its total; silent without a terminal."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    with _bar() as bar:
        task = bar.add_task("starting", total=1)
        yield lambda stage, done, total: bar.update(task, description=stage, completed=done, total=total)


@contextmanager
def series_bar(total: int) -> Iterator[Callable[[str], None]]:
    """Progress bar of a fetch, one step a ticker."""
    with stages(total) as start:
        yield lambda ticker: start(f"fetching {ticker}")


def show_table(table: pd.DataFrame, most: int | None = None) -> None:
    """Print a table for people, nothing when it is empty; of a long one the first rows, and how many more there are."""
    if len(table):
        say(table.head(most or len(table)).to_string(index=False, na_rep=""))
    if most and len(table) > most:
        say(f"... and {len(table) - most} more; --rows shows them")
