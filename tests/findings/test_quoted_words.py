"""What the report says of a portfolio that is not quoted every day, where the reader meets its numbers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.findings.meaning.choices import choices
from analysis.findings.meaning.headline import headline
from analysis.findings.meaning.power import power
from analysis.findings.meaning.rule import Ruling
from analysis.findings.meaning.summary import summary
from analysis.findings.meaning.verdict import verdict
from analysis.findings.moved.data import data
from analysis.findings.unusual.effects import effects
from analysis.findings.when.dating import dating
from analysis.findings.when.news import news
from analysis.findings.when.timeline import timeline
from analysis.findings.when.timeline_figure import caption
from analysis.market.checks import COLUMNS
from tests.cases import TARGETS, made_case, sessions
from tests.quoted import missing, quoted_case


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return quoted_case(tmp_path_factory.mktemp("words"), gain=0.02)


def flat(piece):
    return " ".join(piece.text.split())


BETWEEN = (
    "from the last quote before the news (28 February 21:15 UTC) to the first after it (3 March 21:15 UTC, "
    "three weekdays later)"
)


def test_the_effects_say_how_long_the_events_return_is(case):
    piece = case.once(effects)
    told = piece.told["between_quotes"]
    assert told == {"before": "2023-02-28T21:15:00+00:00", "after": "2023-03-03T21:15:00+00:00", "weekdays": 3}
    assert f"Event day 0 runs {BETWEEN}; on other dates each window is as many weekdays long." in flat(piece)
    plain = made_case().once(effects)
    assert plain.told["between_quotes"] is None
    assert "quote" not in plain.text


def test_the_plain_words_say_it_too(case):
    assert f"{BETWEEN} the prices moved by".replace("from", "From", 1) in case.once(summary).words
    assert "From the last close before the news" in made_case().once(summary).words


def test_windows_of_quotes_are_nowhere_said_to_run_from_close_to_close(case):
    pieces = (case.once(effects), case.once(choices), case.timing.once(timeline), case.timing.once(news))
    for piece in pieces:
        assert "close to close" not in str((piece.text, piece.told))
    assert "quote to quote" in case.once(choices).text
    assert "close to close" in made_case().once(choices).text


def test_the_data_say_on_how_many_days_each_series_was_quoted(case):
    piece = data(case)
    quoted = case.returns.closes["AAA"].notna().sum()
    assert [line["ticker"] for line in piece.told["quoted"]] == list(TARGETS)
    assert {line["days_quoted"] for line in piece.told["quoted"]} == {quoted}
    first, last = (case.returns.closes["AAA"].dropna().index[n] for n in (0, -1))
    assert piece.told["quoted"][0]["weekdays"] == len(pd.bdate_range(first, last))
    assert "| AAA | 2023-02-28 21:15 | 2023-03-03 21:15 | 3 |" in piece.text
    assert "Windows that were left out, since quotes have no opening: overnight." in piece.text
    plain = data(made_case())
    assert (plain.told["quoted"], plain.told["windows_left_out"]) == ([], [])
    assert "quoted" not in plain.text


def test_members_on_shared_days_are_each_told_by_their_own(tmp_path):
    gone = {t: missing(t, 0.1 * (n + 1)) for n, t in enumerate(TARGETS)}
    gone["BBB"] = gone["BBB"] - {"2023-03-02"}
    lines = {line["ticker"]: line for line in data(quoted_case(tmp_path, gone=gone)).told["quoted"]}
    assert len({line["days_quoted"] for line in lines.values()}) == 3
    assert [lines[t]["weekdays_between"] for t in TARGETS] == [3, 2, 3]


def test_the_calendar_of_quotes_is_named_by_its_hour_and_never_by_its_code(case):
    piece = case.timing.once(dating)
    line = next(x for x in piece.told["first_sessions"] if x["session"].startswith("2023-03-03"))
    assert (line["city"], line["position"]) == ("quotes at 16:15 America/New_York", "between two quotes")
    assert "| quotes at 16:15 America/New_York | 2023-03-03 |" in piece.text
    assert case.timing.home.rsplit(" ", 1)[1] not in piece.text


def test_the_timeline_says_how_long_until_the_next_quote(case):
    assert caption(case.timing.once(timeline)).title.startswith("Truce: 60.2 hours before the next quote")


def test_the_choices_name_the_windows_left_out(case):
    assert "overnight: quotes have no opening" in case.once(choices).text


def test_the_verdict_says_over_how_much_time_the_move_runs(case):
    found = case.once(verdict)
    assert f"Event day 0 runs {BETWEEN}." in found.reasons[0]
    around = case.setting.between_quotes
    assert around.weekdays == 3
    for outcome in ("supported", "contradicted", "not found"):
        assert ", over three weekdays between two quotes" in headline(Ruling(outcome, ()), case.once(power))
    plain = made_case()
    assert "quote" not in plain.once(verdict).reasons[0] + headline(Ruling("supported", ()), plain.once(power))


def test_bid_and_ask_around_the_news_stand_in_the_table_of_quotes(case):
    close = case.returns.closes["BBB"].dropna()
    half = close * np.where(close.index < pd.Timestamp("2023-03-01"), 0.01, 0.005)
    quoted = pd.DataFrame({"close": close, "low": close - half, "high": close + half, "dividend": 0.0})
    bars = {"BBB": quoted.reindex(columns=list(COLUMNS))}
    lines = {x["ticker"]: x for x in data(replace(case, snapshot=replace(case.snapshot, bars=bars))).told["quoted"]}
    found = {t: (x["spread_before_pct"], x["spread_after_pct"]) for t, x in lines.items()}
    assert found["AAA"] == found["CCC"] == (None, None)
    assert found["BBB"] == pytest.approx((2.0, 1.0))
    assert "bid to ask" not in data(case).text


def test_windows_without_quotes_are_named(tmp_path):
    late = {f"{d:%Y-%m-%d}" for d in sessions() if d > pd.Timestamp("2023-03-03")}
    ends = quoted_case(tmp_path, gone=dict.fromkeys(TARGETS, missing("AAA") | late), estimation={"length": 30})
    said = "Windows that were left out, since nothing was quoted so long before the news or after it: [-1,+1]."
    assert ends.study.unreached == ("[-1,+1]",)
    assert said in flat(data(ends))
