"""Asking again where that can help, and saying when there is no network at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import tenacity

from analysis.errors import BlockedError, MalformedError, OfflineError, TransientError
from analysis.market.sources.protocol import Patience

Q = TypeVar("Q")
T = TypeVar("T")
LONGEST_WAIT = 60.0  # seconds between two attempts
OFFLINE_AFTER = 2  # attempts in which nobody could be reached: there is no network


class Persistent:
    """Repeats what fails in passing; waits between attempts double, with as much jitter.

    Parameters
    ----------
    patience : Patience
    reached : callable
        Whether any request ever reached another computer.
    """

    def __init__(self, patience: Patience, reached: Callable[[], bool]) -> None:
        self._attempts = patience.attempts
        self._reached = reached
        self._retry = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type((TransientError, BlockedError, MalformedError)),
            stop=self._is_enough,
            wait=tenacity.wait_exponential_jitter(
                multiplier=patience.backoff, max=LONGEST_WAIT, jitter=patience.backoff
            ),
            reraise=True,
        )

    def __call__(self, once: Callable[[Q], T], query: Q) -> T:
        """Ask until there is an answer, or it makes no sense any more.

        Raises
        ------
        FetchError
            The last failure; an :class:`~analysis.errors.OfflineError` where nobody was ever reached.
        """
        try:
            return self._retry(once, query)
        except TransientError as error:
            if self._reached():
                raise
            raise OfflineError(error.ticker, error.got, asked=error.asked, remedy=error.remedy) from error

    def _is_enough(self, state: tenacity.RetryCallState) -> bool:
        most = self._attempts if self._reached() else min(self._attempts, OFFLINE_AFTER)
        return state.attempt_number >= most
