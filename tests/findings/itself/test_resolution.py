"""What each could have seen, on one scale; and both answers together, in few words and everywhere the same."""

import json
import math
from dataclasses import replace

import pytest

from analysis.findings.itself import control, countries
from analysis.findings.itself import resolution as resolution_module
from analysis.findings.itself.conclusion import conclusion
from analysis.findings.itself.issuers import issuers
from analysis.findings.itself.resolution import resolution
from analysis.findings.meaning.power import power
from analysis.findings.meaning.verdict import verdict
from analysis.measure.effects import measure
from analysis.measure.itself import case_of
from analysis.report.exhibits import exhibits_of
from analysis.report.findings import Findings
from analysis.report.readme import readme_block
from analysis.report.render import markdown_report
from analysis.report.results import results
from analysis.words.plain import plain
from tests.cases import WEIGHTS, made_case
from tests.own_prices import beside_funds, own_made
from tests.runs import ROOT

GAIN = {"EAST": 0.02, "WEST": 0.015}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    quotes = {"EAST29": {"2023-02-28": 90.0, "2023-03-01": 91.0, "2023-03-02": 92.0}}
    return beside_funds(own_made(tmp_path_factory.mktemp("own"), moves=GAIN, quotes=quotes))


@pytest.fixture(scope="module")
def found(both):
    return Findings(both)


def flat(text):
    """The text in one line, with plain spaces."""
    return " ".join(text.split())


def reported(piece):
    """The text as it stands in a report."""
    return piece.paragraph(marked=True)


# --- resolution -------------------------------------------------------------------------------------------------------


def test_each_way_of_looking_sees_the_move_that_its_own_power_says(both):
    eyes = {e.key: e for e in both.once(resolution).eyes}
    assert list(eyes) == ["Widgets themselves", "East", "West", "Widget funds", "AAA", "BBB", "CCC"]
    own = both.itself
    whole = [100 * math.expm1(c.once(power).detectable) for c in (own, case_of(own, "East"), case_of(own, "West"))]
    assert [e.needed_pct for e in eyes.values() if e.own] == pytest.approx(whole, rel=1e-12)
    assert eyes["AAA"].weight_pct == WEIGHTS["AAA"][1] == 2
    effect = both.once(measure).get("AAA", both.setting.primary.name).detectable(1)
    assert eyes["AAA"].needed_pct == pytest.approx(100 * math.expm1(effect) / 0.02, rel=1e-12)
    assert eyes["BBB"].needed_pct > eyes["AAA"].needed_pct > eyes["East"].needed_pct


def test_funds_that_hold_nothing_are_no_way_of_looking_and_what_they_did_stands_beside(both):
    piece = both.once(resolution)
    assert "PPP" not in {e.key for e in piece.eyes}
    assert piece.told["moved_pct"] == pytest.approx(100 * math.expm1(both.itself.once(measure).primary.raw))
    own, funds = piece.best
    assert (own.key, funds.key) == ("Widgets themselves", "Widget funds")
    assert f"{round(funds.needed_pct / own.needed_pct)} times as much" in flat(piece.text)


def test_a_weight_that_is_a_mean_is_said_to_be_the_portfolios_and_that_of_one_fund_its_own(both):
    piece = both.once(resolution)
    assert piece.holder == "portfolio of funds"
    assert f"the portfolio of funds, with {piece.best[1].weight_pct:.2f} % at most, one of" in flat(piece.text)
    alone = replace(piece, holder="fund")
    assert f"The fund holds {piece.best[1].weight_pct:.2f} % at most: it needs about" in flat(reported(alone))


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (0.0001, "moved by +0.01 %: less than either shows with 80 % probability."),
        (0.1, "moved by +10.52 %: less than the portfolio of funds shows with 80 % probability."),
        (9.0, "moved by +810208.39 %."),
    ],
)
def test_a_move_is_less_than_what_is_shown_with_the_declared_probability_and_not_than_what_can_be(both, moved, said):
    assert said in flat(reported(replace(both.once(resolution), moved=moved)))


# --- both answers ------------------------------------------------------------------------------------------------

MOVES = {
    "a gain": (GAIN, "gain"), "nothing": ({}, "gain"), "the opposite": ({"EAST": -0.03, "WEST": -0.03}, "gain"),
    "one of two": ({"EAST": 0.03, "WEST": -0.03}, "gain"), "a claimed loss": ({"EAST": -0.03, "WEST": -0.03}, "loss"),
    "a move": ({"EAST": 0.03, "WEST": -0.02}, "move"), "neighbours too": (GAIN | {"NEAR": 0.04}, "gain"),
    "shared by all": ({**GAIN, "LIKE": 0.02, "NEAR": 0.02}, "gain"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("moves", "direction"), MOVES.values(), ids=MOVES)
@pytest.mark.parametrize("full", [True, False], ids=["all beside it", "nothing beside it"])
def test_both_answers_take_at_most_120_words_and_start_with_what_happened(tmp_path, moves, direction, full):
    changes = {} if full else {"peers": (), "beside": False}
    moves = {t: m for t, m in moves.items() if full or t in ("EAST", "WEST")}
    case = beside_funds(own_made(tmp_path, moves=moves, claim={"direction": direction}, **changes))
    piece = case.once(conclusion)
    assert len(piece.words.split()) <= 120
    assert piece.words.startswith(piece.happened.words)
    assert f"More than chance and the market? {piece.outcome.capitalize()}" in piece.words
    assert piece.headline.startswith(f"Did it happen? {piece.happened.words} More than chance and the market? ")
    assert "nan" not in piece.words


def test_the_bundled_study_says_both_in_at_most_120_words():
    told = json.loads((ROOT / "figures" / "karabakh-2023" / "results.json").read_bytes())["itself"]["conclusion"]
    assert len(told["words"].split()) <= 120
    assert told["headline"].startswith("Did it happen? Yes: ")


def test_the_outcome_is_that_of_the_own_prices_and_the_funds_stand_beside(both):
    piece = both.once(conclusion)
    assert piece.outcome == both.itself.once(verdict).outcome == "supported"
    assert piece.told["by_funds"] == both.once(verdict).outcome == "cannot tell"
    assert piece.told["issuers"] == [
        {"issuer": name, "happened": "yes", "outcome": "supported"} for name in ("East", "West")
    ]


def test_a_neighbour_that_moved_as_far_is_named_and_one_that_did_not_is_not(tmp_path, both):
    far = beside_funds(own_made(tmp_path, moves=GAIN | {"NEAR": 0.04})).once(conclusion).words
    assert "Neighbours that moved as far: Index NEAR (+" in far
    assert "moved as far" not in both.once(conclusion).words


def test_a_terminal_says_both_answers_the_reasons_and_what_the_funds_could_see(found):
    lines = found.told()
    assert lines[0].startswith("Did it happen? Yes: ")
    assert lines[1].startswith("More than chance and the market? Supported")
    reasons = found.answer.issuers.whole.verdict.reasons
    assert lines[2:-2] == [f"- {reason}" for reason in reasons]
    assert lines[-2] == "Alone, East: supported; West: supported."
    assert lines[-1].startswith("By the funds alone: cannot tell; they would see ")
    assert all(line and "\n" not in line for line in lines)


def test_of_one_issuer_the_terminal_has_no_empty_line(tmp_path):
    case = beside_funds(own_made(tmp_path, own={"EAST": "East"}, moves={"EAST": 0.02}))
    assert "" not in Findings(case).told()


def test_an_issuer_without_prices_of_its_own_is_named_too(tmp_path):
    own = own_made(tmp_path, own={"EAST": "East"}, moves={"EAST": 0.02}, claim={"issuers": ["East", "West"]})
    piece = beside_funds(own).once(conclusion)
    assert "Alone, East: supported; West: not judged." in piece.words
    assert piece.told["issuers"][1] == {"issuer": "West", "happened": "not observed", "outcome": None}
    assert piece.outcome == "cannot tell"


# --- where they stand --------------------------------------------------------------------------------------------


def test_the_report_of_funds_with_own_prices_leads_with_both_answers(both, found):
    names = [e.name for e in exhibits_of(both)]
    assert names[:8] == [
        "conclusion",
        "happened",
        "issuers",
        "countries",
        "control",
        "resolution",
        "dating",
        "timeline",
    ]
    report = markdown_report(found, drawn=[])
    heads = [line.removeprefix("### ") for line in report.splitlines() if line.startswith("### ")]
    more = "More than chance and the market?"
    assert heads[:3] == ["Conclusion", "Did it happen?", more]
    assert heads[3:6] == [countries.HEADING, control.HEADING, resolution_module.HEADING]
    assert found.summary() in plainly(report.partition("\n## ")[0])
    assert found.main_figure == "own-prices"


def test_the_report_of_own_prices_alone_has_no_funds_to_compare_and_that_of_funds_alone_no_own_prices(both):
    within = [e.name for e in exhibits_of(both.itself)]
    assert within[:5] == ["happened", "issuers", "countries", "control", "dating"]
    assert [e.name for e in exhibits_of(made_case())][:2] == ["happened", "dating"]


def test_the_readme_says_both_from_results_json_alone(found, both):
    told = json.loads(json.dumps(plain(results(found))))
    block = plainly(readme_block(told))
    assert "**Did it happen? Yes. More than chance and the market? Supported.**" in block
    assert told["itself"]["conclusion"]["words"] in block
    assert "own-prices.png" in block
    for share in both.once(issuers).shares:
        assert f"| {share.issuer} |" in block
    assert "**Verdict:" not in block


def test_twice_the_same_study_gives_the_same_text(tmp_path, found):
    again = beside_funds(own_made(tmp_path, moves=GAIN, quotes={"EAST29": _quotes(found)}))
    one, two = (markdown_report(f, drawn=[]) for f in (found, Findings(again)))
    assert one == two
    assert results(found)["itself"] == results(Findings(again))["itself"]


def plainly(text):
    """Text with a space where a line must not break."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _quotes(found):
    closes = found.case.itself.snapshot.bars["EAST29"]["close"]
    return {f"{day:%Y-%m-%d}": float(price) for day, price in closes.items()}
