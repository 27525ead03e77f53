"""A small made panel: twelve securities on a market, events whose effect is known, as DataFrames and as files."""

import numpy as np
import pandas as pd

SESSIONS, FIRST = 420, "2005-01-03"
DAYS = pd.bdate_range(FIRST, periods=SESSIONS)
NAMES = [f"S{n:02d}" for n in range(12)]
ASKED = {"market": "MKT", "windows": ["0:2"], "estimation": "-210:-11", "min_obs": 60, "tests": ()}


def made(seed=0, effect=0.05):
    """Simple returns of the market and the securities, T x 13, and events on which a security gains ``effect``."""
    rng = np.random.default_rng(seed)
    market = 0.0003 + 0.01 * rng.standard_normal(SESSIONS)
    returns = 0.0001 + np.outer(market, rng.uniform(0.5, 1.5, len(NAMES)))
    returns += 0.008 * rng.standard_normal((SESSIONS, len(NAMES)))
    rows = 230 + 15 * np.arange(len(NAMES))
    returns[rows, np.arange(len(NAMES))] += effect
    events = pd.DataFrame({"security": NAMES, "date": DAYS[rows].strftime("%Y-%m-%d")})
    return pd.DataFrame(np.column_stack([market, returns]), index=DAYS, columns=["MKT", *NAMES]), events


def prices_of(returns):
    """Prices that begin at 100; the first session's return is lost."""
    return 100 * (1 + returns.fillna(0.0)).cumprod()


def write(folder, name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
