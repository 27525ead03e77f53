"""Figures of the assets' own prices: legible in the bundled study and in odd ones, drawn from the piece's numbers."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from analysis.findings.itself.countries import countries
from analysis.findings.itself.happened import happened
from analysis.findings.itself.resolution import resolution
from analysis.findings.steps.moved import moved
from analysis.findings.steps.when import when
from tests.legible import assert_legible
from tests.own_prices import beside_funds, own_made

QUOTES = {f"2023-0{m}-{d:02}": 90.0 + d / 10 for m, days in ((2, range(22, 29)), (3, range(1, 8))) for d in days}
GAIN = {"EAST": 0.02, "WEST": 0.015}
LONG = "Republic of the Far and Distant Eastern Islands and Their Many Dependencies"
MANY = tuple(f"PEER{n:02}" for n in range(30))
WIDE = {"ABCDEFGHIJKL.EAST": "East", "ABCDEFGHIJKL.WEST": "West"}
ODD = {
    "as it is": {},
    "witnesses": {"quotes": {"EAST29": QUOTES, "WEST31": QUOTES}},
    "a witness that was not quoted about the day": {"quotes": {"EAST29": {"2022-07-01": 90.0, "2022-07-04": 91.0}}},
    "a witness that was not quoted before it": {"quotes": {"EAST29": {"2023-03-02": 90.0, "2023-03-03": 91.0}}},
    "one issuer": {"own": {"EAST": "East"}},
    "no peers": {"peers": ()},
    "nothing beside": {"peers": (), "beside": False},
    "thirty peers": {"peers": MANY},
    "long names": {"own": {"EAST": LONG, "WEST": f"Former {LONG}"}},
    "long tickers": {"own": WIDE, "moves": dict.fromkeys(WIDE, 0.02)},
    "alike to a hair": {"moves": {"EAST": 0.02, "WEST": 0.0202, "NEAR": 0.0201, "LIKE": 0.0199}},
    "a fall by half": {"moves": {"EAST": -0.7, "WEST": 0.01}},
}
PIECES = {"own-prices": happened, "countries": countries, "resolution": resolution}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def drawn(folder, odd, name):
    case = beside_funds(own_made(folder, **{"moves": GAIN, **odd}))
    return case.once(PIECES[name])


@pytest.mark.parametrize("name", PIECES)
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_studies_are_legible(tmp_path, odd, name):
    if name == "countries" and odd == ODD["nothing beside"]:
        pytest.skip("there is nothing to show beside the own series")
    assert_legible(drawn(tmp_path, odd, name).plot().figure)


@pytest.fixture(scope="module")
def bundled_case(study):
    return moved(study, when(study)).case


@pytest.mark.parametrize("name", PIECES)
def test_the_bundled_study_is_legible(bundled_case, name):
    assert_legible(bundled_case.once(PIECES[name]).plot().figure)


# --- what is drawn -----------------------------------------------------------------------------------------------


def test_the_lines_start_at_100_before_the_news_and_show_the_move_of_the_day(tmp_path):
    piece = drawn(tmp_path, {}, "own-prices")
    before, after = piece.moves[0].before, piece.moves[0].after
    for move in piece.moves:
        assert piece.path[move.series][before] == pytest.approx(100)
        assert piece.path[move.series][after] == pytest.approx(100 * np.exp(move.raw))
    lines = {tuple(line.get_ydata()) for axis in piece.plot().child_axes for line in axis.lines}
    for ticker in piece.path:
        assert tuple(piece.path[ticker].dropna()) in lines, ticker


def test_peers_and_factors_are_not_among_the_lines_of_prices(tmp_path):
    assert list(drawn(tmp_path, {}, "own-prices").path) == ["EAST", "WEST", "LIKE", "NEAR"]


def test_each_way_of_looking_has_a_bar_as_long_as_the_move_that_it_sees(tmp_path):
    piece = drawn(tmp_path, {}, "resolution")
    ends = [bar.get_x() + bar.get_width() for bar in piece.plot().patches]
    assert ends == pytest.approx([e.needed_pct for e in piece.eyes])


def test_each_country_has_its_day_its_eve_and_its_score(tmp_path):
    piece = drawn(tmp_path, {}, "countries")
    left, right = piece.plot().child_axes[:2]
    points = {round(float(line.get_xdata()[0]), 9) for line in left.lines if len(line.get_xdata()) == 1}
    assert {round(1e4 * m, 9) for line in piece.lines for m in (line.eve, line.raw)} <= points
    scores = {round(float(line.get_xdata()[0]), 9) for line in right.lines if len(line.get_xdata()) == 1}
    assert {round(line.score, 9) for line in piece.lines} <= scores
