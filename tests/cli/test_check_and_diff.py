"""Where prices are, check and diff on the command line."""

import shutil

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.files import beside
from analysis.market.bars import read_bars, write_bars
from analysis.market.manifest import build_manifest, read_manifest, write_manifest
from analysis.market.prices import find_prices, live_folder
from tests.runs import SEED, call, copy_seeds, is_one_line, put

pytest_plugins = ("tests.runs.plugin", "tests.price_server.plugin")


# --- where prices are --------------------------------------------------------------------------------------------


def test_a_source_is_bundled_live_or_a_folder(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_prices("bundled", study).folder == study.snapshot_folder
    with pytest.raises(UsageError, match=r"no live prices yet; python -m analysis fetch .*seeds/karabakh-2023$"):
        find_prices("live", study)
    with pytest.raises(UsageError, match="mine: no such folder; allowed: bundled, live, or the folder of a snapshot"):
        find_prices("mine", study)
    for name in ("mine", "live", str(live_folder(study))):
        (tmp_path / name).mkdir(parents=True)
    assert find_prices("mine", study).name == "mine/"
    assert find_prices("live", study).folder == live_folder(study)
    assert find_prices("./live", study).name == "live/", "a folder that happens to have that name"


def test_a_live_snapshot_that_was_lost_in_a_replacement_is_found(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lost = beside(live_folder(study), "previous")
    lost.mkdir(parents=True)
    (lost / "manifest.csv").write_text("x", encoding="utf-8")
    assert (find_prices("live", study).folder / "manifest.csv").is_file()


# --- check -------------------------------------------------------------------------------------------------------


@pytest.fixture
def prices(study, tmp_path):
    """A copy of some bundled prices."""
    folder = tmp_path / "prices"
    folder.mkdir()
    for ticker in ("EMB", "IEF", "UUP"):
        shutil.copy(study.snapshot_folder / f"{ticker}.csv", folder)
    write_manifest(folder, read_manifest(study.snapshot_folder).loc[["EMB", "IEF", "UUP"]])
    return folder


def change(folder, edit, study, ticker="EMB"):
    """Change a series, and let the manifest agree."""
    write_bars(folder / f"{ticker}.csv", edit(read_bars(folder / f"{ticker}.csv")))
    held = read_manifest(folder).index
    write_manifest(folder, build_manifest(folder, [i for i in study.instruments if i.ticker in held]))
    return folder


def test_check_lists_what_is_odd_and_ends_with_0(prices):
    done = call("check", prices)
    assert done.exit_code == 0
    head, *rows, last = done.stdout.splitlines()
    assert head.split() == ["severity", "ticker", "check", "message"]
    assert all(row.split()[0] == "warning" for row in rows)
    assert last == f"{prices}: 3 series, 0 errors, {len(rows)} warning{'s' * (len(rows) != 1)}"


def test_check_puts_errors_first_and_ends_with_1(prices, study):
    change(prices, lambda bars: bars.drop(pd.Timestamp("2022-06-15")), study)
    (prices / "IEF.csv").write_text("spoilt", encoding="utf-8")
    done = call("check", prices)
    assert done.exit_code == 1
    rows = [row.split(maxsplit=3) for row in done.stdout.splitlines()[1:-1]]
    assert [row[:3] for row in rows[:2]] == [["error", "EMB", "sessions"], ["error", "IEF", "hash"]]
    assert rows[0][3].strip() == "sessions of XNYS without a row: 2022-06-15"
    assert {row[0] for row in rows[2:]} == {"warning"}
    assert done.stdout.splitlines()[-1].startswith(f"{prices}: 3 series, 2 errors, ")


@pytest.mark.parametrize(("name", "says"), [("nowhere", "no such folder"), ("empty", "no manifest.csv")])
def test_check_of_what_is_no_snapshot_is_one_line(tmp_path, name, says):
    (tmp_path / "empty").mkdir()
    ended = call("check", tmp_path / name)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert is_one_line(ended.stderr, f"{name}: {says}; name the folder of a snapshot, or fetch one")


@pytest.mark.slow
def test_check_of_a_study_goes_through_all_that_can_be_refused_before_a_run(tmp_path):
    folder = copy_seeds(tmp_path)
    done = call("check", folder)
    assert done.exit_code == 0
    first, *rest, last = done.stdout.splitlines()
    assert first == "event of 2023-09-20, primary window 'overnight'"
    assert "within it karabakh-2023-bonds, primary window 'day 0'" in rest
    assert last.startswith(f"{folder}: 46 series, 0 errors, "), "16 funds, 30 series of the bonds' own study"
    assert any(line.split()[:3] == ["warning", "GDAZ", "weekends"] for line in rest)
    odd = [line for line in rest if line.split()[:1] == ["warning"]]
    assert len(odd) == len(set(odd)), "prices that both studies use are checked, and said, once"
    put(folder / "exposures.csv", "^PCY,2021-07-09,Armenia,all,0,exact", "PCY,2021-07-09,Armenia,all,0.2,exact")
    put(folder / "exposures.csv", "^CEMB,2022-06-02,Azerbaijan,SGC 6.875% 2026,0.12", "CEMB,2022-06-02,Georgia,x,0.12")
    ended = call("check", folder)
    assert ended.exit_code == 1
    lines = ended.stderr.splitlines()
    assert all(line.startswith(f"error: {folder / 'exposures.csv'}: ") for line in lines)
    assert [part in line for part, line in zip(["issuer Georgia", "PCY: weight 0.2 %"], lines, strict=True)]
    put(folder / "calendar.csv", "^2020-07-12T08:30:00Z", "12 July")
    assert is_one_line(call("check", folder).stderr, "calendar.csv: row 2: utc")
    put(folder / "study.toml", r"^seed  ", "sead  ")
    assert is_one_line(call("check", folder).stderr, "study.toml: sead: unknown key", "did you mean 'seed'?")


@pytest.mark.slow
def test_check_of_a_study_says_what_is_wrong_with_or_missing_of_the_study_within(tmp_path):
    folder = copy_seeds(tmp_path)
    inner = folder / "bonds" / "study.toml"
    put(inner, r'^title    = "Karabakh', 'titel    = "Karabakh')
    ended = call("check", folder)
    assert ended.exit_code == 1
    assert is_one_line(ended.stderr, f"{inner}: titel: unknown key", "did you mean 'title'?")
    (folder / "bonds" / "exposures.csv").unlink()
    done = call("check", folder)
    assert done.exit_code == 0
    said = done.stdout.splitlines()
    (missing,) = [line for line in said if line.startswith("not there, so that the study runs on its funds alone: ")]
    assert missing.endswith("bonds/exposures.csv")
    assert said[-1].startswith(f"{folder}: 16 series, 0 errors, ")


# --- diff --------------------------------------------------------------------------------------------------------


def revised(bars):
    """A later answer of the same source: a close corrected, a dividend and a session added."""
    bars.loc["2022-06-15", ["high", "close"]] = 85.5
    bars.loc["2022-06-16", "dividend"] = 0.1
    return bars.drop(pd.Timestamp("2019-06-03"))


def test_diff_lists_rows_prices_and_dividends_that_changed(prices, study, tmp_path):
    new = change(shutil.copytree(prices, tmp_path / "new"), revised, study)
    done = call("diff", prices, new)
    assert done.exit_code == 0
    head, *rows, last = done.stdout.splitlines()
    assert head.split() == ["ticker", "date", "what", "a", "b"]
    assert [row.split()[:3] for row in rows] == [
        ["EMB", "2019-06-03", "row"],
        ["EMB", "2022-06-15", "high"],
        ["EMB", "2022-06-15", "close"],
        ["EMB", "2022-06-16", "dividend"],
    ]
    assert last.startswith(f"prices: 4 differences from {prices} to {new} (")
    assert all(f"1 in {what}" in last for what in ("row", "high", "close", "dividend"))


def test_diff_shows_as_many_rows_as_asked_for_and_says_how_many_more_there_are(prices, study, tmp_path):
    new = change(shutil.copytree(prices, tmp_path / "new"), revised, study)
    lines = call("diff", prices, new, "--rows", 1).stdout.splitlines()
    assert lines[2] == "... and 3 more; --rows shows them"
    assert len(lines) == 4


def test_diff_of_equal_snapshots_says_so(prices, tmp_path):
    shutil.copytree(prices, tmp_path / "same")
    assert call("diff", prices, tmp_path / "same").stdout == "prices: no difference\n"


def test_diff_of_what_is_no_snapshot_is_one_line(prices, monkeypatch):
    monkeypatch.chdir(prices.parent)
    ended = call("diff", prices, "nowhere")
    assert ended.exit_code == 2
    assert is_one_line(ended.stderr, "nowhere: no such folder; name the folder of a snapshot, or fetch one")
    ended = call("diff", "bundled", "live", "--study", SEED)
    assert ended.exit_code == 2
    assert is_one_line(ended.stderr, "no live prices yet; python -m analysis fetch ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("moves", "outcomes", "says"),
    [
        ([0.0, 0.01], ("not found", "not found"), ["results: none of 2 abnormal returns moved by 0.05 bp or more",
                                                   "verdict: not found (unchanged)"]),
        ([-12.34, 0.01], ("not found", "cannot tell"),
         ["results: 1 of 2 abnormal returns moved by 0.05 bp or more, at most by 12.3 bp",
          "verdict: cannot tell (was: not found)"]),
        ([np.nan, 0.3], ("not found", "not found"),
         ["results: 1 of 1 abnormal returns moved by 0.05 bp or more, at most by 0.3 bp", "only in B: BGEO.L",
          "verdict: not found (unchanged)"]),
    ],
    ids=["nothing moved", "a verdict changed", "a series was added"],
)  # fmt: skip
def test_diff_of_a_studys_results_says_what_moved_by_how_much_and_the_verdict(
    prices, monkeypatch, moves, outcomes, says
):
    table = pd.DataFrame({"series": ["BGEO.L", "EMB"], "window": "day 0", "abnormal_a_bp": 1.0, "moved_bp": moves})
    table["abnormal_b_bp"] = table["abnormal_a_bp"] + table["moved_bp"].fillna(1.0)
    table.loc[table["moved_bp"].isna(), "abnormal_a_bp"] = np.nan
    monkeypatch.setattr("analysis.rerun.compare.compare_results", lambda *a, **k: (table, outcomes))
    lines = call("diff", "bundled", prices, "--study", SEED).stdout.splitlines()
    assert lines[-len(says) :] == says
    assert ("EMB" in lines[-len(says) - 1]) is (moves[1] > 0.05), "moves too small to notice are not listed"
