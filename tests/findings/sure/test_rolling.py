"""Correlations over time: those of pandas, known at the end of each window, with the event in its place."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError, NotApplicableError, WindowError
from analysis.findings.sure.rolling import rolling
from tests.cases import DAY0, FACTORS, made_case, sessions
from tests.legible import assert_legible, words_in


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def piece(case):
    return case.once(rolling)


def alone(**tables):
    return rolling(made_case(portfolio={"members": ["AAA"], **tables}))


def test_rolling_correlations_are_those_of_pandas_known_at_the_end_of_each_window(piece, case):
    daily, members = case.returns.close_to_close, list(case.members)
    portfolio = daily[members].mean(axis=1, skipna=False)
    compared = ["AAA", "BBB"]  # of the portfolio's funds, those whose correlations are compared
    expected = {"mean of the targets": daily[compared[0]].rolling(20).corr(daily[compared[1]])}
    expected |= {f"portfolio and {f}": portfolio.rolling(20).corr(daily[f]) for f in FACTORS}
    table = pd.DataFrame(expected).dropna()
    assert piece.pairs == tuple(table.columns)
    assert piece.sessions.tolist() == table.index.tolist()
    np.testing.assert_allclose(piece.correlations, table, atol=1e-9)
    assert piece.sessions[-1] == sessions()[-1]


def test_the_mean_of_the_targets_is_over_all_their_pairs():
    case = made_case(comovement={"series": ["AAA", "BBB", "CCC"]})
    daily = case.returns.close_to_close
    pairs = [daily[a].rolling(20).corr(daily[b]) for a, b in (("AAA", "BBB"), ("AAA", "CCC"), ("BBB", "CCC"))]
    np.testing.assert_allclose(rolling(case).correlations[:, 0], (sum(pairs) / 3).dropna(), atol=1e-9)


def test_the_window_that_rolls_is_the_studys(piece):
    found = rolling(made_case(comovement={"rolling": 60}))
    assert len(found.sessions) == len(found.correlations) == len(piece.sessions) - 40
    assert found.told["sessions"] == 60


def test_one_series_without_a_factor_has_no_pair_and_no_empty_picture():
    with pytest.raises(NotApplicableError, match="one series and no factor"):
        alone(model="mean")


def test_a_portfolio_of_one_fund_moves_with_its_factors_alone():
    found = alone()
    assert found.pairs == ("portfolio and FFF", "portfolio and GGG")
    assert found.caption.title.startswith("The correlation of portfolio and FFF was")
    assert_legible(found.plot().figure)


def test_the_eve_is_the_last_session_before_day_0(piece):
    eve = sessions()[sessions().get_loc(DAY0) - 1]
    assert piece.told["eve"] == f"{eve:%Y-%m-%d}"
    values = piece.correlations[piece.sessions.get_loc(eve)]
    assert [pair["eve"] for pair in piece.told["pairs"]] == pytest.approx(values)
    until = piece.correlations[piece.sessions <= eve]
    assert [pair["share_below_eve"] for pair in piece.told["pairs"]] == pytest.approx((until < values).mean(axis=0))


def test_each_pair_is_told_by_its_range(piece):
    for pair, values in zip(piece.told["pairs"], piece.correlations.T, strict=True):
        assert (pair["lowest"], pair["highest"]) == pytest.approx((values.min(), values.max()))
        assert (pair["median"], pair["last"]) == pytest.approx((np.median(values), values[-1]))


def test_prices_too_short_for_a_correlation_before_the_event_are_an_error(case):
    r, row = case.returns, sessions().get_loc(DAY0)
    late = replace(r, close_to_close=r.close_to_close.iloc[row - 19 :], closes=r.closes.iloc[row - 19 :])
    with pytest.raises(WindowError, match="no correlation over 20 sessions is known before day 0, 2023-03-01"):
        rolling(replace(case, returns=late))
    just = replace(r, close_to_close=r.close_to_close.iloc[row - 20 :], closes=r.closes.iloc[row - 20 :])
    assert rolling(replace(case, returns=just)).eve == 0
    with pytest.raises(EstimationError):
        rolling(made_case(comovement={"rolling": 400}))


def test_the_file_has_one_line_a_session_and_one_column_a_pair(piece):
    table = piece.numbers().frame
    assert list(table) == ["session", *piece.pairs]
    assert len(table) == len(piece.sessions)


def test_lines_are_named_at_their_ends_and_the_event_is_marked(piece):
    axis = piece.plot()
    drawn = [np.asarray(line.get_ydata(), dtype=float) for line in axis.lines]
    for values in piece.correlations.T:
        assert any(len(y) == len(values) and np.allclose(y, values) for y in drawn)
    assert {"portfolio and\nrates (FFF)", "the targets,\nmean of pairs", "day 0"} <= set(words_in(axis))
    assert_legible(axis.figure)


@pytest.mark.parametrize("label", ["equities of all emerging markets", "emerging-market-equities", "rates"])
def test_names_of_any_length_have_room(label):
    axis = rolling(made_case(factor_labels={"FFF": label, "GGG": "credit"})).plot()
    assert any(label in " ".join(words.split()) for words in words_in(axis))
    assert_legible(axis.figure)
