"""The command about many events: tables of events and prices in, a folder of results out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from analysis.cli.terminal import FIGURES, counting, named, say
from analysis.files import beside, shown

TABLE = click.Path(path_type=Path)


def _options(command: Any) -> Any:
    """The options, in the order of the help."""
    for option in reversed(
        [
            click.option("--factors", type=TABLE, help="Returns of factors by day."),
            click.option(
                "--factors-format",
                default="columns",
                show_default=True,
                metavar="columns|ken-french",
                help="As published, or any table.",
            ),
            click.option("--factors-percent/--factors-decimal", default=None, help="What the factors are in."),
            click.option("--risk-free", default="", metavar="COLUMN|none", help="Column that is subtracted."),
            click.option("--market", default="", metavar="NAME", help="Column of the factors, or security of PRICES."),
            click.option("--use", multiple=True, metavar="COLUMN", help="Factors that count, if not all; repeatable."),
            click.option(
                "--model",
                default="market",
                show_default=True,
                metavar="MODEL",
                help="constant-mean, "
                "market-adjusted, market, factors, dimson, scholes-williams, garch or trade-to-trade.",
            ),
            click.option(
                "--window",
                "windows",
                multiple=True,
                default=("-10:10",),
                show_default=True,
                metavar="FIRST:LAST",
                help="Repeatable.",
            ),
            click.option(
                "--estimation",
                metavar="FIRST:LAST",
                help="250 sessions that end 11 before the first event day.",
            ),
            click.option("--min-obs", default=100, show_default=True, help="Observations that an estimation needs."),
            click.option(
                "--closed",
                default="next",
                show_default=True,
                metavar="next|previous|drop",
                help="What becomes of a date without a session; an instant always goes to the next.",
            ),
            click.option("--returns", default="simple", show_default=True, metavar="simple|log", help="All alike."),
            click.option("--returns-percent/--returns-decimal", default=None, help="What returns in PRICES are in."),
            click.option("--values", default="", metavar="prices|returns", help="What PRICES holds."),
            click.option("--keep-other-events", is_flag=True, help="They count as ordinary days."),
            click.option("--exchange", default="", metavar="CODE", help="Of all securities without one, such as XNYS."),
            click.option("--currency", default="", metavar="CODE", help="Of the results, and where none is said."),
            click.option("--rates", type=TABLE, help="Rates of exchange by day: units of --currency for one of each."),
            click.option("--group", default="", metavar="COLUMN", help="Column of EVENTS by which to group."),
            click.option("--on", multiple=True, metavar="COLUMN", help="Regress CARs on it; repeatable."),
            click.option("--test", "tests", multiple=True, metavar="NAME", help="Only these tests; repeatable."),
            click.option("--no-tests", is_flag=True, help="No tests, and no residuals in memory."),
            click.option(
                "--shared-allowed",
                default=0.0,
                show_default=True,
                help="Share of events with common days that may be.",
            ),
            click.option("--seed", default=1, show_default=True, help="Of the bootstraps."),
            click.option("--dates", default="", metavar="dmy|mdy|ymd", help="Order of dates that fit several."),
            click.option("--decimal", default="", metavar="SIGN", help="Decimal sign, where it is not settled."),
            click.option("--delimiter", default="", metavar="SIGN", help="Between cells, where it is not settled."),
            click.option("--missing", multiple=True, metavar="CODE", help="Stands for a missing value; repeatable."),
            click.option(
                "--column",
                "columns",
                multiple=True,
                metavar="TABLE.ROLE=COLUMN",
                help="What a column is: events.security=Firm, or none: prices.split=none; repeatable.",
            ),
            click.option("--out", type=TABLE, help="Folder of the results; figures/<name of EVENTS> if not given."),
            click.option("--no-figures", is_flag=True, help="Numbers, tables and report only."),
            click.option("--jobs", default=1, show_default=True, help="Processes of this machine; -1: one a core."),
            click.option(
                "--backend", default="local", show_default=True, metavar="local|dask|ray", help="Who measures."
            ),
            click.option("--scheduler", default="", metavar="ADDRESS", help="Of the cluster."),
            click.option("--chunk", default=10_000, show_default=True, help="Events measured at once."),
        ]
    ):
        command = option(command)
    return command


@click.command()
@click.argument("events", type=TABLE)
@click.argument("prices", type=TABLE)
@_options
def panel(events: Path, prices: Path, **asked: Any) -> None:
    """Measure the abnormal returns of the events in EVENTS with the prices or returns in PRICES.

    EVENTS has columns for the security and its date or instant; optional ones are zone, exchange, currency, group and
    weight. PRICES is wide (dates, and a column a security) or long. A run that was stopped goes on where it was: what
    is finished is kept beside the results until they are written, as Parquet where pyarrow is installed.
    """
    from analysis.errors import UsageError
    from analysis.panels.measure.workers import Workers
    from analysis.panels.panel import ReadAs
    from analysis.panels.panel import panel as measure
    from analysis.panels.tell.write import check_panel_out, write_panel

    out: Path = asked["out"] or FIGURES / events.stem
    if asked["returns"] not in ("simple", "log"):
        raise UsageError("--returns", repr(asked["returns"]), allowed="simple, log")
    if asked["no_tests"] and asked["tests"]:
        raise UsageError("--no-tests", f"and --test {asked['tests'][0]}", remedy="leave one of the two out")
    check_panel_out(out)
    reading = {
        name: asked[name] for name in ("dates", "decimal", "delimiter", "missing", "columns", "values", "risk_free")
    }
    reading |= {name: asked[name] for name in ("factors_format", "factors_percent", "returns_percent")}
    same = (
        "model",
        "min_obs",
        "closed",
        "market",
        "use",
        "exchange",
        "currency",
        "group",
        "on",
        "shared_allowed",
        "seed",
    )
    with _chunks(out) as work, counting() as progress:
        found = measure(
            events,
            prices,
            factors=asked["factors"],
            rates=asked["rates"],
            windows=asked["windows"],
            estimation=asked["estimation"],
            reading=ReadAs(**reading),
            workers=Workers(asked["jobs"], asked["backend"], asked["scheduler"]),
            work=work,
            chunk=asked["chunk"],
            progress=progress,
            log=asked["returns"] == "log",
            mask=not asked["keep_other_events"],
            tests=() if asked["no_tests"] else asked["tests"] or None,
            **{name: asked[name] for name in same},
        )
        write_panel(found, out, figures=not asked["no_figures"], progress=progress)
    say(found.summary())
    say(f"Results: {named(out / 'report.html')}, {named(out / 'cars.csv')}, {named(out / 'excluded.csv')}")


@contextmanager
def _chunks(out: Path) -> Iterator[Path]:
    """Folder of finished chunks, of one run at a time; it goes when all is written, and stays when the run is stopped.

    Raises
    ------
    OutputError
        If another run measures for the same results.
    """
    import shutil

    from analysis.errors import OutputError
    from analysis.folders import FETCHING, locked

    work = beside(out, "chunks")
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(work, FETCHING))
        except OutputError as error:
            what = "another run is measuring what will be written there"
            raise OutputError(shown(out), what, remedy=f"{error.remedy}, or choose another --out") from None
        try:
            yield work
        except BaseException:
            if work.is_dir() and any(work.iterdir()):
                say(f"Finished chunks are kept in {named(work)}: the same command goes on from there", err=True)
            raise
        shutil.rmtree(work, ignore_errors=True)
