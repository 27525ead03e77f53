"""Other event-study packages on the same work, each run by the Python of an environment of its own."""
