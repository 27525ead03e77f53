"""Days of nouns, causes and clauses beside the news, and verbs whose tense is easily mistaken."""

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event

THURSDAY = "October 10, 2019"


def dated(text):
    return str(date_event(Article(f"{THURSDAY}\n\n{text}")).date)


@pytest.mark.parametrize(
    "text",
    [
        "The ship was set free on Wednesday, the canal said.",
        "The hall was set ablaze on Wednesday.",
        "The verdict was set aside on Wednesday.",
        "The state on Wednesday pulled out of a pact hours before it was due to lapse.",
        "Rescuers are fighting the cold to find survivors of Wednesday's huge earthquake.",
        "A court on Wednesday upheld the conviction of a banker arrested on Monday.",
        "The mill posted a loss on Wednesday, hurt by a fire at its plant on Monday.",
        "A strike of nurses that began on Monday ended on Wednesday.",
        "The tribunal last Wednesday threw out the case, documents released today show.",
        "A judge has blocked a ban that was due to take effect on 4 November. She ruled on Wednesday that it was void.",
        "A boy opened fire. The shooting on Wednesday began at about 1 p.m. The father sold the weapon on Monday.",
    ],
)
def test_the_news_is_of_wednesday(text):
    assert dated(text) == "2019-10-09"


@pytest.mark.parametrize(
    "text",
    [
        "The hearing was set for Wednesday.",
        "The talks are set to begin on Wednesday.",
        "Towns are bracing for Wednesday's vote.",
        "Markets were shut for a holiday and reopen on Wednesday.",
        "The premier faces a vote that was due to be held on 4 November. He lost an ally on Monday.",
    ],
)
def test_what_may_be_still_to_come_is_refused(text):
    with pytest.raises(EventDateError):
        dated(text)


def test_the_day_on_which_a_thing_began_is_its_news_where_no_other_day_is_named():
    assert dated("The fire that broke out on Wednesday has burned down a mill.") == "2019-10-09"


def test_an_hour_ends_a_sentence_before_a_word_that_begins_one():
    assert dated("The mayor quit on Wednesday at 1 p.m. She had said on Monday that she was tired.") == "2019-10-09"
    assert dated("LIMA, Mich. — A mayor quit. He fell ill. He left on Wednesday. He came on Monday.") == "2019-10-09"
    assert dated("The mayor quit at 1 p.m. Moscow time on Wednesday.") == "2019-10-09"
