"""Peers and witnesses: what may be declared of them and by which words it is refused."""

import datetime as dt

import pytest
from pydantic import ValidationError

from analysis.exchanges import exchange_hours
from analysis.study.declarations import Instrument
from tests.own_prices import PEERS, WITNESS_HOURS, own_made

BASE = {"ticker": "BOND", "name": "A bond", "model": "mean", "markets": ["emerging-debt"]}
QUOTED = {**BASE, "source": "csv", "sessions": "quoted"}


def test_a_witness_may_be_valued_between_two_hours():
    found = Instrument.model_validate({**QUOTED, "role": "witness", "valued": WITNESS_HOURS})
    assert found.valued == WITNESS_HOURS


@pytest.mark.parametrize("role", ["target", "placebo", "regional", "peer"])
def test_no_other_series_may_for_no_test_could_use_it(role):
    with pytest.raises(ValidationError, match="between two hours, which no test can use; give one"):
        Instrument.model_validate({**QUOTED, "role": role, "valued": WITNESS_HOURS})


@pytest.mark.parametrize("valued", ["00:00 to UTC", "00:00 1:30 UTC", "0:00 to 13:30 UTC", "00:00 to 24:00 UTC", "UTC"])
def test_hours_that_are_none_are_refused(valued):
    with pytest.raises(ValidationError, match="valued"):
        Instrument.model_validate({**QUOTED, "role": "witness", "valued": valued})


def test_the_zone_of_two_hours_must_exist():
    with pytest.raises(ValidationError, match="unknown zone 'Nowhere/Land'"):
        Instrument.model_validate({**QUOTED, "role": "witness", "valued": "00:00 to 13:30 Nowhere/Land"})


def test_a_witness_opens_with_the_one_hour_and_closes_with_the_other(tmp_path):
    quotes = {"EAST29": {"2023-02-28": 90.0, "2023-03-01": 91.0}}
    study = own_made(tmp_path, quotes=quotes).study
    exchange = study.instrument("EAST29").exchange
    assert exchange.startswith("quotes at 00:00 to 13:30 UTC ")
    hours = exchange_hours(exchange, dt.date(2023, 2, 28), dt.date(2023, 3, 1))
    assert [f"{t:%m-%d %H:%M}" for t in hours["open"]] == ["02-28 00:00", "03-01 00:00"]
    assert [f"{t:%m-%d %H:%M}" for t in hours["close"]] == ["02-28 13:30", "03-01 13:30"]


def test_peers_valued_at_the_members_hour_share_the_days_of_all_peers_and_members_and_cost_the_portfolio_none(tmp_path):
    study = own_made(tmp_path, gone={"P01": ["2023-01-10"], "WEST": ["2023-01-11"], "NEAR": ["2023-01-12"]}).study
    codes = {t: study.instrument(t).exchange for t in (*PEERS, "EAST", "WEST", "LIKE", "NEAR")}
    assert len({codes[t] for t in PEERS}) == 1
    assert codes["EAST"] == codes["WEST"] == codes["LIKE"]
    days = {t: set(_days(code)) for t, code in codes.items()}
    assert {"2023-01-10", "2023-01-12"} <= days["EAST"]
    assert "2023-01-11" not in days["EAST"]
    assert days["EAST"] - days["P02"] == {"2023-01-10"}
    assert not days["P02"] - days["EAST"]


def _days(code):
    return exchange_hours(code, dt.date(2022, 1, 1), dt.date(2024, 1, 1)).index.strftime("%Y-%m-%d")
