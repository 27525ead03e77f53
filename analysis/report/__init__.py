"""The report: which pieces, in which order; results.json, figures, tables and text of a run, and the README's verdict."""
