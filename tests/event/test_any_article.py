"""Whatever is given as an article, the answer is a day, or an error in one line of fewer than 500 characters."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.event.account import account_of
from analysis.event.article import Article, read_article
from analysis.event.dating.cue import WEEKDAYS
from analysis.event.dating.cues import find_cues
from analysis.event.dating.publication import published_on
from analysis.event.dating.readings import MOST_READINGS, read_jointly

WORDS = st.sampled_from(
    [
        *("the bonds of Egypt", "yields", "fell", "rose", "not", "said", "which", "until", "agreed to meet", "on"),
        *("Monday", "Monday's", "3 May", "3 May 2020", "05/07/21", "2020-02-30", "31 June", "on the 31st", "of 1999"),
        *("today", "last week", "two days later", "0900 GMT", "© 2023", "LONDON,", "(Agency) -", "Posted:", "PST", "|"),
        *("“", "”", ".", "\n\n", "Related"),
    ]
)
SETTINGS = settings(deadline=None)


def refused_in_one_line(call):
    """What a call gives; None where it refuses in one line that can be read."""
    said, found = "", None
    try:
        found = call()
    except AnalysisError as error:
        said = str(error)
    assert len(said) < 500
    assert "\n" not in said
    return found


@SETTINGS
@given(words=st.lists(WORDS, max_size=40))
def test_any_words_of_articles_have_an_account(words):
    account = refused_in_one_line(lambda: account_of(Article(" ".join(words))))
    if account is not None and account.refused is not None:
        assert len(str(account.refused)) < 500


@SETTINGS
@given(text=st.text(max_size=300))
def test_any_text_has_an_account(text):
    refused_in_one_line(lambda: account_of(Article(text)))


@SETTINGS
@given(content=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".md", ".html"]))
def test_any_bytes_are_an_article_or_an_error(tmp_path_factory, content, suffix):
    path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    path.write_bytes(content)
    article = refused_in_one_line(lambda: read_article(path))
    if article is not None:
        refused_in_one_line(lambda: account_of(article))


@pytest.mark.parametrize("stamp", ["(c) 2023", "March 1, 2023"])
def test_weekdays_that_may_be_past_or_to_come_are_tried_once_each(stamp):
    """Forty meetings on seven weekdays have as many readings as seven: 2 to the 7th for each day of publication."""
    meetings = " ".join(f"The sides agreed to meet {day}." for day in itertools.islice(itertools.cycle(WEEKDAYS), 40))
    text = f"{stamp}\n\n{meetings}"
    cues = find_cues(text)
    current, readings = read_jointly(cues, (), published_on(cues, text))
    assert len(current) == 40
    assert 0 < len(readings) <= MOST_READINGS
    refused_in_one_line(lambda: account_of(Article(text)))


def test_dates_that_may_be_past_or_to_come_are_refused_by_their_number():
    dates = " ".join(f"The sides agreed to meet {day} May." for day in range(1, 29))
    account = account_of(Article(f"(c) 2023\n\n{dates}"))
    assert "can be read in more than 50,000 ways" in account.refused.what
