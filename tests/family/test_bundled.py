"""The bundled family from the command line: its committed results follow, and agree with the study of an event."""

import csv
import json

import pytest

from tests.runs import ROOT, call

pytestmark = pytest.mark.slow

FAMILY = "seeds/karabakh-truces"
COMMITTED = ROOT / "figures" / "karabakh-truces"


@pytest.fixture(autouse=True)
def at_home(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_the_committed_results_are_what_the_family_gives():
    done = call("verify", FAMILY)
    assert done.exit_code == 0, done.output


def test_its_own_event_is_measured_as_the_study_of_that_event_measures_it():
    with (ROOT / "figures/karabakh-2023-bonds/tables/effects.csv").open() as file:
        study = next(r for r in csv.DictReader(file) if (r["series"], r["window"]) == ("portfolio", "day 0"))
    each = json.loads((COMMITTED / "results.json").read_bytes())["unusual"]["each"]["effects"]
    family = next(e for e in each if e["event"] == "Truce of 2023" and e["series"] == "portfolio")
    # The family leaves more days out of estimation, and its placebo dates keep clear of more events.
    assert family["abnormal_bp"] == pytest.approx(float(study["abnormal_bp"]), abs=1)
    assert family["noise_bp"] == pytest.approx(float(study["eve_sd_bp"]), abs=0.5)
    assert family["p_claim"] == pytest.approx(float(study["placebo_p_greater"]), abs=0.003)
    assert family["detectable_bp"] == pytest.approx(float(study["detectable_bp"]), rel=0.02)


def test_check_says_which_events_are_out_and_why():
    done = call("check", FAMILY)
    assert done.exit_code == 0
    assert "the bonds themselves: 12 of 21 events in, 7 clean" in done.output
    assert "out: Four-day war: the prices begin on 3 June 2019" in done.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", FAMILY, "--source", "live"], "a family runs on the bundled prices of its studies"),
        (["run", FAMILY, "--date", "2023-09-20"], "its dates are those of events.csv"),
        (["run", FAMILY, "--out", f"{FAMILY}/out"], "lies in the family"),
        (["run", FAMILY, "--out", "figures/karabakh-2023"], "holds the results of another question"),
        (["verify", FAMILY, "--against", "figures/none"], "holds no results.json"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(words, says):
    done = call(*words)
    assert done.exit_code != 0
    assert says in done.output
    assert "Traceback" not in done.output


def test_a_family_that_names_no_study_says_so(tmp_path):
    for name in ("family.toml", "events.csv"):
        text = (ROOT / FAMILY / name).read_text()
        (tmp_path / name).write_text(text.replace("../karabakh-2023/bonds", "../nowhere"))
    done = call("run", str(tmp_path), "--out", str(tmp_path.parent / "out"))
    assert done.exit_code != 0
    assert "'../nowhere' is no study's folder" in done.output
