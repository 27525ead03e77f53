"""Shared by the tests of lists: all made lists, read from the issuer's form."""

import pytest

from analysis.market.lists.ishares_json import parse_json
from analysis.market.lists.pricing import price_list
from tests.list_server.forms import as_json
from tests.list_server.world import DAYS, FUND, true_rows
from tests.market.lists.made import lists


@pytest.fixture(scope="session")
def made_table():
    """All days of the made fund, one list below the other."""
    texts = {day: as_json(day, FUND, true_rows(day)) for day in DAYS}
    return lists(*(price_list(parse_json(text, str(day)), str(day)).table for day, text in texts.items()))
