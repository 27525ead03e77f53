"""What a day is for: news, an attribution, an aside, a baseline, a limit, a quotation, another story."""

import datetime as dt

import pytest

from analysis.event.dating.cues import find_cues


def only(text, kind=None):
    (cue,) = [c for c in find_cues(text) if kind in (None, c.kind)]
    return cue


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("It fell on Monday.", "news"),
        ("On Monday it fell.", "news"),
        ("Monday's fall was steep.", "news"),
        ("It fell, he said on Monday.", "attribution"),
        ("It fell, she told the paper on Monday.", "attribution"),
        ("It fell, according to the ministry on Monday.", "attribution"),
        ("The bridge was shut, the mayor announced late on Monday.", "attribution"),
        ("After a storm, the mayor announced on Monday a new bridge.", "news"),
        ("It fell from Monday's close.", "baseline"),
        ("It fell against its level of Monday's close.", "baseline"),
        ("It is shut until Monday.", "limit"),
        ("It is put off until 15:00 GMT Monday.", "limit"),
        ("They wait ahead of Monday's vote.", "limit"),
        ("They must pay by Monday.", "limit"),
        ("He extended the deadline to Monday.", "limit"),
        ("It fell after Monday's vote.", "aside"),
        ("The firm, which closed on Monday, fell.", "aside"),
        ("The man who died on Monday had no heirs.", "aside"),
        ("New rules apply under a law passed on Monday.", "aside"),
        ("It had closed on Monday.", "aside"),
        ("The treaty of 3 May 1999 fell.", "aside"),
        ("Its profit fell in the quarter ended on Monday.", "aside"),
        ("He was born on 3 May 1950.", "aside"),
        ("As of Monday ten had died.", "limit"),
        ("The envoys had been due to sign it on Monday.", "limit"),
        ("The pact was to have been signed on Monday.", "limit"),
        ("The bank had planned to close the branch on Monday.", "limit"),
        ("Envoys who had been due to sign a pact last month met on Monday.", "news"),
        ("The mill has shut after a grace period ended on Monday.", "news"),
        ("The palace said that the king had died on Monday.", "news"),
        ("He said “it fell on Monday” and left.", "quoted"),
        ("A truce held.\n\nRelated\n\nIt fell on Monday.", "elsewhere"),
        ("A truce held.\n\nSources\n\nThe Example, on Monday.", "elsewhere"),
        ("The damage was caused by Monday's quake.", "news"),
    ],
)
def test_the_words_around_a_day_say_what_it_is_for(text, part):
    assert next(c for c in find_cues(text) if c.is_day).part == part


@pytest.mark.parametrize(
    "text",
    [
        "Prices for crude dropped on Monday.",
        "Talks with rebels ended on Monday.",
        "Bonds of the south rallied on Monday.",
        "Workers from Spain arrived on Monday.",
        "Two people who had been held for a year were freed on Monday.",
        "The man who led the bank for ten years stepped down on Monday.",
        "A plane that had left Rome crashed on Monday.",
        "The Dow, which fell last week, rose on Monday.",
        "After days of fighting, the rebels left the town on Monday.",
        "Since the war began, no ship has left the port; one left on Monday.",
        "By a vote of ten to two, the court struck down the law on Monday.",
        "Stocks fell from record highs on Monday.",
        "Stocks recovered on Monday from the steep losses of last week.",
        "The bank left rates unchanged on Monday, as expected.",
        "The new law, passed on Monday, bans the trade.",
        "Sales rose 3% in May, data showed on Monday.",
        "Chile will vote again after its senate failed to agree on Monday.",
        "It was on Monday that the firm failed.",
        "Monday saw the biggest fall in years.",
    ],
)
def test_the_verb_of_the_main_clause_makes_its_day_news(text):
    (cue,) = [c for c in find_cues(text) if c.is_day]
    assert (cue.part, cue.tense) in {("news", "past"), ("news", "none")}


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("The law takes effect on Friday.", "future"),
        ("Inflation came in hotter than expected on Friday.", "past"),
        ("It rose as expected on Friday.", "past"),
        ("The vote is expected on Friday.", "future"),
        ("It will be held on Friday.", "future"),
        ("It is to be held on Friday.", "future"),
        ("The two had been due to meet on Friday.", "past"),
        ("It was to have been held on Friday.", "past"),
        ("The unions agreed to meet on Friday.", "open"),
        ("The two agreed to buy the mill for a dollar on Friday.", "past"),
        ("Members voted to strike on Friday.", "open"),
        ("Its members voted to hold interest rates on Friday.", "past"),
        ("Members voted to abolish the post on Friday.", "past"),
        ("The mill, which opens its books each May, failed on Friday.", "past"),
        ("He said no; her last day is Friday.", "none"),
    ],
)
def test_the_tense_is_that_of_the_day(text, tense):
    assert only(text).tense == tense


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("It fell three days ago.", -3),
        ("It fell a day later.", 1),
        ("It fell two days earlier.", -2),
        ("It fell a week later.", 7),
        ("It fell two weeks ago.", None),
        ("It fell several days ago.", None),
        ("It fell three years ago.", None),
    ],
)
def test_an_offset_counts_days_where_it_means_one(text, offset):
    cue = only(text)
    assert (cue.kind, cue.offset) == ("duration", offset)


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        ("05/07/2021", ["2021-05-07", "2021-07-05"]),
        ("05/07/21", ["2021-05-07", "2021-07-05"]),
        ("05/07/21 5:19pm", ["2021-05-07"]),
        ("05/05/2021", ["2021-05-05"]),
    ],
)
def test_figures_keep_both_readings(written, choices):
    assert [str(day) for day in only(f"{written}\n\nIt fell.").choices] == choices


@pytest.mark.parametrize(
    "line",
    [
        "08:44, 3 NOV 2023",
        "Posted: Nov 3, 2023 / 03:16 PM PST",
        "By Ann Writer 3 November 2023, 3:51 pm",
        "Written: 2023-11-03 15:03:30",
        "Published on November 3, 2023, at 4:28 am (Paris)",
        "3. November 2023",
        "Agency | Created: 03-11-2023 11:35 IST",
        "November 3, 2023 / 9:27 AM / a day ago",
        "BY Agency | MARKETS | 11/13/23 02:03 AM EDT",
    ],
)
def test_a_line_of_publication_is_known_in_every_portals_manner(line):
    stamp = only(f"A headline\n\n{line}\n\nThe text stands here.")
    assert stamp.kind == "stamp"
    assert stamp.date in (dt.date(2023, 11, 3), dt.date(2023, 11, 13))


@pytest.mark.parametrize("text", ["at 0900 GMT it fell", "at 1 p.m. local time it fell", "at 15:00 BST it fell"])
def test_an_hour_is_a_cue_of_its_own(text):
    assert only(text).kind == "clock"
