"""Fetches of lists in no time: the true ones come without a network, so that only what is done with them counts."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from analysis.market.sources.fetch_lists import ListsWanted, fetch_lists
from analysis.market.sources.fund_holdings import FetchedList, ListQuery, read_answer
from tests.list_server.forms import as_json
from tests.list_server.world import DAYS, FUND, NUMBER, SLUG, true_rows


class OfflineLists:
    """A site that remembers what it was asked for."""

    name, library = "iShares", "none"

    def __init__(self, answers: Mapping[dt.date, bytes]) -> None:
        self.asked: list[dt.date] = []
        self.answers = answers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def fetch(self, query: ListQuery) -> FetchedList:
        self.asked.append(query.day)
        response = self.answers.get(query.day) or as_json(query.day, FUND, true_rows(query.day)).encode()
        return FetchedList(response, "json", read_answer(response, query))


def fetch_lists_offline(
    into: Path, days: tuple[dt.date, ...], answers: Mapping[dt.date, bytes] | None = None
) -> list[dt.date]:
    """Fetch; return what was asked for."""
    site = OfflineLists(answers or {})
    fetch_lists([ListsWanted(FUND, NUMBER, SLUG, days)], into, open_source=lambda _: site)
    return site.asked


with tempfile.TemporaryDirectory() as scratch:  # what is imported at first use is there before others are forked
    fetch_lists_offline(Path(scratch) / "live-holdings", DAYS[:2])
