"""A run that is cut short leaves the results before it. Kills, event by event: tests/report/test_write_killed.py."""

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


@pytest.mark.usefixtures("found_already")
def test_of_two_runs_into_one_folder_both_end_well_and_the_later_stays(light, tmp_path):
    out = tmp_path / "results"
    slow = start("run", light, "--out", out)
    wait_for(slow, tmp_path, ".results.new-*/*.png")
    assert call("run", SEED, "--no-figures", "--out", out).exit_code == 0
    _, stderr = slow.communicate(timeout=60)
    assert (slow.returncode, stderr) == (0, "")
    assert call("run", SEED, "--no-figures", "--out", tmp_path / "alone").exit_code == 0
    assert tree(out) == tree(tmp_path / "alone"), "the second waited for the first"
    shutil.rmtree(tmp_path / "alone")
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
