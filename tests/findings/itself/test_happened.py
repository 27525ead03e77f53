"""Did it happen? By hand: from the last price before the news to the first after it, against their rounding."""

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.findings.itself.happened import answer_of_all, happened
from analysis.findings.itself.moves import answer_of, rounding_of, witnesses_of
from tests.cases import CALENDAR, declared, instruments_with, made_case, one_fund
from tests.own_prices import beside_funds, own_made

UTC = dt.UTC
THREE = {"2023-02-28": 90.0, "2023-03-01": 91.0, "2023-03-02": 92.0}


def asked(folder, east, west, direction="gain", **changes):
    return own_made(folder, moves={"EAST": east, "WEST": west}, claim={"direction": direction}, **changes).once(
        happened
    )


def flat(piece):
    """Its text in one line."""
    return " ".join(piece.text.split())


# --- one answer --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "rounding", "sign", "answer"),
    [
        (0.002, 0.001, 1, "yes"), (-0.002, 0.001, 1, "no"), (-0.002, 0.001, -1, "yes"), (0.002, 0.001, -1, "no"),
        (0.002, 0.001, 0, "yes"), (-0.002, 0.001, 0, "yes"),
        (0.001, 0.001, 1, "not observed"), (-0.001, 0.001, -1, "not observed"), (0.0, 0.0, 0, "not observed"),
        (math.nan, 0.001, 1, "not observed"),
    ],
)  # fmt: skip
def test_a_move_is_one_as_claimed_where_it_is_more_than_the_last_digit(raw, rounding, sign, answer):
    assert answer_of(raw, rounding, sign) == answer


@pytest.mark.parametrize(
    ("answers", "answer"),
    [
        (["yes"], "yes"), (["yes", "yes"], "yes"), (["no", "no"], "no"), (["yes", "no"], "mixed"),
        (["yes", "not observed"], "not observed"), ([], "not observed"),
        (["no", "not observed", "yes"], "not observed"), (["mixed", "yes"], "mixed"), (["mixed", "mixed"], "mixed"),
    ],
)  # fmt: skip
def test_of_several_issuers(answers, answer):
    assert answer_of_all(answers) == answer


def test_rounding_is_the_smallest_step_between_prices_over_their_level():
    closes = np.array([80.0, 80.05, 80.03, np.nan, 80.05])
    assert rounding_of(closes, 80.0) == pytest.approx(0.02 / 80)
    assert rounding_of(np.array([80.0, 80.0]), 80.0) == 0


# --- the made study ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("east", "west", "direction", "answers", "answer"),
    [
        (0.03, 0.03, "gain", ("yes", "yes"), "yes"), (-0.03, -0.03, "gain", ("no", "no"), "no"),
        (0.03, -0.03, "gain", ("yes", "no"), "mixed"), (-0.03, -0.03, "loss", ("yes", "yes"), "yes"),
        (0.03, -0.03, "loss", ("no", "yes"), "mixed"), (0.03, -0.03, "move", ("yes", "yes"), "yes"),
    ],
)  # fmt: skip
def test_the_answer_of_each_issuer_and_of_both(tmp_path, east, west, direction, answers, answer):
    found = asked(tmp_path, east, west, direction)
    assert found.answers == dict(zip(("East", "West"), answers, strict=True))
    assert (found.answer, found.told["answer"]) == (answer, answer)
    assert found.words.startswith(f"{answer.capitalize()}: the widgets did")


@pytest.mark.parametrize(
    ("direction", "east", "west", "said"),
    [
        ("gain", 0.03, 0.03, "Yes: the widgets did gain ("), ("gain", -0.03, -0.03, "No: the widgets did not gain ("),
        ("loss", -0.03, -0.03, "Yes: the widgets did fall ("), ("move", 0.03, -0.03, "Yes: the widgets did move ("),
        ("gain", 0.03, -0.03, "Mixed: the widgets did in part gain ("),
    ],
)  # fmt: skip
def test_the_words_say_the_claims_verb_and_both_moves(tmp_path, direction, east, west, said):
    found = asked(tmp_path, east, west, direction)
    assert found.words.startswith(said)
    each = "; ".join(f"{m.issuer} {100 * math.expm1(m.raw):+.2f} %" for m in found.moves)
    assert found.words.endswith(f"({each}).")


def test_the_move_is_that_of_the_two_prices_around_the_news_by_hand(tmp_path):
    case = own_made(tmp_path, moves={"EAST": 0.03, "WEST": 0.03})
    closes = pd.read_csv(tmp_path / "prices" / "EAST.csv", index_col="date")["close"]
    move = case.once(happened).moves[0]
    assert move.raw == pytest.approx(math.log(closes["2023-03-01"] / closes["2023-02-28"]), abs=1e-15)
    hours = [dt.datetime(2023, 2, 28, 21, 15, tzinfo=UTC), dt.datetime(2023, 3, 1, 21, 15, tzinfo=UTC)]
    assert [move.before, move.after] == hours, "16:15 in New York"
    (line, _) = case.once(happened).told["moves"]
    assert line["raw_bp"] == pytest.approx(1e4 * move.raw, rel=1e-9)
    assert (line["before"], line["issuer"]) == ("2023-02-28T21:15:00+00:00", "East")


def test_days_without_a_quote_lengthen_the_way_from_price_to_price(tmp_path):
    silent = ["2023-03-01", "2023-03-02"]
    case = own_made(tmp_path, moves={"EAST": 0.03}, gone=dict.fromkeys(("EAST", "WEST", "LIKE"), silent))
    move = case.once(happened).moves[0]
    closes = pd.read_csv(tmp_path / "prices" / "EAST.csv", index_col="date")["close"]
    assert move.raw == pytest.approx(math.log(closes["2023-03-03"] / closes["2023-02-28"]), abs=1e-15)
    assert move.after == dt.datetime(2023, 3, 3, 21, 15, tzinfo=UTC)


def test_prices_in_whole_units_do_not_show_a_move_of_less_than_one(tmp_path):
    """Levels near 100 of whole numbers: a step is a hundred basis points, and the day moved by less or by one step."""
    found = asked(tmp_path, 0.001, 0.04, digits=0)
    east, west = found.moves
    assert east.rounding == pytest.approx(0.01, rel=0.1)
    assert (east.answer, west.answer, found.answer) == ("not observed", "yes", "not observed")
    assert found.words.startswith("Not observed: not every price of the widgets was observed (East not observed; ")


def test_prices_of_no_single_issuer_are_called_by_their_asset_and_not_by_the_issuer_that_was_claimed(tmp_path):
    """Oil that a claim calls South Africa's is read off the world's price: that is not South Africa's."""
    case = own_made(tmp_path, moves={"EAST": 0.03, "WEST": 0.03})
    worldwide = replace(case, holdings=replace(case.holdings, by_issuer={"World": case.holdings.weights}))
    found = happened(worldwide)
    assert found.answers == {"widgets": "yes"}
    assert {m.issuer for m in found.moves} == {"widgets"}
    assert "East" not in found.words + found.text


def test_with_funds_alone_nothing_is_observed_and_nothing_drawn():
    found = made_case().once(happened)
    assert (found.answer, found.moves, found.witnesses, found.has_figure()) == ("not observed", (), (), False)
    assert found.told["issuers"] == [{"issuer": "Nowhere", "answer": "not observed"}]
    assert "The prices of this study are those of funds" in found.text
    assert "is declared" not in found.text, "nothing was declared that could be missing"
    assert found.table().empty


def test_beside_funds_the_own_prices_answer(tmp_path):
    own = own_made(tmp_path, moves={"EAST": 0.03, "WEST": 0.03})
    assert beside_funds(own).once(happened).told == own.once(happened).told


# --- own prices that trade on an exchange ------------------------------------------------------------------------


def traded(case):
    """The case with the closing prices of its one fund, which is the asset itself."""
    bars = {"AAA": pd.DataFrame({"close": case.returns.closes["AAA"]})}
    return replace(case, snapshot=replace(case.snapshot, bars=bars))


@pytest.mark.parametrize("bars", ["full", "closes"])
def test_prices_of_an_exchange_are_compared_from_close_to_close(bars):
    alone = [i for i in instruments_with("AAA", bars=bars) if i["ticker"] in ("AAA", "RRR", "FFF", "GGG")]
    day = [w for w in declared()["windows"] if w["returns"] == "close-to-close"]
    case = traded(
        made_case(
            instruments=alone, portfolio={"members": ["AAA"]}, windows=day, weights={"AAA": (100.0, 100.0)}, gain=0.02,
            multiverse={"portfolios": {"it": ["AAA"]}, "windows": ["day 0"]}, synthetic={"donors": ["RRR", "FFF"]},
            comovement={"series": ["AAA", "RRR", "FFF", "GGG"]},
            placebo={"no_like_fund": "No other series is anything like it."},
        )
    )  # fmt: skip
    (move,) = case.once(happened).moves
    closes = case.returns.closes["AAA"]
    assert move.raw == pytest.approx(math.log(closes["2023-03-01"] / closes["2023-02-28"]), abs=1e-12)
    hours = [dt.datetime(2023, 2, 28, 21, tzinfo=UTC), dt.datetime(2023, 3, 1, 21, tzinfo=UTC)]
    assert ([move.before, move.after], move.answer) == (hours, "yes")


def test_where_the_verdict_is_of_the_night_the_move_still_runs_from_close_to_close():
    case = traded(one_fund())
    assert case.setting.primary.name == "overnight"
    (move,) = case.once(happened).moves
    assert move.raw == pytest.approx(case.returns.close_to_close["AAA"]["2023-03-01"], abs=1e-12)


# --- witnesses ---------------------------------------------------------------------------------------------------


def witness(folder, quotes, hour=9, minute=0, **changes):
    """The one witness of a study whose news came at an hour of 1 March, UTC."""
    case = own_made(folder, quotes={"EAST29": quotes}, **changes)
    instant = dt.datetime(2023, 3, 1, hour, minute, tzinfo=UTC)
    event = case.study.event.model_copy(update={"instant": instant})
    study = case.study.model_copy(update={"event": event})
    (found,) = witnesses_of(replace(case, timing=replace(case.timing, study=study)))
    return found


def test_a_quote_of_the_day_may_be_from_before_the_news_or_after_it_and_both_readings_are_given(tmp_path):
    found = witness(tmp_path, THREE)
    assert (found.issuer, found.days) == ("East", ("2023-02-28", "2023-03-01", "2023-03-02"))
    assert found.to_between == pytest.approx(math.log(91 / 90))
    assert found.from_between == pytest.approx(math.log(92 / 91))
    assert found.whole == pytest.approx(math.log(92 / 90))


@pytest.mark.parametrize(
    ("hour", "minute", "days"),
    [
        (0, 0, ("2023-02-28", "2023-03-01", "2023-03-02")),  # perhaps struck at that very moment, perhaps after it
        (13, 29, ("2023-02-28", "2023-03-01", "2023-03-02")),
        (13, 30, ("2023-03-01", None, "2023-03-02")),  # at the latest at that very moment: before the news
        (23, 59, ("2023-03-01", None, "2023-03-02")),
    ],
)
def test_at_the_ends_of_the_hours(tmp_path, hour, minute, days):
    assert witness(tmp_path, THREE, hour, minute).days == days


def test_without_a_quote_of_the_day_neither_reading_can_be_given_and_the_move_across_is_known(tmp_path):
    found = witness(tmp_path, {d: p for d, p in THREE.items() if d != "2023-03-01"})
    assert found.days == ("2023-02-28", None, "2023-03-02")
    assert np.isnan([found.to_between, found.from_between]).all()
    assert found.whole == pytest.approx(math.log(92 / 90))


@pytest.mark.parametrize("gone", ["2023-02-28", "2023-03-02"])
def test_a_witness_that_was_quoted_on_one_side_alone_has_one_reading(tmp_path, gone):
    found = witness(tmp_path, {d: p for d, p in THREE.items() if d != gone})
    assert (gone in found.days, None in found.days) == (False, True)
    assert math.isnan(found.to_between) == (gone == "2023-02-28")
    assert math.isnan(found.from_between) == (gone == "2023-03-02")
    assert math.isnan(found.whole)


def test_witnesses_are_told_in_percent_with_their_days_and_decide_nothing(tmp_path):
    found = asked(tmp_path, 0.03, 0.03, quotes={"EAST29": THREE, "WEST31": {d: 180 - p for d, p in THREE.items()}})
    east, west = found.told["witnesses"]
    assert (east["issuer"], west["issuer"]) == ("East", "West")
    assert east["before_pct"] == pytest.approx(100 * (91 / 90 - 1))
    assert west["after_pct"] == pytest.approx(100 * (88 / 89 - 1))
    assert west["across_pct"] == pytest.approx(100 * (88 / 90 - 1))
    assert (east["first_day"], east["between_day"], east["last_day"]) == tuple(THREE)
    assert found.answer == "yes", "though a bond of West fell"
    assert "to 2023-03-01, if struck after the news" in found.text
    said = (
        "Other quotes, struck once within 00:00 to 13:30 UTC, decide nothing; if that was after the news, the widgets"
    )
    assert f"{said} gained or fell by them." in flat(found)


@pytest.mark.parametrize(
    ("weight", "said"), [("", ""), ("minor", ", and minor news fell"), ("major", ", and other news fell")]
)
def test_news_in_the_hours_between_both_prices_is_called_minor_where_none_of_it_is_major(tmp_path, weight, said):
    entries = [e for e in CALENDAR if e.topic != "fed" or weight]
    entries = tuple(replace(e, weight=weight) if e.topic == "fed" else e for e in entries)
    assert f"the market moves all prices{said}" in flat(asked(tmp_path, 0.03, 0.03, calendar=entries))


def test_prices_that_are_struck_once_a_day_are_quotes_and_not_closes(tmp_path):
    found = asked(tmp_path, 0.03, 0.03)
    assert "Own prices, last quote before the news to first after it: " in flat(found)
    assert "close" not in found.text


@pytest.mark.parametrize(("sign", "said"), [(1, "gained"), (-1, "fell")])
def test_how_the_assets_moved_by_quotes_struck_after_the_news_is_said(tmp_path, sign, said):
    quotes = {"EAST29": {day: 90 + sign * (price - 90) for day, price in THREE.items()}}
    assert f"if that was after the news, the widgets {said} by them." in flat(
        asked(tmp_path, 0.03, 0.03, quotes=quotes)
    )


@pytest.mark.parametrize(("direction", "head"), [("gain", "gained"), ("loss", "fell"), ("move", "moved")])
def test_the_table_of_moves_asks_whether_prices_moved_and_not_whether_the_claim_is_true(tmp_path, direction, head):
    table = asked(tmp_path, 0.03, 0.03, direction=direction).shown()["own_moves"]
    assert [c.head for c in table.columns][-1] == head


def test_a_witness_that_was_not_quoted_on_the_day_is_told_with_its_move_across(tmp_path):
    found = asked(tmp_path, 0.03, 0.03, quotes={"EAST29": {d: p for d, p in THREE.items() if d != "2023-03-01"}})
    (line,) = found.told["witnesses"]
    assert (line["before_pct"], line["between_day"], line["after_pct"]) == (None, None, None)
    assert line["across_pct"] == pytest.approx(100 * (92 / 90 - 1))
    assert "None" not in found.text
    assert "from the last before the news to the first after it" in found.text
    assert "decide nothing." in found.text


def test_a_witness_without_prices_is_none(tmp_path):
    case = own_made(tmp_path, moves={"EAST": 0.03}, quotes={"EAST29": THREE})
    bars = {t: b for t, b in case.snapshot.bars.items() if t != "EAST29"}
    assert witnesses_of(replace(case, snapshot=replace(case.snapshot, bars=bars))) == ()
