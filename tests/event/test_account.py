"""The account of an article: what was read as what, its day or why there is none, its claims and their days."""

import datetime as dt
import json

import pytest

from analysis.event.account import account_of
from analysis.event.article import Article

SETTLED = Article(
    "LONDON, Sept 20, 2023 (Agency) - Ruritania's bonds gained on Wednesday after a truce. "
    "They had fallen by two cents on Tuesday. Oil eased. Gold fell on Monday and rose on Tuesday.",
    read_as="text, UTF-8",
)
OPEN = Article("March 1, 2008\n\nA bidder has won the order. Acme's shares rose.")


def test_claims_hang_on_the_day_of_their_sentence_or_on_the_events():
    dated = {d.claim.asset: (d.day, d.why) for d in account_of(SETTLED).claims}
    assert dated["bonds"] == (dt.date(2023, 9, 20), "its sentence names it")
    assert dated["Oil"] == (dt.date(2023, 9, 20), "the event's day")
    assert dated["Gold"] == (None, "its sentence names several days")


def test_without_an_events_day_a_claim_has_none():
    account = account_of(OPEN)
    assert account.found is None
    assert [(d.claim.asset, d.day, d.why) for d in account.claims] == [("shares", None, "no day of the event")]


def test_the_summary_tells_how_it_was_read_and_what_each_cue_gave():
    lines = account_of(SETTLED).summary().splitlines()
    assert lines[0] == "event day  2023-09-20 (Wednesday)"
    assert "read as text, UTF-8" in lines
    told = "\n".join(lines)
    assert "past day, in the lead" in told
    assert "2023-09-19 (Tuesday); not used: what was before the news" in told
    assert "bonds of Ruritania: gain, 2023-09-20 (Wednesday) (its sentence names it): LONDON" in told


def test_the_summary_of_a_refusal_tells_its_cues_and_claims():
    told = account_of(OPEN).summary()
    assert "event day  not settled" in told
    assert "March 1, 2008  stamp" in told
    assert "shares of Acme: gain, day not settled (no day of the event): Acme's shares rose." in told


def test_an_article_without_claims_says_so():
    assert "market claims: none found" in account_of(Article("March 1, 2008\n\nIt rained on Friday.")).summary()


@pytest.mark.parametrize("article", [SETTLED, OPEN])
def test_the_same_is_there_for_programs(article):
    told = json.loads(json.dumps(account_of(article).as_dict()))
    assert told["claims"][0]["direction"] == "gain"
    assert len(told["cues"]) >= 1
    assert bool(told["event_day"]) is not bool(told["candidates"])


def test_candidates_have_their_evidence():
    assert account_of(OPEN).as_dict()["candidates"] == [
        {"day": "2008-03-01", "last": None, "evidence": "the day of publication"},
        {"day": "2008-02-29", "last": None, "evidence": "the day before"},
    ]
    span = account_of(Article("November 24, 2004\n\nA senator read the letters last week."))
    assert span.as_dict()["candidates"] == [{"day": "2004-11-15", "last": "2004-11-21", "evidence": "'last week'"}]


def test_too_many_cues_are_part_of_the_account():
    account = account_of(Article("March 1, 2008\n\n" + "It fell on Monday. " * 400))
    assert "more than 300 words that tell a time" in account.refused.what
    assert account.cues == ()


def test_an_account_shows_itself_in_one_line():
    assert repr(account_of(OPEN)).startswith("<Account of <Article article: 12 words>: article: the lead names no day")
