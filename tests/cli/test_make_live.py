"""`make live`: fetch, run and compare, against a local server."""

import shutil
import stat
import subprocess
import sys

import pytest

from analysis.study.study import load_study
from tests.price_server import COMMAND, LIVE_ONLY, NOWHERE
from tests.runs import ROOT, copy_seeds, make_light

pytest_plugins = ("tests.runs.plugin", "tests.price_server.plugin")

pytestmark = pytest.mark.slow


@pytest.fixture
def workshop(tmp_path):
    """A folder with Makefile and seeds whose Python is this one, with the command line at full speed."""
    study = make_light(copy_seeds(tmp_path))
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nshift 2\nexec {sys.executable} -m {COMMAND[2]} "$@"\n', encoding="utf-8")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    (tmp_path / ".venv" / ".installed").touch()
    return study


def make_live(workshop, environment, *words):
    # A make that calls another hands down its own options.
    environment = {k: v for k, v in environment.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "live", *words], cwd=workshop.parents[1], env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def test_make_live_without_a_network_names_the_way_that_needs_none(workshop, price_server):
    environment = price_server.subprocess_environment() | {"HTTPS_PROXY": NOWHERE, "https_proxy": NOWHERE}
    ended = make_live(workshop, environment)
    assert ended.returncode != 0
    assert ended.stdout == ""
    said = ended.stderr.splitlines()
    assert len(said) == 3, said
    assert "OfflineError" in said[0]
    assert said[1] == "The bundled prices need no network: make figures"
    assert said[2].startswith("make: ")
    assert not (workshop.parents[1] / "figures").exists()


def test_make_live_fetches_runs_and_compares(workshop, price_server):
    price_server.faults.update({"AAZ.L": "middle_row_missing", "^VIX": "http_404_unknown_symbol"})
    ended = make_live(workshop, price_server.subprocess_environment(), "WITHOUT=AAZ.L ^VIX")
    assert ended.returncode == 0
    assert all(line.startswith("warning: ") for line in ended.stderr.splitlines())
    lines = ended.stdout.splitlines()
    assert lines[0] == "21 series, 2019-06-03 to 2023-12-15, in .cache/prices/karabakh-2023"
    assert lines[1].startswith("EMB: 5 lists of bonds, ")
    assert lines[2] == load_study(workshop).question
    assert any(line.startswith("Results: figures/karabakh-2023-live/report.html") for line in lines)
    assert any(line.startswith("prices: ") and " differences from bundled to live (" in line for line in lines)
    assert f"only in B: {', '.join(t for t in LIVE_ONLY if t not in ('AAZ.L', '^VIX'))}" in lines
    assert lines[-1].startswith("verdict: ")
