"""study.toml is valid as a whole, or a line for each fault says what is wrong."""

import shutil
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from analysis.errors import StudyError, UsageError
from analysis.study.study import load_study

SEED = Path(__file__).resolve().parents[2] / "seeds" / "karabakh-2023"


@pytest.fixture
def edited(tmp_path):
    """Copy of the study whose study.toml has one text replaced by another."""

    def edit(old: str, new: str) -> Path:
        folder = tmp_path / "study"
        shutil.copytree(SEED, folder, dirs_exist_ok=True)
        text = (SEED / "study.toml").read_text(encoding="utf-8")
        assert old in text
        (folder / "study.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit


def test_the_karabakh_study_declares_the_agreed_choices():
    study = load_study(SEED)
    assert str(study.event.date) == "2023-09-20"
    assert (study.estimation.length, study.estimation.first, study.estimation.last) == (250, -270, -21)
    assert study.models["bonds"].factors == ("IEF", "HYG", "UUP")
    assert study.portfolio.members == ("EMB", "VWOB", "EMHY", "JPMB", "EMBD")
    windows = [(w.returns, w.first, w.last) for w in study.windows]
    assert windows[0] == ("overnight", 0, 0)
    assert set(windows[1:]) == {("close-to-close", *span) for span in ((0, 0), (0, 1), (-1, 1), (0, 4))}
    assert study.decision.alpha == 0.05
    assert study.claim.sign == 1


def test_a_study_cannot_be_changed_after_loading():
    study = load_study(SEED)
    with pytest.raises(ValueError, match="frozen"):
        study.seed = 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("length = 250", "lenght = 250", ("estimation.lenght", "unknown key", "did you mean 'length'?")),
        ("[decision]\n", "[decision]\nstars = true\n", ("decision.stars", "unknown key", "alpha")),
        ("terms     =", "# terms =", ("event.terms", "missing key", "it has no default")),
        ("alpha                 = 0.05", "alpha = 5", ("decision.alpha", "less than 1", "got 5")),
        ("length = 250", "length = '250 days'", ("estimation.length", "integer")),
        ('direction = "gain"', 'direction = "up"', ("claim.direction", "'gain'", "'loss'", "got 'up'")),
        ('"IEF", "HYG", "UUP"]', '"IEF", "HYG", "XXX"]', ("models.bonds.factors", "unknown 'XXX'", "IEF")),
        ('members = ["EMB", ', 'members = ["GLD", ', ("portfolio.members", "unknown 'GLD'", "allowed: EMB, VWOB")),
        ('ticker  = "VWOB"', 'ticker  = "EMB"', ("EMB listed twice",)),
        ('primary = "first clean window"', 'primary = "day 0"', ("decision.primary", "'first clean window'")),
        ("last   = -21 ", "last   = -1 ", ("estimation.last", "reaches into an event window", "below -1")),
        ("2023-09-20T09:00:00Z", "2023-09-20T09:00:00", ("event.instant", "time zone")),
        ('name    = "day 0"', 'name    = "overnight"', ("windows", "overnight listed twice")),
        ("[claim]", "[claim", ("not valid TOML",)),
        (
            'model   = "oil"',
            'model   = "oils"',
            ("instruments.BNO.model", "'oils'", "allowed: bonds, ", "mean 'oil'?"),
        ),
        ("title    =", "name = 'x'\ntitle    =", ("name", "unknown key")),
        ("path_first         = -10", "path_first         = -40", ("drawing.path_first", "estimation window")),
        ('direction = "gain"', 'direction = "gain"\nwords = "a"', ("claim.words", "unknown key")),
    ],
)
def test_a_wrong_study_is_refused_by_where_and_what(edited, old, new, says):
    with pytest.raises(StudyError) as caught:
        load_study(edited(old, new))
    message = str(caught.value)
    assert all("study.toml" in line for line in message.splitlines())
    for part in says:
        assert part in message


def test_a_quote_longer_than_fifteen_words_is_refused(edited):
    with pytest.raises(StudyError, match="16 words quoted; at most 15"):
        load_study(edited('"Bonds issued by Armenia and Azerbaijan gained"', '"' + "word " * 16 + '"'))


@pytest.mark.parametrize("make", [lambda p: p / "nowhere", lambda p: p])
def test_a_folder_without_a_study_is_a_usage_error(tmp_path, make):
    with pytest.raises(UsageError, match="name the folder of a study") as caught:
        load_study(make(tmp_path))
    assert caught.value.exit_code == 2


def test_tickers_are_listed_by_role_in_declared_order():
    study = load_study(SEED)
    declared = [i["ticker"] for i in tomllib.loads((SEED / "study.toml").read_text())["instruments"]]
    assert list(study.tickers(bundled=False)) == declared
    assert study.tickers("placebo") == ("PCY", "EMLC")


def test_a_study_and_its_parts_are_shown_in_one_short_line():
    study = load_study(SEED)
    assert repr(study) == "<Study karabakh-2023: 23 instruments, 5 windows, 8 models, event 2023-09-20>"
    parts = [study, *study.instruments, *study.windows, *(getattr(study, name) for name in type(study).model_fields)]
    shown = [text for part in parts if isinstance(part, BaseModel) for text in (repr(part), str(part))]
    assert len(shown) > 60
    assert all("\n" not in text and len(text) < 200 for text in shown)
