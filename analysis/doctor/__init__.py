"""What is missing or weak in a study before a run, all at once, each with its remedy."""
