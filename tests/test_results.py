"""results.json: plain, complete, repeatable, and documented key by key."""

import json
import math
import re

import numpy as np
import pandas as pd
import pytest
from analysis.findings.results import as_dict, decomposition_table, effects_table, number, plain, to_csv, to_json

from analysis.study.series import PORTFOLIO
from tests.conftest import ROOT
from tests.findings_cases import altered


@pytest.fixture(scope="module")
def results(bundled):
    return as_dict(bundled)


def leaves(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def test_every_section_is_documented_and_every_documented_section_is_there(results):
    table = as_dict.__doc__.split("=\n", 1)[1]
    named = re.findall(r"^    ([a-z_]+(?:, [a-z_]+)*)  +\S", table, flags=re.MULTILINE)
    assert [key for names in named for key in names.split(", ")] == [k for k in results if k not in ("proxy", "needed")]


def test_it_survives_json_unchanged(results):
    assert json.loads(to_json(results)) == results


def test_it_is_plain_data_with_ten_digits_at_most(results):
    for value in leaves(results):
        assert isinstance(value, str | int | float | None)
        if isinstance(value, float):
            assert math.isfinite(value)
            assert value == float(f"{value:.10g}")


def test_the_same_findings_give_the_same_text(bundled, results):
    assert to_json(as_dict(bundled)) == to_json(results)


def test_no_path_of_this_machine_is_in_it(results):
    assert str(ROOT) not in to_json(results)
    assert "/home" not in to_json(results)


def test_effects_are_the_measured_ones(bundled, results):
    primary = bundled.effects.get(PORTFOLIO, bundled.study.primary.name)
    row = results["effects"][0]
    assert (row["series"], row["window"], row["primary"]) == (PORTFOLIO, "overnight", True)
    assert row["abnormal_bp"] == pytest.approx(1e4 * primary.abnormal)
    assert row["placebo_p_claim"] == pytest.approx(primary.placebo.pvalue("greater"))
    assert len(results["effects"]) == len(bundled.effects.effects)


def test_a_claimed_loss_turns_the_one_sided_tests_around(bundled):
    gain, loss = effects_table(bundled), effects_table(altered(bundled, direction="loss"))
    assert (loss["placebo_p_claim"] == gain["placebo_p_opposite"]).all()


def test_parts_add_up_to_the_raw_move(bundled):
    table = decomposition_table(bundled).drop(columns=["series", "window"])
    assert table.drop(columns="raw_bp").sum(axis=1).to_numpy() == pytest.approx(table["raw_bp"].to_numpy())


def test_what_cannot_be_seen_at_all_is_null(bundled):
    verdict = as_dict(altered(bundled, weight_pct=0.0))["verdict"]
    assert verdict["needed_gain_low_pct"] is None
    assert verdict["weight_high_pct"] == 0


def test_first_sessions_and_windows_are_there_in_clock_time(results):
    sessions = {s["exchange"]: s for s in results["event"]["first_sessions"]}
    assert sessions["XNYS"]["wait_hours"] == 4.5
    assert sessions["XLON"]["position"] == "during the session"
    (spell,) = results["windows"][0]["spells"]
    assert spell == {"start": "2023-09-19T20:00:00+00:00", "end": "2023-09-20T13:30:00+00:00"}
    assert results["windows"][0]["major"] == []
    assert len(results["windows"][1]["major"]) == 2


def test_every_price_file_is_named_with_its_hash(bundled, results):
    files = {f["ticker"]: f for f in results["data"]["files"]}
    assert set(files) == set(bundled.snapshot.bars)
    assert all(re.fullmatch(r"[0-9a-f]{64}", f["sha256"]) for f in files.values())


def test_absent_instruments_are_listed(bundled):
    live = bundled.study.instrument("TUR").model_copy(update={"ticker": "LIVE", "available": "live"})
    found = altered(bundled, instruments=(*bundled.study.instruments, live))
    declared = [i.ticker for i in bundled.study.instruments if i.available == "live"]
    assert as_dict(found)["data"]["absent"] == [*declared, "LIVE"]


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (1 / 3, 0.3333333333),
        (123456.7890123, 123456.789),
        (1e-15, 0.0),
        (-1e-15, 0.0),
        (float("nan"), None),
        (float("-inf"), None),
    ],
)
def test_numbers_are_rounded_to_ten_digits(value, rounded):
    assert number(value) == rounded


def test_numpy_dates_and_tuples_become_plain():
    data = {"a": np.float64(0.5), "b": np.array([1, 2]), "c": (True, None), "d": pd.Timestamp("2023-09-20", tz="UTC")}
    assert plain(data) == {"a": 0.5, "b": [1, 2], "c": [True, None], "d": "2023-09-20T00:00:00+00:00"}


def test_tables_are_written_with_the_same_digits():
    table = pd.DataFrame({"x": [1 / 3, float("nan")], "name": ["a", "b"]})
    assert to_csv(table) == "x,name\n0.3333333333,a\n,b\n"
