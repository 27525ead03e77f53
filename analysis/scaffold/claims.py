"""The claims of an article that a study can test, each with the words by which a study finds it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.errors import ArticleError, UsageError
from analysis.event.account import Account, DatedClaim
from analysis.event.article import Article
from analysis.event.claim.assets import mentions
from analysis.event.claim.found import MAX_QUOTED_WORDS, find_claim
from analysis.event.claim.issuers import issuer_pattern, issuers_by_asset, known_countries
from analysis.event.claim.listed import MarketClaim
from analysis.event.dating.evidence import named
from analysis.study.declarations import Claim, Direction
from analysis.words.numbers import listing

TESTABLE: tuple[Direction, ...] = ("gain", "loss", "move")
WHY_NOT = {
    "hedged": "it only may happen",
    "denied": "it is denied",
    "none": "prices stood still",
    "mixed": "prices went both ways",
}
PLACES = ("Wall Street",)
"""Names of markets that stand without an article."""
SHORT = 160
"""Letters of a sentence that are shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A claim that a study can test: what the article says, its words for study.toml, and the kind of its asset."""

    dated: DatedClaim
    claim: Claim
    kind: str

    def about(self, issuers: tuple[str, ...]) -> str:
        """The asset of some issuers, in words: "shares of Brazil", "oil", "the lira"."""
        asset = self.claim.assets[0]
        if self.kind in ("bonds", "shares"):
            whose = [] if issuers_by_asset(asset) else [with_article(i) for i in issuers]
            return f"{asset} of {listing(whose)}" if whose else asset
        the = self.kind == "currency" or (self.kind == "index" and asset not in PLACES)
        return f"{'the ' * the}{asset}"

    def describe(self) -> str:
        """One line: what moved which way, on which day, and the sentence."""
        sentence = self.dated.claim.sentence
        short = sentence if len(sentence) <= SHORT else f"{sentence[:SHORT]} ..."
        day = named(self.dated.day) if self.dated.day else "day not settled"
        return f"{self.about(self.claim.issuers)}: {self.claim.direction}, {day}: {short}"


def testable(article: Article, account: Account) -> tuple[tuple[Choice, ...], tuple[str, ...]]:
    """Claims that can be tested, in the article's order, none twice; and why others cannot, a line each."""
    found: dict[Claim, Choice] = {}
    refused: list[str] = []
    for dated in account.claims:
        said = dated.claim
        if said.direction not in TESTABLE:
            refused.append(f"{said.asset}: {WHY_NOT.get(said.direction, said.direction)}: {said.sentence[:SHORT]}")
            continue
        try:
            claim = _found_again(article, said)
        except ArticleError as error:
            refused.append(f"{said.asset}: {error.what}")
            continue
        found.setdefault(claim, Choice(dated, claim, said.kind))
    return tuple(found.values()), tuple(dict.fromkeys(refused))


def _found_again(article: Article, said: MarketClaim) -> Claim:
    """The claim as study.toml declares it, checked against the whole article as a run does.

    Raises
    ------
    ArticleError
        If no words of its asset find it, or another sentence says the opposite.
    """
    wrong: ArticleError | None = None
    for asset in _words_for(said):
        words = {"assets": (asset,), "issuers": _issuers(said), "direction": said.direction}
        try:
            quote = find_claim(article, Claim.model_validate({"quote": "not yet", **words})).quote
        except ArticleError as error:
            wrong = wrong or error
            continue
        return Claim.model_validate({"quote": _with_issuer(quote, said), **words})
    raise wrong or ArticleError(article.source, f"{said.asset!r} is no asset by itself")


def _issuers(said: MarketClaim) -> tuple[str, ...]:
    """Whose the asset is; an index is of a country or of nobody, whatever city's it is called."""
    index = said.kind == "index"
    return tuple(i for i in said.issuers if not index or i.casefold() in known_countries())


def _with_issuer(quote: str, said: MarketClaim) -> str:
    """The quotation from the words on that name an issuer, where these stand close before it."""
    at = said.sentence.find(" ".join(quote.split()))
    found = [m for name in said.issuers for m in issuer_pattern(name).finditer(said.sentence, 0, max(at, 0))]
    longer = said.sentence[min((m.start() for m in found), default=at) : at] + quote
    return longer if at > 0 and len(longer.split()) <= MAX_QUOTED_WORDS else quote


def _words_for(said: MarketClaim) -> Iterator[str]:
    """Words that name the asset: all that the article uses, or of a yield on something what it is quoted on."""
    yield _plain(said.asset)
    for word in said.asset.split():
        if any(not m.inverse and m.text == word for m in mentions(word)):
            yield _plain(word)


def _plain(asset: str) -> str:
    """An asset's word as it stands inside a sentence; names keep their capitals."""
    name = any(m.kind == "index" for m in mentions(asset)) or asset.startswith(("Treasur", "Brent"))
    return asset if name or asset[1:] != asset[1:].lower() else asset.lower()


def with_article(country: str) -> str:
    """A country's name inside a sentence: "the United States"."""
    return f"the {country}" if country.startswith(("United ", "Netherlands", "Philippines", "Czech Rep")) else country


def choose(choices: tuple[Choice, ...], number: int | None) -> Choice | None:
    """The claim of that number, counted from one; the only one where none is named; None where there are several.

    Raises
    ------
    UsageError
        If there is no such number.
    """
    if number is None:
        return choices[0] if len(choices) == 1 else None
    if not 1 <= number <= len(choices):
        raise UsageError(f"--claim {number}", "no such claim", allowed=f"1 to {len(choices)}", remedy="choose one")
    return choices[number - 1]
