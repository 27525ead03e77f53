"""Which series are the assets' own prices, whose they are, and the study of one issuer alone."""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.findings.meaning.power import power
from analysis.findings.meaning.verdict import verdict
from analysis.findings.unusual.effects import effects
from analysis.findings.when.news import news
from analysis.market.holdings import Holdings
from analysis.measure.deciding import deciding
from analysis.measure.effects import measure
from analysis.measure.itself import by_issuer, case_of, issuer_of, own_case
from analysis.study.series import PORTFOLIO
from tests.cases import FACTORS, made_case
from tests.own_prices import LIKE, NEIGHBOUR, PEERS, beside_funds, own_made

MOVES = {"EAST": 0.02, "WEST": 0.012}
QUOTES = {"EAST29": {"2023-02-28": 90.0, "2023-03-01": 91.0, "2023-03-02": 92.0}}


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return own_made(tmp_path_factory.mktemp("own"), moves=MOVES, quotes=QUOTES)


# --- whose prices ------------------------------------------------------------------------------------------------


def test_own_prices_are_those_of_the_study_within_or_of_a_portfolio_that_is_made_of_nothing_else(own):
    assert own_case(beside_funds(own)) is own
    assert own_case(own) is own
    assert own_case(made_case()) is None
    held = dict.fromkeys(("AAA", "BBB", "CCC"), (100.0, 100.0)) | {"PPP": (0.0, 0.0)}
    assert own_case(made_case(weights=held)) is not None
    assert own_case(made_case(weights=held | {"CCC": (99.0, 100.0)})) is None, "perhaps not of nothing else"


def test_a_series_is_of_the_issuer_whose_assets_it_is_made_of():
    weights = {"E": (100.0, 100.0), "BOTH": (100.0, 100.0), "MOST": (90.0, 100.0)}
    by = {"East": {"E": (100.0, 100.0), "BOTH": (50.0, 50.0), "MOST": (90.0, 100.0)}}
    by["West"] = {"E": (0.0, 0.0), "BOTH": (50.0, 50.0), "MOST": (0.0, 0.0)}
    held = Holdings(dt.date(2023, 3, 1), weights, dict.fromkeys(weights, ()), by)
    assert {t: issuer_of(t, held) for t in (*weights, "UNLISTED")} == {
        "E": "East", "BOTH": None, "MOST": None, "UNLISTED": None,
    }  # fmt: skip


def test_series_by_issuer_in_the_claims_order(own):
    assert by_issuer(own, own.members) == {"East": ("EAST",), "West": ("WEST",)}
    assert by_issuer(own, ["EAST29", LIKE]) == {"East": ("EAST29",), "West": ()}


# --- one issuer alone --------------------------------------------------------------------------------------------


def test_one_issuers_case_is_the_study_that_one_would_declare_of_it_alone(own, tmp_path):
    alone = case_of(own, "East")
    by_hand = own_made(tmp_path, moves=MOVES, own={"EAST": "East"}, peers=(), portfolio={"name": "East"})
    for piece in (verdict, power, effects):
        told, expected = alone.once(piece).told, by_hand.once(piece).told
        assert told == expected, piece.__name__
    assert alone.once(deciding).difference.pvalue() == by_hand.once(deciding).difference.pvalue()


def test_of_one_issuer_the_rule_the_model_the_like_series_and_the_days_stay_as_they_are(own):
    alone = case_of(own, "West")
    assert (alone.members, alone.study.claim.issuers) == (("WEST",), ("West",))
    assert alone.study.decision is own.study.decision
    assert alone.once(deciding).likes == own.once(deciding).likes == (LIKE,)
    assert alone.timing.home == own.timing.home
    assert [s.key for s in alone.series] == [PORTFOLIO, "WEST", LIKE, NEIGHBOUR, *FACTORS]
    mine, theirs = alone.once(measure).primary, own.once(measure).get("WEST", "day 0")
    assert mine.abnormal == pytest.approx(theirs.abnormal, abs=1e-15)
    assert (mine.placebo.rows == theirs.placebo.rows).all()


def test_the_study_itself_stays_as_it_was(own):
    before = own.study.model_dump()
    case_of(own, "East")
    assert own.study.model_dump() == before


def test_an_issuer_without_a_series_of_its_own_has_no_case(own):
    both = {name: dict.fromkeys(held, (50.0, 50.0)) for name, held in own.holdings.by_issuer.items()}
    mixed = replace(own, holdings=replace(own.holdings, by_issuer=both))
    with pytest.raises(KeyError, match="East"):
        case_of(mixed, "East")


# --- peers and witnesses decide nothing --------------------------------------------------------------------------


def test_peers_and_witnesses_enter_no_effect_no_mean_no_test_no_table_of_power_and_no_news(own, tmp_path):
    """Without them each number is the same, to the last digit."""
    bare = own_made(tmp_path, moves=MOVES, peers=())
    for piece in (effects, power, verdict, news):
        owners = [c.timing if piece is news else c for c in (own, bare)]
        assert owners[0].once(piece).told == owners[1].once(piece).told, piece.__name__
    assert own.once(power).numbers().frame.equals(bare.once(power).numbers().frame)
    assert {s.key for s in own.series} == {PORTFOLIO, "EAST", "WEST", LIKE, NEIGHBOUR, *FACTORS}
    measured = {key for key, _ in own.once(measure).dates}
    assert not measured & {*PEERS, *QUOTES}
    assert own.once(deciding).likes == (LIKE,)


def test_peers_that_jump_change_no_test(own, tmp_path):
    wild = own_made(tmp_path, moves=MOVES | dict.fromkeys(PEERS, 0.05), quotes=QUOTES)
    assert wild.once(verdict).told == own.once(verdict).told
