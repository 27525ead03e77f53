"""The collection of short articles beside this module, written to files as people would have them."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import EventDateError
from analysis.event.article import read_article
from analysis.event.dates import date_event

FOLDER = Path(__file__).with_name("collection")


@dataclass(frozen=True)
class Case:
    """An article with its answer, or with the day that a refusal must name; with neither it has no day at all."""

    kind: str
    text: str
    suffix: str
    answer: dt.date | None
    truth: dt.date | None

    def __str__(self):
        return self.kind


def collection():
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        for article in tomllib.loads(file.read_text(encoding="utf-8"))["article"]:
            suffix = ".html" if file.stem == "pages" else ".md"
            text = article["text"].lstrip("\n")
            found.append(Case(article["kind"], text, suffix, article.get("answer"), article.get("truth")))
    return found


def dated(path):
    """The day of an article's event and no candidates, or no day and the candidates that the refusal names."""
    try:
        return date_event(read_article(path)).date, ()
    except EventDateError as error:
        return None, error.candidates


def names(candidates, day):
    return any(c.date <= day <= (c.last or c.date) for c in candidates)
