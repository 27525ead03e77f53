"""Did it happen? How the assets' own prices moved, from the last before the news to the first after it.

Whether that was more than chance and the market is another question, with another section.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from analysis.findings.itself.around import around
from analysis.findings.itself.moves import UNKNOWN, Answer, OwnMove, Witness, own_moves, owners, witnesses_of
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.itself import own_case
from analysis.once import once
from analysis.study.declarations import Window
from analysis.study.itself import lacking
from analysis.study.setting import Setting
from analysis.words.numbers import capital, digits, listing, moment, signed_percent
from analysis.words.plain import records
from analysis.words.study_words import RISE, RISEN, assets_of, proxies, whose
from analysis.words.tables import Column, Table

DAY = Window(name="the day", returns="close-to-close", first=0, last=0)
MOVES = (
    Column("issuer", "whose assets", "whose"),
    Column("series", "ticker", "series"),
    Column("name", "what it is", "what it is"),
    Column("before", "when the last price before the news was struck, UTC"),
    Column("after", "when the first price after it was struck, UTC"),
    Column("raw_bp", "log return from the one to the other, with interest", "move, bp", "bp"),
    Column("rounding_bp", "how far the rounding of both prices reaches", "rounding, bp", "size"),
    Column("answer", "whether it moved as claimed", "moved"),
)
WITNESSES = (
    Column("issuer", "whose assets"),
    Column("series", "ticker", "quote"),
    Column("name", "what it is", "what it is"),
    Column("before_pct", "change of the last quote that is surely from before the news to the next, percent"),
    Column("after_pct", "change of that one to the first that is surely from after it, percent"),
    Column("across_pct", "change from the last surely before the news to the first surely after it, percent"),
    Column("first_day", "day of the last quote surely from before"),
    Column("between_day", "day of the quote that may be from before or after"),
    Column("last_day", "day of the first quote surely from after"),
)

OtherNews = Literal["", "minor", "other"]

MANY = 4
"""Series of one issuer, from more than which on a sentence gives the least and the most of their moves."""


@dataclass(frozen=True, eq=False, repr=False)
class Happened(Piece):
    """Whether the assets' own prices moved as claimed, issuer by issuer and together.

    Attributes
    ----------
    moves : tuple of OwnMove
    witnesses : tuple of Witness
    answers : mapping of str to Answer
        By issuer of the claim; of all together where no series is of one issuer's assets alone.
    lacks : tuple of str
        Files of the assets' own prices that are not there.
    news : OtherNews
        What other news the calendar has in these hours: none, minor alone, or major too.
    path : DataFrame
        Own series and neighbours around the event: index moment (UTC), 100 at the last price before the news.
    quotes : mapping of str to Series
        Quotes of the witnesses around the event by day.
    setting : Setting
        Of the assets' own study where there is one.
    """

    moves: tuple[OwnMove, ...]
    witnesses: tuple[Witness, ...]
    answers: Mapping[str, Answer]
    lacks: tuple[str, ...]
    news: OtherNews
    path: pd.DataFrame
    quotes: Mapping[str, pd.Series[float]]
    setting: Setting

    @property
    def answer(self) -> Answer:
        """Of all issuers together."""
        return answer_of_all(list(self.answers.values()))

    @property
    def words(self) -> str:
        """The answer in one sentence."""
        assets, claim = assets_of(self.setting.claim), self.setting.claim
        if not self.moves:
            return f"Not observed: there are no own prices of the {assets}."
        whose_own: dict[str, list[OwnMove]] = {}
        for m in self.moves:
            whose_own.setdefault(m.issuer, []).append(m)
        each = [said for issuer, moves in whose_own.items() for said in _told(issuer, moves)]
        did = {"yes": "did", "no": "did not", "mixed": "did in part"}.get(self.answer)
        what = f"the {assets} {did} {RISE[claim.direction]}" if did else f"not every price of the {assets} was observed"
        return f"{capital(self.answer)}: {what} ({'; '.join(each)})."

    @once
    def record(self) -> dict[str, Any]:
        """The answer of each issuer and of all, each move with its times, and what the witnesses show."""
        return {
            "answer": self.answer,
            "words": self.words,
            "issuers": [{"issuer": name, "answer": answer} for name, answer in self.answers.items()],
            "moves": records(self.tables()["own-moves"].frame) if self.moves else [],
            "witnesses": records(self.tables()["witnesses"].frame) if self.witnesses else [],
            "lacks": list(self.lacks),
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """The moves, and the quotes whose hour is not known."""
        found = {}
        if self.moves:
            lines = [
                (m.issuer, m.series, m.name, m.before, m.after, 1e4 * m.raw, 1e4 * m.rounding, m.answer)
                for m in self.moves
            ]
            frame = pd.DataFrame(lines, columns=[c.name for c in MOVES])
            found["own-moves"] = Table(MOVES, frame)
        if self.witnesses:
            told = [(w.issuer, w.series, w.name, *_changes(w), *w.days) for w in self.witnesses]
            found["witnesses"] = Table(WITNESSES, pd.DataFrame(told, columns=[c.name for c in WITNESSES]))
        return found

    @once
    def shown(self) -> Mapping[str, Table]:
        """The same, without what all lines share; heads say the claimed direction, and the one day of the witnesses."""
        found = dict(self.tables())
        if self.moves:
            shared = "issuer" if len({m.issuer for m in self.moves}) == 1 else ""
            names = (c.name for c in MOVES if c.name != shared)
            found["own-moves"] = found["own-moves"].only(*names, answer=RISEN[self.setting.claim.direction])
        if "witnesses" in found:
            found_on = {w.days[1] for w in self.witnesses if w.days[1]}
            between = found_on.pop() if len(found_on) == 1 else "the day"
            heads = {
                "before_pct": f"to {between}, if struck after the news",
                "after_pct": f"from {between}, if struck before the news",
            }
            if not self._doubtful:
                heads = {"across_pct": "from the last before the news to the first after it"}
            columns = tuple(
                Column(c.name, c.meaning, heads.get(c.name, c.head), "t" if c.name in heads else c.show)
                for c in WITNESSES
            )
            found["witnesses"] = Table(columns, found["witnesses"].frame)
        return {name.replace("-", "_"): table for name, table in found.items()}

    def numbers(self) -> Table:
        """Levels around the event, and the quotes, one line a moment."""
        columns = (
            Column("moment", "when the price was struck, UTC"),
            *(Column(str(t), f"level of {t}, 100 at the last price before the news") for t in self.path),
        )
        return Table(columns, self.path.rename_axis("moment").reset_index())

    def table(self) -> pd.DataFrame:
        """The moves."""
        return self.tables()["own-moves"].frame.copy(deep=False) if self.moves else pd.DataFrame()

    def context(self) -> Mapping[str, Any]:
        """When the prices were struck, what else fell in between, and what is missing."""
        first = self.moves[0] if self.moves else None
        return {
            "assets": assets_of(self.setting.claim),
            "proxies": proxies(self.setting.study),
            "news": self.news,
            "doubtful": self._doubtful,
            "by_them": self._by_witnesses(),
            "priced": self.priced,
            "from_to": f"{moment(first.before)} UTC to {moment(first.after)} UTC" if first else "",
            "missing": listing(list(self.lacks)) if self.lacks else "",
            "files": f"{digits(len(self.lacks), 'file')} of theirs {'is' if len(self.lacks) == 1 else 'are'} missing",
            "hours": self._hours(),
            "observed": bool(self.moves),
            "issuer": first.issuer if first and len({m.issuer for m in self.moves}) == 1 else "",
        }

    @property
    def priced(self) -> str:
        """What a price of the own series is: a quote, or a close of an exchange."""
        return "quote" if self.setting.between_quotes else "close"

    def _hours(self) -> str:
        """When the witnesses were struck: at hours that are known, or once within others."""
        said = list(dict.fromkeys(str(self.setting.study.instrument(w.series).valued) for w in self.witnesses))
        known, within = ([h for h in said if (" to " in h) == span] for span in (False, True))
        parts = (f"at {listing(known)}" if known else "", f"once within {' or '.join(within)}" if within else "")
        return listing([part for part in parts if part])

    def _by_witnesses(self) -> str:
        """How the claim's assets moved by quotes that may have been struck after the news, if they were; or nothing."""
        moves = [w.to_between for w in self.witnesses if w.issuer in self.answers and not math.isnan(w.to_between)]
        signs = {"gain": any(m > 0 for m in moves), "loss": any(m < 0 for m in moves)}
        return " or ".join(RISEN[way] for way, seen in signs.items() if seen)

    @property
    def _doubtful(self) -> bool:
        """Whether some witness was quoted between two hours of which one is before the news and the other after."""
        return any(w.days[1] for w in self.witnesses)

    def summary(self) -> str:
        """The answer in one sentence."""
        return self.words


class Unobserved(Happened):
    """The same where there are no own prices: there is nothing to draw."""

    @classmethod
    def has_figure(cls) -> bool:
        """There is none."""
        return False


def _told(issuer: str, moves: Sequence[OwnMove]) -> list[str]:
    """How the series of one issuer moved: one by one, or from the least to the most where they are many."""
    if len(moves) > MANY and all(m.answer != UNKNOWN for m in moves):
        least, most = sorted((m.raw for m in moves), key=abs)[:: len(moves) - 1]
        counted = digits(len(moves), "series", "series")
        return [f"{issuer}, {counted}: {signed_percent(least)} to {signed_percent(most)}"]
    named = {m.series: issuer if len(moves) == 1 else m.series for m in moves}
    return [f"{named[m.series]} {UNKNOWN if m.answer == UNKNOWN else signed_percent(m.raw)}" for m in moves]


def answer_of_all(answers: Sequence[Answer]) -> Answer:
    """Answer of several issuers: theirs where they agree; mixed where one moved as claimed and another did not."""
    if not answers or UNKNOWN in answers:
        return UNKNOWN
    return answers[0] if len(set(answers)) == 1 else "mixed"


def happened(case: Case) -> Happened:
    """Look at the assets' own prices, where a study has them."""
    own, claim = own_case(case), case.study.claim
    lacks = lacking(case.study)
    if own is None:
        answers: dict[str, Answer] = dict.fromkeys(whose(claim), UNKNOWN)
        return Unobserved((), (), answers, lacks, "", pd.DataFrame(), {}, case.setting)
    moves = own_moves(own)
    answers = {name: answer_of_all([m.answer for m in moves if m.issuer == name]) for name in owners(own)}
    return Happened(moves, witnesses_of(own), answers, lacks, _news(own), *around(own), own.setting)


def _news(own: Case) -> OtherNews:
    """Which other news fell between the two prices."""
    weights = {entry.weight for entry in own.timing.other_news(DAY, own.portfolio)}
    return "other" if "major" in weights else "minor" if weights else ""


def _changes(witness: Witness) -> tuple[float, ...]:
    """Percent: by the one reading, by the other, and across both."""
    return tuple(100 * math.expm1(move) for move in (witness.to_between, witness.from_between, witness.whole))
