"""A command that is printed can be pasted: the program as it was called, and words quoted where a shell needs it."""

import subprocess
import sys

import pytest

from analysis.commands import called, command
from tests.runs import SEED, analysis


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("run", "seeds/oil-2022"), "run seeds/oil-2022"),
        (("run", "my studies/oil"), "run 'my studies/oil'"),
        (("fetch", "x", "--without", "^VIX"), "fetch x --without '^VIX'"),
        (("run", "$(rm -r x)"), "run '$(rm -r x)'"),
    ],
)
def test_words_are_quoted_where_a_shell_needs_it(words, text):
    assert command(*words) == f"python -m analysis {text}"
    assert command(*words, program="claimcheck") == f"claimcheck {text}"


def orders(monkeypatch, argv, path):
    monkeypatch.setattr(sys, "argv", argv)
    monkeypatch.setattr(sys, "orig_argv", ["/venv/bin/python", *argv])
    monkeypatch.setenv("PATH", str(path))
    return called()


def test_an_installed_command_is_named_as_the_shell_finds_it(monkeypatch, tmp_path):
    script = tmp_path / "claimcheck"
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    script.chmod(0o755)
    assert orders(monkeypatch, [str(script), "run"], tmp_path) == "claimcheck"
    assert orders(monkeypatch, [str(script), "run"], "/nowhere") == str(script)


def test_within_another_program_the_module_is_named(monkeypatch):
    assert orders(monkeypatch, ["/venv/bin/jupyter", "lab"], "/nowhere") == "python -m analysis"


@pytest.mark.slow
def test_python_is_named_as_it_was_called(tmp_path):
    asked = analysis("run", SEED, "--source", "live", cwd=tmp_path)
    assert asked.stderr.endswith(f"no live prices yet; {sys.executable} -m analysis fetch {SEED}\n")
    usage = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "analysis", "rnu"], capture_output=True, encoding="utf-8", check=False
    ).stderr
    assert usage.endswith(f"{sys.executable} -X utf8 -m analysis --help says how\n")
