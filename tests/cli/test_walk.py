"""From an article to a report by commands that the program itself prints: at most five, and no line by hand."""

import json
import re
import shlex

import pytest

from analysis.study.study import load_study
from tests.findings.test_words_of_the_study import foreign
from tests.reading import OF_ITSELF
from tests.runs import ROOT, call
from tests.scaffold.articles import BUDGET, RATES, TRUCE, VARIANT, VOTE, prices

pytest_plugins = ("tests.price_server.plugin",)
pytestmark = pytest.mark.slow
PROGRAM = "python -m analysis "
MOST = 5
BEGIN = "new seeds/NAME --article FILE"
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
    lines = (line.strip() for line in output.splitlines())
    return [shlex.split(line.removeprefix(PROGRAM)) for line in lines if line.startswith(PROGRAM)]


def walk(desk, text, *choices, against=False):
    """Paste what is printed, and answer what is asked by ``choices``; the question that was put.

    No word of the report is of another study, asset or direction, but for the names of its own series; ``against``:
    prices moved against the claim, so that the report speaks of both directions.
    """
    (desk / "article.txt").write_text(text, encoding="utf-8")
    assert BEGIN in " ".join(call("--help").stdout.split())
    begin = shlex.split(BEGIN.replace("NAME", "article").replace("FILE", "article.txt"))
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
    assert 2 + len(following) <= MOST
    (out,) = (desk / "figures").iterdir()
    study, report = load_study(desk / "seeds" / "article"), (out / "report.md").read_text(encoding="utf-8")
    assert leaks(report, study, against) == []
    return json.loads((out / "results.json").read_bytes())["study"]["question"]


def leaks(report, study, against):
    """Words of other studies in a report, with what stands around them."""
    own = [study.placebo.no_like_fund, *(i.name for i in study.instruments)]
    text = re.sub(r"\]\([^)]*\)", "]", OF_ITSELF.sub("", report))
    for said in filter(None, own):
        text = text.replace(said, "").replace(said.replace("&", "&amp;"), "")
    names = [*study.claim.issuers, *(w for i in study.claim.issuers for w in OWN_NAMES.get(i, ()))]
    direction = "move" if against else study.claim.direction
    claim = {"assets": study.claim.assets, "issuers": list(study.claim.issuers), "direction": direction}
    return [found for found in foreign(text, claim) if not any(name in found for name in names)]


OWN_NAMES = {"Türkiye": ("Turkish", "Turkey"), "Azerbaijan": ("Armenia",)}
"""Other names by which a claim, or its quotation, speaks of its own issuers."""


def test_shares_of_a_country_on_the_day_of_a_vote(desk):
    question = walk(desk, VOTE, "--day-only", "--zone", "Europe/Istanbul")
    assert question == "Did shares of Türkiye fall after the news of 14 May 2023?"


def test_oil_in_an_article_that_names_no_year(desk):
    question = walk(desk, VARIANT, "--date", "2021-11-25", "--day-only", "--zone", "Africa/Johannesburg", against=True)
    assert question == "Did oil gain after the news of 25 November 2021?"


def test_a_bond_of_ones_own(desk):
    file = prices(desk / "AZE32.csv", "XNYS", day="2023-09-20", jump=0.05)
    moment = ("--term", "truce", "--instant", "2023-09-20T09:00Z", "--instant-source", "press")
    question = walk(desk, TRUCE, "--target", f"Azerbaijan={file}", *moment)
    assert question == "Did bonds of Azerbaijan gain after the news of 20 September 2023?"


def test_a_currency(desk):
    moment = ("--instant", "2022-09-21T18:00Z", "--instant-source", "The bank's statement")
    question = walk(desk, RATES, *moment)
    assert question == "Did the dollar gain after the news of 21 September 2022?"


def test_an_index_of_london_on_prices_of_ones_own(desk):
    file = prices(desk / "ISF.L.csv", "XLON", day="2022-09-23", jump=-0.04)
    chosen = ("--claim", "2", "--day-only", "--zone", "Europe/London")
    question = walk(desk, BUDGET, *chosen, "--target", file, "--exchange", "XLON", "--currency", "GBp")
    assert question == "Did the FTSE 100 fall after the news of 23 September 2022?"


@pytest.mark.usefixtures("price_server")
def test_the_same_index_on_prices_that_are_fetched(desk):
    later = BUDGET.replace("23 September 2022", "22 September 2023")
    question = walk(desk, later, "--claim", "2", "--day-only", "--zone", "Europe/London", against=True)
    assert question == "Did the FTSE 100 fall after the news of 22 September 2023?"
    assert (desk / ".cache" / "prices" / "article" / "ISF.L.csv").is_file()
