"""Whatever becomes of a list on its way, it is read to prices or refused with a reason; nothing else happens."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ListError
from analysis.market.lists.nport import parse_nport
from analysis.market.lists.pricing import price_list
from analysis.market.lists.read import parse_list
from tests.list_server.forms import as_csv, as_json
from tests.list_server.world import DAYS, FUND, NAME, true_rows
from tests.market.lists.test_nport import KNOWN, report

pytestmark = pytest.mark.slow

ROWS = true_rows(DAYS[0])[:8]
LISTS = (as_csv(DAYS[0], NAME, ROWS), as_json(DAYS[0], FUND, ROWS), report(KNOWN, KNOWN))
WORDS = (
    "",
    ",",
    '"',
    "\n",
    "-",
    "0",
    "-1",
    "1e308",
    "1e-300",
    "NaN",
    "null",
    "[]",
    "{}",
    "\x00",
    "\\ud83d",
    "Sep 31, 2032",
)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(LISTS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), st.sampled_from(WORDS)), min_size=1, max_size=4),
)
def test_a_list_that_was_spoilt_anywhere_is_read_or_refused(text, changes):
    for share, length, word in changes:
        at = int(share * len(text))
        text = text[:at] + word + text[at + length :]
    with suppress(ListError):
        if "invstOrSec" in text:
            table = parse_nport(text, "a report").table
        else:
            table = price_list(parse_list(text, "a list"), "a list").table
        sure = table[~table["flagged"]]
        assert np.isfinite(sure["clean"]).all()
        assert ((sure["clean"] - sure["price"]).abs() <= 0.006 + 1e-9).all()
