"""Who says so: of the event itself, and of other major news in the window of the verdict."""

from analysis.findings.moved.sources import sources
from tests.bundled_controls import SHARES, case_of
from tests.cases import confounded, made_case


def told(case):
    table = sources(case).shown()["sources"]
    return list(table.frame["what"])


def test_the_event_has_its_source_even_where_its_window_is_clean():
    assert told(made_case()) == ["The truce itself"]
    (line,) = sources(case_of(SHARES)).shown()["sources"].frame.to_dict("records")
    assert (line["sure"], line["publisher"]) == ("press", "")
    assert line["source"].startswith("Reuters, 15 May 2023: https://")


def test_so_has_what_else_the_window_of_the_verdict_holds():
    assert told(confounded()) == ["The truce itself", "A default in the night"]


def test_minor_news_and_other_windows_are_in_the_file_alone():
    found = sources(made_case())
    assert {"A minor figure", "A rate decision"} <= set(found.table()["what"])
    assert found.text.count("made") == 1


def test_a_calendar_that_lists_nothing_has_no_table():
    found = sources(made_case(calendar=(), placebo={"keep_clear_of": []}, multiverse={"leave_out": [[]]}))
    assert found.shown()["sources"].frame.empty
    assert "Who says so" not in found.text
