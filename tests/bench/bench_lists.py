"""How long a year of lists takes: read, stored, loaded, and laid side by side; the site itself answers at once."""

import tempfile
import time
from pathlib import Path
from unittest import mock

import pandas as pd

from analysis.market.lists.panel import bond_panel
from analysis.market.lists.rules import check_lists
from analysis.market.lists.store import load_fund_lists
from tests.list_server import world
from tests.list_server.forms import as_json
from tests.list_server.offline import fetch_lists_offline

LISTS, BONDS = 300, 600


def main():
    """Three hundred lists of six hundred bonds."""
    days = tuple(pd.bdate_range("2022-09-01", periods=LISTS).date)
    bonds = tuple(world.make_bond(n) for n in range(BONDS))
    with mock.patch.multiple(world, DAYS=days, BONDS=bonds):
        for cached in (world.true_clean, world.interest):
            cached.cache_clear()
        answers = {day: as_json(day, world.FUND, world.true_rows(day)).encode() for day in days}
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "live-holdings"
        took = {"read and stored": _seconds(lambda: fetch_lists_offline(into, days, answers))}
        took["loaded"] = _seconds(lambda: load_fund_lists(into, world.FUND))
        table = load_fund_lists(into, world.FUND).table
        took["panel"] = _seconds(lambda: bond_panel(table))
        took["rules"] = _seconds(lambda: check_lists(world.FUND, table))
    said = ", ".join(f"{what} in {seconds:.2f} s" for what, seconds in took.items())
    print(f"{LISTS} lists of {BONDS} bonds: {said}")


def _seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
