"""The plain-language summary stays short and true for every outcome."""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.findings.summary import needed_sentence, plain_summary, proxy_sentence
from analysis.words.numbers import bp, capital
from tests.findings_cases import altered, outcomes


@pytest.mark.parametrize("direction", ["gain", "loss"])
@pytest.mark.parametrize("outcome", ["supported", "contradicted", "not found", "cannot tell"])
def test_at_most_120_words_with_the_three_moves_in_them(bundled, outcome, direction):
    found = outcomes(bundled)[outcome, direction]
    assert found.verdict.outcome == outcome
    text = plain_summary(found)
    effect = found.effects.effects[0]
    assert len(text.split()) <= 120
    assert text.startswith(f"{capital(outcome)}: the test looked for a {direction} and ")
    for value in (effect.raw, effect.raw - effect.abnormal, effect.abnormal):
        assert bp(value) in text


def test_funds_are_called_a_proxy(bundled):
    assert proxy_sentence(bundled) == (
        "The prices are of a proxy, not of the bonds: five funds with 0.46 % to 1.29 % of the money in such bonds by "
        "the latest lists found (2021–2024)."
    )


def test_the_years_of_the_lists_are_those_of_the_portfolios_funds(bundled):
    one = dict.fromkeys(bundled.lists, (dt.date(2022, 6, 7),))
    assert "by the latest lists found (2022)." in proxy_sentence(replace(bundled, lists=one))
    assert "(2022)" in proxy_sentence(replace(bundled, lists={**one, "PCY": (dt.date(2019, 1, 1),)}))
    assert proxy_sentence(replace(bundled, lists=dict.fromkeys(one, ()))).endswith("in such bonds.")


def test_the_assets_themselves_are_not(bundled):
    assert proxy_sentence(altered(bundled, weight_pct=100.0)) == "The prices are those of the bonds themselves."


def test_funds_that_hold_nothing_can_show_nothing(bundled):
    nothing = altered(bundled, weight_pct=0.0)
    assert "with none of the money" in proxy_sentence(nothing)
    assert needed_sentence(nothing) == "No move of the bonds could have been seen: the funds hold none."


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("overnight", "From the last close before the news to the next open they moved"),
        ("day 0", "From the last close before the news to the next close they moved"),
        ("[0,+1]", "In the [0,+1] window (close to close, event days 0 to +1) they moved"),
    ],
)
def test_the_window_is_said_in_words(bundled, window, words):
    assert words in plain_summary(altered(bundled, primary_window=window))
