"""A source is a module that is named by its word in study.toml, and a fetch speaks to any of them alike."""

import datetime as dt
import sys
from types import ModuleType
from typing import get_args

import pytest

from analysis.errors import IncompleteFetchError, RateLimitedError
from analysis.market.manifest import read_manifest
from analysis.market.snapshot import load_snapshot
from analysis.market.sources import protocol
from analysis.market.sources.fetch import fetch_snapshot
from analysis.market.sources.protocol import Fetched, find_connect
from analysis.study.declarations import SourceName
from tests.price_server.fetches import instruments, state
from tests.price_server.world import true_bars

START, END = dt.date(2023, 1, 3), dt.date(2023, 6, 30)


class Almanac:
    """A source that needs no network."""

    library = "almanac 1.0"

    def __init__(self, name, asked, refuses):
        self.name, self.asked, self.refuses, self.is_open = name, asked, refuses, False

    def __enter__(self):
        self.is_open = True
        return self

    def __exit__(self, *exc):
        self.is_open = False

    def fetch(self, query):
        assert self.is_open
        self.asked.append(query.ticker)
        if query.ticker in self.refuses:
            raise RateLimitedError(query.ticker, "enough", asked=str(query))
        bars = true_bars(query.ticker).loc[query.first : query.final[-1]].drop(columns="stamp")
        return Fetched(bars, b"page 1", "")


@pytest.fixture
def almanacs(monkeypatch):
    """Two sources, added as a module each: what each was asked for, and the tickers that both refuse."""
    asked, refuses = {"almanac": [], "gazette": []}, set()
    for word, tickers in asked.items():
        module = ModuleType(word)
        source = Almanac(word, tickers, refuses)
        module.connect = lambda patience, source=source: source
        monkeypatch.setitem(sys.modules, f"{protocol.__package__}.{word}", module)
    return asked, refuses


def of(source, *tickers):
    return [i.model_copy(update={"source": source}) for i in instruments(*tickers)]


@pytest.mark.parametrize("word", [word for word in get_args(SourceName) if word != "csv"])
def test_every_word_that_a_study_may_use_has_its_module(word):
    with find_connect(word)(protocol.Patience(0.0, 1, 0.0, 1.0)) as source:
        assert source.name
        assert source.library
        assert callable(source.fetch)


def test_each_series_is_asked_of_its_own_source_and_the_manifest_says_which(almanacs, live):
    asked, _ = almanacs
    wanted = [*of("almanac", "EMB"), *of("gazette", "PCY", "BGEO.L"), *of("csv", "BOND")]
    fetch_snapshot(wanted, live, start=START, end=END)
    assert asked == {"almanac": ["EMB"], "gazette": ["PCY", "BGEO.L"]}
    manifest = read_manifest(live)
    assert manifest["source"].to_dict() == {"BGEO.L": "gazette", "EMB": "almanac", "PCY": "gazette"}
    assert set(manifest["library"]) == {"almanac 1.0"}
    assert set(load_snapshot(live, wanted[:3]).bars) == {"EMB", "PCY", "BGEO.L"}


def test_what_another_source_gave_is_not_taken_for_this_ones_answer(almanacs, live):
    asked, refuses = almanacs
    refuses.add("PCY")
    with pytest.raises(IncompleteFetchError, match="wait an hour"):
        fetch_snapshot([*of("almanac", "EMB"), *of("gazette", "PCY")], live, start=START, end=END)
    refuses.clear()
    fetch_snapshot(of("gazette", "EMB", "PCY"), live, start=START, end=END)
    assert asked == {"almanac": ["EMB"], "gazette": ["PCY", "EMB", "PCY"]}
    assert "manifest.csv" in state(live)
