"""Topics are those of calendar.csv, exchanges those that have a calendar: what is neither is refused, all at once."""

import pytest

from analysis.errors import StudyError
from analysis.event.known import require_known, require_own_window
from tests.cases import CALENDAR, instruments_with, made_study


def lines(calendar=CALENDAR, **tables):
    with pytest.raises(StudyError) as caught:
        require_known(made_study(**tables), calendar)
    return [line.split("study.toml: ")[1] for line in str(caught.value).splitlines()]


def test_the_made_study_uses_words_that_are_known():
    require_known(made_study(), CALENDAR)


@pytest.mark.parametrize(
    ("key", "tables"),
    [
        ("placebo.keep_clear_of", {"placebo": {"keep_clear_of": ["story", "stori"]}}),
        ("estimation.leave_out", {"estimation": {"leave_out": ["stori"]}}),
        ("multiverse.leave_out", {"multiverse": {"leave_out": [[], ["fed"], ["fed", "stori"]]}}),
    ],
)
def test_a_topic_that_no_news_has_is_told_with_its_list_and_the_closest(key, tables):
    topics = "a topic of calendar.csv: fed, figure, story"
    assert lines(**tables) == [f"{key}: unknown 'stori'; allowed: {topics}; did you mean 'story'?"]


def test_without_any_news_there_is_no_topic():
    assert lines(calendar=(), multiverse={"leave_out": [[]]}) == [
        "placebo.keep_clear_of: unknown 'story'; allowed: a topic of calendar.csv: it has none; correct it"
    ]


def test_an_exchange_without_a_calendar_is_told_with_whose_it_is():
    found = lines(
        instruments=instruments_with("RRR", exchange="XNYX"), drawing={"timeline_exchanges": ["XLON", "xlon"]}
    )
    assert [line.split("; ")[0] for line in found] == [
        "instruments.RRR.exchange: unknown 'XNYX'",
        "drawing.timeline_exchanges: unknown 'xlon'",
    ]
    assert found[1].endswith("allowed: a code of exchange_calendars, such as XNYS or XLON, or one of own_calendars; did you mean 'XLON'?")


def test_all_that_is_unknown_is_told_at_once():
    assert len(lines(placebo={"keep_clear_of": ["a", "b"]}, drawing={"timeline_exchanges": ["c"]})) == 3


def test_the_window_of_the_verdict_is_one_of_the_multiverse():
    study = made_study()
    require_own_window(study, study.windows[0])
    with pytest.raises(StudyError, match=r"study\.toml: multiverse\.windows: lacks the study's own choice"):
        require_own_window(study, study.windows[2])
