"""Returns of the bundled prices, as the R scripts beside tests/references compute them."""

from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]


def close_to_close(ticker):
    """Log returns with dividends, by date."""
    bars = pd.read_csv(ROOT / "seeds" / "prices" / f"{ticker}.csv", index_col="date")
    return np.log((bars["close"] + bars["dividend"]) / bars["close"].shift()).rename(ticker)
