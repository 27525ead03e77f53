"""Another kind of folder that can be run, as small as one can be."""

import json
from pathlib import Path
from types import SimpleNamespace

from analysis.errors import StudyError
from analysis.files import read_text
from analysis.rerun.kinds import Kind


def _load(folder):
    text = read_text(folder / "family.toml", StudyError, remedy="name another")
    return SimpleNamespace(name=folder.name, folder=folder, text=text)


def _run(family, progress):
    progress("counting")

    def write(out, **_):
        out.mkdir(parents=True, exist_ok=True)
        study = {"name": family.name, "title": "Truces", "question": "Do they matter?"}
        found = {"study": study, "headline": family.text.strip(), "figures": [], "files": ["results.json"]}
        (Path(out) / "results.json").write_text(json.dumps(found), encoding="utf-8")

    return SimpleNamespace(summary=family.text.strip, write=write)


KIND = Kind(_load, _run, lambda family: [family.folder], lambda folder: (), stages=1)
