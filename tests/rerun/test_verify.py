"""Committed results are what the study gives, or each file that is not is named."""

import re
import shutil

import pytest

from analysis.report.page.embedded import embedded
from analysis.rerun.verify import compare_folders
from tests.runs import SEED, analysis, call

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.runs.plugin",)

SVG = '<svg><path d="M 10.1234 20.5 L 30 40"/><text>gain</text></svg>'


@pytest.fixture
def folders(tmp_path):
    """Two equal folders: what a study gives now, and what was committed."""
    fresh, committed = tmp_path / "fresh", tmp_path / "committed"
    fresh.mkdir()
    (fresh / "report.md").write_text("# Found\n\nThe funds gained +6.9 bp (t = 0.30).\n", encoding="utf-8")
    (fresh / "results.json").write_text('{"abnormal_bp": 6.912345678, "p": 0.7654321}\n', encoding="utf-8")
    (fresh / "car.svg").write_text(SVG, encoding="utf-8")
    (fresh / "report.html").write_text(page(SVG), encoding="utf-8")
    (fresh / "tables").mkdir()
    (fresh / "tables" / "path.csv").write_text("session,car_bp\n2023-09-20,-11.5\n", encoding="utf-8")
    picture(fresh / "car.png", dark=0)
    shutil.copytree(fresh, committed)
    return fresh, committed


def page(drawing):
    return f'<p>+6.9 bp</p><img src="{embedded(drawing.encode())}">\n'


def picture(path, *, dark, size=40):
    """A white square of which some rows are black."""
    import numpy as np
    from matplotlib.image import imsave

    pixels = np.ones((size, size, 3))
    pixels[:dark] = 0
    imsave(path, pixels)


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_equal_folders_differ_in_nothing(folders):
    assert compare_folders(*folders) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("results.json", "6.912345678", "6.912345698", "1 numbers differ, first 6.912345698, rebuilt 6.912345678"),
        ("results.json", "0.7654321", "-0.7654321", "1 numbers differ, first -0.7654321, rebuilt 0.7654321"),
        ("results.json", "abnormal_bp", "abnormal_pct", "text differs at line 1"),
        ("report.md", "+6.9 bp", "+7.9 bp", "1 numbers differ, first 7.9, rebuilt 6.9"),
        ("report.md", "gained", "lost", "text differs at line 3"),
        ("report.md", "0.30).\n", "0.30).\n\nAnd more.\n", "text differs at line 4"),
        ("tables/path.csv", "2023-09-20", "2023-09-21", "1 numbers differ, first -21, rebuilt -20"),
        ("car.svg", "10.1234", "10.1334", "1 numbers differ, first 10.1334, rebuilt 10.1234"),
        ("car.svg", "gain", "loss", "text differs at line 1"),
        ("report.html", page(SVG), page(SVG.replace("gain", "loss")), "drawing 1: text differs at line 1"),
        ("report.html", page(SVG), page(SVG.replace("30", "31")), "drawing 1: 1 numbers differ, first 31, rebuilt 30"),
        ("report.html", "svg+xml,", "svg+xml,A", "drawing 1: text differs at line 1"),
        ("report.html", page(SVG), page(""), "text differs at line 1"),
    ],
)
def test_a_changed_number_or_word_is_listed_with_its_file(folders, name, old, new, says):
    edit(folders[1] / name, old, new)
    assert compare_folders(*folders) == [f"{name}: {says}"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("results.json", "6.912345678", "6.91234567806"),  # 1e-11 of its size
        ("results.json", "0.7654321", "7.654321e-1"),
        ("car.svg", "10.1234", "10.1239"),  # 0.0005 points
        ("report.html", page(SVG), page(SVG.replace("10.1234", "10.1239"))),
    ],
)
def test_rounding_of_another_processor_is_no_difference(folders, name, old, new):
    edit(folders[1] / name, old, new)
    assert compare_folders(*folders) == []


def test_missing_and_left_over_files_are_listed(folders):
    (folders[1] / "tables" / "path.csv").unlink()
    (folders[1] / "notes.txt").write_text("mine", encoding="utf-8")
    assert compare_folders(*folders) == [
        f"tables/path.csv: missing from {folders[1]}",
        "notes.txt: not a result of this study",
    ]


def test_what_a_file_manager_leaves_does_not_count(folders):
    (folders[1] / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    assert compare_folders(*folders) == []


def test_a_changed_picture_is_listed_and_another_font_renderer_is_not(folders):
    picture(folders[0] / "car.png", dark=20, size=400)
    picture(folders[1] / "car.png", dark=21, size=400)
    assert compare_folders(*folders) == ["car.png: picture differs (root mean square 11.0 of 255)"]
    from matplotlib.image import imread, imsave

    imsave(folders[1] / "car.png", abs(imread(folders[0] / "car.png")[..., :3] - 0.004))
    assert (folders[0] / "car.png").read_bytes() != (folders[1] / "car.png").read_bytes()
    assert compare_folders(*folders) == []


def test_a_picture_of_another_size_is_listed(folders):
    picture(folders[1] / "car.png", dark=0, size=41)
    assert compare_folders(*folders) == ["car.png: picture is 41 x 41, rebuilt 40 x 40"]


@pytest.mark.parametrize("damage", [lambda content: content[:60], lambda content: b"nothing", lambda content: b""])
def test_a_picture_that_cannot_be_read_is_listed(folders, damage):
    path = folders[1] / "car.png"
    path.write_bytes(damage(path.read_bytes()))
    assert compare_folders(*folders) == ["car.png: not a picture that can be read"]


def test_a_text_that_is_not_utf_8_is_listed(folders):
    path = folders[1] / "report.md"
    path.write_bytes(path.read_bytes().replace(b"gained", b"g\xffined"))
    assert compare_folders(*folders) == ["report.md: text differs at line 3"]


# --- a study within -----------------------------------------------------------------------------------------------


@pytest.fixture
def compared(monkeypatch, tmp_path):
    """What was compared with what, in a folder that holds results of two studies; those within differ."""
    asked = []

    def differences(_, study, committed, *, progress, **__):
        progress("comparing")
        asked.append((study.name, committed.as_posix()))
        return ["report.md: text differs at line 1"] if study.outer else []

    monkeypatch.setattr("analysis.rerun.verify.differences", differences)
    monkeypatch.setattr("analysis.rerun.jobs.cores", lambda: 1)
    monkeypatch.chdir(tmp_path)
    for name in ("karabakh-2023", "karabakh-2023-bonds"):
        (tmp_path / "figures" / name).mkdir(parents=True)
    return asked


def test_the_study_within_is_verified_too(compared):
    done = call("verify", SEED)
    assert compared == [(name, f"figures/{name}") for name in ("karabakh-2023", "karabakh-2023-bonds")]
    assert done.stdout.splitlines() == [
        f"figures/karabakh-2023 is what {SEED} gives",
        "report.md: text differs at line 1",
    ]
    again = f"python -m analysis run {SEED}/bonds"
    assert done.stderr == (
        f"error: 1 difference from figures/karabakh-2023-bonds; {again} draws them anew: look at what changed\n"
    )
    assert done.exit_code == 1


def test_where_it_has_no_results_of_its_own_that_is_said(compared, tmp_path):
    (tmp_path / "figures" / "karabakh-2023-bonds").rmdir()
    done = call("verify", SEED)
    assert [name for name, _ in compared] == ["karabakh-2023"]
    assert "figures/karabakh-2023-bonds: no such folder, so " in done.stdout
    assert "was verified as a part of the outer study alone" in done.stdout
    assert done.exit_code == 0


def test_against_named_results_the_study_alone_is_verified(compared):
    done = call("verify", SEED, "--against", "mine")
    assert compared == [("karabakh-2023", "mine")]
    assert done.exit_code == 0


# --- the command ------------------------------------------------------------------------------------------------


def test_results_that_the_study_gives_pass_on_another_processor_too(light, light_results):
    other = {"OPENBLAS_CORETYPE": "Sandybridge", "OPENBLAS_NUM_THREADS": "2"}
    done = analysis("verify", light, "--against", light_results.folder, **other)
    assert (done.stdout, done.stderr) == (f"{light_results.folder} is what {light} gives\n", "")
    assert done.returncode == 0


def test_each_file_that_was_tampered_with_is_listed_and_the_exit_code_is_1(light, light_results, tmp_path):
    committed = tmp_path / "committed"
    shutil.copytree(light_results.folder, committed)
    effects = (committed / "tables" / "effects.csv").read_text(encoding="utf-8")
    number = re.search(r"\d+\.\d{4,}", effects)[0]
    edit(committed / "tables" / "effects.csv", number, f"{float(number) * 1.001:.9g}")
    edit(committed / "report.md", "cannot", "can")
    (committed / "tables" / "weights.csv").unlink()
    (committed / "placebo-2.png").write_bytes(b"")
    shutil.copyfile(committed / "placebo.png", committed / "prices.png")
    before = {p: p.read_bytes() for p in committed.rglob("*") if p.is_file()}
    done = call("verify", light, "--against", committed)
    assert done.exit_code == 1
    listed = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert sorted(listed) == ["placebo-2.png", "prices.png", "report.md", "tables/effects.csv", "tables/weights.csv"]
    assert done.stderr.startswith(f"error: 5 differences from {committed}; ")
    assert f" run {light} --out {committed} draws them anew" in done.stderr
    assert {p: p.read_bytes() for p in committed.rglob("*") if p.is_file()} == before
