"""Options as they are given, from the command line or in Python: their names, their kinds, and all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from numbers import Integral
from typing import Any

import numpy as np

from analysis.errors import UsageError
from analysis.study.faults import closest


def _is_text(given: Any) -> bool:
    return isinstance(given, str)


def _is_switch(given: Any) -> bool:
    return isinstance(given, bool | np.bool_)


def _are_words(given: Any) -> bool:
    return all(map(_is_text, words_of(given)))


KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "str": (_is_text, "text"),
    "bool": (_is_switch, "True or False"),
    "bool | None": (lambda given: given is None or _is_switch(given), "True, False or None"),
    "tuple[str, ...]": (_are_words, "text, or several"),
}
"""What a field of that annotation takes, and how it is said; others are checked where their values are."""


def wrong_kinds(asked: Any, *, but: Sequence[str] = ()) -> Iterator[UsageError]:
    """Values that are not of their fields' kind: Python counts any text as true, "no" as well as "yes".

    Parameters
    ----------
    asked : dataclass
        Whose annotations are text.
    but : sequence of str
        Fields that are checked against what is allowed.
    """
    for field in fields(asked):
        given = getattr(asked, field.name)
        fits, allowed = KINDS.get(str(field.type), (None, ""))
        if fits and field.name not in but and not fits(given):
            yield UsageError(field.name, repr(given), allowed=allowed)


def refuse_all(faults: Iterable[UsageError]) -> None:
    """Raise one error for all faults, a line for each; do nothing when there are none.

    Raises
    ------
    UsageError
    """
    told = list(faults)
    if told:
        first, *others = told
        every = (*first.others, *others)
        raise UsageError(first.where, first.what, allowed=first.allowed, remedy=first.remedy, others=every)


@contextmanager
def noted(faults: list[UsageError]) -> Iterator[None]:
    """Keep what is wrong with the call in a block, so that it is raised with what is wrong elsewhere."""
    try:
        yield
    except UsageError as error:
        faults.append(error)


def refuse_unknown(
    where: str, asked: Iterable[str], allowed: Sequence[str], elsewhere: Mapping[str, str] | None = None
) -> None:
    """Refuse the names of options that there are not, with the nearest one.

    Parameters
    ----------
    where : str
        What they were given to.
    asked, allowed : of str
    elsewhere : mapping of str to str, optional
        Remedies for options of something else.

    Raises
    ------
    UsageError
        For all of them.
    """
    listed = ", ".join(allowed)
    refuse_all(
        UsageError(
            where,
            f"no option {name!r}",
            allowed=listed,
            remedy=(elsewhere or {}).get(name) or closest(name, allowed) or "leave it out",
        )
        for name in asked
        if name not in allowed
    )


def one_of(option: str, word: Any, allowed: Sequence[str]) -> Iterator[UsageError]:
    """The fault of a word that is none of those allowed, if it is none."""
    if word not in allowed:
        remedy = closest(str(word), allowed)
        yield UsageError(option, repr(word), allowed=", ".join(filter(None, allowed)), remedy=remedy)


def whole_number(option: str, number: Any, least: int, most: int | None, allowed: str) -> Iterator[UsageError]:
    """The fault of what is no whole number, or one too small or too large, if it is."""
    whole = isinstance(number, Integral) and not isinstance(number, bool)
    if not whole or number < least or (most is not None and number > most):
        yield UsageError(option, f"{number!r}", allowed=allowed)


def words_of(asked: Any) -> tuple[Any, ...]:
    """Words as a tuple; text is one word, never its letters, and so is what is no list."""
    return tuple(asked) if isinstance(asked, Iterable) and not isinstance(asked, str) else (asked,)
