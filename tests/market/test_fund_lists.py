"""A study's lists: of the days that its windows need, fetched beside its prices, or the study's own files."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ListError, SnapshotError
from analysis.market.fund_lists import (
    days_of_lists,
    fetch_study_lists,
    list_findings,
    lists_to_fetch,
    load_lists,
    study_panel,
)
from analysis.market.lists.store import lists_folder
from analysis.market.sources.fetch_lists import fetch_lists
from analysis.study.study import load_study
from tests.cases import made_study
from tests.list_server.forms import as_csv, as_json
from tests.list_server.world import BONDS, FUND, NAME, NUMBER, SLUG, true_rows
from tests.runs import SEED

pytest_plugins = ("tests.price_server.plugin",)

WEEK = tuple(dt.date(2023, 9, n) for n in (18, 19, 20, 21, 22))
LATER = dt.date(2024, 6, 3)


def declaring(folder, **plan):
    return made_study(holdings=[plan]).model_copy(update={"folder": folder})


@pytest.fixture
def own(tmp_path):
    """A study with a folder of lists of its own."""
    folder = tmp_path / "holdings" / FUND
    folder.mkdir(parents=True)
    return declaring(tmp_path, fund=FUND, source="files"), folder


def test_the_days_are_the_sessions_of_both_windows_the_eve_and_two_more_on_each_side():
    study = load_study(SEED)
    days = days_of_lists(study, "XNYS", LATER)
    at = int(days.get_loc("2023-09-20"))
    assert (at, len(days) - at - 1) == (3 - study.estimation.first, 2 + max(w.last for w in study.windows))
    assert 275 <= len(days) <= 295
    assert "2023-07-04" not in days.strftime("%Y-%m-%d")


def test_a_day_that_is_not_over_has_no_list_yet():
    days = days_of_lists(load_study(SEED), "XNYS", dt.date(2023, 9, 21))
    assert days[-1].date() == dt.date(2023, 9, 20)


def test_only_lists_of_a_site_are_fetched(tmp_path):
    study = made_study(holdings=[{"fund": "EMB"}, {"fund": "XYZ", "source": "files"}])
    assert [(w.fund, w.number) for w in lists_to_fetch(study, LATER)] == [("EMB", 239572)]
    assert lists_to_fetch(made_study(), LATER) == []
    assert lists_folder(tmp_path / "prices") == tmp_path / "prices-holdings"


def test_lists_are_fetched_beside_the_prices_and_read_from_there(price_server, tmp_path, monkeypatch):
    study = declaring(tmp_path, fund=FUND, id=NUMBER, slug=SLUG)
    monkeypatch.setattr("analysis.market.fund_lists.days_of_lists", lambda *_: pd_days())
    price_server.lists.faults[WEEK[1]] = "without_rows"
    monkeypatch.setitem(fetch_lists.__kwdefaults__, "pause", 0.0)
    fetch_study_lists(study, tmp_path / "live")
    lists = load_lists(study, FUND, tmp_path / "live")
    assert len(lists.table) == 4 * len(BONDS)
    assert [str(f) for f in list_findings(lists)] == [
        "MADE: absent: no list (a list without rows: none was published for the day): 2023-09-19"
    ]


def pd_days():
    return pd.DatetimeIndex([pd.Timestamp(day) for day in WEEK])


def test_lists_that_were_never_fetched_are_missing(tmp_path):
    with pytest.raises(SnapshotError, match=r"live-holdings: no lists.csv; fetch the lists: python -m analysis fetch "):
        load_lists(declaring(tmp_path, fund=FUND, id=NUMBER), FUND, tmp_path / "live")


def test_a_studys_own_lists_may_be_of_either_form_under_any_name(own, tmp_path):
    study, folder = own
    (folder / "a.csv").write_text(as_csv(WEEK[1], NAME, true_rows(WEEK[1])), encoding="utf-8")
    (folder / "b.json").write_text(as_json(WEEK[0], FUND, true_rows(WEEK[0])), encoding="utf-8")
    (folder / "notes.txt").write_text("saved by hand", encoding="utf-8")
    lists = load_lists(study, FUND, tmp_path)
    assert sorted(lists.days["day"]) == ["2023-09-18", "2023-09-19"]
    assert len(lists.table) == 2 * len(BONDS)


def test_the_panel_of_a_study_stands_on_the_sessions_that_it_wants(own, tmp_path):
    declared, folder = own
    study = load_study(SEED).model_copy(update={"holdings": declared.holdings, "folder": tmp_path})
    for day in (dt.date(2023, 9, 15), *WEEK[:2]):
        (folder / f"{day}.csv").write_text(as_csv(day, NAME, true_rows(day)), encoding="utf-8")
    panel = study_panel(study, FUND, tmp_path)
    assert panel.days.equals(days_of_lists(study, "XNYS").as_unit("s"))
    observed = panel.days[np.isfinite(panel.returns).all(axis=1)]
    assert list(observed.strftime("%Y-%m-%d")) == ["2023-09-18", "2023-09-19"]


def test_all_files_that_are_no_lists_are_told_at_once(own, tmp_path):
    study, folder = own
    (folder / "a.csv").write_text("<html>", encoding="utf-8")
    (folder / "b.csv").write_text(as_csv(None, NAME, []), encoding="utf-8")
    for name in ("c.csv", "d.csv"):
        (folder / name).write_text(as_csv(WEEK[1], NAME, true_rows(WEEK[1])), encoding="utf-8")
    with pytest.raises(ListError) as caught:
        load_lists(study, FUND, tmp_path)
    told = [str(e) for e in (caught.value, *caught.value.others)]
    assert len(told) == 3
    assert "a.csv: a web page, and no list" in told[0]
    assert "b.csv: a list without a day" in told[1]
    assert "two lists of 2023-09-19; keep one of them" in told[2]


def test_a_folder_without_lists_says_what_to_put_there(own, tmp_path):
    with pytest.raises(
        SnapshotError, match=r"no lists; allowed: files ending in .csv, .json, .xml; put the lists of MADE"
    ):
        load_lists(own[0], FUND, tmp_path)


def test_lists_at_fault_are_not_read(own, tmp_path):
    study, folder = own
    for n, day in enumerate(WEEK):
        rows = true_rows(day)
        (folder / f"{n}.csv").write_text(as_csv(day, NAME, rows if n != 2 else rows[:9]), encoding="utf-8")
    with pytest.raises(
        SnapshotError, match=r"lists of MADE: whole: half of the bonds .*: 2023-09-20; leave the day out"
    ):
        load_lists(study, FUND, tmp_path)


def test_a_file_of_pulls_is_read_where_the_study_says_of_which_days_its_lists_are(tmp_path):
    study = declaring(tmp_path, fund=FUND, source="files", pulls={"2023-09-20": WEEK[1]})
    folder = tmp_path / "holdings" / FUND
    folder.mkdir(parents=True)
    lines = as_csv(WEEK[1], NAME, true_rows(WEEK[1])).splitlines()[6:-2]
    text = "\n".join([f"{lines[0]},date_of_pull", *(f"{line},2023-09-20" for line in lines[1:])])
    (folder / "pulls.csv").write_text(text, encoding="utf-8")
    assert list(load_lists(study, FUND, tmp_path).days["day"]) == ["2023-09-19"]
    undated = study.model_copy(update={"holdings": (study.holdings[0].model_copy(update={"pulls": {}}),)})
    with pytest.raises(
        ListError, match=r"one of 2023-09-18, 2023-09-19, 2023-09-20; name its day in study.toml: pulls ="
    ):
        load_lists(undated, FUND, tmp_path)
