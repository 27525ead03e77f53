"""Change a copy of a snapshot, with or without its manifest."""

from analysis.market.checks import COLUMNS
from analysis.market.manifest import build_manifest, read_manifest, write_manifest
from analysis.study.declarations import Instrument


def tamper(folder, change, *, rehash):
    """Change the lines of EMB.csv; with `rehash` vouch for the result, so that the checks themselves are reached."""
    path = folder / "EMB.csv"
    lines = path.read_text().splitlines()
    change(lines)
    path.write_text("\n".join(lines) + "\n")
    if rehash:
        manifest = read_manifest(folder)
        again = build_manifest(folder, [Instrument.model_construct(ticker="EMB")])
        manifest.loc["EMB", again.columns] = again.loc["EMB"]
        write_manifest(folder, manifest)


def edit(row, column, value):
    def change(lines):
        cells = lines[row].split(",")
        cells[("date", *COLUMNS).index(column)] = value
        lines[row] = ",".join(cells)

    return change
