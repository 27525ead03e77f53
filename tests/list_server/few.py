"""The days of lists that tests of prices ask for: a week, where a study wants a year."""

import pandas as pd

from analysis.market.sources.fetch import fetch_snapshot
from analysis.market.sources.fetch_lists import fetch_lists


def without_waiting():
    """Both fetches without a pause between two requests, and without a wait before a second attempt."""
    for function in (fetch_snapshot, fetch_lists):
        assert function.__kwdefaults__ is not None
        for name in ("pause", "backoff"):
            yield function.__kwdefaults__, name, 0.0


def few_days_of_lists(*_):
    """Five sessions around the event."""
    return pd.bdate_range("2023-09-18", "2023-09-22")
