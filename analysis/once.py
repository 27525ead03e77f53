"""A thing is computed once: when it is first asked for, by whoever asks. Touches nothing but the object's own store."""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Self, TypeVar

from analysis.errors import AnalysisError

T = TypeVar("T")
Owner = TypeVar("Owner")


class Once:
    """An object that computes what is asked of it once and keeps it: the result, or the error that it ended in.

    Whoever asks gets the same result, whatever else has been asked for before.
    """

    def once(self, compute: Callable[[Self], T]) -> T:
        """Result of ``compute(self)``, computed when it is first asked for.

        Raises
        ------
        AnalysisError
            Whatever the computation raised, each time anew.
        """
        store: dict[object, Any] = self.__dict__.setdefault("_once", {})
        if compute not in store:
            try:
                store[compute] = compute(self)
            except AnalysisError as error:
                store[compute] = error
        found = store[compute]
        if isinstance(found, AnalysisError):
            raise found
        return found  # type: ignore[no-any-return]

    def once_for(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Answer to a question, found when it is first asked; the same question gets the same answer."""
        store: dict[Hashable, Any] = self.__dict__.setdefault("_answers", {})
        if question not in store:
            store[question] = answer()
        return store[question]  # type: ignore[no-any-return]


def once(method: Callable[[Owner], T]) -> Callable[[Owner], T]:
    """Make a method without arguments compute its result once; each caller gets a copy that it may change."""
    key = f"_once_{method.__name__}"

    @wraps(method)
    def ask(self: Owner) -> T:
        store = vars(self)
        if key not in store:
            store[key] = method(self)
        result: T = copy.copy(store[key])
        return result

    return ask
