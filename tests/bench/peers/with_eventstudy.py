"""The package eventstudy: ``python with_eventstudy.py DATA.npz`` prints seconds and the mean CAR."""

import json
import sys
import time

import numpy as np
from eventstudy import Multiple, Single


def main(path):
    """Market model, day by day t of the means: all that it tests."""
    with np.load(path) as data:
        returns, market, pairs = data["returns"], data["factors"][:, 0], data["pairs"]
    dates = np.busday_offset("2014-01-02", np.arange(len(returns)), roll="forward")
    table = {str(n): column for n, column in enumerate(returns.T)}
    Single._save_parameter("returns", {"date": dates, "market": market, **table})
    start = time.process_time()
    options = {"event_window": (-10, 10), "estimation_size": 250, "buffer_size": 10}
    events = [Single.market_model(str(n), "market", dates[row], **options) for n, row in pairs.tolist()]
    whole = Multiple(events)
    print(json.dumps({"seconds": time.process_time() - start, "mean CAR": float(whole.CAAR[-1])}))


if __name__ == "__main__":
    main(sys.argv[1])
