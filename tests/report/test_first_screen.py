"""The first screen: who said what and when, whether it happened, and how each condition was decided, in plain words."""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.event.article import Article
from analysis.event.dates import date_event
from analysis.findings.itself.happened import happened
from analysis.findings.meaning.rule import COMMON, Condition
from analysis.findings.meaning.verdict import verdict
from analysis.report.findings import Findings
from analysis.report.first_screen import claimed, conditions, did_it_happen
from analysis.report.render import markdown_report
from tests.cases import made_case, one_fund, own_prices, with_own_prices
from tests.findings.meaning.test_verdict import WHOLE, judged, setting_of

NEWS = "The halt came on 1 March 2023."


def dated(**metadata):
    return date_event(Article(NEWS, metadata), terms=("halt",))


def rows(answer):
    return {asks: (value, met) for asks, value, met in conditions(answer).frame.itertuples(index=False)}


# Who said what, and when


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"publisher": "A paper", "published": dt.date(2023, 3, 2)}, " (A paper, 2 March 2023)"),
        ({"published": dt.date(2023, 3, 2)}, " (2 March 2023)"),
        ({"publisher": "A paper"}, " (A paper"),
        ({}, ""),
    ],
)
def test_the_claim_stands_beside_its_publisher_and_day_as_far_as_the_article_tells(metadata, said):
    assert claimed(dated(**metadata)).startswith(said)


def test_days_that_are_not_settled_are_not_said():
    event = replace(dated(publisher="A paper"), published=(dt.date(2023, 3, 1), dt.date(2023, 3, 2)))
    assert claimed(event) == " (A paper)"
    assert claimed(replace(event, publisher="")) == ""


def test_the_report_says_what_the_news_was_and_when():
    assert "“Widgets of Nowhere gained”. News: truce, 1 March 2023." in markdown_report(Findings(made_case()), drawn=[])


# Whether it happened


def test_with_own_prices_alone_the_first_question_is_answered_before_the_verdict():
    case = own_prices()
    assert did_it_happen(case.once(verdict), case.once(happened)) == f"Did it happen? {case.once(happened).words}"


def test_where_the_verdict_cannot_tell_the_second_question_stands_before_it():
    case = own_prices()
    undecided = replace(case.once(verdict), outcome="cannot tell")
    assert did_it_happen(undecided, case.once(happened)).endswith("More than chance and the market?")


def test_nothing_is_said_twice_or_without_own_prices():
    both, funds = Findings(with_own_prices()), Findings(made_case())
    assert did_it_happen(both.answer, both.pieces["happened"]) == ""
    assert did_it_happen(funds.answer, funds.pieces.get("happened")) == ""


# The conditions


def test_conditions_are_said_with_what_was_found_and_its_limit():
    told = rows(judged(setting_of(), 0.0070, 0.0070, WHOLE, aside=0.0010))
    assert told["own move significant"] == ("p = 0.0017", "yes")
    assert told["size is plausible"] == ("0.7 % (limit 150 %)", "yes")
    found, met = told["none stands out"]
    assert found.startswith("smallest p = ")
    assert (found.endswith(", above 1.66667 %"), met) == (True, "yes")


def test_members_that_stand_out_and_are_each_significant_alone_are_not_said_to_be_alike():
    """A small p means that one does stand out: the condition is met because each moved by itself."""
    found = judged(setting_of(), 0.0070, 0.0070, WHOLE, aside=0.0060)
    assert rows(found)["none stands out"] == ("AAA did", "no")
    each = Condition("aside", "", "each significant alone", "", True)
    assert rows(replace(found, conditions=(each,)))["none stands out"] == ("each significant alone", "yes")


def test_nothing_to_compare_with_is_let_pass_and_not_called_met():
    answer = one_fund(0.02).once(verdict)
    assert rows(answer)["like series"] == ("none, as declared", "waived")
    assert "Like series:" not in conditions(answer).title
    assert answer.headline.endswith("; nothing similar was at hand to compare with.")


def test_series_that_could_not_be_compared_are_named_beside_those_that_were():
    found = judged(setting_of(), 0.0070, 0.0070, left_out={"QQQ": "stood still to the last digit"})
    assert rows(found)["like series"] == ("PPP; not QQQ", "yes")


@pytest.mark.parametrize(
    ("direction", "said"),
    [("gain", "no significant fall"), ("loss", "no significant gain"), ("move", "own move, either way")],
)
def test_where_comparisons_decide_the_own_move_is_asked_only_not_to_contradict(direction, said):
    setting = setting_of(claim={"direction": direction})
    found = judged(setting, setting.claim.signs[0] * 0.0070, setting.claim.signs[0] * 0.0070, by_comparison=True)
    assert said in rows(found)
    common = Condition("window", "", "A rate decision: common to like series", "", True, COMMON)
    assert rows(replace(found, conditions=(common,))) == {"other news touches like series too": (COMMON, "yes")}


def test_that_nothing_is_amiss_with_the_prices_is_not_said_and_that_something_is_is():
    quiet = rows(judged(setting_of(), 0.0070, 0.0070))
    assert not {"prices are fresh", "no unexplained jump before", "all issuers covered"} & set(quiet)
    still = rows(judged(setting_of(), 0.0070, 0.0070, still=("BBB",), unheld=("Nowhere",)))
    assert still["prices are fresh"] == ("BBB stood still to the last digit", "no")
    assert still["all issuers covered"] == ("none of Nowhere", "no")


def test_the_words_of_the_table_are_explained():
    said = conditions(judged(setting_of(), 0.0070, 0.0070)).title
    assert said.startswith(
        "What the verdict asks. p: share of days, this one counted, that showed as much (significant: at most 5 %)."
    )
    assert said.endswith("Like series: similar prices without the claim's widgets")
