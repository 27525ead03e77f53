"""Errors for people: what is wrong, where, what is allowed, and what to do about it.

Every class keeps its parts as attributes, so that a caller can act on them without reading the message.
The command line prints the message and nothing else, one line a fault, and exits with ``exit_code``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST_SAID = 300  # characters of what another computer says
LONGEST_PART = 1500  # characters of a part of an error: a list of what is allowed may be long
UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # categories of Unicode: controls, formats, line ends, nothing
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def unseen_in(text: str) -> str:
    """Name of the first control character, line break or mark that turns text around ("U+001B"); empty without one.

    What joins and parts letters, as the scripts of Persian and Hindi need it, is none.
    """
    found = _UNSEEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def printable(text: str, longest: int = LONGEST_SAID) -> str:
    """Spell out what would move the cursor, colour, hide or turn a terminal's text; cut what is too long to be read.

    Control and format characters, line ends of any script, private and unassigned ones become escapes (``\\x1b``).
    """
    cut = text if len(text) <= longest else f"{text[:longest]}…"
    return "".join(c if unicodedata.category(c) not in UNPRINTABLE else ascii(c)[1:-1] for c in cut)


def system_words(error: OSError) -> str:
    """What the system says of a file, as an error for people."""
    where = f"{printable(str(error.filename))}: " if error.filename else ""
    return f"{where}{error.strerror or error}; check disk space and permissions"


class AnalysisError(Exception):
    """Base of all errors that a user can mend.

    Parameters
    ----------
    where : str
        File, key, ticker or step that is at fault ("study.toml: estimation.length", "EMB").
    what : str
        What is wrong, with the offending value.
    allowed : str, optional
        What would have been right.
    remedy : str, optional
        What to do, as an imperative.
    others : sequence of AnalysisError, optional
        Further faults of the same file or call: the message gives each a line of its own.
    """

    exit_code = 1

    def __init__(
        self, where: str, what: str, *, allowed: str = "", remedy: str = "", others: Sequence[AnalysisError] = ()
    ) -> None:
        self.where = where
        self.what = what
        self.allowed = allowed
        self.remedy = remedy
        self.others = tuple(others)
        super().__init__(where, what)

    def __str__(self) -> str:
        own = "; ".join(part for part in (self.fault, printable(self.remedy, LONGEST_PART)) if part)
        return "\n".join([own, *map(str, self.others)])

    @property
    def fault(self) -> str:
        """What is wrong, where, and what is allowed: the message without its remedy."""
        where, what, allowed = (printable(part, LONGEST_PART) for part in (self.where, self.what, self.allowed))
        return f"{where}: {what}; allowed: {allowed}" if allowed else f"{where}: {what}"


class UsageError(AnalysisError):
    """The command was called wrongly: a missing folder, an output path that is a file."""

    exit_code = 2


class StudyError(AnalysisError):
    """study.toml or a file beside it is not a valid study."""


class ListError(StudyError):
    """A fund's list of what it holds cannot be read, or is not what it must be."""


class NoListError(ListError):
    """A fund's list without rows: nothing was published for the day."""


class TableError(StudyError):
    """A table of a panel, of events, prices or factors, cannot be read, or is not what it says."""


class ArticleError(AnalysisError):
    """The article cannot be read, or the claim is not in it."""


class EventDateError(AnalysisError):
    """The event's date cannot be derived, or contradicts what was declared.

    Parameters
    ----------
    candidates : sequence
        Days between which the article leaves the choice, each with what speaks for it; ``str`` says them.
    """

    def __init__(
        self, where: str, what: str, *, allowed: str = "", remedy: str = "", candidates: Sequence[object] = ()
    ) -> None:
        self.candidates = tuple(candidates)
        super().__init__(where, what, allowed=allowed, remedy=remedy)


class SnapshotError(AnalysisError):
    """A price file is missing, altered, or fails a check."""


class WindowError(AnalysisError):
    """A window does not fit into the prices."""


class EstimationError(AnalysisError):
    """A model cannot be estimated from the data that it was given."""


class OutputError(AnalysisError):
    """Results cannot be written, or differ from those committed."""


class NotApplicableError(AnalysisError):
    """A test's own conditions are not met: its result then carries this as the reason instead of a p-value."""


class NothingToTestError(NotApplicableError):
    """A study has none of what a section is about: nothing failed, and a report needs no remedy for it."""


class FetchError(AnalysisError):
    """Live prices of one ticker could not be had.

    Parameters
    ----------
    ticker : str
    got : str
        What the source answered instead; control characters in it are spelt out, for they are a stranger's.
    asked : str, optional
        What it was asked for.
    remedy : str, optional
        The remedy of the class when not given.
    """

    advice = "repeat the command: what is complete is kept"
    longest = LONGEST_SAID

    def __init__(self, ticker: str, got: str, *, asked: str = "", remedy: str = "") -> None:
        self.ticker = ticker
        self.asked = asked
        self.got = got = printable(got, self.longest)
        super().__init__(ticker, f"{got} (asked: {asked})" if asked else got, remedy=remedy or self.advice)


class RateLimitedError(FetchError):
    """The source refuses further requests for a while; asking on would make it worse."""

    advice = "wait an hour, then repeat the command: what is complete is kept"


class BlockedError(FetchError):
    """The source answers with a consent page or a refusal instead of data."""

    advice = "try later or from another network: what is complete is kept"


class TransientError(FetchError):
    """The network or the source failed in a way that usually passes."""


class UntrustedError(FetchError):
    """Whoever answers cannot prove to be the source: no connection is made."""

    advice = (
        "asking again does not help: correct this computer's clock or its certificates, or try from another network, "
        "for somebody may stand between"
    )


class MalformedError(FetchError):
    """The answer does not have the form of a price table."""

    advice = "try later; if it stays, the source or the library that reads it has changed"


class UnknownSymbolError(FetchError):
    """The source does not know the ticker."""

    advice = "correct the ticker in study.toml, or remove it"


class NoDataError(FetchError):
    """The source knows the ticker and has no prices for the dates."""

    advice = "choose other dates, or remove the ticker from study.toml"


class BadDataError(FetchError):
    """Prices came, and they are not those that were asked for, or fail a check."""

    advice = "try later or choose other dates: wrong prices are never kept"


class DisagreementError(FetchError):
    """Prices came that are not those which were known before, or not on the days of like series."""

    def __init__(self, ticker: str, got: str, *, asked: str = "") -> None:
        super().__init__(ticker, got, asked=asked, remedy=f"where the new prices are right: --accept {ticker}")


class IncompleteFetchError(FetchError):
    """Some tickers of a snapshot could not be had; the others are kept for the next attempt.

    Attributes
    ----------
    failures : dict of str to FetchError
        What went wrong, by ticker.
    """

    longest = 10 * LONGEST_SAID

    def __init__(self, where: str, got: str, failures: dict[str, FetchError], *, remedy: str = "") -> None:
        self.failures = failures
        super().__init__(where, got, remedy=remedy)


class OfflineError(TransientError):
    """Nobody could be reached: there is no network, or a proxy is not where the settings say."""

    advice = "connect to the network or correct the proxy settings, then repeat the command"
