"""The README's block is filled from results.json alone, and goes between its markers or nowhere."""

import copy
import json
import re
import stat
import subprocess
import sys

import pytest

from analysis.errors import UsageError
from analysis.report.readme import readme_block, refresh_readme
from analysis.report.results import results
from analysis.words.plain import to_json
from tests.conftest import ROOT
from tests.reading import read

BEGIN, END = "<!-- verdict:begin -->", "<!-- verdict:end -->"


@pytest.fixture(scope="module")
def written(made):
    """As a reader of the file gets them."""
    return json.loads(to_json(results(made)))


@pytest.fixture(scope="module")
def block(written):
    return read(readme_block(written))


def lines_of(text):
    return re.findall(r"^\|.*\|$", text, flags=re.MULTILINE)


def test_it_has_claim_verdict_summary_picture_and_numbers(block, written):
    assert f"**Claim.** “{written['claim']['quote']}”" in block
    meaning = written["meaning"]
    assert f"**Verdict: {meaning['verdict']['outcome']}.**\n\n{meaning['summary']['words']}\n" in block
    (main,) = (f for f in written["figures"] if f["main"])
    assert f"](figures/made/{main['stem']}.png)" in block
    assert len(lines_of(block)) == 2 + len(written["when"]["news"]["windows"])
    assert "Full report: [figures/made/report.md](figures/made/report.md)." in block


def test_it_tells_what_a_reader_of_the_verdict_is_to_know(written):
    noted = copy.deepcopy(written)
    noted["study"]["notes"] = ["The rule was changed when all results were known"]
    words = written["meaning"]["summary"]["words"]
    assert f"{words} The rule was changed when all results were known.\n" in read(readme_block(noted))


def test_its_table_and_note_are_those_of_the_report(block, made):
    effects = made.pieces["effects"]
    head, *rest = lines_of(effects.shown()["portfolio"].to_markdown())
    assert lines_of(block) == [head.replace("window", "portfolio", 1), *rest]
    assert effects.note in block


def test_windows_are_marked_as_they_were_found(block, written):
    assert "| day 0 † |" in block
    assert "† holds other major news, so its numbers cannot be laid to the event alone." in block
    assert "‡" not in block
    marked = copy.deepcopy(written)
    marked["unusual"]["joint"]["portfolio_marked"] = ["overnight", "day 0"]
    other = read(readme_block(marked))
    assert "| overnight ‡ |" in other
    assert "| day 0 † ‡ |" in other
    assert "out of their calibration band: rely on placebo p." in other
    for window in marked["when"]["news"]["windows"]:
        window["major"] = []
    assert "†" not in readme_block(marked)


def test_without_joint_tests_nothing_is_marked(written):
    absent = copy.deepcopy(written)
    absent["unusual"]["joint"] = {"reason": "too few dates"}
    assert "‡" not in readme_block(absent)


def test_an_effect_that_no_test_could_detect_is_unbounded(written):
    blind = copy.deepcopy(written)
    for line in blind["unusual"]["effects"]["abnormal_returns"]:
        line["detectable_bp"] = None
    rows = lines_of(readme_block(blind))[2:]
    assert all(row.endswith("| ∞ |") for row in rows)


def test_what_a_study_says_is_no_markup(written):
    evil = copy.deepcopy(written)
    evil["claim"]["quote"] = "a <b> | **bold** [x](y)"
    assert r"a \<b\> \| \*\*bold\*\* [x\](y)" in readme_block(evil)


@pytest.mark.parametrize("missing", ["claim", "meaning", "unusual", "when", "figures"])
def test_results_of_another_version_are_refused(written, missing):
    with pytest.raises((LookupError, TypeError, ValueError)):
        readme_block({key: value for key, value in written.items() if key != missing})


@pytest.mark.slow
def test_it_needs_results_json_only(written, block, tmp_path):
    path = tmp_path / "results.json"
    path.write_text(json.dumps(written), encoding="utf-8")
    script = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from analysis.report.readme import readme_block\n"
        "sys.stdout.reconfigure(encoding='utf-8', newline='\\n')\n"
        "print(readme_block(json.loads(Path(sys.argv[1]).read_text(encoding='utf-8'))), end='')\n"
        "assert 'matplotlib' not in sys.modules\n"
    )
    command = [sys.executable, "-c", script, str(path)]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    shown = read(shown)
    assert shown == block


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


def test_the_rest_of_a_readme_stays_as_it_is_in_its_own_line_ends_and_mode(readme):
    readme.write_bytes(f"\ufeff# Title\r\n{BEGIN}\r\nold\r\n{END}\r\nThe rest.\r\n".encode())
    readme.chmod(0o664)
    refresh_readme(readme, {"verdict": "new\ntext\n"})
    now = f"\ufeff# Title\r\n{BEGIN}\r\nnew\r\ntext\r\n{END}\r\nThe rest.\r\n"
    assert readme.read_bytes().decode() == now
    assert stat.S_IMODE(readme.stat().st_mode) == 0o664


def test_a_link_to_a_readme_stays_a_link_and_what_it_leads_to_is_filled(readme, tmp_path):
    (tmp_path / "docs").mkdir()
    link = tmp_path / "docs" / "README.md"
    link.symlink_to("../README.md")
    refresh_readme(link, {"verdict": "new"})
    assert link.is_symlink()
    assert "new" in readme.read_text(encoding="utf-8")
    assert {path.name for path in (*tmp_path.iterdir(), *link.parent.iterdir())} == {"README.md", "docs"}


def test_a_readme_that_is_no_text_is_refused(readme):
    readme.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8 text"):
        refresh_readme(readme, {"verdict": "new"})


@pytest.mark.parametrize("text", ["nothing", f"{BEGIN} only", f"{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}"])
def test_a_readme_without_the_markers_is_refused_and_left_alone(readme, text):
    readme.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="has no place for the verdict"):
        refresh_readme(readme, {"verdict": "new"})
    assert readme.read_text(encoding="utf-8") == text


def test_a_missing_readme_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        refresh_readme(tmp_path / "README.md", {"verdict": "new"})
