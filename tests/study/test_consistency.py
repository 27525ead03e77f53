"""Tables of study.toml fit together; every fault of the file is said at once, with its remedy."""

import datetime as dt

import pytest
from pydantic import ValidationError

from analysis.errors import StudyError
from analysis.study.consistency import ALWAYS, BEFORE_A_RUN, faults_between
from analysis.study.markets import MARKETS
from analysis.study.study import load_study
from analysis.study.tables import Tables
from tests.cases import DAY0, declared, instruments_with, made_study
from tests.conftest import SEED


def faults(**tables):
    """Faults between the tables of the made study, some of them changed."""
    names = {k: v for k, v in declared(**tables).items() if k in Tables.model_fields}
    return faults_between(Tables.model_validate(names), (*ALWAYS, *BEFORE_A_RUN))


def said(**tables):
    return [f"{f.where}: {f.what}" for f in faults(**tables)]


def test_the_made_study_is_consistent():
    assert said() == []


# Words


@pytest.mark.parametrize("word", ["emerging-dept", "Emerging-debt", "EMERGING-DEBT", "fed"])
def test_a_misspelt_market_would_hide_news_and_is_refused(word):
    (fault,) = faults(instruments=instruments_with("AAA", markets=["credit", word]))
    assert (fault.where, fault.what) == ("instruments.AAA.markets", f"unknown {word!r}")
    assert fault.allowed == f"{', '.join(sorted(MARKETS))}, or a ticker of the study"
    assert fault.remedy == ("correct it" if word == "fed" else "did you mean 'emerging-debt'?")


def test_a_ticker_of_the_study_may_stand_among_the_markets_as_in_the_calendar():
    assert said(instruments=instruments_with("AAA", markets=["rates", "AAA", "FFF"])) == []
    assert said(instruments=instruments_with("AAA", markets=["XYZ"])) == ["instruments.AAA.markets: unknown 'XYZ'"]


@pytest.mark.parametrize(
    ("labels", "what"),
    [
        ({"GGG": "Rates"}, "factor_labels: rates listed twice"),
        ({"GGG": "raw"}, "factor_labels.GGG: 'raw' means something else in tables and figures"),
        ({"GGG": "Drift"}, "factor_labels.GGG: 'Drift' means something else in tables and figures"),
        ({"GGG": "FFF"}, "factor_labels.GGG: 'FFF' means something else in tables and figures"),
    ],
)
def test_a_factors_word_is_its_own(labels, what):
    assert said(factor_labels=labels) == [what]


@pytest.mark.parametrize("ticker", ["raw", "Portfolio", "manifest", "oil", "aaa"])
def test_a_ticker_is_no_word_of_ours_and_no_other_ticker_in_other_letters(ticker):
    renamed = [i | {"ticker": ticker} if i["ticker"] == "RRR" else i for i in declared()["instruments"]]
    found = [what for what in said(instruments=renamed) if what.startswith("instruments")]
    kind = (
        "is AAA but for capitals: one file on some systems" if ticker == "aaa" else "a word of our own tables, files or"
    )
    assert found[0].startswith(f"instruments.{ticker}: {kind}")


QUOTED = {"source": "csv", "sessions": "quoted"}


@pytest.mark.parametrize(
    ("hours", "what"),
    [
        ({"AAA": "16:00 UTC", "BBB": "16:00 UTC"}, "AAA, BBB with gaps and CCC of an exchange in one portfolio"),
        (
            {"AAA": "16:00 UTC", "BBB": "09:00 UTC", "CCC": "16:00 UTC"},
            "valued at different hours: 09:00 UTC, 16:00 UTC",
        ),
        ({"AAA": "16:00 UTC", "BBB": "16:00 UTC", "CCC": "16:00 UTC", "PPP": "09:00 UTC"}, ""),
    ],
)
def test_members_of_a_portfolio_share_their_days(hours, what):
    quoted = [
        i | QUOTED | {"valued": hours[i["ticker"]]} if i["ticker"] in hours else i for i in declared()["instruments"]
    ]
    assert said(instruments=quoted) == [f"portfolio.members: {what}"] * bool(what)


def test_a_mixed_portfolio_is_said_before_what_follows_from_it():
    mixed = instruments_with("AAA", **QUOTED, valued="16:00 UTC")
    found = said(instruments=mixed, multiverse={"portfolios": {"other": ["AAA", "BBB"]}})
    assert [what.split(":")[0] for what in found] == ["portfolio.members", "multiverse.portfolios"]


def test_a_timeline_shows_hours_and_so_a_month_at_most():
    end = DAY0.to_pydatetime().replace(tzinfo=dt.UTC) + dt.timedelta(days=40)
    assert said(drawing={"timeline_end": end}) == ["drawing.timeline_end: 41 days after timeline_start"]


@pytest.mark.parametrize(
    ("tables", "where"),
    [
        ({"synthetic": {"donors": ["PPP", "RRR", "ZZZ"]}}, "synthetic.donors"),
        ({"synthetic": {"donors": ["PPP", "RRR", "AAA"]}}, "synthetic.donors"),
        ({"comovement": {"series": ["AAA", "ZZZ"]}}, "comovement.series"),
        ({"portfolio": {"members": ["AAA", "BBB", "CCC", "PPP"]}}, "portfolio.members"),
        ({"portfolio": {"model": "markt"}}, "portfolio.model"),
        ({"instruments": instruments_with("RRR", model="markt")}, "instruments.RRR.model"),
        ({"models": {"other": {"factors": ["PPP"]}}}, "models.other.factors"),
        ({"factor_labels": {"HHH": "nothing"}}, "factor_labels"),
        ({"multiverse": {"models": ["mean", "market", "markt"]}}, "multiverse.models"),
        ({"multiverse": {"windows": ["overnight", "night"]}}, "multiverse.windows"),
        ({"multiverse": {"portfolios": {"own": ["AAA", "BBB", "CCC"], "b": ["ZZZ"]}}}, 'multiverse.portfolios."b"'),
    ],
)
def test_an_unknown_word_of_any_list_is_refused(tables, where):
    assert where in [f.where for f in faults(**tables)]
    assert all(f.what.startswith("unknown ") for f in faults(**tables) if f.where == where)


@pytest.mark.parametrize(
    ("tables", "where"),
    [
        ({"instruments": [*declared()["instruments"], declared()["instruments"][0]]}, "instruments"),
        ({"windows": [*declared()["windows"], declared()["windows"][0]]}, "windows"),
        ({"portfolio": {"members": ["AAA", "BBB", "CCC", "AAA"]}}, "portfolio.members"),
        ({"synthetic": {"donors": ["PPP", "RRR", "PPP"]}}, "synthetic.donors"),
        ({"comovement": {"series": ["AAA", "FFF", "AAA"]}}, "comovement.series"),
    ],
)
def test_what_is_listed_twice_is_refused(tables, where):
    assert where in [f.where for f in faults(**tables) if "listed twice" in f.what]


def test_a_factor_without_a_label_is_refused_once_whatever_models_have_it():
    labels = {"FFF": "rates", "GGG": "credit"}
    tables = {"models": {"other": {"factors": ["GGG"]}}}
    assert said(**tables, factor_labels=labels) == []
    base = declared(**tables) | {"factor_labels": {"FFF": "rates"}}
    found = faults_between(
        Tables.model_validate({k: v for k, v in base.items() if k in Tables.model_fields}), (*ALWAYS, *BEFORE_A_RUN)
    )
    assert [(f.where, f.what) for f in found] == [("factor_labels.GGG", "missing key")]


# Times


@pytest.mark.parametrize(
    ("instant", "refused"),
    [("2023-02-28T09:59", True), ("2023-02-28T10:00", False), ("2023-03-02T12:00", False), ("2023-03-02T12:01", True)],
)
def test_an_instant_that_is_on_the_events_date_nowhere_on_earth_is_refused(instant, refused):
    at = dt.datetime.fromisoformat(f"{instant}+00:00")
    found = [f for f in faults(event={"instant": at}) if f.where == "event.instant"]
    assert bool(found) is refused
    for fault in found:
        assert fault.what == f"{at:%Y-%m-%d %H:%M} UTC is on 2023-03-01 nowhere on Earth"
        assert fault.allowed == "2023-02-28 10:00 to 2023-03-02 12:00 UTC"


def test_a_date_that_the_article_must_give_is_compared_later():
    assert said(event={"date": None, "instant": dt.datetime(2023, 3, 1, 9, tzinfo=dt.UTC)}) == []


def test_a_timeline_that_does_not_show_the_event_is_refused():
    years_ago = {k: declared()["drawing"][k] - dt.timedelta(days=730) for k in ("timeline_start", "timeline_end")}
    assert said(drawing=years_ago) == [
        "drawing.timeline_start: 2021-02-28 to 2021-03-02 does not hold the event of 2023-03-01"
    ]
    start = declared()["drawing"]["timeline_start"]
    assert said(drawing={"timeline_end": start}) == ["drawing.timeline_end: comes before timeline_start"]


def test_windows_do_not_overlap_the_estimation_window():
    assert said(estimation={"last": -1}) == [
        "estimation.last: -1: the estimation window reaches into an event window",
        "drawing.path_first: -3: the drawn path reaches into the estimation window",
    ]


# All at once


def edited(tmp_path, *pairs):
    text = (SEED / "study.toml").read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    return tmp_path


def told(folder):
    """What an error says of the file, line by line: where, and what."""
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    return [tuple(line.split("study.toml: ")[1].split("; ")[0].split(": ")) for line in str(caught.value).splitlines()]


def test_all_faults_between_tables_are_told_at_once(tmp_path):
    folder = edited(
        tmp_path,
        ('markets = ["emerging-debt"]', 'markets = ["emerging-dept"]'),
        ('donors = ["PCY"', 'donors = ["PCX"'),
        ("lengths = [120, 250, 350]", "lengths = [120, 350]"),
        ("2023-09-20T09:00:00Z", "2023-09-18T09:00:00Z"),
    )
    assert [where for where, *_ in told(folder)] == [
        "instruments.EMB.markets",
        "synthetic.donors",
        "event.instant",
        "drawing.timeline_start",
        "multiverse.lengths",
    ]


def test_keys_that_are_wrong_do_not_hide_what_other_tables_have_wrong(tmp_path):
    folder = edited(
        tmp_path,
        ("clearance     = 10", "clearence = 10"),
        ("seed     = 20230920", 'seed = "x"'),
        ("rolling = 60", "rolling = 1"),
        ('markets = ["emerging-debt"]', 'markets = ["emerging-dept"]'),
        ('donors = ["PCY"', 'donors = ["PCX"'),
    )
    assert told(folder) == [
        ("placebo.clearence", "unknown key"),
        ("seed", "got 'x'"),
        ("comovement.rolling", "got 1"),
        ("instruments.EMB.markets", "unknown 'emerging-dept'"),
        ("synthetic.donors", "unknown 'PCX'"),
    ], "a misspelt key is not called missing, too"


def test_an_entry_of_a_list_is_called_by_its_ticker_or_name(tmp_path):
    folder = edited(tmp_path, ('role    = "factor"', 'role    = "facto"'), ("first   = 0", "first = 3"))
    lines = told(folder)
    assert lines[0] == ("instruments.IEF.role", "got 'facto'")
    assert lines[1][0] == "windows.overnight"


def test_a_table_that_is_wrong_in_itself_is_not_compared_with_others():
    right = Tables.model_validate({k: v for k, v in declared().items() if k in Tables.model_fields})
    partial = Tables.model_construct(**{name: getattr(right, name) for name in ("windows", "estimation")})
    others = set(Tables.model_fields) - {"windows", "estimation"}
    assert faults_between(partial, ALWAYS, wrong=others) == []


def test_a_study_that_is_put_together_by_hand_is_checked_too():
    with pytest.raises(ValidationError, match=r"portfolio\.members: unknown 'ZZZ'"):
        made_study(portfolio={"members": ["ZZZ"]})
    assert made_study().event.date == DAY0.date()
