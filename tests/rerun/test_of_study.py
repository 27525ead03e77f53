"""A run reads nothing but what a later call looks at before it says that nothing changed."""

import subprocess
import sys

import pytest

from analysis.rerun.kinds import within
from analysis.rerun.of_study import KIND
from tests.runs import ROOT, copy_seeds

pytest_plugins = ("tests.runs.plugin",)

OPENED = """
import sys
from pathlib import Path
opened = []
sys.addaudithook(lambda event, words: opened.append(words[:2]) if event == "open" else None)
from analysis.rerun.kinds import kind_of
kind, folder = kind_of(Path(sys.argv[1])), Path(sys.argv[1])
declared = kind.load(folder)
kind.run(declared, lambda stage: None).write(Path(sys.argv[2]), figures=False)
inputs = [Path(p).resolve() for p in kind.inputs(declared)]
named = {path for path, mode in opened if isinstance(path, str | Path) and not set(mode or "r") & set("wxa")}
read = {Path(path).resolve() for path in named}
for path in sorted(read):
    print("input" if any(path.is_relative_to(place) for place in inputs) else "other", path)
"""


@pytest.mark.slow
def test_all_that_a_run_reads_of_its_studies_is_among_its_inputs(light, tmp_path):
    call = [sys.executable, "-c", OPENED, str(light), str(tmp_path / "out")]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    inputs = {line.removeprefix("input ") for line in done.stdout.splitlines() if line.startswith("input ")}
    assert {str(light / name) for name in ("study.toml", "article.md", "bonds/prices/GDAM.csv")} <= inputs
    assert str(light.parent / "prices" / "EMB.csv") in inputs
    assert f"other {light.parents[1]}" not in done.stdout


def test_inputs_are_the_whole_folder_the_prices_and_lists_that_may_come_to_lie_beside_them(tmp_path):
    study = copy_seeds(tmp_path)
    for folder in within(study):
        assert KIND.inputs(KIND.load(folder)) == [study, study.parent / "prices", study.parent / "prices-holdings"]


def test_a_study_within_whose_prices_are_not_there_is_left_out(tmp_path):
    study = copy_seeds(tmp_path)
    assert [KIND.lacks(folder) for folder in within(study)] == [(), ()]
    (study / "bonds" / "prices" / "GDAM.csv").unlink()
    assert [KIND.lacks(folder) for folder in within(study)] == [(), ("bonds/prices/GDAM.csv",)]
