"""The article: its text, and the one sentence of it that makes the claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from analysis.errors import ArticleError, unseen_in
from analysis.files import parse_toml, read_text
from analysis.study.declarations import Claim, Direction
from analysis.study.study import Study

MAX_QUOTED_WORDS = 15
MOST_BYTES = 100_000
"""Of an article: ten times a long report in a newspaper."""

_ABBREVIATION = re.compile(
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mrs?|ms|dr|st|gen|lt|col|sen|rep|gov|vs|inc|corp|ltd|"
    r"u\.s|u\.n|u\.k|e\.u|a\.m|p\.m|[^\W\d_])",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(r"(?<![.!?])[.!?]+[\"”’)\]]*\s+|\n\s*\n\s*")

LONGEST_WORD = 20
"""Letters: what is longer is no abbreviation."""
_LAST_WORD = re.compile(r"(?<![\w.])[\w.]*$")

_GAIN = (
    r"gain(?:s|ed|ing)?|rose|ris(?:es?|en|ing)|rall(?:y|ies|ied|ying)|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|"
    r"surg(?:es?|ed|ing)|soar(?:s|ed|ing)?|advanc(?:es?|ed|ing)|rebound(?:s|ed|ing)?|strengthen(?:s|ed|ing)?|"
    r"recover(?:s|ed|ing)?|appreciat(?:es?|ed|ing)"
)
_LOSS = (
    r"fell|fall(?:s|en|ing)?|drop(?:s|ped|ping)?|slump(?:s|ed|ing)?|slid(?:es?|ing)?|declin(?:es?|ed|ing)|"
    r"tumbl(?:es?|ed|ing)|s[au]nk|sink(?:s|ing)?|plung(?:es?|ed|ing)|retreat(?:s|ed|ing)?|weaken(?:s|ed|ing)?|"
    r"lost|los(?:es?|ing)|dip(?:s|ped|ping)?|slip(?:s|ped|ping)?|plummet(?:s|ed|ing)?|sold off|depreciat(?:es?|ed|ing)"
)
_MOVE = re.compile(rf"\b(?:(?P<gain>{_GAIN})|(?P<loss>{_LOSS}))\b", re.IGNORECASE)
_EITHER = re.compile(rf"{_MOVE.pattern}|\b(?:moved?|moves|react(?:ed|s)?|sw(?:ung|ings?)|whipsawed)\b", re.IGNORECASE)
"""Words of moving for a claim that prices moved, either way."""
_INVERSE = re.compile(r"\b(?:yields?|spreads?|risk premi(?:um|ums|a)|borrowing costs?)\b", re.IGNORECASE)
_DENIED = re.compile(r"(?:\b(?:not|never|no|without|neither|nor|hardly|barely|failed to)|n['’]t)\b", re.IGNORECASE)
_HEDGED = re.compile(r"\b(?:may|might|could|would|should|will|if|expected to|likely to|set to)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, repr=False)
class Article:
    """An article as read: ``text`` without its front matter, and the name of where it came from."""

    text: str
    front_matter: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    source: str = "article"

    def __repr__(self) -> str:
        return f"<Article {Path(self.source).name}: {len(self.text.split())} words>"


@dataclass(frozen=True, slots=True)
class ClaimSentence:
    """The words that make the claim (at most fifteen), the direction they give, and their position in the text."""

    quote: str
    direction: Direction
    position: int


def read_article(source: Study | Path | str) -> Article:
    """Read an article.

    Parameters
    ----------
    source : Study, or path
        A study or its folder (then article.md in it), or a .md or .txt file. Metadata may stand at the top between
        two lines ``+++``, in TOML; the key ``published`` there is the day of publication.

    Raises
    ------
    ArticleError
        If there is no such file, it is too large, not UTF-8 text, holds no words or characters that nobody sees, or its
        front matter is not TOML.
    """
    path = source.file("article.md") if isinstance(source, Study) else Path(source)
    path = path / "article.md" if path.is_dir() else path
    text = read_text(path, ArticleError, remedy="name a study's folder or a text file", most=MOST_BYTES)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if unseen := unseen_in(re.sub(r"[\t\n\f\v\u200e\u200f]", " ", text)):
        raise ArticleError(str(path), f"holds {unseen}, a character that nobody sees", remedy="remove it")
    front_matter, text = _split(text, path)
    if not re.search(r"\w", text):
        raise ArticleError(str(path), "holds no words", remedy="put the article's text into it")
    return Article(text, MappingProxyType(front_matter), str(path))


def _split(text: str, path: Path) -> tuple[dict[str, Any], str]:
    if not re.match(r"\+\+\+[ \t]*\n", text):
        return {}, text
    parts = re.split(r"^\+\+\+[ \t]*$\n?", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) < 3:
        raise ArticleError(str(path), "its front matter has no end", remedy="close it with a line +++")
    try:
        return parse_toml(parts[1]), parts[2]
    except ValueError as error:
        raise ArticleError(str(path), f"its front matter is not TOML: {error}", remedy="mend the syntax") from error


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence; blank lines end one, abbreviations ("Sept.", "J.") do not."""
    spans, start = [], 0
    for boundary in _BOUNDARY.finditer(text):
        word = _LAST_WORD.search(text[max(start, boundary.start() - LONGEST_WORD) : boundary.start()])
        blank_line = boundary[0].count("\n") > 1
        if word and not blank_line and boundary[0].startswith(".") and _ABBREVIATION.fullmatch(word[0]):
            continue
        spans.append((start, boundary.end()))
        start = boundary.end()
    spans.append((start, len(text)))
    return tuple((a, b) for a, b in spans if text[a:b].strip())


def find_claim(article: Article, claim: Claim) -> ClaimSentence:
    """Find the sentence that makes the claim, by its words.

    It names one of ``claim.assets`` and all of ``claim.issuers``, and says that the assets moved. The direction is the
    first verb (or noun) of moving after the asset, or the last one before it ("a rally in bonds ..."). Yields and
    spreads move against prices: "yields on bonds fell" is a gain. What may happen ("could gain") is no report and is
    passed over; what is denied ("did not gain") stops the search, because the article then says otherwise.

    Raises
    ------
    ArticleError
        If no sentence makes the claim, one denies it, sentences (or issuers) go opposite ways, or the direction is not
        the one declared in ``claim.direction``.
    """
    found, hedged = [], 0
    for start, end in sentences(article.text):
        sentence = article.text[start:end]
        asset = _first(claim.assets, sentence)
        issuers = [_first((name,), sentence) for name in claim.issuers]
        if asset is None or None in issuers:
            continue
        moves = list((_MOVE if claim.sign else _EITHER).finditer(sentence))
        after = [m for m in moves if m.start() > asset.start()]
        if not moves:
            continue
        move = after[0] if after else moves[-1]
        lead = " ".join(sentence[: move.start()].split()[-4:])
        if _DENIED.search(lead):
            quote = _quote(sentence, asset, move)
            raise ArticleError(article.source, f"denies the move: {quote!r}", remedy="correct the claim in study.toml")
        if _HEDGED.search(lead):
            hedged += 1
            continue
        if claim.sign:
            _check_single_direction(article, claim, sentence, after)
        quote = _quote(sentence, asset, move)
        if not claim.sign and (move["gain"] or move["loss"]):
            what = f"says {_direction(sentence, move)} ({quote!r}), but study.toml declares a move either way"
            raise ArticleError(article.source, what, remedy="declare the direction that the article gives")
        direction = _direction(sentence, move) if claim.sign else claim.direction
        found.append(ClaimSentence(quote, direction, start + sentence.index(quote)))
    return _agreed(article, claim, found, hedged)


def check_quote(article: Article, claim: Claim) -> None:
    """Refuse a quotation that the article does not hold; spaces and the shape of quotation marks do not matter.

    Raises
    ------
    ArticleError
    """

    def plain(text: str) -> str:
        return " ".join(text.translate(str.maketrans("‘’“”", "''\"\"")).split()).casefold()

    if plain(claim.quote) not in plain(article.text):
        raise ArticleError(
            article.source,
            f"does not say {claim.quote!r}, which study.toml quotes",
            remedy="quote the article's own words in claim.quote",
        )


def _first(words: tuple[str, ...], sentence: str) -> re.Match[str] | None:
    """First of the words, as it stands or with an ending: Bond, bonds; Armenia, Armenia's, Armenian."""
    hits = [re.search(rf"\b{re.escape(w)}(?:['’]s|s|n|i)?\b", sentence, re.IGNORECASE) for w in words]
    return min((h for h in hits if h), key=lambda h: h.start(), default=None)


def _direction(sentence: str, move: re.Match[str]) -> Direction:
    gain = bool(move["gain"]) is not bool(_INVERSE.search(sentence, 0, move.start()))
    return "gain" if gain else "loss"


def _check_single_direction(article: Article, claim: Claim, sentence: str, moves: list[re.Match[str]]) -> None:
    """Refuse "Armenia's bonds fell while Azerbaijan's gained": an issuer stands between two opposite moves."""
    issuer = _first(claim.issuers, sentence[moves[0].end() :]) if len(moves) > 1 else None
    if issuer is None:
        return
    for later in moves[1:]:
        opposite = bool(later["gain"]) is not bool(moves[0]["gain"])
        if opposite and later.start() >= moves[0].end() + issuer.end():
            what = f"one sentence gives its issuers opposite directions: {moves[0][0]!r} and {later[0]!r}"
            raise ArticleError(article.source, what, remedy="claim one issuer at a time in study.toml")


def _quote(sentence: str, asset: re.Match[str], move: re.Match[str]) -> str:
    """Words from the asset to the move, or as many of the last of them as may be quoted."""
    span = sentence[min(asset.start(), move.start()) : max(asset.end(), move.end())]
    words = list(re.finditer(r"\S+", span))
    return span[words[-MAX_QUOTED_WORDS:][0].start() :]


def _agreed(article: Article, claim: Claim, found: list[ClaimSentence], hedged: int) -> ClaimSentence:
    looked_for = f"{' or '.join(claim.assets)}, {' and '.join(claim.issuers)}, and a verb of gain or loss"
    if not found:
        only = f" ({hedged} speak of what may happen)" if hedged else ""
        what = f"no sentence makes the claim{only}"
        raise ArticleError(
            article.source, what, allowed=f"a sentence with {looked_for}", remedy="check [claim] in study.toml"
        )
    if len({f.direction for f in found}) > 1:
        quotes = " and ".join(repr(f.quote) for f in found)
        raise ArticleError(article.source, f"opposite directions: {quotes}", remedy="keep one sentence in the article")
    if found[0].direction != claim.direction:
        what = f"says {found[0].direction} ({found[0].quote!r}), but study.toml declares {claim.direction}"
        raise ArticleError(article.source, what, remedy="correct claim.direction")
    return found[0]
