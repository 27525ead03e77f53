"""Which prices a study runs on, and which of them are fetched when they are made anew."""

import datetime as dt

import pytest

from analysis.errors import UsageError
from analysis.files import beside
from analysis.market.prices import AFTER, BEFORE, dates_to_fetch, fetch_prices, find_prices, live_folder, to_fetch
from tests.cases import INSTANT, declared, instruments_with, made_study


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Live prices lie below the working directory: here an empty one."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def asked(monkeypatch):
    """What a source of prices would be asked for."""
    heard = {}

    def fetch_snapshot(instruments, folder, **options):
        heard.update(options, tickers=[i.ticker for i in instruments], folder=folder)

    monkeypatch.setattr("analysis.market.sources.fetch.fetch_snapshot", fetch_snapshot)
    return heard


def mixed_study():
    """A study with a series of its own and one that only live prices have."""
    instruments = instruments_with("RRR", source="csv")
    live = instruments[0] | {"ticker": "LLL", "available": "live", "role": "regional"}
    return made_study(instruments=[*instruments, live])


# Finding them


def test_the_bundled_prices_are_those_that_the_study_names(study):
    found = find_prices("bundled", study)
    assert (found.name, found.folder) == ("bundled", study.snapshot_folder)


def test_live_prices_lie_under_the_studys_name():
    study = made_study()
    live_folder(study).mkdir(parents=True)
    found = find_prices("live", study)
    assert (found.name, found.folder) == ("live", live_folder(study))


def test_without_live_prices_the_command_that_fetches_them_is_named():
    with pytest.raises(UsageError, match="no live prices yet; python -m analysis fetch made"):
        find_prices("live", made_study())


def test_live_prices_whose_replacement_was_killed_come_back():
    study = made_study()
    lost = beside(live_folder(study), "previous")
    lost.mkdir(parents=True)
    (lost / "manifest.csv").touch()
    assert (find_prices("live", study).folder / "manifest.csv").is_file()


@pytest.mark.parametrize("word", ["mine", "nested/mine", "nested/../mine"])
def test_a_folder_is_called_by_its_name_with_a_slash(tmp_path, word):
    for folder in (tmp_path / "mine", tmp_path / "nested" / "mine"):
        folder.mkdir(parents=True)
    found = find_prices(word, made_study())
    assert found.name == "mine/"
    assert found.folder.resolve().name == "mine"


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path):
    (tmp_path / "file").touch()
    for word in ("missing", "file"):
        with pytest.raises(UsageError, match=rf"{word}: no such folder; allowed: bundled, live, or the folder of"):
            find_prices(word, made_study())


# What is fetched


def test_everything_is_fetched_but_the_studys_own_series():
    study = mixed_study()
    assert [i.ticker for i in to_fetch(study)] == ["AAA", "BBB", "CCC", "PPP", "FFF", "GGG", "LLL"]
    assert [i.ticker for i in to_fetch(study, ["LLL"])] == ["AAA", "BBB", "CCC", "PPP", "FFF", "GGG"]


@pytest.mark.parametrize("name", ["AAA", "RRR", "no such"])
def test_only_a_series_that_the_study_can_do_without_can_be_left_out(name):
    with pytest.raises(UsageError, match=rf"--without {name}: no series that the study can do without; allowed: LLL"):
        to_fetch(mixed_study(), [name])


def test_where_all_are_needed_none_can_be_left_out():
    with pytest.raises(UsageError, match="allowed: none: all are needed"):
        to_fetch(made_study(), ["AAA"])


def test_dates_are_those_of_the_bundled_prices_where_they_hold_the_event(study):
    first, last = dates_to_fetch(study)
    assert first < study.event.instant.date() < last
    assert (first, last) == (dt.date(2019, 6, 3), dt.date(2023, 12, 15))


def test_without_bundled_prices_dates_lie_around_the_event():
    assert dates_to_fetch(made_study()) == (INSTANT.date() - BEFORE, INSTANT.date() + AFTER)


def test_bundled_prices_of_another_time_do_not_say_when(study):
    later = study.event.model_copy(update={"instant": dt.datetime(2010, 9, 20, 9, tzinfo=dt.UTC)})
    assert dates_to_fetch(study.model_copy(update={"event": later}))[0] == dt.date(2010, 9, 20) - BEFORE


def test_nothing_is_asked_of_the_future():
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    study = made_study(event=declared()["event"] | {"instant": tomorrow})
    assert dates_to_fetch(study)[1] <= dt.datetime.now(dt.UTC).date()


def test_what_is_fetched_goes_into_the_studys_live_folder_for_its_dates(asked):
    study = mixed_study()
    fetch_prices(study)
    first, last = dates_to_fetch(study)
    assert (asked["folder"], asked["start"], asked["end"]) == (live_folder(study), first, last)
    assert asked["tickers"] == [i.ticker for i in to_fetch(study)]


def test_folder_and_dates_may_be_given(asked, tmp_path):
    start, end = dt.date(2022, 1, 1), dt.date(2023, 4, 1)
    fetch_prices(mixed_study(), into=tmp_path / "new", start=start, end=end, without=["LLL"])
    assert (asked["folder"], asked["start"], asked["end"]) == (tmp_path / "new", start, end)
    assert "LLL" not in asked["tickers"]
