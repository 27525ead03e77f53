"""Words for markets: what a series is of, and what other news may affect."""

from __future__ import annotations

MARKETS = frozenset(
    {
        "rates",  # government bonds of the large economies
        "credit",  # companies' bonds
        "dollar",
        "equities",  # of developed markets
        "oil",
        "metals",  # gold, silver, copper
        "emerging-debt",  # in dollars
        "local-debt",  # of emerging markets in their own currencies
        "emerging-currencies",
        "emerging-equities",
    }
)
"""What an entry may affect, in lower case. Upper-case words in that column are tickers, for news of one fund."""
