"""Change a copy of a snapshot, with or without its manifest."""

from analysis.market.bars import read_bars, write_bars
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
        vouch(folder, "EMB")


def vouch(folder, ticker):
    """Describe a changed file in the manifest as it is now."""
    manifest = read_manifest(folder)
    again = build_manifest(folder, [Instrument.model_construct(ticker=ticker)])
    manifest.loc[ticker, again.columns] = again.loc[ticker]
    write_manifest(folder, manifest)


def edit(row, column, value):
    def change(lines):
        cells = lines[row].split(",")
        cells[("date", *COLUMNS).index(column)] = value
        lines[row] = ",".join(cells)

    return change


def plant(folder, ticker, change):
    """Change the bars of a series, write them back and vouch for the result: `change` edits the table or gives one."""
    path = folder / f"{ticker}.csv"
    bars = read_bars(path)
    changed = change(bars)
    write_bars(path, bars if changed is None else changed)
    vouch(folder, ticker)
