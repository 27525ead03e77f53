"""The files around the code agree with each other."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENTRIES = [
    line
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    if line and not line.startswith("#")
]
LOCK = [Requirement(entry.partition("--hash")[0]) for entry in ENTRIES]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_pins_every_dependency_exactly_at_an_allowed_version():
    pins = {canonical(r.name): r for r in LOCK}
    for text in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]:
        wanted = Requirement(text)
        pin = pins[canonical(wanted.name)]
        assert [s.operator for s in pin.specifier] == ["=="]
        assert wanted.specifier.contains(next(iter(pin.specifier)).version)


def test_whatever_is_installed_has_the_hash_that_the_lock_gives():
    assert [entry for entry in ENTRIES if not re.search(r" --hash=sha256:[0-9a-f]{64}( |$)", entry)] == []


def test_the_lock_names_no_address():
    assert not re.search(r"https?:|@ |--index|file:", (ROOT / "requirements.lock").read_text(encoding="utf-8"))


def test_the_conda_environment_installs_the_lock_on_the_same_pythons():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    items = re.findall(r"^ +- (.+)$", text.partition("dependencies:")[2], re.MULTILINE)
    python = f"python {PROJECT['requires-python']}"
    assert items == [python, "pip", "make", "pip:", "--requirement requirements.lock"]


def test_the_version_is_the_same_everywhere():
    assert f"version: {PROJECT['version']}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {PROJECT['version']}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_changelog_has_a_place_for_changes_to_the_numbers():
    assert "## Changes to the numbers" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "words", "calls"),
    [
        ("figures", [], ["figures", "readme seeds/karabakh-2023"]),
        ("figures", ["STUDY=seeds/x", "FORCE=1"], ["figures seeds/x --force", "readme seeds/karabakh-2023"]),
        ("verify", [], ["verify"]),
        ("verify", ["STUDY=seeds/x"], ["verify seeds/x"]),
    ],
)
def test_make_means_every_study_where_none_is_named(target, words, calls):
    call = ["make", "--dry-run", "--assume-old", ".venv/.installed", target, "VENV=.venv", *words]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    shown = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    ours = [" ".join(line.split()) for line in shown.splitlines() if "-m analysis" in line]
    assert ours == [f".venv/bin/python -m analysis {words}" for words in calls]


TARGETS = ["figures", "test", "quick", "notebooks", "lab", "live", "bench", "check", "clean", "verify"]


@pytest.mark.parametrize("target", TARGETS)
def test_make_offers_the_target(target):
    out = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"make {target} " in out
