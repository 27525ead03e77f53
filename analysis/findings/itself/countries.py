"""Countries side by side: the claim's own, neighbours, like series, and a rank among countries without exposure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.errors import NothingToTestError
from analysis.findings.itself.happened import MANY
from analysis.findings.itself.side_by_side import GROUPS, Group, Less, Line, side_by_side
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.deciding import looking
from analysis.measure.itself import require_own
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.filters import NONE
from analysis.words.numbers import bp, bp_interval, capital, digits, listing, out_of
from analysis.words.tables import Column, Table

HEADING = "Side by side with others"
LINES = (
    Column("series", "ticker, or the portfolio", "series"),
    Column("name", "what it is", "what it is"),
    Column("group", "its part in the comparison", "part"),
    Column("eve_bp", "log return of the day before", "day before, bp", "bp"),
    Column("raw_bp", "log return of the event's day", "the day, bp", "bp"),
    Column("abnormal_bp", "what drift and factors do not explain", "abnormal, bp", "bp"),
    Column("low_bp", "95 % interval by the placebo dates, lower end"),
    Column("high_bp", "upper end"),
    Column("score", "abnormal return over the volatility known on the eve", "over its volatility", "t"),
    Column("placebo_p", "rank of that among other dates", "placebo p", "p"),
)
RANKS = (
    Column("series", "ticker, or the portfolio", "series"),
    Column("beyond", "peers that moved as far, each over its own volatility"),
    Column("countries", "how many there are", "beyond", lambda c: out_of(c["beyond"], c["countries"])),
    Column("p", "rank among peers", "p", "p"),
)
LESS = (
    Column("series", "ticker, or the portfolio", "series"),
    Column("other", "the neighbour, or the mean of the peers", "less"),
    Column("raw_bp", "log return less the neighbour's", "move, bp", "bp"),
    Column("abnormal_bp", "abnormal return less the neighbour's", "abnormal, bp", "bp"),
    Column("p", "rank among other dates", "placebo p", "p"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Countries(Piece):
    """All series of the assets' own study on the day, with a rank among countries and the differences to neighbours.

    Attributes
    ----------
    lines : tuple of Line
    less : tuple of Less
    sign : {1, -1}
        Direction in which the ranks look.
    unseen : mapping of str to str
        Series that could not be measured, or not be compared with, and why.
    setting : Setting
    """

    lines: tuple[Line, ...]
    less: tuple[Less, ...]
    sign: int
    unseen: Mapping[str, str]
    setting: Setting

    def of(self, group: Group) -> tuple[Line, ...]:
        """Lines of one group."""
        return tuple(line for line in self.lines if line.group == group)

    @property
    def peers(self) -> tuple[Line, ...]:
        """Countries that are ranked beside."""
        return self.of("peer")

    def rank(self, line: Line) -> tuple[int, float]:
        r"""How many peers moved as far in the direction looked at, each over its own volatility, and p.

        Notes
        -----
        .. math:: p = \frac{1 + \#\{g: z_g \ge z\}}{1 + G}

        over G countries without exposure: exact where any of them could have been the one with the news. The smallest
        p is 1 / (1 + G), so that few countries cannot reach 5 %.

        References
        ----------
        Abadie, A., Diamond, A. and Hainmueller, J. (2010), Journal of the American Statistical Association 105,
        493-505, section 2.4. Conley, T. and Taber, C. (2011), Review of Economics and Statistics 93(1), 113-125.
        """
        beyond = sum(self.sign * p.score >= self.sign * line.score for p in self.peers)
        return beyond, (1 + beyond) / (1 + len(self.peers))

    @property
    def less_peers(self) -> Less | None:
        """The portfolio less the mean of these countries; None where there is no one mean."""
        found = [d for d in self.less if d.series == PORTFOLIO and d.other not in {line.series for line in self.lines}]
        return found[0] if found else None

    @property
    def own(self) -> tuple[Line, ...]:
        """The claim's own, the portfolio among them."""
        return self.of("own")

    @once
    def record(self) -> dict[str, Any]:
        """The lines, ranks among countries, and differences to neighbours."""
        told = {name: table.frame.to_dict("records") for name, table in self.tables().items()}
        return {**told, "unseen": [{"series": name, "why": why} for name, why in self.unseen.items()]}

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a series; the ranks; the differences."""
        lines = [
            (
                line.series,
                line.name,
                GROUPS[line.group],
                1e4 * line.eve,
                1e4 * line.raw,
                1e4 * line.abnormal,
                *(1e4 * end for end in line.interval),
                line.score,
                line.pvalue,
            )
            for line in self.lines
        ]
        found = {"countries": Table(LINES, pd.DataFrame(lines, columns=[c.name for c in LINES]))}
        if self.peers:
            ranks = [(line.series, beyond, len(self.peers), p) for line in self.own for beyond, p in [self.rank(line)]]
            found["rank-among-countries"] = Table(RANKS, pd.DataFrame(ranks, columns=[c.name for c in RANKS]))
        if self.less:
            less = [(d.series, d.other, 1e4 * d.raw, 1e4 * d.abnormal, d.pvalue) for d in self.less]
            found["less-others"] = Table(LESS, pd.DataFrame(less, columns=[c.name for c in LESS]))
        return found

    @once
    def shown(self) -> Mapping[str, Table]:
        """The same; what a series is, is said where no other table and not its ticker says it.

        Members follow the others where they are many: a report has the first lines alone.
        """
        found = {name.replace("-", "_"): table for name, table in self.tables().items()}
        frame = found["countries"].frame
        member = (frame["group"] == GROUPS["own"]) & (frame["series"] != PORTFOLIO)
        if member.sum() > MANY:
            frame = pd.concat([frame[~member], frame[member]], ignore_index=True)
        own = frame["group"] == GROUPS["own"]
        told = own | (frame["name"].str.casefold() == frame["series"].str.casefold())
        short = frame.assign(name=frame["name"].mask(told, NONE), group=frame["group"].mask(own, "claim"))
        if "less_others" in found:
            others = found["less_others"].frame
            found["less_others"] = Table(LESS, others.assign(other=others["other"].str.removeprefix("mean of ")))
        return {**found, "countries": Table(LINES, short)}

    def context(self) -> Mapping[str, Any]:
        """Words around the tables."""
        few = 1 / (1 + len(self.peers))
        return {
            "peers": digits(len(self.peers), "peer") if self.peers else "",
            "who": self.setting.study.peers or listing([line.name for line in self.peers]),
            "least": few,
            "few": few > self.setting.rule.alpha,
            "neighbours": listing([line.series for line in self.of("neighbour")]),
            "side": {1: "gain", -1: "loss"}[self.sign],
            "nearby": bool(self.of("nearby")),
        }

    def summary(self) -> str:
        """How the portfolio stands among peers and neighbours; without peers beside the others."""
        whole = next(line for line in self.lines if line.series == PORTFOLIO)
        near = self.of("neighbour")
        if not self.peers:
            beside = (self._moved(lines) for lines in (self.of("alike"), near, self.of("nearby")) if lines)
            return f"Abnormal on the day: {self.setting.portfolio.label} {bp(whole.abnormal)}; {'; '.join(beside)}"
        beyond, _ = self.rank(whole)
        said = f"{capital(out_of(beyond, len(self.peers)))} peers moved as far"
        far = sum(self.sign * line.score >= self.sign * whole.score for line in near)
        if not near:
            return said
        every = "the neighbour" if len(near) == 1 else f"{out_of(far, len(near))} neighbours"
        return f"{said}; {every if far else 'no neighbour'} did"

    @staticmethod
    def _moved(lines: Sequence[Line]) -> str:
        """Abnormal returns of one group: that of its one series, or from the least to the most."""
        words, moves = GROUPS[lines[0].group], [line.abnormal for line in lines]
        if len(lines) == 1:
            return f"{words} {lines[0].series} {bp(moves[0])}"
        return f"{words} {bp_interval(min(moves), max(moves))}"


def countries(case: Case) -> Countries:
    """Put all series of the assets' own study side by side on the event's day.

    Raises
    ------
    NotApplicableError
        If the study has no own prices, or (NothingToTestError) no neighbours, like series or peers to show beside them.
    """
    own = require_own(case)
    lines, less, unseen = side_by_side(own)
    if all(line.group == "own" for line in lines):
        raise NothingToTestError(HEADING.casefold(), "no neighbour, like series or peer is declared")
    return Countries(lines, less, looking(own).sign, unseen, own.setting)
