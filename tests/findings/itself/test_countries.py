"""Countries side by side: ranks, differences and groups, each by another way of computing it."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import NotApplicableError
from analysis.findings.itself.countries import countries
from analysis.findings.piece import supplement
from analysis.measure.effects import measure
from analysis.study.series import PORTFOLIO
from tests.cases import made_returns, made_study
from tests.own_prices import NEIGHBOUR, PEERS, own_made, own_tables

MOVES = {"EAST": 0.02, "WEST": 0.012, "P01": 0.05, "P02": 0.06, "P03": -0.05}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def own(folder):
    return own_made(folder, moves=MOVES)


@pytest.fixture(scope="module")
def piece(own):
    return own.once(countries)


def abnormal(folder, ticker):
    """Abnormal return of the day from the file of prices, by least squares."""
    prices = pd.read_csv(folder / "prices" / f"{ticker}.csv", index_col="date", parse_dates=True)["close"]
    y = np.log(prices).diff().to_numpy()
    x = made_returns(made_study()).close_to_close["FFF"].to_numpy()
    day0 = prices.index.get_loc("2023-03-01")
    days = prices.index.to_numpy().astype("datetime64[D]")
    weekdays = np.append(1, np.busday_count(days[:-1], days[1:]))  # drift and variance grow with them
    X = np.column_stack([weekdays, x])
    before = slice(day0 - 4 - 60 + 1, day0 - 4 + 1)
    root = np.sqrt(weekdays[before])
    b, *_ = np.linalg.lstsq(X[before] / root[:, None], y[before] / root, rcond=None)
    return y[day0] - X[day0] @ b


def line(piece, series):
    return next(x for x in piece.lines if x.series == series)


def flat(piece):
    """Its text in one line."""
    return " ".join(piece.text.split())


def less(piece, series, other):
    (found,) = [d for d in piece.less if (d.series, d.other) == (series, other)]
    return found


# --- lines -------------------------------------------------------------------------------------------------------


def test_every_series_has_a_line_in_its_group_and_factors_and_witnesses_have_none(piece):
    groups = {x.series: x.group for x in piece.lines}
    assert groups == {
        PORTFOLIO: "own", "EAST": "own", "WEST": "own", NEIGHBOUR: "neighbour", "LIKE": "alike",
        **dict.fromkeys(PEERS, "peer"),
    }  # fmt: skip


@pytest.mark.parametrize("ticker", ["EAST", "WEST", NEIGHBOUR, "LIKE", *PEERS])
def test_a_few_lines_of_numpy_give_the_abnormal_return(piece, folder, ticker):
    prices = np.log(pd.read_csv(folder / "prices" / f"{ticker}.csv", index_col="date")["close"])
    found = line(piece, ticker)
    assert found.abnormal == pytest.approx(abnormal(folder, ticker), abs=1e-10)
    assert found.raw == pytest.approx(prices["2023-03-01"] - prices["2023-02-28"], abs=1e-12)
    assert found.eve == pytest.approx(prices["2023-02-28"] - prices["2023-02-27"], abs=1e-12)


def test_the_own_lines_are_those_of_the_verdicts_tests(own, piece):
    for key in (PORTFOLIO, "EAST", "WEST"):
        effect = own.once(measure).get(key, "day 0")
        found = line(piece, key)
        assert (found.abnormal, found.pvalue) == (effect.abnormal, effect.placebo.pvalue("greater"))
        assert found.score == effect.placebo.statistic


# --- rank among countries ----------------------------------------------------------------------------------------


def test_the_rank_counts_countries_that_moved_as_far_over_their_own_volatility(piece):
    """Two of four moved by more than four times the own move: p = (1 + 2) / (1 + 4)."""
    for own in piece.own:
        assert piece.rank(own) == (2, pytest.approx(3 / 5))
    ranks = {r["series"]: (r["beyond"], r["countries"], r["p"]) for r in piece.told["rank-among-countries"]}
    assert ranks == dict.fromkeys((PORTFOLIO, "EAST", "WEST"), (2, 4, 0.6))


def test_the_finding_counts_neighbours_that_moved_as_far_as_well(piece, tmp_path):
    assert piece.summary() == "2 of 4 peers moved as far; no neighbour did"
    assert piece.caption.title == piece.summary()
    far = own_made(tmp_path, moves={**MOVES, NEIGHBOUR: 0.2}).once(countries)
    assert far.summary() == "2 of 4 peers moved as far; the neighbour did"


def test_of_several_neighbours_the_finding_says_how_many(piece):
    near = line(piece, NEIGHBOUR)
    further = replace(near, series="NEXT", score=2 * line(piece, PORTFOLIO).score)
    several = replace(piece, lines=(*piece.lines, further))
    assert several.summary() == "2 of 4 peers moved as far; 1 of 2 neighbours did"


def test_the_text_says_who_the_peers_are_by_their_names_or_in_declared_words(piece):
    assert "rank among 4 peers (Index P01, Index P02, Index P03 and Index P04) by abnormal gain" in flat(piece)
    words = {"peers": "markets far away, computed from spreads", "neighbours": "its quotes rose less"}
    study = piece.setting.study.model_copy(update=words)
    told = flat(replace(piece, setting=replace(piece.setting, study=study)))
    assert "rank among 4 peers (markets far away, computed from spreads) by abnormal gain over volatility." in told
    assert f"The mean of the neighbours ({NEIGHBOUR}; its quotes rose less) decides too" in told


def test_a_claimed_loss_is_ranked_downwards_and_few_countries_cannot_reach_the_level(tmp_path):
    falls = {"EAST": -0.02, "WEST": -0.02, "P01": 0.05, "P03": -0.06}
    piece = own_made(tmp_path, moves=falls, claim={"direction": "loss"}).once(countries)
    assert piece.rank(line(piece, PORTFOLIO)) == (1, pytest.approx(2 / 5))
    assert "The smallest possible p is 0.2" in piece.text
    assert "by abnormal loss over volatility" in flat(piece)


def test_each_country_is_measured_by_its_own_noise(folder, piece):
    scores = {t: line(piece, t).score for t in PEERS}
    by_hand = {t: abnormal(folder, t) for t in PEERS}
    assert all(np.sign(scores[t]) == np.sign(by_hand[t]) for t in PEERS)
    scales = {t: by_hand[t] / scores[t] for t in PEERS}
    assert all(0.001 < s < 0.004 for s in scales.values()), "noise of 20 bp a day"


# --- differences -------------------------------------------------------------------------------------------------


def test_the_difference_to_the_mean_of_countries_by_two_routes(piece, folder):
    mean = np.mean([abnormal(folder, t) for t in PEERS])
    mine = {"EAST": abnormal(folder, "EAST"), "WEST": abnormal(folder, "WEST")}
    mine[PORTFOLIO] = np.mean(list(mine.values()))
    for key, value in mine.items():
        found = less(piece, key, piece.less_peers.other)
        assert found.abnormal == pytest.approx(value - mean, abs=1e-10)
        raw = [line(piece, t).raw for t in PEERS]
        assert found.raw == pytest.approx(line(piece, key).raw - np.mean(raw), abs=1e-12)
    assert piece.less_peers == less(piece, PORTFOLIO, piece.less_peers.other)
    assert piece.less_peers.other.startswith("mean of 4 ")


def test_the_difference_to_a_neighbour_by_two_routes(piece, folder):
    theirs = abnormal(folder, NEIGHBOUR)
    for key in ("EAST", "WEST"):
        found = less(piece, key, NEIGHBOUR)
        assert found.abnormal == pytest.approx(abnormal(folder, key) - theirs, abs=1e-10)
        assert found.raw == pytest.approx(line(piece, key).raw - line(piece, NEIGHBOUR).raw, abs=1e-12)
    both = less(piece, PORTFOLIO, NEIGHBOUR)
    assert both.abnormal == pytest.approx((abnormal(folder, "EAST") + abnormal(folder, "WEST")) / 2 - theirs, abs=1e-10)


def test_a_neighbour_that_moved_alike_leaves_no_difference(tmp_path):
    alike = own_made(tmp_path, moves={"EAST": 0.02, "WEST": 0.02, NEIGHBOUR: 0.02}).once(countries)
    assert less(alike, PORTFOLIO, NEIGHBOUR).pvalue > 0.05
    assert alike.less_peers.pvalue <= 0.05


def test_days_on_which_a_peer_was_not_quoted_cost_the_portfolio_nothing(tmp_path, piece):
    gaps = own_made(tmp_path, moves=MOVES, gone={"P01": ["2023-01-10", "2023-01-11"]}).once(countries)
    for key in (PORTFOLIO, "EAST", NEIGHBOUR):
        assert line(gaps, key) == line(piece, key)
    assert line(gaps, "P02").abnormal != line(piece, "P02").abnormal


def test_peers_of_different_models_have_no_one_mean(tmp_path):
    tables = own_tables()["instruments"]
    mixed = [i | {"model": "mean"} if i["ticker"] == "P04" else i for i in tables]
    piece = own_made(tmp_path, instruments=mixed, moves=MOVES).once(countries)
    assert piece.less_peers is None
    assert {d.other for d in piece.less} == {NEIGHBOUR}
    assert len(piece.peers) == 4, "each is ranked all the same"


def test_without_peers_there_is_neither_rank_nor_mean(tmp_path):
    piece = own_made(tmp_path, peers=()).once(countries)
    assert "rank-among-countries" not in piece.tables()
    assert piece.less_peers is None
    assert "Placebo in space" not in piece.text
    assert re.fullmatch(
        r"Abnormal on the day: Widgets themselves \S+ bp; like series LIKE \S+ bp; neighbour NEAR \S+ bp",
        piece.summary(),
    )


def test_without_peers_several_series_of_one_part_are_told_from_the_least_to_the_most(tmp_path):
    piece = own_made(tmp_path, peers=()).once(countries)
    more = replace(line(piece, "LIKE"), series="ALIKE", abnormal=0.0123)
    low = 1e4 * line(piece, "LIKE").abnormal
    assert f"; like series {low:+.1f} to +123.0 bp; " in replace(piece, lines=(*piece.lines, more)).summary()


def test_many_members_stand_behind_the_series_beside_them_and_few_do_not(piece):
    """A report shows the first lines alone: they are to hold what the section is about."""
    first = list(piece.shown()["countries"].frame["series"])
    assert first[:4] == [PORTFOLIO, "EAST", "WEST", NEIGHBOUR]
    members = [replace(line(piece, "EAST"), series=f"M{n}") for n in range(5)]
    many = replace(piece, lines=(*piece.lines[:1], *members, *piece.lines[3:]))
    shown = list(many.shown()["countries"].frame["series"])
    assert shown == [PORTFOLIO, NEIGHBOUR, "LIKE", *PEERS, *(m.series for m in members)]
    assert list(many.tables()["countries"].frame["series"])[1] == "M0", "the file keeps the order of the parts"


def test_with_nothing_beside_the_own_series_the_piece_says_why_it_is_none(tmp_path):
    case = own_made(tmp_path, peers=(), beside=False)
    with pytest.raises(NotApplicableError, match="no neighbour, like series or peer is declared"):
        countries(case)
    said = supplement(case, countries, case.setting).text
    assert "no neighbour, like series or peer is declared" in said
    assert "side by side: " not in said, "which the heading says"
    assert "declare some" not in said, "a reader of the report cannot"
