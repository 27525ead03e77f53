"""The page that leads to all results: one card a study, filled from its results.json alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.commands import command
from analysis.errors import OutputError
from analysis.files import shown, write_atomically
from analysis.folders import WRITING, locked, restore_folder
from analysis.report.folder import RESULTS
from analysis.report.page.html import typeset
from analysis.words.markdown import Markdown, escape, unbroken
from analysis.words.numbers import capital
from analysis.words.templates import fill, fill_html

PAGES = {"index.html": "report/index.html.j2", "README.md": "report/index.md.j2"}
"""Both pages say the same: one for a browser, from disk; one for whoever looks at the folder on a server."""
HAPPENED, MORE = "Did it happen?", "More than chance and the market?"


@dataclass(frozen=True, slots=True)
class Card:
    """What the index says of one study.

    Attributes
    ----------
    title, question, claim : str
        In the study's own words; ``claim`` is the article's, empty where a study has none.
    untested : str
        What of the claim no test asks.
    notes : tuple of str
        What was declared of how the answer came about.
    answers : tuple of (str, str)
        What was asked, and the answer: both answers by the assets' own prices, or the verdict.
    brief : tuple of (str, str)
        The same in a word or two each: whether it happened, empty where nobody could observe it, and the outcome.
    picture, alt : str
        Address of its main figure without the ending, empty where none was drawn; what a listener is told of it.
    page, text : str
        Addresses of its report.
    """

    title: str
    question: str
    claim: str
    untested: str
    notes: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    brief: tuple[str, str]
    picture: str
    alt: str
    page: str
    text: str

    @property
    def linked_picture(self) -> Markdown:
        """The main figure as Markdown, which leads to the report."""
        return Markdown(f"[![{escape(self.alt, brackets=True)}]({self.picture}.png)]({self.text})")


def card(results: Mapping[str, Any]) -> Card:
    """What the index says of a study, from its results.

    A kind of results without a verdict of its own says what it found in one sentence, ``headline``.

    Raises
    ------
    LookupError, TypeError
        If they are of another version, and hold other things.
    """
    study = results["study"]
    claim = results.get("claim", {})
    folder = f"{quote(study['name'])}/"
    main: Mapping[str, Any] = next((f for f in results["figures"] if f["main"]), {})
    return Card(
        title=unbroken(study["title"]),
        question=unbroken(study["question"]),
        claim=unbroken(claim.get("quote", "")),
        untested=unbroken(claim.get("untested") or ""),
        notes=tuple(map(unbroken, study.get("notes", ()))),
        brief=_brief(results),
        answers=tuple((asked, unbroken(answer)) for asked, answer in _answers(results)),
        picture=f"{folder}{main['stem']}" if main else "",
        alt=main.get("alt", ""),
        page=f"{folder}report.html",
        text=f"{folder}report.md",
    )


def _answers(results: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if "headline" in results:
        return (("Answer", results["headline"]),)
    verdict, own = results["meaning"]["verdict"], results["itself"]
    if "conclusion" in own:
        more = own["conclusion"]["headline"].rpartition(f"{MORE} ")[2]
        return (HAPPENED, own["happened"]["words"]), (MORE, more)
    outcome, words = verdict["outcome"], verdict["headline"]
    words = words if outcome in words.lower() else f"{capital(outcome)}: {words}"
    if own["happened"]["answer"] != "not observed":
        return (HAPPENED, own["happened"]["words"]), (MORE, words)
    return (("Verdict", words),)


def _brief(results: Mapping[str, Any]) -> tuple[str, str]:
    if "headline" in results:
        return "", str(results["headline"]).partition(": ")[0]
    happened, own = results["itself"]["happened"]["answer"], results["itself"].get("conclusion")
    outcome = own["outcome"] if own else results["meaning"]["verdict"]["outcome"]
    return "" if happened == "not observed" else happened, outcome


def cards_of(figures: Path) -> list[Card]:
    """Cards of all folders of results that have the name of their study, in order; raises as :func:`index_pages`."""
    return [read for path in sorted(figures.glob(f"*/{RESULTS}")) if (read := _read(path))]


def index_pages(figures: Path) -> dict[str, str]:
    """Both pages by their name, of all folders of results that have the name of their study; none where there is none.

    A run into a folder of another name, as that on live prices, is somebody's second look, and not in it.

    Raises
    ------
    OutputError
        If results are of another version.
    """
    context = {"cards": cards_of(figures)}
    if not context["cards"]:
        return {}
    pages = {
        name: _typeset_body(fill_html(template, context)) if name.endswith(".html") else fill(template, context)
        for name, template in PAGES.items()
    }
    return {name: text.rstrip("\n") + "\n" for name, text in pages.items()}


def _typeset_body(page: str) -> str:
    """A page with the signs of a report's; its style stays as it is."""
    head, body, rest = page.partition("<body>")
    return head + body + typeset(rest)


def write_index(figures: Path) -> list[Path]:
    """Write both pages into the folder of all results; raises as :func:`index_pages`."""
    pages = index_pages(figures)
    for name, text in pages.items():
        with locked(figures / name, WRITING) as place:
            write_atomically(place, text.encode())
    return [figures / name for name in pages]


def index_differences(figures: Path) -> list[str]:
    """One line for each page that is not what the results say; raises as :func:`index_pages`."""
    remedy = command("figures")
    return [
        f"{figures / name}: is not what the results say; {remedy} renews it"
        for name, text in index_pages(figures).items()
        if not (figures / name).is_file() or (figures / name).read_bytes() != text.encode()
    ]


def _read(path: Path) -> Card | None:
    """Card of a folder of results; None where its name is not that of its study."""
    restore_folder(path.parent)
    try:
        results = json.loads(path.read_bytes())
        return card(results) if results["study"]["name"] == path.parent.name else None
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        what = f"not written by this version ({error})"
        remedy = f"run its study again, or remove the folder {shown(path.parent)}"
        raise OutputError(str(path), what, remedy=remedy) from error
