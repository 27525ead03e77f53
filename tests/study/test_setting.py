"""What every piece of evidence may know of the study beside its own numbers."""

from analysis.study.setting import Setting
from tests.cases import made_study

STUDY = made_study()
SETTING = Setting(STUDY, STUDY.windows[0])


def test_it_gives_what_was_declared_under_short_names():
    assert SETTING.claim is STUDY.claim
    assert SETTING.rule is STUDY.decision
    assert SETTING.portfolio.label == STUDY.portfolio.name
    assert [w.name for w in SETTING.shown] == ["overnight", "day 0"]


def test_spans_are_first_and_last_event_day():
    assert SETTING.span == (0, 0)
    assert Setting(STUDY, STUDY.windows[2]).span == (-1, 1)
    assert SETTING.estimation == (-63, -4)


def test_the_events_own_period_spans_all_declared_windows():
    assert SETTING.event_days == (-1, 1)
    late = made_study(
        windows=[
            {"name": "late", "returns": "intraday", "first": 2, "last": 4},
            {"name": "overnight", "returns": "overnight", "first": -1, "last": 0},
        ],
        multiverse={"windows": ["late"]},
    )
    assert Setting(late, late.windows[0]).event_days == (-1, 4)


def test_a_factor_is_named_in_the_studys_words_where_it_has_some():
    assert (SETTING.label("FFF"), SETTING.label("AAA")) == ("rates", "AAA")


def test_it_says_itself_in_one_line():
    assert repr(SETTING) == "<Setting of made: primary window 'overnight'>"
