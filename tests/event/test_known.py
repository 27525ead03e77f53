"""Topics are those of calendar.csv, exchanges those that have a calendar: what is neither is refused, all at once."""

import datetime as dt

import pytest

from analysis.errors import StudyError
from analysis.event.known import require_known, require_own_window
from tests.cases import CALENDAR, entry, instruments_with, made_study


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
    told = "a code of exchange_calendars, such as XNYS or XLON, or one of own_calendars"
    assert found[1].endswith(f"allowed: {told}; did you mean 'XLON'?")


def test_the_exchange_of_a_funds_lists_is_known():
    (found,) = lines(holdings=[{"fund": "EMB", "exchange": "XNYX"}])
    assert found.startswith("holdings.EMB.exchange: unknown 'XNYX'; allowed: a code of exchange_calendars")


def test_a_calendar_of_the_studys_own_makes_an_exchange_known():
    own = {"days": ["Mon", "Wed"], "open": "10:00", "close": "16:00", "zone": "Asia/Baku", "source": "made"}
    instruments = instruments_with("RRR", exchange="BAKU")
    require_known(made_study(instruments=instruments, own_calendars={"BAKU": own}), CALENDAR)


def day(exchange, date, **what):
    return {"exchange": exchange, "date": dt.date.fromisoformat(date), "source": "made", **(what or {"closed": True})}


def test_a_closure_is_of_a_known_exchange_and_of_a_day_on_which_it_would_be_open():
    found = lines(calendar_changes=[day("XNYX", "2023-03-01"), day("XNYS", "2023-03-01"), day("XNYS", "2023-03-04")])
    assert found[0].startswith("calendar_changes.1.exchange: unknown 'XNYX'")
    saturday = "XNYS has no session on 2023-03-04 anyway; correct the date, or remove the entry"
    assert found[1:] == [f"calendar_changes.3.date: {saturday}"]


def test_a_study_may_say_again_what_the_project_corrects_and_open_a_saturday():
    again = [day("XHKG", "2023-09-01"), day("XNYS", "2023-03-04", open="09:30", close="12:00")]
    require_known(made_study(calendar_changes=again), CALENDAR)


def test_a_timeline_with_more_news_than_can_be_drawn_is_refused():
    crowd = tuple(entry("2023-03-01T12:00+00:00", f"News {n}", "fed", "rates") for n in range(100))
    (line,) = lines((*CALENDAR, *crowd))
    assert line.startswith("drawing.timeline_start: 104 news on the timeline; allowed: at most 100")


def test_all_that_is_unknown_is_told_at_once():
    assert len(lines(placebo={"keep_clear_of": ["a", "b"]}, drawing={"timeline_exchanges": ["c"]})) == 3


def test_the_window_of_the_verdict_is_one_of_the_multiverse():
    study = made_study()
    require_own_window(study, study.windows[0])
    with pytest.raises(StudyError, match=r"study\.toml: multiverse\.windows: lacks the study's own choice"):
        require_own_window(study, study.windows[2])
