"""The article as read: its text, its metadata, and what was read as what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from analysis.errors import ArticleError, unseen_in
from analysis.event.reading.encodings import UnreadableError, text_of_bytes
from analysis.event.reading.front_matter import split_front_matter
from analysis.event.reading.lines import unwrapped
from analysis.event.reading.page import is_page, read_page
from analysis.files import read_within
from analysis.study.study import Study

MOST_BYTES = 100_000
"""Of an article: ten times a long report in a newspaper."""
MOST_PAGE_BYTES = 3_000_000
"""Of a web page, which is mostly scripts."""
PUBLISHED = ("published", "date")
"""Keys of the metadata that give the day of publication, the stronger first."""


@dataclass(frozen=True, slots=True, repr=False)
class Article:
    """An article as read.

    Attributes
    ----------
    text : str
        Without its front matter; of a web page the headline and the article alone. Lines that were only wrapped are
        joined, so that nothing depends on where they ended.
    front_matter : mapping
        Metadata; ``published`` (or ``date``) is the day or the moment of publication.
    source : str
        File that it was read from.
    read_as : str
        Format and encoding.
    says : str
        What gives the metadata's day of publication, where it is not a key that somebody wrote.
    """

    text: str
    front_matter: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    source: str = "article"
    read_as: str = "text"
    says: str = ""

    @property
    def publisher(self) -> str:
        """Who published it, as the metadata say; empty where they do not."""
        return str(self.front_matter.get("publisher") or "")

    def __repr__(self) -> str:
        return f"<Article {Path(self.source).name}: {len(self.text.split())} words>"


def read_article(source: Study | Path | str) -> Article:
    """Read an article.

    Parameters
    ----------
    source : Study, or path
        A study or its folder (then article.md in it), or a .md, .txt or .html file in UTF-8, UTF-16 or Windows-1252.
        Metadata may stand at the top of a text, in TOML between two lines ``+++`` or in YAML between two lines ``---``;
        the key ``published`` or ``date`` there is the day of publication. Of a web page it is what the page's own data
        say (JSON-LD, ``article:published_time``, a time in the article), else what its address says.

    Raises
    ------
    ArticleError
        If there is no such file, it is too large, no text (a PDF), holds no words or characters that nobody sees, or
        its front matter is not closed, or neither TOML nor YAML.
    """
    path = source.file("article.md") if isinstance(source, Study) else Path(source)
    path = path / "article.md" if path.is_dir() else path
    content = read_within(path, ArticleError, remedy="name a study's folder or an article's file", most=MOST_PAGE_BYTES)
    try:
        text, encoding = text_of_bytes(content)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        article = _from_page(text, encoding, path) if is_page(path.name, text) else _from_text(text, encoding, path)
    except UnreadableError as error:
        raise ArticleError(str(path), error.what, remedy=error.remedy) from error
    if not re.search(r"\w", article.text):
        raise ArticleError(str(path), "holds no words", remedy="put the article's text into it")
    return article


def _from_page(text: str, encoding: str, path: Path) -> Article:
    page = read_page(text)
    _require_short(page.text, path)
    metadata = {"published": page.published} if page.published else {}
    return Article(unwrapped(page.text), MappingProxyType(metadata), str(path), f"web page, {encoding}", page.says)


def _from_text(text: str, encoding: str, path: Path) -> Article:
    _require_short(text, path)
    if unseen := unseen_in(re.sub(r"[\t\n\f\v\u200e\u200f]", " ", text)):
        raise ArticleError(str(path), f"holds {unseen}, a character that nobody sees", remedy="remove it")
    front_matter, text = split_front_matter(text)
    return Article(unwrapped(text), MappingProxyType(front_matter), str(path), f"text, {encoding}")


def _require_short(text: str, path: Path) -> None:
    if len(text) > MOST_BYTES:
        what, allowed = f"a text of {len(text):,} letters", f"at most {MOST_BYTES:,}"
        raise ArticleError(str(path), what, allowed=allowed, remedy="keep the article and leave out the rest")
