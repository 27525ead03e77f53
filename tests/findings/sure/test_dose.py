"""Dose-response: the line through the funds is the textbook's, and no slope is claimed that weights do not allow."""

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from analysis.drawing.page import looks
from analysis.errors import NotApplicableError
from analysis.eventstudy import dose_response
from analysis.findings.piece import supplement
from analysis.findings.sure.dose import dose
from analysis.measure.effects import measure
from tests.cases import CASES, LIKE, TARGETS, WEIGHTS, declared, made_case
from tests.legible import assert_legible, words_in

FUNDS = (*TARGETS, *LIKE)
LONG = {"name": "[-1,+1]", "returns": "close-to-close", "first": -1, "last": 1}


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def found(case):
    return case.once(dose)


def long_window(**changes):
    """The made study with one window, of three days."""
    return made_case(windows=[LONG], multiverse={"windows": [LONG["name"]]}, **changes)


def with_like(**changes):
    """The made study, had its placebo fund been declared otherwise."""
    instruments = [i | changes if i["ticker"] in LIKE else i for i in declared()["instruments"]]
    return made_case(
        instruments=instruments, synthetic={"donors": ["RRR", "FFF"]}, comovement={"series": ["AAA", "BBB"]}
    )


def with_slope(found, tvalue):
    """The same funds, had their line a slope of this t value whatever the weights."""
    fit = found.slopes.gls
    params = np.array([fit.params[0], tvalue * fit.bse[1]])
    fit = replace(fit, params=params, slope_bounds=(params[1],) * 2, tvalue_bounds=(tvalue,) * 2)
    return replace(found, slopes=replace(found.slopes, gls=fit))


def without_slope(found):
    return replace(found, slopes=None, reason="dose-response: no slope: all weights may be equal")


def direct(case):
    """Abnormal returns of the funds on the event date and their covariance, one regression by statsmodels a fund."""
    (first, last), (before, until) = case.setting.span, case.setting.estimation
    factors = case.study.models["market"].factors
    table = case.returns.of(case.setting.primary.returns)
    X = np.column_stack([np.ones(len(table)), table[list(factors)]])
    row = table.index.get_loc(case.timing.day0["XNYS"])
    days, inside = np.arange(row + before, row + until + 1), np.arange(row + first, row + last + 1)
    fits = [OLS(table[t].to_numpy()[days], X[days]).fit() for t in FUNDS]
    abnormal = [(table[t].to_numpy()[inside] - X[inside] @ f.params).sum() for t, f in zip(FUNDS, fits, strict=True)]
    residuals, x = np.array([f.resid for f in fits]), X[inside].sum(axis=0)
    leverage = len(inside) + x @ np.linalg.inv(X[days].T @ X[days]) @ x
    return np.array(abnormal), residuals @ residuals.T / fits[0].df_resid * leverage, fits[0].df_resid


# The line


def test_all_funds_with_a_listed_weight_are_on_the_line(case, found):
    table = found.table()
    assert tuple(table["fund"]) == tuple(WEIGHTS)
    assert table[["weight_low_pct", "weight_high_pct"]].to_numpy().tolist() == [list(w) for w in WEIGHTS.values()]
    for line in table.to_dict("records"):
        effect = case.once(measure).get(line["fund"], "overnight")
        assert (line["abnormal_bp"], line["bse_bp"]) == (1e4 * effect.abnormal, 1e4 * effect.bse)
        assert (line["low_bp"], line["high_bp"]) == tuple(1e4 * end for end in effect.interval)


@pytest.mark.parametrize("build", [made_case, long_window], ids=["one day", "three days"])
def test_the_lines_covariance_is_that_of_the_residuals_times_the_leverage(build):
    case = build()
    found = dose(case)
    abnormal, cov, df = direct(case)
    low, high = np.array([WEIGHTS[t] for t in FUNDS]).T / 100
    for method, line in (("gls", found.slopes.gls), ("ols", found.slopes.ols)):
        expected = dose_response(np.expm1(abnormal), low, high, cov, df, method=method)
        np.testing.assert_allclose(line.params, expected.params, rtol=1e-8)
        np.testing.assert_allclose(line.bse, expected.bse, rtol=1e-8)
        np.testing.assert_allclose(line.slope_bounds, expected.slope_bounds, rtol=1e-8)
        assert (line.method, line.df_resid, line.nobs) == (method, expected.df_resid, len(FUNDS))
    assert (found.slopes.ols.df_resid, found.slopes.gls.df_resid) == (df, df - len(FUNDS) + 2)


def test_the_least_squares_line_by_textbook(case, found):
    table = found.table()
    weight = (table["weight_low_pct"] + table["weight_high_pct"]).to_numpy() / 200
    slope, intercept = np.polyfit(weight, np.expm1(table["abnormal_bp"] / 1e4), 1)
    np.testing.assert_allclose(found.slopes.ols.params, [intercept, slope], rtol=1e-9)
    cov, w = direct(case)[1], weight - weight.mean()
    assert found.slopes.ols.bse[1] == pytest.approx(np.sqrt(w @ cov @ w) / (w @ w), rel=1e-9)


def test_the_slope_stands_among_the_slopes_of_the_placebo_dates(case, found):
    test, columns = found.slopes.placebo.middle, (*FUNDS, "FFF", "GGG")
    assert test.statistic == pytest.approx(found.slopes.ols.params[1], rel=1e-12)
    design = case.design("overnight", columns, where="dose-response")
    assert test.rows.tolist() == design.rows.tolist()
    assert design.event_row not in test.rows
    values = case.table("overnight", columns).to_numpy()
    y, X = values[:, : len(FUNDS)], np.column_stack([np.ones(len(values)), values[:, len(FUNDS) :]])
    weight = np.array([WEIGHTS[t] for t in FUNDS]).mean(axis=1) / 100
    for row in test.rows[[0, 100, -1]]:
        days = np.arange(row + case.setting.estimation[0], row + case.setting.estimation[1] + 1)
        days = days[design.usable[days]]
        abnormal = [y[row, i] - X[row] @ OLS(y[days, i], X[days]).fit().params for i in range(len(FUNDS))]
        slope = np.polyfit(weight, np.expm1(abnormal), 1)[0]
        assert test.placebo[test.rows == row] == pytest.approx([slope], rel=1e-8)


def test_placebo_slopes_of_longer_windows_do_not_overlap():
    case = long_window()
    rows = dose(case).slopes.placebo.middle.rows
    assert len(rows) > 50
    assert set((rows - case.sessions("XNYS").get_loc(case.timing.day0["XNYS"])) % 3) == {0}


# Where there is none


def test_weights_that_may_be_all_equal_leave_no_slope_and_say_so(found):
    vague = dose(made_case(weights=dict.fromkeys(WEIGHTS, (0.0, 1.0))))
    assert vague.slopes is None
    assert "no slope: all weights may be equal" in vague.reason
    assert [vague.told[k] for k in ("gls", "ols", "placebo")] == [None] * 3
    assert vague.table()["abnormal_bp"].tolist() == found.table()["abnormal_bp"].tolist()


@pytest.mark.parametrize(
    ("build", "number"),
    [(CASES["one fund"], "one series"), (lambda: made_case(portfolio={"model": "mean"}), "no series")],
    ids=["one", "none"],
)
def test_one_fund_or_none_has_no_line_and_the_report_says_so_in_its_place(build, number):
    case = build()
    with pytest.raises(NotApplicableError, match=f"{number} with a listed weight"):
        dose(case)
    piece = supplement(case, dose, case.setting)
    assert piece.text.startswith(f"## Dose-response\n\nDoes not apply: {number} with")
    assert not piece.has_figure()


@pytest.mark.parametrize("changes", [{"model": "mean"}, {"exchange": "XLON"}, {"available": "live"}])
def test_funds_with_another_model_or_exchange_or_without_prices_are_not_on_the_line(changes):
    assert dose(with_like(**changes)).told["funds"] == list(TARGETS)


# What is told


def test_a_slope_is_a_simple_return_of_the_assets():
    """Funds with 20 % and 40 % of an asset that doubles gain 20 % and 40 %, whatever their logarithms."""
    exact = {"AAA": (20.0, 20.0), "BBB": (20.0, 20.0), "CCC": (20.0, 20.0), "PPP": (0.0, 0.0)}
    found = dose(made_case(gain=float(np.log(1.2)), weights=exact))
    quiet = dose(made_case(weights=exact))
    assert found.told["gls"]["slope_pct"] == pytest.approx(100, abs=0.5)
    assert quiet.told["gls"]["slope_pct"] == pytest.approx(0, abs=0.5)


def test_a_slope_is_in_percent_of_the_assets_themselves(found):
    told, fit = found.told["gls"], found.slopes.gls
    assert told["slope_pct"] == pytest.approx(100 * fit.params[1])
    assert told["least_pct"] <= told["slope_pct"] <= told["greatest_pct"]
    assert (told["p"], told["p_opposite"]) == pytest.approx((fit.pvalue("greater"), fit.pvalue("less")))


def test_weights_that_allow_no_slope_at_all_are_said_to(found):
    words = "(two-sided), since some give a slope of zero"
    assert found.told["gls"]["least_pct"] < 0 < found.told["gls"]["greatest_pct"]
    assert found.told["gls"]["p_two_sided"] == 1
    assert words in found.text
    assert words not in with_slope(found, 5.0).text


def test_a_claimed_loss_looks_for_the_other_slope(found):
    loss = dose(made_case(claim={"direction": "loss"}))
    assert loss.told["gls"]["p"] == found.told["gls"]["p_opposite"]
    assert "(one-sided for a loss)" in loss.text
    assert "(one-sided for a gain)" in found.text
    either = dose(made_case(claim={"direction": "move"}))
    assert either.told["gls"]["p"] == either.told["gls"]["p_two_sided"]
    assert "(two-sided)" in either.text
    assert "one-sided" not in either.text


def test_a_contradicted_claim_is_looked_at_from_the_other_side():
    fell = dose(made_case(gain=-0.01))
    assert fell.looking.against
    assert "(one-sided for a loss)" in fell.text
    assert "in the opposite direction" in fell.text
    assert "one-sided for a loss" in fell.caption.title


def test_placebo_funds_that_moved_as_strongly_are_named(found):
    none, strong = "Not one moved at least as strongly", "PPP moved at least as strongly in the claimed direction"
    assert found.told["placebo_funds"] == list(LIKE)
    assert found.told["as_strong"] == []
    assert none in found.text
    loss = dose(made_case(claim={"direction": "loss"}))
    assert loss.told["as_strong"] == list(LIKE)
    assert strong in loss.text


def test_without_a_slope_the_reason_is_given(found):
    silent = without_slope(found)
    assert "Nothing to report here: " in silent.text
    assert silent.caption.title.startswith("Dose-response: no slope")


@pytest.mark.parametrize(
    ("direction", "up", "down"),
    [
        ("gain", "one-sided for a gain", "one-sided for the opposite"),
        ("loss", "one-sided for the opposite", "one-sided for a loss"),
        ("move", "two-sided", "two-sided"),
    ],
)
def test_only_a_slope_that_is_significant_whatever_the_weights_is_called_one(direction, up, down):
    claimed = dose(made_case(claim={"direction": direction}))
    rises, falls = (with_slope(claimed, t).caption.title for t in (5.0, -5.0))
    assert rises.startswith("Abnormal returns rise with the weight of widgets")
    assert falls.startswith("Abnormal returns fall with the weight of widgets")
    assert (up in rises, down in falls) == (True, True)
    assert "No dose-response can be seen: +0.0 %" in with_slope(claimed, 0.0).caption.title
    assert "no confidence band" in claimed.caption.subtitle


def test_a_move_in_proportion_to_the_weights_is_found():
    exact = {"AAA": (1.5, 1.5), "BBB": (1.5, 1.5), "CCC": (1.5, 1.5), "PPP": (0.0, 0.0)}
    moved = dose(made_case(gain=0.015, weights=exact)).told
    assert moved["gls"]["p"] < 0.001
    assert moved["gls"]["low_pct"] < 100 < moved["gls"]["high_pct"]  # 1.5 % of the fund for 1.5 % of weight
    assert moved["placebo"]["p"] == pytest.approx(1 / (1 + moved["placebo"]["dates"]))


# What is drawn


def test_each_fund_is_drawn_with_its_interval_and_its_weights(case, found):
    axis, style = found.plot(), looks(case.study)
    for fund in found.table().to_dict("records"):
        own = [line for line in axis.lines if line.get_color() == style[fund["fund"]].colour]
        assert (fund["low_bp"], fund["high_bp"]) in {tuple(line.get_ydata()) for line in own}
        assert (fund["weight_low_pct"], fund["weight_high_pct"]) in {tuple(line.get_xdata()) for line in own}


def test_a_fund_is_drawn_at_its_weight_unless_it_would_cover_another(found):
    def places(piece):
        axis = piece.plot()
        marks = [line.get_xdata()[0] for line in axis.lines if len(line.get_xdata()) == 1]
        return np.abs(marks - piece.weights_pct.mean(axis=1)) > 1e-9, words_in(axis)

    moved, words = places(found)  # BBB and CCC both have 0.5 %
    assert moved.tolist() == [False, True, True, False]
    assert "Of equal or nearly equal weight, drawn side by side: BBB and CCC" in words
    moved, words = places(replace(found, weights_pct=np.array([[0.0], [0.5], [1.0], [1.5]]) * [1, 1]))
    assert not moved.any()
    assert not any("side by side" in w for w in words)


def test_the_line_of_the_slopes_is_drawn_only_where_there_is_one(found):
    assert len(found.plot().collections) == 1
    assert len(without_slope(found).plot().collections) == 0
    line = with_slope(found, 5.0).plot().lines[1]
    simple = 1e4 * np.expm1(line.get_ydata() / 1e4)
    rise = np.diff(simple) / np.diff(line.get_xdata())
    assert rise == pytest.approx(100 * 5.0 * found.slopes.gls.bse[1])  # basis points for each percent of weight


@pytest.mark.parametrize("name", ["a gain", "a move either way"])
def test_the_figure_is_legible(name):
    assert_legible(dose(CASES[name]()).plot().figure)
