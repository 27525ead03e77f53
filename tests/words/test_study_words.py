"""What a study declared, in the words of captions and paragraphs."""

import datetime as dt

import pytest

from analysis.market.holdings import Holdings
from analysis.study.setting import Setting
from analysis.words.study_words import (
    assets_of,
    claim_words,
    estimation_words,
    looked_for,
    model_words,
    proxy_words,
    themselves,
    verdict_words,
)
from tests.cases import TARGETS, instruments_with, made_study


def setting(**tables):
    study = made_study(**tables)
    return Setting(study, study.windows[0])


def holdings(low, high, *years):
    lists = dict.fromkeys(TARGETS, tuple(dt.date(y, 1, 31) for y in years))
    held = dict.fromkeys(TARGETS, (low, high))
    return Holdings(dt.date(2023, 3, 1), held, lists, {"Nowhere": held})


def test_the_estimation_window():
    assert estimation_words(setting()) == "estimation window: 60 sessions, event days -63 to -4"


@pytest.mark.parametrize(
    ("factors", "words"),
    [(["FFF", "GGG"], "model: rates and credit"), (["GGG"], "model: credit"), ([], "model: constant mean")],
)
def test_the_factors_of_the_model(factors, words):
    assert model_words(setting(models={"market": {"factors": factors}})) == words


def test_funds_are_a_proxy_of_what_they_hold():
    words = proxy_words(setting(), holdings(0.5, 1.25, 2021, 2023))
    assert words == (
        "The prices are of a proxy, not of the widgets: three series with 0.50 % to 1.25 % of the money in the "
        "widgets by the latest lists found (2021–2023)."
    )


def test_lists_of_one_year_and_no_lists():
    assert "(2023)" in proxy_words(setting(), holdings(0.5, 0.5, 2023))
    assert "lists" not in proxy_words(setting(), holdings(0.0, 0.5))


def test_prices_of_the_assets_themselves_are_said_to_be_theirs():
    own = setting(claim={"assets": ["widgets", "gadgets"]}, portfolio={"noun": ["proxy", "proxies"]})
    assert themselves(own, holdings(100.0, 100.0))
    assert proxy_words(own, holdings(100.0, 100.0)) == "These are prices of the widgets and gadgets themselves."


def test_a_fund_that_holds_nothing_else_is_not_the_thing_itself():
    """The study calls the members of its portfolio by a noun: what is priced is something that holds the assets."""
    assert not themselves(setting(), holdings(100.0, 100.0))
    assert proxy_words(setting(), holdings(100.0, 100.0)) == (
        "The prices are of three funds that hold nothing but the widgets, in USD."
    )
    one = setting(
        portfolio={"members": ["AAA"]},
        multiverse={"portfolios": {"it": ["AAA"]}},
        instruments=instruments_with("AAA", currency="EUR"),
    )
    assert "one fund that holds nothing but the widgets, in EUR." in proxy_words(one, holdings(100.0, 100.0))


@pytest.mark.parametrize(
    ("direction", "sign", "words"),
    [("gain", 1, "gain"), ("gain", -1, "fall"), ("loss", -1, "fall"), ("loss", 1, "gain"), ("move", 1, "move")],
)
def test_what_is_looked_for_follows_the_way_the_report_looks(direction, sign, words):
    assert looked_for(setting(claim={"direction": direction}).claim, sign) == f"{words} of the widgets"


@pytest.mark.parametrize(
    ("assets", "issuers", "direction", "words"),
    [
        (["oil"], ["South Africa"], "gain", "a gain (oil; South Africa)"),
        (["bonds", "notes"], ["Armenia", "Azerbaijan"], "move", "a move (bonds and notes; Armenia and Azerbaijan)"),
    ],
)
def test_a_claim_is_worded_alike_for_any_asset_and_issuer(assets, issuers, direction, words):
    claim = setting(claim={"assets": assets, "issuers": issuers, "direction": direction}).claim
    assert claim_words(claim) == words


def test_the_assets_are_called_as_the_claim_calls_them_or_by_its_noun():
    claim = made_study().claim
    assert assets_of(claim) == "widgets"
    assert assets_of(claim.model_copy(update={"assets": ("bonds", "shares")})) == "bonds and shares"
    assert assets_of(claim.model_copy(update={"noun": ("share", "shares")})) == "shares"


def test_a_verdict_beside_one_by_the_assets_own_prices_says_whose_it_is():
    study = made_study()
    assert verdict_words(study) == "the verdict"
    assert verdict_words(study.model_copy(update={"itself": "own"})) == "the funds' verdict"
    shares = study.portfolio.model_copy(update={"noun": ("man", "men")})
    assert verdict_words(study.model_copy(update={"itself": "own", "portfolio": shares})) == "the men's verdict"
