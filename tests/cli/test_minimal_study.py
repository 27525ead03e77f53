"""A study of choices alone, without forms: it is checked, it runs, and what it lacks says why in its place."""

import json
import shutil

import pytest

from tests.minimal import CASES, STUDY, minimal
from tests.runs import call, is_one_line, put

pytestmark = pytest.mark.slow
AWAY = "Could not be computed: "


def results_of(folder, out):
    ended = call("run", folder, "--out", out, "--no-figures")
    assert ended.exit_code == 0, ended.stderr
    return json.loads((out / "results.json").read_bytes()), (out / "report.md").read_text(encoding="utf-8")


def test_one_fund_and_one_claim_take_at_most_twenty_five_lines_and_run(tmp_path):
    assert sum(bool(line.strip()) for line in STUDY.splitlines()) <= 25
    folder = minimal(tmp_path)
    assert call("check", folder).exit_code == 0
    results, report = results_of(folder, tmp_path / "out")
    assert results["meaning"]["verdict"]["outcome"] == "supported"
    assert results["sure"]["specifications"]["own"], "its own specification is one of those that are tried"
    for lacking in ("Synthetic control", "Comovement"):
        assert f"### {lacking}\n\nDoes not apply: " in report, "there is none, and nothing failed"
    defaults = results["meaning"]["choices"]["defaults"]
    assert {"decision.alpha", "windows", "multiverse.models", "drawing.timeline_start"} <= set(defaults)
    assert "| level of the test |" in report
    assert report.count("(default") > 12, "each choice that was not declared says so"


def test_default_estimation_windows_that_the_prices_do_not_hold_are_left_out_and_said(tmp_path):
    folder = minimal(tmp_path)
    text = STUDY.replace("[placebo]", "[placebo]\nminimum = 800")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    results, report = results_of(folder, tmp_path / "out")
    assert results["sure"]["specifications"]["defaults_too_long"] == [350]
    assert "Of the default estimation windows the prices do not hold 350" in report
    put(folder / "study.toml", r"^\[placebo\]", "[multiverse]\nlengths = [250, 350]\n[placebo]")
    _, report = results_of(folder, tmp_path / "declared")
    assert f"{AWAY}multiverse" in report, "what was declared is not made shorter"


def test_too_few_other_dates_are_told_before_a_run(tmp_path):
    folder = minimal(tmp_path)
    put(folder / "study.toml", r"^\[placebo\]", "[placebo]\nminimum = 1000")
    checked, ran = call("check", folder), call("run", folder, "--out", tmp_path / "out")
    assert checked.exit_code == ran.exit_code == 1
    assert is_one_line(checked.stderr, "at least 1000")
    assert checked.stderr == ran.stderr


HANDED = {
    "turkey-vote": ("turkish vote", "supported", {}),
    "oil-omicron": ("omicron", "contradicted", {"date": "2021-11-25", "date_from": '"declared"'}),
    "own-bond-london": ("karabakh", "cannot tell", {}),
    "own-bond-ny": ("karabakh", "cannot tell", {}),
}
"""Topic of the event's own news, outcome, and what the event must say beside."""


def carried_over(name, into):
    """A study of an earlier format with its choices alone: its own series, claim and event, and no other table."""
    import tomllib

    source, folder = CASES / name, minimal(into).with_name(name)
    shutil.copytree(source, folder, copy_function=shutil.copyfile)
    folder.chmod(0o755)
    old = tomllib.loads((source / "study.toml").read_text(encoding="utf-8"))
    topic, _, event = HANDED[name]
    members = [i for i in old["instruments"] if i["ticker"] in old["portfolio"]["members"]]
    lines = [f"{key} = {json.dumps(old[key])}" for key in ("title", "question")]
    lines += ["[claim]", *(f"{key} = {json.dumps(value)}" for key, value in old["claim"].items() if value != "World")]
    lines += ["[event]", f"instant = {old['event']['instant'].isoformat()}"]
    lines += [f"{key} = {json.dumps(old['event'][key])}" for key in ("name", "source", "terms")]
    lines += [f"{key} = {value}" for key, value in event.items()]
    for member in members:
        lines += ["[[instruments]]", *(f"{k} = {json.dumps(v)}" for k, v in member.items() if k != "model")]
    lines += ["[placebo]", f'keep_clear_of = ["{topic}"]', 'no_like_fund = "None is declared in this form of it"']
    known = {member["ticker"] for member in members}
    for file, column in (("calendar.csv", "affects"), ("exposures.csv", "ticker")):
        keep_known(folder / file, column, known)
    (folder / "study.toml").unlink()
    (folder / "study.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def keep_known(path, column, known):
    """Leave out the rows that are of other series."""
    import csv

    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    kept = [row for row in rows if not any(w.isupper() and w not in known for w in row[column].split())]
    path.unlink()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(kept)


@pytest.mark.skipif(not CASES.is_dir(), reason="the studies are not here")
@pytest.mark.parametrize("name", HANDED)
def test_a_study_that_was_handed_over_runs_on_its_choices_alone(name, tmp_path):
    folder = carried_over(name, tmp_path)
    assert len((folder / "study.toml").read_text(encoding="utf-8").splitlines()) <= 25
    results, _ = results_of(folder, tmp_path / "out")
    assert results["meaning"]["verdict"]["outcome"] == HANDED[name][1]
