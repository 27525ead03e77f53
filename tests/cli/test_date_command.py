"""`date` on an article that nobody here has seen: its day, claims and sessions, or what was read and why no day."""

import json

import pytest

from tests.runs import call

SETTLED = "LONDON, Sept 20, 2023 (Agency) - Ruritania's bonds gained on Wednesday after a truce.\n"
OPEN = "March 1, 2008\n\nA bidder has won the order. Acme's shares rose.\n"


@pytest.fixture
def written(tmp_path):
    def write(text, name="article.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_settled_article_gives_its_day_and_claims(written):
    shown = call("date", written(SETTLED))
    assert shown.exit_code == 0
    assert shown.stdout.startswith("event day  2023-09-20 (Wednesday)\n")
    assert "read as text, UTF-8" in shown.stdout
    assert "bonds of Ruritania: gain, 2023-09-20 (Wednesday) (its sentence names it)" in shown.stdout


def test_sessions_of_the_day_are_shown_where_asked_for(written):
    shown = call("date", written(SETTLED), "--exchange", "XNYS")
    assert "XNYS: day 0 is 2023-09-20 if the news came before that session's close, else 2023-09-21" in shown.stdout


def test_what_is_open_is_refused_after_what_was_read(written):
    shown = call("date", written(OPEN))
    assert shown.exit_code == 1
    assert "event day  not settled" in shown.stdout
    assert "shares of Acme: gain" in shown.stdout
    (line,) = shown.stderr.splitlines()
    assert "2008-03-01 (the day of publication), 2008-02-29 (the day before); give the day with --date" in line
    assert "event.terms" in line
    assert len(line) < 500


def test_a_day_that_is_given_settles_it(written):
    shown = call("date", written(OPEN), "--date", "2008-02-29")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("event day  2008-02-29 (Friday)\n")


@pytest.mark.parametrize(("text", "code", "day"), [(SETTLED, 0, "2023-09-20"), (OPEN, 1, None)])
def test_the_same_is_there_for_programs(written, text, code, day):
    shown = call("date", written(text), "--json", "--exchange", "XLON")
    told = json.loads(shown.stdout)
    assert shown.exit_code == code
    assert told["event_day"] == day
    assert told["sessions"] == ({"XLON": ["2023-09-20", "2023-09-21"]} if day else {})
    assert told["claims"][0]["direction"] == "gain"


def test_a_web_page_is_read_like_an_article(written):
    body = "<h1>A truce</h1><p>Ruritania's bonds gained on Wednesday after a truce in the hills of the north.</p>"
    page = f'<html><head><meta name="date" content="2023-09-21"></head><body>{body}</body></html>'
    shown = call("date", written(page, "a.html"))
    assert shown.exit_code == 0
    assert shown.stdout.startswith("event day  2023-09-20 (Wednesday)\n")
    assert "meta date = 2023-09-21" in shown.stdout
