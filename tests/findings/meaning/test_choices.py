"""Declared choices are told as they were declared, and in words."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.findings.meaning.choices import choices
from tests.cases import WEIGHTS, made_case, made_study


@pytest.fixture(scope="module")
def case():
    return made_case()


def said(case):
    table = case.once(choices).table()
    return dict(zip(table["choice"], table["value"], strict=True))


def test_the_record_is_what_study_toml_says(case):
    told, study = case.once(choices).told, case.study
    tables = {"snapshot", "models", "factor_labels", "portfolio", "placebo", "decision", "estimation"}
    assert set(told) == {*tables, "defaults"}
    assert told["decision"] == study.decision.model_dump(mode="json")
    assert told["estimation"] == {"first": -63, "length": 60, "last": -4, "leave_out": []}
    assert told["models"]["market"] == {"factors": ["FFF", "GGG"], "lags": 0}


def test_each_choice_is_said_in_words(case):
    words = said(case)
    assert words["portfolio"] == "Widget funds: AAA, BBB and CCC, equal weights"
    assert words["its model"] == "market"
    assert "market: rates, credit" in words["models"]
    assert words["factors"] == "rates FFF, credit GGG"
    assert words["estimation window"] == "60 sessions, 28 November 2022 to 23 February 2023 (event days -63 to -4)"
    assert words["primary window"] == "first clean window: overnight"
    assert words["placebo dates"] == (
        "more than 5 sessions from the event and each date of the topic story; at least 19"
    )
    assert words["level of the test"] == "0.05, one-sided, for a gain and for its opposite each"
    assert words["random seed"] == "1"
    for window in case.study.windows:
        assert window.name in words["windows, event days"]


def test_prices_of_the_assets_themselves_need_no_more_ruled_out_than_they_moved():
    choice = "move ruled out for “not found”"
    assert said(made_case())[choice] == "5 %"
    assert said(made_case(weights=dict.fromkeys(WEIGHTS, (100.0, 100.0))))[choice] == "5 %, at most the own move"


def test_what_is_not_declared_is_not_said():
    words = said(made_case(models={"market": {"factors": []}}, placebo={"keep_clear_of": []}))
    assert words["models"].startswith("market: constant mean")
    assert words["placebo dates"] == "more than 5 sessions from the event; at least 19"


def test_days_left_out_are_named():
    told = said(made_case(estimation={"leave_out": ["fed"]}))["estimation window"]
    assert told.endswith("(event days -63 to -4), without the days of fed")


def test_sessions_without_all_returns_are_counted():
    case = made_case()
    row = case.event_row(case.table_of("overnight", case.portfolio), case.portfolio)
    overnight = case.returns.overnight.copy()
    overnight.iloc[row - 10] = np.nan
    gaps = replace(case, returns=replace(case.returns, overnight=overnight))
    assert "(event days -63 to -4), 1 of them without all returns" in said(gaps)["estimation window"]


@pytest.mark.parametrize(
    ("portfolios", "words"),
    [
        ({"all": ["AAA", "BBB", "CCC"]}, "all: the members"),
        ({"two": ["AAA", "BBB"]}, "two: without CCC"),
        ({"without CCC": ["AAA", "BBB"]}, "without CCC"),
        ({"one": ["AAA"]}, "one: AAA"),
    ],
)
def test_a_portfolio_is_told_by_what_sets_it_apart(portfolios, words):
    grid = {"portfolios": {"all": ["AAA", "BBB", "CCC"], **portfolios}}
    assert said(made_case(multiverse=grid))["other portfolios"].split("; ")[-1] == words


def test_they_stand_in_a_section_of_their_own(case):
    found = case.once(choices)
    assert found.text.startswith("## Declared choices and defaults\n")
    assert "| random seed | 1 |" in found.text


def test_a_default_is_marked_as_one_and_of_several_keys_the_undeclared_are_named():
    study = made_study(defaults=frozenset(["seed", "placebo.minimum", "instruments.AAA.model"]))
    case = made_case()
    found = replace(case.once(choices), setting=replace(case.setting, study=study))
    origin = dict(zip(found.table()["choice"], found.table()["origin"], strict=True))
    assert {choice for choice, told in origin.items() if told != "declared"} == {
        "random seed",
        "placebo dates",
        "models of the series",
    }
    assert origin["random seed"] == "default"
    assert origin["placebo dates"] == "default: placebo.minimum"
    assert origin["models of the series"] == "default: instruments.AAA.model"
    assert "| random seed | 1 (default) |" in found.text
    many = made_study(defaults=frozenset(f"instruments.{t}.model" for t in ("AAA", "BBB", "CCC", "PPP")))
    assert "(partly default)" in replace(found, setting=replace(case.setting, study=many)).text
    assert found.told["defaults"] == ["instruments.AAA.model", "placebo.minimum", "seed"]
