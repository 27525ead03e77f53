"""Amounts, times and places in words."""

import datetime as dt

import pytest

from analysis.exchanges import BetweenQuotes
from analysis.study.declarations import Window
from analysis.words.numbers import (
    at_most,
    bp,
    count,
    digits,
    exchange_name,
    hours,
    listing,
    moment,
    out_of,
    p_value,
    probability,
    share_of,
    signed_percent,
    span,
    time_span,
    true_minus,
    window_words,
)


def at(day, clock="00:00"):
    return dt.datetime.fromisoformat(f"2023-09-{day:02d}T{clock}:00+00:00")


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no funds"), (1, "one fund"), (2, "two funds"), (9, "nine funds"), (12, "12 funds")]
)
def test_counts(number, words):
    assert count(number, "fund") == words


def test_counts_of_nouns_with_a_plural_of_their_own():
    assert [count(n, "country", "countries") for n in (1, 2)] == ["one country", "two countries"]


def test_basis_points_have_a_sign_where_they_are_a_move():
    assert (bp(0.00123), bp(-0.00123), bp(0.00123, sign=False)) == ("+12.3 bp", "-12.3 bp", "12.3 bp")


@pytest.mark.parametrize(
    ("p", "words"), [(0.3849, "0.38"), (0.01234, "0.012"), (0.001, "0.001"), (0.0009, "below 0.001")]
)
def test_a_p_value_is_never_zero(p, words):
    assert probability(p) == words


def test_lists_have_commas_and_a_last_and():
    assert [listing(w) for w in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]


def test_two_amounts_that_read_the_same_are_one():
    assert (span("6.7 %", "8.6 %"), span("6.7 %", "6.7 %")) == ("6.7 % to 8.6 %", "6.7 %")


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (dt.timedelta(hours=4.5), "4.5 hours"),
        (dt.timedelta(hours=17), "17 hours"),
        (dt.timedelta(hours=1), "1 hour"),
        (dt.timedelta(minutes=1), "1 minute"),
        (dt.timedelta(minutes=20), "20 minutes"),
        (dt.timedelta(0), "0 minutes"),
    ],
)
def test_lengths_of_time(time, words):
    assert hours(time) == words


@pytest.mark.parametrize(
    ("start", "end", "day_only", "words"),
    [
        (at(20, "09:00"), at(20, "09:00"), False, "Wed 09:00"),
        (at(20, "08:30"), at(20, "08:50"), False, "Wed 08:30–08:50"),
        (at(20, "20:00"), at(21, "03:00"), False, "Wed\u00a020:00\u00a0– Thu\u00a003:00"),
        (at(20), at(20, "23:59"), True, "Wed"),
        (at(18), at(22, "23:59"), True, "18–22 Sep"),
        (at(27), dt.datetime(2023, 10, 2, 23, 59, tzinfo=dt.UTC), True, "27 Sep–2 Oct"),
    ],
)
def test_stretches_of_time(start, end, day_only, words):
    assert time_span(start, end, day_only=day_only) == words


def test_a_moment_has_its_day_and_its_minute():
    assert moment(at(5, "09:05")) == "5 September 09:05"


@pytest.mark.parametrize(
    ("returns", "first", "last", "words"),
    [
        ("overnight", 0, 0, "previous close to open, event day 0"),
        ("intraday", 0, 0, "open to close, event day 0"),
        ("close-to-close", -1, 1, "close to close, event days -1 to +1"),
        ("close-to-close", 0, 4, "close to close, event days 0 to +4"),
        ("close-to-close", -5, -2, "close to close, event days -5 to -2"),
        ("overnight", 10, 10, "previous close to open, event day +10"),
    ],
)
def test_windows(returns, first, last, words):
    assert window_words(Window(name="w", returns=returns, first=first, last=last)) == words


def test_windows_of_quotes_run_from_quote_to_quote():
    moments = (dt.datetime(2023, 2, 28, 15, tzinfo=dt.UTC), dt.datetime(2023, 3, 1, 15, tzinfo=dt.UTC))
    window = Window(name="w", returns="close-to-close", first=0, last=1)
    assert window_words(window, BetweenQuotes(*moments, 1)) == "quote to quote, event days 0 to +1"


@pytest.mark.parametrize(
    ("low", "high", "words"), [(0.69, 1.294, "0.69 % to 1.29 %"), (0.5, 0.5, "0.50 %"), (0, 0, "none")]
)
def test_weights(low, high, words):
    assert share_of(low, high) == words


def test_a_log_return_is_shown_as_a_simple_change():
    assert signed_percent(0.0953101798) == "+10.00 %"
    assert signed_percent(-0.1) == "-9.52 %"


def test_an_exchange_is_its_city_or_else_its_code():
    assert exchange_name("XNYS") == "New York"
    assert exchange_name("XXXX") == "XXXX"


@pytest.mark.parametrize(
    ("p", "equation", "bound"), [(0.01234, "p = 0.012", "at most 0.012"), (0.0002, "p < 0.001", "below 0.001")]
)
def test_a_p_value_as_an_equation_and_as_a_bound(p, equation, bound):
    assert (p_value(p), at_most(p)) == (equation, bound)


def test_counts_in_digits_and_out_of_a_total():
    assert [digits(n, "date") for n in (0, 1, 12)] == ["0 dates", "1 date", "12 dates"]
    assert digits(2, "series", "series") == "2 series"
    assert [out_of(n, 195) for n in (0, 3)] == ["none of 195", "3 of 195"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-3.5 bp on event day -1", "−3.5 bp on event day −1"),
        ("from -270 to -21, [-1,+1], (-5 %)", "from −270 to −21, [−1,+1], (−5 %)"),
        ("2023-09-20, close-to-close, 10-year, EMB-2", "2023-09-20, close-to-close, 10-year, EMB-2"),
    ],
)
def test_before_a_number_stands_a_true_minus(text, shown):
    assert true_minus(text) == shown
