"""The one sentence of an article that makes the claim of a study."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.errors import ArticleError
from analysis.event.article import Article
from analysis.event.claim.assets import Mention, implied_issuers, mentions
from analysis.event.claim.issuers import issuer_pattern
from analysis.event.claim.listed import issuers_of
from analysis.event.claim.moves import Move, read_move
from analysis.event.claim.spreads import without_bases
from analysis.event.claim.words import DOWN_VERBS, MOVE, UP_VERBS, own_verb
from analysis.event.reading.sentences import sentences
from analysis.study.declarations import Claim, Direction

MAX_QUOTED_WORDS = 15


@dataclass(frozen=True, slots=True)
class ClaimSentence:
    """The words that make the claim (at most fifteen), the direction they give, and their position in the text."""

    quote: str
    direction: Direction
    position: int


def find_claim(article: Article, claim: Claim) -> ClaimSentence:
    """Find the sentence that makes the claim, by its words.

    It names one of ``claim.assets`` and all of ``claim.issuers`` (a country by any of its names, or as an adjective; an
    asset may name its issuer itself, as gilts do), and says that the assets moved. The direction is that of the verb
    whose subject or object they are; a yield, a spread, a swap or a rival currency in their place turns it. What may
    happen ("could gain") is no report and is passed over; what is denied ("did not gain"), stood still or went both
    ways stops the search, because the article then says otherwise.

    Raises
    ------
    ArticleError
        If no sentence makes the claim, one denies it, sentences (or issuers) go opposite ways, or the direction is not
        the one declared in ``claim.direction``.
    """
    found, hedged = [], 0
    issuers = [issuer_pattern(name) for name in claim.issuers]
    own = own_verb(claim.verb, claim.direction) if claim.verb else None
    for start, end in sentences(article.text):
        sentence = article.text[start:end]
        here = mentions(sentence, claim.assets)
        if not here or not _names_all(sentence, issuers):
            continue
        every = mentions(sentence)
        read = [(m, move) for m in here if (move := read_move(sentence, m, every, own))]
        if not read:
            continue
        mention, move = next((r for r in read if _is_of(sentence, r[0], issuers)), read[0])
        quote = _quote(sentence, mention, move)
        if move.said == "hedged":
            hedged += 1
            continue
        direction = _direction(article, claim, move, quote)
        _check_single_direction(article, claim, issuers, sentence, move)
        found.append(ClaimSentence(quote, direction, start + sentence.index(quote)))
    return _agreed(article, claim, found, hedged)


def _names_all(sentence: str, issuers: list[re.Pattern[str]]) -> bool:
    """Whether a sentence names every issuer, or an asset that is of that issuer alone."""
    sentence = without_bases(sentence)
    implied = set(implied_issuers(sentence))
    return all(pattern.search(sentence) or any(map(pattern.fullmatch, implied)) for pattern in issuers)


def _is_of(sentence: str, mention: Mention, issuers: list[re.Pattern[str]]) -> bool:
    """Whether an asset is of every issuer: "unlike Egypt's bonds, Kenya's rose" tells of two."""
    own = issuers_of(sentence, mention)
    return all(any(map(pattern.fullmatch, own)) for pattern in issuers)


_REFUSED = {
    "denied": "denies the move",
    "none": "says that prices stood still",
    "mixed": "says that prices went both ways",
}


def _direction(article: Article, claim: Claim, move: Move, quote: str) -> Direction:
    """Direction of what a sentence says.

    Raises
    ------
    ArticleError
        If it denies the move, or gives one where either way is claimed.
    """
    if move.said in _REFUSED:
        what = f"{_REFUSED[move.said]}: {quote!r}"
        raise ArticleError(article.source, what, remedy="correct the claim in study.toml")
    if claim.sign:
        if move.said == "move":
            what = f"says only that prices moved ({quote!r}), but study.toml declares {claim.direction}"
            raise ArticleError(article.source, what, remedy='write direction = "move", or correct the claim')
        return "gain" if move.said == "gain" else "loss"
    if move.said != "move":
        what = f"says {move.said} ({quote!r}), but study.toml declares a move either way"
        raise ArticleError(article.source, what, remedy="declare the direction that the article gives")
    return claim.direction


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


def _check_single_direction(
    article: Article, claim: Claim, issuers: list[re.Pattern[str]], sentence: str, move: Move
) -> None:
    """Refuse "Armenia's bonds fell while Azerbaijan's gained": an issuer stands between two opposite moves."""
    first = MOVE.match(sentence, move.start)
    if not claim.sign or first is None:
        return
    for later in MOVE.finditer(sentence, move.end):
        opposite = {first.lastgroup, later.lastgroup} == {"gain", "loss"}
        if opposite and any(i.search(sentence, move.end, later.start()) for i in issuers):
            what = f"one sentence gives its issuers opposite directions: {first[0]!r} and {later[0]!r}"
            raise ArticleError(article.source, what, remedy="claim one issuer at a time in study.toml")


def _quote(sentence: str, asset: Mention, move: Move) -> str:
    """Words from the asset to the move, or as many of the last of them as may be quoted."""
    span = sentence[min(asset.start, move.start) : max(asset.end, move.end)].rstrip()
    words = list(re.finditer(r"\S+", span))
    return span[words[-MAX_QUOTED_WORDS:][0].start() :]


def _agreed(article: Article, claim: Claim, found: list[ClaimSentence], hedged: int) -> ClaimSentence:
    verbs = f"a verb of gain ({', '.join(UP_VERBS)}) or loss ({', '.join(DOWN_VERBS)})"
    names = ", ".join(filter(None, (" or ".join(claim.assets), " and ".join(claim.issuers))))
    looked_for = f"a sentence with {names}, and {verbs}"
    if not found:
        only = f" ({hedged} speak of what may happen)" if hedged else ""
        what = f"no sentence makes the claim{only}"
        raise ArticleError(
            article.source,
            what,
            allowed=looked_for,
            remedy="check [claim] in study.toml; another verb is named by claim.verb",
        )
    if len({f.direction for f in found}) > 1:
        quotes = " and ".join(repr(f.quote) for f in found)
        raise ArticleError(article.source, f"opposite directions: {quotes}", remedy="keep one sentence in the article")
    if found[0].direction != claim.direction:
        what = f"says {found[0].direction} ({found[0].quote!r}), but study.toml declares {claim.direction}"
        raise ArticleError(article.source, what, remedy="correct claim.direction")
    return found[0]
