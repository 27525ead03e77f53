"""Abnormal returns: of one event, and of any number of them at once."""
