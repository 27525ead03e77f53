"""A run that is cut short leaves the results before it, and no litter once the next run is done."""

import shutil
import signal
import subprocess

import pytest

from tests.runs import SEED, call, command, earlier_results, is_one_line, start, tree, wait_for

pytest_plugins = ("tests.runs.plugin",)

pytestmark = pytest.mark.slow


def test_a_full_disk_is_one_line_and_leaves_the_results_alone(light, tmp_path):
    out = earlier_results(tmp_path / "results")
    before = tree(tmp_path)
    limited = command("run", light, "--no-figures", "--out", out)
    limited["args"] = ["bash", "-c", 'ulimit -f 8; exec "$@"', "bash", *limited["args"]]
    ended = subprocess.run(**limited, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert ended.returncode == 1
    assert is_one_line(ended.stderr, "File too large", "check disk space and permissions")
    assert tree(tmp_path) == before


def test_an_interrupted_run_changes_nothing(light, tmp_path):
    out = tmp_path / "results"
    process = start("run", light, "--out", out)
    wait_for(process, tmp_path, ".results.new-*/results.json")
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout, stderr) == (130, "", "stopped: nothing was changed\n")
    assert tree(tmp_path) == {}


def test_a_run_killed_at_any_moment_leaves_the_earlier_results_and_the_next_one_succeeds(
    light, light_results, tmp_path
):
    out = tmp_path / "results"
    shutil.copytree(light_results.folder, out)
    (out / "report.md").write_text("of an earlier run", encoding="utf-8")
    before = tree(out)
    for moment in ("results", ".results.new-*/results.json", ".results.new-*/placebo.csv"):
        process = start("run", light, "--out", out)
        wait_for(process, tmp_path, moment)
        process.kill()
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        assert tree(out) == before
    assert call("run", light, "--no-figures", "--out", out).exit_code == 0
    assert tree(out) == tree(light_results.folder)
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


@pytest.mark.usefixtures("found_already")
def test_of_two_runs_into_one_folder_both_end_well_and_the_later_stays(light, light_results, tmp_path):
    out = tmp_path / "results"
    slow = start("run", light, "--out", out)
    wait_for(slow, tmp_path, ".results.new-*/*.png")
    assert call("run", SEED, "--no-figures", "--out", out).exit_code == 0
    assert slow.poll() is None
    assert not list(out.glob("*.png"))
    _, stderr = slow.communicate(timeout=60)
    assert (slow.returncode, stderr) == (0, "")
    assert tree(out) == tree(light_results.folder)
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
