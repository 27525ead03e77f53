"""`new` asks for what no article tells, invents nothing, and writes a folder whole or not at all."""

import shlex
import shutil

import pytest

from analysis.event.calendar import read_calendar
from analysis.market.exposures import read_exposures
from analysis.study.study import load_study
from tests.runs import ROOT, call, is_one_line
from tests.scaffold.articles import BUDGET, TRUCE, VOTE, prices

VOTED = ("--day-only", "--zone", "Europe/Istanbul")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A function that calls `new` for an article, in a working folder with the bundled prices."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "prices").symlink_to(ROOT / "seeds" / "prices")
    monkeypatch.chdir(tmp_path)

    def new(text, *options, folder="seeds/mine"):
        (tmp_path / "an article.txt").write_text(text, encoding="utf-8")
        return call("new", folder, "--article", "an article.txt", *options)

    return new


def test_all_that_is_open_is_asked_at_once_with_commands_to_paste(desk, tmp_path):
    asked = desk(BUDGET.replace("on Friday", "to its lowest since 1985 on Friday"), "--exchange", "XLON")
    assert asked.exit_code == 2
    assert is_one_line(asked.stderr, "3 choices open, and nothing written")
    assert not (tmp_path / "seeds" / "mine").exists()
    for said in (
        "event day: not settled",
        "  2  the FTSE 100: loss, day not settled: London's FTSE 100 lost 2%.",
        "cannot be tested: dollar: it only may happen",
        "on which day it was",
        "--date 2022-09-23 | --date 2022-09-22",
        "when the news became known, to the minute: no hour is taken from the article's words:",
    ):
        assert said in asked.stdout
    pasted = [shlex.split(line) for line in asked.stdout.splitlines() if line.startswith("  python -m analysis new")]
    begin = ["python", "-m", "analysis", "new", "seeds/mine", "--article", "an article.txt", "--exchange", "XLON"]
    assert all(words[: len(begin)] == begin for words in pasted)
    assert pasted[0][len(begin) :] == ["--claim", "1", "--date", "2022-09-23", "--day-only"]


def test_the_example_of_a_moment_is_on_the_event_day_where_that_is_settled(desk):
    assert "--instant 2023-05-14THH:MMZ" in desk(VOTE).stdout
    assert (
        "--instant YYYY-MM-DDTHH:MMZ" in desk(BUDGET.replace("on Friday", "to its lowest since 1985 on Friday")).stdout
    )


def test_a_pasted_command_has_the_answer_in_place_of_the_day_that_was_refused(desk):
    asked = desk(VOTE, "--date", "2023-05-20", *VOTED)
    assert asked.exit_code == 2
    (pasted,) = [shlex.split(line) for line in asked.stdout.splitlines() if line.startswith("  python -m analysis new")]
    assert pasted.count("--date") == 1
    assert "2023-05-20" not in pasted
    assert pasted.count("--zone") == 1


@pytest.mark.usefixtures("desk")
def test_the_command_that_dates_an_article_says_how_to_begin(tmp_path):
    (tmp_path / "vote.txt").write_text(VOTE, encoding="utf-8")
    said = "to test one of them: python -m analysis new seeds/vote --article vote.txt\n"
    assert call("date", "vote.txt").stdout.endswith(said)


def test_a_moment_needs_somebody_who_says_so(desk):
    asked = desk(VOTE, "--instant", "2023-05-14T18:00Z")
    assert is_one_line(asked.stderr, "1 choice open")
    assert '--instant-source "WHO SAYS SO"' in asked.stdout


def test_the_folder_holds_choices_with_their_reasons_and_nothing_made_up(desk, tmp_path):
    written = desk(VOTE, *VOTED)
    assert (written.exit_code, written.stderr) == (0, "")
    folder = tmp_path / "seeds" / "mine"
    study = load_study(folder)
    assert study.question == "Did shares of Türkiye fall after the news of 14 May 2023?"
    assert (study.claim.quote, study.claim.direction) == ("Turkish shares fell", "loss")
    assert study.event.source == "The article gives the day alone, 2023-05-14, as counted in Europe/Istanbul"
    assert [f"{end:%d %H:%M:%S}" for end in study.event.ends] == ["13 21:00:00", "14 20:59:59"]
    assert "snapshot" in study.defaults
    # That none lies at hand is no declaration that none exists: that is the author's to make.
    assert study.placebo.no_like_fund is None
    assert study.claim.untested is None
    assert '# untested = "by how much"' in (folder / "study.toml").read_text(encoding="utf-8")
    assert "# no_like_fund = " in (folder / "study.toml").read_text(encoding="utf-8")
    assert read_calendar(folder / "calendar.csv") == ()
    (weight,) = read_exposures(folder / "exposures.csv")
    assert (weight.ticker, weight.weight_pct, weight.sure) == ("TUR", 100, "secondary")
    assert "verbatim = true" in (folder / "article.md").read_text(encoding="utf-8")
    assert "article.md" in (folder / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert all(" # " in line for line in (folder / "study.toml").read_text().splitlines() if line.startswith("quote"))


@pytest.mark.parametrize("mark", ["# EXAMPLE ", ""])
def test_an_example_gives_no_weight_with_its_mark_or_without(desk, tmp_path, mark):
    desk(TRUCE, "--term", "truce", "--day-only", "--target", "EMB")
    path = tmp_path / "seeds" / "mine" / "exposures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("# EXAMPLE ", mark), encoding="utf-8")
    checked = call("check", "seeds/mine")
    assert checked.exit_code == 1
    assert ("EMB: no weight" if mark else "'PERCENT' is no number") in checked.stderr


def test_a_study_elsewhere_finds_the_bundled_prices(desk, tmp_path):
    desk(VOTE, *VOTED, folder="own/vote")
    assert load_study(tmp_path / "own" / "vote").snapshot == "../../seeds/prices"
    assert call("check", "own/vote").exit_code == 0


def test_a_folder_that_is_there_is_left_alone(desk, tmp_path):
    (tmp_path / "seeds" / "mine").mkdir()
    refused = desk(VOTE, *VOTED)
    assert refused.exit_code == 2
    assert is_one_line(refused.stderr, "seeds/mine: is there already")
    assert not any((tmp_path / "seeds" / "mine").iterdir())


def test_what_fails_half_way_leaves_nothing(desk, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    file = prices(tmp_path / "TRK.csv", "XNYS", day="2023-05-15", jump=0.0)
    monkeypatch.setattr(shutil, "copyfile", full)
    assert desk(VOTE, *VOTED, "--target", file).exit_code == 1
    assert [path.name for path in (tmp_path / "seeds").iterdir()] == ["prices"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--claim", "9"), "--claim 9: no such claim; allowed: 1 to 1"),
        (("--instant", "2023-05-14T18:00"), "is no moment; allowed: as 2024-01-31T18:00:00Z, with its zone"),
        (("--instant", "2023-05-20T18:00Z", "--instant-source", "x"), "nowhere on Earth; allowed: 2023-05-13 10:00"),
        (("--zone", "Europe/Istanbul"), "--zone: belongs to --day-only"),
        (("--day-only", "--instant", "2023-05-14T18:00Z"), "--day-only: and --instant"),
        ((*VOTED, "--event", "the\x1b[31mvote"), "--event: holds U+001B"),
        ((*VOTED, "--target", "none.csv"), "none.csv: no such file"),
    ],
)
def test_a_wrong_call_is_one_line(desk, tmp_path, options, says):
    refused = desk(VOTE, *options)
    assert refused.exit_code == 2
    assert is_one_line(refused.stderr, says)
    assert not (tmp_path / "seeds" / "mine").exists()


def test_two_drafts_of_the_same_choices_are_the_same_bytes(desk, tmp_path):
    for name in ("one", "two"):
        desk(VOTE, *VOTED, folder=f"seeds/{name}")
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / "seeds" / n).iterdir()} for n in ("one", "two"))
    assert one == two
