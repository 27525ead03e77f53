"""A study's own calendars: single days that it corrects, and a trading week where the library has none."""

import datetime as dt

import pytest

from analysis.errors import StudyError
from analysis.exchanges import (
    CORRECTED,
    CalendarChange,
    Calendars,
    TradingWeek,
    exchange_sessions,
    first_sessions,
    sessions_after,
)
from analysis.exchanges import library as library_module
from analysis.exchanges.library import library_hours

TEL_AVIV = TradingWeek("XTAE", (0, 1, 2, 3, 6), dt.time(9, 59), dt.time(17, 14), "Asia/Jerusalem", "its site")
HOURS = dt.time(10), dt.time(13)


def day(text):
    return dt.date.fromisoformat(text)


def change(exchange, date, *hours):
    return CalendarChange(exchange, day(date), hours, "made", "made")


def held(calendars, exchange, first, last):
    return list(exchange_sessions(exchange, day(first), day(last), calendars).strftime("%m-%d"))


# --- single days -------------------------------------------------------------------------------------------------


def test_a_day_is_shut_and_another_opened():
    own = Calendars((change("XNYS", "2023-03-01"), change("XNYS", "2023-03-04", *HOURS)))
    assert held(own, "XNYS", "2023-02-28", "2023-03-06") == ["02-28", "03-02", "03-03", "03-04", "03-06"]
    news = dt.datetime(2023, 3, 1, 9, tzinfo=dt.UTC)
    assert first_sessions(news, ["XNYS"], own)["XNYS"].session == day("2023-03-02")
    assert sessions_after("XNYS", [news], own)[0].date() == day("2023-03-02")


def test_what_the_study_says_of_a_day_counts_before_what_the_project_says():
    assert held(CORRECTED, "XHKG", "2023-09-01", "2023-09-01") == []
    own = Calendars((change("XHKG", "2023-09-01", *HOURS),))
    (row,) = own.hours("XHKG", day("2023-09-01"), day("2023-09-01")).itertuples(index=False)
    assert [f"{row[0]:%H:%M}", f"{row[-1]:%H:%M}"] == ["02:00", "05:00"]  # 10:00 and 13:00 in Hong Kong, UTC+8
    assert held(own, "XHKG", "2023-09-08", "2023-09-08") == [], "the project's other corrections stay"


def test_a_change_reaches_its_exchange_under_every_name_and_no_other():
    own = Calendars((change("HKEX", "2023-03-01"),))
    assert held(own, "XHKG", "2023-03-01", "2023-03-01") == []
    assert held(own, "XNYS", "2023-03-01", "2023-03-01") == ["03-01"]


def test_one_studys_changes_are_no_other_studys():
    held(Calendars((change("XNYS", "2023-03-01"),)), "XNYS", "2023-03-01", "2023-03-01")
    assert held(CORRECTED, "XNYS", "2023-03-01", "2023-03-01") == ["03-01"]


# --- a week of the study's own -----------------------------------------------------------------------------------


def test_a_week_of_the_studys_own_less_its_holidays():
    own = Calendars((change("XTAE", "2023-03-22"),), (TEL_AVIV,))
    # Sunday 19 to Sunday 26 March 2023: no Friday, no Saturday, and not the 22nd.
    assert held(own, "XTAE", "2023-03-19", "2023-03-26") == ["03-19", "03-20", "03-21", "03-23", "03-26"]


def test_its_hours_are_on_its_own_clock_summer_and_winter():
    hours = Calendars(weeks=(TEL_AVIV,)).hours("XTAE", day("2023-03-23"), day("2023-03-26"))
    # Clocks went forward on Friday 24 March 2023: 9:59 is 7:59 UTC before and 6:59 UTC after.
    assert [f"{opened:%H:%M}" for opened in hours["open"]] == ["07:59", "06:59"]
    assert hours.dtypes.equals(library_hours("XNYS", day("2023-03-23"), day("2023-03-24")).dtypes)


def test_a_span_without_its_days_is_empty_and_of_the_same_form():
    hours = Calendars(weeks=(TEL_AVIV,)).hours("XTAE", day("2023-03-24"), day("2023-03-25"))
    assert hours.empty
    assert hours.dtypes.equals(Calendars(weeks=(TEL_AVIV,)).hours("XTAE", day("2023-03-20"), day("2023-03-21")).dtypes)


def test_news_of_a_friday_reaches_it_on_sunday():
    found = first_sessions(dt.datetime(2023, 3, 24, 12, tzinfo=dt.UTC), ["XTAE"], Calendars(weeks=(TEL_AVIV,)))["XTAE"]
    assert (found.session, found.position) == (day("2023-03-26"), "closed day")


def test_a_week_is_told_in_words():
    told = "XTAE on Mon, Tue, Wed, Thu and Sun, 09:59 to 17:14 Asia/Jerusalem (its site)"
    assert TEL_AVIV.describe() == told


# --- where the library has no calendar ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exchange", "first", "says"),
    [
        ("XSAU", "2019-08-01", "can be evaluated is 2021-01-01"),
        pytest.param("XTAE", "2023-08-01", "its trading week has changed since", marks=pytest.mark.slow),
    ],
)
def test_a_calendar_that_the_library_refuses_says_what_to_do(exchange, first, says):
    with pytest.raises(StudyError) as caught:
        exchange_sessions(exchange, day(first), day("2023-10-31"))
    text = str(caught.value)
    assert text.startswith(f"exchange {exchange}: the library has no calendar of {first} to 2023-10-31: ")
    assert says in text
    assert text.endswith(f"declare its trading week in study.toml, as [own_calendars.{exchange}]")
    assert "\n" not in text
    assert len(text) < 400


def test_dates_at_the_very_end_of_a_calendar_are_had(monkeypatch):
    """The library refuses more than it records; it is then asked for no more than is needed."""
    asked = []
    build = library_module._build

    def until_june(exchange, start, end):
        asked.append(end)
        if end > library_module.pd.Timestamp("2023-06-30"):
            raise ValueError("recorded to June")
        return build(exchange, start, end)

    monkeypatch.setattr(library_module, "_build", until_june)
    monkeypatch.setattr(library_module, "_built", {})
    assert held(CORRECTED, "XNYS", "2023-06-28", "2023-06-30") == ["06-28", "06-29", "06-30"]
    assert len(asked) == 3
