"""Writing is whole or not at all, repeatable to the byte, and loses nothing good."""

import csv
import json
import subprocess
import sys

import pytest

from analysis.errors import UsageError
from analysis.findings import report
from analysis.findings.plots import FIGURES, files_of
from analysis.findings.record import TABLES
from analysis.findings.report import readme_block, refresh_readme, stages_of_writing, write_findings
from tests.conftest import ROOT
from tests.findings_cases import altered

DRAWN = sorted(name for entry in FIGURES for name in files_of(entry))

BEGIN, END = "<!-- verdict:begin -->", "<!-- verdict:end -->"


def content(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def written(bundled, tmp_path_factory):
    """The folder of one full run."""
    out = tmp_path_factory.mktemp("results") / "study"
    write_findings(bundled, out)
    return out


@pytest.fixture
def quick(bundled, tmp_path):
    """A folder written without figures."""
    out = tmp_path / "study"
    write_findings(bundled, out, figures=False)
    return out


def test_a_run_writes_the_files_that_its_results_list(written):
    results = json.loads((written / "results.json").read_text(encoding="utf-8"))
    assert sorted(content(written)) == results["files"]


def test_every_table_is_written_with_all_its_rows(written, bundled):
    for name, table in TABLES.items():
        text = (written / "tables" / f"{name}.csv").read_text(encoding="utf-8")
        head, *rows = csv.reader(text.splitlines())
        assert head == list(table(bundled).columns)
        assert len(rows) == len(table(bundled))


def test_two_runs_give_the_same_bytes(written, bundled, tmp_path):
    write_findings(bundled, tmp_path / "again")
    assert content(tmp_path / "again") == content(written)


def test_the_report_embeds_the_drawings(written):
    page = (written / "report.html").read_text(encoding="utf-8")
    assert page.count("data:image/svg+xml;base64,") == len(FIGURES)


def test_without_figures_everything_else_is_written(quick, written):
    whole = content(written)
    for name, data in content(quick).items():
        assert name not in DRAWN
        assert data == whole[name] or name in ("report.md", "report.html")
    assert set(whole) - set(content(quick)) == set(DRAWN)


def test_without_figures_those_of_the_same_results_stay(written, bundled):
    before = content(written)
    write_findings(bundled, written, figures=False)
    assert content(written) == before


def test_without_figures_those_of_other_results_go(bundled, quick):
    for name in DRAWN:
        (quick / name).write_bytes(b"old")
    write_findings(altered(bundled, abnormal_bp=40), quick, figures=False)
    assert not set(content(quick)) & set(DRAWN)


def test_half_a_set_of_figures_is_not_kept(bundled, quick):
    (quick / DRAWN[0]).write_bytes(b"left over")
    write_findings(bundled, quick, figures=False)
    assert not set(content(quick)) & set(DRAWN)


def test_every_stage_is_announced(bundled, tmp_path):
    stages = []
    write_findings(bundled, tmp_path / "out", figures=False, progress=stages.append)
    assert stages == ["writing the report"]
    assert stages_of_writing(figures=False) == 1
    assert stages_of_writing(figures=True) == 1 + len(FIGURES)


def test_a_folder_of_someone_else_is_refused_and_left_alone(bundled, tmp_path):
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds thesis\.tex, which no run wrote; choose another folder"):
        write_findings(bundled, tmp_path, figures=False)
    assert content(tmp_path) == {"thesis.tex": b"mine"}


def test_a_file_added_to_a_result_folder_is_refused(bundled, quick):
    (quick / "notes").mkdir()
    (quick / "notes" / "a.md").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds notes/a\.md, which no run wrote"):
        write_findings(bundled, quick, figures=False)
    assert (quick / "notes" / "a.md").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("foreign", ["[]", "not json", '{"files": 3}', '{"files": ["thesis.tex"], "theirs": true}'])
def test_a_foreign_results_json_vouches_for_nothing(bundled, tmp_path, foreign):
    (tmp_path / "results.json").write_text(foreign, encoding="utf-8")
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="which no run wrote"):
        write_findings(bundled, tmp_path, figures=False)
    assert (tmp_path / "thesis.tex").exists()


def test_a_foreign_results_json_alone_is_not_overwritten(bundled, tmp_path):
    (tmp_path / "results.json").write_text('{"files": ["results.json"]}', encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds results\.json, which no run wrote"):
        write_findings(bundled, tmp_path, figures=False)


def test_files_of_an_earlier_version_are_replaced(bundled, quick):
    results = json.loads((quick / "results.json").read_text(encoding="utf-8"))
    results["files"].append("retired-figure.png")
    (quick / "results.json").write_text(json.dumps(results), encoding="utf-8")
    (quick / "retired-figure.png").write_bytes(b"old")
    write_findings(bundled, quick, figures=False)
    assert not (quick / "retired-figure.png").exists()


def test_an_empty_folder_and_one_that_was_only_looked_at_are_fine(bundled, quick, tmp_path):
    (tmp_path / "empty").mkdir()
    write_findings(bundled, tmp_path / "empty", figures=False)
    (quick / ".DS_Store").write_bytes(b"")
    write_findings(bundled, quick, figures=False)
    assert content(quick) == content(tmp_path / "empty")


def test_a_file_in_place_of_the_folder_is_refused(bundled, tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        write_findings(bundled, tmp_path / "out", figures=False)


def test_a_run_that_fails_half_way_changes_nothing(bundled, quick, monkeypatch):
    def fails(*_):
        raise KeyboardInterrupt

    before = content(quick)
    monkeypatch.setattr(report, "html_report", fails)
    with pytest.raises(KeyboardInterrupt):
        write_findings(altered(bundled, abnormal_bp=40), quick, figures=False)
    assert content(quick) == before
    assert [p.name for p in quick.parent.iterdir()] == [quick.name]


def test_the_readme_block_needs_results_json_only(written):
    script = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from analysis.findings.report import readme_block\n"
        "print(readme_block(json.loads(Path(sys.argv[1]).read_text(encoding='utf-8'))), end='')\n"
        "assert 'matplotlib' not in sys.modules\n"
    )
    command = [sys.executable, "-c", script, str(written / "results.json")]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    assert shown == readme_block(json.loads((written / "results.json").read_text(encoding="utf-8")))


@pytest.fixture
def readme(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nThe rest.\n", encoding="utf-8")
    return path


def test_the_verdict_goes_between_its_markers(readme):
    refresh_readme(readme, {"verdict": "new\n\ntext\n"})
    assert readme.read_text(encoding="utf-8") == f"# Title\n\n{BEGIN}\nnew\n\ntext\n{END}\n\nThe rest.\n"
    refresh_readme(readme, {"verdict": "new\n\ntext\n"})
    assert readme.read_text(encoding="utf-8").count("new") == 1


@pytest.mark.parametrize("text", ["nothing", f"{BEGIN} only", f"{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}"])
def test_a_readme_without_the_markers_is_refused_and_left_alone(readme, text):
    readme.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="has no place for the verdict"):
        refresh_readme(readme, {"verdict": "new"})
    assert readme.read_text(encoding="utf-8") == text


def test_a_missing_readme_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        refresh_readme(tmp_path / "README.md", {"verdict": "new"})
