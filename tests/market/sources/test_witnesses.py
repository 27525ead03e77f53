"""New prices are compared with those that are known; what differs beyond rounding stops a fetch and is named."""

import shutil

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DisagreementError, IncompleteFetchError, UsageError
from analysis.files import beside
from analysis.market.bars import read_bars
from analysis.market.manifest import read_manifest, write_manifest
from analysis.market.sources.query import Query, trading_hours
from analysis.market.sources.witnesses import begins_late, compare_bars, known_prices
from tests.price_server import FAULTS
from tests.price_server.fetches import END, OLD_END, fetch, state
from tests.price_server.world import BUNDLED

pytest_plugins = ("tests.price_server.plugin",)

BESIDE = {"the bundled prices": BUNDLED}
FAMILY = ("EMB", "VWOB", "EMHY", "IEF")
SAYS = {
    "values_a_session_late": "closes come a session late; dividend differs on",
    "values_a_session_early": "closes come a session early; dividend differs on",
    "dividends_all_gone": "no dividend, where there were 5",
    "dividends_halved": "every dividend is 0.5 times as high",
    "one_dividend_gone": "dividend differs on 1 of 124 sessions (2023-03-01: 0, not 0.379)",
    "prices_of_another_fund": "close differs on 124 of 124 sessions, 2023-01-03 to 2023-06-30, 0.718 to 0.725 times",
    "everything_hundredfold": "every close is 100 times as high: another unit or currency, or a split since then",
    "first_half_in_another_currency": "close differs on 62 of 124 sessions, 2023-01-03 to 2023-03-31, 0.92 to 0.92",
    "begins_later": "begins on 2023-04-03, not on 2023-01-03",
    "one_close_a_cent_higher": "close differs on 1 of 124 sessions (2023-02-15: ",
    "one_open_revised": "open differs on 1 of 124 sessions (2023-02-15: ",
}
SEEN_ALONE = {"first_half_in_another_currency"}
"""What the checks of a single file see already: a level that shifts without trading."""
FIRST, LAST = pd.Timestamp("2023-01-03"), pd.Timestamp("2023-06-30")


def ask(ticker="EMB", exchange="XNYS", currency="USD"):
    hours = trading_hours(exchange, FIRST, LAST)
    return Query(ticker, exchange, currency, FIRST, LAST, hours, pd.Timestamp("2024-01-01T00:00Z"))


@pytest.fixture
def known():
    return read_bars(BUNDLED / "EMB.csv").loc[FIRST:LAST]


# --- faults that the source itself does not show -----------------------------------------------------------------


def test_the_table_names_every_fault_of_whole_histories():
    assert set(SAYS) == {name for name, fault in FAULTS.items() if fault.__module__.endswith(".histories")}


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "says"), [(f, s) for f, s in SAYS.items() if f not in SEEN_ALONE])
def test_what_differs_from_the_bundled_prices_stops_a_fetch_and_is_named(price_server, live, fault, says):
    price_server.faults["EMB"] = fault
    with pytest.raises(IncompleteFetchError, match=r"1 of 4 .*no snapshot was made.*--accept EMB$") as caught:
        fetch(live, FAMILY, END, witnesses=BESIDE)
    (error,) = caught.value.failures.values()
    assert isinstance(error, DisagreementError)
    assert error.ticker == "EMB"
    assert f"beside the bundled prices: {says}" in error.got
    assert "\n" not in str(error)
    price_server.reset()
    fetch(live, FAMILY, END, witnesses=BESIDE)  # what was refused is asked for again, and no other
    assert price_server.asked == {"EMB": 1}


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(SEEN_ALONE))
def test_some_of_it_is_seen_without_any_witness(price_server, live, fault):
    price_server.faults["EMB"] = fault
    with pytest.raises(IncompleteFetchError, match=r"EMB: BadDataError, jumps"):
        fetch(live, FAMILY, END)


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(SAYS.keys() - SEEN_ALONE))
def test_the_snapshot_before_is_a_witness_too(price_server, live, fault):
    fetch(live, FAMILY, END)
    before = state(live)
    price_server.faults["EMB"] = fault
    with pytest.raises(IncompleteFetchError, match=r"beside the snapshot before it: .*untouched"):
        fetch(live, FAMILY, END)
    assert state(live) == before


@pytest.mark.slow
def test_what_is_accepted_is_kept_and_recorded_and_stays_accepted(price_server, live):
    price_server.faults["EMB"] = "dividends_halved"
    manifest = fetch(live, FAMILY, END, witnesses=BESIDE, accept=("EMB",))
    said = "beside the bundled prices: every dividend is 0.5 times as high"
    assert manifest["accepted"].to_dict() == {"EMB": said, "EMHY": "", "IEF": "", "VWOB": ""}
    pd.testing.assert_frame_equal(read_manifest(live), manifest, check_dtype=False)
    fetch(live, FAMILY, END, witnesses=BESIDE)  # the snapshot before agrees: nothing new is said against it
    assert read_manifest(live).loc["EMB", "accepted"] == said
    price_server.faults["EMB"] = "dividends_all_gone"
    with pytest.raises(IncompleteFetchError, match="beside the snapshot before it: no dividend"):
        fetch(live, FAMILY, END, witnesses=BESIDE)


def test_a_ticker_to_accept_must_be_one_that_is_fetched(price_server, live):
    with pytest.raises(UsageError, match=r"--accept XYZ: no series that is fetched; allowed: EMB, "):
        fetch(live, FAMILY, END, accept=("XYZ",))
    assert price_server.requests == []


@pytest.mark.usefixtures("price_server")
def test_prices_that_agree_say_nothing(live):
    fetch(live, FAMILY, OLD_END, witnesses=BESIDE)
    manifest = fetch(live, FAMILY, END, witnesses=BESIDE)
    assert set(manifest["accepted"]) | set(manifest["noted"]) == {""}
    assert not beside(live, "partial").exists()


# --- one by one --------------------------------------------------------------------------------------------------


def test_rounding_is_no_difference(known):
    rounded = known.round({"close": 1, "open": 1, "dividend": 3})
    assert compare_bars(known, rounded, ask()) == compare_bars(rounded, known, ask()) == []


def test_the_smallest_unit_is_a_difference(known):
    """EMB is quoted in cents: half a cent is rounding, a whole one is not."""
    for shift, found in ((0.004, 0), (0.01, 1)):
        new = known.copy()
        new.iloc[7, new.columns.get_loc("close")] += shift
        assert len(compare_bars(new, known, ask())) == found


@pytest.mark.parametrize("value", [0.0, 0.3, 0.4, 1.0])
def test_round_numbers_do_not_hide_a_difference(known, value):
    """Of dividends that are all 0.3 nothing says whether they were rounded to a tenth."""
    new = known.assign(dividend=known["dividend"].where(known["dividend"] == 0, value))
    (said,) = compare_bars(new, known, ask())
    assert "dividend" in said


def test_adjusted_closes_and_volumes_may_be_revised(known):
    assert compare_bars(known.assign(adj_close=1.0, volume=0.0), known, ask()) == []


def test_a_split_since_then_looks_like_another_unit(known):
    halved = known.assign(**{name: known[name] / 2 for name in ("open", "high", "low", "close", "dividend")})
    assert compare_bars(halved, known, ask()) == [
        "every close is 0.5 times as high: another unit or currency, or a split since then",
        "every dividend is 0.5 times as high",
    ]


def test_rows_that_are_missing_and_rows_that_are_new(known):
    assert compare_bars(known.drop(known.index[[5, 6]]), known, ask()) == ["2 sessions are missing (2023-01-10)"]
    assert compare_bars(known, known.drop(known.index[[5, 6]]), ask()) == ["2 sessions are new (2023-01-10)"]


def test_only_what_was_asked_for_is_expected(known):
    earlier = known.set_axis(known.index - pd.Timedelta(364, "D"))
    assert compare_bars(known, pd.concat([earlier.iloc[:50], known]), ask()) == []


def test_a_history_that_begins_later_than_asked_is_said_unless_it_always_did(known, price_server, live):
    late = known.iloc[20:]
    assert begins_late(late, ask()) == "begins on 2023-02-01, and was asked for from 2023-01-03"
    assert begins_late(known, ask()) == ""
    price_server.faults["EMB"] = "begins_later"
    with pytest.raises(IncompleteFetchError, match="begins on 2023-04-03, and was asked for from 2023-01-03"):
        fetch(live, FAMILY, END)
    fetch(live, FAMILY, END, accept=("EMB",))
    fetch(live, FAMILY, END)
    assert read_manifest(live).loc["EMB", "first"] == "2023-04-03"


@pytest.mark.parametrize("what", ["listing", "hash", "manifest", "nothing"])
def test_what_is_no_sound_record_of_the_listing_is_no_witness(known, tmp_path, what):
    folder = tmp_path / "prices"
    query = ask(currency="EUR") if what == "listing" else ask()
    if what != "nothing":
        shutil.copytree(BUNDLED, folder)
    if what == "hash":
        write_manifest(folder, read_manifest(folder).assign(sha256="0" * 64))
    if what == "manifest":
        (folder / "manifest.csv").write_text("ticker\nEMB\n")
    assert known_prices(folder, query) is None
    assert np.array_equal(known_prices(BUNDLED, ask()).loc[FIRST:LAST], known)
