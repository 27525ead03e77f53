"""The study of the assets' own prices within a study of funds: where it must fit, and what a run does without it."""

import json
import shutil

import pytest

from analysis.errors import StudyError
from analysis.findings.itself.happened import happened
from analysis.findings.steps.moved import moved
from analysis.findings.steps.when import when
from analysis.study.itself import lacking, load_itself
from analysis.study.study import load_study
from tests.runs import SEED, call, copy_seeds, is_one_line, make_light, put


@pytest.fixture
def outer(tmp_path):
    return copy_seeds(tmp_path)


def refused(folder):
    with pytest.raises(StudyError) as caught:
        load_itself(load_study(folder))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_study_within_is_loaded_where_all_its_files_are_there():
    study = load_study(SEED)
    inner = load_itself(study)
    assert (inner.name, inner.outer, lacking(study)) == ("karabakh-2023-bonds", SEED, ())


def test_a_study_that_declares_none_has_none_and_lacks_nothing(outer):
    put(outer / "study.toml", r"^itself .*$", "")
    study = load_study(outer)
    assert (load_itself(study), lacking(study)) == (None, ())


# --- what is missing ---------------------------------------------------------------------------------------------

MISSING = {
    "the folder": (shutil.rmtree, ["bonds/study.toml"]),
    "its study.toml": (lambda bonds: (bonds / "study.toml").unlink(), ["bonds/study.toml"]),
    "one file of prices": (lambda bonds: (bonds / "prices" / "GDAM.csv").unlink(), ["bonds/prices/GDAM.csv"]),
    "prices and exposures": (
        lambda bonds: [(bonds / name).unlink() for name in ("exposures.csv", "prices/GDAM.csv", "prices/PERU.csv")],
        ["bonds/exposures.csv", "bonds/prices/GDAM.csv", "bonds/prices/PERU.csv"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("remove", "files"), MISSING.values(), ids=MISSING)
def test_every_file_that_is_missing_is_named_and_the_funds_stand_alone(outer, remove, files):
    remove(outer / "bonds")
    study = load_study(outer)
    assert load_itself(study) is None
    assert list(lacking(study)) == files


@pytest.mark.slow
def test_a_run_on_the_funds_alone_says_which_files_are_missing(outer, tmp_path):
    (outer / "bonds" / "prices" / "GDAM.csv").unlink()
    (outer / "bonds" / "prices" / "GDAZ.csv").unlink()
    done = call("run", make_light(outer), "--no-figures", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    results = json.loads((tmp_path / "out" / "results.json").read_bytes())
    assert sorted(results["itself"]) == ["fund_bonds", "happened"], (
        "no conclusion, issuers or countries of prices that are not there"
    )
    told = results["itself"]["happened"]
    assert told["answer"] == "not observed"
    assert told["issuers"] == [{"issuer": i, "answer": "not observed"} for i in ("Armenia", "Azerbaijan")]
    assert told["lacks"] == ["bonds/prices/GDAM.csv", "bonds/prices/GDAZ.csv"], "no path of this machine"
    assert results["meaning"]["verdict"]["outcome"] == "cannot tell"
    report = " ".join((tmp_path / "out" / "report.md").read_text(encoding="utf-8").split())
    said = "2 files of theirs are missing: bonds/prices/GDAM.csv and bonds/prices/GDAZ.csv. Without them"
    assert said in report


def test_prices_that_are_missing_are_said_before_any_of_the_funds_is_measured(outer):
    (outer / "bonds" / "prices" / "GDAM.csv").unlink()
    study = load_study(outer)
    case = moved(study, when(study)).case
    assert case.itself is None
    piece = case.once(happened)
    assert (piece.answer, piece.lacks, piece.has_figure()) == ("not observed", lacking(study), False)
    assert "1 file of theirs is missing: bonds/prices/GDAM.csv." in " ".join(piece.text.split())


# --- what is refused ---------------------------------------------------------------------------------------------


def test_a_study_within_that_inherits_from_none_is_refused(outer):
    other = shutil.copytree(outer, outer.parent / "other")
    put(outer / "bonds" / "study.toml", r'^inherits = "\.\."$', 'inherits = "../../other"')
    said = refused(outer)
    assert said.startswith(f"{outer / 'bonds' / 'study.toml'}: does not inherit from karabakh-2023")
    assert 'add the line inherits = ".."' in said
    assert other.is_dir()


@pytest.mark.parametrize("name", [".", "../karabakh-2023"])
def test_a_study_is_not_within_itself(outer, name):
    put(outer / "study.toml", r"^itself .*$", f'itself = "{name}"')
    assert "is no folder within the study's own" in refused(outer)


@pytest.mark.parametrize(
    "table",
    [
        '[claim]\nquote = "Bonds fell"\nassets = ["bonds"]\nissuers = ["Armenia", "Azerbaijan"]\ndirection = "loss"\n',
        "[decision]\nalpha = 0.2\npower = 0.8\nmoves_of_interest_pct = [1.0]\njudged_move_pct = 5.0\n"
        'plausible_move_pct = 30.0\nprimary = "first clean window"\n',
    ],
    ids=["another claim", "another rule"],
)
def test_a_study_within_is_of_the_same_claim_by_the_same_rule(outer, table):
    path = outer / "bonds" / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + table, encoding="utf-8")
    assert f"{table[1 : table.index(']')]}: is not that of karabakh-2023; remove the table: it is inherited" in refused(
        outer
    )


def test_a_study_within_has_no_article_of_its_own(outer):
    shutil.copy(outer / "article.md", outer / "bonds" / "article.md")
    assert "article.md: is another article; remove the file" in refused(outer)


@pytest.mark.slow
def test_prices_that_the_study_within_takes_from_elsewhere_are_fetched_with_the_outer_one(outer):
    gold = ['ticker = "GLD"', 'name = "Gold"', 'role = "regional"', 'model = "mean"', 'markets = ["oil"]']
    toml = outer / "bonds" / "study.toml"
    put(toml, r"^\[models\.mean\]", "\n".join(["[[instruments]]", *gold, "", "[models.mean]"]))
    said = refused(outer)
    assert said.startswith(f"{toml}: GLD: no instrument of karabakh-2023, so nobody fetches it")
    assert "allowed: EMB, " in said


FAULTS = {
    "no TOML": ("[claim", "not valid TOML"),
    "an unknown key": ("surprise = 1", "surprise"),
    "instruments that are none": ("instruments = 5", "instruments"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("line", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_study_within_stops_the_outer_one_in_one_line_that_names_its_file(outer, tmp_path, line, said):
    inner = outer / "bonds" / "study.toml"
    text = inner.read_text(encoding="utf-8")
    if line.startswith("instruments"):
        text = text[: text.index("[[instruments]]")]
    inner.write_text(text.replace('inherits = ".."', f'inherits = ".."\n{line}'), encoding="utf-8")
    done = call("run", outer, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert is_one_line(done.stderr, str(inner), said)


@pytest.mark.slow
def test_a_wrong_price_of_the_study_within_is_said_and_not_taken_for_missing(outer, tmp_path):
    file = outer / "bonds" / "prices" / "GDAM.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines[:9], f"{lines[9][:10]},x", *lines[10:], ""]), encoding="utf-8")
    done = call("run", outer, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert is_one_line(done.stderr, "GDAM.csv", "'x'")
