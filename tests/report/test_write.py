"""Writing is whole or not at all, repeatable to the byte, and loses nothing good."""

import csv
import json

import pytest

from analysis.errors import UsageError
from analysis.report import write
from analysis.report.findings import Findings
from analysis.report.page.embedded import ADDRESS
from analysis.report.write import stages_of_writing, write_findings
from tests.cases import DRAWN_OF_FUNDS, made_case

pytestmark = pytest.mark.slow

DRAWN = sorted(name for e in DRAWN_OF_FUNDS for name in e.files)


def content(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def other():
    """Findings with other numbers."""
    return Findings(made_case(seed=2))


@pytest.fixture(scope="module")
def written(made, tmp_path_factory):
    """The folder of one full run."""
    out = tmp_path_factory.mktemp("results") / "study"
    write_findings(made, out)
    return out


@pytest.fixture
def quick(made, tmp_path):
    """A folder written without figures."""
    out = tmp_path / "study"
    write_findings(made, out, figures=False)
    return out


def test_a_run_writes_the_files_that_its_results_list(written):
    results = json.loads((written / "results.json").read_text(encoding="utf-8"))
    assert sorted(content(written)) == results["files"]


def test_every_table_is_written_whole_with_the_columns_that_are_declared(written, made):
    for piece in made.pieces.values():
        for name, table in piece.tables().items():
            text = (written / "tables" / f"{name}.csv").read_text(encoding="utf-8")
            head, *lines = csv.reader(text.splitlines())
            assert head == [c.name for c in table.columns if c.file]
            assert len(lines) == len(table.frame)


def test_every_column_of_every_table_says_what_it_holds(made):
    tables = [t for p in made.pieces.values() for t in (*p.tables().values(), *p.shown().values())]
    assert [c.name for t in tables for c in t.columns if not c.meaning] == []


def test_tables_of_the_report_are_there_in_latex_too(written):
    for name in ("effects-portfolio", "placebo-yardsticks"):
        text = (written / "tables" / f"{name}.tex").read_text(encoding="utf-8")
        assert text.startswith("\\begin{tabular}{l")
        assert text.endswith("\\bottomrule\n\\end{tabular}\n")


def test_two_runs_give_the_same_bytes(written, tmp_path):
    write_findings(Findings(made_case()), tmp_path / "again")
    assert content(tmp_path / "again") == content(written)


def test_the_report_embeds_the_drawings(written):
    page = (written / "report.html").read_text(encoding="utf-8")
    assert page.count(ADDRESS) == len(DRAWN) // 3


def test_without_figures_everything_else_is_written(quick, written):
    whole = content(written)
    for name, data in content(quick).items():
        assert name not in DRAWN
        assert data == whole[name] or name in ("report.md", "report.html", "results.json")
    assert set(whole) - set(content(quick)) == set(DRAWN)


def test_without_figures_results_list_none_and_are_else_the_same(quick, written):
    drawn, plain = (json.loads((folder / "results.json").read_text(encoding="utf-8")) for folder in (written, quick))
    assert plain["figures"] == []
    assert plain["files"] == sorted(content(quick))
    for results in (drawn, plain):
        del results["figures"], results["files"]
    assert plain == drawn


def test_without_figures_those_of_the_same_results_stay(written, made):
    before = content(written)
    write_findings(made, written, figures=False)
    assert content(written) == before


def test_without_figures_those_of_other_results_go(other, quick):
    for name in DRAWN:
        (quick / name).write_bytes(b"old")
    write_findings(other, quick, figures=False)
    assert not set(content(quick)) & set(DRAWN)


def test_half_a_set_of_figures_is_not_kept(made, quick):
    (quick / DRAWN[0]).write_bytes(b"left over")
    write_findings(made, quick, figures=False)
    assert not set(content(quick)) & set(DRAWN)


def test_every_stage_is_announced(made, tmp_path):
    stages = []
    write_findings(made, tmp_path / "out", figures=False, progress=stages.append)
    assert stages == ["writing the report"]
    assert stages_of_writing(figures=False, itself=True) == 1
    assert stages_of_writing(figures=True, itself=False) == 1 + len(DRAWN) // 3


def test_a_folder_of_someone_else_is_refused_and_left_alone(made, tmp_path):
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds thesis\.tex, which no run wrote; choose another folder"):
        write_findings(made, tmp_path, figures=False)
    assert content(tmp_path) == {"thesis.tex": b"mine"}


def test_a_file_added_to_a_result_folder_is_refused(made, quick):
    (quick / "notes").mkdir()
    (quick / "notes" / "a.md").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds notes/a\.md, which no run wrote"):
        write_findings(made, quick, figures=False)
    assert (quick / "notes" / "a.md").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("foreign", ["[]", "not json", '{"files": 3}', '{"files": ["thesis.tex"], "theirs": true}'])
def test_a_foreign_results_json_vouches_for_nothing(made, tmp_path, foreign):
    (tmp_path / "results.json").write_text(foreign, encoding="utf-8")
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="which no run wrote"):
        write_findings(made, tmp_path, figures=False)
    assert (tmp_path / "thesis.tex").exists()


def test_a_foreign_results_json_alone_is_not_overwritten(made, tmp_path):
    (tmp_path / "results.json").write_text('{"files": ["results.json"]}', encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds results\.json, which no run wrote"):
        write_findings(made, tmp_path, figures=False)


@pytest.mark.parametrize("sections", [{"study": {}, "verdict": {}}, {"study": {}, "meaning": {}}])
def test_files_of_an_earlier_version_are_replaced(made, quick, sections):
    listed = {**sections, "files": ["results.json", "retired-figure.png", *sorted(content(quick))]}
    (quick / "results.json").write_text(json.dumps(listed), encoding="utf-8")
    (quick / "retired-figure.png").write_bytes(b"old")
    write_findings(made, quick, figures=False)
    assert not (quick / "retired-figure.png").exists()


def test_an_empty_folder_and_one_that_was_only_looked_at_are_fine(made, quick, tmp_path):
    (tmp_path / "empty").mkdir()
    write_findings(made, tmp_path / "empty", figures=False)
    (quick / ".DS_Store").write_bytes(b"")
    write_findings(made, quick, figures=False)
    assert content(quick) == content(tmp_path / "empty")


def test_a_file_in_place_of_the_folder_is_refused(made, tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        write_findings(made, tmp_path / "out", figures=False)


def test_a_run_that_fails_half_way_changes_nothing(other, quick, monkeypatch):
    def fails(*_):
        raise KeyboardInterrupt

    before = content(quick)
    monkeypatch.setattr(write, "html_report", fails)
    with pytest.raises(KeyboardInterrupt):
        write_findings(other, quick, figures=False)
    assert content(quick) == before
    assert [p.name for p in quick.parent.iterdir()] == [quick.name]
