"""Runs without figures: the same numbers, no pictures of others, and every path a part of one line."""

import json
import re
import shutil

import pytest

from tests.runs import SEED, call, numbers, tree

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("found_already")]


def test_without_figures_numbers_tables_and_report_are_the_same(results, tmp_path):
    assert call("run", SEED, "--no-figures", "--out", tmp_path / "out").exit_code == 0
    bare, whole = tree(tmp_path / "out"), tree(results.folder)
    assert set(whole) - set(bare) == {f for f in whole if "/" not in f and f.endswith((".png", ".svg", ".csv"))}
    assert numbers(tmp_path / "out") == numbers(results.folder)
    pictures = re.compile(r"\*\*Figure \d+\.\*\*.*\n*|!\[.*?\]\(.*?\)\n*")
    for name in set(bare) - {"report.html", "report.md", "results.json"}:
        assert bare[name] == whole[name]
    # What a figure says in its caption stands in the text where there is no figure: nothing is lacking.
    text, shown = (pictures.sub("", files["report.md"].decode()).casefold() for files in (bare, whole))
    assert [part for part in shown.split("\n\n") if part.removesuffix(".") not in text] == []
    assert [part for part in text.split("\n\n") if part.startswith("|")] == [
        part for part in shown.split("\n\n") if part.startswith("|")
    ]


def test_a_run_without_figures_keeps_those_that_belong_to_the_same_results(results, tmp_path):
    shutil.copytree(results.folder, tmp_path / "out")
    assert call("run", SEED, "--no-figures", "--out", tmp_path / "out").exit_code == 0
    assert tree(tmp_path / "out") == tree(results.folder)


def test_figures_of_other_numbers_go_and_it_is_said(results, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(results.folder, out)
    listed = json.loads((out / "results.json").read_text(encoding="utf-8"))
    (out / "results.json").write_text(json.dumps(listed | {"claim": "another"}), encoding="utf-8")
    done = call("run", SEED, "--no-figures", "--out", out)
    drawn = sum(name.endswith(".svg") for name in tree(results.folder))
    assert f"Removed: {drawn} figures of other numbers; python -m analysis run " in done.stdout
    assert not list(out.glob("*.svg"))
    assert "Removed" not in call("run", SEED, "--no-figures", "--out", out).stdout


def test_a_path_with_a_line_end_is_a_part_of_one_line(tmp_path):
    done = call("run", SEED, "--no-figures", "--out", tmp_path / "a\n\x1b[31mb")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1].startswith("Results: ")
    assert r"a\n\x1b[31mb/report.html" in done.stdout
