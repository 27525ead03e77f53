"""One pass over many events: what the tests need of their estimation windows, as sums over tiles of whole dates."""
