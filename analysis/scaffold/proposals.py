"""Which series a new study looks at: those that were named, or else those of the table that fit its claim."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from analysis.errors import UsageError
from analysis.market.bars import read_bars
from analysis.market.exposures import WORLD
from analysis.market.rules.quotes import opens
from analysis.market.rules.series import About
from analysis.market.sources.own_csv import has_all_columns
from analysis.scaffold.claims import Choice
from analysis.scaffold.known_series import (
    OF_NOBODY,
    KnownSeries,
    country,
    country_of_index,
    family_of,
    known_series,
    markets_of,
)
from analysis.study.declarations import Role
from analysis.study.fields import TICKER
from analysis.study.quoted.quotes import read_closes
from analysis.words.numbers import listing

Where = Literal["bundled", "to be fetched", "own file"]
PROPOSED_LIKE = 4
"""Like series that must be fetched, of which a new study names so many."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line: tickers, files of the user's own, and how the unknown ones are listed."""

    targets: tuple[str, ...] = ()
    factors: tuple[str, ...] | None = None
    placebos: tuple[str, ...] | None = None
    exchange: str | None = None
    currency: str | None = None
    valued: str | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A series of a new study.

    ``holds``: percent of each of the claim's issuers in it, where that is known; ``source`` says who says so.
    ``file``: prices of the user's own.
    """

    ticker: str
    name: str
    role: Role
    markets: tuple[str, ...]
    exchange: str
    currency: str
    where: Where
    source: str
    holds: dict[str, float] = field(default_factory=dict)
    file: Path | None = None
    valued: str | None = None
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """All series of a new study; ``issuers`` whom they are of; ``no_like`` says why nothing is compared with."""

    series: tuple[Proposed, ...]
    issuers: tuple[str, ...]
    no_like: str
    likes_to_fetch: tuple[str, ...]

    def of(self, role: Role) -> tuple[Proposed, ...]:
        """Series of a role."""
        return tuple(p for p in self.series if p.role == role)

    @property
    def fetches(self) -> bool:
        """Whether some prices must be fetched."""
        return any(p.where == "to be fetched" for p in self.series)


def select(choice: Choice, wanted: Wanted, bundled: Collection[str]) -> Selection:
    """Take what was named; propose what was not.

    Parameters
    ----------
    choice : Choice
    wanted : Wanted
    bundled : collection of str
        Tickers of which prices are there.

    Raises
    ------
    UsageError
        If nothing is known that the claim is about, or what was named cannot be used as it stands.
    """
    issuers = choice.claim.issuers
    family = family_of(choice.kind, choice.claim.assets[0], issuers, choice.dated.claim.sentence)
    finder = _Finder(family, choice.claim.assets[0], issuers, wanted, frozenset(bundled))
    targets = [finder.named(word, "target") for word in wanted.targets] or finder.targets()
    own = [p for p in targets if p.file]
    if own and len(own) == len(targets):  # the user's own series are of whom they say: a study of these issuers
        held = {issuer for p in own for issuer, weight in p.holds.items() if weight}
        issuers = tuple(i for i in issuers if i in held)
    factors = finder.factors(targets) if wanted.factors is None else [finder.named(w, "factor") for w in wanted.factors]
    likes = finder.likes(targets) if wanted.placebos is None else [finder.named(w, "placebo") for w in wanted.placebos]
    if wanted.placebos is None:  # of proposals, what explains the market is not compared with as well
        likes = [p for p in likes if p.ticker not in {f.ticker for f in factors}]
    elif wanted.factors is None:
        factors = [f for f in factors if f.ticker not in {p.ticker for p in likes}]
    series = [*targets, *likes, *factors]
    _refuse_twice(series)
    whose = f" without {listing(issuers)}" if issuers else ""
    none = "was named" if wanted.placebos is not None else "is among the prices at hand"
    no_like = "" if likes else f"no other series of {family}{whose} {none}"
    return Selection(tuple(series), issuers, no_like, () if likes else finder.likes_to_fetch(targets))


def _refuse_twice(series: Sequence[Proposed]) -> None:
    tickers = [p.ticker for p in series]
    if twice := sorted({t for t in tickers if tickers.count(t) > 1}):
        raise UsageError(twice[0], "named for two parts of the study", remedy="name it once")


@dataclass(frozen=True, slots=True)
class _Finder:
    family: str
    asset: str
    issuers: tuple[str, ...]
    wanted: Wanted
    bundled: frozenset[str]

    def targets(self) -> list[Proposed]:
        """Series of the claim's issuers alone, or mixtures that may hold them; of what nobody issued, all of it.

        Raises
        ------
        UsageError
            If none is known, or the claim does not say whose it is about.
        """
        rows = [row for row in known_series() if row.family == self.family]
        whose = self.issuers or country_of_index(self.asset)
        of_issuers = [row for i in whose for row in self._at_hand([row for row in rows if row.is_of(i)])]
        mixtures = [row for row in rows if row.is_a_mixture and row.ticker in self.bundled]
        of_nobody = self._at_hand(rows if self.family in OF_NOBODY else [])
        fitting = of_issuers or (mixtures if self.issuers or self._of_many else of_nobody)
        if not fitting:
            of = f" of {' or '.join(whose)}" if whose else ", since the claim does not say whose,"
            what = f"no series of {self.family}{of} is known here"
            remedy = (
                "add --target TICKER (with --exchange and --currency where it is none of these), or FILE.csv of yours"
            )
            raise UsageError("--target", what, allowed=", ".join(row.ticker for row in rows), remedy=remedy)
        return [self._known(row, "target") for row in fitting]

    @property
    def _of_many(self) -> bool:
        """Whether the claim is of a group of markets, which a mixture is itself."""
        return not self.issuers and self.family.startswith("emerging ")

    def _at_hand(self, rows: Sequence[KnownSeries]) -> Sequence[KnownSeries]:
        """Those of some series of which there are prices; where there are none, the first of them."""
        return [row for row in rows if row.ticker in self.bundled] or rows[:1]

    def factors(self, targets: Sequence[Proposed]) -> list[Proposed]:
        """Bundled series that explain the family, on the days of the targets; none of the claim's own issuers."""
        taken = {p.ticker for p in targets}
        rows = [
            row
            for row in known_series()
            if self.family in row.explains and row.ticker in self.bundled - taken and self._same_days(row, targets)
        ]
        return [self._known(row, "factor") for row in rows if not any(row.is_of(i) for i in self.issuers)]

    def likes(self, targets: Sequence[Proposed]) -> list[Proposed]:
        """Bundled series that are alike and of other issuers alone."""
        return [self._known(row, "placebo") for row in self._alike(targets) if row.ticker in self.bundled]

    def likes_to_fetch(self, targets: Sequence[Proposed]) -> tuple[str, ...]:
        """The same of which there are no prices yet."""
        return tuple(row.ticker for row in self._alike(targets) if row.ticker not in self.bundled)[:PROPOSED_LIKE]

    def _alike(self, targets: Sequence[Proposed]) -> list[KnownSeries]:
        if not self.issuers or any(p.valued for p in targets):
            return []
        taken, exchanges = {p.ticker for p in targets}, {p.exchange for p in targets}
        rows = [row for row in known_series() if row.family == self.family and row.ticker not in taken]
        other = [row for row in rows if not row.is_a_mixture and not any(row.is_of(i) for i in self.issuers)]
        return [row for row in other if row.exchange in exchanges]

    def _same_days(self, row: KnownSeries, targets: Sequence[Proposed]) -> bool:
        return any(p.valued for p in targets) or {p.exchange for p in targets} == {row.exchange}

    def named(self, word: str, role: Role) -> Proposed:
        """A series by its ticker, or by a file of the user's own: FILE.csv, or ISSUER=FILE.csv."""
        if word.casefold().endswith(".csv"):
            return self._own(word, role)
        row = next((row for row in known_series() if row.ticker == word), None)
        if row is not None:
            return self._known(row, role)
        if self.wanted.exchange is None or self.wanted.currency is None:
            remedy = "add --exchange and --currency as it is listed there, or give a file of prices"
            known = ", ".join(row.ticker for row in known_series())
            raise UsageError(word, "is none of the series that are known here", allowed=known, remedy=remedy)
        where: Where = "bundled" if word in self.bundled else "to be fetched"
        place = (self.wanted.exchange, self.wanted.currency)
        return Proposed(word, word, role, markets_of(self.family), *place, where, "")

    def _known(self, row: KnownSeries, role: Role) -> Proposed:
        where: Where = "bundled" if row.ticker in self.bundled else "to be fetched"
        unknown = row.is_a_mixture and not self._of_many
        holds = {} if unknown or role == "factor" else self._held(row.of)
        return Proposed(
            row.ticker, row.name, role, row.markets, row.exchange, row.currency, where, row.source, holds
        )  # fmt: skip

    def _held(self, of: str) -> dict[str, float]:
        """Percent of each issuer of the claim in a series that is of one alone."""
        return {i: 100.0 * (country(i) == country(of)) for i in self.issuers} or {WORLD: 100.0}

    def _own(self, word: str, role: Role) -> Proposed:
        issuer, _, name = word.rpartition("=")
        file = Path(name)
        if not file.is_file():
            raise UsageError(word, "no such file", remedy="name a CSV file of prices: date,close, or date,bid,ask")
        if not TICKER.fullmatch(file.stem):
            what, allowed = f"{file.stem!r} is no ticker", "letters, digits and . ^ = & _ -"
            raise UsageError(word, what, allowed=allowed, remedy="rename the file: the study calls the series so")
        holds = self._held(self._whose(word, issuer)) if role == "target" else {}
        if role == "placebo":
            holds = dict.fromkeys(self.issuers or (WORLD,), 0.0)
        return Proposed(
            file.stem,
            file.stem,
            role,
            markets_of(self.family),
            self.wanted.exchange or "XNYS",
            self.wanted.currency or "USD",
            "own file",
            "Chosen as the asset itself" if role == "target" else "Chosen as a series without exposure",
            holds,
            file,
            self.wanted.valued,
            not self.wanted.valued and not has_opens(file),
        )

    def _whose(self, word: str, issuer: str) -> str:
        """Issuer of a file of the user's own."""
        if not issuer and len(self.issuers) <= 1:
            return self.issuers[0] if self.issuers else WORLD
        found = next((i for i in self.issuers if country(i) == country(issuer)), None)
        if found is None:
            what = f"is of {issuer}, which the claim does not name" if issuer else "does not say of whom it is"
            allowed = ", ".join(f"--target {i}={word.rpartition('=')[2]}" for i in self.issuers)
            raise UsageError(f"--target {word}", what, allowed=allowed, remedy="write one of these")
        return found


def has_opens(file: Path) -> bool:
    """Whether a file of the user's own holds opening prices that are some.

    Raises
    ------
    StudyError, SnapshotError
        If it does not hold prices by day.
    """
    read_closes(file)
    if not has_all_columns(file):
        return False
    return not any(severity == "error" for severity, *_ in opens(read_bars(file), About("", declared="full")))
