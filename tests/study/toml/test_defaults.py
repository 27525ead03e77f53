"""What a study does not say holds by default: a study needs its choices, not its forms."""

import copy
import datetime as dt

import pytest

from analysis.errors import StudyError
from analysis.study.study import faults_of, load_study
from analysis.study.tables import Tables
from analysis.study.toml.defaults import completed
from tests.cases import declared
from tests.minimal import minimal

NEWS = dt.datetime(2023, 3, 1, 9, tzinfo=dt.UTC)


def series(ticker, role="target", **keys):
    return {"ticker": ticker, "name": f"The {ticker}", "role": role, "markets": ["equities"], **keys}


def study(*instruments, **tables):
    """The least that a study must say."""
    base = {
        "title": "A made study",
        "question": "Did it gain?",
        "claim": {"quote": "It gained", "assets": ["shares"], "direction": "gain"},
        "event": {"name": "news", "instant": NEWS, "source": "made", "terms": ["news"]},
        "instruments": list(instruments or [series("AAA")]),
    }
    return base | tables


def whole(*instruments, **tables):
    """The study as it is computed; nothing in it is wrong."""
    found, defaults = completed(study(*instruments, **tables))
    assert faults_of(found, defaults) == []
    return Tables.model_validate(found)


FACTORS = (series("FFF", "factor"), series("GGG", "factor"))
LIKE = (series("PPP", "placebo"), series("QQQ", "placebo"))
QUOTED = {"source": "csv", "sessions": "quoted", "valued": "16:00 Europe/London"}


def test_one_series_and_one_claim_are_a_study():
    found = whole()
    assert found.seed == 20230301
    assert found.snapshot == "../prices"
    assert (found.portfolio.name, found.portfolio.members, found.portfolio.model) == ("The AAA", ("AAA",), "mean")
    assert [w.name for w in found.windows] == ["overnight", "day 0", "[0,+1]"]
    assert (found.estimation.length, found.estimation.last, found.placebo.minimum) == (250, -21, 200)
    assert found.multiverse.portfolios == {"The AAA": ("AAA",)}
    assert found.comovement.series == ("AAA",)
    assert found.synthetic.donors == ()


def test_factors_explain_all_series_but_themselves():
    found = whole(series("AAA"), *LIKE, *FACTORS)
    assert {i.ticker: i.model for i in found.instruments} == {
        "AAA": "factors",
        "PPP": "factors",
        "QQQ": "factors",
        "FFF": "mean",
        "GGG": "mean",
    }
    assert found.models["factors"].factors == ("FFF", "GGG")
    assert found.factor_labels == {"FFF": "The FFF", "GGG": "The GGG"}
    assert found.multiverse.models == ("factors", "mean")
    assert found.synthetic.donors == ("PPP", "QQQ", "FFF", "GGG")
    assert found.comovement.series == ("AAA", "PPP", "QQQ", "FFF", "GGG")


def test_a_portfolio_of_several_is_tried_without_each_of_them():
    found = whole(*map(series, ("AAA", "BBB", "CCC")))
    assert found.portfolio.name == "Portfolio of targets"
    assert found.multiverse.portfolios["without BBB"] == ("AAA", "CCC")
    assert len(found.multiverse.portfolios) == 4
    assert len(whole(series("AAA"), series("BBB")).multiverse.portfolios) == 1


def test_what_is_declared_stays_and_what_it_lacks_is_filled_key_by_key():
    tables = study(placebo={"minimum": 50}, estimation={"length": 100, "leave_out": ["fed"]})
    found, defaults = completed(tables)
    assert found["placebo"]["minimum"] == 50
    assert {"placebo.near", "estimation.last", "multiverse.lengths"} <= defaults
    assert not {"placebo.minimum", "estimation.length", "estimation.leave_out", "placebo", "claim"} & defaults
    assert found["multiverse"]["lengths"] == [100, 120, 350]
    assert found["multiverse"]["leave_out"] == [["fed"], []]


def test_a_study_that_declares_everything_has_no_defaults_and_is_not_changed():
    tables = {key: value for key, value in declared().items() if key not in ("name", "folder")}
    tables["portfolio"] = tables["portfolio"] | {"weights": "equal"}
    before = copy.deepcopy(tables)
    assert completed(tables) == (before, frozenset())
    assert tables == before


def test_a_model_of_several_is_the_studys_choice():
    models = {"one": {"factors": ["FFF"]}, "two": {"factors": ["GGG"]}}
    found, defaults = completed(study(series("AAA"), *FACTORS, models=models))
    assert [f.where for f in faults_of(found, defaults)] == ["instruments.AAA.model", "portfolio.model"]
    assert whole(series("AAA"), *FACTORS, models={"one": {"factors": ["FFF"]}}).portfolio.model == "one"
    assert whole(series("AAA", model="two"), *FACTORS, models=models).portfolio.model == "two"


@pytest.mark.parametrize("keys", [QUOTED, {"bars": "closes"}])
def test_without_opening_prices_windows_run_from_close_to_close(keys):
    found = whole(series("AAA", **keys), *FACTORS)
    assert [w.name for w in found.windows] == ["day 0", "[0,+1]"]
    assert found.multiverse.windows == ("day 0", "[0,+1]")


def test_series_of_other_sessions_are_not_compared_day_by_day():
    found = whole(series("AAA"), series("LLL", "regional", exchange="XLON"), series("RRR", "regional"))
    assert found.comovement.series == ("AAA", "RRR")
    assert found.instrument("LLL").model == "mean"


@pytest.mark.parametrize(
    ("news", "first", "after"),
    [
        ("2023-03-01T09:00", "2023-02-28", "2023-03-02"),  # a Wednesday morning: over by midnight
        ("2023-03-01T22:00", "2023-03-01", "2023-03-03"),  # after New York's close: to the end of Thursday
        ("2023-03-03T22:00", "2023-03-03", "2023-03-07"),  # Friday night: Monday reacts
        ("2023-05-14T18:00", "2023-05-14", "2023-05-16"),  # a Sunday
    ],
)
def test_the_timeline_holds_the_news_and_the_first_day_that_could_react(news, first, after):
    event = {"name": "news", "instant": dt.datetime.fromisoformat(f"{news}+00:00"), "source": "made", "terms": ["news"]}
    drawing = whole(event=event).drawing
    assert (f"{drawing.timeline_start:%Y-%m-%d}", f"{drawing.timeline_end:%Y-%m-%d}") == (first, after)


def test_faults_are_told_of_what_was_declared_and_not_of_what_follows_from_it():
    found, defaults = completed(study(windows=[], estimation={"length": "long", "last": -1}, instruments="AAA"))
    told = {f.where for f in faults_of(found, defaults)}
    assert told == {"windows", "estimation.length", "instruments"}


def test_a_study_without_a_target_is_told_so():
    found, defaults = completed(study(series("AAA", "placebo"), series("BBB", available="live")))
    assert [(f.where, f.what) for f in faults_of(found, defaults)] == [
        ("instruments", "none of those with bundled prices is a target")
    ]


def test_too_little_to_compare_is_a_fault_only_where_it_was_declared():
    found, defaults = completed(study(comovement={"series": ["AAA"]}, synthetic={"donors": []}))
    assert [f.where for f in faults_of(found, defaults)] == ["comovement.series", "synthetic.donors"]


@pytest.mark.parametrize("nonsense", [1, "x", [], [1], {}, {"a": 1}, [[]], True, None, [{}], [{"ticker": []}]])
def test_whatever_stands_in_a_table_its_faults_are_told_and_nothing_breaks(nonsense):
    for table in study() | completed(study())[0]:
        found, defaults = completed(study() | {table: nonsense})
        faults_of(found, defaults)


def test_a_study_within_takes_the_outer_prices_and_is_completed_by_itself(tmp_path):
    outer = minimal(tmp_path)
    inner = outer / "own"
    inner.mkdir()
    (inner / "study.toml").write_text('inherits = ".."\ntitle = "Own"\nquestion = "Own?"\n', encoding="utf-8")
    own, theirs = load_study(inner), load_study(outer)
    assert own.snapshot == "../../prices"
    assert own.snapshot_folder == theirs.snapshot_folder
    assert {"snapshot", "decision.alpha"} <= own.defaults


def test_a_missing_choice_is_asked_for_by_its_key(tmp_path):
    path = minimal(tmp_path) / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('direction = "loss"\n', ""), encoding="utf-8")
    with pytest.raises(StudyError, match=r"claim\.direction: missing key; add it: it has no default$"):
        load_study(path.parent)
