"""Lists of many days: all or none, never asked for twice, never under a day that they are not of."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.errors import (
    BadDataError,
    IncompleteFetchError,
    MalformedError,
    NoDataError,
    RateLimitedError,
    SnapshotError,
    UsageError,
)
from analysis.files import beside
from analysis.market.lists.panel import bond_panel
from analysis.market.lists.store import load_fund_lists, read_lists_manifest
from analysis.market.sources.fetch_lists import ListsWanted, fetch_lists
from tests.list_server.world import BONDS, DAYS, FUND, NUMBER, SLUG, true_clean

pytest_plugins = ("tests.price_server.plugin",)

SEVEN = tuple(d for d in DAYS if dt.date(2023, 9, 18) <= d <= dt.date(2023, 9, 26))
THIRD, FOURTH = SEVEN[2], SEVEN[3]


@pytest.fixture
def into(tmp_path):
    return tmp_path / "live-holdings"


def fetch(into, days=SEVEN, slug=SLUG, **options):
    quick = {"pause": 0.0, "attempts": 1, "backoff": 0.0, "timeout": 5.0}
    return fetch_lists([ListsWanted(FUND, NUMBER, slug, days)], into, **{**quick, **options})


def state(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def asked(server):
    return [day for day, _ in server.lists.asked]


def clean_of(into):
    return bond_panel(load_fund_lists(into, FUND).table)


@pytest.mark.usefixtures("price_server")
def test_what_was_published_is_what_is_read_back(into):
    manifest = fetch(into)
    panel = clean_of(into)
    assert [d.date() for d in panel.days] == list(SEVEN)
    np.testing.assert_allclose(panel.clean, true_clean().loc[list(SEVEN), panel.bonds.index], atol=1e-4)
    row = manifest.loc[FUND]
    assert (row["days"], row["first"], row["last"], row["rows"]) == (
        "7",
        "2023-09-18",
        "2023-09-26",
        str(7 * len(BONDS)),
    )
    assert (row["source"], row["address"]) == ("iShares", f"{NUMBER}/{SLUG}")
    day = load_fund_lists(into, FUND).days.set_index("day").loc["2023-09-20"]
    assert (day["found"], day["cash"], day["derivatives"], day["merged"], day["flagged"]) == (
        "list",
        "2",
        "2",
        "1",
        "0",
    )
    assert (day["form"], day["accrued_to"], len(day["response_sha256"])) == ("json", "2023-09-20", 64)
    assert not beside(into, "partial").exists()


@pytest.mark.slow
def test_the_same_lists_give_the_same_table_in_either_form(price_server, into, tmp_path):
    fetch(into)
    price_server.lists.forms = {"csv"}
    fetch(tmp_path / "other")
    assert (into / f"{FUND}.csv.gz").read_bytes() == (tmp_path / "other" / f"{FUND}.csv.gz").read_bytes()


def test_a_list_that_is_there_is_not_asked_for_again(price_server, into):
    fetch(into, SEVEN[:4])
    before = clean_of(into).clean
    price_server.lists.asked.clear()
    fetch(into)
    assert asked(price_server) == list(SEVEN[4:])
    np.testing.assert_array_equal(clean_of(into).clean[:4], before)


@pytest.mark.usefixtures("price_server")
def test_progress_is_a_step_a_list_that_is_asked_for(into):
    fetch(into, SEVEN[:1])
    steps = []
    fetch(into, SEVEN[:3], progress=steps.append)
    assert steps == ["MADE 2023-09-19", "MADE 2023-09-20"]


def test_nothing_is_asked_for_and_nothing_changes_where_all_is_there(price_server, into):
    fetch(into)
    before = state(into)
    price_server.lists.asked.clear()
    fetch(into)
    assert (asked(price_server), state(into)) == ([], before)


@pytest.mark.slow
@pytest.mark.usefixtures("price_server")
@pytest.mark.parametrize("name", [f"{FUND}.csv.gz", f"{FUND}.days.csv"])
def test_a_file_that_somebody_changed_is_refused_and_mended_by_a_fetch(into, name):
    fetch(into)
    whole = state(into)[f"{FUND}.csv.gz"]
    (into / name).write_bytes((into / name).read_bytes()[:-7])
    with pytest.raises(SnapshotError, match=r"sha256 differs from lists.csv"):
        load_fund_lists(into, FUND)
    fetch(into)
    assert state(into)[f"{FUND}.csv.gz"] == whole


def test_lists_of_another_address_are_not_those_of_the_fund(price_server, into):
    fetch(into, SEVEN[:2])
    price_server.lists.asked.clear()
    fetch(into, SEVEN[:2], slug="other-words")
    assert asked(price_server) == list(SEVEN[:2])


def test_what_came_before_a_rate_limit_is_kept_and_the_rest_is_fetched_by_repeating(price_server, into):
    price_server.lists.faults[FOURTH] = "http_429_rate_limit"
    with pytest.raises(
        IncompleteFetchError, match=r"1 of 7 lists failed \(MADE 2023-09-21: RateLimitedError"
    ) as caught:
        fetch(into)
    assert isinstance(next(iter(caught.value.failures.values())), RateLimitedError)
    assert asked(price_server) == list(SEVEN[:4])  # and no more after it
    assert not into.exists()
    price_server.reset()
    fetch(into)
    assert asked(price_server) == list(SEVEN[3:])
    assert len(clean_of(into).days) == 7


@pytest.mark.slow
def test_an_answer_that_waits_and_was_spoilt_is_fetched_anew(price_server, into):
    price_server.lists.faults[FOURTH] = "http_429_rate_limit"
    with pytest.raises(IncompleteFetchError):
        fetch(into)
    waiting = beside(into, "partial") / f"{FUND}.{SEVEN[0]}.list.json.gz"
    waiting.write_bytes(waiting.read_bytes()[:-20])
    price_server.reset()
    fetch(into)
    assert asked(price_server) == [SEVEN[0], *SEVEN[3:]]


def test_three_refusals_in_a_row_end_a_fetch(price_server, into):
    price_server.lists.faults["*"] = "page_called_csv"
    with pytest.raises(
        IncompleteFetchError, match=r"3 of 7 lists failed .*try from another network, or put lists saved by"
    ):
        fetch(into)
    assert asked(price_server) == [day for day in SEVEN[:3] for _ in ("json", "csv")]


@pytest.mark.slow
def test_all_lists_at_fault_are_named_and_what_was_there_stays(price_server, into):
    fetch(into, SEVEN[:2])
    before = state(into)
    price_server.lists.faults |= {THIRD: "prices_hundredfold", FOURTH: "years_of_two_digits"}
    with pytest.raises(IncompleteFetchError, match=r"2 of 5 lists failed") as caught:
        fetch(into)
    assert {name: type(e) for name, e in caught.value.failures.items()} == {
        f"MADE {THIRD}": BadDataError,
        f"MADE {FOURTH}": MalformedError,
    }
    assert state(into) == before


@pytest.mark.parametrize("fault", ["par_in_thousands", "years_of_two_digits"])
def test_one_can_go_on_without_a_day_whose_list_is_at_fault(price_server, into, fault):
    price_server.lists.faults[THIRD] = fault
    with pytest.raises(IncompleteFetchError, match=r"or go on: --without-list 2023-09-20"):
        fetch(into)
    fetch(into, without=[THIRD])
    assert THIRD not in [d.date() for d in clean_of(into).days]
    assert len(clean_of(into).days) == 6


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("without_rows", "none was published for the day"),
        ("of_another_day", "no list of the day: that of 2023-09-19 came"),
    ],
)
def test_a_day_without_a_list_is_said_and_nothing_is_kept_under_it(price_server, into, fault, says):
    price_server.lists.faults[THIRD] = fault
    fetch(into)
    lists = load_fund_lists(into, FUND)
    assert list(lists.absent) == [str(THIRD)]
    assert says in lists.absent[str(THIRD)]
    assert pd.Timestamp(THIRD) not in set(lists.table["as_of"])
    panel = bond_panel(lists.table, pd.DatetimeIndex([pd.Timestamp(d) for d in SEVEN]))
    assert np.isnan(panel.returns[2:4]).all()  # neither the day nor the one after it
    assert np.isfinite(panel.returns[4]).all()


@pytest.mark.slow
def test_a_day_that_had_no_list_is_asked_for_once_more(price_server, into):
    price_server.lists.faults[THIRD] = "without_rows"
    fetch(into)
    price_server.reset()
    fetch(into)
    assert asked(price_server) == [THIRD]
    assert load_fund_lists(into, FUND).absent == {}


def test_the_list_of_the_day_before_once_more_is_recognised_and_not_kept(price_server, into):
    price_server.lists.again[THIRD] = SEVEN[1]
    fetch(into)
    lists = load_fund_lists(into, FUND)
    assert lists.absent == {str(THIRD): "the list of the day before once more"}
    assert len(lists.table) == 6 * len(BONDS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("half_of_the_bonds", "whole: half of the bonds of the lists around it are missing: 2023-09-20"),
        ("one_price_tenfold", "unit: prices more than five times those around them .*XS0000000055"),
    ],
)
@pytest.mark.parametrize("day", [THIRD, SEVEN[0], SEVEN[-1]])
def test_a_list_that_does_not_fit_those_around_it_is_an_error_wherever_it_stands(price_server, into, fault, says, day):
    price_server.lists.faults[day] = fault
    with pytest.raises(IncompleteFetchError, match=says.replace(str(THIRD), str(day))):
        fetch(into)
    price_server.reset()
    fetch(into)
    assert asked(price_server) == [day]  # the others waited


def test_no_list_at_all_is_an_error(price_server, into):
    price_server.lists.faults["*"] = "without_rows"
    with pytest.raises(IncompleteFetchError, match=r"no list on any of the days") as caught:
        fetch(into)
    assert isinstance(caught.value.failures[FUND], NoDataError)


def test_a_folder_of_somebody_else_is_never_replaced(price_server, into):
    into.mkdir()
    (into / "thesis.txt").write_text("a year's work", encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds thesis.txt, which no fetch wrote"):
        fetch(into)
    assert asked(price_server) == []


@pytest.mark.usefixtures("price_server")
def test_other_funds_of_a_folder_are_kept(into):
    fetch(into, SEVEN[:2])
    for name in (f"{FUND}.csv.gz", f"{FUND}.days.csv"):
        (into / name).rename(into / name.replace(FUND, "OLD"))
    manifest = (into / "lists.csv").read_text(encoding="utf-8")
    (into / "lists.csv").write_text(manifest.replace(f"\n{FUND},", "\nOLD,"), encoding="utf-8")
    fetch(into, SEVEN[:2])
    assert list(read_lists_manifest(into).index) == [FUND, "OLD"]
    pd.testing.assert_frame_equal(load_fund_lists(into, "OLD").table, load_fund_lists(into, FUND).table)
