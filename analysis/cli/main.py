"""The command line: the group of all commands, and how their errors are told."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from typing import Any

import click

from analysis.cli.new import doctor, new
from analysis.cli.panel import panel
from analysis.cli.prices import check, diff, fetch
from analysis.cli.studies import figures, verify
from analysis.cli.study import date, readme, run
from analysis.cli.terminal import remember, say
from analysis.errors import AnalysisError, UsageError, system_words


class _Group(click.Group):
    """Print a user's error, one line a fault, and a traceback only when asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        remember(ctx, args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        # Nearly all that a command makes or imports lives until it ends: to search it for cycles every few hundred
        # objects, as is the default, takes a tenth of a run.
        gc.set_threshold(100_000)
        # Before numpy is loaded: the matrices are small, and several processes with several threads each are slower.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # where text is not UTF-8, what it cannot hold is spelt out
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except AnalysisError as error:
            if ctx.params.get("traceback"):
                raise
            for line in str(error).split("\n"):
                say(f"error: {line}", err=True)
            ctx.exit(error.exit_code)
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else ctx.command_path
            say(f"error: {' '.join(error.format_message().split()).rstrip('.')}; {where} --help says how", err=True)
            ctx.exit(UsageError.exit_code)
        except OSError as error:
            if ctx.params.get("traceback") or error.errno == errno.EPIPE:
                raise
            say(f"error: {system_words(error)}", err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            say("stopped: nothing was changed", err=True)
            ctx.exit(130)
        finally:
            gc.freeze()  # nor is all of it searched once more while the process ends


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--traceback", is_flag=True, help="Show where an error arose.")
def main(traceback: bool) -> None:
    """Test what a news article says about markets.

    A study is a folder with study.toml, article.md, calendar.csv and exposures.csv; a family of events one with
    family.toml and events.csv; seeds/ holds them. An article becomes a study by: python -m analysis new seeds/NAME
    --article FILE, which prints what comes next.
    Exit codes: 0 done, whatever the verdict; 1 a stage failed; 2 the command was called wrongly.
    """


for command in (new, doctor, run, panel, date, figures, verify, readme, fetch, check, diff):
    main.add_command(command)
