"""A piece of evidence is told once, and shows itself: in a line, in words, as a table, as a figure."""

import re
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from analysis.errors import AnalysisError, NothingToTestError
from analysis.findings.piece import NotComputed, Piece, heading_of, supplement
from analysis.once import Once
from analysis.study.setting import Setting
from analysis.words import templates
from tests.cases import OF_FUNDS, made_study
from tests.conftest import ROOT
from tests.findings.tiny import COUNTED, Tiny
from tests.findings.tiny import tiny as compute
from tests.legible import assert_legible

SETTING = Setting(made_study(), made_study().windows[0])


class Owner(Once):
    """What a piece is computed from."""

    setting = SETTING


class Places:
    """Where templates lie: those of the tests among the tests, the others where they are."""

    def __truediv__(self, name):
        return ROOT / name if name.startswith("tests/") else ROOT / "analysis" / name


@pytest.fixture(autouse=True)
def beside(monkeypatch):
    """The template of the smallest piece is found beside it; nothing of it has been computed yet."""
    monkeypatch.setattr(templates, "files", lambda package: Places())
    templates._environment.cache_clear()
    COUNTED.clear()
    yield
    templates._environment.cache_clear()


@pytest.fixture
def tiny():
    return compute(Owner())


class Bare(Tiny):
    """A piece without a figure; its neighbours would be named after another module."""

    __module__ = "tests.findings.bare"

    @classmethod
    def template(cls):
        return "tests/findings/tiny.md.j2"

    def tables(self):
        return {}

    def shown(self):
        return {"moves": Tiny.tables(self)["tiny"]}


# Told once


def test_record_table_and_caption_are_computed_once_whoever_asks(tiny):
    for _ in range(2):
        assert tiny.told["largest_bp"] == 12
        assert tiny.caption.title in tiny.summary()
        assert len(tiny.table()) == len(tiny.numbers().frame) == 2
        tiny.plot()
        assert "+12.0" in tiny.text
    assert sorted(COUNTED) == ["caption", "record", "tables"]


def test_what_is_told_is_plain_data(tiny):
    assert tiny.told == {"largest_bp": 12.0, "unknown_bp": None, "first": "Two funds moved"}
    assert type(tiny.told["largest_bp"]) is float


def test_the_figures_numbers_are_those_of_the_first_table_when_not_said_otherwise(tiny):
    assert tiny.numbers().frame is tiny.tables()["tiny"].frame


def test_a_reader_may_add_to_the_table_without_changing_the_piece(tiny):
    own = tiny.table()
    own["more"] = own["move_bp"] + 1
    own.loc[0, "move_bp"] = 99
    assert list(tiny.table()) == ["fund", "move_bp"]
    assert tiny.table()["move_bp"].tolist() == pytest.approx([12, -1])


# In words


def test_the_paragraph_says_the_numbers_in_joined_lines(tiny):
    heading, sentence, *table = [line for line in tiny.text.splitlines() if line]
    assert heading == "## What made moved"
    assert (
        sentence == "The largest move was +12.0 basis points in the window overnight; the other is –. Two funds moved."
    )
    assert table == ["| fund | move, bp |", "|---|---:|", "| AAA | +12.0 |", "| BBB | -1.0 |"]


def test_a_picture_stands_at_its_place_when_there_is_one(tiny):
    with_picture = tiny.paragraph("![words](tiny.png)", marked=True).splitlines()
    after = with_picture[with_picture.index("![words](tiny.png)") + 2 :]
    assert after[0] == "<TABLE tiny-moves> Tiny moves"  # by which the report numbers it
    assert after[2].startswith("| fund")
    assert "![" not in tiny.text
    assert "\n\n\n" not in tiny.text


def test_a_piece_says_its_finding_in_one_line(tiny):
    assert tiny.summary() == "Two funds moved"
    assert repr(tiny) == "<Tiny: Two funds moved>"


def test_a_long_finding_is_cut(tiny):
    long = Tiny(tiny.moves, SETTING, title="a finding of many words " * 20)
    assert len(repr(long)) == 180
    assert repr(long).endswith("...>")
    assert "\n" not in repr(long)


def test_a_notebook_shows_the_paragraph_and_no_markup_of_a_study(tiny):
    html = Tiny(tiny.moves, SETTING, title="<script> & *stars*")._repr_html_()
    assert "<h2>What made moved</h2>" in html
    assert "<td>AAA</td>" in html
    assert "&lt;script&gt; &amp; *stars*" in html


# As a figure


def test_the_figure_is_drawn_on_a_page_of_its_own_or_on_given_axes(tiny):
    own = tiny.plot()
    assert_legible(own.figure)
    given = Figure().subplots()
    assert tiny.plot(ax=given) is given
    assert [bar.get_height() for bar in given.patches] == pytest.approx([12, -1])


def test_a_piece_without_a_figure_says_so_and_its_first_sentence_is_its_finding():
    bare = Bare({"AAA": 0.0012}, SETTING)
    assert Tiny.has_figure()
    assert not bare.has_figure()
    with pytest.raises(NotImplementedError, match="Bare has no figure"):
        bare.plot()
    assert bare.summary().startswith("The largest move was +12.0 basis points")


def test_a_piece_without_a_table_says_so():
    bare = Bare({"AAA": 0.0012}, SETTING)
    for ask in (bare.table, bare.numbers):
        with pytest.raises(NotImplementedError, match="Bare has no table"):
            ask()


def test_a_paragraph_lies_beside_a_piece_under_its_name():
    assert Tiny.template() == "tests/findings/tiny.md.j2"
    assert Piece.template() == "findings/piece.md.j2"


# What cannot be computed


def dose_response(_):
    """A supplement that cannot be computed."""
    COUNTED.append("tried")
    raise AnalysisError("dose-response", "all weights are <equal>", remedy="leave it out")


def test_a_supplement_that_can_be_computed_is_itself():
    owner = Owner()
    assert supplement(owner, compute, SETTING) is owner.once(compute)


def test_a_supplement_that_cannot_says_why_in_its_place():
    owner = Owner()
    found = [supplement(owner, dose_response, SETTING) for _ in range(2)]
    assert COUNTED == ["tried"]
    for piece in found:
        assert isinstance(piece, NotComputed)
        assert piece.told == {"reason": "dose-response: all weights are <equal>"}
    said = "## Dose response\n\nCould not be computed: dose-response: all weights are \\<equal\\>"
    assert found[0].text == f"{said}; leave it out\n"
    assert found[0].paragraph(marked=True) == f"{said}\n", "a report is not for the study's author"
    assert "&lt;equal&gt;" in found[0]._repr_html_()


def test_in_place_of_its_figure_and_table_stand_the_reason_and_nothing():
    piece = supplement(Owner(), dose_response, SETTING)
    assert not piece.has_figure()
    assert piece.table().empty
    assert (piece.tables(), piece.shown()) == ({}, {})
    axes = piece.plot()
    assert_legible(axes.figure)
    assert "all weights are <equal>" in axes.texts[0].get_text()
    assert repr(piece) == (
        "<NotComputed: Dose response: could not be computed: dose-response: all weights are <equal>>"
    )


def test_where_a_study_has_none_of_what_is_asked_for_nothing_failed():
    def alike(_):
        raise NothingToTestError("alike", "one series alone", allowed="two", remedy="declare another")

    piece = supplement(Owner(), alike, SETTING)
    assert piece.summary() == "Alike: does not apply: one series alone"
    assert piece.paragraph(marked=True) == "## Alike\n\nDoes not apply: one series alone\n"
    assert piece.text.endswith("one series alone; declare another\n")
    assert piece.plot().figure is not None


def test_a_reason_does_not_say_twice_what_could_not_be_computed():
    def alike(_):
        raise AnalysisError("alike", "one series alone")

    assert supplement(Owner(), alike, SETTING).summary() == "Alike: could not be computed: one series alone"


def test_an_error_of_ours_is_not_taken_for_a_reason():
    def broken(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        supplement(Owner(), broken, SETTING)


def test_the_heading_is_what_the_module_calls_it(monkeypatch, tiny):
    monkeypatch.setitem(globals(), "HEADING", "A real heading")
    assert supplement(Owner(), dose_response, SETTING).text.startswith("## A real heading\n\nCould not be computed")
    assert heading_of(type(tiny)) == "Tiny"


def test_a_supplement_has_the_same_heading_whether_computed_or_not():
    for exhibit in (e for e in OF_FUNDS if not e.needed):
        template = Path("analysis", Path(*exhibit.compute.__module__.split(".")[1:])).with_suffix(".md.j2")
        heading = heading_of(exhibit.compute)
        assert heading != exhibit.name
        own = re.findall("^#.*", (ROOT / template).read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert own in ([], ["## {{ heading }}"]), template
