"""The study on a live snapshot: more instruments, on other exchanges, without a change to what it was before."""

import shutil

import numpy as np
import pandas as pd
import pytest

from analysis.market.bars import read_bars
from analysis.market.prices import PriceFolder
from analysis.pipeline import run
from analysis.report.results import results
from analysis.study.series import PORTFOLIO
from tests.price_server import CLOSES, LONDON

pytest_plugins = ("tests.runs.plugin", "tests.price_server.plugin", "tests.runs.live")

pytestmark = pytest.mark.slow

DAY0 = pd.Timestamp("2023-09-20")
AGREED = {"abs": 1e-12, "rel": 1e-12}


def windows_of(findings, ticker):
    return [e.window.name for e in findings.measured.effects if e.series.key == ticker]


# --- which instruments -------------------------------------------------------------------------------------------


def test_all_instruments_take_part(live, study):
    assert set(live.case.returns.closes) == set(study.tickers(bundled=False))
    assert {e.series.key for e in live.measured.effects} == {PORTFOLIO, *study.tickers(bundled=False)}


# --- each on its own exchange ------------------------------------------------------------------------------------


def test_each_exchange_has_its_own_sessions(live):
    closes = live.case.returns.closes
    british, american, weekday = (pd.Timestamp(d) for d in ("2023-08-28", "2023-09-04", "2023-07-04"))
    assert closes.loc[british, list(LONDON)].isna().all()
    assert closes.loc[british, ["EMB", "USDAMD=X", "^VIX"]].notna().all()
    assert closes.loc[american, list(LONDON)].notna().all()
    assert closes.loc[american, ["EMB", "^VIX"]].isna().all()
    assert closes.loc[weekday, ["EMB", "BGEO.L", "USDAMD=X"]].isna().to_list() == [True, False, False]
    assert len(live.case.sessions("XLON")) == len(live.case.sessions("XNYS")) + 4
    assert set(live.case.timing.day0.values()) == {DAY0}


@pytest.mark.parametrize("ticker", ["BGEO.L", "IEMB.L", "USDAMD=X", "^VIX"])
def test_a_raw_move_is_that_of_the_instruments_own_sessions(live, live_snapshot, ticker):
    bars = read_bars(live_snapshot.folder / f"{ticker}.csv")
    at = bars.index.get_loc(DAY0)
    close = bars["close"].to_numpy()
    paid = bars["dividend"].to_numpy()
    assert paid[at - 1 : at + 2].sum() == 0
    assert live.measured.get(ticker, "day 0").raw == pytest.approx(np.log(close[at] / close[at - 1]), abs=1e-14)
    assert live.measured.get(ticker, "[-1,+1]").raw == pytest.approx(np.log(close[at + 1] / close[at - 2]), abs=1e-14)


def test_a_constant_mean_is_taken_over_the_instruments_own_sessions(live, live_snapshot):
    bars = read_bars(live_snapshot.folder / "TBCG.L.csv")
    daily = np.log(bars["close"]).diff().to_numpy()
    at = bars.index.get_loc(DAY0)
    usual = daily[at - 270 : at - 20]
    effect = live.measured.get("TBCG.L", "day 0")
    assert effect.abnormal == pytest.approx(daily[at] - usual.mean(), abs=1e-12)
    assert effect.bse == pytest.approx(usual.std(ddof=1) * np.sqrt(1 + 1 / 250), rel=1e-10)


def test_in_london_the_overnight_window_ended_before_the_news_and_is_not_measured(live):
    for ticker in LONDON:
        assert windows_of(live, ticker) == ["day 0", "[0,+1]", "[-1,+1]", "[0,+4]"]


def test_without_opening_prices_windows_from_close_to_close_are_measured(live):
    for ticker in CLOSES:
        assert windows_of(live, ticker) == ["day 0", "[0,+1]", "[-1,+1]", "[0,+4]"]
        assert {kind for key, kind in live.measured.fits if key == ticker} == {"close-to-close"}


def test_london_closed_before_the_federal_reserve_decided(live):
    def major(ticker):
        timing, window = live.case.timing, next(w for w in live.study.windows if w.name == "day 0")
        series = next(s for s in live.case.series if s.key == ticker)
        return {e.what for e in timing.other_news(window, series) if e.weight == "major"}

    assert any("Federal Reserve" in what for what in major("EMB"))
    assert major("IEMB.L") == set()


# --- and the others as they were ---------------------------------------------------------------------------------


def test_every_result_of_new_york_is_the_same_without_the_others(live, without_extra):
    assert len(without_extra.measured.effects) == 17 * 5
    for e in without_extra.measured.effects:
        same = live.measured.get(e.series.key, e.window.name)
        for name in ("raw", "abnormal", "bse", "tvalue", "pvalue", "detectable_by_t"):
            assert getattr(same, name) == pytest.approx(getattr(e, name), **AGREED), (e.series.key, name)
        for side in ("greater", "less"):
            assert same.placebo.pvalue(side) == e.placebo.pvalue(side)
    assert live.verdict.told == without_extra.verdict.told


def test_all_evidence_about_the_portfolio_is_the_same_without_the_others(live, without_extra):
    for name in ("joint", "family", "dose", "synthetic", "power", "specifications", "comovement", "rolling"):
        assert live.pieces[name].told == without_extra.pieces[name].told, name
    checks = (f.pieces["diagnostics"].told["checks"] for f in (live, without_extra))
    assert next(checks) == next(checks)


# --- the same prices elsewhere -----------------------------------------------------------------------------------


def test_a_copy_of_the_bundled_snapshot_gives_the_bundled_results_but_for_its_name(study, bundled, tmp_path):
    copy = shutil.copytree(study.snapshot_folder, tmp_path / "mine")
    found = results(run(study, source=PriceFolder("mine/", copy)))
    same = results(bundled)
    assert found["moved"]["data"].pop("source") == "mine/"
    assert same["moved"]["data"].pop("source") == "bundled"
    for figure in found["figures"]:
        figure["source"] = figure["source"].replace("the snapshot mine/", "the bundled snapshot")
    assert found == same
