"""Web pages: the article's own text, and the moment of publication that the page's data give.

The text comes from trafilatura (Barbaresi, 2021, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text
Discovery and Extraction", ACL System Demonstrations), the day, where the page's data do not say it, from htmldate
(Barbaresi, 2020, "htmldate: A Python package to extract publication dates from web pages", JOSS 5(51)).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from analysis.event.reading.encodings import UnreadableError

MOST_ELEMENTS = 12_000
"""Of a page: several times a long one."""
DEEPEST = 30
"""Objects within each other of a page's JSON-LD."""
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_APART = (
    "script", "style", "nav", "footer", "aside", "form", "noscript", "template", "iframe", "svg", "button", "select",
    "figure", "figcaption",
)  # fmt: skip
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|more-(?:on|from|stories)|read-(?:next|more)|most-(?:read|popular)|trending|"
    r"newsletter|promo|sidebar|side-bar|comments?|share|social|breadcrumbs?|menu|nav|footer|copyright|cookie\w*|"
    r"advert\w*|ads?|latest|also-read|teaser)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = ("h1", "h2", "h3", "p", "li", "blockquote", "time")
_INNER = ".//h1 | .//h2 | .//h3 | .//p | .//li | .//blockquote"
MOST_OF = 0.7
"""Of an article's text that a page's own paragraphs must cover to be taken."""
_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.published",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dc.date", "dcterms.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "published_time", "article.published", "cxenseparse:recs:publishtime", "originalpublicationdate", "date",
)  # fmt: skip
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|AnalysisNews|OpinionNews)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A web page as read: the article's ``text``, its headline first; when it was ``published``, and what says so."""

    text: str
    published: str
    says: str


def is_page(name: str, text: str) -> bool:
    """Whether a file is a web page, by its name or by its first tag."""
    return name.lower().endswith((".html", ".htm", ".xhtml")) or _PAGE.match(text[:10_000]) is not None


def read_page(html: str) -> Page:
    """Read a web page; scripts, navigation, footers and related stories are left out.

    Raises
    ------
    UnreadableError
        If it is no page, has too many elements, or no text of an article is found on it.
    """
    from lxml import etree
    from lxml import html as pages

    try:
        tree = pages.document_fromstring(html.encode("utf-8"), parser=pages.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError(f"no web page can be read from it ({error})", "save the page anew") from error
    if (elements := len(list(tree.iter()))) > MOST_ELEMENTS:
        what = f"the page has {elements:,} elements, and at most {MOST_ELEMENTS:,} are read"
        raise UnreadableError(what, "copy the article's text into a .txt file")
    headline = _words(next(iter(tree.xpath("//h1")), None)) or _words(next(iter(tree.xpath("//title")), None))
    published, says = _published(tree, headline)
    _strip(tree)
    paragraphs = _paragraphs(tree)
    if headline and headline not in paragraphs[:3]:
        paragraphs.insert(0, headline)
    if not paragraphs:
        raise UnreadableError("no text of an article is found on the page", "copy it into a .txt file")
    return Page("\n\n".join(paragraphs) + "\n", published, says)


def _words(element: Any) -> str:
    return "" if element is None else " ".join(element.text_content().split())


def _strip(tree: Any) -> None:
    """Take out of a page what is not its article."""
    doomed = list(tree.iter(*_APART))
    for element in tree.iter("div", "section", "ul", "ol", "p", "span", "header"):
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if len(names) < 300 and _BESIDE.search(names) and not element.xpath(".//h1"):
            doomed.append(element)
    for element in doomed:
        if element.getparent() is not None:
            element.drop_tree()


def _paragraphs(tree: Any) -> list[str]:
    """Paragraphs of the article: those of the page that are in the text that trafilatura finds.

    In a short article trafilatura may run paragraphs into each other; the page's own ones are kept apart.
    """
    import trafilatura

    blocks = [e for e in tree.iter(*_BLOCKS) if e.tag != "time" or e.getparent().tag not in _BLOCKS]
    own = [words for e in blocks if not len(e.xpath(_INNER)) and (words := _words(e))]
    found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=False, with_metadata=False)
    text = str(getattr(found, "text", None) or "")
    flat = " ".join(text.split())
    kept = list(dict.fromkeys(words for words in own if words in flat))
    if len(" ".join(kept)) >= MOST_OF * len(flat):
        return kept if flat else list(dict.fromkeys(own))
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _published(tree: Any, headline: str) -> tuple[str, str]:
    """When a page says that it was published, and where: its JSON-LD, its head, a time in the article, its address."""
    for value in _json_ld(tree, headline):
        return value, "JSON-LD datePublished"
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        named.setdefault(key, meta.get("content") or "")
    for key in _META:
        if is_moment(named.get(key, "")):
            return named[key], f"meta {key}"
    for time in tree.xpath("//*[@itemprop='datePublished'] | //article//time[@datetime] | //header//time[@datetime]"):
        value = time.get("datetime") or time.get("content") or ""
        if is_moment(value):
            return value, "time in the article"
    return _by_htmldate(tree)


def _by_htmldate(tree: Any) -> tuple[str, str]:
    """What htmldate finds without its guesses from years in the text, and without JSON-LD of persons and lists."""
    from htmldate import find_date

    rest = deepcopy(tree)
    for script in list(rest.iter("script")):
        script.drop_tree()
    found = find_date(rest, original_date=True, extensive_search=False, outputformat="%Y-%m-%d")
    return (found, "the page's address or markup (htmldate)") if found else ("", "")


def is_moment(value: str) -> bool:
    """Whether a value begins with a day in the form of ISO 8601."""
    try:
        dt.date.fromisoformat(value.strip()[:10])
    except ValueError:
        return False
    return True


def _json_ld(tree: Any, headline: str) -> list[str]:
    """Days of publication in a page's JSON-LD: of articles, that with the page's own headline first, then of pages."""
    found = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(data, DEEPEST):
            kinds = item.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            value = item.get("datePublished")
            article = any(_ARTICLE.search(str(k)) for k in kinds)
            if isinstance(value, str) and is_moment(value) and (article or "WebPage" in kinds):
                other = " ".join(str(item.get("headline")).split()) != headline
                found.append((not article, other, value.strip()))
    return [value for *_, value in sorted(found, key=lambda found: found[:2])]


def _objects(data: Any, left: int) -> Iterator[dict[str, Any]]:
    """Objects of a page's JSON-LD that speak of the page itself: lists of other stories are passed over."""
    if isinstance(data, list) and left:
        for item in data:
            yield from _objects(item, left - 1)
    elif isinstance(data, dict) and left and data.get("@type") not in ("ItemList", "BreadcrumbList"):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(data.get(key), left - 1)
