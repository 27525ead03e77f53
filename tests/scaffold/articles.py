"""Short articles, made up for tests, from which studies are begun; and a series of prices of one's own."""

import numpy as np
import pandas as pd

from analysis.exchanges import exchange_sessions

VOTE = """ISTANBUL, 15 May 2023 -- Turkish shares fell after the first round left the president ahead of his rival.

Sunday's vote had been expected to bring a change of policy.
"""
VARIANT = """Oil gained as traders took word of a new variant calmly.

Scientists announced the variant on Thursday, while American markets were closed. By Friday flights had been stopped.
"""
TRUCE = """BAKU, 20 September 2023 -- Bonds issued by Armenia and Azerbaijan gained after Wednesday's truce.

The guns fell silent at noon.
"""
RATES = """WASHINGTON, 21 September 2022 -- The dollar rose on Wednesday after the central bank raised its rate again.
"""
BUDGET = """LONDON, 23 September 2022 -- The pound slumped on Friday after the finance minister's speech.

London's FTSE 100 lost 2%. Gilts fell as well. The dollar may rise further.
"""


def prices(file, exchange, *, day, jump, seed=5):
    """Write closing prices of an exchange's sessions around a day; on its session they jump by so much (log)."""
    when = pd.Timestamp(day)
    days = exchange_sessions(exchange, (when - pd.Timedelta(days=1400)).date(), (when + pd.Timedelta(days=60)).date())
    moves = pd.Series(np.random.default_rng(seed).normal(0, 0.01, len(days)), days)
    moves[when] += jump
    close = 100 * np.exp(moves.cumsum())
    file.write_text("date,close\n" + "".join(f"{d:%Y-%m-%d},{p:.4f}\n" for d, p in close.items()), encoding="utf-8")
    return file
