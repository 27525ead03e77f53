"""What a source of daily bars must offer, and how one is found by its word in study.toml.

A source is a module of this folder that is named by the word (``source = "yahoo"`` is ``yahoo.py``) and has a
function ``connect`` that returns a :class:`Source`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, cast

import pandas as pd

from analysis.market.sources.query import Query
from analysis.study.declarations import SourceName


@dataclass(frozen=True, slots=True, repr=False)
class Fetched:
    """What a source gives for one ticker.

    Attributes
    ----------
    bars : DataFrame
        In the form of :func:`analysis.market.bars.read_bars`: raw prices in the currency of the listing, checked by
        :func:`analysis.market.checks.check_bars`, finished sessions only.
    response : bytes
        The answer they were made from, as it came; kept beside the prices.
    dropped : str
        Sessions that were left out because they are not over ("2023-06-30"); empty when there are none.
    shut : str
        Days without a session whose rows without any price were left out ("2023-09-01 and 1 more"); empty when there
        are none.
    """

    bars: pd.DataFrame
    response: bytes
    dropped: str
    shut: str = ""

    def __repr__(self) -> str:
        return f"<Fetched {len(self.bars)} bars, from an answer of {len(self.response)} bytes>"


class Source(Protocol):
    """A conversation with a source of daily bars: a context manager, asked for one ticker after the other."""

    @property
    def name(self) -> str:
        """What the manifest calls it ("Yahoo Finance")."""

    @property
    def library(self) -> str:
        """The library that spoke to it, with its version ("yfinance 1.7.0")."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    def fetch(self, query: Query) -> Fetched:
        """Fetch the bars of one ticker, whole and checked; repeat where that can help.

        Raises
        ------
        FetchError
            One of its subclasses: they say whether the ticker is at fault, and whether asking on makes sense.
        """


@dataclass(frozen=True, slots=True)
class Patience:
    """How gently a source is asked.

    Attributes
    ----------
    pause : float
        Seconds between two requests.
    attempts : int
        How often a ticker is asked for when the failure is one that passes.
    backoff : float
        Seconds before the second attempt; a source may lengthen it for further ones.
    timeout : float
        Seconds to wait for an answer.
    """

    pause: float
    attempts: int
    backoff: float
    timeout: float


Connect = Callable[[Patience], Source]
"""The function ``connect`` of a source's module."""


def find_connect(word: SourceName) -> Connect:
    """Find the function that opens a source, by the source's word in study.toml."""
    module = importlib.import_module(f"{__package__}.{word}")
    return cast(Connect, module.connect)
