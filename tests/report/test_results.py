"""results.json: plain, complete, repeatable; one number stands under one key."""

import json
import math
from collections import Counter, defaultdict

import pytest

from analysis.report.exhibits import STEPS
from analysis.report.findings import Findings
from analysis.report.results import results
from analysis.words.plain import to_json
from tests.cases import OF_FUNDS, made_case
from tests.conftest import ROOT

THE_LARGER = {
    ".meaning.power.needed.high_pct",
    ".meaning.power.needed.low_pct",
    ".unusual.placebo.needed_by_placebo_pct",
    ".unusual.placebo.needed_by_t_pct",
}
"""What it takes by each of two yardsticks, and by the larger of them."""
OF_THE_SAME = (".unusual.path.", ".sure.models.")
"""Tables whose lines are, by their nature, other pieces' numbers again: the path's first day, the fits' constants."""


@pytest.fixture(scope="module")
def data(made):
    return results(made)


def leaves(value, path=""):
    """Every value with the path of its key; the places of a list's items are left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def test_every_piece_stands_under_its_step_in_the_order_of_the_questions(data):
    assert [k for k in data if k in STEPS] == list(STEPS)
    assert {(step, name) for step in STEPS for name in data[step]} == {(e.step, e.name) for e in OF_FUNDS}


def test_it_survives_json_unchanged(data):
    assert json.loads(to_json(data)) == data


def test_it_is_plain_data_with_ten_digits_at_most(data):
    for path, value in leaves(data):
        assert isinstance(value, str | int | float | None), path
        if isinstance(value, float):
            assert math.isfinite(value), path
            assert value == float(f"{value:.10g}"), path


@pytest.mark.slow
def test_the_same_case_gives_the_same_text(data):
    assert to_json(results(Findings(made_case()))) == to_json(data)


@pytest.mark.slow
def test_no_path_of_this_machine_is_in_it(bundled):
    text = to_json(results(bundled))
    assert str(ROOT) not in text
    assert "/home" not in text


@pytest.mark.slow
def test_a_measured_amount_stands_under_one_key():
    """An amount has ten digits: two keys with the same one hold the same thing. Shares of dates may coincide."""
    odd = {"AAA": (1.13, 2.27), "BBB": (0.57, 0.57), "CCC": (0.0, 1.09), "PPP": (0.0, 0.0)}
    found = made_case(weights=odd, decision={"moves_of_interest_pct": [3, 7], "judged_move_pct": 7})
    keys = defaultdict(set)
    for path, value in leaves(results(Findings(found))):
        measured = isinstance(value, float) and path.endswith(("_bp", "_pct"))
        if measured and len(f"{abs(value):.10g}".replace(".", "").strip("0")) >= 9:
            keys[value].add(path)
    keys = {value: {p for p in paths if not p.startswith(OF_THE_SAME)} for value, paths in keys.items()}
    twice = {value: sorted(paths) for value, paths in keys.items() if len(paths) > 1 and not paths <= THE_LARGER}
    assert twice == {}


@pytest.mark.slow
def test_a_piece_is_computed_once_whoever_asks(monkeypatch):
    """A run asks each engine function once for each distinct question."""
    from analysis.event import timing
    from analysis.measure import case as case_module
    from analysis.measure import design, effects

    asked = Counter()

    def counting(name, function):
        def call(*args, **kwargs):
            asked[name] += 1
            return function(*args, **kwargs)

        return call

    built = Counter()
    original = case_module.Case._table

    def table(self, *question):
        built[question] += 1
        return original(self, *question)

    monkeypatch.setattr(case_module.Case, "_table", table)
    monkeypatch.setattr(case_module, "placebo_design", counting("design", design.placebo_design))
    monkeypatch.setattr(effects, "minimum_detectable_effect", counting("detectable", effects.minimum_detectable_effect))
    looked_up = Counter()
    original_news = timing.confounders_of

    def news(window, exchange, day0, calendar, *, own, affects, calendars):
        looked_up[window.name, exchange, len(calendar), tuple(own), frozenset(affects)] += 1
        return original_news(window, exchange, day0, calendar, own=own, affects=affects, calendars=calendars)

    monkeypatch.setattr(timing, "confounders_of", news)
    case = made_case()
    results(Findings(case))
    tables, before = Counter(built), Counter(asked)
    results(Findings(case))
    assert built == tables
    assert asked == before
    assert max(built.values()) == max(looked_up.values()) == 1
    assert asked["detectable"] == len(case.once(effects.measure).effects)
