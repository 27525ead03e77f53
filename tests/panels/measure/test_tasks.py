"""Chunks: whole securities, a name for each result, and the same numbers however events are parted."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import panel
from analysis.panels.measure import workers
from analysis.panels.measure.tasks import FIELDS, make_tasks
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


def test_a_finished_chunk_is_not_measured_again(tables, tmp_path, monkeypatch):
    whole = panel(*tables, work=tmp_path / "chunks", chunk=4, **ASKED)
    kept = sorted((tmp_path / "chunks").glob("*.npz"))
    assert len(kept) == 3
    kept[1].unlink()
    kept[2].write_bytes(kept[2].read_bytes()[:100])  # half a file
    measured = []
    measure = workers.measure_task
    monkeypatch.setattr(workers, "measure_task", lambda task: measured.append(len(task.events)) or measure(task))
    assert_same_bits(whole, panel(*tables, work=tmp_path / "chunks", chunk=4, **ASKED))
    assert measured == [4, 4]


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
