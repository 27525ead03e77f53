"""All that stands between a number and a conclusion: complete, and the same for the same seed."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np
import pytest
from analysis.findings.evidence import Evidence, confounders, weigh

from analysis.errors import WindowError
from analysis.event.calendar import CalendarEntry
from analysis.event.news import confounders_of
from analysis.pipeline import STAGES, timing_of
from analysis.study.series import PORTFOLIO


@pytest.fixture(scope="module")
def quick(bundled):
    """The study with two windows, a small grid and few draws of the bootstrap."""
    study = bundled.study
    windows = tuple(w for w in study.windows if w.name in ("overnight", "[0,+1]"))
    grid = study.multiverse.model_copy(
        update={"models": ("mean", "bonds"), "lengths": (120,), "windows": tuple(w.name for w in windows)}
    )
    return study.model_copy(
        update={
            "windows": windows,
            "multiverse": grid,
            "comovement": study.comovement.model_copy(update={"draws": 199}),
        }
    )


def weighed(bundled, study, **changes):
    inputs = {
        "returns": bundled.returns,
        "effects": bundled.effects,
        "timing": timing_of(bundled.study, bundled.sessions, bundled.calendar),
        "primary": bundled.evidence.primary,
        "calendar": bundled.calendar,
        "weights": bundled.weights,
        "verdict": bundled.verdict,
    }
    return weigh(study, **inputs | changes)


def numbers(value, path=""):
    """Every number and text in a result, with the way to it."""
    if dataclasses.is_dataclass(value):
        for f in fields(value):
            yield from numbers(getattr(value, f.name), f"{path}.{f.name}")
    elif isinstance(value, Mapping):
        for key in value:
            yield from numbers(value[key], f"{path}[{key}]")
    elif isinstance(value, (tuple, list)):
        for n, part in enumerate(value):
            yield from numbers(part, f"{path}[{n}]")
    elif isinstance(value, np.ndarray):
        yield path, value.tobytes()
    else:
        yield path, repr(value)


@pytest.fixture(scope="module")
def once(bundled, quick):
    return dict(numbers(weighed(bundled, quick)))


@pytest.mark.slow
def test_the_same_seed_gives_the_same_numbers(bundled, quick, once):
    assert dict(numbers(weighed(bundled, quick))) == once
    assert len(once) > 1000


@pytest.mark.slow
def test_another_seed_changes_the_p_values_of_the_bootstrap_and_nothing_else(bundled, quick, once):
    other = dict(numbers(weighed(bundled, quick.model_copy(update={"seed": 1}))))
    change, singles = ".comovement.change", ".comovement.singles"  # the pairs that are significant by the bootstrap
    differing = {path for path in once.keys() | other.keys() if once.get(path) != other.get(path)}
    assert {path for path in differing if not path.startswith(singles)} == {
        f"{change}.bootstrap_pvalues",
        f"{change}.familywise_pvalues",
        f"{change}.equality_bootstrap.pvalue",
        f"{change}.mean.pvalue",
    }


def test_nothing_is_missing(bundled):
    evidence, study = bundled.evidence, bundled.study
    assert all(getattr(evidence, f.name) is not None for f in fields(Evidence))
    windows = [w.name for w in study.windows]
    series = [PORTFOLIO, *bundled.returns.closes.columns]
    assert list(evidence.joint) == windows
    assert list(evidence.diagnostics) == series
    assert list(evidence.confounders) == [(s, w) for s in series for w in windows]
    assert evidence.primary.window == study.primary
    assert len(evidence.family) == len(windows) * (len(series) - 1 - len(study.tickers("factor")))


def test_each_part_is_of_this_study(bundled):
    # The same event by five routes: the effect, the joint test, the line's funds, the grid and the estimators.
    evidence, effect = bundled.evidence, bundled.effects.get(PORTFOLIO, "overnight")
    assert evidence.joint["overnight"][0].statistic == pytest.approx(effect.tvalue, rel=1e-10)
    members = [evidence.dose.funds.index(t) for t in bundled.study.portfolio.members]
    assert evidence.dose.abnormal[members].mean() == pytest.approx(effect.abnormal, rel=1e-10)
    assert np.abs(evidence.multiverse.estimates - effect.abnormal).min() < 1e-14
    assert evidence.variants[0].abnormal == pytest.approx(effect.abnormal, rel=1e-10)
    assert evidence.sight.effects[-1] == 2 * bundled.verdict.detectable


@pytest.mark.slow
def test_the_stages_are_announced_in_the_order_of_the_pipeline(bundled, quick):
    heard = []
    weighed(bundled, quick, progress=heard.append)
    assert heard == list(STAGES[-len(heard) :])
    assert len(heard) == 5


def test_what_cannot_be_computed_stops_the_run(bundled, quick):
    needy = quick.model_copy(update={"placebo": quick.placebo.model_copy(update={"minimum": 5000})})
    with pytest.raises(WindowError, match="admissible placebo dates; allowed: at least 5000"):
        weighed(bundled, needy)


# Other news


NIGHT, SESSION = dt.datetime(2023, 9, 20, 10, tzinfo=dt.UTC), dt.datetime(2023, 9, 20, 15, tzinfo=dt.UTC)


def entry(what, affects, *, at=NIGHT, topic="weather", weight="minor"):
    return CalendarEntry(at, at, False, what, topic, "World", affects, weight, "press", "x")


def concerned(bundled, *entries):
    """Series and windows that some news concerns."""
    return {key for key, found in confounders(bundled.study, bundled.effects, entries).items() if found}


def test_news_concerns_the_series_whose_markets_or_ticker_it_affects(bundled):
    windows = [w.name for w in bundled.study.windows]
    assert concerned(bundled, entry("a", ("oil",))) == {("BNO", w) for w in windows}
    assert concerned(bundled, entry("b", ("EMLC",))) == {("EMLC", w) for w in windows}
    emerging = {s for s, _ in concerned(bundled, entry("c", ("emerging-debt",)))}
    assert emerging == {PORTFOLIO, *bundled.study.tickers("target"), "PCY"}
    assert {s for s, _ in concerned(bundled, entry("d", ("rates", "dollar")))} == {"IEF", "AGG", "UUP"}


def test_news_of_one_member_concerns_the_portfolio_and_news_of_no_member_does_not(bundled):
    assert {s for s, _ in concerned(bundled, entry("a", ("JPMB",)))} == {PORTFOLIO, "JPMB"}
    assert {s for s, _ in concerned(bundled, entry("b", ("CEMB",)))} == {"CEMB"}


def test_news_is_in_the_windows_that_hold_its_hour(bundled):
    daily = {w.name for w in bundled.study.windows} - {"overnight"}
    assert {w for _, w in concerned(bundled, entry("a", ("oil",), at=SESSION))} == daily
    assert concerned(bundled, entry("b", ("oil",), at=SESSION - dt.timedelta(days=30))) == set()


def test_the_events_own_story_concerns_nothing_and_minor_news_is_listed_too(bundled):
    (own,) = bundled.study.placebo.keep_clear_of
    assert concerned(bundled, entry("a", ("oil",), topic=own)) == set()
    found = confounders(bundled.study, bundled.effects, (entry("b", ("oil",)), entry("c", ("oil",), weight="major")))
    assert [e.what for e in found["BNO", "overnight"]] == ["b", "c"]


def test_the_hours_are_those_of_the_series_own_exchange(bundled):
    # In London the night before day 0 ended at 7:00, before the news of 10:00.
    abroad = tuple(
        replace(e, series=replace(e.series, exchange="XLON")) if e.series.key == "BNO" else e
        for e in bundled.effects.effects
    )
    found = confounders(bundled.study, replace(bundled.effects, effects=abroad), (entry("a", ("oil",)),))
    assert found["BNO", "overnight"] == ()
    assert [e.what for e in found["BNO", "day 0"]] == ["a"]
    days = {"XNYS": bundled.effects.day0["XNYS"], "XLON": bundled.effects.day0["XNYS"] + dt.timedelta(days=1)}
    late = entry("b", ("oil", "emerging-debt"), at=NIGHT + dt.timedelta(hours=11))
    later = confounders(bundled.study, replace(bundled.effects, effects=abroad, day0=days), (late,))
    assert [later[s, "overnight"] for s in ("BNO", "EMB")] == [(late,), ()]


def test_the_bundled_news_of_each_window_is_that_of_the_calendar(bundled):
    for (series, name), found in bundled.evidence.confounders.items():
        members = bundled.study.portfolio.members if series == PORTFOLIO else (series,)
        affects = {m for t in members for m in (*bundled.study.instrument(t).markets, t)}
        window = next(w for w in bundled.study.windows if w.name == name)
        day0 = bundled.effects.day0["XNYS"].date()
        own = bundled.study.placebo.keep_clear_of
        assert found == confounders_of(window, "XNYS", day0, bundled.calendar, own=own, affects=affects)
    fed = {
        (s, w)
        for (s, w), found in bundled.evidence.confounders.items()
        if any("Federal Reserve holds" in e.what for e in found)
    }
    assert (PORTFOLIO, "overnight") not in fed
    assert (PORTFOLIO, "day 0") in fed
