"""The README's block: claim, verdict, summary, main figure and numbers, from results.json alone; its place there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.commands import command
from analysis.errors import OutputError, UsageError
from analysis.files import write_atomically
from analysis.findings.itself.issuers import COLUMNS as ISSUERS
from analysis.findings.itself.issuers import NOTE as ISSUERS_NOTE
from analysis.findings.unusual.effects import columns_words, legend_words, marked_names, portfolio_table
from analysis.folders import WRITING, locked
from analysis.report.index import cards_of
from analysis.study.declarations import Decision
from analysis.words.markdown import Markdown, wrapped
from analysis.words.marks import picture
from analysis.words.tables import Table
from analysis.words.templates import fill

LINE = 100
"""Signs of a line of prose at most: a README is read in terminals and editors too."""
NEEDED = "verdict"
SHORT = ("issuer", "raw_bp", "abnormal_bp", "placebo_p", "difference_p", "neighbours_p", "detectable_bp", "outcome")
"""Columns of the table of issuers that a README shows."""


def readme_block(results: Mapping[str, Any]) -> str:
    """Claim, verdict, summary, main figure and numbers as Markdown, for a README at the root of the repository.

    Parameters
    ----------
    results : mapping
        Content of results.json (:func:`analysis.report.results.results`).

    Raises
    ------
    LookupError, TypeError, ValueError
        If they are of another version, and hold other things.
    OutputError
        If no figures were drawn.
    """
    folder = f"figures/{results['study']['name']}/"
    main = next((f for f in results["figures"] if f["main"]), None)
    if main is None:
        remedy = f"run it with figures: {command('run', results['study']['folder'])}"
        raise OutputError(f"{folder}results.json", "lists no figure", remedy=remedy)
    context = {
        "quote": results["claim"]["quote"],
        "picture": Markdown(picture(main["alt"], main["stem"], folder)),
        "report": f"{folder}report.md",
        "address": Markdown(quote(f"{folder}report.md")),
        "notes": results["study"].get("notes", ()),
    }
    both = results["itself"].get("conclusion")
    return fill("report/readme.md.j2", {**context, **(_of_both(results, both) if both else _of_funds(results))})


def page_blocks(results: Mapping[str, Any], figures: Path) -> dict[str, str]:
    """What a README shows: "verdict", and "studies", a line for each study whose results lie in a folder.

    Raises
    ------
    LookupError, TypeError, ValueError, OutputError
        As for :func:`readme_block` and :func:`analysis.report.index.cards_of`.
    """
    return {"verdict": wrapped(readme_block(results), LINE), "studies": studies_block(figures)}


def studies_block(figures: Path) -> str:
    """All studies with results in a folder, and what was found, as Markdown."""
    return fill("report/studies.md.j2", {"cards": cards_of(figures), "folder": Markdown(f"{figures.as_posix()}/")})


def _of_funds(results: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict, and the portfolio in every window."""
    return {
        "happened": "",
        "outcome": results["meaning"]["verdict"]["outcome"],
        "summary": results["meaning"]["summary"]["words"],
        "table": _portfolio(results),
        "note": _note(results),
    }


def _of_both(results: Mapping[str, Any], both: Mapping[str, Any]) -> dict[str, Any]:
    """Both answers by the assets' own prices, issuer by issuer."""
    import pandas as pd

    heads = {"difference_p": "p less like", "neighbours_p": "p less neighbours"}
    shares = Table(ISSUERS, pd.DataFrame(results["itself"]["issuers"]["shares"])).only(*SHORT, **heads)
    rule = Decision.model_validate(results["meaning"]["choices"]["decision"])
    return {
        "happened": both["happened"],
        "outcome": both["outcome"],
        "summary": both["words"],
        "table": shares,
        "note": f"Basis points of a log return. {ISSUERS_NOTE} Detectable: smallest effect that the whole rule finds. "
        f"Level {rule.alpha:g}, power {rule.power:g}.",
    }


def _portfolio(results: Mapping[str, Any]) -> Table:
    """The portfolio in every window, from the recorded lines."""
    import pandas as pd

    lines = pd.DataFrame(results["unusual"]["effects"]["abnormal_returns"])
    names = marked_names([w["name"] for w in results["when"]["news"]["windows"]], _crowded(results), _marked(results))
    return portfolio_table(lines, names, head="portfolio")


def _note(results: Mapping[str, Any]) -> str:
    """What the table's columns and marks mean."""
    rule = Decision.model_validate(results["meaning"]["choices"]["decision"])
    legend = legend_words(crowded=bool(_crowded(results)), marked=bool(_marked(results)))
    return f"{columns_words(rule, results['unusual']['effects']['sided'])} {legend}".strip()


def _crowded(results: Mapping[str, Any]) -> list[str]:
    """Windows that hold other major news."""
    return [w["name"] for w in results["when"]["news"]["windows"] if w["major"]]


def _marked(results: Mapping[str, Any]) -> list[str]:
    """Windows in which the portfolio's t test is out of its calibration band; none where it was not calibrated."""
    marked: list[str] = results["unusual"]["joint"].get("portfolio_marked", [])
    return marked


def refresh_readme(readme: Path, blocks: Mapping[str, str]) -> None:
    """Put each block between the two markers of its name in a README, all at once; the rest stays as it is.

    All but "verdict" are for a README that has their markers.

    A link stays a link, and the file that it leads to is written; mode and line ends stay.

    Raises
    ------
    UsageError
        If there is no such file, it is no UTF-8 text, or markers are not there once each and in order.
    """
    if not readme.is_file():
        raise UsageError(str(readme), "no such file", remedy="name the README to fill")
    with locked(readme, WRITING) as file:
        try:
            text = file.read_bytes().decode()
        except UnicodeDecodeError as error:
            raise UsageError(str(readme), f"not UTF-8 text (byte {error.start})", remedy="save it as UTF-8") from error
        for name, block in blocks.items():
            if name != NEEDED and f"<!-- {name}:" not in text:
                continue
            text = _with_block(text, name, block, readme)
        write_atomically(file, text.encode())


def _with_block(text: str, name: str, block: str, readme: Path) -> str:
    """Text with a block between its markers, in the text's own line ends; all else is untouched."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        what, allowed = f"has no place for the {name}", f"{begin} and {end}, once each"
        raise UsageError(str(readme), what, allowed=allowed, remedy="add them")
    line_end = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
    inside = f"\n{block.strip()}\n".replace("\n", line_end)
    before, rest = text.split(begin)
    return f"{before}{begin}{inside}{end}{rest.split(end)[1]}"
