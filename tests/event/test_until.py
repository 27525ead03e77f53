"""News of which only a span is known: a window holds it only where it holds both ends."""

import datetime as dt

import pytest

from analysis.errors import StudyError
from analysis.event.news import is_the_event, on_the_timeline
from analysis.event.primary import choose_primary
from analysis.study.study import load_study
from tests.cases import entry, made_study
from tests.minimal import minimal
from tests.runs import put


def spread(hours, **changes):
    """The made study with news that came within so many hours."""
    study = made_study()
    event = study.event.model_copy(update={"until": study.event.instant + dt.timedelta(hours=hours)})
    return study.model_copy(update={"event": event, **changes})


def primary(study):
    return choose_primary(study, "XNYS", study.event.instant.date(), lambda _: ()).window


def test_the_primary_window_is_the_first_that_holds_both_ends():
    assert primary(made_study()).returns == "overnight"
    assert primary(spread(1)).returns == "overnight"
    assert primary(spread(8)).returns == "close-to-close"


def test_what_no_window_holds_is_refused():
    short = tuple(w for w in made_study().windows if w.last == 0)
    with pytest.raises(StudyError, match=r"none holds news of \S+ \S+ to \S+ \S+ UTC"):
        primary(spread(49, windows=short))


def test_news_of_the_story_within_the_span_may_be_the_event_itself():
    study, known = spread(5), made_study()
    within = study.event.instant + dt.timedelta(hours=2)
    own = entry(f"{within:%Y-%m-%dT%H:%M+00:00}", "It happens", study.placebo.keep_clear_of[0], "rates", "major")
    assert is_the_event(own, study)
    assert not is_the_event(own, known)
    (drawn,) = on_the_timeline((), study, own=True)
    assert (drawn.start, drawn.end) == study.event.ends


@pytest.mark.parametrize("hours", [0, -1, 51])
def test_a_span_is_one_of_at_most_a_day_anywhere_on_earth(hours):
    event = made_study().event
    with pytest.raises(ValueError, match="until is not after instant, by at most 50 hours"):
        type(event).model_validate(event.model_dump() | {"until": event.instant + dt.timedelta(hours=hours)})


def test_the_timeline_reaches_to_the_reaction_to_the_last_moment(tmp_path):
    folder = minimal(tmp_path)
    before = load_study(folder).drawing
    put(folder / "study.toml", r"^instant .*", "instant = 2023-05-13T21:00:00Z\nuntil = 2023-05-15T18:00:00Z")
    drawing = load_study(folder).drawing
    assert drawing.timeline_start <= before.timeline_start
    assert drawing.timeline_end > before.timeline_end
