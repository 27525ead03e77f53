"""Many events at once: tables of events, prices and factors in, abnormal returns with names, dates and tests out."""
