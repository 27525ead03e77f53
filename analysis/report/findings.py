"""All that a run found: the only place that holds the whole. Computes nothing; reads and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from analysis.commands import NAME, command
from analysis.findings.itself.conclusion import Conclusion, answer
from analysis.findings.meaning.verdict import Verdict
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.effects import Measured, measure
from analysis.report.exhibits import STEPS, Exhibit, exhibits_of
from analysis.report.first_screen import claimed, conditions, did_it_happen
from analysis.report.told import Told
from analysis.study.itself import lacking
from analysis.words.markdown import Markdown
from analysis.words.numbers import capital, day, listing
from analysis.words.study_words import of_proxies, proxies, proxy_words, themselves

if TYPE_CHECKING:
    from analysis.study.study import Study
    from analysis.words.tables import Table


@dataclass(frozen=True, eq=False, repr=False)
class Findings(Told):
    """Everything that a run found, piece by piece; what is drawn, written or said comes from here.

    Attributes
    ----------
    case : Case
        The study with its timing, prices and holdings.
    """

    case: Case
    template: ClassVar = "report/report.md.j2"
    steps: ClassVar = STEPS

    @property
    def title(self) -> str:
        """The study's title."""
        return self.study.title

    @property
    def question(self) -> str:
        """The study's question."""
        return self.study.question

    @property
    def study(self) -> Study:
        """What was declared."""
        return self.case.study

    @cached_property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """What the report shows of this study, in order."""
        return exhibits_of(self.case)

    @cached_property
    def pieces(self) -> Mapping[str, Piece]:
        """All pieces by name, in the order of the report."""
        return {e.name: e.piece(self.case) for e in self.exhibits}

    @property
    def measured(self) -> Measured:
        """Abnormal returns of every series in every window."""
        return self.case.once(measure)

    @property
    def verdict(self) -> Verdict:
        """What may be concluded from the study's own portfolio."""
        found = self.pieces["verdict"]
        assert isinstance(found, Verdict)
        return found

    @property
    def answer(self) -> Verdict | Conclusion:
        """What stands first: both answers by the assets' own prices, where there are such; or else the verdict."""
        return answer(self.case)

    @property
    def main_figure(self) -> str:
        """The one picture of a README: the assets' own prices, or the abnormal returns."""
        names = [e.figure for e in self.drawn]
        return next(name for name in ("own-prices", "abnormal-returns") if name in names)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was declared of how the answer came about: by the study whose prices decide, and by this one."""
        declared = (self.answer.setting.study.note, self.study.note)
        return tuple(note for note in dict.fromkeys(declared) if note)

    def declared(self) -> dict[str, Any]:
        """What was declared of the study and of its claim."""
        study, claim = self.study, self.study.claim
        return {
            "study": {
                "name": study.name,
                "title": study.title,
                "question": study.question,
                "seed": study.seed,
                "folder": study.place,
                "notes": self.notes,
            },
            "claim": {
                "quote": claim.quote,
                "direction": self.case.timing.claim.direction,
                "assets": claim.assets,
                "issuers": claim.issuers,
                "untested": claim.untested,
            },
        }

    def opening(self) -> dict[str, Any]:
        """The answer, and what the prices are of."""
        study, held = self.study, (self.case.setting, self.case.holdings)
        return {
            "study": study,
            # They stand in a block of commands, where nothing is markup.
            "name": Markdown(study.name),
            "run": Markdown(command("run", study.place, program=NAME)),
            "verify": Markdown(command("verify", study.place, program=NAME)),
            "day": day(self.case.timing.event.date),
            "claimed": claimed(self.case.timing.event),
            "did": did_it_happen(self.answer, self.pieces.get("happened")),
            "headline": self.answer.headline,
            "notes": self.notes,
            "proxy": "" if self.case.itself or themselves(*held) else proxy_words(*held),
            "of_proxies": of_proxies(*held),
            "stale": self._stale(),
        }

    def _stale(self) -> list[str]:
        """The kinds of prices that both answers rest on, the study's own first."""
        quoted = dict.fromkeys(bool(s.between_quotes) for s in (self.case.setting, self.answer.setting))
        kinds = {False: ["opening prices"], True: ["quotes", "published levels"]}
        return [kind for one in quoted for kind in kinds[one]]

    def opening_tables(self) -> tuple[Table, ...]:
        """How each condition of the rule was decided."""
        return (conditions(self.answer),)

    def source_line(self) -> str:
        """Where the prices come from, and when they were fetched."""
        case = self.case
        closes, fetched = case.returns.closes, case.snapshot.fetched
        named = {"bundled": "the bundled snapshot", "live": "the live snapshot"}
        kind = named.get(case.source, f"the snapshot {case.source}")
        when = f" fetched on {listing(fetched)}" if fetched else ""
        return (
            f"Data: daily prices of {closes.shape[1]} series from {kind}{when}, {closes.index[0]:%Y-%m-%d} to "
            f"{closes.index[-1]:%Y-%m-%d}. Study: {self.study.name}."
        )

    def summary(self) -> str:
        """What may be concluded in a sentence or two."""
        return self.answer.headline

    def told(self) -> list[str]:
        """What a terminal says: both answers, or the verdict, each with its reasons."""
        if isinstance(self.answer, Conclusion):
            return self.answer.told_in_lines()
        missing = lacking(self.study)
        outcome, words = self.verdict.outcome, self.verdict.headline
        first = f"{outcome.upper()}: {words.removeprefix(f'{capital(outcome)}: ')}"
        alone = (
            [f"On the {proxies(self.study)} alone, because these are not there: {', '.join(missing)}"]
            if missing
            else []
        )
        return [first, *alone, *(f"- {reason}" for reason in self.verdict.reasons)]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.study.name}: {self.answer.outcome}>"

    def _repr_html_(self) -> str:
        first = self.pieces.get("conclusion", self.pieces["summary"])
        return first._repr_html_()
