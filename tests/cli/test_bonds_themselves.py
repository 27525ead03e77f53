"""The study of the bonds themselves: prices are as SOURCES.md tells, committed results as the study gives."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from analysis.rerun.verify import compare_folders
from analysis.study.series import PORTFOLIO
from analysis.study.study import load_study
from analysis.words.plain import to_json
from tests.runs import BONDS, ROOT, SEED, call

COMMITTED = ROOT / "figures" / "karabakh-2023-bonds"
PRICES = BONDS / "prices"
DAYS = pd.to_datetime(["2023-09-18", "2023-09-19", "2023-09-20", "2023-09-21", "2023-09-22"])
TRUCE = pd.Timestamp("2023-09-20")
MEMBERS = ["GDAM", "GDAZ"]


@pytest.fixture(scope="module")
def told():
    """Log returns around the event in basis points, as SOURCES.md tells them: index day, a column a series."""
    text = (PRICES / "SOURCES.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z0-9.=]+) \|((?: [-+]?\d+ \|){5})$", text, re.MULTILINE)
    return pd.DataFrame({ticker: [int(cell) for cell in cells.split("|")[:-1]] for ticker, cells in rows}, index=DAYS)


@pytest.fixture(scope="module")
def levels():
    """Levels on weekdays, as the files have them."""
    files = {path.stem: path for path in PRICES.glob("*.csv")}
    table = pd.DataFrame({t: pd.read_csv(f, index_col="date", parse_dates=True)["close"] for t, f in files.items()})
    return table[pd.DatetimeIndex(table.index).day_of_week < 5]


def _effects():
    return json.loads((COMMITTED / "results.json").read_bytes())["unusual"]["effects"]["abnormal_returns"]


def test_the_levels_moved_as_their_sources_tell(levels, told):
    assert len(told.columns) == 12
    moved = 1e4 * np.log(levels).diff().loc[DAYS, told.columns]
    assert (moved - told).abs().to_numpy().max() < 1
    assert len(list(PRICES.glob("*.csv"))) == 28


def test_the_raw_moves_of_the_results_are_those(told):
    raw = {e["series"]: e["raw_bp"] for e in _effects() if e["window"] == "day 0" and e["series"] in told}
    assert raw == pytest.approx(told.loc[TRUCE].to_dict(), rel=0, abs=1)
    assert min(raw[t] for t in MEMBERS) > 0, "both gained, as the article says"


def test_the_rule_is_that_of_the_funds_study_unchanged():
    funds, bonds = load_study(SEED), load_study(BONDS)
    assert bonds.decision == funds.decision
    assert bonds.placebo == funds.placebo
    assert bonds.claim == funds.claim
    assert (bonds.estimation.length, bonds.estimation.last) == (funds.estimation.length, funds.estimation.last)
    assert bonds.file("article.md") == SEED / "article.md"


def test_a_few_lines_of_numpy_give_an_abnormal_return_of_the_multiverse(levels):
    bars = {t: pd.read_csv(ROOT / f"seeds/prices/{t}.csv", index_col="date", parse_dates=True) for t in ("EMB", "IEF")}
    days = levels[[*MEMBERS, "EMCB", "EMHB"]].dropna().index  # those of the portfolio and its like series

    def known_at_three(b):  # New York closes at four: the last price is the opening one
        closing = np.log((b["close"] + b["dividend"]) / b["close"].shift()).fillna(0).cumsum()
        opening = closing.shift() + np.log((b["open"] + b["dividend"]) / b["close"].shift())
        return opening.reindex(days, method="ffill").diff().to_numpy()

    y = np.log(levels.loc[days, MEMBERS]).diff().mean(axis=1).to_numpy()
    X = np.column_stack([np.ones(len(days)), *map(known_at_three, bars.values())])
    day0 = days.get_loc(TRUCE)
    before = slice(day0 - 270, day0 - 20)
    b, *_ = np.linalg.lstsq(X[before], y[before], rcond=None)
    curve = pd.read_csv(COMMITTED / "specification-curve.csv")
    asked = {"sessions": 250, "left out": "nothing", "portfolio": "both", "window": "day 0"}
    (row,) = curve[(curve[list(asked)] == pd.Series(asked)).all(axis=1)].query("model == @MODEL").itertuples()
    assert row.estimate_bp == pytest.approx(1e4 * (y[day0] - X[day0] @ b), abs=0.01)


MODEL = "emerging debt and rates"


@pytest.mark.slow
def test_the_committed_results_are_what_the_study_gives(tmp_path):
    done = call("run", BONDS, "--no-figures", "--out", tmp_path / "again")
    assert done.exit_code == 0, done.stderr
    again = tmp_path / "again" / "results.json"
    drawn = json.loads((COMMITTED / "results.json").read_bytes())  # its figures are listed, and were not drawn here
    listed = {key: drawn[key] for key in ("figures", "files")}
    again.write_text(to_json(json.loads(again.read_bytes()) | listed), encoding="utf-8")
    differ = compare_folders(tmp_path / "again", COMMITTED)
    assert [line for line in differ if line.startswith(("results.json", "tables/"))] == []


def test_the_readme_and_the_changelog_say_what_was_found():
    results = json.loads((COMMITTED / "results.json").read_bytes())
    outcome, of = results["meaning"]["verdict"]["outcome"], {(e["series"], e["window"]): e for e in _effects()}
    readme, changes = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CHANGELOG.md"))
    assert f"More than chance and the market? {outcome.capitalize()}." in readme
    assert "Turkey's gained alike" in readme
    assert of["GDTR", "day 0"]["raw_bp"] > of[PORTFOLIO, "day 0"]["raw_bp"]
    entry = changes.partition("\n- **The bonds' own prices lead the study.**")[2].partition("\n- ")[0]
    assert f"*{outcome.capitalize()}*" in entry
    assert f"{of['GDTR', 'day 0']['raw_bp']:+.1f} bp" in entry
    less = {(d["series"], d["other"]): d for d in results["itself"]["countries"]["less-others"]}
    for other in ("mean of 12 peers", "GDTR"):
        assert f"{less[PORTFOLIO, other]['abnormal_bp']:+.1f} bp" in entry
        assert f"(p = {less[PORTFOLIO, other]['p']:.2g})" in entry
    for key in ((PORTFOLIO, "day 0"), ("GDAZ", "day 0"), ("GDAM", "day 0"), (PORTFOLIO, "[0,+1]")):
        assert f"{of[key]['abnormal_bp']:+.1f} bp" in entry
        assert f"{of[key]['placebo_p']:.2g}" in entry
