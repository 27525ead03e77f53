"""The package statspai: ``python with_statspai.py DATA.npz`` prints seconds and the mean CAR."""

import json
import sys
import time

import numpy as np
import pandas as pd
import statspai


def main(path):
    """Market model, the CAR of one window: t, Patell, BMP, both adjusted, GRANK-T, signed rank."""
    with np.load(path) as data:
        returns, market, pairs = data["returns"], data["factors"][:, 0], data["pairs"]
    days = pd.bdate_range("2014-01-02", periods=len(returns))
    count = returns.shape[1]
    long = pd.DataFrame({"id": np.repeat(np.arange(count), len(days)), "date": np.tile(days, count)})
    long = long.assign(ret=returns.T.ravel(), market=np.tile(market, count))
    events = pd.DataFrame({"id": pairs[:, 0], "event_date": days[pairs[:, 1]]})
    options = {"market": "market", "event_window": (-10, 10), "estimation_window": (-270, -21)}
    start = time.process_time()
    found = statspai.abnormal_returns(long, events, **options)
    print(json.dumps({"seconds": time.process_time() - start, "mean CAR": float(found.caar)}))


if __name__ == "__main__":
    main(sys.argv[1])
