"""The steps as a reader writes them: each shows itself, hands on to the next, and computes nothing twice."""

import re
import shutil

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import load_study, meaning, moved, run, unusual, when
from analysis.errors import StudyError, UsageError
from analysis.findings.piece import NotComputed, Piece
from analysis.findings.steps.meaning import Meaning
from analysis.findings.steps.moved import Moved
from analysis.findings.steps.step import require_same
from analysis.findings.steps.unusual import Unusual
from analysis.findings.steps.when import When
from analysis.measure.case import Case
from analysis.measure.effects import measure
from analysis.study.series import PORTFOLIO
from tests.cases import DAY0, made_case, made_study, made_timing
from tests.conftest import SEED
from tests.legible import assert_legible

PIECES = {
    When: ("dating", "timeline", "other_news"),
    Moved: ("prices", "decomposition"),
    Unusual: (
        *("effects", "placebo", "path", "joint", "family"),
        *("dose", "synthetic", "specifications", "reaction", "comovement", "rolling", "diagnostics"),
    ),
    Meaning: ("verdict", "power", "holdings", "in_plain_words"),
}
EVERY = [(step, name) for step, names in PIECES.items() for name in names]
STEPS = pytest.mark.parametrize("step", PIECES, ids=lambda s: s.__name__)


@pytest.fixture(scope="module")
def steps():
    """The four steps of the made study."""
    case = made_case(gain=0.01)
    return {When: When(case.timing), Moved: Moved(case), Unusual: Unusual(case), Meaning: Meaning(case)}


@pytest.fixture(scope="module")
def dated(study):
    return when(study)


# Each shows itself


@STEPS
def test_a_step_says_itself_in_one_line(step, steps):
    line = repr(steps[step])
    assert re.fullmatch(rf"<{step.__name__}: .+>", line)
    assert len(line) < 200
    assert steps[step].summary()[:100] in line


@STEPS
def test_a_step_has_a_table_with_named_columns(step, steps):
    table = steps[step].table()
    assert isinstance(table, pd.DataFrame)
    assert len(table) > 0
    assert all(isinstance(name, str) for name in table)


@pytest.mark.slow
@STEPS
def test_a_step_draws_its_figure_on_its_own_page_or_on_given_axes(step, steps):
    own = steps[step].plot()
    assert isinstance(own, Axes)
    assert_legible(own.figure)
    given = Figure(figsize=(8, 6)).subplots()
    assert steps[step].plot(ax=given) is given


@STEPS
def test_a_notebook_shows_a_step_in_words(step, steps):
    html = steps[step]._repr_html_()
    assert re.match("<(h2|p)>", html)
    assert "None" not in html


@pytest.mark.slow
@pytest.mark.parametrize(("step", "name"), EVERY, ids=lambda v: v if isinstance(v, str) else v.__name__)
def test_a_piece_is_the_same_object_when_asked_twice(step, name, steps):
    piece = getattr(steps[step], name)
    assert isinstance(piece, Piece)
    assert not isinstance(piece, NotComputed)
    assert getattr(steps[step], name) is piece


def test_steps_share_what_they_have_computed(steps):
    case = steps[Unusual].case
    assert Unusual(case).placebo is steps[Unusual].placebo
    assert When(case.timing).dating is steps[When].dating
    assert steps[Unusual].effects.get(PORTFOLIO, "overnight") is case.once(measure).primary


# What each hands on


def test_when_knows_the_day_the_sessions_the_news_and_the_window(steps):
    w = steps[When]
    assert w.event.date == DAY0.date()
    assert w.day0["XNYS"] == DAY0
    assert w.primary.window.name == "overnight"
    assert w.news.query("weight == 'major'")["what"].tolist() == ["A rate decision"]


def test_moved_knows_prices_returns_and_holdings(steps):
    m = steps[Moved]
    assert m.returns.overnight.loc[DAY0].idxmax() in ("AAA", "BBB", "CCC")
    assert m.snapshot is m.case.snapshot
    assert m.holdings.weight_of(["AAA"]) == (1.0, 2.0)


def test_meaning_knows_the_outcome_and_why(steps):
    v = steps[Meaning]
    assert v.outcome == v.verdict.outcome == "supported"
    assert v.reasons == v.verdict.reasons
    low, high = v.power.needed("widgets")
    assert 0 < low < high


def test_what_cannot_be_computed_says_why_in_its_place():
    u = Unusual(made_case(comovement={"before": 5000}))
    assert isinstance(u.comovement, NotComputed)
    assert "5000" in u.comovement.reason
    assert repr(u).startswith("<Unusual: ")


# Steps of one study


def test_a_step_before_of_another_study_is_refused(study, dated, steps):
    other = made_study()
    with pytest.raises(StudyError, match="made: the step before is of karabakh-2023; give steps of the same study"):
        moved(other, dated)
    with pytest.raises(StudyError, match="karabakh-2023: the step before is of made"):
        unusual(study, dated, steps[Moved])
    with pytest.raises(StudyError, match="made: the step before is of karabakh-2023"):
        unusual(other, dated, steps[Moved])
    with pytest.raises(StudyError, match="karabakh-2023: the step before is of made"):
        meaning(study, steps[Unusual])


def test_the_same_study_loaded_twice_is_the_same_study(study):
    require_same(load_study(SEED), study, load_study(SEED))


def test_a_study_with_one_other_choice_is_another_study(study, dated):
    with pytest.raises(StudyError, match="give steps of the same study"):
        moved(study.model_copy(update={"seed": 1}), dated)


def test_measuring_comes_with_the_step_and_pieces_when_they_are_asked_for(steps):
    case = made_case(gain=0.01)
    u = unusual(case.study, steps[When], Moved(case))
    assert [compute.__name__ for compute in vars(case)["_once"]] == ["measure"]
    assert u.placebo.test.nobs > 100


# Which prices


@pytest.mark.slow
def test_a_folder_of_prices_is_called_by_its_name(study, dated, tmp_path):
    shutil.copytree(study.snapshot_folder, tmp_path / "mine")
    by_path = moved(study, dated, source=tmp_path / "mine")
    assert by_path.case.source == "mine/"
    assert by_path.snapshot.folder == tmp_path / "mine"
    assert moved(study, dated, source=str(tmp_path / "mine")).case.source == "mine/"


def test_a_folder_that_is_not_there_is_a_mistake(study, dated, tmp_path):
    with pytest.raises(UsageError, match="no such folder; allowed: bundled, live, or the folder of a snapshot"):
        moved(study, dated, source=tmp_path / "missing")


@pytest.mark.slow
def test_live_prices_are_fetched_before_they_are_read(study, dated, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    asked = []

    def fetch(wanted):
        asked.append(wanted.name)
        shutil.copytree(study.snapshot_folder, tmp_path / ".cache" / "prices" / study.name)

    monkeypatch.setattr("analysis.findings.steps.moved.fetch_prices", fetch)
    found = moved(study, dated, source="live")
    assert asked == [study.name]
    assert found.case.source == "live"
    assert found.case.series == moved(study, dated).case.series


def test_of_a_study_whose_weights_are_refused_no_price_is_fetched(study, monkeypatch, tmp_path):
    monkeypatch.setattr("analysis.findings.steps.moved.fetch_prices", lambda study: pytest.fail("prices were fetched"))
    nothing = (study.folder / "exposures.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "exposures.csv").write_text(nothing, encoding="utf-8")
    empty = study.model_copy(update={"folder": tmp_path})
    with pytest.raises(StudyError, match=r"issuer Armenia: is one of claim\.issuers, and has no row"):
        moved(empty, When(made_timing(empty)), source="live")


# The cells of the first page of the design


@pytest.mark.slow
def test_the_cells_that_a_reader_would_write(tmp_path):
    study = load_study(SEED)
    w = when(study)
    assert "20 September 2023" in repr(w)
    assert w.primary.window.name == "overnight"
    assert len(w.news.query("weight == 'major'")) == 4
    assert_legible(w.plot().figure)

    m = moved(study, w)
    night = m.returns.overnight.loc[w.day0["XNYS"]].sort_values()
    assert (night.index[-1], len(night)) == ("PCY", 16)
    assert 0 < m.holdings.weight_of(study.portfolio.members)[0] < 1
    assert_legible(m.plot().figure)

    u = unusual(study, w, m)
    assert u.effects.table("overnight")["series"].tolist()[:2] == ["portfolio", "EMB"]
    assert_legible(u.placebo.plot().figure)
    assert u.dose.text.startswith("## ")

    v = meaning(study, u)
    assert (v.happened.answer, v.outcome, v.funds.outcome) == ("yes", "cannot tell", "cannot tell")
    low, high = v.power.needed("bonds")
    assert 30 < low < high
    found = run(study)
    assert repr(found) == "<Run of karabakh-2023: cannot tell>"
    assert (found.write(tmp_path / "mine", figures=False) / "report.md").is_file()


@pytest.mark.slow
def test_step_by_step_and_all_at_once_give_the_same(study, bundled):
    w = when(study)
    v = meaning(study, unusual(study, w, moved(study, w)))
    assert isinstance(v.case, Case)
    assert v.case is not bundled.case
    assert v.verdict.told == bundled.pieces["verdict"].told
    assert v.power.told == bundled.pieces["power"].told
