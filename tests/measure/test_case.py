"""A case makes each table and each design once, on the sessions of the exchange in question."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import StudyError, WindowError
from analysis.measure.case import Case, require_openings
from analysis.measure.design import PlaceboDesign
from analysis.measure.effects import fit_series
from analysis.study.series import PORTFOLIO
from tests.cases import DAY0, FACTORS, TARGETS, instruments_with, made_case, made_study, sessions


@pytest.fixture(scope="module")
def case():
    return made_case()


def with_returns(case, **tables):
    """The same case on other returns, nothing of it computed yet."""
    return Case(case.timing, case.snapshot, replace(case.returns, **tables), case.holdings, case.source)


# Tables


def test_a_table_is_made_once_for_each_question(case):
    asked = case.table("overnight", ["AAA", *FACTORS])
    assert case.table("overnight", ("AAA", *FACTORS), "XNYS") is asked
    assert case.table("overnight", ["AAA"]) is not asked
    assert case.table("intraday", ["AAA", *FACTORS]) is not asked


def test_a_table_has_the_columns_that_were_asked_for_in_their_order(case):
    found = case.table("close-to-close", ["GGG", PORTFOLIO, "AAA"])
    assert list(found) == ["GGG", PORTFOLIO, "AAA"]
    assert found.index.equals(sessions())
    pd.testing.assert_series_equal(found["GGG"], case.returns.close_to_close["GGG"], check_freq=False)


def test_the_portfolio_is_the_mean_of_its_members(case):
    found = case.table("overnight", [PORTFOLIO])[PORTFOLIO]
    by_hand = sum(case.returns.overnight[t] for t in TARGETS) / len(TARGETS)
    np.testing.assert_allclose(found, by_hand, atol=1e-16)


def test_the_portfolio_exists_from_the_day_on_which_all_its_members_do(case):
    overnight = case.returns.overnight.copy()
    overnight.loc[overnight.index[:30], "CCC"] = np.nan
    late = with_returns(case, overnight=overnight)
    assert late.table("overnight", [PORTFOLIO])[PORTFOLIO].first_valid_index() == sessions()[30]


def test_the_rows_are_the_sessions_of_the_series_own_exchange():
    abroad = made_case(instruments=instruments_with("RRR", exchange="XLON"))
    closes = abroad.returns.closes.copy()
    closed = pd.Timestamp("2022-08-29")  # a holiday in London alone
    closes.loc[closed, "RRR"] = np.nan
    found = with_returns(abroad, closes=closes)
    (london,) = [s for s in found.series if s.exchange == "XLON"]
    assert closed in found.sessions("XNYS")
    assert closed not in found.sessions("XLON")
    assert closed in found.table("close-to-close", ["AAA"]).index
    assert found.table_of("close-to-close", london).index.equals(found.sessions("XLON"))
    assert list(found.table_of("close-to-close", london)) == ["RRR", *FACTORS]


def test_day_0_is_a_row_of_the_table(case):
    table = case.table_of("overnight", case.portfolio)
    assert table.index[case.event_row(table, case.portfolio)] == DAY0
    with pytest.raises(WindowError, match="portfolio: day 0, 2023-03-01, lies outside the prices"):
        case.event_row(table.loc[:"2023-02-01"], case.portfolio)


# Designs


def test_a_design_is_made_once_for_each_question(case):
    found = case.design_of("overnight", case.portfolio)
    assert isinstance(found, PlaceboDesign)
    assert case.design("overnight", [*FACTORS, PORTFOLIO], where=PORTFOLIO) is found
    assert case.design("overnight", [*FACTORS, PORTFOLIO], where=PORTFOLIO, length=40) is not found
    assert case.design("close-to-close", [*FACTORS, PORTFOLIO], where=PORTFOLIO) is not found


def test_a_design_of_another_length_has_the_dates_of_that_length(case):
    longer = case.design("overnight", ["AAA", *FACTORS], where="AAA", length=80)
    usual = case.design("overnight", ["AAA", *FACTORS], where="AAA")
    assert longer.rows.tolist() == [r for r in usual.rows if r >= usual.rows[0] + 20]


def test_series_of_one_design_have_their_event_and_placebo_dates_series_by_series(case):
    design = case.design("overnight", ["AAA", "BBB", *FACTORS], where="two")
    both = case.panel("overnight", ["AAA", "BBB"], FACTORS, [(0, 0)], design)
    dates = len(design.dates)
    assert both.car.shape == (2 * dates, 1)
    alone = case.panel("overnight", ["BBB"], FACTORS, [(0, 0)], design)
    np.testing.assert_allclose(both.car[dates:], alone.car, rtol=0, atol=1e-15)
    assert both.car[0, 0] == pytest.approx(case.panel("overnight", ["AAA"], FACTORS, [(0, 0)], design).car[0, 0])


# What else is asked of it


def test_windows_are_told_by_kind_of_return_in_declared_order(case):
    assert [(kind, [w.name for w in windows]) for kind, windows in case.kinds] == [
        ("overnight", ["overnight"]),
        ("close-to-close", ["day 0", "[-1,+1]"]),
    ]


def test_it_names_its_series_and_says_itself_in_one_line(case):
    assert [s.key for s in case.series] == [PORTFOLIO, *case.study.tickers()]
    assert case.portfolio is case.series[0]
    assert case.members == TARGETS
    assert case.setting.primary.name == "overnight"
    assert repr(case) == "<Case made: 8 series on bundled prices>"


@pytest.mark.parametrize("ticker", ["AAA", "FFF", "PPP"])
def test_members_factors_and_donors_need_the_opening_prices_that_a_window_asks_for(ticker):
    study = made_study(instruments=instruments_with(ticker, bars="closes"))
    with pytest.raises(
        StudyError, match=rf'study\.toml: {ticker}: bars = "closes", but the window \'overnight\' needs'
    ):
        require_openings(study)


def test_others_need_none_nor_does_a_study_of_closing_prices():
    spare = made_study(instruments=instruments_with("RRR", bars="closes"), synthetic={"donors": ["PPP", "FFF"]})
    require_openings(spare)
    daily = [w.model_dump() for w in spare.windows if w.returns == "close-to-close"]
    require_openings(
        made_study(instruments=instruments_with("AAA", bars="closes"), windows=daily, multiverse={"windows": ["day 0"]})
    )


# Earlier sessions of a factor


def test_a_term_of_a_model_may_be_an_earlier_session_of_a_factor(case):
    found = case.table("overnight", ["AAA", "FFF[-1]", "FFF", "GGG[-2]"])
    assert list(found) == ["AAA", "FFF[-1]", "FFF", "GGG[-2]"]
    daily = case.returns.close_to_close
    np.testing.assert_array_equal(found["FFF[-1]"], daily["FFF"].shift(1))
    np.testing.assert_array_equal(found["GGG[-2]"], daily["GGG"].shift(2))
    np.testing.assert_array_equal(found["FFF"], case.returns.overnight["FFF"])


def test_a_model_with_lags_is_the_regression_on_both_days():
    models = {"both": {"factors": list(FACTORS), "lags": 1}}
    lagged = made_case(models=models, portfolio={"model": "both"})
    series = lagged.portfolio
    assert series.factors == ("FFF", "GGG", "FFF[-1]", "GGG[-1]")
    assert [lagged.setting.label(f) for f in series.factors[2:]] == [
        f"{lagged.setting.label(f)} (1 earlier)" for f in FACTORS
    ]
    fit = fit_series(lagged, series, "close-to-close", [(0, 0)])
    table = lagged.table_of("close-to-close", series)
    at = table.index.get_loc(DAY0)
    first, last = lagged.setting.estimation
    daily = lagged.returns.close_to_close
    y = daily[list(TARGETS)].mean(axis=1).to_numpy()
    X = np.column_stack([np.ones(len(y)), *(daily[f].shift(k) for k in (0, 1) for f in FACTORS)])
    window = slice(at + first, at + last + 1)
    b, *_ = np.linalg.lstsq(X[window], y[window], rcond=None)
    assert fit.car(0, 0).value == pytest.approx(y[at] - X[at] @ b, abs=1e-12)
