"""A study within a study says only what is its own; all else is the outer one's."""

import pytest

from analysis.errors import StudyError
from analysis.study.study import load_study
from analysis.study.toml.inheritance import declared_in
from tests.runs import BONDS, SEED, call, copy_seeds, is_one_line, put

OUTER = """title = "Funds"
question = "Did they?"
seed = 7
snapshot = "../prices"
itself = "own"
[claim]
quote = "They did"
direction = "gain"
[models.bonds]
factors = ["IEF"]
[[instruments]]
ticker = "AAA"
[[instruments]]
ticker = "BBB"
"""


@pytest.fixture
def inner(tmp_path):
    """Folder of a study within another, of which a test writes what it declares."""
    folder = tmp_path / "funds" / "own"
    folder.mkdir(parents=True)
    (folder.parent / "study.toml").write_text(OUTER, encoding="utf-8")

    def declares(text):
        (folder / "study.toml").write_text(text, encoding="utf-8")
        return folder

    return declares


def refused(folder):
    """What is said, in one line."""
    with pytest.raises(StudyError) as caught:
        declared_in(folder)
    said = str(caught.value)
    assert "\n" not in said
    return said


# --- what is inherited -------------------------------------------------------------------------------------------


def test_a_study_that_names_no_outer_one_declares_what_it_declares(inner):
    folder = inner("").parent
    declared, outer, theirs = declared_in(folder)
    assert (declared["title"], declared["itself"], outer, theirs) == ("Funds", "own", None, ())
    assert declared["snapshot"] == "../prices"


def test_what_is_not_declared_is_the_outer_studys_but_for_its_title_question_and_own_prices(inner):
    declared, outer, theirs = declared_in(folder := inner('inherits = ".."'))
    assert sorted(declared) == ["claim", "instruments", "models", "seed", "snapshot"]
    assert declared["claim"] == {"quote": "They did", "direction": "gain"}
    assert (outer, theirs) == (folder.parent.resolve(), ("AAA", "BBB"))


def test_a_table_of_its_own_replaces_the_outer_one_whole_and_no_key_of_it_stays(inner):
    own = 'inherits = ".."\nseed = 8\ntitle = "Own"\n[claim]\nquote = "Own"\n[[instruments]]\nticker = "CCC"\n'
    declared, _, theirs = declared_in(inner(own))
    assert declared["claim"] == {"quote": "Own"}
    assert (declared["seed"], declared["title"]) == (8, "Own")
    assert declared["instruments"] == [{"ticker": "CCC"}]
    assert theirs == ("AAA", "BBB"), "the calendar may name the instruments of the outer study"
    assert declared["models"] == {"bonds": {"factors": ["IEF"]}}


@pytest.mark.parametrize(
    ("own", "snapshot"), [("", "../../prices"), ('snapshot = "../prices"\n', "../prices"), ('snapshot = "x"\n', "x")]
)
def test_the_outer_studys_prices_are_looked_for_from_where_it_lies_and_own_ones_from_here(inner, own, snapshot):
    declared, _, _ = declared_in(inner(f'inherits = ".."\n{own}'))
    assert declared["snapshot"] == snapshot


def test_the_outer_folder_may_lie_anywhere(inner, tmp_path):
    folder = inner('inherits = "../../elsewhere/study"')
    (tmp_path / "elsewhere" / "study").mkdir(parents=True)
    (tmp_path / "elsewhere" / "study" / "study.toml").write_text(OUTER, encoding="utf-8")
    declared, outer, _ = declared_in(folder)
    assert outer == (tmp_path / "elsewhere" / "study").resolve()
    assert declared["snapshot"] == "../../elsewhere/study/../prices"


def test_the_bundled_study_has_the_claim_event_and_rule_of_the_outer_one_and_its_files_where_it_has_none():
    outer, within = load_study(SEED), load_study(BONDS)
    for table in ("claim", "event", "decision", "placebo", "drawing", "seed"):
        assert getattr(within, table) == getattr(outer, table), table
    assert within.snapshot_folder == outer.snapshot_folder
    assert (within.name, within.outer, within.itself) == ("karabakh-2023-bonds", SEED, None)
    assert within.title != outer.title
    for name in ("article.md", "calendar.csv"):
        assert within.file(name) == SEED / name
    assert within.file("exposures.csv") == BONDS / "exposures.csv"
    assert set(within.tickers()) <= set(within.known_tickers) >= set(outer.tickers(bundled=False))
    assert set(within.tickers()) - set(outer.tickers(bundled=False)), "it has series of its own"


def test_a_calendar_of_its_own_stands_in_for_the_outer_one(tmp_path):
    folder = copy_seeds(tmp_path) / "bonds"
    (folder / "calendar.csv").write_text("own", encoding="utf-8")
    assert load_study(folder).file("calendar.csv") == folder / "calendar.csv"


# --- what is refused ---------------------------------------------------------------------------------------------

NO_STUDY = {
    "itself": 'inherits = "."',
    "a folder that is not there": 'inherits = "../nowhere"',
    "a folder without a study": 'inherits = "../.."',
    "a number": "inherits = 5",
    "a list": 'inherits = [".."]',
    "a name that no file can have": f'inherits = "{"x" * 300}"',
    "a character that no file can have": 'inherits = "a\\u0000b"',
}


@pytest.mark.parametrize("own", NO_STUDY.values(), ids=NO_STUDY)
def test_a_study_inherits_from_a_folder_with_a_study_and_from_nothing_else(inner, own):
    said = refused(folder := inner(own))
    assert said.startswith(f"{folder / 'study.toml'}: inherits: ")
    assert "is no study that stands alone" in said
    assert "name the folder of the outer study, as .., or remove the key" in said


def test_a_study_that_inherits_hands_nothing_on(inner):
    folder = inner('inherits = ".."')
    (folder / "deeper").mkdir()
    (folder / "deeper" / "study.toml").write_text('inherits = ".."', encoding="utf-8")
    said = refused(folder / "deeper")
    assert said.startswith(f"{folder / 'deeper' / 'study.toml'}: inherits: '..' is no study that stands alone")


@pytest.mark.parametrize("where", ["outer", "inner"])
def test_a_fault_of_toml_names_the_file_that_has_it(inner, where):
    folder = inner('inherits = ".."')
    wrong = (folder if where == "inner" else folder.parent) / "study.toml"
    wrong.write_text('inherits = ".."\n[claim\n', encoding="utf-8")
    assert refused(folder).startswith(f"{wrong.resolve()}: not valid TOML: ")


@pytest.mark.parametrize("instruments", ["instruments = 5", "instruments = [5]", "[instruments]\nticker = 5"])
def test_instruments_of_the_outer_study_that_are_none_are_a_fault_of_keys_and_stop_no_reading(inner, instruments):
    folder = inner('inherits = ".."')
    text = OUTER.partition("[[instruments]]")[0].replace("[claim]", f"{instruments}\n[claim]")
    (folder.parent / "study.toml").write_text(text, encoding="utf-8")
    assert declared_in(folder)[2] == ()
    with pytest.raises(StudyError, match="instruments"):
        load_study(folder)


@pytest.mark.parametrize(("key", "said"), [("inherits = 5", "5 is no study"), ("surprise = 5", "surprise")])
def test_on_the_command_line_a_fault_is_one_line_that_names_the_file(tmp_path, key, said):
    folder = copy_seeds(tmp_path) / "bonds"
    put(folder / "study.toml", r'^inherits = "\.\."$', key if "inherits" in key else f'inherits = ".."\n{key}')
    done = call("run", folder, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert is_one_line(done.stderr, str(folder / "study.toml"), said)


def test_a_fault_in_what_was_inherited_is_found_in_the_study_that_inherits(tmp_path):
    outer = copy_seeds(tmp_path)
    put(outer / "study.toml", r"^alpha *= *0\.05", "alpha = 5")
    done = call("run", outer / "bonds", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert is_one_line(done.stderr, "decision.alpha", str(outer))
