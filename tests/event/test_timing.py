"""When each market could first know, which windows hold the news there, and which days are listed.

The news comes on Wednesday, 1 March 2023, at 9:00 UTC: before New York opens (14:30 to 21:00), while London is open
(8:00 to 16:30).
"""

import datetime as dt

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.event.timing import time_event
from analysis.study.series import PORTFOLIO
from analysis.study.study import load_study
from tests.cases import DAY0, declared, entry, instruments_with, made_study, made_timing
from tests.minimal import minimal


def at(text):
    return dt.datetime.fromisoformat(f"{text}+00:00")


def news(time, topic="weather"):
    return entry(time, "news", topic, "rates")


def timing(*calendar, **tables):
    """The made study with this calendar."""
    return made_timing(made_study(**tables), calendar)


def window(found, name):
    return next(w for w in found.study.windows if w.name == name)


def of(found, key):
    return next(s for s in found.series if s.key == key)


# Who said it


def test_it_is_known_who_published_the_article_and_when(tmp_path):
    folder = minimal(tmp_path)
    assert time_event(load_study(folder)).event.publisher == ""
    text = (folder / "article.md").read_text(encoding="utf-8")
    (folder / "article.md").write_text(f'+++\npublisher = "An agency"\n+++\n\n{text}', encoding="utf-8")
    timing = time_event(load_study(folder))
    assert (timing.event.publisher, timing.event.published) == ("An agency", (dt.date(2023, 5, 15),))


# First sessions


@pytest.mark.slow
def test_day_0_is_the_first_session_of_each_exchange_that_ends_after_the_news():
    found = timing(instruments=instruments_with("RRR", exchange="XTKS"))
    assert found.day0 == {"XLON": DAY0, "XNYS": DAY0, "XTKS": DAY0 + pd.Timedelta(days=1)}
    assert found.sessions["XLON"].position == "during the session"
    assert found.sessions["XNYS"].wait == dt.timedelta(hours=5.5)


def test_every_question_of_sessions_knows_the_studys_own_corrections():
    day = {"exchange": "XNYS", "source": "made"}
    changes = [
        {**day, "date": DAY0.date(), "closed": True},
        {**day, "date": dt.date(2023, 3, 4), "open": "10:00", "close": "12:00"},
    ]
    found = made_timing(made_study(calendar_changes=changes))
    # Wednesday 1 March is shut, Saturday 4 March trades from 10:00 to 12:00 in New York, which is UTC-5.
    assert found.day0["XNYS"] == pd.Timestamp("2023-03-02")
    assert found.spans(window(found, "overnight")) == ((at("2023-02-28T21:00"), at("2023-03-02T14:30")),)
    late = found.study.windows[2].model_copy(update={"first": 2, "last": 2})
    assert found.spans(late) == ((at("2023-03-03T21:00"), at("2023-03-04T17:00")),)
    assert found.holds_the_news(window(found, "day 0"), "XNYS")
    assert [opened for opened, _ in found.opening_hours()["XNYS"]] == [at("2023-02-28T14:30")]
    assert found.days_and_reactions(["story"])[-1] == pd.Timestamp("2023-03-02")
    assert found.primary.window.name == timing().primary.window.name


def test_the_portfolios_exchange_is_the_one_that_counts():
    assert timing().home == "XNYS"
    abroad = timing(instruments=[i | {"exchange": "XLON"} for i in declared()["instruments"]])
    assert (abroad.home, abroad.primary.window.name) == ("XLON", "day 0")


def test_exchanges_are_open_on_the_timeline_when_they_were():
    assert timing().opening_hours() == {
        "XLON": (
            (at("2023-02-28T08:00"), at("2023-02-28T16:30")),
            (at("2023-03-01T08:00"), at("2023-03-01T16:30")),
        ),
        "XNYS": (
            (at("2023-02-28T14:30"), at("2023-02-28T21:00")),
            (at("2023-03-01T14:30"), at("2023-03-01T21:00")),
        ),
    }


# Windows of a series


def test_windows_in_clock_time():
    found = timing()
    assert found.spans(window(found, "overnight")) == ((at("2023-02-28T21:00"), at("2023-03-01T14:30")),)
    assert found.spans(window(found, "[-1,+1]")) == ((at("2023-02-27T21:00"), at("2023-03-02T21:00")),)


def test_a_series_with_closing_prices_alone_is_measured_from_close_to_close():
    found = timing(instruments=instruments_with("RRR", bars="closes"))
    assert [w.name for w in found.windows_of(of(found, "RRR"))] == ["day 0", "[-1,+1]"]
    assert found.kinds_of(of(found, "RRR")) == ["close-to-close"]
    assert [w.name for w in found.windows_of(of(found, "AAA"))] == ["overnight", "day 0", "[-1,+1]"]
    assert found.kinds_of(of(found, PORTFOLIO)) == ["overnight", "close-to-close"]


def test_elsewhere_only_windows_that_mean_the_same_are_measured():
    windows = [*declared()["windows"], {"name": "session", "returns": "intraday", "first": 0, "last": 0}]
    found = timing(windows=windows, instruments=instruments_with("RRR", exchange="XLON"))
    held = {e: [w.name for w in found.study.windows if found.holds_the_news(w, e)] for e in ("XNYS", "XLON")}
    assert held == {"XNYS": ["overnight", "day 0", "[-1,+1]"], "XLON": ["day 0", "[-1,+1]", "session"]}
    assert [w.name for w in found.windows_of(of(found, "RRR"))] == ["day 0", "[-1,+1]"]
    assert len(found.windows_of(of(found, "AAA"))) == 4


# Listed days


def test_days_of_several_topics_are_all_of_them():
    found = timing(*(news(f"2023-01-0{n}", topic) for n, topic in ((3, "weather"), (4, "weather"), (5, "war"))))
    assert [d.day for d in found.days(["weather", "war"])] == [3, 4, 5]
    assert found.days([]) == []


def test_a_topic_that_no_news_has_is_a_mistake():
    with pytest.raises(StudyError, match=r"topic 'wether': no entry has it; allowed: weather"):
        timing(news("2023-01-03")).days(["wether"])


def test_the_session_that_could_first_react_is_a_day_of_the_news_too():
    found = timing(
        news("2023-01-10T15:00+00:00", "open"),
        news("2023-01-10T21:00+00:00", "closed"),
        news("2023-01-13T22:00+00:00", "weekend"),
        news("2023-01-13", "bare day"),
    )

    def days(topic):
        return sorted({f"{d:%m-%d}" for d in found.days_and_reactions([topic])})

    assert days("open") == ["01-10"]
    assert days("closed") == ["01-10", "01-11"], "at the very close no trade could follow"
    assert days("weekend") == ["01-13", "01-17"], "Monday the 16th was a holiday"
    assert days("bare day") == ["01-13"], "its hour is not known"


# The whole


def test_other_prices_bring_other_series_and_the_same_prices_the_same_object():
    live = [*declared()["instruments"], declared()["instruments"][4] | {"ticker": "LLL", "available": "live"}]
    found = timing(instruments=live)
    assert "LLL" not in [s.key for s in found.series]
    assert found.among(["GGG", *found.tickers]) is found
    more = found.among(["LLL", *found.tickers])
    assert [s.key for s in more.series] == [PORTFOLIO, *found.tickers, "LLL"]
    assert more.event is found.event
    assert [s.key for s in found.among(["FFF", "AAA"]).series] == [PORTFOLIO, "AAA", "FFF"]


def test_it_says_itself_in_one_line():
    assert repr(timing()) == "<Timing of made: 2023-03-01, primary window 'overnight'>"


@pytest.fixture(scope="module")
def bundled_timing(study):
    return time_event(study)


def test_the_verdict_of_the_bundled_study_rests_on_the_night(bundled_timing):
    primary = bundled_timing.primary
    assert (primary.window.name, primary.confounders) == ("overnight", ())
    assert bundled_timing.event.date == dt.date(2023, 9, 20)


@pytest.mark.parametrize(
    "changes",
    [
        {"placebo": {"keep_clear_of": ("no such topic",)}},
        {"estimation": {"leave_out": ("no such topic",)}},
        {"multiverse": {"leave_out": (("karabakh",), ("no such topic",))}},
    ],
)
def test_a_topic_that_the_calendar_does_not_have_stops_the_dating(study, changes):
    wrong = study.model_copy(
        update={key: getattr(study, key).model_copy(update=fields) for key, fields in changes.items()}
    )
    with pytest.raises(StudyError, match=rf"study.toml: {next(iter(changes))}.*: unknown 'no such topic'"):
        time_event(wrong)


def test_a_multiverse_without_the_window_of_the_verdict_stops_the_dating(study):
    grid = study.multiverse.model_copy(update={"windows": ("day 0",)})
    with pytest.raises(StudyError, match=r'multiverse\.windows: lacks .* the primary window = "overnight"; write the '):
        time_event(study.model_copy(update={"multiverse": grid}))


def test_windows_that_none_holds_the_news_stop_the_dating(study):
    later = study.windows[1].model_copy(update={"name": "later", "first": 1, "last": 2})
    with pytest.raises(StudyError, match="windows: none holds news of 2023-09-20 09:00 UTC on XNYS"):
        time_event(study.model_copy(update={"windows": (later,)}))
