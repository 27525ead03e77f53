"""Errors for people: what is wrong, where, what is allowed, and what to do about it.

Every class keeps its parts as attributes, so that a caller can act on them without reading the message.
The command line prints the one-line message and nothing else, and exits with ``exit_code``.
"""

from __future__ import annotations


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
    """

    exit_code = 1

    def __init__(self, where: str, what: str, *, allowed: str = "", remedy: str = "") -> None:
        self.where = where
        self.what = what
        self.allowed = allowed
        self.remedy = remedy
        super().__init__(where, what)

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}"]
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.remedy:
            parts.append(self.remedy)
        return "; ".join(parts)


class UsageError(AnalysisError):
    """The command was called wrongly: a missing folder, an output path that is a file."""

    exit_code = 2


class StudyError(AnalysisError):
    """study.toml or a file beside it is not a valid study."""


class ArticleError(AnalysisError):
    """The article cannot be read, or the claim is not in it."""


class EventDateError(AnalysisError):
    """The event's date cannot be derived, or contradicts what was declared."""


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
