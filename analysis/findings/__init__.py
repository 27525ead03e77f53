"""The pieces of evidence, one slice each, in the order of the report: when, moved, unusual, sure, meaning."""
