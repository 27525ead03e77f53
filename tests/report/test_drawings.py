"""Figures drawn by helpers are those of one process: the same files, the same errors, and no helper stays."""

import os
import sys

import pytest

from analysis.report import drawings
from analysis.report.drawings import cores, draw, draw_all
from tests.helpers_left import helpers_left

pytestmark = pytest.mark.slow
FORKS = pytest.mark.skipif(sys.platform != "linux", reason="helpers are forked on Linux only")


def files(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def into(folder):
    return lambda name, file: (folder / name).write_bytes(file)


@pytest.fixture
def at_once(request, monkeypatch):
    monkeypatch.setattr(drawings, "cores", lambda: request.param)


@pytest.fixture(scope="module")
def alone(made):
    """Files of all figures, drawn one after the other."""
    return {name: file for exhibit in made.drawn for name, file in draw(exhibit, made).items()}


@FORKS
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("at_once", [1, 2, 20], indirect=True)
def test_helpers_draw_the_same_files_in_the_same_order(made, alone, tmp_path):
    told = []
    draw_all(made, into(tmp_path), told.append)
    assert files(tmp_path) == alone
    assert told == [f"drawing {e.figure}" for e in made.drawn]
    assert not helpers_left()


@FORKS
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("at_once", [3], indirect=True)
@pytest.mark.parametrize("end", [lambda: os._exit(9), lambda: 1 / 0], ids=["killed", "failed"])
def test_what_a_helper_could_not_draw_is_drawn_again(end, made, alone, tmp_path, monkeypatch, capfd):
    here = os.getpid()
    monkeypatch.setattr(drawings, "draw", lambda *words: draw(*words) if os.getpid() == here else end())
    draw_all(made, into(tmp_path), lambda stage: None)
    assert files(tmp_path) == alone
    assert capfd.readouterr() == ("", "")


@FORKS
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("at_once", [2], indirect=True)
@pytest.mark.parametrize("place", [0, 1, 13])
def test_an_error_is_that_of_one_process(place, made, tmp_path, monkeypatch, capfd):
    def fails(exhibit, _):
        if exhibit is made.drawn[place]:
            raise ZeroDivisionError(exhibit.figure)
        return {}

    monkeypatch.setattr(drawings, "draw", fails)
    with pytest.raises(ZeroDivisionError, match=made.drawn[place].figure):
        draw_all(made, into(tmp_path), lambda stage: None)
    assert not helpers_left()
    assert capfd.readouterr() == ("", "")


@FORKS
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("at_once", [2], indirect=True)
def test_no_helper_outlives_an_interrupt(made, tmp_path):
    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw_all(made, into(tmp_path), interrupt)
    assert not helpers_left()


def test_there_are_no_more_helpers_than_cores_and_none_where_forking_is_not_safe(monkeypatch):
    if sys.platform == "linux":
        assert cores() == min(4, len(os.sched_getaffinity(0)))
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cores() == 1
