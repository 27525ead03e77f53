"""The path is the cumulated prediction error of one regression, day by day."""

import numpy as np
import pytest

from analysis.findings.unusual.path import path
from analysis.measure.effects import fit_series
from tests.cases import DAY0, FACTORS, TARGETS, made_case
from tests.legible import words_in


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def piece(case):
    return case.once(path)


def test_abnormal_returns_are_cumulated_from_the_eve(case, piece):
    daily = case.returns.close_to_close
    y, x = daily[list(TARGETS)].mean(axis=1).to_numpy(), daily[list(FACTORS)].to_numpy()
    row, design = daily.index.get_loc(DAY0), np.column_stack([np.ones(len(x)), x])
    before, around = slice(row - 63, row - 3), slice(row - 3, row + 6)
    beta = np.linalg.lstsq(design[before], y[before])[0]
    assert piece.days.tolist() == list(range(-3, 6))
    assert piece.sessions.equals(daily.index[around])
    to_each_day = np.cumsum(y[around] - design[around] @ beta)
    np.testing.assert_allclose(piece.car, to_each_day - to_each_day[2], atol=1e-12)  # event days -3, -2, -1


def test_the_band_lies_evenly_around_the_path_and_grows_away_from_the_eve(piece):
    np.testing.assert_allclose(piece.high - piece.car, piece.car - piece.low)
    assert piece.bse[2] == 0
    assert (np.diff(piece.bse[2:]) > 0).all()
    assert (np.diff(piece.bse[:3]) < 0).all()


def test_the_band_of_a_day_is_that_of_the_window_between_it_and_the_eve(case, piece):
    fit = fit_series(case, case.portfolio, "close-to-close", [(-3, 5)])
    for day, first, last, sign in ((0, 0, 0, 1), (3, 0, 3, 1), (-3, -2, -1, -1)):
        window, n = fit.car(first, last), piece.days.tolist().index(day)
        assert piece.car[n] == pytest.approx(sign * window.value)
        assert piece.bse[n] == pytest.approx(window.bse)


def test_days_on_which_the_band_excludes_zero_are_counted(piece):
    assert piece.told["days"] == 8  # the eve is no test of itself
    assert piece.told["days_apart"] == 0
    assert "on all 8 event days" in piece.caption.title
    moved = made_case(gain=0.02).once(path)
    assert moved.told["days_apart"] == 6  # day 0 and the five that follow
    assert "on 2 of 8 event days" in moved.caption.title
    assert "on 2 of 8 event days" in moved.text


def test_the_record_is_the_table_in_basis_points(piece):
    first = piece.told["by_day"][0]
    assert (first["event_day"], first["car_bp"]) == (-3, pytest.approx(1e4 * piece.car[0]))
    assert [line["session"] for line in piece.told["by_day"]] == piece.table()["session"].to_list()


def test_the_line_of_the_figure_is_the_table(piece):
    axes = piece.plot()
    (line,) = [line for line in axes.lines if line.get_marker() == "o"]
    assert line.get_xdata().tolist() == piece.days.tolist()
    assert line.get_ydata() == pytest.approx(piece.table()["car_bp"])
    assert "day 0, 2023-03-01" in words_in(axes)
