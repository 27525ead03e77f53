"""Commands around a new study: draft it from an article, and say what is missing or weak in it before a run."""

from __future__ import annotations

import datetime as dt
import itertools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.terminal import DATE, named, say
from analysis.errors import UsageError
from analysis.instants import FIRST_YEAR, LAST_YEAR, within_years
from analysis.words.numbers import digits

if TYPE_CHECKING:
    from analysis.scaffold.draft import Chosen, OpenQuestion

MOST_PASTED = 8
"""Commands that are printed to be pasted, one for each way to answer what is open."""


class _Instant(click.ParamType[dt.datetime]):
    name = "MOMENT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        if isinstance(value, dt.datetime):
            return value
        try:
            moment: dt.datetime | None = dt.datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None or not within_years(moment):
            allowed = f"as 2024-01-31T18:00:00Z, with its zone, {FIRST_YEAR} to {LAST_YEAR}"
            self.fail(f"{value!r} is no moment; allowed: {allowed}", param, ctx)
        return moment


def _words(_: click.Context, __: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    """Words of an option that may be given several times, each with commas."""
    return tuple(word.strip() for one in value for word in one.split(",") if word.strip())


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--article", "file", required=True, type=click.Path(path_type=Path), help="Its text, or a saved web page."
)
@click.option("--claim", type=click.IntRange(1), metavar="N", help="Which of its claims, as they are numbered.")
@click.option("--date", type=DATE, help="The event's day, where the article does not settle it.")
@click.option("--instant", type=_Instant(), help="When the news became known, with its zone: 2024-01-31T18:00:00Z.")
@click.option("--instant-source", metavar="TEXT", help="Who says so.")
@click.option("--day-only", is_flag=True, help="Only the day is known: windows then hold all of it.")
@click.option("--zone", metavar="ZONE", help="Where that day is counted, as Europe/Istanbul.")
@click.option("--event", metavar="NAME", help="What the report calls the event; the news of the day, if not given.")
@click.option("--term", "terms", multiple=True, callback=_words, help="The article's words for it, which tie its day.")
@click.option("--target", "targets", multiple=True, callback=_words, help="What to test: TICKER, or [ISSUER=]FILE.csv.")
@click.option("--factors", multiple=True, callback=_words, help="What explains it: tickers or files; or none.")
@click.option("--placebo", "placebos", multiple=True, callback=_words, help="What is alike, without exposure; or none.")
@click.option("--exchange", metavar="CODE", help="Of files and of tickers that are not known here, as XLON.")
@click.option("--currency", metavar="CODE", help="Of the same, as GBp.")
@click.option("--valued", metavar="HOUR", help='Of files with gaps, as "16:00 Europe/London": a row a quote.')
def new(folder: Path, file: Path, **options: Any) -> None:
    """Draft a study in FOLDER, which must be new, from an article.

    The article's day and claims are read; series are proposed by what the claim is about, where none are named. What no
    article tells is asked for: nothing is invented. FOLDER gets the article's own words: they are for your disk alone.
    """
    from analysis.event.article import read_article
    from analysis.market.manifest import read_manifest
    from analysis.scaffold.draft import draft, open_questions, prices_near, read
    from analysis.scaffold.folder import next_commands, require_new, series_told, write_study

    require_new(folder)
    chosen = _chosen(options)
    reading = read(read_article(file), chosen)
    questions = open_questions(reading, chosen)
    for line in reading.describe(None if questions else chosen.claim):
        say(line)
    if questions:
        raise _ask(questions, _given(folder, file))
    prices = prices_near(folder)
    made = draft(reading, chosen, frozenset(read_manifest(prices).index if prices else ()))
    write_study(made, folder, prices)
    say(f"\nwritten: {named(folder)}, with study.toml, calendar.csv, exposures.csv, each choice with its comment;")
    say("and article.md, which holds the article's own words: for your disk alone until you tell it in yours")
    say("series, proposed where you named none:")
    for line in series_told(made):
        say(line)
    say("next:")
    for line in next_commands(made, folder):
        say(f"  {line}")


def _chosen(options: dict[str, Any]) -> Chosen:
    """Options as choices; factors and likes are proposed where none are named, and left out where "none" is."""
    from analysis.scaffold.draft import Chosen
    from analysis.scaffold.proposals import Wanted

    def listed(words: tuple[str, ...]) -> tuple[str, ...] | None:
        return () if words == ("none",) else words or None

    listing = {name: options.pop(name) for name in ("targets", "exchange", "currency", "valued")}
    wanted = Wanted(**listing, factors=listed(options.pop("factors")), placebos=listed(options.pop("placebos")))
    return Chosen(**options, wanted=wanted)


def _given(folder: Path, file: Path) -> list[str]:
    """The command's own words as they were given, so that it can be pasted again with what was open."""
    context = click.get_current_context()
    words = ["new", str(folder), "--article", str(file)]
    for parameter in context.command.params:
        value = context.params.get(str(parameter.name))
        if parameter.name in ("folder", "file") or value in (None, False, ()):
            continue
        option = parameter.opts[0]
        if value is True:
            words.append(option)
        elif isinstance(value, tuple):
            words += [word for one in value for word in (option, one)]
        else:
            words += [option, value.isoformat() if isinstance(value, dt.date) else str(value)]
    return words


def _ask(questions: Sequence[OpenQuestion], given: Sequence[str]) -> UsageError:
    """Say what is open, and the commands that answer it; return the refusal."""
    from analysis.commands import command

    say("\nopen:")
    for question in questions:
        say("\n      ".join((f"  {question.asked}:", *question.ways)))
    say("paste one of these, with your choices:")
    ways = itertools.product(*(question.answers for question in questions))
    for answers in itertools.islice(ways, MOST_PASTED):
        say(f"  {command(*_without(given, answers))} {' '.join(answers)}")
    what = f"{digits(len(questions), 'choice')} open, and nothing written"
    return UsageError("new", what, remedy="add the options above")


def _without(given: Sequence[str], answers: Sequence[str]) -> list[str]:
    """The given words less options that an answer gives anew: a day that was refused, say."""
    anew = {word for answer in answers for word in answer.split() if word.startswith("--")}
    kept: list[str] = []
    dropping = False
    for word in given:
        dropping = word in anew if word.startswith("--") else dropping
        if not dropping:
            kept.append(word)
    return kept


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--source", default="bundled", show_default=True, metavar="bundled|live|DIR", help="Prices, as of `run`.")
def doctor(folder: Path, source: str) -> None:
    """Say all that is missing or weak in the study in FOLDER, each with its remedy; exit 1 where something is missing.

    What is missing stops a run, or makes its report wrong. What is weak does not: the verdict can then prove less.
    """
    from analysis.doctor.examination import check_up

    found = check_up(folder, source)
    for finding in found:
        say(finding)
    lacking = sum(finding.kind == "missing" for finding in found)
    say(f"{named(folder)}: {lacking or 'nothing'} missing, {len(found) - lacking} weak")
    if lacking:
        sys.exit(1)
