"""Chunks: whole securities, a name for each result, and the same numbers however events are parted."""

from dataclasses import replace
from importlib.metadata import version

import numpy as np
import pandas as pd
import pytest

from analysis import panel
from analysis.panels.measure import large, store, tasks, workers
from analysis.panels.measure.tasks import FIELDS, make_tasks
from analysis.panels.tell.summaries import battery_lines
from tests.panels.made import ASKED, made, prices_of


@pytest.fixture(scope="module")
def tables():
    returns, events = made()
    prices = prices_of(returns)
    prices.iloc[100, 3] = np.nan
    return events, prices


def assert_same_bits(one, other):
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(one.result, name), getattr(other.result, name), err_msg=name)
    assert one.excluded.equals(other.excluded)


@pytest.mark.parametrize("model", ["market", "dimson", "trade-to-trade"])
def test_no_number_depends_on_the_chunks(tables, model):
    asked = ASKED | {"model": model, "tests": None}
    whole = panel(*tables, **asked)
    for chunk in (1, 5):
        assert_same_bits(whole, panel(*tables, chunk=chunk, **asked))


@pytest.mark.slow
def test_no_number_depends_on_the_processes(tables):
    asked = ASKED | {"tests": None}
    assert_same_bits(panel(*tables, **asked), panel(*tables, chunk=3, workers={"jobs": 2}, **asked))


@pytest.mark.parametrize("form", ["parquet", "npz"])
def test_a_finished_chunk_is_not_measured_again(tables, tmp_path, monkeypatch, form):
    if form == "npz":
        monkeypatch.setattr(store, "find_spec", lambda library: None)
    else:
        pytest.importorskip("pyarrow")
    asked = ASKED | {"tests": None, "chunk": 4, "work": tmp_path / "chunks"}
    whole = panel(*tables, **(asked | {"work": None}))
    assert_same_bits(whole, panel(*tables, **asked))
    kept = sorted((tmp_path / "chunks").iterdir())
    assert [path.suffix for path in kept] == [f".{form}"] * 3
    kept[1].unlink()
    kept[2].write_bytes(kept[2].read_bytes()[:100])  # half a file
    measured = []
    measure = workers.measure_task
    monkeypatch.setattr(workers, "measure_task", lambda task: measured.append(len(task.events)) or measure(task))
    assert_same_bits(whole, panel(*tables, **asked))
    assert measured == [4, 4]


def test_a_finished_chunk_can_be_read_by_others(tables, tmp_path):
    pytest.importorskip("pyarrow")
    found = panel(*tables, chunk=4, work=tmp_path / "chunks", **ASKED)
    chunks = pd.concat([pd.read_parquet(path) for path in (tmp_path / "chunks").iterdir()]).sort_values("line")
    assert chunks["security"].tolist() == found.events.security[found.result.included].tolist()
    np.testing.assert_array_equal(np.stack(chunks["car"].to_list()), found.result.car)
    np.testing.assert_array_equal(np.stack(chunks["ar"].to_list()), found.result.ar)


@pytest.mark.parametrize("exchanges", [("XNYS", "XNYS"), ("XNYS", "XLON")])
def test_residuals_in_a_file_give_the_same_numbers(tables, tmp_path, monkeypatch, exchanges):
    events, prices = tables
    long = prices.rename_axis("date").reset_index().melt("date", var_name="security", value_name="close")
    long["exchange"] = long["security"].map(lambda name: exchanges[name > "S05"])
    asked = ASKED | {"tests": None, "chunk": 4, "replications": 99}
    unplaced = pd.DataFrame({"security": ["S02", "NONE"], "date": ["2005-03-01", "2006-03-01"]})
    events = pd.concat([unplaced, events])
    held = panel(events, long, **asked)
    monkeypatch.setattr(large, "MOST", 0)
    monkeypatch.setattr(large, "BLOCK", 5)
    filed = panel(events, long, work=tmp_path / "chunks", **asked)
    assert isinstance(filed.result.resid, np.memmap)
    assert len(filed.result.included) == 12
    assert_same_bits(held, filed)
    assert repr(battery_lines(held)) == repr(battery_lines(filed))


def test_a_chunk_of_other_numbers_or_choices_has_another_name(tables):
    found = panel(*tables, **ASKED)
    task = make_tasks(found.clocks, found.places, found.settings, chunk=100, residuals=True)[0]
    moved = task.returns.copy()
    moved[5, 2] += 1e-12
    names = {
        task.fingerprint(),
        replace(task, returns=moved).fingerprint(),
        replace(task, residuals=False).fingerprint(),
        replace(task, settings=replace(task.settings, min_obs=61)).fingerprint(),
        replace(task, pairs=task.pairs + np.array([0, 1])).fingerprint(),
    }
    assert len(names) == 5
    assert replace(task, settings=replace(task.settings, seed=7)).fingerprint() in names


def test_all_events_of_a_security_are_in_one_chunk(tables):
    found = panel(*tables, **ASKED)
    places = replace(found.places, column=np.array([0, 0, 0, 1, 2, 2, 3, 4, 4, 4, 4, 5]))
    tasks = make_tasks(found.clocks, places, found.settings, chunk=3, residuals=False)
    assert [places.column[t.events].tolist() for t in tasks] == [[0, 0, 0], [1, 2, 2], [3], [4, 4, 4, 4], [5]]


def test_a_chunk_of_another_version_of_a_library_is_not_taken(monkeypatch):
    before = tasks.engine()
    tasks.engine.cache_clear()
    monkeypatch.setattr(tasks, "version", lambda library: "0" if library == "arch" else version(library))
    other = tasks.engine()
    tasks.engine.cache_clear()
    assert other != before
