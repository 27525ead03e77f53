"""A run takes the snapshot that was named, and has its own results."""

import shutil

import pytest

from tests.runs import SEED, call, is_one_line

pytest_plugins = ("tests.runs.plugin", "tests.price_server.plugin", "tests.runs.live")


@pytest.fixture
def asked(monkeypatch, live):
    """What a run is asked for; it need not be computed again."""
    options = {}

    def run(_, **given):
        options.update(given)
        return live

    monkeypatch.setattr("analysis.pipeline.run", run)
    return options


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "folder", "name", "out"),
    [
        ("live", ".cache/prices/karabakh-2023", "live", "karabakh-2023-live"),
        ("mine", "mine", "mine/", "karabakh-2023-mine"),
        ("./mine/", "mine", "mine/", "karabakh-2023-mine"),
    ],
)
def test_a_run_takes_the_snapshot_that_was_named_and_has_its_own_results(
    asked, tmp_path, monkeypatch, source, folder, name, out
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / folder).mkdir(parents=True)
    done = call("run", SEED, "--source", source, "--no-figures")
    assert done.exit_code == 0, done.stderr
    assert asked["source"].name == name
    assert asked["source"].folder.resolve() == tmp_path / folder
    assert (tmp_path / "figures" / out / "results.json").is_file()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("live", ".cache/prices/karabakh-2023: no live prices yet; python -m analysis fetch "),
        ("mine", "mine: no such folder; allowed: bundled, live, or the folder of a snapshot"),
    ],
)
def test_a_snapshot_that_is_not_there_ends_with_2_and_the_way_to_have_one(tmp_path, monkeypatch, source, says):
    monkeypatch.chdir(tmp_path)
    ended = call("run", SEED, "--source", source)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert is_one_line(ended.stderr, says)


def test_a_folder_that_is_no_snapshot_is_one_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    ended = call("run", SEED, "--source", "mine")
    assert ended.exit_code == 1
    assert is_one_line(ended.stderr, "mine: no manifest.csv; name the folder of a snapshot, or fetch one")


def test_a_study_without_bundled_prices_is_told_how_to_fetch_them(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(SEED.parent / "turkey-vote-2023", folder)
    ended = call("run", folder, "--out", tmp_path / "out")
    assert ended.exit_code == 1
    says = "no bundled prices (no manifest.csv); fetch them: python -m analysis fetch "
    assert is_one_line(ended.stderr, says)
    assert ended.stderr.rstrip().endswith("mine, then add --source live")
    assert not (tmp_path / "out").exists()
