"""CONTRIBUTING.md, followed to the letter in a copy of the house: a piece of evidence and a source of prices appear."""

import json
import re
import shutil

import pytest

from tests.runs import ROOT, SEED, analysis, copy_seeds, make_light, put, without_holdings

pytestmark = pytest.mark.slow

BLOCK = re.compile(r"```\w+\n(?:# |\{# )(\S+?)(?: #\})?\n(.*?)```", re.DOTALL)


def recipe(name):
    """Code of a recipe by the file that it belongs to."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    inside = text.partition(f"<!-- {name}:begin -->")[2].partition(f"<!-- {name}:end -->")[0]
    return dict(BLOCK.findall(inside))


@pytest.fixture
def house(tmp_path):
    """A copy of the code and of the study, with little to compute."""
    shutil.copytree(ROOT / "analysis", tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    make_light(copy_seeds(tmp_path))
    return tmp_path


def ran(house, *words, **environment):
    done = analysis(*words, cwd=house, PYTHONPATH=str(house), **environment)
    assert done.returncode == 0, done.stderr
    return done


def test_a_piece_of_evidence_is_its_slice_and_one_line(house):
    code = recipe("piece")
    exhibits = code.pop("analysis/report/exhibits.py").strip().splitlines()
    for path, text in code.items():
        (house / path).write_text(text, encoding="utf-8")
    known, entry = exhibits[0], exhibits[-1].strip()
    file = house / "analysis/report/exhibits.py"
    put(
        file,
        r"^from analysis\.findings\.sure\.dose import dose$",
        f"from analysis.findings.sure.dose import dose\n{known}",
    )
    put(
        file,
        r'^    Exhibit\("sure", diagnostics, "diagnostics"\),$',
        f'    Exhibit("sure", diagnostics, "diagnostics"),\n    {entry}',
    )
    ran(house, "run", house / "seeds" / SEED.name, "--no-figures", "--out", house / "out")
    value = json.loads((house / "out/results.json").read_bytes())["sure"]["skewness"]["skewness"]
    report = (house / "out/report.md").read_text(encoding="utf-8")
    assert f"### Lean\n\nThe placebo dates have a skewness of {value:.2f}." in report
    assert report.index("### Does the model fit") < report.index("### Lean") < report.index("## What does it mean?")


def test_a_source_is_its_file_and_one_word(house):
    code = recipe("source")
    names = code.pop("analysis/study/declarations.py").strip()
    for path, text in code.items():
        (house / path).write_text(text, encoding="utf-8")
    put(house / "analysis/study/declarations.py", r"^SourceName = .*$", names)
    study = without_holdings(house / "seeds" / SEED.name)
    toml = study / "study.toml"
    text = toml.read_text(encoding="utf-8")
    live_only = re.compile(r"\[\[instruments\]\](?:(?!\[\[|\n\[).)*?available *= *\"live\".*?(?=\n\[)", re.DOTALL)
    text = live_only.sub("", text).replace("[[instruments]]\n", '[[instruments]]\nsource  = "almanac"\n')
    toml.write_text(text, encoding="utf-8")
    ran(house, "fetch", study, ALMANAC=str(house / "seeds" / "prices"))
    ran(house, "run", study, "--source", "live", "--no-figures", "--out", house / "out")
    files = json.loads((house / "out/results.json").read_bytes())["moved"]["data"]["files"]
    assert {f["source"] for f in files} == {"Almanac"}
    assert len(files) == 16
    assert "The prices are the live snapshot" in (house / "out/report.md").read_text(encoding="utf-8")
