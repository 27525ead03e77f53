"""What a study measures: the portfolio first, then its instruments in declared order."""

import pytest

from analysis.study.series import PORTFOLIO, affects_of, portfolio_of, series_of, shown_windows
from tests.cases import declared, instruments_with, made_study

STUDY = made_study()


def test_the_portfolio_comes_first_then_instruments_in_declared_order():
    assert [s.key for s in series_of(STUDY, STUDY.tickers())] == [PORTFOLIO, *STUDY.tickers()]
    assert [s.key for s in series_of(STUDY, {"GGG", "AAA"})] == [PORTFOLIO, "AAA", "GGG"]
    assert [s.key for s in series_of(STUDY, [])] == [PORTFOLIO]


def test_a_series_has_the_columns_of_its_regression():
    own = {s.key: s for s in series_of(STUDY, STUDY.tickers())}
    assert own["AAA"].columns == ("AAA", "FFF", "GGG")
    assert own["FFF"].columns == ("FFF",)
    assert own[PORTFOLIO].columns == (PORTFOLIO, "FFF", "GGG")


def test_the_portfolio_trades_where_its_members_do_and_has_its_own_name_and_model():
    abroad = made_study(
        instruments=[i | {"exchange": "XLON"} if i["role"] == "target" else i for i in declared()["instruments"]],
        portfolio={"name": "Widgets", "model": "mean"},
    )
    found = portfolio_of(abroad)
    assert (found.exchange, found.label, found.role, found.factors) == ("XLON", "Widgets", "portfolio", ())


def test_news_concerns_a_series_by_its_markets_and_its_ticker():
    assert affects_of(STUDY, "RRR") == {"emerging-equities", "RRR"}
    two = made_study(
        instruments=instruments_with("BBB", markets=["oil", "credit"]), portfolio={"members": ["AAA", "BBB"]}
    )
    assert affects_of(two, PORTFOLIO) == {"emerging-debt", "oil", "credit", "AAA", "BBB"}


@pytest.mark.parametrize(
    ("primary", "names"),
    [("overnight", ["overnight", "day 0"]), ("day 0", ["day 0"]), ("[-1,+1]", ["[-1,+1]", "day 0"])],
)
def test_figures_show_the_primary_window_and_the_day(primary, names):
    window = next(w for w in STUDY.windows if w.name == primary)
    assert [w.name for w in shown_windows(STUDY, window)] == names


def test_figures_show_the_primary_window_alone_where_no_other_is_of_one_day():
    night = made_study(windows=declared()["windows"][:1], multiverse={"windows": ["overnight"]})
    assert [w.name for w in shown_windows(night, night.windows[0])] == ["overnight"]
