"""Commands about a study: run it, date its event, fill the README."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from analysis.cli.terminal import DATE, FIGURES, again, named, say, stages
from analysis.commands import command
from analysis.errors import OutputError, UsageError
from analysis.folders import restore_folder
from analysis.words.numbers import digits


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--source",
    default="bundled",
    show_default=True,
    metavar="bundled|live|DIR",
    help="Prices: the study's own snapshot, the one that `fetch` made, or another snapshot's folder.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where to write: a new folder, with its parents, or one of an earlier run, outside of studies and snapshots; "
    "figures/<study>, or figures/<study>-<source>, if not given.",
)
@click.option("--no-figures", is_flag=True, help="Numbers, tables and report only.")
@click.option("--date", "declared", type=DATE, help="The event's date, when the article's cues do not settle it.")
def run(folder: Path, source: str, out: Path | None, no_figures: bool, declared: dt.date | None) -> None:
    """Run the study in FOLDER: from its article to a verdict; or the family of events in it, to an answer."""
    from analysis.family.declarations import is_family

    if is_family(folder):
        _run_family(folder, source, out, declared, figures=not no_figures)
        return
    from analysis.market.prices import find_prices
    from analysis.report.folder import check_out
    from analysis.study.study import load_study

    study = load_study(folder)
    prices = find_prices(source, study)
    suffix = "" if source == "bundled" else f"-{prices.name.rstrip('/')}"
    target = out or FIGURES / f"{study.name}{suffix}"
    check_out(target, question=study.question)
    from analysis import pipeline
    from analysis.report.write import stages_of_writing

    drawn = {path.name for path in target.glob("*.svg")}
    writing = stages_of_writing(figures=not no_figures, itself=bool(study.itself))
    with stages(len(pipeline.STAGES) + writing) as progress:
        found = pipeline.run(study, source=prices, date=declared, progress=progress)
        found.write(target, figures=not no_figures, progress=progress)
    _say_found(study.question, found.told(), target, drawn)


def _run_family(folder: Path, source: str, out: Path | None, declared: dt.date | None, *, figures: bool) -> None:
    """Run a family of events on the bundled prices of its studies."""
    from analysis.family.declarations import load_family
    from analysis.family.findings import EXHIBITS
    from analysis.family.run import STAGES, run_family
    from analysis.report.folder import check_out

    if source != "bundled" or declared:
        what = "a family runs on the bundled prices of its studies, and its dates are those of events.csv"
        raise UsageError(str(folder), what, remedy="leave out --source and --date")
    family = load_family(folder)
    target = out or FIGURES / family.name
    check_out(target, question=family.declared.question)
    drawn = {path.name for path in target.glob("*.svg")}
    with stages(len(STAGES) + 1 + figures * sum(bool(e.figure) for e in EXHIBITS)) as progress:
        found = run_family(family, progress=progress)
        found.write(target, figures=figures, progress=progress)
    _say_found(family.declared.question, found.told(), target, drawn)


def _say_found(question: str, told: list[str], target: Path, drawn: set[str]) -> None:
    """Print the answer, which figures went, and where the results are."""
    say(question)
    for line in told:
        say(line)
    if gone := drawn - {path.name for path in target.glob("*.svg")}:
        say(f"Removed: {digits(len(gone), 'figure')} of other numbers; {again(less='--no-figures')} draws new ones")
    files = [named(target / name) for name in ("report.html", "results.json", "tables")]
    say(f"Results: {', '.join(files)}/")


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--date", "declared", type=DATE, help="The event's date, to be checked against the text.")
@click.option("--json", "as_json", is_flag=True, help="The same for programs.")
@click.option("--exchange", "exchanges", multiple=True, metavar="CODE", help="Show day 0 on an exchange, such as XNYS.")
def date(path: Path, declared: dt.date | None, as_json: bool, exchanges: tuple[str, ...]) -> None:
    """Print an event's date and market claims with the evidence, from a study's FOLDER or from an article's FILE.

    A FILE is text (.txt, .md) or a web page (.html). Where its date is not settled, what was read is printed all the
    same, with the days between which the article leaves the choice.
    """
    import json

    from analysis.commands import command
    from analysis.event.account import account_of
    from analysis.event.article import read_article
    from analysis.event.claim.found import find_claim
    from analysis.event.day_only import day_sessions
    from analysis.study.study import load_study

    if not path.exists():
        raise UsageError(str(path), "no such file or folder", remedy="name a study's folder or an article's file")
    study = load_study(path) if path.is_dir() else None
    article = read_article(study or path)
    account = account_of(article, study.event if study else None, declared=declared)
    sessions = day_sessions(account.found.date, exchanges) if account.found else {}
    if as_json:
        days = {code: [str(day) for day in found.sessions] for code, found in sessions.items()}
        say(json.dumps({**account.as_dict(), "sessions": days}, ensure_ascii=False, indent=1))
    else:
        if study:
            say(f"claim: {find_claim(article, study.claim).quote!r}")
        say(account.summary())
        for code, found in sessions.items():
            say(f"{code}: {found.describe()}")
        if account.claims and not study:
            say(f"\nto test one of them: {command('new', Path('seeds') / path.stem, '--article', path)}")
    if account.refused:
        raise account.refused


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--readme", type=click.Path(path_type=Path), default=Path("README.md"), show_default=True, help="The file to fill."
)
def readme(folder: Path, readme: Path) -> None:
    """Fill README.md with the verdict, from the results of the study in FOLDER."""
    import json

    from jinja2 import UndefinedError

    from analysis.report.readme import page_blocks, refresh_readme
    from analysis.study.study import load_study

    results = restore_folder(FIGURES / load_study(folder).name) / "results.json"
    if not results.is_file():
        raise UsageError(str(results), "no results yet", remedy=command("run", folder))
    try:
        blocks = page_blocks(json.loads(results.read_bytes()), FIGURES)
    except (ValueError, LookupError, TypeError, UndefinedError) as error:
        what = f"not written by this version ({error})"
        raise OutputError(str(results), what, remedy=command("run", folder)) from error
    refresh_readme(readme, blocks)
