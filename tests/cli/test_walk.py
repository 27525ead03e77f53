"""From an article to a report by commands that the program itself prints: at most five, and no line by hand."""

import json
import shlex

import pytest

from tests.runs import ROOT, call
from tests.scaffold.articles import BUDGET, RATES, TRUCE, VARIANT, VOTE, prices

pytestmark = pytest.mark.slow
PROGRAM = "python -m analysis "
MOST = 5
FAST = ("--no-figures",)
"""Figures take most of a run's time, and are no part of the walk."""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A working folder with the bundled prices and nothing else."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "prices").symlink_to(ROOT / "seeds" / "prices")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(output):
    """Commands in an output, as a shell would split them."""
    lines = (line.strip().removeprefix("to test one of them: ") for line in output.splitlines())
    return [shlex.split(line.removeprefix(PROGRAM)) for line in lines if line.startswith(PROGRAM)]


def walk(desk, text, *choices):
    """Paste what is printed, and answer what is asked by ``choices``; the results and the report."""
    (desk / "article.txt").write_text(text, encoding="utf-8")
    (begin,) = printed(call("date", "article.txt").stdout)
    asked = call(*begin)
    assert (asked.exit_code, (desk / "seeds" / "article").exists()) == (2, False)
    assert all(words[: len(begin)] == begin for words in printed(asked.stdout))
    written = call(*begin, *choices)
    assert written.exit_code == 0, written.stderr
    following = printed(written.stdout)
    for words in following:
        ended = call(*words, *(FAST if words[0] == "run" else ()))
        assert ended.exit_code == 0, ended.output
    assert following[-1][0] == "run"
    assert 3 + len(following) <= MOST
    out = desk / "figures" / "article"
    return json.loads((out / "results.json").read_bytes()), (out / "report.md").read_text(encoding="utf-8")


def test_shares_of_a_country_on_the_day_of_a_vote(desk):
    results, report = walk(desk, VOTE, "--day-only", "--zone", "Europe/Istanbul")
    assert results["study"]["question"] == "Did shares of Türkiye fall after the news of 14 May 2023?"
    assert "TUR" in report


def test_oil_in_an_article_that_names_no_year(desk):
    results, _ = walk(desk, VARIANT, "--date", "2021-11-25", "--day-only", "--zone", "Africa/Johannesburg")
    assert results["study"]["question"] == "Did oil gain after the news of 25 November 2021?"


def test_a_bond_of_ones_own(desk):
    file = prices(desk / "AZE32.csv", "XNYS", day="2023-09-20", jump=0.05)
    moment = ("--term", "truce", "--instant", "2023-09-20T09:00Z", "--instant-source", "press")
    results, _ = walk(desk, TRUCE, "--target", f"Azerbaijan={file}", *moment)
    assert results["study"]["question"] == "Did bonds of Azerbaijan gain after the news of 20 September 2023?"


def test_a_currency(desk):
    moment = ("--instant", "2022-09-21T18:00Z", "--instant-source", "The bank's statement")
    results, report = walk(desk, RATES, *moment)
    assert results["study"]["question"] == "Did the dollar gain after the news of 21 September 2022?"
    assert "UUP" in report


def test_an_index_of_london_on_prices_of_ones_own(desk):
    file = prices(desk / "ISF.L.csv", "XLON", day="2022-09-23", jump=-0.04)
    chosen = ("--claim", "2", "--date", "2022-09-23", "--day-only", "--zone", "Europe/London")
    results, _ = walk(desk, BUDGET, *chosen, "--target", file, "--exchange", "XLON", "--currency", "GBp")
    assert results["study"]["question"] == "Did the FTSE 100 fall after the news of 23 September 2022?"
