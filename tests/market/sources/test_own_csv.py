"""A study's own series: closing prices need no other column, quotes no exchange, and the remedy fits the fault."""

import numpy as np
import pandas as pd
import pytest

from analysis.exchanges import exchange_sessions
from analysis.market.checks import CheckResult
from analysis.market.snapshot import load_snapshot
from analysis.market.sources.own_csv import own_findings, own_remedy
from analysis.study.declarations import Instrument
from tests.quoted import quoted_study

SESSIONS = exchange_sessions("XNYS", pd.Timestamp("2023-01-03").date(), pd.Timestamp("2023-06-30").date())
PRICES = 90 * np.exp(np.random.default_rng(0).normal(0, 0.004, len(SESSIONS)).cumsum())
LINES = [f"{day:%Y-%m-%d},{price:.4f}" for day, price in zip(SESSIONS, PRICES, strict=True)]


def instrument(**fields):
    base = {"ticker": "BOND", "name": "A bond", "role": "target", "model": "mean", "markets": ["emerging-debt"]}
    return Instrument.model_validate(base | {"source": "csv", "bars": "closes"} | fields)


@pytest.fixture
def load(tmp_path):
    """Load a file of these lines as a study's own series, as a run does."""

    def loads(*lines, **fields):
        (tmp_path / "BOND.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
        own = instrument(**fields)
        return load_snapshot(tmp_path, [own], own={own.ticker: tmp_path})

    return loads


def test_date_and_close_suffice_for_closing_prices(load):
    found = load("date,close", *LINES)
    bars = found.bars["BOND"]
    np.testing.assert_allclose(bars["close"], PRICES, atol=1e-4)
    for name in ("open", "high", "low", "adj_close"):
        pd.testing.assert_series_equal(bars[name], bars["close"], check_names=False)
    assert bars["volume"].isna().all(), "not known, and not none"
    assert found.warnings == ()
    assert found.manifest.loc["BOND", "rows"] == str(len(SESSIONS))


def test_coupons_as_dividends_are_taken_out_of_the_adjusted_close(load):
    """The holder gets 1.75 on the eleventh session: the adjusted closes before it are lower."""
    lines = [f"{line},{1.75 if n == 10 else 0}" for n, line in enumerate(LINES)]
    bars = load("date,close,dividend", *lines).bars["BOND"]
    ratio = bars["adj_close"] / bars["close"]
    assert ratio.iloc[10:].tolist() == [1.0] * (len(SESSIONS) - 10)
    np.testing.assert_allclose(ratio.iloc[:10], 1 - 1.75 / bars["close"].iloc[9], rtol=1e-14)
    assert bars["dividend"].sum() == 1.75


def test_all_columns_are_read_as_they_stand(load):
    lines = [f"{d},{p},{p},{p},{p},7,{p},0" for d, p in (line.split(",") for line in LINES)]
    assert load("date,open,high,low,close,volume,adj_close,dividend", *lines).bars["BOND"]["volume"].eq(7).all()


def test_closing_prices_follow_their_exchange_and_quotes_do_not(load):
    gap = [line for line in LINES if not line.startswith("2023-03")]
    with pytest.raises(Exception, match=r'sessions of XNYS without a row: 2023-03-01.*declare sessions = "quoted"'):
        load("date,close", *gap)
    weekend = [*gap[:4], "2023-01-07,90.5", *gap[4:]]
    found = load("date,close", *weekend, sessions="quoted", valued="16:00 UTC", exchange="quotes at 16:00 UTC x")
    assert len(found.bars["BOND"]) == len(gap)
    (told,) = [w for w in found.warnings if w.check == "weekends"]
    assert str(told) == "BOND: weekends: 1 rows of weekends were left out: 2023-01-07"


def test_a_fault_of_sessions_alone_names_quotes_as_a_remedy():
    missing, other = (own_remedy(CheckResult("B", check, "error", "x")) for check in ("sessions", "jumps"))
    assert other == "correct the file: it is the study's own"
    assert missing.startswith(other)
    assert 'declare sessions = "quoted" and the hour as valued' in missing


def test_a_folder_of_own_series_is_checked_file_by_file_with_the_remedies_of_a_run(tmp_path):
    (tmp_path / "BOND.csv").write_text("\n".join(["date,close", *LINES[:5], *LINES[15:], ""]), encoding="utf-8")
    (tmp_path / "BAD.csv").write_text("date,close\n2023-01-03,x\n", encoding="utf-8")
    (tmp_path / "OTHER.csv").write_text("", encoding="utf-8")
    found = own_findings(tmp_path, [instrument(), instrument(ticker="BAD"), instrument(ticker="GONE")])
    said = {(r.ticker, r.severity): r.message for r in found}
    assert "without a row: 2023-01-10" in said["BOND", "error"]
    assert "; correct the file: it is the study's own; or" in said["BOND", "error"]
    assert said["BAD", "error"].startswith("'x'; correct the file")
    assert said["GONE", "error"].startswith("no such file")
    assert said["OTHER.csv", "warning"] == "not declared: ignored"
    assert len(found) == 4


def test_quotes_need_a_file_for_each_declared_series(tmp_path):
    study = quoted_study(tmp_path, dict.fromkeys(("AAA", "BBB", "CCC"), ("2023-02-28", "2023-03-03")))
    own = [i for i in study.instruments if i.own]
    assert own_findings(tmp_path / "prices", own) == []
