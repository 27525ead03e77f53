"""What a table says is text wherever it is told: no markup, no formula, no script, no command of a terminal."""

import csv
import re

import pandas as pd
from click.testing import CliRunner

from analysis.cli.main import main
from tests.panels.made import made, prices_of, write

ATTACK = "<script>a()</script> [x](javascript:a) ![i](//b) $b_c$ **e** \\input{g} {{ h }} & www.evil.example \x1b[31m"
PLACES = {"#what", "#mean", "#diff", "#cars", "#test", "#left", "#file", "data:"}
FORMULA = re.compile(r"[=+@\t\r]|-(?!\d)")


def test_names_of_securities_groups_and_columns_attack_no_reader(tmp_path):
    returns, events = made()
    names = {"S00": f"=1+1 {ATTACK}", "S01": f"@SUM(A1) {ATTACK}", "MKT": f"# head {ATTACK}"}
    events = events.replace({"security": names}).assign(team=[f"| a | {ATTACK}", f"-1+1 {ATTACK}"] * 6)
    events.loc[2, "security"] = f"+no such {ATTACK}"
    events[f"{ATTACK} size"] = range(12)
    prices = prices_of(returns).rename(columns=names).rename_axis("date")
    files = write(tmp_path, "e.csv", events.to_csv(index=False)), write(tmp_path, "p.csv", prices.to_csv())
    asked = ("--window", "0:2", "--estimation=-210:-11", "--test", "adjusted BMP", "--group", "team")
    named = ("--market", names["MKT"], "--on", f"{ATTACK} size", "--out", str(tmp_path / "out"))
    done = CliRunner().invoke(main, ["panel", *map(str, files), *asked, *named])
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.output
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page
    assert "<script" not in page.partition("</main>")[0]  # below it stand the page's own
    own = {path.name for path in (tmp_path / "out").iterdir()}
    links = re.findall(r"""(?:href|src)="([^"]+)""", page)
    assert [link for link in links if link not in own and link[:5] not in PLACES] == []
    for path in (tmp_path / "out").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for line in csv.reader(file) for cell in line]
        assert [cell for cell in cells if FORMULA.match(cell) and not cell.startswith("'")] == [], path.name
    for path in (tmp_path / "out").glob("*.tex"):
        assert "\\input" not in path.read_text(encoding="utf-8")
    book = pd.read_excel(tmp_path / "out" / "panel.xlsx", sheet_name=None)
    assert all(not str(c).startswith("=") for sheet in book.values() for c in sheet.to_numpy().ravel())
