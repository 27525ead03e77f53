"""Several jobs at once: what each said comes in order, and none takes another down."""

import os
import sys
from functools import partial

import pytest

from analysis.errors import StudyError
from analysis.rerun import jobs
from analysis.rerun.jobs import Job, Said, carry_out
from tests.helpers_left import helpers_left


@pytest.fixture(params=[1, 3], ids=["in one process", "in several"], autouse=True)
def cores(request, monkeypatch):
    if request.param > 1 and sys.platform != "linux":
        pytest.skip("there are no helpers here")
    monkeypatch.setattr(jobs, "cores", lambda: request.param)


def says(word, progress):
    progress("working")
    return Said((word,))


def refuses(_):
    raise StudyError("study.toml", "no seed", others=[StudyError("study.toml", "no title")])


def has_no_room(_):
    raise OSError(28, "No space left on device", "figures")


def named(*words):
    return [Job(word, partial(says, word)) for word in words]


def test_outcomes_come_in_the_order_of_the_jobs():
    words = [f"job {n}" for n in range(7)]
    assert [outcome.lines for outcome in carry_out(named(*words))] == [(word,) for word in words]


def test_stages_are_told_with_the_name_of_the_job():
    heard = []
    list(carry_out(named("a", "b", "c"), heard.append))
    assert sorted(heard) == ["a: working", "b: working", "c: working"]


def test_an_error_ends_its_job_alone_and_is_told_line_by_line():
    found = list(carry_out([*named("a"), Job("b", refuses), Job("c", has_no_room), *named("d")]))
    assert [outcome.lines for outcome in found] == [("a",), (), (), ("d",)]
    assert found[1].errors == ("study.toml: no seed", "study.toml: no title")
    assert found[2].errors == ("figures: No space left on device; check disk space and permissions",)
    assert [outcome.code for outcome in found] == [0, 1, 1, 0]


@pytest.mark.skipif(sys.platform != "linux", reason="there are no helpers here")
def test_each_job_has_a_process_of_its_own_and_one_that_dies_is_told(monkeypatch):
    monkeypatch.setattr(jobs, "cores", lambda: 2)
    here = [Job("x", lambda _: Said((str(os.getpid()),)))] * 3
    ids = [outcome.lines for outcome in carry_out(here)]
    assert len({*ids, (str(os.getpid()),)}) == 4
    died = list(carry_out([Job("b", lambda _: os._exit(9)), *named("c")]))
    assert died[0] == Said(errors=("b: its process ended with 9",), code=1)
    assert died[1].lines == ("c",)


def test_a_stop_ends_every_process():
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(carry_out(named("a", "b", "c"), stop))
    assert not helpers_left()
