"""The study on a live snapshot: more instruments, on other exchanges, without a change to what it was before."""

import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from analysis.findings.plots import FIGURES
from analysis.findings.report import write_findings
from analysis.findings.results import as_dict
from analysis.market.bars import read_bars
from analysis.market.manifest import read_manifest, write_manifest
from analysis.measure.effects import PORTFOLIO
from analysis.pipeline import instruments_in, run_study
from analysis.study.study import load_study
from analysis.words.numbers import exchange_name
from tests.runs import SEED, call, is_one_line
from tests.test_plots import assert_legible

pytest_plugins = ("tests.runs.plugin", "tests.price_server.plugin")

LONDON = ("BGEO.L", "TBCG.L", "AAZ.L", "IEMB.L", "JPEA.L")
CLOSES = ("USDAMD=X", "^VIX")
DAY0 = pd.Timestamp("2023-09-20")
AGREED = {"abs": 1e-12, "rel": 1e-12}


@pytest.fixture(scope="module")
def small(light):
    return load_study(light)


@pytest.fixture(scope="module")
def live(small, live_snapshot):
    return run_study(small, source="live", snapshot_folder=live_snapshot.folder)


@pytest.fixture(scope="module")
def without_extra(small, live_snapshot, tmp_path_factory):
    """The same prices, less those that only a live snapshot has."""
    folder = shutil.copytree(live_snapshot.folder, tmp_path_factory.mktemp("less") / "less")
    write_manifest(folder, read_manifest(folder).loc[list(small.tickers())])
    return run_study(small, source="live", snapshot_folder=folder)


@pytest.fixture(scope="module")
def written(live, tmp_path_factory):
    """Folder of report, results and figures on the live snapshot."""
    folder = tmp_path_factory.mktemp("out") / "live"
    write_findings(live, folder)
    return folder


def windows_of(findings, ticker):
    return [e.window.name for e in findings.effects.effects if e.series.key == ticker]


# --- which instruments ------------------------------------------------------------------------------------------


def test_all_instruments_take_part(live, study):
    assert set(live.returns.closes) == set(study.tickers(bundled=False))
    assert {e.series.key for e in live.effects.effects} == {PORTFOLIO, *study.tickers(bundled=False)}


def test_of_those_that_only_live_snapshots_have_the_ones_that_are_there_are_taken(study, tmp_path):
    held = read_manifest(study.snapshot_folder)
    held.loc["AAZ.L"] = held.loc["EMB"]
    write_manifest(tmp_path, held.drop("UUP"))
    assert [i.ticker for i in instruments_in(tmp_path, study)] == [*study.tickers(), "AAZ.L"]


# --- each on its own exchange -----------------------------------------------------------------------------------


def test_each_exchange_has_its_own_sessions(live):
    closes = live.returns.closes
    british, american, weekday = (pd.Timestamp(d) for d in ("2023-08-28", "2023-09-04", "2023-07-04"))
    assert closes.loc[british, list(LONDON)].isna().all()
    assert closes.loc[british, ["EMB", "USDAMD=X", "^VIX"]].notna().all()
    assert closes.loc[american, list(LONDON)].notna().all()
    assert closes.loc[american, ["EMB", "^VIX"]].isna().all()
    assert closes.loc[weekday, ["EMB", "BGEO.L", "USDAMD=X"]].isna().to_list() == [True, False, False]
    sessions = live.effects.sessions
    assert len(sessions["XLON"]) == len(sessions["XNYS"]) + 4
    assert set(live.effects.day0.values()) == {DAY0}


@pytest.mark.parametrize("ticker", ["BGEO.L", "IEMB.L", "USDAMD=X", "^VIX"])
def test_a_raw_move_is_that_of_the_instruments_own_sessions(live, live_snapshot, ticker):
    bars = read_bars(live_snapshot.folder / f"{ticker}.csv")
    at = bars.index.get_loc(DAY0)
    close = bars["close"].to_numpy()
    paid = bars["dividend"].to_numpy()
    assert paid[at - 1 : at + 2].sum() == 0
    assert live.effects.get(ticker, "day 0").raw == pytest.approx(np.log(close[at] / close[at - 1]), abs=1e-14)
    assert live.effects.get(ticker, "[-1,+1]").raw == pytest.approx(np.log(close[at + 1] / close[at - 2]), abs=1e-14)


def test_a_constant_mean_is_taken_over_the_instruments_own_sessions(live, live_snapshot):
    bars = read_bars(live_snapshot.folder / "TBCG.L.csv")
    daily = np.log(bars["close"]).diff().to_numpy()
    at = bars.index.get_loc(DAY0)
    usual = daily[at - 270 : at - 20]
    effect = live.effects.get("TBCG.L", "day 0")
    assert effect.abnormal == pytest.approx(daily[at] - usual.mean(), abs=1e-12)
    assert effect.bse == pytest.approx(usual.std(ddof=1) * np.sqrt(1 + 1 / 250), rel=1e-10)


def test_in_london_the_overnight_window_ended_before_the_news_and_is_not_measured(live):
    for ticker in LONDON:
        assert windows_of(live, ticker) == ["day 0", "[0,+1]", "[-1,+1]", "[0,+4]"]


def test_without_opening_prices_windows_from_close_to_close_are_measured(live):
    for ticker in CLOSES:
        assert windows_of(live, ticker) == ["day 0", "[0,+1]", "[-1,+1]", "[0,+4]"]
        assert {kind for key, kind in live.effects.fits if key == ticker} == {"close-to-close"}


def test_london_closed_before_the_federal_reserve_decided(live):
    def major(ticker):
        return {e.what for e in live.evidence.confounders[ticker, "day 0"] if e.weight == "major"}

    assert any("Federal Reserve" in what for what in major("EMB"))
    assert major("IEMB.L") == set()


# --- and the others as they were --------------------------------------------------------------------------------


def test_every_result_of_new_york_is_the_same_without_the_others(live, without_extra):
    assert len(without_extra.effects.effects) == 17 * 5
    for e in without_extra.effects.effects:
        same = live.effects.get(e.series.key, e.window.name)
        for name in ("raw", "abnormal", "bse", "tvalue", "pvalue", "detectable"):
            assert getattr(same, name) == pytest.approx(getattr(e, name), **AGREED), (e.series.key, name)
        for side in ("greater", "less"):
            assert same.placebo.pvalue(side) == e.placebo.pvalue(side)
    assert live.verdict == without_extra.verdict


def test_all_evidence_about_the_portfolio_is_the_same_without_the_others(live, without_extra):
    more, less = (as_dict(f)["evidence"] for f in (live, without_extra))
    for name in ("primary", "joint", "family", "dose", "synthetic", "sight", "multiverse", "comovement", "variants"):
        assert more[name] == less[name], name
    assert more["diagnostics"]["rows"] == less["diagnostics"]["rows"]


# --- the same prices elsewhere ----------------------------------------------------------------------------------


def test_a_copy_of_the_bundled_snapshot_gives_the_bundled_results_but_for_its_name(study, bundled, tmp_path):
    copy = shutil.copytree(study.snapshot_folder, tmp_path / "mine")
    found = as_dict(run_study(study, source="mine/", snapshot_folder=copy))
    same = as_dict(bundled)
    assert found["data"].pop("source") == "mine/"
    assert same["data"].pop("source") == "bundled"
    for figure in found["figures"]:
        figure["source"] = figure["source"].replace("the snapshot mine/", "the bundled snapshot")
    assert found == same


# --- what is said -----------------------------------------------------------------------------------------------


def test_the_results_say_which_snapshot_it_was_and_when_it_was_fetched(written):
    data = json.loads((written / "results.json").read_bytes())["data"]
    assert data["source"] == "live"
    assert data["absent"] == []
    assert len(data["files"]) == 23
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", f["retrieved_at"]) for f in data["files"])
    report = (written / "report.md").read_text(encoding="utf-8")
    (day,) = data["fetched"]
    assert f"The prices are the live snapshot, fetched on {day}: 23 series, 2019-06-03 to 2023-12-15" in report
    for f in data["files"]:
        row = next(line for line in report.splitlines() if f["sha256"][:16] in line)
        assert row.endswith(f"| {f['retrieved_at']} |")


@pytest.mark.parametrize(
    ("source", "says"), [("bundled", "snapshot bundled with the study"), ("mine/", "snapshot mine/")]
)
def test_the_report_names_another_snapshot_and_has_no_column_for_a_fetch_that_never_was(
    bundled, tmp_path, source, says
):
    write_findings(replace(bundled, source=source), tmp_path / "out", figures=False)
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert f"The prices are the {says}: 16 series, " in report
    assert "fetched" not in report


def test_the_report_says_what_a_window_is_not_measured_for_and_why(written):
    report = (written / "report.md").read_text(encoding="utf-8").replace("\\", "")
    said = (
        "Not measured in this window: BGEO.L, TBCG.L, AAZ.L, IEMB.L and JPEA.L, because on their own exchange this "
        "window does not hold the same news; USDAMD=X and ^VIX, because there are no opening prices."
    )
    assert report.count(said) == 2, "below the parts of the raw moves, and below the abnormal returns"


def test_the_report_says_whom_the_other_news_does_not_touch(written):
    report = (written / "report.md").read_text(encoding="utf-8")
    assert (
        "It does not touch BNO, BGEO.L, TBCG.L, AAZ.L, IEMB.L and JPEA.L: other markets, or closed before it" in report
    )


def test_a_series_that_swings_far_more_than_the_others_does_not_squeeze_them(live):
    entry = next(e for e in FIGURES if e.stem == "abnormal-returns")
    axes = [a for a in entry.plot(live).figure.findobj(Axes) if a.axison]
    scale = max(a.get_xlim()[1] for a in axes)
    swing = 1e4 * live.effects.get("^VIX", "day 0").interval[1]
    others = [1e4 * e.interval[1] for e in live.effects.effects if e.series.key != "^VIX" and e.window.name == "day 0"]
    assert max(others) < scale < swing
    assert any(line.get_marker() == ">" for a in axes for line in a.lines)


def test_the_figures_name_the_snapshot_and_the_day_on_which_it_was_fetched(live):
    (day,) = live.snapshot.fetched
    captions = [entry.caption(live).source for entry in FIGURES]
    said = [c for c in captions if c.startswith("Data: ")]
    assert len(said) >= len(captions) - 1
    assert all(c.startswith(f"Data: daily prices of 23 series from the live snapshot fetched on {day}, ") for c in said)


def test_instruments_that_the_snapshot_lacks_are_said_to_be_absent(without_extra, bundled, tmp_path):
    for findings in (without_extra, bundled):
        assert as_dict(findings)["data"]["absent"] == [*LONDON, *CLOSES]
    write_findings(without_extra, tmp_path / "out", figures=False)
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    names = "BGEO.L, TBCG.L, AAZ.L, IEMB.L, JPEA.L, USDAMD=X and ^VIX"
    assert f"Declared but not in this snapshot: {names}." in report.replace("\\", "")


def test_the_first_session_of_each_exchange_is_listed_by_its_place(written):
    sessions = json.loads((written / "results.json").read_bytes())["event"]["first_sessions"]
    found = {s["exchange"]: (s["city"], s["session"], s["position"]) for s in sessions}
    assert found == {
        "24/5": ("currencies", "2023-09-20", "during the session"),
        "XCBF": ("Chicago", "2023-09-20", "before the open"),
        "XLON": ("London", "2023-09-20", "during the session"),
        "XNYS": ("New York", "2023-09-20", "before the open"),
    }
    assert exchange_name("XXXX") == "XXXX"


def test_every_figure_is_drawn_with_all_series(written):
    for entry in FIGURES:
        assert (written / f"{entry.stem}.png").stat().st_size > 20_000
    prices = pd.read_csv(written / "prices.csv")
    assert prices[[*LONDON, *CLOSES]].notna().all().all()
    assert (prices.loc[prices["event_day"] == -1, list(LONDON)] == 100).all().all()
    forest = pd.read_csv(written / "abnormal-returns.csv")
    assert set(forest.loc[forest["window"] == "day 0", "series"]) >= {*LONDON, *CLOSES}
    assert not set(forest.loc[forest["window"] == "overnight", "series"]) & {*LONDON, *CLOSES}
    assert not set(pd.read_csv(written / "decomposition.csv")["series"]) & {*LONDON, *CLOSES}


@pytest.mark.parametrize("stem", ["abnormal-returns", "prices", "decomposition", "timeline"])
def test_with_more_series_no_text_is_small_or_cut_off_or_covers_another(live, stem):
    entry = next(e for e in FIGURES if e.stem == stem)
    assert_legible(entry.plot(live).figure)


# --- on the command line ----------------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch, live):
    """What a run is asked for; it need not be computed again."""
    options = {}

    def run(_, **given):
        options.update(given)
        return live

    monkeypatch.setattr("analysis.pipeline.run_study", run)
    return options


@pytest.mark.parametrize(
    ("source", "folder", "name", "out"),
    [
        ("live", ".cache/prices/karabakh-2023", "live", "karabakh-2023-live"),
        ("mine", "mine", "mine/", "karabakh-2023-mine"),
        ("./mine/", "mine", "mine/", "karabakh-2023-mine"),
    ],
)
def test_a_run_takes_the_snapshot_that_was_named_and_has_its_own_results(
    asked, tmp_path, monkeypatch, source, folder, name, out
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / folder).mkdir(parents=True)
    done = call("run", SEED, "--source", source, "--no-figures")
    assert done.exit_code == 0, done.stderr
    assert asked["source"] == name
    assert asked["snapshot_folder"].resolve() == tmp_path / folder
    assert (tmp_path / "figures" / out / "results.json").is_file()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("live", ".cache/prices/karabakh-2023: no live prices yet; python -m analysis fetch "),
        ("mine", "mine: no such folder; allowed: bundled, live, or the folder of a snapshot"),
    ],
)
def test_a_snapshot_that_is_not_there_ends_with_2_and_the_way_to_have_one(tmp_path, monkeypatch, source, says):
    monkeypatch.chdir(tmp_path)
    ended = call("run", SEED, "--source", source)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert is_one_line(ended.stderr, says)


def test_a_folder_that_is_no_snapshot_is_one_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    ended = call("run", SEED, "--source", "mine")
    assert ended.exit_code == 1
    assert is_one_line(ended.stderr, "mine: no manifest.csv; name the folder of a snapshot, or fetch one")
