"""The plain-language summary stays short and true for every outcome."""

import datetime as dt
import math
from dataclasses import replace

import pytest

from analysis.findings.meaning.power import power
from analysis.findings.meaning.summary import summary, summary_of
from analysis.findings.meaning.verdict import verdict
from analysis.findings.unusual.joint import joint
from analysis.findings.unusual.placebo import placebo
from analysis.measure.effects import measure
from tests.cases import CALENDAR, WEIGHTS, made_case
from tests.reading import read

PURE = dict.fromkeys(WEIGHTS, (100.0, 100.0))
OUTCOMES = {"supported": (0.01, None), "contradicted": (-0.01, None), "not found": (0, PURE), "cannot tell": (0, None)}
"""Gain that is added in the claimed direction, and weights."""


@pytest.mark.slow
@pytest.mark.parametrize("direction", ["gain", "loss"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_at_most_120_words_with_the_three_moves_in_them(outcome, direction):
    gain, weights = OUTCOMES[outcome]
    sign = {"gain": 1, "loss": -1}[direction]
    case = made_case(gain=sign * gain, weights=weights, claim={"direction": direction})
    assert case.once(verdict).outcome == outcome
    text, effect = case.once(summary).words, case.once(measure).primary
    assert len(text.split()) <= 120
    assert text.startswith(f"{case.once(verdict).headline} ")
    for log_return in (effect.raw, effect.raw - effect.abnormal, effect.abnormal):
        assert f"{100 * math.expm1(log_return):+.2f} %" in text
    assert (case.once(power).needed_words in text) == (outcome in ("not found", "cannot tell"))


@pytest.mark.slow
def test_it_says_what_the_prices_are_of_and_what_could_have_been_seen():
    case = made_case()
    found = case.once(summary)
    assert found.proxy in found.words
    assert found.words.endswith(case.once(power).needed_words)
    assert found.told == {"words": found.words}
    assert found.words in read(found.text)


def test_where_only_comparisons_decide_that_is_a_sentence_of_its_own():
    case = made_case()
    seen = case.once(power)
    parts = case.once(verdict), seen, case.once(placebo)
    decides = "only comparisons decide. Less like series: "
    assert decides not in summary_of(*parts, None, "").words
    alone = replace(seen, tests=replace(seen.tests, by_comparison=True))
    assert decides in summary_of(parts[0], alone, parts[2], None, "").words


@pytest.mark.slow
def test_it_says_on_how_many_dates_as_much_remained():
    case = made_case()
    ranked = case.once(placebo)
    assert (
        f"On {ranked.as_far} of {ranked.test.nobs} other days as much remained, given how restless"
        in case.once(summary).words
    )


def test_it_says_how_many_funds_the_members_are_worth_where_that_is_known():
    case = made_case()
    known = case.once(joint)
    worth = f"three series tell as much as {known.members.by_variance:.1f} independent ones."
    assert worth in case.once(summary).words
    parts = case.once(verdict), case.once(power), case.once(placebo)
    single = replace(known, members=replace(known.members, series=1))
    for found in (None, single):
        assert "independent ones" not in summary_of(*parts, found, "").words


@pytest.mark.parametrize(
    ("returns", "last", "hour", "words"),
    [
        (
            "overnight",
            0,
            9,
            "From the last close before the news to the next open the prices moved",
        ),
        (
            "intraday",
            0,
            15,
            "From the open to the close of the first session with the news the prices moved",
        ),
        (
            "close-to-close",
            0,
            9,
            "From the last close before the news to the next close the prices moved",
        ),
        (
            "close-to-close",
            1,
            9,
            "In the one window (close to close, event days 0 to +1) the prices moved",
        ),
    ],
)
def test_the_window_is_said_in_words(returns, last, hour, words):
    case = made_case(
        windows=[{"name": "one", "returns": returns, "first": 0, "last": last}],
        multiverse={"windows": ["one"]},
        event={"instant": dt.datetime(2023, 3, 1, hour, tzinfo=dt.UTC)},
        calendar=CALENDAR[:2],
    )
    assert words in case.once(summary).words
