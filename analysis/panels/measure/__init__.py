"""From tables to abnormal returns: each security's own sessions, its returns, its events, in chunks over workers."""
